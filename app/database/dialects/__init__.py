"""The databases that the service can use, and all that differs between them."""

from importlib import import_module
from pathlib import Path

from sqlalchemy import Connection

from app.database.addresses import UnsupportedDatabase, parsed
from app.database.dialects.protocol import Database, Writing
from app.database.dialects.sqlite import WRITING, SqliteDatabase


def database_of(address: str | Path) -> Database:
    """The database at an address; a path is that of an SQLite file.

    Raises:
        UnsupportedDatabase: the address is none that the service can use, or the package for it is not installed.
    """
    if isinstance(address, Path):
        return SqliteDatabase(address)
    url = parsed(address)
    if url.drivername == "sqlite":
        return SqliteDatabase(Path(url.database or ""))
    try:
        module = import_module("app.database.dialects.postgresql")  # its package is optional
    except ImportError as error:
        message = "PostgreSQL needs the package psycopg: pip install 'diplomatic-timeline[postgresql]'"
        raise UnsupportedDatabase(message) from error
    made: Database = module.PostgresDatabase(url)
    return made


def writing(connection: Connection) -> Writing:
    """How releases are written through a connection."""
    if connection.dialect.name == "sqlite":
        return WRITING
    made: Writing = import_module("app.database.dialects.postgresql_writing").WRITING
    return made
