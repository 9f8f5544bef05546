"""The tables of the catalogue while they are filled: all of them, or the rows of some records."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, bindparam, case, delete, func, insert, select

from app.catalogue.indexing import IndexedRecord, Indexing, encoded
from app.catalogue.kept import KeptRecord
from app.catalogue.placing import Place
from app.catalogue.queries import EVERYTHING
from app.catalogue.sort_keys import AFTER_ALL, FIRST_UNDATED, LENGTH_LIMITS, OPEN_CLASS, UNDATED_CLASS, length_class
from app.catalogue.tables import ITEM, LENGTH, PART, POSTING, RECORD, TABLES, VALIDITY
from app.catalogue.terms import Terms
from app.catalogue.words.documents import filed
from app.catalogue.words.index import Bounds
from app.database.bulk import batches, insert_rows, temporary_table
from app.database.statements import table

ROWS_AT_ONCE = 1_000
Row = tuple[object, ...]
Days = tuple[Any, Any]
"""The first and last day of a date, None where it is open."""
POSTINGS = temporary_table("waiting_posting", *(Column(each.name, BigInteger) for each in POSTING.columns))
_OF_A_RECORD = (RECORD, ITEM, PART, VALIDITY)
"""The tables whose rows belong to one record, known by its sort number."""


def clear(connection: Connection) -> None:
    """Remove all rows of the catalogue."""
    for each in TABLES:
        connection.execute(delete(table(str(each.__tablename__))))


class Tables:
    """The tables of the catalogue while they are filled."""

    def __init__(self, connection: Connection, terms: Terms, *, stay: bool = False) -> None:
        """`stay`: the tables are left as they are; only what the indexes need is made."""
        self.connection = connection
        self._terms = terms
        self._stay = stay
        self._waiting: dict[str, list[Row]] = {}
        self._gone: list[tuple[int, int, int]] = []
        """The keys of postings that are to be removed."""

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove the rows of records by their sort numbers, but for their postings (`forget`)."""
        for batch in batches(numbers, ROWS_AT_ONCE):
            for each in _OF_A_RECORD:
                statement = delete(each).where(each.c.n == bindparam("number"))
                self.connection.execute(statement, [{"number": n} for n in batch])

    def forget(self, record: KeptRecord, *, listed: bool) -> None:
        """Remove the postings of a record, and count it no longer. `listed`: its type has a list."""
        n, terms = filed(record.document)
        for term in terms:
            self._terms.count(term, -1)
        if listed:
            class_ = _length_class(record.days)
            self._gone += [(term, class_, n) for term in terms]
        if len(self._gone) >= ROWS_AT_ONCE:
            self._remove_postings()

    def _remove_postings(self) -> None:
        key = [each == bindparam(f"key_{each.name}") for each in POSTING.primary_key]
        rows = [
            {f"key_{each.name}": value for each, value in zip(POSTING.primary_key, row, strict=True)}
            for row in self._gone
        ]
        if rows:
            self.connection.execute(delete(POSTING).where(*key), rows)
        self._gone = []

    def add(self, indexing: Indexing, record: IndexedRecord, place: Place) -> dict[str, list[int]]:
        """Write a record; returns the ids of its terms by axis."""
        n, type_, days = place.n, indexing.type, days_of(record.dates)
        outer = days or (None, None)
        key = (n, type_.number, place.key, place.title_key, place.title_rank)
        self._write("record", (*key, *outer, *_inner(record.dates), record.updated))
        if record.valid is not None:
            self._write("validity", (n, *(days_of(record.valid) or ()), *_inner(record.valid)))
        self._write("item", (n, record.item.model_dump_json().encode()[:-1]))
        for number, (name, value) in (
            *enumerate(record.parts.items()),
            *((-1, each) for each in record.list_parts.items()),
        ):
            self._write("part", (n, name, number, b"," + encoded(name) + b":" + encoded(value)))
        class_ = _length_class(days)
        latest = AFTER_ALL if outer[1] is None else outer[1]
        ids: dict[str, list[int]] = {}
        for each in sorted({EVERYTHING, *record.terms}):
            term = self._terms.id_of(type_, each)
            self._terms.count(term, 1)
            ids.setdefault(each.axis, []).append(term)
            if indexing.listed:
                self._write(POSTINGS.name, (term, class_, n, latest))
        return ids

    def finish(self) -> None:
        """Write what is known only at the end, and the postings in the order of their table."""
        if self._stay:
            return
        self._remove_postings()
        for name in self._waiting:
            self._flush(name)
        self._terms.write()
        self._write_lengths()
        columns = [each.name for each in POSTING.columns]
        waiting = select(POSTINGS).order_by(*(POSTINGS.c[each.name] for each in POSTING.primary_key))
        self.connection.execute(insert(POSTING).from_select(columns, waiting))

    def _write_lengths(self) -> None:
        """Write the longest length of each class."""
        record = RECORD.c
        length = func.coalesce(record.latest - record.earliest, 0)
        class_ = case(
            (record.n >= FIRST_UNDATED, UNDATED_CLASS),
            (record.earliest.is_(None) | record.latest.is_(None), OPEN_CLASS),
            *((length < limit, number) for number, limit in enumerate(LENGTH_LIMITS)),
            else_=len(LENGTH_LIMITS),
        ).label("class")
        self.connection.execute(delete(LENGTH))
        longest = select(record.type, class_, func.max(length)).group_by(record.type, class_)
        self.connection.execute(insert(LENGTH).from_select([each.name for each in LENGTH.columns], longest))

    def _write(self, name: str, row: Row) -> None:
        waiting = self._waiting.setdefault(name, [])
        waiting.append(row)
        if len(waiting) == ROWS_AT_ONCE:
            self._flush(name)

    def _flush(self, name: str) -> None:
        if not self._stay:
            insert_rows(self.connection, POSTINGS if name == POSTINGS.name else table(name), self._waiting[name])
        self._waiting[name] = []


def days_of(bounds: Bounds | None) -> Days | None:
    """The first and last day of a date; None: there is no date."""
    return None if bounds is None else (bounds.outer.first, bounds.outer.last)


def _inner(bounds: Bounds | None) -> tuple[object, object, bool]:
    inner = None if bounds is None else bounds.inner
    return (None, None, False) if inner is None else (inner.first, inner.last, True)


def _length_class(days: Days | None) -> int:
    return length_class(*(days or (None, None)), dated=days is not None)
