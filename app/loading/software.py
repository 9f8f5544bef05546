"""The software that checks records and writes their rows."""

from functools import lru_cache

from app.catalogue.fingerprint import APP, code_checksum

LIBRARIES = ("orjson", "pydantic", "pyyaml", "sqlalchemy", "sqlmodel")
"""The libraries that read and check data files, and write rows."""


@lru_cache(1)
def software() -> str:
    """A checksum of all source files of the service and of the versions of the libraries: SHA-256, hexadecimal."""
    return code_checksum(sorted(APP.rglob("*.py")), LIBRARIES)
