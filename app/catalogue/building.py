"""Deriving the catalogue from the plain tables: its tables, and the search indexes beside the database.

Whatever there is of each record waits in temporary tables until it can be written in its order, so that memory does
not grow with the number of records. Records that are as in the release before are not made again: their rows stay, and
their documents of the word index were kept (`app/catalogue/kept.py`).
"""

from array import array
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import BigInteger, Column, Connection, Integer, Text, func, select

from app.catalogue.filling import NAMES, POSTINGS, ROWS_AT_ONCE, Place, Tables, days_of
from app.catalogue.indexing import Head, IndexedRecord, Indexing
from app.catalogue.kept import CannotBeRead, KeptRecord, KeptRecords, keeping
from app.catalogue.sort_keys import day_of, place_of, sort_number
from app.catalogue.tables import RECORD
from app.catalogue.words.documents import as_json, document, moved
from app.catalogue.words.index import FOLDER, IndexEntry, write
from app.catalogue.words.suggest import FOLDER as NAMES_FOLDER
from app.catalogue.words.suggest import write_names
from app.database.bulk import batches, insert_rows, temporary, temporary_table
from app.memory import collect_new
from app.progress import Progress, silent
from app.timeline.days import Day
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key

COUNTED = ("actor", "represented", "kind", "topic", "place", "confidence", "collection", "status")
"""The axes that facets count."""
RECORDS_AT_ONCE = 500
_HEADS = temporary_table(
    "waiting_head",
    Column("type", Text),
    Column("key", Text),
    Column("day", BigInteger),
    Column("title_key", Text),
    Column("former_place", Integer),
    Column("former_rank", Integer),
)
"""The heads of all records; of one whose rows stay, with its former places in the orders by date and by title."""


class Former(NamedTuple):
    """What stays of the release before.

    `folder` is that of its indexes. `affected` has, by type, the ids of records that may differ now. Records of types
    that are derived whole in each release (`Indexing` without `heads_of`) are not in it.
    """

    folder: Path
    affected: Mapping[RecordType, Collection[str]]


def derive(  # noqa: PLR0913 - the last ones are options
    connection: Connection,
    snapshot: object,
    indexings: Iterable[Indexing],
    folder: Path | None,
    progress: Progress = silent,
    *,
    indexes_alone: bool = False,
    former: Former | None = None,
    keep: bool = True,
) -> None:
    """Make the tables of the catalogue in the caller's transaction, and the indexes in the empty `folder`.

    `folder` None: the indexes are there already. `indexes_alone`: the tables are there already. `former`: what can stay
    of the release before, whose tables are there; it needs a `folder`. `keep`: the next derivation may take over what
    this one makes.

    Raises:
        CannotBeRead: what was kept of the `former` release is missing or damaged; the tables may have been changed.
        OSError, ValueError: the indexes cannot be written.
    """
    with temporary(connection, _HEADS, POSTINGS, NAMES), ExitStack() as files:
        kept = None if former is None else files.enter_context(KeptRecords(former.folder))
        tables = Tables(connection, indexes_alone=indexes_alone, in_part=former is not None)
        derivation = _Derivation(tables, snapshot, sorted(indexings, key=lambda each: each.type), progress)
        numbers = derivation.take_heads() if former is None else derivation.take_heads_in_part(former.affected)
        keep_record = files.enter_context(keeping(folder)) if keep and folder is not None else None
        records = derivation.records(numbers, kept)
        documents = (as_json(record.document) for record in _written(records, keep_record))
        if folder is None:
            for _ in documents:
                pass
        else:
            (folder / FOLDER).mkdir()
            finish = write(folder / FOLDER, COUNTED, documents, sum(numbers.values()))
            (folder / NAMES_FOLDER).mkdir()
            with closing(tables.names()) as names:  # a table that is being read cannot be dropped
                write_names(folder / NAMES_FOLDER, names, tables.name_count)
            finish()
        tables.finish()


class _Placed(NamedTuple):
    """A record in its orders. `former_n` and `former_rank` are where it was; None for one that is made anew."""

    place: Place
    former_n: int | None
    former_rank: int | None

    @property
    def stays(self) -> bool:
        """Whether its rows stay: they are known by the sort number."""
        return self.former_n == self.place.n


def _placed(connection: Connection, type_: RecordType) -> Iterator[_Placed]:
    """The records of a type by tie key."""
    head = _HEADS.c
    on_day = func.row_number().over(partition_by=head.day, order_by=head.key)
    by_title = func.row_number().over(order_by=(head.title_key, head.key))
    columns = (head.key, head.day, head.title_key, on_day, by_title, head.former_place, head.former_rank)
    statement = select(*columns).where(head.type == type_.value).order_by(head.key)
    for key, day, title, place, rank, former_place, former_rank in connection.execute(
        statement.execution_options(yield_per=ROWS_AT_ONCE)
    ):
        found = Place(key, sort_number(type_, Day(day), place - 1), title, rank - 1)
        former_n = None if former_place is None else sort_number(type_, Day(day), former_place)
        yield _Placed(found, former_n, former_rank)


