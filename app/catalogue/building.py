"""Deriving the catalogue from the plain tables: its tables, and the search indexes beside the database."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete

from app.catalogue.indexing import IndexedRecord, Indexing, encoded
from app.catalogue.queries import EVERYTHING, TermKey
from app.catalogue.sort_keys import AFTER_ALL, length_class, sort_numbers
from app.catalogue.tables import TABLES
from app.catalogue.words.index import FOLDER, Bounds, IndexEntry, write
from app.catalogue.words.suggest import FOLDER as NAMES
from app.catalogue.words.suggest import Name, write_names
from app.database.dialects import writing
from app.database.statements import table
from app.progress import Progress, silent
from app.timeline.titles import title_key

COUNTED = ("actor", "represented", "kind", "topic", "place", "confidence", "collection", "status")
"""The axes that facets count."""
ROWS_AT_ONCE = 5_000
Row = tuple[object, ...]


def derive(
    connection: Connection,
    snapshot: object,
    indexings: Iterable[Indexing],
    folder: Path | None,
    progress: Progress = silent,
) -> None:
    """Make all tables of the catalogue anew, in the caller's transaction, and the indexes in the empty `folder`.

    `folder` None: the indexes are there already.

    Raises:
        NotOneSegment, OSError, ValueError: the indexes cannot be written.
    """
    tables = _Tables(connection)
    names: list[Name] = []
    entries = _entries(tables, snapshot, indexings, names, progress)
    if folder is None:
        for _ in entries:
            pass
    else:
        (folder / FOLDER).mkdir()
        write(folder / FOLDER, COUNTED, entries)
        (folder / NAMES).mkdir()
        write_names(folder / NAMES, names)
    tables.finish()


def _entries(
    tables: "_Tables", snapshot: object, indexings: Iterable[Indexing], names: list[Name], progress: Progress
) -> Iterator[IndexEntry]:
    """Write each record into the tables; yields it for the word index, by type and tie key, which breaks ties there."""
    for indexing in sorted(indexings, key=lambda each: each.type):
        type_ = indexing.type
        heads = sorted(indexing.heads(snapshot), key=lambda head: head.key)
        numbers = sort_numbers(type_, ((head.day, head.key) for head in heads))
        titles = {head.key: title_key(head.title) for head in heads}
        by_title = sorted(heads, key=lambda head: (titles[head.key], head.key))
        ranks = {head.key: rank for rank, head in enumerate(by_title)}
        stage = f"indexing {type_.plural}"
        progress(stage, 0, len(heads))
        for done, head in enumerate(heads, start=1):
            record = indexing.record(snapshot, head.row)
            n = numbers[head.key]
            terms = tables.add(indexing, record, (n, type_.number, head.key, titles[head.key], ranks[head.key]))
            if record.suggestion is not None:
                known = record.suggestion
                spellings = dict(known.spellings)
                names += (
                    Name(type_, head.key, known.label, name, known.links, known.hint, spellings.get(name, ()))
                    for name in known.names
                )
            yield IndexEntry(
                type=type_,
                n=n,
                title_rank=ranks[head.key],
                words=record.words,
                dates=record.dates,
                valid=record.valid,
                updated=record.updated,
                point=record.point,
                terms=terms,
            )
            progress(stage, done, len(heads))
        tables.finish_type()


@dataclass(slots=True)
class _Tables:
    """The tables of the catalogue while they are filled, with the driver's own cursor: it is much faster."""

    connection: Connection
    _terms: dict[tuple[int, TermKey], list[int]] = field(default_factory=dict)
    """Id and number of records of each term."""
    _postings: list[tuple[int, int, int, int]] = field(default_factory=list)
    _longest: dict[tuple[int, int], int] = field(default_factory=dict)
    _waiting: dict[str, list[Row]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for each in TABLES:
            self.connection.execute(delete(table(str(each.__tablename__))))

    def add(
        self, indexing: Indexing, record: IndexedRecord, key: tuple[int, int, str, str, int]
    ) -> dict[str, list[int]]:
        """Write a record; returns the ids of its terms by axis."""
        n, type_ = key[0], indexing.type
        outer = _outer(record.dates)
        self._write("record", (*key, *outer, *_inner(record.dates), record.updated))
        if record.valid is not None:
            self._write("validity", (n, *_outer(record.valid), *_inner(record.valid)))
        self._write("item", (n, record.item.model_dump_json().encode()[:-1]))
        for place, (name, value) in (
            *enumerate(record.parts.items()),
            *((-1, each) for each in record.list_parts.items()),
        ):
            self._write("part", (n, name, place, b"," + encoded(name) + b":" + encoded(value)))
        class_ = length_class(*outer, dated=record.dates is not None)
        length = 0 if outer[0] is None or outer[1] is None else outer[1] - outer[0]
        self._longest[type_.number, class_] = max(self._longest.get((type_.number, class_), 0), length)
        latest = AFTER_ALL if outer[1] is None else outer[1]
        ids: dict[str, list[int]] = {}
        for each in sorted({EVERYTHING, *record.terms}):
            known = self._terms.get((type_.number, each))
            if known is None:
                known = self._terms[type_.number, each] = [len(self._terms) + 1, 0]
            known[1] += 1
            ids.setdefault(each.axis, []).append(known[0])
            if indexing.listed:
                self._postings.append((known[0], class_, n, latest))
        return ids

    def finish_type(self) -> None:
        """Write the postings of a record type, in the order of their table."""
        self._postings.sort()
        self._insert("posting", self._postings)
        self._postings.clear()

    def finish(self) -> None:
        """Write what is known only at the end."""
        for name, rows in self._waiting.items():
            self._insert(name, rows)
        self._insert("term", [(term, type_, *key, records) for (type_, key), (term, records) in self._terms.items()])
        self._insert("length", [(*key, longest) for key, longest in self._longest.items()])

    def _write(self, name: str, row: Row) -> None:
        waiting = self._waiting.setdefault(name, [])
        waiting.append(row)
        if len(waiting) == ROWS_AT_ONCE:
            self._insert(name, waiting)
            waiting.clear()

    def _insert(self, name: str, rows: Sequence[Row]) -> None:
        if rows:
            writing(self.connection).insert_rows(self.connection, table(name), rows)


def _outer(bounds: Bounds | None) -> tuple[Any, Any]:
    return (None, None) if bounds is None else (bounds.outer.first, bounds.outer.last)


def _inner(bounds: Bounds | None) -> tuple[object, object, bool]:
    inner = None if bounds is None else bounds.inner
    return (None, None, False) if inner is None else (inner.first, inner.last, True)
