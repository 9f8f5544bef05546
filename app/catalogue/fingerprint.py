"""The fingerprint of the code that derives the catalogue: another one means that it must be derived anew.

So nothing is raised by hand when a term, an item or a searched text changes.
"""

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

APP = Path(__file__).resolve().parent.parent
COVERED = ("timeline/**/*.py", "catalogue/**/*.py", "citations/*.py", "resources/*.py", "resources/*/models.py")
INDEXING = "resources/*/indexing.py"


@lru_cache(1)
def fingerprint() -> str:
    """Twelve hexadecimal digits: of the source of all covered modules, and of the index engine's version."""
    digest = hashlib.sha256(version("tantivy").encode())
    for path in sorted({path for pattern in (*COVERED, INDEXING) for path in APP.glob(pattern)}):
        digest.update(path.relative_to(APP).as_posix().encode() + b"\x00" + path.read_bytes() + b"\x00")
    return digest.hexdigest()[:12]
