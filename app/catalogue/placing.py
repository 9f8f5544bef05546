"""The places of records in their orders: of all of them, or of those that a change has added, moved or removed.

Places in the order by title leave gaps, so that a new title takes a place between two others and leaves theirs alone.
Places in the order by date are `app/catalogue/sort_keys.py`.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Select,
    Table,
    Text,
    func,
    select,
    text,
    tuple_,
)

from app.catalogue.indexing import Head, Indexing
from app.catalogue.kept import CannotTakeOver, Mark
from app.catalogue.sort_keys import DAY_BITS, range_of, sort_number
from app.catalogue.tables import RECORD
from app.database.bulk import batches, insert_rows, temporary_table
from app.memory import collect_new
from app.progress import Progress
from app.timeline.days import Day
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key

ROWS_AT_ONCE = 1_000
T = TypeVar("T")
GAP = 1 << 24
"""Between neighbours in the order by title, where others may come between them."""
HEADS = temporary_table(
    "waiting_head",
    Column("type", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("day", BigInteger),
    Column("title_key", Text),
    Column("n", BigInteger),
    Column("title_rank", BigInteger),
)
"""The heads of the records that are made, in the end with their places."""
GONE = temporary_table(
    "waiting_gone",
    Column("type", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("title_key", Text),
    Column("n", BigInteger),
    Column("title_rank", BigInteger),
)
"""The records whose rows are removed, since they are made anew or not at all."""


class Place(NamedTuple):
    """A record in its orders: its tie key, its sort number, and its place in the order by title."""

    key: str
    n: int
    title_key: str
    title_rank: int


def take_heads(connection: Connection, type_: RecordType, heads: Iterable[Head], progress: Progress) -> int:
    """Let the heads of records that are made wait until all are known; returns their number."""
    number = 0
    stage = f"sorting {type_.plural}"
    progress(stage, 0, None)
    for batch in batches(heads, ROWS_AT_ONCE):
        rows = [(type_.value, each.key, each.day, title_key(each.title), None, None) for each in batch]
        insert_rows(connection, HEADS, rows)
        number += len(rows)
        progress(stage, number, None)
        collect_new()
    return number


def all_places(connection: Connection, type_: RecordType) -> Iterator[Place]:
    """The places of all records of a type, whose heads wait, by tie key."""
    head = HEADS.c
    on_day = func.row_number().over(partition_by=head.day, order_by=head.key)
    by_title = func.row_number().over(order_by=(head.title_key, head.key))
    statement = select(head.key, head.day, head.title_key, on_day, by_title)
    for key, day, title, place, rank in connection.execute(
        statement.where(head.type == type_.value).order_by(head.key).execution_options(yield_per=ROWS_AT_ONCE)
    ):
        yield Place(key, sort_number(type_, Day(day), place - 1), title, rank * GAP)


def stored_places(connection: Connection, type_: RecordType) -> Iterator[Place]:
    """The places of all records of a type as their rows have them, by tie key."""
    record = RECORD.c
    statement = select(record.key, record.n, record.title_key, record.title_rank)
    yield from map(
        Place._make,
        connection.execute(
            statement.where(record.type == type_.number).order_by(record.key).execution_options(yield_per=ROWS_AT_ONCE)
        ),
    )


_GO = """
    INSERT INTO waiting_gone (type, key, title_key, n, title_rank)
    SELECT :type, key, title_key, n, title_rank FROM record WHERE type = :number"""
_GO_ONE = _GO + " AND key = :id"
_GO_PARTS = _GO + " AND key > :id || '/' AND key < :id || '0'"
"""The keys of parts are the id of the whole, a slash and more; the sign after the slash is 0."""
_BY_DAY = """
    SELECT day, key, 1 FROM waiting_head WHERE type = :type
    UNION ALL SELECT n >> :bits, key, 0 FROM waiting_gone WHERE type = :type ORDER BY 1"""
_SAME_DAY = """
    UPDATE waiting_head AS head SET n = gone.n FROM waiting_gone AS gone
    WHERE head.type = :type AND gone.type = :type AND gone.key = head.key AND gone.n >> :bits = head.day"""
_ON_DAY = "SELECT key, title_key, n, title_rank FROM record WHERE n BETWEEN :first AND :last ORDER BY key"
_SAME_TITLE = """
    UPDATE waiting_head AS head SET title_rank = gone.title_rank FROM waiting_gone AS gone
    WHERE head.type = :type AND gone.type = :type AND gone.key = head.key AND gone.title_key = head.title_key"""
_NEW_TITLES = """
    SELECT key, title_key,
        (SELECT title_rank FROM record r WHERE r.type = :number AND (r.title_key, r.key) < (h.title_key, h.key)
            ORDER BY r.title_key DESC, r.key DESC LIMIT 1),
        (SELECT title_rank FROM record r WHERE r.type = :number AND (r.title_key, r.key) > (h.title_key, h.key)
            ORDER BY r.title_key, r.key LIMIT 1)
    FROM waiting_head h WHERE type = :type AND title_rank IS NULL ORDER BY title_key, key"""


class Stretch(NamedTuple):
    """A stretch of the order in which records are indexed: from one mark on and before another."""

    first: Mark
    before: Mark


class Count(NamedTuple):
    """How many records are made, and of how many the rows are removed."""

    made: int
    gone: int


class ChangedPlaces:
    """The places of records that may differ from a former release, whose rows are still there."""

    def __init__(
        self,
        connection: Connection,
        snapshot: object,
        indexings: Iterable[Indexing],
        affected: Mapping[RecordType, Collection[str]],
        progress: Progress,
    ) -> None:
        """`affected` has the ids of records by type, but for types that are made anew whole (`Indexing.heads_of`).

        Raises:
            CannotTakeOver: there is no room between two titles.
        """
        self._connection = connection
        for each in indexings:
            self._take(each, snapshot, affected, progress)
            self._place_by_date(each.type)
            self._place_by_title(each.type)

    def _take(
        self, indexing: Indexing, snapshot: object, affected: Mapping[RecordType, Collection[str]], progress: Progress
    ) -> None:
        """Let the heads of the records that are made wait, and the rows that are removed."""
        type_ = indexing.type
        of_type = {"type": type_.value, "number": type_.number}
        if indexing.heads_of is None:
            self._connection.execute(text(_GO), of_type)
            take_heads(self._connection, type_, indexing.heads(snapshot), progress)
            return
        ids = affected[indexing.whole]
        for batch in batches(ids, ROWS_AT_ONCE):
            go = _GO_ONE if indexing.part_of is None else _GO_PARTS
            self._connection.execute(text(go), [of_type | {"id": id_} for id_ in batch])
        take_heads(self._connection, type_, indexing.heads_of(snapshot, ids), progress)

    def _place_by_date(self, type_: RecordType) -> None:
        """Give the records sort numbers. Where a day has other records than before, more of them may move."""
        of_type = {"type": type_.value, "bits": DAY_BITS}
        self._connection.execute(text(_SAME_DAY), of_type)
        with self._connection.execute(text(_BY_DAY).execution_options(yield_per=ROWS_AT_ONCE), of_type) as rows:
            differing = []
            for day, same in groupby(rows, key=itemgetter(0)):
                keys: tuple[set[str], set[str]] = set(), set()
                for _, key, is_made in same:
                    keys[is_made].add(key)
                if keys[0] != keys[1]:
                    differing.append((day, *keys))
        for day, gone, made in differing:
            self._place_on_day(type_, day, gone, made)

    def _place_on_day(self, type_: RecordType, day: Day, gone: Collection[str], made: Collection[str]) -> None:
        first, last = range_of(day, type_)
        rows = self._connection.execute(text(_ON_DAY), {"first": first, "last": last})
        staying = {row.key: row for row in rows if row.key not in gone}
        placed, moved = [], []
        for place, key in enumerate(sorted({*made, *staying})):
            n = sort_number(type_, day, place)
            if key in made:
                placed.append({"type": type_.value, "key": key, "n": n})
            elif staying[key].n != n:
                moved.append((staying[key], n))
        if placed:
            self._connection.execute(text("UPDATE waiting_head SET n = :n WHERE type = :type AND key = :key"), placed)
        insert_rows(self._connection, GONE, [(type_.value, *row) for row, _ in moved])
        heads = [(type_.value, row.key, day, row.title_key, n, row.title_rank) for row, n in moved]
        insert_rows(self._connection, HEADS, heads)

    def _place_by_title(self, type_: RecordType) -> None:
        """Give the records places between those that were neighbours in the order by title."""
        of_type = {"type": type_.value, "number": type_.number}
        self._connection.execute(text(_SAME_TITLE), of_type)
        rows = self._connection.execute(text(_NEW_TITLES), of_type).all()
        ranks = [
            {"type": type_.value, "key": key, "rank": rank}
            for (before, after), same in groupby(rows, key=itemgetter(2, 3))
            for (key, *_), rank in _between(before, after, list(same))
        ]
        if ranks:
            statement = "UPDATE waiting_head SET title_rank = :rank WHERE type = :type AND key = :key"
            self._connection.execute(text(statement), ranks)

    @property
    def gone_numbers(self) -> Iterator[int]:
        """The sort numbers of the rows that are removed."""
        yield from self._connection.execute(select(GONE.c.n)).scalars()

    def numbers(self) -> Mapping[RecordType, int]:
        """How many records of each type are made."""
        type_ = HEADS.c.type
        rows = self._connection.execute(select(type_, func.count()).group_by(type_))
        return {RecordType(name): number for name, number in rows}

    def made(self, type_: RecordType, stretch: Stretch) -> Iterator[Place]:
        """The places of the records of a type that are made in a stretch, by tie key."""
        head = HEADS.c
        statement = select(head.key, head.n, head.title_key, head.title_rank).where(head.type == type_.value)
        statement = _within(statement, HEADS, stretch).order_by(head.key).limit(ROWS_AT_ONCE)
        # No cursor stays open: the table can be dropped whenever the derivation is given up.
        last = ""
        while rows := self._connection.execute(statement.where(head.key > last)).all():
            yield from map(Place._make, rows)
            last = rows[-1].key

    def gone(self, stretch: Stretch) -> Iterator[Mark]:
        """The records in a stretch whose rows are removed, in order."""
        gone = GONE.c
        statement = _within(select(gone.type, gone.key), GONE, stretch).order_by(gone.type, gone.key)
        return map(Mark._make, self._connection.execute(statement).all())

    def count(self, stretch: Stretch) -> Count:
        """How many records in a stretch are made, and how many rows are removed."""
        made, gone = (
            self._connection.execute(_within(select(func.count()).select_from(each), each, stretch)).scalar_one()
            for each in (HEADS, GONE)
        )
        return Count(made, gone)


def _within(statement: Select[Any], of: Table, stretch: Stretch) -> Select[Any]:
    mark = tuple_(of.c.type, of.c.key)
    return statement.where(mark >= tuple_(*stretch.first), mark < tuple_(*stretch.before))


def _between(before: int | None, after: int | None, rows: Sequence[T]) -> Iterator[tuple[T, int]]:
    """Places for rows between two others, or before the first or after the last."""
    low = before or 0
    step = GAP if after is None else (after - low) // (len(rows) + 1)
    if not step:
        raise CannotTakeOver("there is no room between two titles")
    return ((row, low + step * place) for place, row in enumerate(rows, 1))
