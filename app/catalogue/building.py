"""Deriving the catalogue from the plain tables: its tables, and the search indexes beside the database.

What orders the records waits in temporary tables, so that memory does not grow with their number. Records that are as
in the release before are not made again: their rows stay, and blocks of the indexes with no others are taken over
(`app/catalogue/blocks.py`).
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from app.catalogue.blocks import Block, Blocks, FormerBlocks, can_be_merged
from app.catalogue.filling import POSTINGS, Tables, clear, days_of
from app.catalogue.indexing import IndexedRecord, Indexing, Suggestion
from app.catalogue.kept import CannotTakeOver, KeptName, KeptRecord, Mark, kept
from app.catalogue.placing import GONE, HEADS, ChangedPlaces, Place, Stretch, all_places, stored_places, take_heads
from app.catalogue.tables import RECORD
from app.catalogue.terms import Terms
from app.catalogue.words.documents import as_json, document
from app.catalogue.words.index import IndexEntry
from app.database.bulk import batches, temporary
from app.memory import collect_new
from app.progress import Progress, silent
from app.timeline.record_types import RecordType

COUNTED = ("actor", "represented", "kind", "topic", "place", "confidence", "collection", "status")
"""The axes that facets count."""
RECORDS_AT_ONCE = 500


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
        CannotTakeOver: the `former` release cannot be taken over; the tables may have been changed.
        OSError, ValueError: the indexes cannot be written.
    """
    with temporary(connection, HEADS, GONE, POSTINGS):
        ordered = sorted(indexings, key=lambda each: each.type)
        derivation = _Derivation(connection, snapshot, ordered, folder, progress)
        if former is not None:
            derivation.in_part(former)
        else:
            derivation.whole(indexes_alone=indexes_alone, keep=keep)


@dataclass(frozen=True, slots=True)
class _Derivation:
    """What all steps of a derivation need; what they mean is said at `derive`. The indexings are in order."""

    connection: Connection
    snapshot: object
    indexings: Sequence[Indexing]
    folder: Path | None
    progress: Progress

    def whole(self, *, indexes_alone: bool, keep: bool) -> None:
        """Derive all records."""
        connection = self.connection
        if indexes_alone:
            terms, places = Terms(connection), stored_places
            numbers = _numbers(connection)
        else:
            clear(connection)
            terms, places = Terms(connection), all_places
            numbers = {
                each.type: take_heads(connection, each.type, each.heads(self.snapshot), self.progress)
                for each in self.indexings
            }
        tables = Tables(connection, terms, stay=indexes_alone)
        making = _Making(tables, self.snapshot, numbers, self.progress)

        def made() -> Iterator[KeptRecord]:
            for each in self.indexings:
                if indexes_alone:
                    terms.read(each.type)
                yield from making.records(each, places(connection, each.type))
                terms.close(each.type)

        records = made()
        if self.folder is None:
            for _ in records:
                pass
        else:
            with Blocks(self.folder, COUNTED) as blocks:
                number = sum(numbers.values())
                blocks.write_all(records, number)
                self._finish(blocks, number, keep=keep)
        tables.finish()

    def in_part(self, former: Former) -> None:
        """Derive the records that may differ from the former release, whose rows are still there."""
        if self.folder is None:
            raise ValueError("only indexes that are built can take over former ones")
        former_blocks = FormerBlocks(former.folder)
        changed = ChangedPlaces(self.connection, self.snapshot, self.indexings, former.affected, self.progress)
        tables = Tables(self.connection, Terms(self.connection))
        tables.remove(changed.gone_numbers)
        making = _Making(tables, self.snapshot, changed.numbers(), self.progress)

        def renewed(block: Block, stretch: Stretch) -> Iterator[KeptRecord]:
            """The records in the stretch of a former block: those that stay, and those that are made."""
            staying = self._staying(former_blocks, block, changed.gone(stretch), tables)
            made = (making.records(each, changed.made(each.type, stretch)) for each in self.indexings)
            return merge(staying, chain.from_iterable(made), key=lambda each: each.mark)

        stretches = [(block, stretch, changed.count(stretch)) for block, stretch in former_blocks.stretches()]
        sizes = [block.records + count.made - count.gone for block, _, count in stretches]
        with Blocks(self.folder, COUNTED) as blocks:
            if can_be_merged(sizes):
                for size, (block, stretch, count) in zip(sizes, stretches, strict=True):
                    if any(count):
                        blocks.write(renewed(block, stretch), size)
                    else:
                        blocks.take(block, former_blocks)
            else:
                all_renewed = (renewed(block, stretch) for block, stretch, _ in stretches)
                blocks.write_all(chain.from_iterable(all_renewed), sum(sizes))
            self._finish(blocks, sum(sizes), former_blocks)
        tables.finish()

    def _finish(self, blocks: Blocks, number: int, former: FormerBlocks | None = None, *, keep: bool = True) -> None:
        """Complete the indexes of `number` records, and report that as a stage of its own."""
        stage = "completing the search index"
        self.progress(stage, 0, number)
        blocks.finish(former, keep=keep)
        self.progress(stage, number, number)

    def _staying(
        self, former: FormerBlocks, block: Block, gone: Iterator[Mark], tables: Tables
    ) -> Iterator[KeptRecord]:
        """The records of a former block but for those that are gone, which the tables forget."""
        listed = {each.type for each in self.indexings if each.listed}
        removed, number = next(gone, None), 0
        for record in kept(former.path(block)):
            number += 1
            if record.mark == removed:
                tables.forget(record, listed=record.type in listed)
                removed = next(gone, None)
            else:
                yield record
        if removed is not None or number != block.records:
            raise CannotTakeOver(f"{former.path(block)} has not the records of its block")


def _numbers(connection: Connection) -> dict[RecordType, int]:
    """How many records of each type have rows."""
    type_ = RECORD.c.type
    rows = connection.execute(select(type_, func.count()).group_by(type_))
    return {RecordType.numbered(number): records for number, records in rows}


@dataclass(frozen=True, slots=True)
class _Making:
    """Records while they are made; their rows are written."""

    tables: Tables
    snapshot: object
    numbers: Mapping[RecordType, int]
    progress: Progress
    _done: Counter[RecordType] = field(default_factory=Counter)

    def records(self, indexing: Indexing, places: Iterable[Place]) -> Iterator[KeptRecord]:
        """Make the records at these places."""
        type_ = indexing.type
        for batch in batches(places, RECORDS_AT_ONCE):
            rows = indexing.rows(self.snapshot, [each.key for each in batch])
            for place, row in zip(batch, rows, strict=True):
                made = self._made(indexing, indexing.record(self.snapshot, row), place)
                self._done[type_] += 1
                self.progress(f"indexing {type_.plural}", self._done[type_], self.numbers[type_])
                yield made
            collect_new()  # statements with many values are cycles

    def _made(self, indexing: Indexing, record: IndexedRecord, place: Place) -> KeptRecord:
        type_ = indexing.type
        terms = self.tables.add(indexing, record, place)
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
        return KeptRecord(
            type_.value, place.key, days_of(record.dates), _names(record.suggestion), as_json(document(entry, COUNTED))
        )


def _names(known: Suggestion | None) -> list[KeptName]:
    if known is None:
        return []
    spellings = dict(known.spellings)
    return [KeptName(known.links, known.label, name, known.hint, list(spellings.get(name, ()))) for name in known.names]
