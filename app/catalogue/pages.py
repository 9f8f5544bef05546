"""Pages of records: by date or title from SQL or, where words are searched, from the word index; single records."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from sqlalchemy import and_, bindparam, exists, literal_column, select

from app.catalogue.catalogue import Catalogue
from app.catalogue.paging import Cursor, Key, OtherRelease, Page, PageRequest, Row, Sort
from app.catalogue.plans import Plan, page_text, part_of, plan, title_page_text, total_text
from app.catalogue.queries import Group, RecordQuery
from app.catalogue.sort_keys import CLASSES, FIRST_UNDATED, HIGHEST, LOWEST, day_of, range_of, type_of
from app.catalogue.tables import ITEM, PART, POSTING, RECORD
from app.catalogue.words.index import BY_TITLE, NUMBER
from app.catalogue.words.queries import WordQuery
from app.database.dialects.protocol import Statements
from app.database.errors import UnreadableDatabase
from app.timeline.record_types import RecordType

HIGHEST_RANK = 1 << 62
Found = TypeVar("Found")


class Segment(NamedTuple):
    """A part of an order: the positions `first` to `last`, both included, rising or falling.

    Positions are sort numbers in the orders by date, ranks in the order by title.
    """

    first: int
    last: int
    falling: bool


_SEGMENTS = {
    Sort.TITLE: [Segment(0, HIGHEST_RANK, falling=False)],
    Sort.DATE: [Segment(LOWEST, HIGHEST, falling=False)],
    Sort.DATE_REVERSED: [
        Segment(LOWEST, FIRST_UNDATED - 1, falling=True),
        Segment(FIRST_UNDATED, HIGHEST, falling=True),
    ],
}
"""Orders as segments. Undated records come last in either direction of the order by date."""


def _from_cursor(catalogue: Catalogue, sort: Sort, cursor: Cursor) -> list[Segment]:
    """What comes after a cursor, or before it and then nearest first."""
    segments = _SEGMENTS[sort]
    if cursor.backward:
        segments = [each._replace(falling=not each.falling) for each in reversed(segments)]
    before, after = _positions(catalogue, sort, cursor.key)
    for place, each in enumerate(segments):
        if each.first <= after and before <= each.last:
            rest = (
                each._replace(last=min(each.last, before))
                if each.falling
                else each._replace(first=max(each.first, after))
            )
            return [rest, *segments[place + 1 :]]
    return []


def _positions(catalogue: Catalogue, sort: Sort, key: Key) -> tuple[int, int]:
    """The last position before the record that a cursor names and the first after it; it may be gone by now."""
    execute = catalogue.reader.connection.execute
    if sort is Sort.TITLE:
        title_key, number, tie = key
        ends = (
            f"SELECT {edge}(title_rank) FROM record WHERE type = ? AND (title_key, key) {side} (?, ?)"  # noqa: S608 - texts
            for edge, side in (("max", "<"), ("min", ">"))
        )
        before, after = (execute(text, (number, title_key, tie)).fetchone()[0] for text in ends)
        return -1 if before is None else before, HIGHEST_RANK if after is None else after
    day, number, tie = int(key[0]), int(key[1]), str(key[2])
    type_ = RecordType.numbered(number)
    first, last = range_of(day, type_)
    n = catalogue.number(type_, tie)
    if n is not None and first <= n <= last:
        return n - 1, n + 1
    text = "SELECT max(n) FROM record WHERE n BETWEEN ? AND ? AND key < ?"
    before = execute(text, (first, last, tie)).fetchone()[0]
    return (first - 1, first) if before is None else (before, before + 1)


def read_page(catalogue: Catalogue, query: RecordQuery, request: PageRequest) -> Page:
    """A page of the records that match `query`, by date or title."""
    bound = plan(catalogue, query)
    total = request.total
    if total is None and request.sort is Sort.TITLE:
        total = count_matches(catalogue, bound)
    if not bound.ranges or total == 0:
        return Page([], 0)

    def read(segment: Segment, limit: int) -> list[Row]:
        if request.sort is Sort.TITLE:
            (type_,) = query.types  # lists by title are of one type
            # Walking the order meets a match every everything/total records; sorting takes all matches.
            by_rank = (total or 0) ** 2 >= 9 * catalogue.records(type_)
            text = title_page_text(
                catalogue.statements, bound.shape, request.parts, falling=segment.falling, by_rank=by_rank
            )
            values = bound.between() | {"first_rank": segment.first, "last_rank": segment.last, "type": type_.number}
        else:
            text = page_text(catalogue.statements, bound.shape, request.parts, falling=segment.falling)
            values = bound.between(segment.first, segment.last)
        values["limit"] = limit
        return _rows(catalogue.reader.connection.execute(text, values), on_a_day=bound.shape.on)

    rows = _walk(catalogue, request, read)
    if total is None:
        complete = request.cursor is None and len(rows) <= request.limit
        total = len(rows) if complete else count_matches(catalogue, bound)
    return _page(catalogue, rows, request, total)


def _walk(catalogue: Catalogue, request: PageRequest, read: Callable[[Segment, int], list[Found]]) -> list[Found]:
    """Up to `limit + 1` of what `read` finds in the segments of the order, from the cursor on."""
    sort, cursor = request.sort, request.cursor
    segments = _SEGMENTS[sort] if cursor is None else _from_cursor(catalogue, sort, cursor)
    rows: list[Found] = []
    for segment in segments:
        rows += read(segment, request.limit + 1 - len(rows))
        if len(rows) > request.limit:
            break
    return rows


def _rows(found: Iterable[tuple[Any, ...]], *, on_a_day: bool) -> list[Row]:  # the driver's rows are untyped
    if on_a_day:
        return [Row(n, _with_certainty(b"".join(values), certain=certain)) for n, *values, certain in found]
    return [Row(n, b"".join(values)) for n, *values in found]


def _with_certainty(item: bytes, *, certain: bool) -> bytes:
    return item.replace(b'"certainty":null', b'"certainty":"certain"' if certain else b'"certainty":"possible"', 1)


def count_matches(catalogue: Catalogue, bound: Plan) -> int:
    """The number of records that a plan matches."""
    if not bound.ranges:
        return 0
    if bound.known_total is not None:
        return bound.known_total
    text = total_text(catalogue.statements, bound.shape)
    (total,) = catalogue.reader.connection.execute(text, bound.between()).fetchone()
    return int(total)


def _page(catalogue: Catalogue, found: list[Row], request: PageRequest, total: int) -> Page:
    """The page made of up to `limit + 1` rows that were read away from the cursor, nearest first."""
    cursor, more = request.cursor, len(found) > request.limit
    rows = found[: request.limit]
    backward = cursor is not None and cursor.backward
    if backward:
        rows.reverse()
    if not rows:
        # What lay beyond the cursor was removed: the way back stays open.
        back = Cursor(cursor.key, not backward) if cursor is not None and total else None
        return Page([], total, back if backward else None, None if backward else back)
    has_next = backward or more
    has_prev = more if backward else cursor is not None
    return Page(
        rows,
        total,
        Cursor(_key(catalogue, request.sort, rows[-1].n)) if has_next else None,
        Cursor(_key(catalogue, request.sort, rows[0].n), backward=True) if has_prev else None,
    )


def _key(catalogue: Catalogue, sort: Sort, n: int) -> Key:
    """What a cursor holds to continue from a record."""
    found = catalogue.reader.connection.execute("SELECT title_key, key FROM record WHERE n = ?", (n,)).fetchone()
    if found is None:
        raise UnreadableDatabase(f"record {n} is missing")
    title_key, tie = found
    return (title_key if sort is Sort.TITLE else day_of(n), type_of(n).number, tie)


@dataclass(frozen=True, slots=True)
class WordPages:
    """Pages of the records that match words and a query, from the word index."""

    catalogue: Catalogue
    words: WordQuery
    _best: list[tuple[int, list[int]]] = field(default_factory=list)

    def read(self, request: PageRequest) -> Page:
        """A page, the best matches first or by date or title.

        Raises:
            OtherRelease: the cursor is one by relevance of another release.
        """
        if request.sort is Sort.RELEVANCE:
            return self._by_relevance(request)
        by = BY_TITLE if request.sort is Sort.TITLE else NUMBER
        numbers = _walk(self.catalogue, request, lambda segment, limit: self.words.sorted(by, segment, limit))
        total = self.words.total() if request.total is None else request.total
        return _page(self.catalogue, rows_of(self.catalogue, numbers, request.parts), request, total)

    def _by_relevance(self, request: PageRequest) -> Page:
        checksum = self.catalogue.release.checksum
        start, size = _stretch(request, checksum)
        total, numbers = self._best_from(start, size, every=request.total is not None)
        rows = rows_of(self.catalogue, numbers, request.parts)
        end = start + len(rows)
        return Page(
            rows,
            total,
            Cursor((checksum, end)) if rows and end < total else None,
            Cursor((checksum, start), backward=True) if rows and start else None,
        )

    def _best_from(self, start: int, size: int, *, every: bool) -> tuple[int, list[int]]:
        """The best matches from an offset on; for a file, which reads `every` page, searched once."""
        if not every:
            return self.words.best(size, start)
        if not self._best:
            self._best.append(self.words.best(None))
        total, numbers = self._best[0]
        return total, numbers[start : start + size]


def _stretch(request: PageRequest, checksum: str) -> tuple[int, int]:
    """Offset and number of the matches requested."""
    if request.cursor is None:
        return 0, request.limit
    release, offset = str(request.cursor.key[0]), int(request.cursor.key[1])
    if release != checksum or offset < 1:
        raise OtherRelease("it is of another release, and an order by relevance cannot continue in this one")
    if not request.cursor.backward:
        return offset, request.limit
    start = max(0, offset - request.limit)
    return start, offset - start


def rows_of(catalogue: Catalogue, numbers: Sequence[int], parts: tuple[str, ...] = ()) -> list[Row]:
    """The records with these sort numbers, in this order."""
    statements = catalogue.statements
    found = catalogue.reader.connection.execute(_rows_text(statements, parts), {"numbers": statements.bound(numbers)})
    rows = {row.n: row for row in _rows(found, on_a_day=False)}
    missing = [n for n in numbers if n not in rows]
    if missing:
        raise UnreadableDatabase(f"record {missing[0]} of the search index is not in the database")
    return [rows[n] for n in numbers]


@lru_cache
def _rows_text(statements: Statements, parts: tuple[str, ...]) -> str:
    item = ITEM
    statement = select(item.c.n, item.c.item, *(part_of(item.c.n, name) for name in parts))
    return statements.compiled(statement.where(item.c.n.in_(statements.array("numbers", int))))


_DETAIL = """
    SELECT item FROM item WHERE n = :n
    UNION ALL SELECT value FROM (SELECT value FROM part WHERE n = :n AND place >= 0 ORDER BY place) parts"""


def read_detail(catalogue: Catalogue, type_: RecordType, key: str) -> tuple[bytes, ...] | None:
    """The item of a record and all its parts, in the order of its detail; None where there is no such record."""
    n = catalogue.number(type_, key)
    if n is None:
        return None
    return tuple(value for (value,) in catalogue.reader.connection.execute(_DETAIL, {"n": n}))


def every_record(
    catalogue: Catalogue, types: Iterable[RecordType], groups: tuple[Group, ...]
) -> Iterator[tuple[RecordType, bytes]]:
    """Type and encoded detail of each record of these types that has a term of each group, by type and tie key."""
    for type_ in types:
        terms = [[term.id for term in catalogue.terms(type_, group)] for group in groups]
        values = {f"terms{place}": catalogue.statements.bound(ids) for place, ids in enumerate(terms)}
        text = _every_text(catalogue.statements, len(terms))
        rows = catalogue.reader.connection.stream(text, values | {"type": type_.number})
        for _, group in groupby(rows, key=itemgetter(0)):
            same = list(group)
            yield type_, b"".join((same[0][1], *(value or b"" for _, _, value in same), b"}"))


@lru_cache
def _every_text(statements: Statements, groups: int) -> str:
    r, part = RECORD, PART
    statement = select(r.c.n, ITEM.c.item, part.c.value).join(ITEM, ITEM.c.n == r.c.n)
    statement = statement.outerjoin(part, and_(part.c.n == r.c.n, part.c.place >= literal_column("0"))).where(
        r.c.type == bindparam("type")
    )
    for place in range(groups):
        p = POSTING.alias(f"p{place}")
        in_class = p.c["class"].in_([literal_column(str(class_)) for class_ in CLASSES])
        statement = statement.where(
            exists().where(p.c.term.in_(statements.array(f"terms{place}", int)), in_class, p.c.n == r.c.n)
        )
    return statements.compiled(statement.order_by(r.c.key, part.c.place))
