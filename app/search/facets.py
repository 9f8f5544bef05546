"""Counts of what a search found: by value, and by bins of days. They may add up over several indexes."""

from collections import Counter
from collections.abc import Sequence
from itertools import accumulate, pairwise

from tantivy import Query

from app.search.index import Clause, KindIndex
from app.search.queries import between, dated, joined, must
from app.search.schema import FAR
from app.timeline.bins import Bin
from app.timeline.days import Day
from app.timeline.filters import Dates

MOST_BUCKETS = 65_000
"""More than any axis has values that one list can hold apart: the engine wants a limit."""

Matches = Sequence[tuple[KindIndex, Query]]
"""The queries whose matches are counted, each in its index."""


def total(matches: Matches) -> int:
    """How many matches there are."""
    return sum(index.count(query) for index, query in matches)


def values(matches: Matches, axis: str) -> dict[str, int]:
    """How many matches have each value of an axis."""
    counts: Counter[str] = Counter()
    for index, query in matches:
        asked = {"found": {"terms": {"field": axis, "size": MOST_BUCKETS, "segment_size": MOST_BUCKETS}}}
        for bucket in index.searcher.aggregate(query, asked)["found"]["buckets"]:
            counts[bucket["key"]] += bucket["doc_count"]
    return dict(counts)


def known_days(matches: Matches) -> tuple[Day, Day] | None:
    """The first and the last day that a bound of the matches names, open ends left out."""
    days = [
        Day(int(found["value"]))
        for index, query in matches
        for name, low, high in (("earliest", 1 - FAR, FAR), ("latest", -FAR, FAR - 1))
        for found in _extremes(index, _and(query, must(between(index, name, low, high))), name)
        if found["value"] is not None
    ]
    return (min(days), max(days)) if days else None


def _extremes(index: KindIndex, query: Query, name: str) -> list[dict[str, float | None]]:
    found = index.searcher.aggregate(query, {"min": {"min": {"field": name}}, "max": {"max": {"field": name}}})
    return [found["min"], found["max"]]


def undated(matches: Matches) -> int:
    """How many matches have no date."""
    return total([(index, _and(query, *dated(index, Dates(None)))) for index, query in matches])


def touching(matches: Matches, bins: Sequence[Bin]) -> list[int]:
    """For each bin, in order and without gaps, how many matches may have happened in it.

    They are those that begin by its end, less those that end before it.
    """
    if not bins:
        return []
    begun = _below(matches, "earliest", [each.last + 1 for each in bins])
    ended = _below(matches, "latest", [each.first for each in bins])
    return [first - last for first, last in zip(begun, ended, strict=True)]


def _below(matches: Matches, name: str, limits: Sequence[int]) -> list[int]:
    """For each of the rising limits how many matches have less in a field of days."""
    edges = [-FAR, *limits]
    ranges = [{"from": low, "to": high} for low, high in pairwise(edges)]
    totals = [0] * len(limits)
    for index, query in matches:
        found = index.searcher.aggregate(query, {"found": {"range": {"field": name, "ranges": ranges}}})
        buckets = [each for each in found["found"]["buckets"] if "from" in each and "to" in each]
        counts = accumulate(bucket["doc_count"] for bucket in sorted(buckets, key=lambda bucket: bucket["to"]))
        totals = [total + count for total, count in zip(totals, counts, strict=True)]
    return totals


def _and(query: Query, *clauses: Clause) -> Query:
    return joined([must(query), *clauses])
