"""Two compilers of one filter: the index finds and counts what SQL finds and counts, whatever is asked."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.database.engine import Reader, ReleaseHead
from app.http.facets import numbered_facet
from app.http.found_facets import found_facet
from app.http.text_query import Search
from app.search.folders import ReleaseKey
from app.search.grammar import parse
from app.search.index import KindIndex
from app.search.queries import Asked, filter_clauses, joined
from app.search.schema import Kind
from app.store import claims, documents, events, numbered, records, vocabularies
from app.store.derived import FORMAT
from app.store.facets import TooManyBins
from app.store.names import RecordType
from app.store.paging import Asked as Part
from app.store.paging import Page, Sort
from app.timeline.days import Day, Span
from app.timeline.filters import (
    NO_WHOLE,
    ActorFilter,
    ActorInRole,
    Box,
    Cast,
    ClaimFilter,
    DateMatch,
    Dates,
    DocumentFilter,
    EventFilter,
    RecordFilter,
    VocabularyFilter,
)
from app.timeline.vocabulary import ActorScope, ClaimStatus, Confidence, DocumentRole, ParticipationRole, Stance

pytestmark = pytest.mark.slow

EVERYTHING = parse("-zzzzzzzz")
Value = TypeVar("Value")


@dataclass(frozen=True)
class Loaded:
    """The seed, as SQL and the indexes have it."""

    reader: Reader
    release: ReleaseHead
    indexes: dict[Kind, KindIndex]


@pytest.fixture(scope="module")
def seed(database: Path) -> Iterator[Loaded]:
    reader = Reader(database, deadline_seconds=600)
    with reader.answer() as release:
        folder = (
            Path(f"{database}.search") / ReleaseKey(release.number, release.checksum, release.loaded_at, FORMAT).folder
        )
        yield Loaded(reader, release, {kind: KindIndex(folder / kind) for kind in Kind})
    reader.close()


def column(loaded: Loaded, statement: str) -> list[str]:
    return loaded.reader.remembered(
        statement, lambda: [str(value) for (value,) in loaded.reader.connection.execute(statement)]
    )


ACTORS = [
    "molotov",
    "dulles",
    "eden",
    "bidault",
    "ussr",
    "usa",
    "uk",
    "france",
    "nato",
    "mid-ussr",
    "khrushchev",
    "pravda",
]
some_days = st.integers(-40_000, 760_000) | st.integers(712_950, 713_800)
some_ends = st.none() | some_days


def _span(ends: tuple[int | None, int | None]) -> Span:
    first, last = ends
    if first is not None and last is not None and first > last:
        first, last = last, first
    return Span(None if first is None else Day(first), None if last is None else Day(last))


some_dates = st.none() | st.builds(
    Dates, st.none() | st.tuples(some_ends, some_ends).map(_span), st.sampled_from(DateMatch)
)


def groups(values: list[str]) -> st.SearchStrategy[tuple[tuple[str, ...], ...]]:
    group = st.lists(st.sampled_from(values), min_size=1, max_size=3, unique=True).map(tuple)
    nothing: st.SearchStrategy[tuple[tuple[str, ...], ...]] = st.just(())
    # Mostly nothing, or the many filters together would rarely find anything.
    return nothing | nothing | nothing | st.lists(group, max_size=2).map(tuple)


def casts(roles: list[str]) -> st.SearchStrategy[Cast]:
    actor = st.builds(ActorInRole, st.sampled_from(ACTORS), st.just("") | st.sampled_from(roles))
    group = st.lists(actor, min_size=1, max_size=3).map(tuple)
    return st.builds(
        Cast,
        st.lists(group, max_size=2).map(tuple),
        st.just(()) | st.lists(st.sampled_from(roles), min_size=1, max_size=2, unique=True).map(tuple),
        st.sampled_from(ActorScope),
    )


boxes = (
    st.none()
    | st.builds(
        Box,
        st.floats(-180, 180),
        st.floats(-90, 30),
        st.floats(-180, 180),
        st.floats(30, 90),
    )
    | st.sampled_from([Box(13.405, 52.52, 13.405, 52.52), Box(-180, -90, 180, 90), Box(100, -90, 20, 90)])
)


def record_filters(loaded: Loaded, table: str, roles: list[str]) -> st.SearchStrategy[RecordFilter]:
    return st.builds(
        RecordFilter,
        dates=some_dates,
        cast=st.just(Cast()) | casts(roles),
        kinds=groups(column(loaded, f"SELECT DISTINCT kind FROM {table}")),
        topics=groups(column(loaded, "SELECT id FROM topic")),
        places=groups(column(loaded, "SELECT id FROM place")),
        confidences=groups([word.value for word in Confidence]),
        collections=groups(column(loaded, "SELECT id FROM collection")),
        updated_since=st.none() | st.sampled_from([Day(1), Day(datetime.now(UTC).toordinal()), Day(999_999)]),
        box=boxes,
    )


def in_sql(loaded: Loaded, asked: Asked) -> set[str]:
    """The ids that SQL finds."""
    reader, part = loaded.reader, Part(Sort.TITLE, 1000)
    match asked:
        case EventFilter():
            page: Page = numbered.page(reader, events.question(reader, asked), part, ("item",))
        case DocumentFilter():
            page = numbered.page(reader, documents.question(reader, asked), part, ("item",))
        case ActorFilter():
            page = records.page(reader, records.ACTORS, records.actor_clauses(asked), part)
        case ClaimFilter():
            page = records.page(reader, records.CLAIMS, claims.clauses(asked), part)
        case VocabularyFilter():
            page = records.page(reader, records.PLACES, vocabularies.clauses(reader, asked), part)
    assert page.total == len(page.rows)
    return {str(row.key[1]) for row in page.rows}


def in_index(loaded: Loaded, kind: Kind, asked: Asked) -> set[str]:
    """The ids that the index finds."""
    index = loaded.indexes[kind]
    result = index.best(joined(filter_clauses(index, asked)), 1000)
    assert result.total == len(result.hits)
    return set(index.ids(result.hits))


def drawn(data: st.DataObject, strategy: st.SearchStrategy[Value]) -> Value:
    return data.draw(strategy)


EVENT_ROLES, DOCUMENT_ROLES = [role.value for role in ParticipationRole], [role.value for role in DocumentRole]


def event_filters(loaded: Loaded) -> st.SearchStrategy[EventFilter]:
    wholes = [NO_WHOLE, *column(loaded, "SELECT DISTINCT part_of FROM event WHERE part_of IS NOT NULL")]
    used = column(loaded, "SELECT DISTINCT document FROM event_document")
    return st.builds(
        EventFilter, record_filters(loaded, "event", EVENT_ROLES), documents=groups(used), wholes=groups(wholes)
    )


def document_filters(loaded: Loaded) -> st.SearchStrategy[DocumentFilter]:
    used = column(loaded, "SELECT DISTINCT event FROM event_document")
    return st.builds(DocumentFilter, record_filters(loaded, "document", DOCUMENT_ROLES), events=groups(used))


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_events(seed: Loaded, data: st.DataObject) -> None:
    asked = drawn(data, event_filters(seed))
    assert in_index(seed, Kind.EVENT, asked) == in_sql(seed, asked)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_documents(seed: Loaded, data: st.DataObject) -> None:
    asked = drawn(data, document_filters(seed))
    assert in_index(seed, Kind.DOCUMENT, asked) == in_sql(seed, asked)


@given(some_dates, st.data())
@settings(max_examples=100, deadline=None)
def test_actors(seed: Loaded, dates: Dates | None, data: st.DataObject) -> None:
    kinds = drawn(data, groups(column(seed, "SELECT DISTINCT kind FROM actor")))
    asked = ActorFilter(dates, kinds, collections=drawn(data, groups(["curated"])))
    assert in_index(seed, Kind.ACTOR, asked) == in_sql(seed, asked)


@given(st.data())
@settings(max_examples=100, deadline=None)
def test_claims(seed: Loaded, data: st.DataObject) -> None:
    asked = drawn(
        data,
        st.builds(
            ClaimFilter,
            dates=some_dates,
            kinds=groups(column(seed, "SELECT DISTINCT kind FROM claim")),
            statuses=groups([word.value for word in ClaimStatus]),
            stances=groups([word.value for word in Stance]),
            subjects=groups(column(seed, "SELECT DISTINCT record FROM claim_about")),
            authors=groups(column(seed, "SELECT DISTINCT actor FROM claim_author")),
            asserted_in=groups(column(seed, "SELECT DISTINCT asserted_document FROM claim")),
            documents=groups(column(seed, "SELECT DISTINCT document FROM evidence")),
            events=groups(column(seed, "SELECT DISTINCT record FROM claim_about WHERE type = 'event'")),
        ),
    )
    assert in_index(seed, Kind.CLAIM, asked) == in_sql(seed, asked)


@given(boxes)
@settings(max_examples=100, deadline=None)
def test_places(seed: Loaded, box: Box | None) -> None:
    asked = VocabularyFilter(box=box)
    assert in_index(seed, Kind.PLACE, asked) == in_sql(seed, asked)


@pytest.mark.parametrize("match", DateMatch)
@pytest.mark.parametrize("ends", [(None, None), (713_000, None), (None, 713_000), (713_050, 713_100)])
def test_every_way_to_match_finds_some_and_leaves_some(
    seed: Loaded, match: DateMatch, ends: tuple[int | None, int | None]
) -> None:
    asked = EventFilter(RecordFilter(dates=Dates(_span(ends), match)))
    found = in_index(seed, Kind.EVENT, asked)
    assert found == in_sql(seed, asked)
    if match is DateMatch.OVERLAPS:
        assert found


FACETS = ["actor", "role", "kind", "topic", "place", "confidence", "collection", "year", "month", "day"]


def made(make: Callable[[str], object], name: str) -> object:
    try:
        return make(name)
    except TooManyBins as fault:
        return fault.unit, fault.number


@given(st.data(), st.sampled_from(FACETS))
@settings(max_examples=150, deadline=None)
def test_facets_of_events(seed: Loaded, data: st.DataObject, name: str) -> None:
    asked = drawn(data, event_filters(seed))
    by_sql = numbered_facet(
        seed.reader,
        RecordType.EVENT,
        asked.records,
        lambda wanted: events.question(seed.reader, replace(asked, records=wanted)),
    )
    search = Search(seed.release, seed.indexes[Kind.EVENT], EVERYTHING, asked)
    assert made(found_facet(search, EVENT_ROLES), name) == made(by_sql, name)


@pytest.mark.parametrize("name", FACETS)
def test_facets_of_all_documents(seed: Loaded, name: str) -> None:
    asked = DocumentFilter()
    by_sql = numbered_facet(
        seed.reader,
        RecordType.DOCUMENT,
        asked.records,
        lambda wanted: documents.question(seed.reader, replace(asked, records=wanted)),
    )
    search = Search(seed.release, seed.indexes[Kind.DOCUMENT], EVERYTHING, asked)
    assert made(found_facet(search, DOCUMENT_ROLES), name) == made(by_sql, name)
