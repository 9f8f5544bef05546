"""SQLite: the database is one file, and a release replaces the one before in its tables."""

import json
import os
import sqlite3
import sys
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Select,
    SelectBase,
    Table,
    bindparam,
    create_engine,
    event,
    func,
    literal_column,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects import sqlite
from sqlalchemy.pool import NullPool

from app.database.dialects.binding import bound_rows
from app.database.dialects.protocol import Choose, FormerRelease, Statement, Statements
from app.database.errors import (
    NOT_WHAT_WAS_WRITTEN,
    BrokenReferences,
    DatabaseUnavailable,
    NoRelease,
    NoRoom,
    QueryTimeout,
    ReleaseHead,
    UnreadableDatabase,
    stored_values,
)
from app.database.turns import turn

NEEDED_SQLITE = (3, 37, 0)
"""The first SQLite with STRICT tables (https://www.sqlite.org/stricttables.html)."""
LOG_SUFFIXES = ("-wal", "-shm")
"""Files of SQLite beside a database that is in use."""
STEPS_BETWEEN_CHECKS = 1000
PRIMARY_CODE = 0xFF
UNREADABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_NOTADB,
        sqlite3.SQLITE_PERM,
    }
)
"""SQLite's result codes for faults of the file or the machine, not of a statement."""


def unavailable(error: Exception, path: Path) -> DatabaseUnavailable | None:
    """What an error while the database at `path` was read or copied means for a request; None: it is our own fault."""
    if isinstance(error, NOT_WHAT_WAS_WRITTEN):
        return UnreadableDatabase(f"{path}: {error}")
    if not isinstance(error, sqlite3.DatabaseError):
        return None
    # Without a code it comes from Python's own module: a text is not UTF-8.
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & PRIMARY_CODE
    if code == sqlite3.SQLITE_INTERRUPT:
        return QueryTimeout()
    if code == sqlite3.SQLITE_FULL:
        return NoRoom(f"{path}: {error}")
    return UnreadableDatabase(f"{path}: {error}") if code in UNREADABLE else None


class OutdatedSqlite(Exception):
    """The SQLite of this Python is too old for the tables of the service; the message is a sentence."""


def check_sqlite() -> None:
    """Refuse an SQLite that cannot make or read the tables of the service.

    Raises:
        OutdatedSqlite: it is older than `NEEDED_SQLITE`.
    """
    if sqlite3.sqlite_version_info < NEEDED_SQLITE:
        needed = ".".join(map(str, NEEDED_SQLITE))
        raise OutdatedSqlite(
            f"SQLite {needed} or newer is needed, and this Python ({sys.executable}) has {sqlite3.sqlite_version}."
        )


class SqliteStatements(Statements):
    """Statements as SQLite takes them; it merges the arms of a compound SELECT lazily by itself."""

    join_in_order = "CROSS JOIN"

    def __init__(self) -> None:
        self._dialect = sqlite.dialect(paramstyle="named")

    def compiled(self, statement: Statement) -> str:
        return str(statement.compile(dialect=self._dialect))

    def array(self, name: str, of: type[int] | type[str]) -> Select[tuple[Any]]:  # noqa: ARG002
        values = func.json_each(bindparam(name)).table_valued("value")
        return select(values.c.value)

    def listed(self, mark: str, of: type[int] | type[str]) -> str:  # noqa: ARG002
        return f"SELECT value FROM json_each({mark})"  # noqa: S608 - a text of ours

    def bound(self, values: Iterable[int] | Iterable[str]) -> str:
        return json.dumps(list(values))

    def first_of(self, arms: Sequence[Select[tuple[int]]], order: ColumnElement[Any], *, distinct: bool) -> SelectBase:
        together = union(*arms) if distinct else union_all(*arms)
        # Without an offset of its own SQLAlchemy adds a bound one for SQLite.
        return together.order_by(order).limit(bindparam("limit")).offset(literal_column("0"))

    def whole_exchange(self) -> str:
        return """
            member(id) AS (
                SELECT id FROM event WHERE id = :event
                UNION SELECT r.responds_to FROM member m JOIN response r ON r.event = m.id
                UNION SELECT r.event FROM member m JOIN response r ON r.responds_to = m.id)"""


STATEMENTS = SqliteStatements()


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode: two files of the same path at different times differ in them. None if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class _Deadline:
    """The block in which a connection may read for some seconds. One serves all its blocks, which are not nested."""

    def __init__(self, path: Path, seconds: float) -> None:
        self._path = path
        self._seconds = seconds
        self._moment = float("inf")

    def is_over(self) -> bool:
        return time.monotonic() > self._moment

    def __enter__(self) -> None:
        self._moment = time.monotonic() + self._seconds

    def __exit__(self, _type: object, error: BaseException | None, _traceback: object) -> None:
        self._moment = float("inf")
        if isinstance(error, (sqlite3.DatabaseError, *NOT_WHAT_WAS_WRITTEN)):
            meaning = unavailable(error, self._path)
            if meaning is not None:
                raise meaning from error


