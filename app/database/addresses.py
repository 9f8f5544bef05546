"""Addresses of databases: which are usable, what messages call them, where files beside them lie."""

import re
from pathlib import Path

from sqlalchemy import URL
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

POSTGRESQL = "postgresql+psycopg"
"""The driver name of a PostgreSQL address."""
BESIDE_SERVERS = Path("var")
"""The folder of what this machine has of a database on a server."""
EXAMPLES = "sqlite:///var/timeline.sqlite or postgresql+psycopg://user@host/database"


class UnsupportedDatabase(ValueError):
    """The database address is not one that the service can use."""


def parsed(url: str) -> URL:
    """The parts of an address.

    Raises:
        UnsupportedDatabase: it is none of an SQLite file or of a PostgreSQL database.
    """
    try:
        found = make_url(url)
    except (ArgumentError, ValueError):
        raise UnsupportedDatabase(f"must be an address such as {EXAMPLES}") from None
    if found.drivername == "sqlite":
        return _sqlite(found)
    if found.drivername == POSTGRESQL:
        return _postgresql(found)
    raise UnsupportedDatabase(f"must name an SQLite file or a PostgreSQL database, such as {EXAMPLES}")


def _sqlite(url: URL) -> URL:
    if url.host or url.query:
        raise UnsupportedDatabase("must name an SQLite file, such as sqlite:///var/timeline.sqlite")
    if not url.database or url.database == ":memory:" or url.database.startswith("file:"):
        raise UnsupportedDatabase(
            "must name a file, such as sqlite:///var/timeline.sqlite; a database in memory is not enough"
        )
    return url


def _postgresql(url: URL) -> URL:
    if not url.database or "/" in url.database or url.database.startswith("."):
        raise UnsupportedDatabase("must name a database, such as postgresql+psycopg://user@host/database")
    return url


def local_path(url: str) -> Path:
    """The path that files beside a database begin with, such as its search index.

    That of an SQLite file; for PostgreSQL one in `var/` with the name of the database: each machine has its own.
    """
    found = parsed(url)
    name = found.database or ""
    return Path(name) if found.drivername == "sqlite" else BESIDE_SERVERS / name


def without_password(text: str) -> str:
    """The text of an address, right or wrong, with `***` in place of its password."""
    return re.sub(r"(://[^/:@]*):.*@", r"\1:***@", text)


def shown(url: str) -> str:
    """What messages call a database: the path of the file, or the address without the password."""
    found = parsed(url)
    return str(local_path(url)) if found.drivername == "sqlite" else found.render_as_string(hide_password=True)
