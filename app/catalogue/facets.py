"""Facets: how many records of a result have each value. A count is the total that adding the value would give.

All counts come from the word index, with and without words.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from app.catalogue.catalogue import Catalogue
from app.catalogue.queries import DateFilter, RecordQuery, TermKey
from app.catalogue.words.grammar import Search
from app.catalogue.words.index import BOUNDS, FAR, TYPE, axis_field
from app.catalogue.words.queries import Clause, WordQuery, must
from app.timeline.bins import Bin, Unit, bins, narrowed, number_of_bins
from app.timeline.days import Day
from app.timeline.record_types import RecordType

MOST_VALUES = 500
MOST_BINS = 4_000
MOST_BUCKETS = 65_000
"""More than any axis has values that one list can hold apart: the engine wants a limit."""
UNDATED = "undated"
EARLIEST, LATEST = BOUNDS[:2]


@dataclass(frozen=True, slots=True)
class Count:
    """A value and the records that have it."""

    value: str
    records: int


@dataclass(frozen=True, slots=True)
class Facet:
    """The counts of one facet, and the number of different values."""

    counts: list[Count]
    distinct: int


class TooManyBins(ValueError):
    """A histogram would have more than 4,000 bins; `unit` is that of the bins."""

    def __init__(self, unit: Unit, number: int) -> None:
        super().__init__(f"{number} bins")
        self.unit = unit
        self.number = number


def commonest(counts: Iterable[Count]) -> Facet:
    """The commonest values first, equal ones by value; values without records left out."""
    ordered = sorted((count for count in counts if count.records), key=lambda count: (-count.records, count.value))
    return Facet(ordered[:MOST_VALUES], len(ordered))


def count_facet(
    catalogue: Catalogue, query: RecordQuery, search: Search | None, name: str, roles: Sequence[str] = ()
) -> Facet:
    """The counts of a facet over all records that match words (None: any) and `query`.

    `name` is an axis, `type`, `role` or the unit of a histogram; `roles` are the values that `role` can have.

    Raises:
        TooManyBins: a histogram would have more than 4,000 bins.
        NoIndex: the index of the release is not there.
    """
    words = WordQuery.of(catalogue, query, search)
    if name in set(Unit):
        return _histogram(words, Unit(name))
    if name == "role":
        totals = {role: _total(catalogue, _in_role(query, role), search) for role in roles}
        return commonest(Count(role, records) for role, records in totals.items())
    if name == "actor":
        return _actors(catalogue, query, search, words)
    if name == "type":
        totals = {RecordType.numbered(number): records for number, records in _buckets(words, TYPE)}
        return commonest(Count(type_, records) for type_, records in totals.items())
    values, totals = catalogue.values(name), Counter[str]()
    for term, records in _buckets(words, axis_field(name)):
        if term in values:  # else it is one in a role
            totals[values[term][0]] += records
    return commonest(Count(value, records) for value, records in totals.items())


def _total(catalogue: Catalogue, query: RecordQuery, search: Search | None) -> int:
    return WordQuery.of(catalogue, query, search).total()


def _in_role(query: RecordQuery, role: str) -> RecordQuery:
    """The query with `role` set to one role."""
    return query._replace(cast=query.cast._replace(roles=(role,)))


def _buckets(words: WordQuery, name: str) -> list[tuple[int, int]]:
    """The values of a counting field, each with its number of matches."""
    found = words.aggregate({"found": {"terms": {"field": name, "size": MOST_BUCKETS, "segment_size": MOST_BUCKETS}}})
    return [(int(bucket["key"]), int(bucket["doc_count"])) for bucket in found["found"]["buckets"]]


def _actors(catalogue: Catalogue, query: RecordQuery, search: Search | None, words: WordQuery) -> Facet:
    """The actors within the scope in force; under `role=` those in one of these roles."""
    axis, roles = query.cast.added
    values = catalogue.values(axis, role=None if roles else "")
    totals: dict[str, list[int]] = {}
    for term, records in _buckets(words, axis_field(axis)):
        value, role = values.get(term, ("", ""))
        if value and (not roles or role in roles):
            totals.setdefault(value, []).append(records)

    def total(actor: str, counts: list[int]) -> int:
        if len(counts) == 1 or not roles:
            return sum(counts)  # of several record types
        # Maybe in several of the roles in one record, which counts once.
        group = tuple(TermKey(axis, actor, role) for role in roles)
        return _total(catalogue, query.with_group(*group), search)

    return commonest(Count(actor, total(actor, counts)) for actor, counts in totals.items())


def _histogram(words: WordQuery, unit: Unit) -> Facet:
    """Records by year, month or day, in order, and the undated ones.

    A record counts in every bin that it may touch. The bins go from the first to the last known day within the
    requested span, empty ones included.
    """
    span = words.filters.query.dates.span if words.filters.query.dates else None
    known = _known_days(words)
    days = narrowed(*known, span) if known else None
    counts: list[Count] = []
    if days is not None:
        if (number := number_of_bins(unit, *days)) > MOST_BINS:
            raise TooManyBins(unit, number)
        requested = list(bins(unit, *days))
        counts = [Count(each.value, total) for each, total in zip(requested, _touching(words, requested), strict=True)]
    distinct = len(counts)
    if without := words.total(_without_date(words)):
        counts.append(Count(UNDATED, without))
    return Facet(counts, distinct)


def _without_date(words: WordQuery) -> Clause:
    (clause,) = words.filters.dates(DateFilter(None))
    return clause


def _known_days(words: WordQuery) -> tuple[Day, Day] | None:
    """The first and the last day that a bound of the matches names, open ends left out."""
    days: list[Day] = []
    for name, low, high in ((EARLIEST, 1 - FAR, FAR), (LATEST, -FAR, FAR - 1)):
        edges = {edge: {edge: {"field": name}} for edge in ("min", "max")}
        found = words.aggregate(edges, must(words.filters.between(name, low, high)))
        days += (Day(int(found[edge]["value"])) for edge in edges if found[edge]["value"] is not None)
    return (min(days), max(days)) if days else None


def _touching(words: WordQuery, row: Sequence[Bin]) -> list[int]:
    """For each bin, in order and without gaps, the records that may lie in it: begun by its end, not ended before."""
    begun = _below(words, EARLIEST, [each.last + 1 for each in row])
    ended = _below(words, LATEST, [each.first for each in row])
    return [first - last for first, last in zip(begun, ended, strict=True)]


def _below(words: WordQuery, name: str, limits: Sequence[int]) -> list[int]:
    """For each of the rising limits the number of matches with less in a field of days."""
    ranges = [{"from": low, "to": high} for low, high in pairwise([-FAR, *limits])]
    found = words.aggregate({"found": {"range": {"field": name, "ranges": ranges}}})
    buckets = [each for each in found["found"]["buckets"] if "from" in each and "to" in each]
    return list(accumulate(int(each["doc_count"]) for each in sorted(buckets, key=lambda each: each["to"])))