class SqliteReadConnection(sqlite3.Connection):
    """The driver's own connection, so that nothing stands between a statement and SQLite."""

    statements: Statements = STATEMENTS
    faults: type[Exception] = sqlite3.Error

    def __init__(self, path: Path, deadline_seconds: float) -> None:
        self.path = path
        self._file = _identity(path)
        self._deadline = _Deadline(path, deadline_seconds)
        super().__init__(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        self.execute("PRAGMA query_only=ON")
        self.set_progress_handler(self._deadline.is_over, STEPS_BETWEEN_CHECKS)

    @property
    def outdated(self) -> bool:
        return _identity(self.path) != self._file

    def stream(self, text: str, values: Any = ()) -> Iterator[Any]:
        return self.execute(text, values)

    def begin(self, choose: Choose | None) -> ReleaseHead:  # noqa: ARG002 - one release is there
        self.execute("BEGIN")
        try:
            row = self.execute(
                "SELECT number, checksum, loaded_at, fingerprint FROM release ORDER BY number DESC LIMIT 1"
            ).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error) or "no such column" in str(error):
                raise NoRelease from error
            raise
        if row is None:
            raise NoRelease
        number, checksum, loaded_at, fingerprint = row
        if [type(value) for value in row] != [int, str, str, str]:
            raise UnreadableDatabase(f"{self.path}: the row of the release is not what was written")
        with stored_values():
            return ReleaseHead(number, checksum, datetime.fromisoformat(loaded_at).astimezone(UTC), fingerprint)

    def end(self) -> None:
        for statement in ("COMMIT", "ROLLBACK"):
            if self.in_transaction:
                # On a damaged file even this may fail, which must not hide the first error.
                with suppress(sqlite3.DatabaseError):
                    self.execute(statement)

    def damage(self) -> str | None:
        (found,) = self.execute("PRAGMA quick_check(1)").fetchone()  # of types and missing values too
        if found != "ok":
            return str(found)
        broken = self.execute("PRAGMA foreign_key_check").fetchone()
        return None if broken is None else f"a row of {broken[0]} refers to nothing in {broken[2]}"

    def within_deadline(self) -> AbstractContextManager[None]:
        return self._deadline


def reading_address(path: Path) -> str:
    """The `file:` address by which a database is opened to be read.

    SQLite writes beside a database even to read it, for other processes. Where the folder cannot be written and nobody
    has the database open (it has no log then), it is told that nobody will.
    """
    alone = not any(Path(f"{path}{suffix}").exists() for suffix in LOG_SUFFIXES)
    immutable = "&immutable=1" if alone and not os.access(path.parent, os.W_OK) else ""
    return f"{path.absolute().as_uri()}?mode=ro{immutable}"


class SqliteDatabase:
    """An SQLite file."""

    def __init__(self, path: Path) -> None:
        self.path = self.local_path = path
        self.url = f"sqlite:///{path}"

    def exists(self) -> bool:
        return self.path.is_file()

    def read(self, deadline_seconds: float) -> SqliteReadConnection:
        try:
            return SqliteReadConnection(self.path, deadline_seconds)
        except sqlite3.DatabaseError as error:
            meaning = unavailable(error, self.path)
            if meaning is None:
                raise
            raise meaning from error

    def writing_engine(self, *, migrating: bool = False) -> Engine:
        """An engine whose transactions begin with the write lock.

        When `migrating`, foreign keys are off: with them on, the re-creation of a table would empty its children.
        """
        engine = create_engine(self.url, connect_args={"timeout": 30})
        _begin_with(engine, "BEGIN IMMEDIATE")

        @event.listens_for(engine, "connect")
        def prepare(connection: sqlite3.Connection, _record: object) -> None:
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA foreign_keys={'OFF' if migrating else 'ON'}")

        return engine

    def read_only_engine(self) -> Engine:
        engine = create_engine(f"sqlite:///{reading_address(self.path)}&uri=true", poolclass=NullPool)
        _begin_with(engine, "BEGIN")
        return engine

    def turn(self, what: str, waits: Callable[[str], None]) -> AbstractContextManager[None]:
        return turn(self.path, what, waits)


def _begin_with(engine: Engine, statement: str) -> None:
    """Let each transaction of an engine begin with a statement.

    The driver's own transaction handling is switched off: it begins one only before a row is written, and commits
    before each DDL statement.
    """

    @event.listens_for(engine, "connect")
    def switch_off(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:  # SQLAlchemy's events are untyped
        connection.exec_driver_sql(statement)


class SqliteWriting:
    """Writing in the tables that are there."""

    derived_stay = True

    def use_derived_by(self, connection: Connection, fingerprint: str) -> None:
        """Nothing to do: a release is derived by one code at a time."""

    def served(self, connection: Connection) -> list[ReleaseHead]:  # noqa: ARG002 - one release is there
        return []

    def former(self, connection: Connection) -> list[FormerRelease]:  # noqa: ARG002 - they are files (`kept.py`)
        return []

    def begin_release(self, connection: Connection, derived: Collection[str]) -> None:
        """Nothing to do: readers see the tables as they were until the commit."""

    def finish_release(self, connection: Connection, head: ReleaseHead) -> None:
        """Nothing to do: the newest row of `release` is the current one."""

    def settle(self, connection: Connection) -> None:
        """Nothing to do: rows and keys are one."""

    def remove_former(self, connection: Connection) -> None:
        """Nothing to do: a release takes the place of the one before."""

    def begin_migration(self, connection: Connection) -> None:
        """Nothing to do."""

    def finish_migration(self, connection: Connection) -> None:
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
        if broken:
            raise BrokenReferences(f"{len(broken)} rows refer to nothing, the first in table {broken[0][0]}")

    def defer_references(self, connection: Connection) -> None:
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")

    def insert_rows(self, connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        self._insert(connection, table, [column.name for column in table.columns], rows)

    def insert_values(self, connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        columns, bound = bound_rows(connection.dialect, table, rows)
        if columns:
            self._insert(connection, table, columns, bound)

    def _insert(
        self, connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]
    ) -> None:
        names = ", ".join(f'"{name}"' for name in columns)
        marks = ", ".join("?" * len(columns))
        driver: Any = connection.connection.dbapi_connection
        driver.executemany(f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})', rows)  # noqa: S608 - names of ours


WRITING = SqliteWriting()
