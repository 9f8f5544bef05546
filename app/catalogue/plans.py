"""From a query to SQL.

A plan binds a query to the terms of a release. What decides the text of its statement is its *shape*: the statement of
each shape is built once for a database, compiled and kept; only values are bound when it runs. A statement is one
compound SELECT of sort numbers, an arm for each record type, length class and term of the leading group, which the
database merges lazily and stops at the limit.
"""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
    SelectBase,
    and_,
    bindparam,
    exists,
    false,
    func,
    literal_column,
    not_,
    or_,
    select,
    union,
    union_all,
)

from app.catalogue.catalogue import Catalogue, KnownTerm
from app.catalogue.queries import EVERYTHING, SINGLE_VALUED, DateFilter, DateMatch, DayFilter, RecordQuery, TermKey
from app.catalogue.sort_keys import (
    CLASSES,
    DATED_CLASSES,
    DAY_BITS,
    HIGHEST,
    LOWEST,
    OPEN_CLASS,
    UNDATED_CLASS,
)
from app.catalogue.tables import ITEM, PART, POSTING, RECORD, VALIDITY
from app.database.dialects.protocol import Statements
from app.database.errors import UnreadableDatabase
from app.timeline.vocabulary import Certainty

Value = object
Terms = tuple[KnownTerm, ...]
NO_TERMS = -1
MOST_ARMS = 12
"""A leading group of more terms would make a statement too long; all records then lead and the group is tested."""
MOST_VALUES = 8
"""A group of more terms is bound as one list, so that shapes stay few."""
KEPT_SHAPES = 512
# Without an offset of its own SQLAlchemy adds a bound one for SQLite.
ZERO: ColumnElement[int] = literal_column("0")


class TypePlan(NamedTuple):
    """The arms of one record type: number of leading terms, sizes of the tested groups, length classes in use.

    A tested group of size 0 is bound as one list.
    """

    lead: int
    tests: tuple[int, ...]
    classes: tuple[int, ...]


class Shape(NamedTuple):
    """Everything that decides the text of a statement."""

    types: tuple[TypePlan, ...]
    distinct: bool = False
    """A record can come from several arms and must count once."""
    match: DateMatch | None = None
    open_from: bool = True
    open_to: bool = True
    updated: bool = False
    on: bool = False
    certain: Certainty | None = None
    """On the day: only certain or only possible records."""
    certain_terms: int | None = None
    """The number of terms of which a certain record has one (0: one list, `NO_TERMS`: there is no such term);
    None: no such condition."""


class Plan(NamedTuple):
    """A query bound to a release."""

    shape: Shape
    values: Mapping[str, Value]
    ranges: Mapping[str, tuple[int, int]]
    """For each arm's range (`0_1`: first type, class 1) the sort numbers in which its matches lie."""
    known_total: int | None
    """The number of matches, where the counts of the terms tell it."""

    def between(self, first: int = LOWEST, last: int = HIGHEST) -> dict[str, Value]:
        """The values to bind, sort numbers limited to `first`..`last`, both included."""
        values = dict(self.values)
        for name, (low, high) in self.ranges.items():
            values[f"low{name}"] = max(first, low)
            values[f"high{name}"] = min(last, high)
        return values


