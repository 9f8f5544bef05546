"""Postings: from what is asked to the order numbers of the records that match (model.md calls it a page's statement).

A statement is one compound SELECT, an arm for each length class and each term of the leading group, which SQLite
merges lazily and stops at the limit. It is built once for each *shape* (what decides its text), compiled and kept;
values are bound when it runs.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    SelectBase,
    Table,
    bindparam,
    exists,
    func,
    literal_column,
    or_,
    select,
    union,
    union_all,
)
from sqlalchemy.dialects import sqlite

from app.database.engine import Reader
from app.database.schema import table
from app.store.numbers import AFTER_ALL, BEFORE_ALL, CLASSES, DATED_CLASSES, UNDATED_CLASS, first_n, last_n
from app.store.terms import EVERYTHING, SINGLE_VALUED, Numbered, Term, TermKey, longest, term
from app.timeline.days import Day
from app.timeline.filters import DateMatch, Dates

Value = int | str
TERMS_AS_ARMS = 12
"""A leading group of more terms would make too long a compound; then all records lead and the group is tested."""
TERMS_AS_VALUES = 8
"""A group of more terms is bound as one JSON array, so that shapes stay few."""
KEPT_SHAPES = 512
# Without an offset of its own SQLAlchemy adds a bound one for SQLite.
FROM_THE_FIRST: ColumnElement[int] = literal_column("0")
LOWEST_N, HIGHEST_N = first_n(BEFORE_ALL), last_n(AFTER_ALL)


@dataclass(frozen=True, slots=True)
class Group:
    """Terms of which a record must have one. No term: nothing matches."""

    terms: tuple[Term, ...]

    @property
    def records(self) -> int:
        """At most so many records match."""
        return sum(found.records for found in self.terms)

    @property
    def adds_up(self) -> bool:
        """Whether the counts of the terms may be added: no record is counted twice."""
        return len(self.terms) == 1 or all(found.axis in SINGLE_VALUED for found in self.terms)


@dataclass(frozen=True, slots=True)
class Question:
    """What order numbers are asked for: every group must hold, and the dates."""

    table: Numbered
    groups: tuple[Group, ...]
    dates: Dates | None = None
    updated_since: Day | None = None

    @property
    def answerable(self) -> bool:
        """Whether anything can match."""
        return all(group.terms for group in self.groups)

    def classes(self) -> tuple[int, ...]:
        """The length classes that can hold matches."""
        if self.dates is None:
            return CLASSES
        return DATED_CLASSES if self.dates.span is not None else (UNDATED_CLASS,)


def group_of(reader: Reader, numbered: Numbered, keys: list[TermKey]) -> Group:
    """The group of the terms that exist for `keys`."""
    found = (term(reader, numbered, key) for key in dict.fromkeys(keys))
    return Group(tuple(each for each in found if each is not None))


@dataclass(frozen=True, slots=True)
class Shape:
    """All that decides a statement's text."""

    table: Numbered
    lead: int
    """Number of terms that lead, each with arms of its own."""
    tests: tuple[int, ...]
    """For each further group its number of terms; 0: one JSON array."""
    classes: tuple[int, ...]
    distinct: bool
    """A record can come from several arms and must count once."""
    match: DateMatch | None = None
    open_from: bool = False
    open_to: bool = False
    updated: bool = False


@dataclass(frozen=True, slots=True)
class Bound:
    """A shape and the values to run it with."""

    shape: Shape
    values: dict[str, Value]


