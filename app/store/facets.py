"""Facets: how many records of a result have each value. A count is the total that adding the value would give."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from sqlalchemy import BindParameter, bindparam, func, select

from app.database.engine import Reader
from app.database.schema import table
from app.store.numbered import cast_groups
from app.store.postings import HIGHEST_N, KEPT_SHAPES, LOWEST_N, Group, Question, Shape, bind, compiled, numbers, total
from app.store.records import Clause, Listed, conjunction
from app.timeline.bins import Unit, bins, narrowed, number_of_bins
from app.timeline.days import Day, Span
from app.timeline.filters import Cast

MOST_VALUES = 500
MOST_BINS = 4_000
UNDATED = "undated"


@dataclass(frozen=True, slots=True)
class Count:
    """A value and the records that have it."""

    value: str
    records: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The counts of one facet, and the number of different values there are."""

    counts: list[Count]
    distinct: int


class TooManyBins(ValueError):
    """A histogram would have more than 4,000 bins; `unit` is that of the bins."""

    def __init__(self, unit: Unit, number: int) -> None:
        super().__init__(f"{number} bins")
        self.unit = unit
        self.number = number


@lru_cache(KEPT_SHAPES)
def _values_text(shape: Shape, roles: int) -> str:
    own, term = table(f"{shape.table}_own_term"), table(f"{shape.table}_term")
    # Distinct where a record can have the value in several of the roles.
    counted = func.count(own.c.n.distinct()) if roles > 1 else func.count()
    wanted: list[BindParameter[str]] = [bindparam(f"role{place}") for place in range(roles)]
    statement = (
        select(term.c.value, counted.label("records"))
        .select_from(own)
        .join(term, term.c.id == own.c.term)
        .where(own.c.axis == bindparam("axis"), own.c.n.in_(numbers(shape)), term.c.role.in_(wanted))
        .group_by(term.c.value)
    )
    return compiled(statement)


def value_facet(reader: Reader, question: Question, axis: str, roles: Sequence[str] = ()) -> Facet:
    """The values of an axis in the records that `question` asks for; of actors, those in one of `roles`, if any."""
    if not question.answerable:
        return Facet([], 0)
    bound = bind(reader, question, question.classes(), LOWEST_N - 1, HIGHEST_N + 1)
    if not bound.shape.classes:
        return Facet([], 0)
    wanted = roles or ("",)
    named = {f"role{place}": role for place, role in enumerate(wanted)}
    rows = reader.connection.execute(
        _values_text(bound.shape, len(wanted)), {**bound.values, **named, "axis": axis}
    ).fetchall()
    return commonest(Count(value, records) for value, records in rows)


def commonest(counts: Iterable[Count]) -> Facet:
    """The commonest values first, equal ones by value."""
    ordered = sorted(counts, key=lambda count: (-count.records, count.value))
    return Facet(ordered[:MOST_VALUES], len(ordered))


def actor_facet(reader: Reader, question: Question, cast: Cast) -> Facet:
    """The actors in the records, within the scope in force; under `role=` those in one of these roles."""
    axis, roles = cast.added
    return value_facet(reader, question, axis, roles)


def role_facet(reader: Reader, question: Question, cast: Cast, roles: Iterable[str]) -> Facet:
    """For each role the total that setting `role` to it would give.

    `question` holds everything but the cast, whose groups depend on the role.
    """
    counts = []
    for role in roles:
        groups: list[Group] = cast_groups(reader, question.table, replace(cast, roles=(role,)))
        records = total(reader, replace(question, groups=(*question.groups, *groups)))
        if records:
            counts.append(Count(role, records))
    return commonest(counts)


@lru_cache(KEPT_SHAPES)
def _bounds_text(shape: Shape) -> str:
    row = table(shape.table)
    return compiled(select(row.c.edtf, row.c.earliest, row.c.latest).where(row.c.n.in_(numbers(shape))))


def date_facet(reader: Reader, question: Question, unit: Unit) -> Facet:
    """The histogram of the records that `question` asks for.

    Raises:
        TooManyBins: it would have more than 4,000 bins.
    """
    if not question.answerable:
        return Facet([], 0)
    bound = bind(reader, question, question.classes(), LOWEST_N - 1, HIGHEST_N + 1)
    if not bound.shape.classes:
        return Facet([], 0)
    rows = reader.connection.execute(_bounds_text(bound.shape), bound.values).fetchall()
    dated = [(earliest, latest) for edtf, earliest, latest in rows if edtf is not None]
    return histogram(dated, len(rows) - len(dated), unit, question.dates.span if question.dates else None)


def record_facet(reader: Reader, listed: Listed, clauses: list[Clause], column: str) -> Facet:
    """The values of a column in the rows of a plain list that fulfil all clauses."""
    where, values = conjunction(clauses)
    statement = f'SELECT r.{column}, count(*) FROM "{listed.table}" r WHERE {where} GROUP BY 1'  # noqa: S608 - bound
    return commonest(Count(value, records) for value, records in reader.connection.execute(statement, values))


def record_dates(reader: Reader, listed: Listed, clauses: list[Clause], unit: Unit, asked: Span | None) -> Facet:
    """The histogram of the rows of a plain list that fulfil all clauses; `asked` is the span they were asked for.

    Raises:
        TooManyBins: it would have more than 4,000 bins.
    """
    where, values = conjunction(clauses)
    statement = f'SELECT r.edtf, r.earliest, r.latest FROM "{listed.table}" r WHERE {where}'  # noqa: S608 - bound
    rows = reader.connection.execute(statement, values).fetchall()
    dated = [(earliest, latest) for edtf, earliest, latest in rows if edtf is not None]
    return histogram(dated, len(rows) - len(dated), unit, asked)


def histogram(bounds: Sequence[tuple[Day | None, Day | None]], undated: int, unit: Unit, asked: Span | None) -> Facet:
    """Counts of records by bin, from their outer bounds (None: open), and of `undated` ones.

    A record counts in every bin that it may touch. The bins go from the first to the last known day within the asked
    span, empty ones included.

    Raises:
        TooManyBins: there would be more than 4,000.
    """
    known = [day for pair in bounds for day in pair if day is not None]
    counts: list[Count] = []
    days = narrowed(min(known), max(known), asked) if known else None
    if days is not None:
        if (number := number_of_bins(unit, *days)) > MOST_BINS:
            raise TooManyBins(unit, number)
        starts = sorted(first for first, _ in bounds if first is not None)
        ends = sorted(last for _, last in bounds if last is not None)
        open_starts = len(bounds) - len(starts)
        for each in bins(unit, *days):
            begun = open_starts + bisect_right(starts, each.last)
            counts.append(Count(each.value, begun - bisect_left(ends, each.first)))
    distinct = len(counts)
    if undated:
        counts.append(Count(UNDATED, undated))
    return Facet(counts, distinct)