def plan(catalogue: Catalogue, query: RecordQuery) -> Plan:
    """Bind `query` to the terms of a release."""
    groups = query.all_groups()
    if query.box is not None:
        groups = (*groups, tuple(TermKey("place", place) for place in catalogue.places_in(query.box)))
    dates, span = query.dates, query.dates.span if query.dates else None
    plans: list[TypePlan] = []
    values: dict[str, Value] = {}
    ranges: dict[str, tuple[int, int]] = {}
    known: int | None = 0 if dates is None and query.updated_since is None and query.on is None else None
    distinct = False
    for type_ in query.types:
        terms = [catalogue.terms(type_, group) for group in groups]
        if not all(terms):
            continue
        lead, tests = (terms[0], []) if len(terms) == 1 and len(terms[0]) <= MOST_ARMS else _leading(terms)
        lead = lead or catalogue.terms(type_, (EVERYTHING,))
        lengths = catalogue.lengths(type_)
        if bool(lead) != bool(lengths):
            raise UnreadableDatabase(f"terms or lengths of {type_.plural} are missing")
        classes = _class_ranges(dates, lengths)
        type_plan = _bind_type(catalogue.statements, len(plans), lead, tests, classes, values, ranges)
        plans.append(type_plan)
        adds_up = len(lead) == 1 or _adds_up({term.axis for term in lead})
        distinct = distinct or not adds_up
        known = None if known is None or tests or not adds_up else known + sum(term.records for term in lead)
    if span is not None:
        values |= {name: day for name, day in (("first", span.first), ("last", span.last)) if day is not None}
    if query.updated_since is not None:
        values["updated"] = query.updated_since
    certain, certain_terms = (None, None) if query.on is None else _bind_day(catalogue, query, query.on, values)
    shape = Shape(
        tuple(plans),
        distinct,
        match=dates.match if dates and span else None,
        open_from=span is None or span.first is None,
        open_to=span is None or span.last is None,
        updated=query.updated_since is not None,
        on=query.on is not None,
        certain=certain,
        certain_terms=certain_terms,
    )
    return Plan(shape, values, ranges, known)


def _bind_type(  # noqa: PLR0913, PLR0917 - the last two are filled
    statements: Statements,
    place: int,
    lead: Terms,
    tests: list[Terms],
    classes: Mapping[int, tuple[int, int]],
    values: dict[str, Value],
    ranges: dict[str, tuple[int, int]],
) -> TypePlan:
    """The arms of the record type at `place`; adds the values to bind and the ranges of its arms."""
    for number, term in enumerate(lead):
        values[f"lead{place}_{number}"] = term.id
    for number, group in enumerate(tests):
        values |= _group_values(statements, f"test{place}_{number}", group)
    for class_, bounds in classes.items():
        ranges[f"{place}_{class_}"] = bounds
    return TypePlan(len(lead), tuple(map(_bound_size, tests)), tuple(classes))


