"""The tables of the catalogue while they are filled: all of them, or the rows of some records."""

import json
from array import array
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Integer, Text, bindparam, delete, insert, select, update

from app.catalogue.indexing import IndexedRecord, Indexing, Suggestion, encoded
from app.catalogue.kept import KeptName, KeptRecord
from app.catalogue.queries import EVERYTHING, TermKey
from app.catalogue.sort_keys import AFTER_ALL, length_class
from app.catalogue.tables import ITEM, LENGTH, PART, POSTING, RECORD, TABLES, TERM, VALIDITY
from app.catalogue.words.documents import number_of, terms_of
from app.catalogue.words.index import Bounds
from app.catalogue.words.suggest import Name
from app.database.bulk import batches, insert_rows, temporary_table
from app.database.statements import table
from app.timeline.record_types import RecordType

ROWS_AT_ONCE = 1_000
Row = tuple[object, ...]
Days = tuple[Any, Any]
"""The first and last day of a date, None where it is open."""
POSTINGS = temporary_table("waiting_posting", *(Column(each.name, BigInteger) for each in POSTING.columns))
NAMES = temporary_table(
    "waiting_name",
    Column("links", Integer),
    Column("id", Text),
    Column("type", Text),
    Column("place", Integer),
    Column("label", Text),
    Column("name", Text),
    Column("hint", Text),
    Column("spellings", Text),
)
_WAITING = {each.name: each for each in (POSTINGS, NAMES)}
_OF_A_RECORD = (RECORD, ITEM, PART, VALIDITY)
"""The tables whose rows belong to one record, known by its sort number."""


class Place(NamedTuple):
    """A record in its orders: its tie key, its sort number, and its place in the order by title."""

    key: str
    n: int
    title_key: str
    title_rank: int


