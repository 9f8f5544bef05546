"""Links in stored records: a root path that a proxy adds is put before those to the API and to the pages for people."""

import re

_STORED_LINK = re.compile(rb'("html":"|"[a-z_]+":"(?=/v1/))(?=/)')
"""Inside a text a quotation mark is escaped, so only a whole value matches: `html`, or what begins with `/v1/`."""


def rooted(stored: bytes, root_path: str) -> bytes:
    """Encoded records with their links below `root_path` (empty, or beginning with a slash and not ending in one)."""
    if not root_path:
        return stored
    prefix = root_path.encode()
    return _STORED_LINK.sub(lambda found: found[1] + prefix, stored)
