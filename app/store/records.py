"""Lists that are asked of the plain tables: what they share, and actors. A file each for the others' clauses."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from app.database.engine import Reader
from app.store.numbers import AFTER_ALL
from app.store.paging import Asked, Key, Page, Row, Sort, page_of
from app.timeline.days import Day
from app.timeline.filters import ActorFilter, DateMatch, Dates, Groups

Value = int | str | float


@dataclass(frozen=True, slots=True)
class Clause:
    """A condition on the row `r` and the values bound in it."""

    text: str
    values: dict[str, Value] = field(default_factory=dict)


STORED_ITEM = Clause("j.item")
"""The encoded record as it is stored in the row `j`: what a page gives of each record."""


@dataclass(frozen=True, slots=True)
class Listed:
    """A record type that is listed from its plain table."""

    type: str
    table: str
    id: str
    """The row's id as the encoded record is stored under."""
    ties: tuple[str, ...]
    """The columns that break ties in every order."""


ACTORS = Listed("actor", "actor", "r.id", ("id",))
PLACES = Listed("place", "place", "r.id", ("id",))
TOPICS = Listed("topic", "topic", "r.id", ("id",))
CLAIMS = Listed("claim", "claim", "r.id", ("id",))
TENURES = Listed("tenure", "tenure", "CAST(r.key AS TEXT)", ("holder", "of", "office", "position"))
MEMBERSHIPS = Listed("membership", "membership", "CAST(r.key AS TEXT)", ("member", "group", "kind", "position"))


def in_groups(column: str, groups: Groups, name: str) -> list[Clause]:
    """Each group: the column has one of its values."""
    return [one_of(column, group, f"{name}{number}") for number, group in enumerate(groups)]


def linked(groups: Groups, name: str, ids: str) -> list[Clause]:
    """Each group: the row's id is among `ids`, a statement in which `{values}` stands for the group's values."""
    clauses = [one_of("", group, f"{name}{number}") for number, group in enumerate(groups)]
    return [Clause(f"r.id IN ({ids.format(values=clause.text)})", clause.values) for clause in clauses]


def one_of(column: str, values: Iterable[str], name: str) -> Clause:
    """The column has one of the values, which are bound as one JSON array under `name`."""
    text = f"{column} IN (SELECT value FROM json_each(:{name}))"  # noqa: S608 - names of ours
    return Clause(text, {name: json.dumps(list(values))})


def updated(listed: Listed, since: Day | None) -> list[Clause]:
    """The record changed in a release loaded on the day `since` or later."""
    if since is None:
        return []
    ids = f"SELECT id FROM record_json WHERE type = '{listed.type}' AND updated >= :updated_since"  # noqa: S608 - a name of ours
    return [Clause(f"{listed.id} IN ({ids})", {"updated_since": since})]


def dated(dates: Dates | None) -> list[Clause]:
    """The date clauses, as model.md defines the three ways to match."""
    if dates is None:
        return []
    if dates.span is None:
        return [Clause("r.edtf IS NULL")]
    first, last = dates.span.first, dates.span.last
    build = {DateMatch.OVERLAPS: _overlaps, DateMatch.WITHIN: _within, DateMatch.COVERS: _covers}[dates.match]
    bound: dict[str, Value] = {}
    if first is not None:
        bound["day_from"] = first
    if last is not None:
        bound["day_to"] = last
    return [Clause(f"r.edtf IS NOT NULL AND {build(first, last)}", bound)]


def _overlaps(first: Day | None, last: Day | None) -> str:
    after = "1" if first is None else "(r.latest IS NULL OR r.latest >= :day_from)"
    before = "1" if last is None else "(r.earliest IS NULL OR r.earliest <= :day_to)"
    return f"{after} AND {before}"


def _within(first: Day | None, last: Day | None) -> str:
    begins = "1" if first is None else "r.earliest >= :day_from"
    ends = "1" if last is None else "r.latest <= :day_to"
    return f"{begins} AND {ends}"


def _covers(first: Day | None, last: Day | None) -> str:
    begun = "" if first is None else " OR r.certain_from <= :day_from"
    ended = "" if last is None else " OR r.certain_to >= :day_to"
    return f"r.has_certain AND (r.certain_from IS NULL{begun}) AND (r.certain_to IS NULL{ended})"


def actor_clauses(asked: ActorFilter) -> list[Clause]:
    """The clauses of an actor filter."""
    return [
        *dated(asked.dates),
        *in_groups("r.kind", asked.kinds, "kind"),
        *in_groups("r.collection", asked.collections, "collection"),
        *updated(ACTORS, asked.updated_since),
    ]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a list's order: the rows of one condition by some columns, all rising or all falling."""

    condition: str
    columns: tuple[str, ...]
    falling: bool


