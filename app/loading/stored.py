"""Rows of the plain tables -> the keys of records, as data files have them: the reverse of `rows.py`."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from operator import itemgetter

from sqlalchemy import ColumnElement, Connection, Table, select
from sqlmodel import SQLModel

from app.database.statements import table as table_of
from app.resources.dataset.models import AliasRow
from app.resources.faces import FileRecord, Values
from app.resources.shared import CitationRow, SourceRecord
from app.timeline.record_types import RecordType

RECORDS_AT_A_TIME = 200
"""Records whose parts are read together: memory does not grow with the data, and statements are few."""


def picked(row: Values, model: type[FileRecord]) -> Values:
    """The values of a row for the keys of `model` that the row has as columns of the same name."""
    return {name: row[name] for name in model.model_fields if name in row}


def span(row: Values, begin: str, end: str) -> Values:
    """The two ends of an interval, under these keys. Empty: unknown; without a date: both are left out."""
    first, _, last = (row["edtf"] or "").partition("/")
    return {begin: first or None, end: last or None}


class _Parts:
    """The rows that belong to some records of one type. Each table is read once for all of these records."""

    def __init__(self, connection: Connection, type_: RecordType, ids: Sequence[str]) -> None:
        self.type = type_
        self.ids = ids
        self._connection = connection
        self._found: dict[Hashable, dict[object, list[Values]]] = {}

    def rows(
        self, name: Hashable, model: type[SQLModel], owner: str, condition: Callable[[Table], ColumnElement[bool]]
    ) -> dict[object, list[Values]]:
        """The rows of a table for which `condition` holds, by their `owner`, in the order of its key."""
        if name not in self._found:
            table = table_of(str(model.__tablename__))
            found: dict[object, list[Values]] = defaultdict(list)
            rows = self._connection.execute(select(table).where(condition(table)).order_by(*table.primary_key))
            for row in rows.mappings():
                found[row[owner]].append(dict(row))
            self._found[name] = found
        return self._found[name]


class Stored:
    """A record in the database: its row, and the rows of what it lists."""

    def __init__(self, row: Values, parts: _Parts) -> None:
        self.row = row
        self.id: str = row["id"]
        self._parts = parts

    def rows(self, model: type[SQLModel], owner: str | None = None) -> list[Values]:
        """The rows of this record in a table, in the order of the list.

        `owner` is the column with the record's id; left out: it is called as the type of the record.
        """
        return self._by_owner(model, owner or self._parts.type.value).get(self.id, [])

    def entries(self, model: type[SQLModel], record: type[FileRecord]) -> list[Values]:
        """The same as keys of `record`."""
        return [picked(row, record) for row in self.rows(model)]

    def column(self, model: type[SQLModel], column: str) -> list[str]:
        """The same where each entry is the id in a column."""
        return [row[column] for row in self.rows(model)]

    def sources(self) -> list[Values]:
        """The sources of the record."""
        return self._sources(self._parts.type.value, self.id, lambda: self._parts.ids)

    def sources_of(self, type_: RecordType, row: Values, model: type[SQLModel], owner: str) -> list[Values]:
        """The sources of an entry that has a number, such as a tenure; `row` is one of `rows(model, owner)`."""

        def numbers() -> Iterable[str]:
            return (str(each["key"]) for rows in self._by_owner(model, owner).values() for each in rows)

        return self._sources(type_.value, str(row["key"]), numbers)

    def aliases(self) -> list[str]:
        """The aliases of the record, in the order of its list."""
        type_, ids = self._parts.type, self._parts.ids
        found = self._parts.rows(
            AliasRow, AliasRow, "record", lambda table: (table.c.type == type_.value) & table.c.record.in_(ids)
        )
        return [row["id"] for row in sorted(found.get(self.id, []), key=itemgetter("position"))]

    def _by_owner(self, model: type[SQLModel], owner: str) -> dict[object, list[Values]]:
        return self._parts.rows(model, model, owner, lambda table: table.c[owner].in_(self._parts.ids))

    def _sources(self, type_: str, owner: str, owners: Callable[[], Iterable[str]]) -> list[Values]:
        found = self._parts.rows(
            (CitationRow, type_),
            CitationRow,
            "owner",
            lambda table: (table.c.owner_type == type_) & table.c.owner.in_(list(owners())),
        )
        return [picked(row, SourceRecord) for row in found.get(owner, [])]


def stored(connection: Connection, type_: RecordType, model: type[SQLModel], collection: str) -> Iterator[Stored]:
    """The records of a type in a collection, in the order of ids, read a few at a time."""
    table = table_of(str(model.__tablename__))
    statement = select(table).where(table.c.collection == collection).order_by(table.c.id)
    result = connection.execution_options(yield_per=RECORDS_AT_A_TIME).execute(statement)
    for rows in result.mappings().partitions(RECORDS_AT_A_TIME):
        parts = _Parts(connection, type_, [row["id"] for row in rows])
        yield from (Stored(dict(row), parts) for row in rows)
