"""`facet` beside `q`: counts over what the search index found."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from app.http.facets import FacetMaker
from app.http.text_query import Search
from app.search import facets as counting
from app.search.facets import Matches
from app.search.queries import Asked, filter_clauses, query_of
from app.store.facets import MOST_BINS, UNDATED, Count, Facet, TooManyBins, commonest
from app.timeline.bins import Unit, bins, narrowed, number_of_bins
from app.timeline.days import Span
from app.timeline.filters import ActorInRole, Cast, DocumentFilter, EventFilter, VocabularyFilter


def found_facet(search: Search, roles: Iterable[str] = ()) -> FacetMaker:
    """What makes the facets of a list from its search; `roles` are those that its records know."""
    makers: dict[str, Callable[[], Facet]] = {
        "role": lambda: _by_role(search, roles),
        "actor": lambda: _by_actor(search),
    }

    def make(name: str) -> Facet:
        if name in makers:
            return makers[name]()
        if name in set(Unit):
            return date_facet(_matches(search), Unit(name), _asked_span(search.asked))
        return _counted(counting.values(_matches(search), name))

    return make


def date_facet(matches: Matches, unit: Unit, asked: Span | None) -> Facet:
    """The histogram of what was found.

    Raises:
        TooManyBins: it would have more than 4,000 bins.
    """
    known = counting.known_days(matches)
    days = narrowed(*known, asked) if known else None
    counts: list[Count] = []
    if days is not None:
        if (number := number_of_bins(unit, *days)) > MOST_BINS:
            raise TooManyBins(unit, number)
        wanted = list(bins(unit, *days))
        totals = counting.touching(matches, wanted)
        counts = [Count(each.value, total) for each, total in zip(wanted, totals, strict=True)]
    distinct = len(counts)
    if without := counting.undated(matches):
        counts.append(Count(UNDATED, without))
    return Facet(counts, distinct)


def _counted(totals: dict[str, int]) -> Facet:
    return commonest(Count(value, records) for value, records in totals.items())


def _matches(search: Search) -> Matches:
    return [(search.index, query_of(search.index, search.ask, filter_clauses(search.index, search.asked)))]


def _total(search: Search, asked: Asked) -> int:
    return search.index.count(query_of(search.index, search.ask, filter_clauses(search.index, asked)))


def _asked_span(asked: Asked) -> Span | None:
    if isinstance(asked, VocabularyFilter):
        return None
    dates = asked.records.dates if isinstance(asked, EventFilter | DocumentFilter) else asked.dates
    return None if dates is None else dates.span


def _with_cast(asked: Asked, change: Callable[[Cast], Cast]) -> Asked:
    assert isinstance(asked, EventFilter | DocumentFilter)  # noqa: S101 - no other list has such a facet
    return replace(asked, records=replace(asked.records, cast=change(asked.records.cast)))


def _by_role(search: Search, roles: Iterable[str]) -> Facet:
    """For each role the total that setting `role` to it would give."""

    def total(role: str) -> int:
        return _total(search, _with_cast(search.asked, lambda cast: replace(cast, roles=(role,))))

    return _counted({role: records for role in roles if (records := total(role))})


def _by_actor(search: Search) -> Facet:
    """The actors within the scope in force; under `role=` those in one of these roles."""
    assert isinstance(search.asked, EventFilter | DocumentFilter)  # noqa: S101 - no other list has such a facet
    axis, roles = search.asked.records.cast.added
    if not roles:
        return _counted(counting.values(_matches(search), axis))
    in_roles: dict[str, list[int]] = {}
    for value, records in counting.values(_matches(search), f"{axis}_role").items():
        actor, _, role = value.partition(" ")
        if role in roles:
            in_roles.setdefault(actor, []).append(records)

    def total(actor: str, counts: list[int]) -> int:
        if len(counts) == 1:
            return counts[0]
        # Maybe in several of the roles in one record, which counts once.
        return _total(
            search, _with_cast(search.asked, lambda cast: replace(cast, actors=(*cast.actors, (ActorInRole(actor),))))
        )

    return _counted({actor: total(actor, counts) for actor, counts in in_roles.items()})
