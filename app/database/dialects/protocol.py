"""What differs between the databases, as the rest of the service asks for it."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Engine, ScalarSelect, Select, SelectBase, Table

from app.database.errors import ReleaseHead

Values = Mapping[str, Any] | Sequence[Any]  # what drivers bind is of many types
Statement = SelectBase | Select[Any] | ScalarSelect[Any] | CompoundSelect[Any]
Choose = Callable[[Sequence[ReleaseHead]], ReleaseHead | None]
"""Which of the releases of a database is read on this machine; the newest is the first. None: none of them."""


@dataclass(frozen=True, slots=True)
class FormerRelease:
    """A release whose tables are kept in a schema of the database. `loaded_at` is as it is stored: UTC, ISO 8601."""

    number: int
    version: str
    checksum: str
    loaded_at: str
    schema: str
    revision: str
    """Of the schema, by which Alembic knows it."""


class Rows(Protocol):
    """The rows that a statement found, as a DB-API cursor gives them."""

    def fetchone(self) -> Any: ...
    def fetchall(self) -> list[Any]: ...
    def __iter__(self) -> Iterator[Any]: ...


class Statements(ABC):
    """How statements are written for a database. Each is the only object of its class, and can be a key of a cache.

    Texts by hand have `?` or `:name` where values are bound, and conditions where a condition is expected, not 0 and 1.
    """

    join_in_order: str
    """Joins two tables, the left one read first where the database can be told so."""

    @abstractmethod
    def compiled(self, statement: Statement) -> str:
        """A statement of SQLAlchemy as text, its values bound as `:name`."""

    @abstractmethod
    def array(self, name: str, of: type[int] | type[str]) -> Select[tuple[Any]]:
        """The values of a list bound under `name`, for `column.in_(...)`."""

    @abstractmethod
    def listed(self, mark: str, of: type[int] | type[str]) -> str:
        """The same as text: a SELECT of the values of the list bound at `mark` (`?` or `:name`)."""

    @abstractmethod
    def bound(self, values: Iterable[int] | Iterable[str]) -> object:
        """A list as it is bound for `array` and `listed`."""

    @abstractmethod
    def first_of(self, arms: Sequence[Select[tuple[int]]], order: ColumnElement[Any], *, distinct: bool) -> SelectBase:
        """The first `:limit` rows of several SELECTs of a column `n` together, in an order.

        `distinct`: a row may come from several of them and counts once.
        """

    @abstractmethod
    def whole_exchange(self) -> str:
        """The term of a WITH RECURSIVE that names, as `member(id)`, all events connected with `:event` by answers."""


class ReadConnection(Protocol):
    """A connection that can read and nothing else, for one thread at a time."""

    statements: Statements
    faults: type[Exception]
    """The class of the driver's errors."""

    def execute(self, text: str, values: Values = ..., /) -> Rows:
        """Run a statement; all its rows may be held in memory."""

    def stream(self, text: str, values: Values = ...) -> Iterator[Any]:
        """Run a statement whose rows are too many for that."""

    def begin(self, choose: Choose | None) -> ReleaseHead:
        """Begin a read transaction, and return the release that it sees.

        Where several are there, the one that `choose` says; without it the newest.

        Raises:
            NoRelease: nothing was loaded yet, or none of the releases is chosen.
        """

    def end(self) -> None:
        """End the read transaction, if there is one. Its errors are not raised."""

    def close(self) -> None:
        """Close the connection."""

    def damage(self) -> str | None:
        """What is wrong with what is stored, as far as the database itself can tell; it reads all of it.

        Raises:
            UnreadableDatabase, QueryTimeout: inside `within_deadline`, as all that reads.
        """

    @property
    def outdated(self) -> bool:
        """Whether there is another database at this address now, such as a restored backup."""

    def within_deadline(self) -> AbstractContextManager[None]:
        """What is read inside must be done by the deadline, counted from here.

        Raises:
            QueryTimeout: the deadline passed.
            UnreadableDatabase: the database could not be read.
        """


class Database(Protocol):
    """A database at an address."""

    url: str
    local_path: Path
    """What the paths of files beside it begin with."""

    def exists(self) -> bool:
        """Whether it is worth trying to open it; false where its file is missing."""

    def read(self, deadline_seconds: float) -> ReadConnection:
        """A new connection that reads.

        Raises:
            UnreadableDatabase: it cannot be opened.
        """

    def writing_engine(self, *, migrating: bool = False) -> Engine:
        """An engine whose transactions begin with the right to write, so that two loads never interleave."""

    def read_only_engine(self) -> Engine:
        """An engine that reads the current release."""

    def turn(self, what: str, waits: Callable[[str], None]) -> AbstractContextManager[None]:
        """The sole right of a command to write: see `app/database/turns.py`."""


class Writing(Protocol):
    """What writing a release needs; all of it in the transaction of the `connection`."""

    derived_stay: bool
    """Whether derived tables have the rows of the current release after `begin_release`; else they are empty."""

    def use_derived_by(self, connection: Connection, fingerprint: str) -> None:
        """Use the current release as the code of a fingerprint has derived it, until the transaction ends.

        Where that code has not derived it, the tables in use stay.
        """

    def served(self, connection: Connection) -> list[ReleaseHead]:
        """The releases that readers can choose from, the newest first; nothing where there is no choice."""

    def former(self, connection: Connection) -> list[FormerRelease]:
        """The releases before the current one whose tables are kept, the newest first; one for each number."""

    def begin_release(self, connection: Connection, derived: Collection[str]) -> None:
        """Prepare for the rows of a release. Afterwards the tables hold those of the current release.

        But for the tables `derived`: see `derived_stay`.
        """

    def finish_release(self, connection: Connection, head: ReleaseHead) -> None:
        """Make what was written since `begin_release` the current release, from the commit on."""

    def settle(self, connection: Connection) -> None:
        """Make the newest release quick to read, once it is committed. The connection is of no use afterwards."""

    def remove_former(self, connection: Connection) -> None:
        """Remove what belongs to releases that no reader needs any more; what cannot be removed now stays."""

    def begin_migration(self, connection: Connection) -> None:
        """Prepare for a change of the schema."""

    def finish_migration(self, connection: Connection) -> None:
        """Bring what a revision left into the form that this database needs; check its references.

        Raises:
            BrokenReferences: rows refer to nothing.
        """

    def defer_references(self, connection: Connection) -> None:
        """Check references at the commit, not at each row."""

    def insert_rows(self, connection: Connection, table: Table, rows: Iterable[Sequence[Any]]) -> None:
        """Insert rows given as the driver's values, in the order of the table's columns."""

    def insert_values(self, connection: Connection, table: Table, rows: Iterable[Mapping[str, Any]]) -> None:
        """Insert rows given as the values of columns by name. A column that a row lacks gets its default."""