@dataclass(slots=True)
class Tables:
    """The tables of the catalogue while they are filled.

    `indexes_alone`: they are left as they are; only what the indexes need is made. `in_part`: the rows of records stay
    that are not given to `remove`; each of these records is to be given to `count`.
    """

    connection: Connection
    indexes_alone: bool = False
    in_part: bool = False
    name_count: int = 0
    removed: int = 0
    """The number of records whose rows were removed."""
    _terms: dict[tuple[int, str, str], dict[str, int]] = field(default_factory=dict)
    """The ids of terms by type, axis and role, then by value: there may be one for each record."""
    _records: "array[int]" = field(default_factory=lambda: array("Q", [0]))
    """The number of records of each term, by its id."""
    _longest: dict[tuple[int, int], int] = field(default_factory=dict)
    _waiting: dict[str, list[Row]] = field(default_factory=dict)
    _gone: list[tuple[int, int, int]] = field(default_factory=list)
    """The keys of postings that are to be removed."""

    def __post_init__(self) -> None:
        if self.indexes_alone or self.in_part:
            self._read_terms()
        if not self.indexes_alone:
            for each in (TERM, LENGTH) if self.in_part else [table(str(each.__tablename__)) for each in TABLES]:
                self.connection.execute(delete(each))

    def _read_terms(self) -> None:
        """Terms keep the ids that rows and indexes know them by."""
        columns = TERM.c
        statement = select(columns.id, columns.type, columns.axis, columns.role, columns.value)
        for id_, type_, axis, role, value in self.connection.execute(statement):
            self._terms.setdefault((type_, axis, role), {})[value] = id_
            self._records.extend([0] * (id_ + 1 - len(self._records)))

    def remove(self, numbers: Iterable[int]) -> None:
        """Remove the rows of records by their sort numbers, but for their postings (`forget`)."""
        for batch in batches(numbers, ROWS_AT_ONCE):
            self.removed += len(batch)
            for each in _OF_A_RECORD:
                statement = delete(each).where(each.c.n == bindparam("number"))
                self.connection.execute(statement, [{"number": n} for n in batch])

    def rank(self, ranks: Iterable[tuple[int, int]]) -> None:
        """Give records other places in the order by title: pairs of sort number and place.

        The places of all records are different at each moment, so that the new ones are negative at first.
        """
        statement = update(RECORD).where(RECORD.c.n == bindparam("number")).values(title_rank=bindparam("rank"))
        for batch in batches(ranks, ROWS_AT_ONCE):
            self.connection.execute(statement, [{"number": n, "rank": -1 - rank} for n, rank in batch])
        self.connection.execute(
            update(RECORD).where(RECORD.c.title_rank < 0).values(title_rank=-1 - RECORD.c.title_rank)
        )

    def forget(self, record: KeptRecord, *, listed: bool) -> None:
        """Remove the postings of a record; `listed`: its type has a list."""
        if listed:
            class_, n = _length_class(record.days), number_of(record.document)
            self._gone += [(term, class_, n) for term in terms_of(record.document)]
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

    def count(self, type_: RecordType, record: KeptRecord) -> None:
        """Count a record whose rows stay."""
        for term in terms_of(record.document):
            self._records[term] += 1
        self._measure(type_, record.days)
        for name in record.names:
            self._add_name(type_, record.key, name)

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
        class_ = self._measure(type_, days)
        latest = AFTER_ALL if outer[1] is None else outer[1]
        ids: dict[str, list[int]] = {}
        for each in sorted({EVERYTHING, *record.terms}):
            term = self._count_term(type_, each)
            ids.setdefault(each.axis, []).append(term)
            if indexing.listed:
                self._write(POSTINGS.name, (term, class_, n, latest))
        return ids

    def _measure(self, type_: RecordType, days: Days | None) -> int:
        """Let the longest length of a record's class be known; returns the class."""
        class_ = _length_class(days)
        first, last = days or (None, None)
        length = 0 if first is None or last is None else last - first
        self._longest[type_.number, class_] = max(self._longest.get((type_.number, class_), 0), length)
        return class_

    def _count_term(self, type_: RecordType, key: TermKey) -> int:
        """Count one more record of a term; returns its id."""
        terms = self._terms.setdefault((type_.number, key.axis, key.role), {})
        term = terms.get(key.value)
        if term is None:
            term = terms[key.value] = len(self._records)
            self._records.append(0)
        self._records[term] += 1
        return term

    def add_names(self, type_: RecordType, key: str, known: Suggestion | None) -> list[KeptName]:
        """Let the names of a record wait; returns them."""
        if known is None:
            return []
        spellings = dict(known.spellings)
        names = [
            KeptName(known.links, known.label, name, known.hint, list(spellings.get(name, ()))) for name in known.names
        ]
        for each in names:
            self._add_name(type_, key, each)
        return names

    def _add_name(self, type_: RecordType, key: str, name: KeptName) -> None:
        self.name_count += 1
        links, label, text, hint, spellings = name
        self._write(NAMES.name, (links, key, type_.value, self.name_count, label, text, hint, json.dumps(spellings)))

    def names(self) -> Generator[Name]:
        """The names that wait, in the order in which completion gives them: most links first, then by id."""
        self._flush(NAMES.name)
        name = NAMES.c
        order = (name.links.desc(), name.id, name.type, name.place)
        statement = select(NAMES).order_by(*order).execution_options(yield_per=ROWS_AT_ONCE)
        with self.connection.execute(statement) as rows:
            for row in rows:
                spellings = tuple(json.loads(row.spellings))
                yield Name(row.type, row.id, row.label, row.name, row.links, row.hint, spellings)

    def finish(self) -> None:
        """Write what is known only at the end, and the postings in the order of their table."""
        self._remove_postings()
        for name in self._waiting:
            self._flush(name)
        for (type_, axis, role), terms in self._terms.items():
            for value, term in terms.items():
                if self._records[term]:
                    self._write("term", (term, type_, axis, value, role, self._records[term]))
        self._flush("term")
        self._insert("length", [(*key, longest) for key, longest in self._longest.items()])
        if self.indexes_alone:
            return
        columns = [each.name for each in POSTING.columns]
        waiting = select(POSTINGS).order_by(*(POSTINGS.c[each.name] for each in POSTING.primary_key))
        self.connection.execute(insert(POSTING).from_select(columns, waiting))

    def _write(self, name: str, row: Row) -> None:
        waiting = self._waiting.setdefault(name, [])
        waiting.append(row)
        if len(waiting) == ROWS_AT_ONCE:
            self._flush(name)

    def _flush(self, name: str) -> None:
        self._insert(name, self._waiting.get(name, []))
        self._waiting[name] = []

    def _insert(self, name: str, rows: Sequence[Row]) -> None:
        if self.indexes_alone and name != NAMES.name:
            return
        insert_rows(self.connection, _WAITING[name] if name in _WAITING else table(name), rows)


def days_of(bounds: Bounds | None) -> Days | None:
    """The first and last day of a date; None: there is no date."""
    return None if bounds is None else (bounds.outer.first, bounds.outer.last)


def _inner(bounds: Bounds | None) -> tuple[object, object, bool]:
    inner = None if bounds is None else bounds.inner
    return (None, None, False) if inner is None else (inner.first, inner.last, True)


def _length_class(days: Days | None) -> int:
    return length_class(*(days or (None, None)), dated=days is not None)
