"""Lists with and without words, of all record types, are what one plain reading of the data gives."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from app.catalogue.catalogue import Catalogue
from app.catalogue.facets import Facet, TooManyBins, count_facet
from app.catalogue.pages import WordPages, read_page
from app.catalogue.paging import Page, PageRequest, Sort
from app.catalogue.plans import MOST_VALUES
from app.catalogue.queries import ActorInRole, Box, Cast, DateFilter, DateMatch, DayFilter, RecordQuery, TermKey
from app.catalogue.sort_keys import type_of
from app.catalogue.words.grammar import Search, parse
from app.catalogue.words.queries import WordQuery
from app.database.engine import writing_engine
from app.database.migrating import migrate
from app.loading.check import check
from app.loading.data_set import DataSet
from app.loading.release import load
from app.resources.actors.models import ActorRecord
from app.resources.events.models import EventRecord, ParticipationRecord
from app.timeline.days import Day, Span
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ActorScope, Certainty, DocumentRole, ParticipationRole
from tests.catalogue.corpus import keys_of, open_catalogue
from tests.catalogue.plain_reading import PlainReading, PlainRecord, certainty, matches, read
from tests.databases import database_url
from tests.serving import ROOT

pytestmark = pytest.mark.slow

EVENT, DOCUMENT, ACTOR, PARAGRAPH = RecordType.EVENT, RecordType.DOCUMENT, RecordType.ACTOR, RecordType.PARAGRAPH
LISTED = (
    EVENT,
    DOCUMENT,
    ACTOR,
    RecordType.CLAIM,
    RecordType.TENURE,
    RecordType.MEMBERSHIP,
    RecordType.PLACE,
    RecordType.TOPIC,
    RecordType.STORY,
)
ALL_ALIKE = {RecordType.TOPIC, RecordType.STORY}
"""Types whose records have the same in all that they can be filtered by, but for the day of their last change."""
ALONE = tuple((type_,) for type_ in LISTED)
MIXED = ((EVENT, DOCUMENT, ACTOR), (RecordType.TENURE, RecordType.MEMBERSHIP), LISTED)
SEARCHED = ((PARAGRAPH,), (ACTOR, RecordType.CLAIM, DOCUMENT, EVENT, PARAGRAPH))
"""What is searched, but has no list without words."""
EVERYTHING = parse("-zzzzzzzz")
ROLES = tuple(dict.fromkeys(str(role) for role in (*ParticipationRole, *DocumentRole)))
FACETS = (
    *("actor", "role", "kind", "topic", "place", "confidence", "collection", "status", "type"),
    *("year", "month", "day"),
)
LOADED_BEFORE = datetime.fromisoformat("2020-02-02T12:00:00+00:00")


def names(types: Sequence[RecordType]) -> str:
    return "+".join(types)


@dataclass(frozen=True)
class Loaded:
    """The data, as it is read plainly and as the catalogue has it."""

    plain: PlainReading
    catalogue: Catalogue


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """The seed, in two releases of two days: in the second some records have other dates, or none, and more roles."""
    folder = tmp_path_factory.mktemp("plain")
    url = database_url(folder)
    migrate(url, ROOT / "migrations")
    seed = check(ROOT / "seed").data
    assert seed is not None
    load(url, seed)
    with writing_engine(url).begin() as connection:
        connection.execute(text("UPDATE release SET loaded_at = :moment"), {"moment": LOADED_BEFORE.isoformat()})
    data = varied(seed)
    load(url, data)
    unchanged = _all(seed)
    with open_catalogue(folder) as catalogue:
        today = Day(catalogue.release.loaded_at.date().toordinal())
        before = Day(LOADED_BEFORE.date().toordinal())

        def updated(record: Any) -> Day:
            return before if unchanged.get((type(record), record.id)) == record else today

        yield Loaded(read(data, updated), catalogue)


def _all(data: DataSet) -> dict[tuple[type, str], object]:
    return {(type(record), record.id): record for records in data.records.values() for record in records}


DATES = (
    None,
    "../1954-05-07",
    "1954-03-31/..",
    "/1950",
    "195X",
    "1949/1956",
    "1954-03-01/",
    "[1954-03-01..1954-03-20]",
)
ENDS = ((None, None), ("..", ".."), ("1949", ".."), ("..", "1954-02"), ("1953-03-05", None), ("1950~", "1955-06"))


def varied(data: DataSet) -> DataSet:
    """The data with open and unknown ends, undated records, actors in two roles, and more stories."""
    tenure_ends, membership_ends = iter(range(10_000)), iter(range(10_000))

    def with_ends(place: int) -> dict[str, str | None]:
        begin, end = ENDS[place // 3 % len(ENDS)]
        return {"from_": begin, "to": end} if place % 3 == 0 else {}

    def vary_event(place: int, each: EventRecord) -> dict[str, object]:
        actors = (*each.actors, _in_another_role(each.actors[0])) if place % 4 == 0 and each.actors else each.actors
        return {"actors": actors, **_dated(place, DATES[1:])}

    def vary_actor(place: int, each: ActorRecord) -> dict[str, object]:
        if place % 2 == 0:
            return {}
        offices = tuple(office.model_copy(update=with_ends(next(tenure_ends))) for office in each.offices)
        groups = tuple(group.model_copy(update=with_ends(next(membership_ends))) for group in each.member_of)
        return {"offices": offices, "member_of": groups}

    vary: dict[RecordType, Callable[[int, Any], dict[str, object]]] = {
        EVENT: vary_event,
        ACTOR: vary_actor,
        DOCUMENT: lambda place, _: _dated(place, DATES),
        RecordType.CLAIM: lambda place, _: _dated(place, DATES),
    }
    records = {
        type_: tuple(each.model_copy(update=vary[type_](place, each)) for place, each in enumerate(found))
        if type_ in vary
        else found
        for type_, found in data.records.items()
    }
    more = [data.of(RecordType.STORY)[0].model_copy(update={"id": f"story-{place}"}) for place in range(3)]
    return replace(data, records=records | {RecordType.STORY: (*data.of(RecordType.STORY), *more)})


def _dated(place: int, dates: Sequence[str | None]) -> dict[str, object]:
    return {"date": dates[place // 3 % len(dates)]} if place % 3 == 0 else {}


def _in_another_role(one: ParticipationRecord) -> ParticipationRecord:
    role = ParticipationRole.SUBJECT if one.role is not ParticipationRole.SUBJECT else ParticipationRole.AUTHOR
    return one.model_copy(update={"role": role})


# Queries


def drawn_groups(records: Sequence[PlainRecord]) -> st.SearchStrategy[tuple[TermKey, ...]]:
    """Groups of values on one axis, which the records have; sometimes one that none has, or no value at all."""
    values = sorted({(axis, value) for each in records for axis, own in each.values.items() for value in own})
    by_axis = {axis: [value for of, value in values if of == axis] for axis, _ in values}

    def of_axis(axis: str) -> st.SearchStrategy[tuple[TermKey, ...]]:
        value = st.sampled_from([*by_axis[axis], *by_axis[axis], "no-such-value"])
        few, many = st.lists(value, max_size=3), st.lists(value, min_size=MOST_VALUES + 1, max_size=30)
        return (few | few | few | many).map(lambda own: tuple(TermKey(axis, each) for each in dict.fromkeys(own)))

    return st.sampled_from(sorted(by_axis)).flatmap(of_axis)


@dataclass(frozen=True)
class Queries:
    """Makes queries around a record that is drawn first, so that many of them match it."""

    plain: PlainReading
    types: tuple[RecordType, ...]

    def strategy(self) -> st.SearchStrategy[RecordQuery]:
        records = self.plain.of(self.types)
        everybody = sorted({each for record in records for each in record.cast | record.represented})
        groups = drawn_groups(records)
        anchors = [record for record in records if record.type not in ALL_ALIKE] or records

        @st.composite
        def queries(draw: st.DrawFn) -> RecordQuery:
            anchor = draw(st.sampled_from(anchors))
            parts: dict[str, st.SearchStrategy[object]] = {"groups": self._group(anchor, groups)}
            if anchor.date is not None or anchor.type is DOCUMENT:
                parts["dates"] = self._dates(anchor)
            if everybody and (anchor.represented or draw(st.integers(1, 9)) == 1):
                parts["cast"] = self._cast(anchor, everybody)
            if anchor.sides is not None:
                parts["on"] = self._on(anchor, groups)
            rare = {
                "box": self._box(anchor),
                "updated_since": self._change_days(),
                "dates": self._dates(anchor),
                "groups": groups,
            }
            drawn = draw(st.lists(st.sampled_from(sorted(parts)), min_size=1, max_size=3, unique=True))
            chosen = {name: draw(parts[name]) for name in drawn}
            if draw(st.integers(1, 4)) == 1:
                name = draw(st.sampled_from(sorted(rare)))
                chosen.setdefault(name, draw(rare[name]))
            if "groups" in chosen:
                own = chosen["groups"]
                chosen["groups"] = (own, draw(self._group(anchor, groups))) if draw(st.booleans()) else (own,)
            return RecordQuery(self.types, **chosen)  # type: ignore[arg-type]

        return queries()

    def _group(
        self, anchor: PlainRecord, groups: st.SearchStrategy[tuple[TermKey, ...]]
    ) -> st.SearchStrategy[tuple[TermKey, ...]]:
        """A group with a value of the record."""
        axes = sorted(axis for axis in anchor.values if axis != "collection" and anchor.values[axis]) or ["collection"]
        own = [TermKey(axis, value) for axis in axes for value in sorted(anchor.values[axis])]
        others = st.just(()) | st.just(()) | groups
        return st.builds(lambda key, more: tuple(dict.fromkeys((key, *more))), st.sampled_from(own), others)

    def _cast(self, anchor: PlainRecord, everybody: Sequence[ActorInRole]) -> st.SearchStrategy[Cast]:
        own = sorted(anchor.represented) or everybody
        actor = st.sampled_from([*own, *own, *everybody])
        actor |= actor.map(lambda each: ActorInRole(each.actor))
        few, many = (st.lists(actor, min_size=least, max_size=most) for least, most in ((1, 2), (15, 20)))
        group = (few | few | many).map(tuple)
        roles = st.lists(st.sampled_from([*(each.role for each in own), *ROLES]), min_size=1, max_size=3, unique=True)
        return st.builds(
            Cast,
            st.lists(group, max_size=2).map(tuple),
            st.just(()) | roles.map(tuple),
            st.sampled_from(ActorScope),
            st.none() | st.none() | st.sampled_from(own).map(lambda each: each.actor),
        )

    def _dates(self, anchor: PlainRecord) -> st.SearchStrategy[DateFilter]:
        """Records without a date, a span that the record relates to as it must, or any span."""
        if anchor.date is None:
            return st.just(DateFilter(None))
        outer, inner = anchor.date.outer, anchor.date.inner

        def near(day: Day | None, *, least: int, most: int) -> st.SearchStrategy[Day | None]:
            """A day so many days from another; None, an open end, where there is none."""
            if day is None:
                return st.none()
            return st.none() | st.integers(least, most).map(lambda more: Day(day + more))

        around = st.tuples(near(outer.first, least=-400, most=0), near(outer.last, least=0, most=400))
        by_match = {
            DateMatch.OVERLAPS: st.tuples(near(outer.last, least=-40, most=0), near(outer.last, least=0, most=40)),
            DateMatch.WITHIN: around,
            DateMatch.COVERS: around if inner is None else self._within(inner),
        }
        day = st.integers(-40_000, 760_000).map(Day) | st.integers(712_500, 714_000).map(Day)
        any_ends = st.tuples(st.none() | day, st.none() | day)

        def filters(match: DateMatch) -> st.SearchStrategy[DateFilter]:
            ends = by_match[match] | by_match[match] | any_ends
            return st.builds(DateFilter, ends.map(_span), st.just(match))

        return st.sampled_from(DateMatch).flatmap(filters)

    @staticmethod
    def _within(inner: Span) -> st.SearchStrategy[tuple[Day | None, Day | None]]:
        """Spans inside of one."""
        first = -40_000 if inner.first is None else inner.first
        last = 760_000 if inner.last is None else inner.last
        day = st.integers(first, max(first, last)).map(Day)
        begin = st.none() | day if inner.first is None else day
        end = st.none() | day if inner.last is None else day
        return st.tuples(begin, end)

    def _on(self, anchor: PlainRecord, groups: st.SearchStrategy[tuple[TermKey, ...]]) -> st.SearchStrategy[DayFilter]:
        outer = None if anchor.date is None else anchor.date.outer
        known = [day for day in ((outer.first, outer.last) if outer else ()) if day is not None]
        day = st.integers(711_000, 715_000).map(Day) | st.sampled_from([*known, Day(713_000)])
        certainties = st.just(frozenset(Certainty)) | st.frozensets(st.sampled_from(Certainty))
        return st.builds(DayFilter, day, certainties, st.none() | groups | self._group(anchor, groups))

    @staticmethod
    def _change_days() -> st.SearchStrategy[Day]:
        before = LOADED_BEFORE.date().toordinal()
        return st.sampled_from([before - 1, before, before + 1, 999_999]).map(Day)

    @staticmethod
    def _box(anchor: PlainRecord) -> st.SearchStrategy[Box]:
        lat, lon = anchor.point or (52.5, 13.4)
        around = st.builds(
            lambda high, broad: Box(
                max(-180, lon - broad), max(-90, lat - high), min(180, lon + broad), min(90, lat + high)
            ),
            st.sampled_from([0.0, 1.0, 30.0]),
            st.sampled_from([0.0, 1.0, 30.0]),
        )
        anywhere = st.builds(Box, st.floats(-180, 180), st.floats(-90, 30), st.floats(-180, 180), st.floats(30, 90))
        return around | anywhere | st.sampled_from([Box(-180, -90, 180, 90), Box(100, -90, 20, 90)])


def _span(ends: tuple[Day | None, Day | None]) -> Span:
    first, last = ends
    return Span(last, first) if first is not None and last is not None and first > last else Span(first, last)


@dataclass
class Tally:
    """What the drawn queries matched. One that matches nothing, or everything, proves little."""

    drawn: int = 0
    some_but_not_all: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    """By part of a query: how many of those with it matched some records and left some out."""

    def add(self, query: RecordQuery, found: int, of: int) -> None:
        self.drawn += 1
        if 0 < found < of:
            self.some_but_not_all += 1
            has = {
                "groups": bool(query.groups),
                "cast": query.cast != Cast(),
                "dates": query.dates is not None,
                "on": query.on is not None,
            }
            for name in (name for name, there in has.items() if there):
                self.parts[name] = self.parts.get(name, 0) + 1

    def check(self, types: Sequence[RecordType]) -> None:
        """A good share of the queries must have matched some records and left some out, and some with each part."""
        if set(types) <= ALL_ALIKE:
            return
        assert self.some_but_not_all >= self.drawn / 10, self
        assert all(self.parts.get(part, 0) for part in _parts_of(types)), self


def _parts_of(types: Sequence[RecordType]) -> Iterator[str]:
    """The parts of a query that records of these types can be chosen by."""
    yield "groups"
    if set(types) - {RecordType.PLACE, *ALL_ALIKE}:
        yield "dates"
    if set(types) & {EVENT, DOCUMENT, PARAGRAPH}:
        yield "cast"
    if set(types) <= {RecordType.TENURE, RecordType.MEMBERSHIP}:
        yield "on"


# Pages


def walk(read_one: Callable[[PageRequest], Page], sort: Sort, limit: int) -> list[Page]:
    """All pages of a list from the first to the last, and back again to the first."""
    pages = [read_one(PageRequest(sort, limit))]
    while pages[-1].next is not None:
        pages.append(read_one(PageRequest(sort, limit, pages[-1].next)))
    back = [pages[-1]]
    while (cursor := back[-1].prev) is not None:
        back.append(read_one(PageRequest(sort, limit, cursor)))
    assert [page.rows for page in back[::-1]] == [page.rows for page in pages]
    assert all(page.next is not None for page in back[1:])
    assert {page.total for page in (*pages, *back)} == {pages[0].total}
    assert all(len(page.rows) == limit for page in pages[:-1])
    return pages


def rows_held(loaded: Loaded, pages: Sequence[Page], expected: Sequence[tuple[RecordType, str]]) -> None:
    """The pages hold what is expected, in its order, and say how much it is."""
    found = [
        (type_of(row.n), key)
        for page in pages
        for row, key in zip(page.rows, keys_of(loaded.catalogue, page), strict=True)
    ]
    assert found == list(expected)
    assert pages[0].total == len(expected)


def sorts_of(types: Sequence[RecordType]) -> st.SearchStrategy[Sort]:
    by_date = [Sort.DATE, Sort.DATE_REVERSED]
    return st.sampled_from([*by_date, Sort.TITLE] if len(types) == 1 else by_date)


def with_words(catalogue: Catalogue, query: RecordQuery, search: Search | None = EVERYTHING) -> WordPages:
    return WordPages(catalogue, WordQuery.of(catalogue, query, search))


@pytest.mark.parametrize("types", [*ALONE, *MIXED, *SEARCHED], ids=names)
def test_pages_are_those_of_the_plain_reading(loaded: Loaded, types: tuple[RecordType, ...]) -> None:
    everything = len(loaded.plain.of(types))
    tally = Tally()

    @given(Queries(loaded.plain, types).strategy(), sorts_of(types), st.sampled_from([1, 2, 7, 50, 500]))
    @settings(max_examples=100, deadline=None)
    def held(query: RecordQuery, sort: Sort, limit: int) -> None:
        expected = loaded.plain.keys(query, sort)
        limit = max(limit, len(expected) // 12)
        words = with_words(loaded.catalogue, query)
        rows_held(loaded, pages := walk(words.read, sort, limit), expected)
        if PARAGRAPH not in types:
            listed = walk(lambda request: read_page(loaded.catalogue, query, request), sort, limit)
            rows_held(loaded, listed, expected)
            if query.on is None:
                assert [page.rows for page in listed] == [page.rows for page in pages]
            else:
                certainty_held(loaded.plain, listed, expected, query.on)
        tally.add(query, len(expected), everything)

    held()
    tally.check(types)


def certainty_held(
    plain: PlainReading, pages: Sequence[Page], keys: Sequence[tuple[RecordType, str]], on: DayFilter
) -> None:
    """Each item says how certainly it holds on the day."""
    records = {(record.type, record.key): record for record in plain.records}
    items = [orjson.loads(row.value + b"}") for page in pages for row in page.rows]
    assert [item["certainty"] for item in items] == [certainty(records[key], on) for key in keys]


@pytest.mark.parametrize("types", [*ALONE, *MIXED, *SEARCHED], ids=names)
@pytest.mark.parametrize("limit", [20, 500])
def test_everything_is_walked_through_by_equal_scores_in_the_order_of_type_and_key(
    loaded: Loaded, types: tuple[RecordType, ...], limit: int
) -> None:
    query = RecordQuery(types)
    pages = walk(with_words(loaded.catalogue, query).read, Sort.RELEVANCE, limit)
    rows_held(loaded, pages, loaded.plain.keys(query, Sort.RELEVANCE))
    assert len(pages) > 1 or limit > pages[0].total


# A mix of types in the order of dates


@pytest.mark.parametrize("sort", [Sort.DATE, Sort.DATE_REVERSED])
@pytest.mark.parametrize("limit", [3, 50])
@pytest.mark.parametrize("types", [MIXED[0], LISTED], ids=names)
def test_several_types_stand_in_one_order_of_dates(
    loaded: Loaded, types: tuple[RecordType, ...], sort: Sort, limit: int
) -> None:
    query = RecordQuery(types)
    expected = loaded.plain.keys(query, sort)
    pages = walk(lambda request: read_page(loaded.catalogue, query, request), sort, limit)
    rows_held(loaded, pages, expected)
    rows_held(loaded, walk(with_words(loaded.catalogue, query).read, sort, limit), expected)
    assert {type_ for type_, _ in expected} == set(types)
    assert sum(one[0] is not other[0] for one, other in pairwise(expected)) > 100, "the types alternate"


# Dates


SPANS = {
    (None, None): (RecordType.TENURE, RecordType.MEMBERSHIP),
    (713_000, None): (RecordType.TENURE, RecordType.MEMBERSHIP),
    (None, 713_000): (EVENT, DOCUMENT, RecordType.CLAIM, RecordType.TENURE, RecordType.MEMBERSHIP),
    (713_000, 713_100): (EVENT,),
    (712_500, 714_500): (ACTOR, RecordType.TENURE, RecordType.MEMBERSHIP),
}
"""Spans to which some records of these types relate in each way, and some do not."""


@pytest.mark.parametrize("match", DateMatch)
@pytest.mark.parametrize(("ends", "type_"), [(ends, type_) for ends, types in SPANS.items() for type_ in types])
def test_every_way_to_match_finds_some_and_leaves_some(
    loaded: Loaded, match: DateMatch, ends: tuple[int | None, int | None], type_: RecordType
) -> None:
    span = _span((None if ends[0] is None else Day(ends[0]), None if ends[1] is None else Day(ends[1])))
    query = RecordQuery((type_,), dates=DateFilter(span, match))
    expected = loaded.plain.keys(query, Sort.DATE)
    request = PageRequest(Sort.DATE, 1_000)
    rows_held(loaded, [read_page(loaded.catalogue, query, request)], expected)
    rows_held(loaded, [with_words(loaded.catalogue, query).read(request)], expected)
    assert 0 < len(expected) < len(loaded.plain.of((type_,)))


# Facets


def counted(count: Callable[[], Facet]) -> object:
    """The counts, or the refusal of too many bins."""
    try:
        return count()
    except TooManyBins as fault:
        return fault.unit, fault.number


@pytest.mark.parametrize("types", [*ALONE, *MIXED, *SEARCHED], ids=names)
def test_facets_are_those_of_the_plain_reading(loaded: Loaded, types: tuple[RecordType, ...]) -> None:
    everything = len(loaded.plain.of(types))
    tally = Tally()

    @given(Queries(loaded.plain, types).strategy(), st.sampled_from(FACETS), st.sampled_from([None, EVERYTHING]))
    @settings(max_examples=100, deadline=None)
    def held(query: RecordQuery, name: str, search: Search | None) -> None:
        expected = counted(lambda: loaded.plain.facet(query, name, ROLES))
        assert counted(lambda: count_facet(loaded.catalogue, query, search, name, ROLES)) == expected
        tally.add(query, sum(matches(record, query) for record in loaded.plain.records), everything)

    held()
    tally.check(types)


@pytest.mark.parametrize("name", FACETS)
@pytest.mark.parametrize("types", [*ALONE, *MIXED, *SEARCHED], ids=names)
def test_facets_of_all_records_are_those_of_the_plain_reading(
    loaded: Loaded, types: tuple[RecordType, ...], name: str
) -> None:
    query = RecordQuery(types)
    expected = counted(lambda: loaded.plain.facet(query, name, ROLES))
    assert counted(lambda: count_facet(loaded.catalogue, query, EVERYTHING, name, ROLES)) == expected


def test_every_facet_counts_something_and_too_many_bins_are_refused(loaded: Loaded) -> None:
    facets = {name: counted(lambda name=name: loaded.plain.facet(RecordQuery(LISTED), name, ROLES)) for name in FACETS}
    assert {name for name, facet in facets.items() if not isinstance(facet, Facet)} == {"day"}
    assert all(
        len(facet.counts) > 1 for name, facet in facets.items() if isinstance(facet, Facet) and name != "collection"
    )