def _leading(groups: list[Terms]) -> tuple[Terms, list[Terms]]:
    """The group with the fewest records, and the others; an empty one (all records lead) where none is short enough."""
    # Each arm tests every other group, so the more there are, the fewer arms may lead.
    most = max(1, MOST_ARMS // max(1, len(groups) - 1))
    able = [place for place, group in enumerate(groups) if len(group) <= most]
    if not able:  # also where there are no groups
        return (), groups
    lead = min(able, key=lambda place: _records(groups[place]))
    return groups[lead], [group for place, group in enumerate(groups) if place != lead]


def _adds_up(axes: set[str]) -> bool:
    """Whether no record has two of several terms on these axes."""
    return len(axes) == 1 and axes <= SINGLE_VALUED


def _records(group: Terms) -> int:
    return sum(term.records for term in group)


def _bound_size(group: Terms) -> int:
    return 0 if len(group) > MOST_VALUES else len(group)


def _group_values(statements: Statements, name: str, group: Terms) -> dict[str, Value]:
    if len(group) > MOST_VALUES:
        return {name: statements.bound([term.id for term in group])}
    return {f"{name}_{number}": term.id for number, term in enumerate(group)}


def _class_ranges(dates: DateFilter | None, lengths: Mapping[int, int]) -> dict[int, tuple[int, int]]:
    """For each length class that can hold matches the sort numbers in which they lie."""
    if dates is None:
        return dict.fromkeys((each for each in CLASSES if each in lengths), (LOWEST, HIGHEST))
    span = dates.span
    if span is None:
        return dict.fromkeys((each for each in (UNDATED_CLASS,) if each in lengths), (LOWEST, HIGHEST))
    # What covers the span has begun by its first day.
    last = span.first if dates.match is DateMatch.COVERS else span.last
    high = HIGHEST if last is None else (last + 1 << DAY_BITS) - 1
    ranges = {}
    for class_ in DATED_CLASSES:
        longest = lengths.get(class_)
        if longest is None:
            continue
        low = LOWEST
        if span.first is not None and dates.match is DateMatch.WITHIN:
            low = span.first << DAY_BITS
        elif span.first is not None and class_ != OPEN_CLASS:
            low = span.first - longest << DAY_BITS
        ranges[class_] = (low, high)
    return ranges


def _bind_day(
    catalogue: Catalogue, query: RecordQuery, on: DayFilter, values: dict[str, Value]
) -> tuple[Certainty | None, int | None]:
    """The part of the shape of what holds on a day: how certainly, and how many terms make it certain; adds values."""
    values["on"] = on.day
    certain = next(iter(on.certainties)) if len(on.certainties) == 1 else None
    if on.certain_terms is None:
        return certain, None
    terms = tuple(term for type_ in query.types for term in catalogue.terms(type_, on.certain_terms))
    values |= _group_values(catalogue.statements, "sure", terms)
    return certain, _bound_size(terms) if terms else NO_TERMS


def matching(
    statements: Statements, shape: Shape, *, count: bool = False
) -> Select[tuple[int]] | CompoundSelect[tuple[int]]:
    """The sort numbers of all matches, in no order: the inside of totals and networks.

    `count`: the number of matches of each arm instead.
    """
    arms = _arms(statements, shape, count=count)
    if len(arms) == 1:
        return arms[0]
    return union(*arms) if shape.distinct and not count else union_all(*arms)


def _arms(statements: Statements, shape: Shape, *, count: bool = False) -> list[Select[tuple[int]]]:
    return [
        _arm(statements, shape, place, class_, lead, count=count)
        for place, type_ in enumerate(shape.types)
        for class_ in type_.classes
        for lead in range(type_.lead)
    ]


def _arm(  # noqa: PLR0913 - what tells one arm from the others
    statements: Statements, shape: Shape, place: int, class_: int, lead: int, *, count: bool
) -> Select[tuple[int]]:
    """The records of one type and length class that have one leading term and fulfil everything else."""
    p = POSTING.alias("p")
    conditions = [
        p.c.term == bindparam(f"lead{place}_{lead}"),
        p.c["class"] == literal_column(str(class_)),
        p.c.n.between(bindparam(f"low{place}_{class_}"), bindparam(f"high{place}_{class_}")),
    ]
    if shape.match is DateMatch.OVERLAPS and not shape.open_from:
        conditions.append(p.c.latest >= bindparam("first"))
    if shape.match is DateMatch.WITHIN and not shape.open_to:
        conditions.append(p.c.latest <= bindparam("last"))
    for number, size in enumerate(shape.types[place].tests):
        q = POSTING.alias("q")
        conditions.append(
            exists().where(
                _in_group(statements, f"test{place}_{number}", size, q.c.term),
                q.c["class"] == literal_column(str(class_)),
                q.c.n == p.c.n,
            )
        )
    conditions += _on_record(shape, p.c.n)
    if shape.on:
        conditions += _on_day(statements, shape, p.c.n)
    return select(func.count().label("records") if count else p.c.n).where(*conditions)


def _in_group(statements: Statements, name: str, size: int, term: ColumnElement[int]) -> ColumnElement[bool]:
    if size == 0:
        return term.in_(statements.array(name, int))
    return term.in_([bindparam(f"{name}_{number}") for number in range(size)])


def _on_record(shape: Shape, n: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """Conditions that only the record's own row can answer."""
    r = RECORD.alias("r")
    conditions: list[ColumnElement[bool]] = []
    if shape.match is DateMatch.COVERS:
        conditions.append(r.c.has_certain)
        begun, ended = r.c.certain_from.is_(None), r.c.certain_to.is_(None)
        conditions.append(begun if shape.open_from else or_(begun, r.c.certain_from <= bindparam("first")))
        conditions.append(ended if shape.open_to else or_(ended, r.c.certain_to >= bindparam("last")))
    if shape.updated:
        conditions.append(r.c.updated >= bindparam("updated"))
    if conditions:
        yield exists().where(r.c.n == n, *conditions)


def _on_day(statements: Statements, shape: Shape, n: ColumnElement[int]) -> Iterator[ColumnElement[bool]]:
    """The record possibly holds on the day, and as certainly as requested."""
    v = VALIDITY.alias("v")
    on: ColumnElement[int] = bindparam("on")
    yield exists().where(
        v.c.n == n,
        or_(v.c.earliest.is_(None), v.c.earliest <= on),
        or_(v.c.latest.is_(None), v.c.latest >= on),
    )
    if shape.certain is not None:
        certain = certainly_on(statements, shape, n)
        yield certain if shape.certain is Certainty.CERTAIN else not_(certain)


def certainly_on(statements: Statements, shape: Shape, n: ColumnElement[int]) -> ColumnElement[bool]:
    """The record certainly holds on the day."""
    v = VALIDITY.alias("w")
    on: ColumnElement[int] = bindparam("on")
    holds = exists().where(
        v.c.n == n,
        v.c.has_certain,
        or_(v.c.certain_from.is_(None), v.c.certain_from <= on),
        or_(v.c.certain_to.is_(None), v.c.certain_to >= on),
    )
    if shape.certain_terms is None:
        return holds
    if shape.certain_terms == NO_TERMS:
        return false()
    s = POSTING.alias("s")
    sure = exists().where(
        _in_group(statements, "sure", shape.certain_terms, s.c.term),
        s.c["class"].in_([literal_column(str(class_)) for class_ in CLASSES]),
        s.c.n == n,
    )
    return and_(holds, sure)


@lru_cache(KEPT_SHAPES)
def page_text(statements: Statements, shape: Shape, parts: tuple[str, ...], *, falling: bool) -> str:
    """Records in the order of their sort numbers: number, item, parts; on a day also whether certain."""
    number: ColumnElement[int] = literal_column("n")
    order = number.desc() if falling else number
    page = _first(statements, shape, order).subquery("page")
    outer = _with_parts(statements, shape, page.c.n, parts).join(page, page.c.n == ITEM.c.n)
    return statements.compiled(outer.order_by(page.c.n.desc() if falling else page.c.n))


def _first(statements: Statements, shape: Shape, order: ColumnElement[int]) -> SelectBase:
    """The sort numbers of the first `:limit` matches in an order."""
    arms = _arms(statements, shape)
    if len(arms) == 1:
        return arms[0].order_by(order).limit(bindparam("limit")).offset(ZERO)
    return statements.first_of(arms, order, distinct=shape.distinct)


def _with_parts(statements: Statements, shape: Shape, n: ColumnElement[int], parts: tuple[str, ...]) -> Select[Any]:
    """The item of each record and its parts."""
    columns = [ITEM.c.item, *(part_of(n, name) for name in parts)]
    if shape.on:
        columns.append(certainly_on(statements, shape, n))
    return select(n, *columns).select_from(ITEM)


def part_of(n: ColumnElement[int], name: str) -> ColumnElement[object]:
    """The part of a record with this name, one of ours."""
    part = PART.alias(f"part_{name}")
    return select(part.c.value).where(part.c.n == n, part.c.name == literal_column(f"'{name}'")).scalar_subquery()


@lru_cache(KEPT_SHAPES)
def title_page_text(
    statements: Statements, shape: Shape, parts: tuple[str, ...], *, falling: bool, by_rank: bool
) -> str:
    """Records of one type in the order by title, ranks `first_rank` to `last_rank`: number, item, parts.

    `by_rank`: walk the order and test each record; else take all matches and sort them.
    """
    r = RECORD.alias("t")
    outer = _with_parts(statements, shape, r.c.n, parts).join(r, r.c.n == ITEM.c.n)
    rank: ColumnElement[int] = r.c.title_rank
    if by_rank:
        outer = outer.where(r.c.type == bindparam("type"), r.c.n.in_(matching(statements, shape)))
    else:
        matches = matching(statements, shape).subquery("matches")
        outer = outer.join(matches, matches.c.n == r.c.n)
        rank = r.c.title_rank + ZERO  # so that no index by rank is walked
    outer = outer.where(rank.between(bindparam("first_rank"), bindparam("last_rank")))
    return statements.compiled(outer.order_by(rank.desc() if falling else rank).limit(bindparam("limit")).offset(ZERO))


@lru_cache(KEPT_SHAPES)
def total_text(statements: Statements, shape: Shape) -> str:
    """The number of matches."""
    if shape.distinct:
        matches = matching(statements, shape).subquery("matches")
        return statements.compiled(select(func.count()).select_from(matches))
    counts = matching(statements, shape, count=True).subquery("arms")
    return statements.compiled(select(func.sum(counts.c.records)))


@lru_cache(KEPT_SHAPES)
def matching_text(statements: Statements, shape: Shape) -> str:
    """The sort numbers of all matches."""
    return statements.compiled(matching(statements, shape))