@dataclass(frozen=True, slots=True)
class _Derivation:
    """What all steps of a derivation need."""

    tables: Tables
    snapshot: object
    indexings: Sequence[Indexing]
    progress: Progress

    def take_heads(self) -> dict[RecordType, int]:
        """Let the heads of all records wait; returns their numbers by type."""
        return {each.type: self._take(each, each.heads(self.snapshot)) for each in self.indexings}

    def _take(self, indexing: Indexing, heads: Iterable[Head]) -> int:
        """Let the heads of records that are made anew wait until all are known; returns their number."""
        type_, number = indexing.type, 0
        stage = f"sorting {type_.plural}"
        self.progress(stage, 0, None)
        for batch in batches(heads, ROWS_AT_ONCE):
            rows = [(type_.value, each.key, each.day, title_key(each.title), None, None) for each in batch]
            insert_rows(self.tables.connection, _HEADS, rows)
            number += len(rows)
            self.progress(stage, number, None)
            collect_new()
        return number

    def take_heads_in_part(self, affected: Mapping[RecordType, Collection[str]]) -> dict[RecordType, int]:
        """Let the heads of all records wait; returns their numbers by type.

        Afterwards there are no rows of records that are made anew, and those that stay have their places of now.
        """
        numbers, gone = self._keep(affected)
        for each in self.indexings:
            of_some = each.heads_of
            heads = each.heads(self.snapshot) if of_some is None else of_some(self.snapshot, affected[each.whole])
            numbers[each.type] += self._take(each, heads)
        ranks = array("q")
        for placed in (placed for each in self.indexings for placed in _placed(self.tables.connection, each.type)):
            if placed.former_n is not None and not placed.stays:
                gone.append(placed.former_n)
            elif placed.former_rank not in {None, placed.place.title_rank}:
                ranks.extend((placed.place.n, placed.place.title_rank))
        self.tables.remove(gone)
        self.tables.rank(zip(ranks[::2], ranks[1::2], strict=True))
        return numbers

    def _keep(self, affected: Mapping[RecordType, Collection[str]]) -> tuple[dict[RecordType, int], "array[int]"]:
        """Let the heads of records wait whose rows may stay.

        Returns their numbers by type, and the sort numbers of all others.
        """
        by_number = {each.type.number: each for each in self.indexings}
        numbers, gone = dict.fromkeys((each.type for each in self.indexings), 0), array("q")
        connection, columns = self.tables.connection, RECORD.c

        def stay() -> Iterator[tuple[object, ...]]:
            statement = select(columns.n, columns.type, columns.key, columns.title_key, columns.title_rank)
            for n, type_, key, title, rank in connection.execute(statement.execution_options(yield_per=ROWS_AT_ONCE)):
                indexing = by_number[type_]
                if indexing.heads_of is None or indexing.id_of(key) in affected[indexing.whole]:
                    gone.append(n)
                else:
                    numbers[indexing.type] += 1
                    yield indexing.type.value, key, day_of(n), title, place_of(n), rank

        for batch in batches(stay(), ROWS_AT_ONCE):
            insert_rows(connection, _HEADS, batch)
        return numbers, gone

    def records(self, numbers: Mapping[RecordType, int], kept: KeptRecords | None) -> Iterator[KeptRecord]:
        """Each record by type and tie key, which breaks ties in the word index, once its rows are written.

        `kept` are those of the former release where its rows stay.
        """
        former = None if kept is None else _FormerRecords(kept, self.tables, self.indexings)
        for indexing in self.indexings:
            type_ = indexing.type
            stage, done = f"indexing {type_.plural}", 0
            self.progress(stage, 0, numbers[type_])
            for batch in batches(_placed(self.tables.connection, type_), RECORDS_AT_ONCE):
                rows = iter(indexing.rows(self.snapshot, [each.place.key for each in batch if not each.stays]))
                for placed in batch:
                    if placed.stays and former is not None:
                        yield former.take(type_, placed.place)
                    else:
                        yield _made(self.tables, indexing, indexing.record(self.snapshot, next(rows)), placed.place)
                    done += 1
                    self.progress(stage, done, numbers[type_])
                collect_new()  # statements with many values are cycles
        if former is not None:
            former.finish()


def _made(tables: Tables, indexing: Indexing, record: IndexedRecord, place: Place) -> KeptRecord:
    """A record whose rows are written."""
    type_ = indexing.type
    terms = tables.add(indexing, record, place)
    entry = IndexEntry(
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
    names = tables.add_names(type_, place.key, record.suggestion)
    return KeptRecord(type_.value, place.key, days_of(record.dates), names, document(entry, COUNTED))


class _FormerRecords:
    """The records of the former release: those that stay are taken in their order, the others forgotten."""

    def __init__(self, kept: KeptRecords, tables: Tables, indexings: Iterable[Indexing]) -> None:
        self._kept = kept
        self._tables = tables
        self._listed = {each.type for each in indexings if each.listed}
        self._forgotten = 0

    def take(self, type_: RecordType, place: Place) -> KeptRecord:
        """A record that stays, in its places of now.

        Raises:
            CannotBeRead: it was not kept.
        """
        for record in self._kept:
            if (record.type, record.key) == (type_.value, place.key):
                self._tables.count(type_, record)
                return record._replace(document=moved(record.document, place.n, place.title_rank))
            self._forget(record)
        raise CannotBeRead(f"{type_} {place.key} was not kept")

    def finish(self) -> None:
        """Forget the records after the last one that stays.

        Raises:
            CannotBeRead: others were kept than the tables had.
        """
        for record in self._kept:
            self._forget(record)
        if self._forgotten != self._tables.removed:
            raise CannotBeRead(f"{self._forgotten} records were kept of {self._tables.removed} that are gone")

    def _forget(self, record: KeptRecord) -> None:
        self._forgotten += 1
        self._tables.forget(record, listed=RecordType(record.type) in self._listed)


def _written(records: Iterable[KeptRecord], keep: Callable[[KeptRecord], None] | None) -> Iterator[KeptRecord]:
    """The records, each written to the file for the next derivation on the way, if there is one."""
    for record in records:
        if keep is not None:
            keep(record)
        yield record
