"""The fingerprint of the code that derives the catalogue: another one means that it must be derived anew.

So nothing is raised by hand when a term, an item or a searched text changes.
"""

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

APP = Path(__file__).resolve().parent.parent
COVERED = (
    "catalogue/**/*.py",
    "citations/*.py",
    "loading/identities.py",
    "matching/*.py",
    "resources/*.py",
    "resources/*/indexing.py",
    "resources/*/models.py",
    "timeline/**/*.py",
)

IN_PART = "+"
"""Ends the fingerprint of a catalogue that was derived in part."""

LIBRARIES = ("tantivy", "iuliia")
"""The libraries by whose versions what is derived may differ: the index engine, and the spellings of Russian names."""


def covered() -> list[Path]:
    """The source files that the fingerprint is made of."""
    return sorted({path for pattern in COVERED for path in APP.glob(pattern)})


@lru_cache(1)
def fingerprint() -> str:
    """Twelve hexadecimal digits: of the source of all covered modules, and of the versions of the libraries."""
    return code_checksum(covered(), LIBRARIES)[:12]


def derived_in_part() -> str:
    """What stands for the fingerprint where the catalogue was derived in part, beside what was derived before.

    The ids of its terms depend on what was before then, so that its indexes belong to it alone.
    """
    return fingerprint() + IN_PART


def derived_here(by: str) -> bool:
    """Whether a fingerprint, as a release has it, is that of this code."""
    return by.removesuffix(IN_PART) == fingerprint()


def code_checksum(paths: Iterable[Path], libraries: Iterable[str]) -> str:
    """A checksum of source files of the service and of the versions of libraries: SHA-256, hexadecimal."""
    digest = hashlib.sha256("\x00".join(map(version, libraries)).encode())
    for path in paths:
        digest.update(path.relative_to(APP).as_posix().encode() + b"\x00" + path.read_bytes() + b"\x00")
    return digest.hexdigest()
