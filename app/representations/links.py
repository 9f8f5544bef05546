"""Links in stored records: they begin with `/v1/`, and a root path that a proxy adds is put before them."""

import re

_STORED_LINK = re.compile(rb'("[a-z_]+":")(/v1/)')
"""Inside a text a quotation mark is escaped, so only a value that begins with `/v1/` matches."""


def rooted(stored: bytes, root_path: str) -> bytes:
    """Encoded records with their links below `root_path` (empty, or beginning with a slash and not ending in one)."""
    if not root_path:
        return stored
    prefix = root_path.encode()
    return _STORED_LINK.sub(lambda found: found[1] + prefix + found[2], stored)
