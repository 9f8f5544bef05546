"""A copy of the whole database for others to open, taken while it is served and loaded."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import Column, MetaData, String, Table
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable
from sqlmodel import SQLModel

from app.database.bulk import batches
from app.database.engine import Reader, ReleaseHead, UnreadableDatabase, release_of, unavailable
from app.database.migrating import VERSION_TABLE

SECONDS_TO_READ = 30
ROWS_AT_ONCE = 1_000
_OPTIONS = re.compile(r"\)([^()]*)$")
"""What follows the columns in the text of a table: `WITHOUT ROWID, STRICT`."""


def portable_copy(database: Path, target: Path) -> ReleaseHead:
    """Write a copy of `database` to `target`, which must not exist. Returns the release that it holds.

    Programs with an SQLite from 3.8.2 on can open it: its tables are not `STRICT`, which those before 3.37 refuse with
    "malformed database schema". It is made in one read transaction, so it holds one release. No other file is needed to
    open it. Equal databases give equal bytes.

    Raises:
        DatabaseUnavailable: `database` cannot be read, or there is no room for the copy.
        OSError: the file cannot be read again.
    """
    try:
        _copy(database, target)
    except sqlite3.Error as error:
        # The statements are made of the schema that was read: if one is wrong, so is what was read.
        raise unavailable(error, target) or UnreadableDatabase(f"{database}: {error}") from error
    return release_of(target, SECONDS_TO_READ)


def copy_of_rows(reader: Reader, target: Path) -> Iterator[bytes]:
    """Write the release that a reader is in to an SQLite file `target`, for a database that is none.

    It has the tables and rows of `portable_copy`. Yields empty pieces, between which other work can be done.

    Raises:
        DatabaseUnavailable: the rows cannot be read, or there is no room for the copy.
    """
    try:
        with closing(
            sqlite3.connect(target.absolute().as_uri(), uri=True, isolation_level=None, check_same_thread=False)
        ) as copy:
            copy.execute("PRAGMA journal_mode=OFF")  # a copy that fails is thrown away
            copy.execute("PRAGMA synchronous=OFF")
            copy.execute("BEGIN")
            for table in (_version_table(), *SQLModel.metadata.sorted_tables):
                yield from _copy_table(reader, table, copy)
            copy.execute("COMMIT")
    except sqlite3.Error as error:
        raise unavailable(error, target) or UnreadableDatabase(f"{target}: {error}") from error


def _version_table() -> Table:
    """The table in which Alembic notes the revision of the schema, by which a restore knows it."""
    version = Column("version_num", String(32), primary_key=True, nullable=False)
    return Table(VERSION_TABLE, MetaData(), version)


def _copy_table(reader: Reader, table: Table, copy: sqlite3.Connection) -> Iterator[bytes]:
    dialect = sqlite.dialect()
    create = CreateTable(table)
    # The key first: in tables WITHOUT ROWID the integrity check of some versions looks for columns in that order.
    create.columns.sort(key=lambda each: not each.element.primary_key)
    copy.execute(without_strict(str(create.compile(dialect=dialect))))
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    order = ", ".join(f'"{column.name}"' for column in table.primary_key)
    marks = ", ".join("?" * len(table.columns))
    rows = reader.connection.stream(f'SELECT {names} FROM "{table.name}" ORDER BY {order}')  # noqa: S608 - ours
    for some in batches(rows, ROWS_AT_ONCE):
        copy.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', some)  # noqa: S608 - names of ours
        yield b""
    for index in sorted(table.indexes, key=lambda each: str(each.name)):
        copy.execute(str(CreateIndex(index).compile(dialect=dialect)))


def _copy(database: Path, target: Path) -> None:
    copy = sqlite3.connect(target.absolute().as_uri(), uri=True, isolation_level=None)
    try:
        copy.execute("PRAGMA journal_mode=OFF")  # a copy that fails is thrown away
        copy.execute("PRAGMA synchronous=OFF")
        copy.execute("ATTACH ? AS source", (f"{database.absolute().as_uri()}?mode=ro",))
        copy.execute("BEGIN")
        schema = copy.execute(
            "SELECT type, name, sql FROM source.sqlite_master WHERE sql IS NOT NULL AND substr(name, 1, 7) <> 'sqlite_'"
            " ORDER BY type <> 'table', rowid"
        ).fetchall()
        for type_, name, text in schema:
            copy.execute(without_strict(text) if type_ == "table" else text)
            if type_ == "table":
                quoted = '"' + name.replace('"', '""') + '"'
                copy.execute(f"INSERT INTO main.{quoted} SELECT * FROM source.{quoted}")  # noqa: S608 - our own tables
        copy.execute("COMMIT")
    finally:
        copy.close()


def without_strict(table: str) -> str:
    """The text of a table without the option `STRICT`."""

    def other_options(found: re.Match[str]) -> str:
        options = [option.strip() for option in found[1].split(",")]
        kept = ", ".join(option for option in options if option and option.upper() != "STRICT")
        return f") {kept}" if kept else ")"

    return _OPTIONS.sub(other_options, table.rstrip())
