"""Deriving the catalogue from the plain tables: its tables, and the search indexes beside the database.

Whatever there is of each record waits in temporary tables until it can be written in its order, so that memory does
not grow with the number of records.
"""

import json
from array import array
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Integer, Text, delete, func, insert, select

from app.catalogue.indexing import Head, IndexedRecord, Indexing, Suggestion, encoded
from app.catalogue.queries import EVERYTHING, TermKey
from app.catalogue.sort_keys import AFTER_ALL, length_class, sort_number
from app.catalogue.tables import POSTING, TABLES
from app.catalogue.words.index import FOLDER, Bounds, IndexEntry, write
from app.catalogue.words.suggest import FOLDER as NAMES
from app.catalogue.words.suggest import Name, write_names
from app.database.bulk import batches, insert_rows, temporary, temporary_table
from app.database.statements import table
from app.memory import collect_new
from app.progress import Progress, silent
from app.timeline.days import Day
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key

COUNTED = ("actor", "represented", "kind", "topic", "place", "confidence", "collection", "status")
"""The axes that facets count."""
ROWS_AT_ONCE = 1_000
RECORDS_AT_ONCE = 500
Row = tuple[object, ...]
_HEADS = temporary_table(
    "waiting_head",
    Column("type", Text),
    Column("key", Text),
    Column("day", BigInteger),
    Column("title_key", Text),
)
_POSTINGS = temporary_table("waiting_posting", *(Column(each.name, BigInteger) for each in POSTING.columns))
_NAMES = temporary_table(
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


def derive(  # noqa: PLR0913 - the last ones are options
    connection: Connection,
    snapshot: object,
    indexings: Iterable[Indexing],
    folder: Path | None,
    progress: Progress = silent,
    *,
    indexes_alone: bool = False,
) -> None:
    """Make all tables of the catalogue anew, in the caller's transaction, and the indexes in the empty `folder`.

    `folder` None: the indexes are there already. `indexes_alone`: the tables are there already.

    Raises:
        OSError, ValueError: the indexes cannot be written.
    """
    with temporary(connection, _HEADS, _POSTINGS, _NAMES):
        in_order = sorted(indexings, key=lambda each: each.type)
        numbers = {each.type: _take_heads(connection, each.type, each.heads(snapshot), progress) for each in in_order}
        tables = _Tables(connection, indexes_alone=indexes_alone)
        entries = _entries(tables, snapshot, in_order, numbers, progress)
        if folder is None:
            for _ in entries:
                pass
        else:
            (folder / FOLDER).mkdir()
            write(folder / FOLDER, COUNTED, entries, sum(numbers.values()))
            (folder / NAMES).mkdir()
            with closing(tables.names()) as names:  # a table that is being read cannot be dropped
                write_names(folder / NAMES, names, tables.name_count)
        tables.finish()


class _Placed(NamedTuple):
    """A record in its orders: its tie key, its sort number, and its place in the order by title."""

    key: str
    n: int
    title_key: str
    title_rank: int


def _take_heads(connection: Connection, type_: RecordType, heads: Iterable[Head], progress: Progress) -> int:
    """Let the heads of a type wait until all are known; returns their number."""
    stage, number = f"sorting {type_.plural}", 0
    progress(stage, 0, None)
    for batch in batches(heads, ROWS_AT_ONCE):
        rows = [(type_.value, each.key, each.day, title_key(each.title)) for each in batch]
        insert_rows(connection, _HEADS, rows)
        number += len(rows)
        progress(stage, number, None)
        collect_new()
    return number


def _placed(connection: Connection, type_: RecordType) -> Iterator[_Placed]:
    """The records of a type by tie key."""
    head = _HEADS.c
    on_day = func.row_number().over(partition_by=head.day, order_by=head.key)
    by_title = func.row_number().over(order_by=(head.title_key, head.key))
    statement = select(head.key, head.day, head.title_key, on_day, by_title).where(head.type == type_.value)
    rows = connection.execute(statement.order_by(head.key).execution_options(yield_per=ROWS_AT_ONCE))
    for key, day, title, place, rank in rows:
        yield _Placed(key, sort_number(type_, Day(day), place - 1), title, rank - 1)


def _entries(
    tables: "_Tables",
    snapshot: object,
    indexings: Iterable[Indexing],
    numbers: dict[RecordType, int],
    progress: Progress,
) -> Iterator[IndexEntry]:
    """Write each record into the tables; yields it for the word index, by type and tie key, which breaks ties there."""
    for indexing in indexings:
        type_ = indexing.type
        stage, done = f"indexing {type_.plural}", 0
        progress(stage, 0, numbers[type_])
        for batch in batches(_placed(tables.connection, type_), RECORDS_AT_ONCE):
            rows = indexing.rows(snapshot, [each.key for each in batch])
            for place, row in zip(batch, rows, strict=True):
                record = indexing.record(snapshot, row)
                terms = tables.add(indexing, record, place)
                if record.suggestion is not None:
                    tables.add_names(type_, place.key, record.suggestion)
                yield IndexEntry(
                    type=type_,
                    n=place.n,
                    title_rank=place.title_rank,
                    words=record.words,
                    dates=record.dates,
                    valid=record.valid,
                    updated=record.updated,
                    point=record.point,
                    terms=terms,
                )
                done += 1
                progress(stage, done, numbers[type_])
            collect_new()  # statements with many values are cycles


@dataclass(slots=True)
class _Tables:
    """The tables of the catalogue while they are filled."""

    connection: Connection
    indexes_alone: bool = False
    """The tables are left as they are; only what the indexes need is made."""
    name_count: int = 0
    _terms: dict[tuple[int, str, str], dict[str, int]] = field(default_factory=dict)
    """The ids of terms by type, axis and role, then by value: there may be one for each record."""
    _records: "array[int]" = field(default_factory=lambda: array("Q", [0]))
    """The number of records of each term, by its id."""
    _longest: dict[tuple[int, int], int] = field(default_factory=dict)
    _waiting: dict[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in () if self.indexes_alone else TABLES:
            self.connection.execute(delete(table(str(each.__tablename__))))

    def add(self, indexing: Indexing, record: IndexedRecord, place: _Placed) -> dict[str, list[int]]:
        """Write a record; returns the ids of its terms by axis."""
        n, type_ = place.n, indexing.type
        outer = _outer(record.dates)
        key = (n, type_.number, place.key, place.title_key, place.title_rank)
        self._write("record", (*key, *outer, *_inner(record.dates), record.updated))
        if record.valid is not None:
            self._write("validity", (n, *_outer(record.valid), *_inner(record.valid)))
        self._write("item", (n, record.item.model_dump_json().encode()[:-1]))
        for number, (name, value) in (
            *enumerate(record.parts.items()),
            *((-1, each) for each in record.list_parts.items()),
        ):
            self._write("part", (n, name, number, b"," + encoded(name) + b":" + encoded(value)))
        class_ = length_class(*outer, dated=record.dates is not None)
        length = 0 if outer[0] is None or outer[1] is None else outer[1] - outer[0]
        self._longest[type_.number, class_] = max(self._longest.get((type_.number, class_), 0), length)
        latest = AFTER_ALL if outer[1] is None else outer[1]
        ids: dict[str, list[int]] = {}
        for each in sorted({EVERYTHING, *record.terms}):
            term = self._count_term(type_, each)
            ids.setdefault(each.axis, []).append(term)
            if indexing.listed:
                self._write(_POSTINGS.name, (term, class_, n, latest))
        return ids

    def _count_term(self, type_: RecordType, key: TermKey) -> int:
        """Count one more record of a term; returns its id."""
        terms = self._terms.setdefault((type_.number, key.axis, key.role), {})
        term = terms.get(key.value)
        if term is None:
            term = terms[key.value] = len(self._records)
            self._records.append(0)
        self._records[term] += 1
        return term

    def add_names(self, type_: RecordType, key: str, known: Suggestion) -> None:
        """Let the names of a record wait."""
        spellings = dict(known.spellings)
        for name in known.names:
            own = json.dumps(spellings.get(name, ()))
            self.name_count += 1
            row = (known.links, key, type_.value, self.name_count, known.label, name, known.hint, own)
            self._write(_NAMES.name, row)

    def names(self) -> Generator[Name]:
        """The names that wait, in the order in which completion gives them: most links first, then by id."""
        self._flush(_NAMES.name)
        name = _NAMES.c
        order = (name.links.desc(), name.id, name.type, name.place)
        statement = select(_NAMES).order_by(*order).execution_options(yield_per=ROWS_AT_ONCE)
        with self.connection.execute(statement) as rows:
            for row in rows:
                spellings = tuple(json.loads(row.spellings))
                yield Name(row.type, row.id, row.label, row.name, row.links, row.hint, spellings)

    def finish(self) -> None:
        """Write what is known only at the end, and the postings in the order of their table."""
        for name in self._waiting:
            self._flush(name)
        for (type_, axis, role), terms in self._terms.items():
            for value, term in terms.items():
                self._write("term", (term, type_, axis, value, role, self._records[term]))
        self._flush("term")
        self._insert("length", [(*key, longest) for key, longest in self._longest.items()])
        if self.indexes_alone:
            return
        columns = [each.name for each in POSTING.columns]
        waiting = select(_POSTINGS).order_by(*(_POSTINGS.c[each.name] for each in POSTING.primary_key))
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
        if self.indexes_alone and name != _NAMES.name:
            return
        insert_rows(self.connection, _WAITING[name] if name in _WAITING else table(name), rows)


_WAITING = {each.name: each for each in (_POSTINGS, _NAMES)}


def _outer(bounds: Bounds | None) -> tuple[Any, Any]:
    return (None, None) if bounds is None else (bounds.outer.first, bounds.outer.last)


def _inner(bounds: Bounds | None) -> tuple[object, object, bool]:
    inner = None if bounds is None else bounds.inner
    return (None, None, False) if inner is None else (inner.first, inner.last, True)
