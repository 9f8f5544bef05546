"""Connections: one writing engine for loads and migrations, and read-only readers, each owned by one thread."""

import json
import sqlite3
import sys
import time
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import ValidationError
from sqlalchemy import URL, Engine, create_engine, event, make_url

STEPS_BETWEEN_CHECKS = 1000
CACHE_ENTRIES = 20_000
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
Found = TypeVar("Found")


NEEDED_SQLITE = (3, 37, 0)
"""The first SQLite with STRICT tables (https://www.sqlite.org/stricttables.html)."""


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


class DatabaseUnavailable(Exception):
    """A request cannot be answered from the database at the moment."""


class QueryTimeout(DatabaseUnavailable):
    """A statement ran longer than the service allows."""


class UnreadableDatabase(DatabaseUnavailable):
    """The database file cannot be read: it is damaged or locked, or the disk fails."""


class NoRoom(DatabaseUnavailable):
    """The disk is full; also a reading query may need room, to sort."""


class NoRelease(DatabaseUnavailable):
    """The database holds no release: nothing was loaded, or it was never migrated."""


NOT_WHAT_WAS_WRITTEN = (UnicodeDecodeError, json.JSONDecodeError, ValidationError)
"""Errors in values that were read: a load checks all that it writes, so the file was damaged since."""


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


class UnsupportedDatabase(ValueError):
    """The database address is not one that the service can use."""


def database_path(url: str) -> Path:
    """The file behind a `sqlite:///...` address.

    Raises:
        UnsupportedDatabase: another kind of database, or one without a file.
    """
    parsed: URL = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        raise UnsupportedDatabase(f"{url!r} is not the address of an SQLite file such as sqlite:///var/timeline.sqlite")
    return Path(parsed.database)


def writing_engine(url: str, *, foreign_keys: bool = True) -> Engine:
    """An engine whose transactions begin with the write lock, so that two loads never interleave.

    `foreign_keys` is off for migrations: with it on, the re-creation of a table would empty its children.
    The driver's own transaction handling is switched off, since it commits before each DDL statement.
    """
    engine = create_engine(f"sqlite:///{database_path(url)}", connect_args={"timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        connection.isolation_level = None
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")
        connection.execute(f"PRAGMA foreign_keys={'ON' if foreign_keys else 'OFF'}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:  # SQLAlchemy's events are untyped
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@dataclass(frozen=True)
class ReleaseHead:
    """The release that an answer is made from. `loaded_at` is UTC."""

    number: int
    checksum: str
    loaded_at: datetime
    fingerprint: str
    """Of the code that derived its catalogue."""

    @cached_property
    def name(self) -> str:
        """A name that no other release has, not even one of the same number in another database."""
        return f"{self.number}-{self.checksum}-{self.fingerprint}-{self.loaded_at.timestamp():.0f}"


def _identity(path: Path) -> tuple[int, int] | None:
    """Device and inode: two files of the same path at different times differ in them. None if there is no file."""
    try:
        status = path.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


class Reader:
    """One read-only connection, for one thread at a time."""

    def __init__(self, path: Path, *, deadline_seconds: float) -> None:
        self._deadline_seconds = deadline_seconds
        self._deadline = float("inf")
        self.path = path
        self._file = _identity(path)
        self.connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode=ro",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=256,
        )
        self.connection.execute("PRAGMA query_only=ON")
        self.connection.set_progress_handler(self._too_late, STEPS_BETWEEN_CHECKS)
        self.release: ReleaseHead | None = None
        self.cache: dict[Hashable, Any] = {}  # what is cached is of every type

    def _too_late(self) -> bool:
        return time.monotonic() > self._deadline

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @property
    def outdated(self) -> bool:
        """Whether there is another file at this path now, such as a restored backup."""
        return _identity(self.path) != self._file

    def remembered(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """The result of `find` for `key`, cached until there is another release."""
        if key not in self.cache:
            if len(self.cache) >= CACHE_ENTRIES:
                self.cache.clear()
            self.cache[key] = find()
        return cast("Found", self.cache[key])

    @contextmanager
    def answer(self) -> Iterator[ReleaseHead]:
        """One read transaction: everything read inside it belongs to the release that it yields.

        Raises:
            NoRelease: nothing was loaded yet.
            DatabaseUnavailable: the deadline passed, or the file could not be read.
        """
        with self.within_deadline():
            try:
                yield self.begin()
            finally:
                self.end()

    def begin(self) -> ReleaseHead:
        """Begin a read transaction, which lasts until `end` or `close`.

        Raises:
            NoRelease: nothing was loaded yet.
        """
        self.connection.execute("BEGIN")
        return self._current_release()

    def end(self) -> None:
        """End the read transaction, if there is one."""
        for statement in ("COMMIT", "ROLLBACK"):
            if self.connection.in_transaction:
                # On a damaged file even this may fail, which must not hide the first error.
                with suppress(sqlite3.DatabaseError):
                    self.connection.execute(statement)

    @contextmanager
    def within_deadline(self) -> Iterator[None]:
        """Everything read inside must be done by the deadline, counted from here.

        Raises:
            DatabaseUnavailable: the deadline passed, or the file could not be read.
        """
        self._deadline = time.monotonic() + self._deadline_seconds
        try:
            yield
        except (sqlite3.DatabaseError, *NOT_WHAT_WAS_WRITTEN) as error:
            meaning = unavailable(error, self.path)
            if meaning is None:
                raise
            raise meaning from error
        finally:
            self._deadline = float("inf")

    def _current_release(self) -> ReleaseHead:
        try:
            row = self.connection.execute(
                "SELECT number, checksum, loaded_at, fingerprint FROM release ORDER BY number DESC LIMIT 1"
            ).fetchone()
        except sqlite3.OperationalError as error:
            if "no such table" in str(error) or "no such column" in str(error):
                raise NoRelease from error
            raise
        if row is None:
            raise NoRelease
        number, checksum, loaded_at, fingerprint = row
        head = ReleaseHead(number, checksum, datetime.fromisoformat(loaded_at).astimezone(UTC), fingerprint)
        if self.release != head:
            self.cache.clear()
            self.release = head
        return self.release
