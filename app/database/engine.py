"""Readers, each owned by one thread, and the writing engine for loads."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlalchemy import Engine

from app.database.addresses import UnsupportedDatabase
from app.database.dialects import database_of
from app.database.dialects.protocol import Choose, Database
from app.database.dialects.sqlite import (
    NEEDED_SQLITE,
    OutdatedSqlite,
    check_sqlite,
    unavailable,
)
from app.database.errors import (
    ConnectionLost,
    DatabaseUnavailable,
    NoRelease,
    NoRoom,
    QueryTimeout,
    ReleaseHead,
    UnreadableDatabase,
)

__all__ = [
    "NEEDED_SQLITE",
    "ConnectionLost",
    "DatabaseUnavailable",
    "NoRelease",
    "NoRoom",
    "OutdatedSqlite",
    "QueryTimeout",
    "Reader",
    "ReleaseHead",
    "UnreadableDatabase",
    "UnsupportedDatabase",
    "check_sqlite",
    "release_of",
    "unavailable",
    "writing_engine",
]

CACHE_ENTRIES = 20_000
Found = TypeVar("Found")


def writing_engine(url: str) -> Engine:
    """An engine whose transactions begin with the right to write, so that two loads never interleave."""
    return database_of(url).writing_engine()


class Reader:
    """One read-only connection, for one thread at a time.

    `database` is one or the path of an SQLite file; `choose` is as in `ReadConnection.begin`.
    """

    def __init__(self, database: Database | Path, *, deadline_seconds: float, choose: Choose | None = None) -> None:
        database = database_of(database) if isinstance(database, Path) else database
        self.path = database.local_path
        self.connection = database.read(deadline_seconds)
        self.statements = self.connection.statements
        self.faults = self.connection.faults
        self.within_deadline = self.connection.within_deadline
        self._choose = choose
        self.release: ReleaseHead | None = None
        self.cache: dict[Hashable, Any] = {}  # what is cached is of every type

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    @property
    def outdated(self) -> bool:
        """Whether there is another database at this address now, such as a restored backup."""
        return self.connection.outdated

    def remembered(self, key: Hashable, find: Callable[[], Found]) -> Found:
        """The result of `find` for `key`, cached until there is another release."""
        if key not in self.cache:
            if len(self.cache) >= CACHE_ENTRIES:
                self.cache.clear()
            self.cache[key] = find()
        return cast("Found", self.cache[key])

    def damage(self) -> str | None:
        """What is wrong with what is stored in the current release, as `ReadConnection.damage`; looked for once."""
        return self.remembered("damage", self.connection.damage)

    @contextmanager
    def answer(self) -> Iterator[ReleaseHead]:
        """One read transaction: everything read inside it belongs to the release that it yields.

        Raises:
            NoRelease: nothing was loaded yet.
            QueryTimeout: the deadline passed.
            UnreadableDatabase: the database could not be read.
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
        head = self.connection.begin(self._choose)
        if self.release != head:
            self.cache.clear()
            self.release = head
        return self.release

    def end(self) -> None:
        """End the read transaction, if there is one."""
        self.connection.end()


def release_of(database: Database | Path, deadline_seconds: float, choose: Choose | None = None) -> ReleaseHead:
    """The release that a database holds. The parameters are those of `Reader`.

    Raises:
        DatabaseUnavailable: nothing was loaded yet (NoRelease), or it cannot be read.
    """
    reader = Reader(database, deadline_seconds=deadline_seconds, choose=choose)
    try:
        with reader.answer() as release:
            return release
    finally:
        reader.close()
