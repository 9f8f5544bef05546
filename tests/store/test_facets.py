"""A facet's count is the total of the list with that value added."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.database.engine import Reader
from app.store import documents, facets
from app.store.facets import TooManyBins, histogram
from app.store.postings import total
from app.timeline.bins import Unit, bins
from app.timeline.dates import day_of, parse
from app.timeline.days import Day, Span
from app.timeline.filters import ActorInRole, Cast, DateMatch, Dates, DocumentFilter, RecordFilter
from app.timeline.vocabulary import ActorScope, DocumentRole
from tests.store.corpus import actor, data_set, document, loaded, reader_of

PEOPLE = ["ann", "bob", "cid", "dee"]
ROLES = ["author", "recipient", "mentioned"]
DATES = ["1954-03-26", "1954-02", "1953-12-30/1954-01-02", "1954-05-01/..", "../1954-02-10", None, "1955"]
DOCUMENTS = [
    document(
        f"d{number:02}",
        DATES[number % len(DATES)],
        topics=["peace", "war"][: number % 2 + 1],
        confidence=["high", "low"][number % 2],
        actors=[
            {"actor": name, "role": ROLES[(number + place * number) % 3]}
            for place, name in enumerate(PEOPLE)
            if (number >> place) % 2
        ],
    )
    for number in range(48)
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder: Path = tmp_path_factory.mktemp("facets")
    office = [{"office": "Chief", "of": "bureau", "from": "1954-01-01", "to": "1954-12-31", "capacity": "state"}]
    cast = [actor(name, offices=office if name == "ann" else []) for name in PEOPLE]
    loaded(folder, data_set(actors=[*cast, actor("bureau", "ministry")], documents=DOCUMENTS))
    found = reader_of(folder)
    yield found
    found.close()


def _span(text: str) -> Span:
    return parse(text).outer


asked_dates = st.one_of(
    st.none(),
    st.builds(
        Dates,
        st.sampled_from(["1954", "1954-02", "1954-01-15/1954-03-20", "../1954-02", "1954-04/.."]).map(_span),
        st.sampled_from(DateMatch),
    ),
)
asked_cast = st.builds(
    Cast,
    st.lists(
        st.lists(
            st.builds(ActorInRole, st.sampled_from(PEOPLE), st.sampled_from(["", *ROLES])), min_size=1, max_size=2
        ).map(tuple),
        max_size=2,
    ).map(tuple),
    st.lists(st.sampled_from(ROLES), max_size=2, unique=True).map(tuple),
    st.sampled_from(ActorScope),
)
filters = st.builds(
    RecordFilter,
    dates=asked_dates,
    cast=asked_cast,
    topics=st.sampled_from([(), (("war",),), (("peace", "war"),)]),
)


def _total(reader: Reader, records: RecordFilter) -> int:
    return total(reader, documents.question(reader, DocumentFilter(records)))


@given(filters)
@settings(max_examples=150, deadline=None)
def test_counts_of_values_are_the_totals_of_adding_them(reader: Reader, asked: RecordFilter) -> None:
    with reader.answer():
        question = documents.question(reader, DocumentFilter(asked))
        topics = facets.value_facet(reader, question, "topic")
        assert {count.value: count.records for count in topics.counts} == {
            topic: found
            for topic in ("peace", "war")
            if (found := _total(reader, replace(asked, topics=(*asked.topics, (topic,)))))
        }
        actors = facets.actor_facet(reader, question, asked.cast)
        added = {
            name: replace(asked, cast=replace(asked.cast, actors=(*asked.cast.actors, (ActorInRole(name),))))
            for name in (*PEOPLE, "bureau")
        }
        assert {count.value: count.records for count in actors.counts} == {
            name: found for name, with_it in added.items() if (found := _total(reader, with_it))
        }
        without_cast = documents.question(reader, DocumentFilter(replace(asked, cast=Cast())))
        roles = facets.role_facet(reader, without_cast, asked.cast, [role.value for role in DocumentRole])
        set_to = {role: replace(asked, cast=replace(asked.cast, roles=(role,))) for role in DocumentRole}
        assert {count.value: count.records for count in roles.counts} == {
            role: found for role, with_it in set_to.items() if (found := _total(reader, with_it))
        }


@given(asked_dates, st.sampled_from(Unit))
@settings(max_examples=80, deadline=None)
def test_counts_of_bins_are_the_totals_of_narrowing_the_dates(reader: Reader, dates: Dates | None, unit: Unit) -> None:
    asked = RecordFilter(dates=dates)
    with reader.answer():
        facet = facets.date_facet(reader, documents.question(reader, DocumentFilter(asked)), unit)
        for count in facet.counts:
            if count.value == facets.UNDATED:
                assert count.records == _total(reader, RecordFilter(dates=Dates(None)))
                assert dates is None
                continue
            bin_span = _span(count.value)
            narrowed = bin_span if dates is None or dates.span is None else bin_span.shared(dates.span)
            if dates is None or dates.match is DateMatch.OVERLAPS:
                assert count.records == _total(reader, RecordFilter(dates=Dates(narrowed)))
    values = [count.value for count in facet.counts if count.value != facets.UNDATED]
    assert values == sorted(values)
    if values:
        first, last = _span(values[0]).first, _span(values[-1]).last
        assert first is not None
        assert last is not None
        assert values == [each.value for each in bins(unit, first, last)]


bounds = st.tuples(st.one_of(st.none(), st.integers(0, 900)), st.one_of(st.none(), st.integers(0, 900))).map(
    lambda pair: pair if None in pair or pair[0] <= pair[1] else (pair[1], pair[0])
)


@given(st.lists(bounds, max_size=20), st.sampled_from(Unit))
def test_a_record_counts_in_every_bin_that_it_may_touch(pairs: list[tuple[int | None, int | None]], unit: Unit) -> None:
    start = day_of(1954, 1, 1)
    days = [
        (None if first is None else Day(start + first), None if last is None else Day(start + last))
        for first, last in pairs
    ]
    facet = histogram(days, 0, unit, None)
    for count in facet.counts:
        touched = [Span(first, last).meets(_span(count.value)) for first, last in days]
        assert count.records == sum(touched)
    known = [day for pair in days for day in pair if day is not None]
    assert bool(facet.counts) == bool(known)


def test_too_many_bins_are_refused_with_their_number() -> None:
    far = [(day_of(1, 1, 1), day_of(1954, 1, 1))]
    with pytest.raises(TooManyBins) as fault:
        histogram(far, 0, Unit.DAY, None)
    assert fault.value.number > facets.MOST_BINS
    assert fault.value.unit is Unit.DAY
    assert len(histogram(far, 2, Unit.YEAR, None).counts) == 1954 + 1


def test_at_most_500_values_are_told_and_the_number_of_all() -> None:
    facet = facets.commonest(facets.Count(f"v{number:04}", number // 10) for number in range(700))
    assert (len(facet.counts), facet.distinct) == (500, 700)
    assert [count.value for count in facet.counts[:2]] == ["v0690", "v0691"]
