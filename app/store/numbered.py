"""Lists of events and documents: pages by date or title, one record, and what their filters have in common."""

from dataclasses import dataclass

from app.database.engine import Reader
from app.store.numbers import AFTER_ALL, CLASSES, DATED_CLASSES, UNDATED_CLASS, day_of_n, first_n, last_n
from app.store.paging import Asked, Key, Page, Row, Sort, page_of
from app.store.postings import HIGHEST_N, LOWEST_N, Group, Question, bind, group_of, page_text, titled_page_text, total
from app.store.terms import Numbered, TermKey
from app.timeline.days import Day
from app.timeline.filters import Box, Cast, Groups, RecordFilter


def filter_groups(reader: Reader, table: Numbered, asked: RecordFilter) -> tuple[Group, ...]:
    """The groups for what events and documents are asked by alike."""
    named = {
        "kind": asked.kinds,
        "topic": asked.topics,
        "place": asked.places,
        "confidence": asked.confidences,
        "collection": asked.collections,
    }
    groups = [group for axis, values in named.items() for group in value_groups(reader, table, axis, values)]
    groups += cast_groups(reader, table, asked.cast)
    if asked.box is not None:
        groups.append(group_of(reader, table, [TermKey("place", place) for place in places_in(reader, asked.box)]))
    return tuple(groups)


def value_groups(reader: Reader, table: Numbered, axis: str, groups: Groups) -> list[Group]:
    """Groups of values on one axis."""
    return [group_of(reader, table, [TermKey(axis, value) for value in group]) for group in groups]


def cast_groups(reader: Reader, table: Numbered, cast: Cast) -> list[Group]:
    """Groups of who must be in a record."""
    groups = [
        group_of(reader, table, [TermKey(asked.axis, asked.actor, asked.role) for asked in group])
        for group in cast.groups()
    ]
    if cast.roles_alone():
        groups.append(group_of(reader, table, [TermKey("role", role) for role in cast.roles_alone()]))
    return groups


def places_in(reader: Reader, box: Box) -> list[str]:
    """Ids of the places inside `box`, its edges included."""
    across = "lon BETWEEN :west AND :east" if box.west <= box.east else "(lon >= :west OR lon <= :east)"
    rows = reader.connection.execute(
        f"SELECT id FROM place WHERE lat BETWEEN :south AND :north AND {across}",  # noqa: S608 - one of two texts of ours
        {"west": box.west, "south": box.south, "east": box.east, "north": box.north},
    )
    return [place for (place,) in rows]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of a list's order: some length classes, read by rising or falling order number."""

    classes: tuple[int, ...]
    falling: bool


def _stretches(sort: Sort) -> list[Stretch]:
    """The order by date as stretches; undated records come last in either direction."""
    if sort is Sort.DATE:
        return [Stretch(CLASSES, falling=False)]
    return [Stretch(DATED_CLASSES, falling=True), Stretch((UNDATED_CLASS,), falling=True)]


def page(reader: Reader, question: Question, asked: Asked, columns: tuple[str, ...]) -> Page:
    """A page of what `question` asks for, each row with the stored `columns`."""
    count = total(reader, question) if asked.total is None else asked.total
    if not question.answerable or not count:
        return Page([], count, None, None)
    read = _by_title if asked.sort is Sort.TITLE else _by_date
    return page_of(read(reader, question, asked, columns), asked, count)


def _by_date(reader: Reader, question: Question, asked: Asked, columns: tuple[str, ...]) -> list[Row]:
    stretches = _stretches(asked.sort)
    backward = asked.cursor is not None and asked.cursor.backward
    if backward:
        stretches = [Stretch(each.classes, not each.falling) for each in reversed(stretches)]
    if asked.cursor is not None:
        day = asked.cursor.key[0]
        while len(stretches) > 1 and (day == AFTER_ALL) != (stretches[0].classes == (UNDATED_CLASS,)):
            stretches.pop(0)
    rows: list[Row] = []
    for place, stretch in enumerate(stretches):
        allowed = tuple(number for number in stretch.classes if number in question.classes())
        bounds = LOWEST_N - 1, HIGHEST_N + 1
        if place == 0 and asked.cursor is not None:
            bounds = _beyond(reader, question.table, asked.cursor.key, falling=stretch.falling)
        bound = bind(reader, question, allowed, *bounds)
        if not bound.shape.classes or not bound.shape.lead:
            continue
        text = page_text(bound.shape, columns, backward=stretch.falling)
        found = reader.connection.execute(text, bound.values | {"most": asked.limit + 1 - len(rows)})
        rows += [Row((day_of_n(n), record), tuple(values)) for n, record, *values in found]
        if len(rows) > asked.limit:
            break
    return rows


def _beyond(reader: Reader, table: Numbered, key: Key, *, falling: bool) -> tuple[int, int]:
    """The order numbers beyond the record that a cursor names, whether that record still exists or not."""
    day, record = Day(int(key[0])), str(key[1])
    side, default = ("id >= ?", last_n(day) + 1) if falling else ("id <= ?", first_n(day) - 1)
    edge = "min" if falling else "max"
    (n,) = reader.connection.execute(
        f"SELECT {edge}(n) FROM {table} WHERE n BETWEEN ? AND ? AND {side}",  # noqa: S608 - texts of ours
        (first_n(day), last_n(day), record),
    ).fetchone()
    limit = default if n is None else n
    return (LOWEST_N - 1, limit) if falling else (limit, HIGHEST_N + 1)


def _by_title(reader: Reader, question: Question, asked: Asked, columns: tuple[str, ...]) -> list[Row]:
    backward = asked.cursor is not None and asked.cursor.backward
    bound = bind(reader, question, question.classes(), LOWEST_N - 1, HIGHEST_N + 1)
    rank = -1 if asked.cursor is None else _title_rank(reader, question.table, asked.cursor.key, backward=backward)
    text = titled_page_text(bound.shape, columns, backward=backward)
    found = reader.connection.execute(text, bound.values | {"most": asked.limit + 1, "rank": rank})
    return [Row((title_key, record), tuple(values)) for title_key, record, *values in found]


def _title_rank(reader: Reader, table: Numbered, key: Key, *, backward: bool) -> int:
    side, edge = (">=", "min") if backward else ("<=", "max")
    (rank,) = reader.connection.execute(
        f"SELECT {edge}(title_rank) FROM {table} WHERE (title_key, id) {side} (?, ?)",  # noqa: S608 - texts of ours
        key,
    ).fetchone()
    if rank is None:
        return 1 << 62 if backward else -1
    return int(rank)


def one(reader: Reader, table: Numbered, record: str, columns: tuple[str, ...]) -> tuple[bytes, ...] | None:
    """The stored columns of the record with this current id, or None."""
    row = reader.connection.execute(
        f"SELECT {', '.join(f'j.{name}' for name in columns)} FROM {table} r JOIN {table}_json j ON j.n = r.n "  # noqa: S608 - names of ours
        "WHERE r.id = ?",
        (record,),
    ).fetchone()
    return None if row is None else tuple(row)