def bind(reader: Reader, question: Question, classes: tuple[int, ...], after: int, before: int) -> Bound:
    """The shape of `question` over some length classes, its numbers between `after` and `before` (both left out)."""
    lead, tests = _leading(question)
    if not lead.terms:
        lead = group_of(reader, question.table, [EVERYTHING])
    present = longest(reader, question.table)
    used = tuple(number for number in classes if number in present)
    values: dict[str, Value] = {}
    for place, found in enumerate(lead.terms):
        values[f"lead{place}"] = found.id
    for number, group in enumerate(tests):
        if len(group.terms) > TERMS_AS_VALUES:
            values[f"group{number}"] = json.dumps([found.id for found in group.terms])
        else:
            values |= {f"group{number}_{place}": found.id for place, found in enumerate(group.terms)}
    span = question.dates.span if question.dates else None
    match = question.dates.match if question.dates and span else None
    if span is not None:
        if span.first is not None:
            values["day_from"] = span.first
        if span.last is not None:
            values["day_to"] = span.last
    if question.updated_since is not None:
        values["updated_since"] = question.updated_since
    for number in used:
        low, high = _range(question, number, present)
        values[f"low{number}"], values[f"high{number}"] = max(low, after + 1), min(high, before - 1)
    shape = Shape(
        table=question.table,
        lead=len(lead.terms),
        tests=tuple(0 if len(group.terms) > TERMS_AS_VALUES else len(group.terms) for group in tests),
        classes=used,
        distinct=not lead.adds_up,
        match=match,
        open_from=span is not None and span.first is None,
        open_to=span is not None and span.last is None,
        updated=question.updated_since is not None,
    )
    return Bound(shape, values)