def _stretches(listed: Listed, sort: Sort) -> list[_Stretch]:
    if sort is Sort.TITLE:
        return [_Stretch("1", ("title_key", *listed.ties), falling=False)]
    columns = ("first_day", *listed.ties)
    if sort is Sort.DATE:
        return [_Stretch("1", columns, falling=False)]
    dated_rows, undated = f"r.first_day < {AFTER_ALL}", f"r.first_day = {AFTER_ALL}"
    return [_Stretch(dated_rows, columns, falling=True), _Stretch(undated, columns, falling=True)]


def key_types(listed: Listed, sort: Sort) -> tuple[type[int | str], ...]:
    """The types of the parts of a cursor's key in this order."""
    ties = tuple(int if column == "position" else str for column in listed.ties)
    return (str if sort is Sort.TITLE else int, *ties)


def conjunction(clauses: Iterable[Clause]) -> tuple[str, dict[str, Value]]:
    """The condition that all clauses hold, and the values bound in it."""
    held = list(clauses)
    where = " AND ".join(f"({clause.text})" for clause in held) or "1"
    return where, {name: value for clause in held for name, value in clause.values.items()}


def page(reader: Reader, listed: Listed, clauses: list[Clause], asked: Asked, item: Clause = STORED_ITEM) -> Page:
    """A page of the rows that fulfil all clauses, each with its encoded record as `item` makes it."""
    where, values = conjunction(clauses)
    total = asked.total
    if total is None:
        statement = f'SELECT count(*) FROM "{listed.table}" r WHERE {where}'  # noqa: S608 - values are bound
        (total,) = reader.connection.execute(statement, values).fetchone()
    tables = f"\"{listed.table}\" r JOIN record_json j ON j.type = '{listed.type}' AND j.id = {listed.id}"
    source = _Source(f"{tables} WHERE {where}", item.text, values | item.values)
    stretches = _stretches(listed, asked.sort)
    if asked.cursor is not None:
        stretches = _from_cursor(stretches, asked.cursor.key, backward=asked.cursor.backward)
    rows: list[Row] = []
    for place, stretch in enumerate(stretches):
        after = asked.cursor.key if asked.cursor is not None and place == 0 else None
        rows += _read(reader, source, stretch, after, asked.limit + 1 - len(rows))
        if len(rows) > asked.limit:
            break
    return page_of(rows, asked, total)


def _from_cursor(stretches: list[_Stretch], key: Key, *, backward: bool) -> list[_Stretch]:
    if backward:
        stretches = [_Stretch(each.condition, each.columns, not each.falling) for each in reversed(stretches)]
    undated_key = key[0] == AFTER_ALL
    if len(stretches) > 1 and undated_key != stretches[0].condition.endswith(f"= {AFTER_ALL}"):
        return stretches[1:]
    return stretches


@dataclass(frozen=True, slots=True)
class _Source:
    """What follows FROM: the tables and the conditions; the item asked of each row; the values bound in both."""

    text: str
    item: str
    values: dict[str, Value]


def _read(reader: Reader, source: _Source, stretch: _Stretch, after: Key | None, most: int) -> list[Row]:
    columns = [f'r."{column}"' for column in stretch.columns]
    beyond = "1"
    bound = source.values | {"most": most}
    if after is not None:
        marks = {f"key{place}": part for place, part in enumerate(after)}
        sign = "<" if stretch.falling else ">"
        beyond = f"({', '.join(columns)}) {sign} ({', '.join(f':{mark}' for mark in marks)})"
        bound |= marks
    direction = " DESC" if stretch.falling else ""
    order = ", ".join(f"{column}{direction}" for column in columns)
    statement = (
        f"SELECT {source.item}, {', '.join(columns)} FROM {source.text} "  # noqa: S608 - values are bound
        f"AND {stretch.condition} AND {beyond} ORDER BY {order} LIMIT :most"
    )
    return [Row(tuple(key), (bytes(item),)) for item, *key in reader.connection.execute(statement, bound)]


def one(reader: Reader, listed: Listed, record: str) -> tuple[bytes, bytes] | None:
    """The encoded item and the rest of the detail of the record with this current id, or None."""
    row = reader.connection.execute(
        "SELECT item, rest FROM record_json WHERE type = ? AND id = ?", (listed.type, record)
    ).fetchone()
    return None if row is None else (row[0], row[1])
