"""Text in XML 1.0."""

import re
from xml.sax.saxutils import escape

_ENTITIES = {'"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that no XML document may have, escaped or not; readers refuse the whole file."""


def text(value: str) -> str:
    """As the content of an element."""
    return escape(_NOT_XML.sub("\ufffd", value), {"\r": "&#13;"})


def attribute(value: str) -> str:
    """As the value of an attribute, in double quotes."""
    return escape(_NOT_XML.sub("\ufffd", value), _ENTITIES)