def _leading(question: Question) -> tuple[Group, tuple[Group, ...]]:
    """The group with the fewest records, and the rest; an empty group (all records) where none is short enough."""
    # Each arm tests every other group, so the more there are the fewer arms may lead.
    most = max(1, TERMS_AS_ARMS // max(1, len(question.groups) - 1))
    able = [group for group in question.groups if len(group.terms) <= most]
    if not able:
        return Group(()), question.groups
    lead = min(able, key=lambda group: group.records)
    rest = list(question.groups)
    rest.remove(lead)
    return lead, tuple(rest)


def _range(question: Question, number: int, present: Mapping[int, int]) -> tuple[int, int]:
    """The order numbers in which the matches of a length class lie."""
    dates = question.dates
    span = dates.span if dates else None
    if dates is None or span is None:
        return LOWEST_N, HIGHEST_N
    closed = number not in {DATED_CLASSES[-1], UNDATED_CLASS}
    low, high = LOWEST_N, HIGHEST_N
    if dates.match is DateMatch.WITHIN:
        low = LOWEST_N if span.first is None else first_n(span.first)
        high = HIGHEST_N if span.last is None else last_n(span.last)
    elif dates.match is DateMatch.OVERLAPS:
        if closed and span.first is not None:
            low = first_n(Day(span.first - present[number]))
        high = HIGHEST_N if span.last is None else last_n(span.last)
    elif span.first is not None:
        high = last_n(span.first)
        if closed:
            low = first_n(Day(span.first - present[number]))
    return low, high


def _posting(numbered: Numbered) -> Table:
    return table(f"{numbered}_posting")


def _record(numbered: Numbered) -> Table:
    return table(numbered)


def _in_group(number: int, size: int, of: ColumnElement[int]) -> ColumnElement[bool]:
    if size == 0:
        values = func.json_each(bindparam(f"group{number}")).table_valued("value")
        return of.in_(select(values.c.value))
    return of.in_([bindparam(f"group{number}_{place}") for place in range(size)])


def _on_record(shape: Shape, n: ColumnElement[int]) -> list[ColumnElement[bool]]:
    """Conditions that only the record's own row can answer."""
    row = _record(shape.table).alias("r")
    conditions: list[ColumnElement[bool]] = []
    if shape.match is DateMatch.COVERS:
        conditions.append(row.c.has_certain == literal_column("1"))
        begun = row.c.certain_from.is_(None)
        ended = row.c.certain_to.is_(None)
        conditions.append(begun if shape.open_from else or_(begun, row.c.certain_from <= bindparam("day_from")))
        conditions.append(ended if shape.open_to else or_(ended, row.c.certain_to >= bindparam("day_to")))
    if shape.updated:
        conditions.append(row.c.updated >= bindparam("updated_since"))
    return [exists().where(row.c.n == n, *conditions)] if conditions else []


def _arm(shape: Shape, number: int, lead: int, place: int) -> Select[tuple[int]]:
    """The records of one length class that have one leading term and fulfil everything else."""
    p = _posting(shape.table).alias(f"p{place}")
    conditions = [
        p.c.term == bindparam(f"lead{lead}"),
        p.c["class"] == literal_column(str(number)),
        p.c.n.between(bindparam(f"low{number}"), bindparam(f"high{number}")),
    ]
    if shape.match is DateMatch.OVERLAPS and not shape.open_from:
        conditions.append(p.c.latest >= bindparam("day_from"))
    if shape.match is DateMatch.WITHIN and not shape.open_to:
        conditions.append(p.c.latest <= bindparam("day_to"))
    for group, size in enumerate(shape.tests):
        q = _posting(shape.table).alias(f"q{group}")
        conditions.append(
            exists().where(
                _in_group(group, size, q.c.term), q.c["class"] == literal_column(str(number)), q.c.n == p.c.n
            )
        )
    return select(p.c.n).where(*conditions, *_on_record(shape, p.c.n))


def _arms(shape: Shape) -> list[Select[tuple[int]]]:
    pairs = [(number, lead) for number in shape.classes for lead in range(shape.lead)]
    return [_arm(shape, number, lead, place) for place, (number, lead) in enumerate(pairs)]


def numbers(shape: Shape) -> Select[tuple[int]] | CompoundSelect[int]:
    """The statement of all matching order numbers, in no order: the inside of list, total, facets and files."""
    arms = _arms(shape)
    if len(arms) == 1:
        return arms[0]
    return union(*arms) if shape.distinct else union_all(*arms)


def compiled(statement: SelectBase) -> str:
    """The statement as text for the driver, its values by name."""
    return str(statement.compile(dialect=sqlite.dialect(paramstyle="named")))


@lru_cache(KEPT_SHAPES)
def page_text(shape: Shape, columns: tuple[str, ...], *, backward: bool) -> str:
    """Encoded records in the order by date: `n` and the asked columns of the table of encoded records."""
    inside = numbers(shape)
    number: ColumnElement[int] = literal_column("n")
    by_n = number.desc() if backward else number
    page = inside.order_by(by_n).limit(bindparam("most")).offset(FROM_THE_FIRST).subquery("page")
    stored = table(f"{shape.table}_json")
    outer = select(stored.c.n, stored.c.id, *(stored.c[name] for name in columns)).join(page, page.c.n == stored.c.n)
    return compiled(outer.order_by(stored.c.n.desc() if backward else stored.c.n))


@lru_cache(KEPT_SHAPES)
def titled_page_text(shape: Shape, columns: tuple[str, ...], *, backward: bool) -> str:
    """Encoded records in the order by title, beyond the place bound as `rank`."""
    row, stored = _record(shape.table), table(f"{shape.table}_json")
    beyond = row.c.title_rank < bindparam("rank") if backward else row.c.title_rank > bindparam("rank")
    statement = (
        select(row.c.title_key, row.c.id, *(stored.c[name] for name in columns))
        .join(stored, stored.c.n == row.c.n)
        .where(row.c.n.in_(numbers(shape)), beyond)
        .order_by(row.c.title_rank.desc() if backward else row.c.title_rank)
        .limit(bindparam("most"))
        .offset(FROM_THE_FIRST)
    )
    return compiled(statement)


@lru_cache(KEPT_SHAPES)
def total_text(shape: Shape) -> str:
    """How many records match."""
    if shape.distinct:
        return compiled(select(func.count()).select_from(numbers(shape).subquery("matches")))
    counts = [arm.with_only_columns(func.count().label("records")) for arm in _arms(shape)]
    inside = union_all(*counts).subquery("arms") if len(counts) > 1 else counts[0].subquery("arms")
    return compiled(select(func.sum(inside.c.records)))


def total(reader: Reader, question: Question) -> int:
    """How many records match `question`."""
    if not question.answerable:
        return 0
    if question.dates is None and question.updated_since is None and len(question.groups) <= 1:
        group = question.groups[0] if question.groups else group_of(reader, question.table, [EVERYTHING])
        if group.adds_up:
            return group.records
    bound = bind(reader, question, question.classes(), LOWEST_N - 1, HIGHEST_N + 1)
    if not bound.shape.classes or not bound.shape.lead:
        return 0
    (count,) = reader.connection.execute(total_text(bound.shape), bound.values).fetchone()
    return int(count)
