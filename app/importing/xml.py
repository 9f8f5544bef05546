"""Reading XML files element by element, safe against entities."""

import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO

from lxml import etree

from app.loading.yaml_files import shown

_INVISIBLE = {"Cc", "Cf"}
_NEEDED = {"\u200c", "\u200d"}
"""Format characters that some scripts need."""


class UnreadableFile(ValueError):
    """A file that cannot be read, or is no XML; the message names file and line."""


def elements(path: Path, tags: Collection[str]) -> Iterator[etree._Element]:
    """The elements of these names in a file, each when it is complete. Afterwards it is emptied, to save memory.

    No entity is expanded and nothing is fetched.

    Raises:
        UnreadableFile: the file cannot be read, is not well-formed, or has a document type of its own.
    """
    try:
        with path.open("rb") as file:
            yield from _elements(file, shown(path), tags)
    except OSError as error:
        raise UnreadableFile(f"{shown(path)}: cannot be read: {error.strerror or error}.") from error


def _elements(file: BinaryIO, name: str, tags: Collection[str]) -> Iterator[etree._Element]:
    parsed = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        for place, (event, element) in enumerate(parsed):
            if place == 0 and element.getroottree().docinfo.doctype:
                raise UnreadableFile(f"{name}: has a document type, which could define entities.")
            if event == "end" and element.tag in tags:
                yield element
                element.clear()
    except etree.XMLSyntaxError as error:
        # The error itself is about what an entity that is not defined leaves behind; the log has the cause.
        found = next(((entry.line, entry.message) for entry in parsed.error_log), (error.lineno, error.msg))
        line, reason = found[0] or 1, (found[1] or "is no XML").partition(" (")[0]
        raise UnreadableFile(f"{name}:{line}: is not well-formed XML: {reason}.") from error


def text(element: etree._Element, path: str = ".") -> str:
    """All the text at a path below an element, on one line, in Unicode's composed form; empty where there is none."""
    found = element.find(path)
    return "" if found is None else plain("".join(found.itertext()))


def plain(written: str) -> str:
    """A text on one line, in Unicode's composed form (NFC), without characters that cannot be seen."""
    line = " ".join(written.split())
    seen = (sign for sign in line if unicodedata.category(sign) not in _INVISIBLE or sign in _NEEDED)
    return unicodedata.normalize("NFC", "".join(seen))
