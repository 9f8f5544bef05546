"""A facet's count is the total of the list with that value added."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.catalogue import Catalogue
from app.catalogue.facets import MOST_BINS, UNDATED, Count, TooManyBins, commonest, count_facet
from app.catalogue.pages import count_matches
from app.catalogue.plans import plan
from app.catalogue.queries import ActorInRole, Cast, DateFilter, DateMatch, RecordQuery, TermKey
from app.timeline.bins import Unit, bins
from app.timeline.dates import day_of, iso_day, parse
from app.timeline.days import Day, Span
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ActorScope, DocumentRole
from tests.catalogue.corpus import actor, data_set, document, loaded, open_catalogue

NOBODY = Cast()
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
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalogue]:
    folder: Path = tmp_path_factory.mktemp("facets")
    office = [{"office": "Chief", "of": "bureau", "from": "1954-01-01", "to": "1954-12-31", "capacity": "state"}]
    cast = [actor(name, offices=office if name == "ann" else []) for name in PEOPLE]
    loaded(folder, data_set(actors=[*cast, actor("bureau", "ministry")], documents=DOCUMENTS))
    with open_catalogue(folder) as found:
        yield found


def _span(text: str) -> Span:
    return parse(text).outer


def query(
    dates: DateFilter | None = None, cast: Cast = NOBODY, topics: tuple[tuple[str, ...], ...] = ()
) -> RecordQuery:
    """A query for documents."""
    groups = tuple(tuple(TermKey("topic", topic) for topic in group) for group in topics)
    return RecordQuery((RecordType.DOCUMENT,), groups, cast, dates)


some_dates = st.one_of(
    st.none(),
    st.builds(
        DateFilter,
        st.sampled_from(["1954", "1954-02", "1954-01-15/1954-03-20", "../1954-02", "1954-04/.."]).map(_span),
        st.sampled_from(DateMatch),
    ),
)
some_cast = st.builds(
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
queries = st.builds(query, some_dates, some_cast, st.sampled_from([(), (("war",),), (("peace", "war"),)]))


def _total(catalogue: Catalogue, wanted: RecordQuery) -> int:
    """The number of matches, counted in SQL."""
    return count_matches(catalogue, plan(catalogue, wanted))


def _counts(catalogue: Catalogue, wanted: RecordQuery, name: str) -> dict[str, int]:
    facet = count_facet(catalogue, wanted, None, name, list(DocumentRole))
    return {count.value: count.records for count in facet.counts}


@given(queries)
@settings(max_examples=150, deadline=None)
def test_counts_of_values_are_the_totals_of_adding_them(catalogue: Catalogue, wanted: RecordQuery) -> None:
    assert _counts(catalogue, wanted, "topic") == {
        topic: found
        for topic in ("peace", "war")
        if (found := _total(catalogue, wanted.with_group(TermKey("topic", topic))))
    }
    cast = wanted.cast
    added = {
        name: wanted._replace(cast=cast._replace(actors=(*cast.actors, (ActorInRole(name),))))
        for name in (*PEOPLE, "bureau")
    }
    assert _counts(catalogue, wanted, "actor") == {
        name: found for name, with_it in added.items() if (found := _total(catalogue, with_it))
    }
    set_to = {role: wanted._replace(cast=cast._replace(roles=(role,))) for role in DocumentRole}
    assert _counts(catalogue, wanted, "role") == {
        role: found for role, with_it in set_to.items() if (found := _total(catalogue, with_it))
    }


@given(some_dates, st.sampled_from(Unit))
@settings(max_examples=80, deadline=None)
def test_counts_of_bins_are_the_totals_of_narrowing_the_dates(
    catalogue: Catalogue, dates: DateFilter | None, unit: Unit
) -> None:
    facet = count_facet(catalogue, query(dates), None, unit)
    for count in facet.counts:
        if count.value == UNDATED:
            assert count.records == _total(catalogue, query(DateFilter(None)))
            assert dates is None
            continue
        bin_span = _span(count.value)
        narrowed = bin_span if dates is None or dates.span is None else bin_span.shared(dates.span)
        if dates is None or dates.match is DateMatch.OVERLAPS:
            assert count.records == _total(catalogue, query(DateFilter(narrowed)))
    values = [count.value for count in facet.counts if count.value != UNDATED]
    assert values == sorted(values)
    if values:
        first, last = _span(values[0]).first, _span(values[-1]).last
        assert first is not None
        assert last is not None
        assert values == [each.value for each in bins(unit, first, last)]


def _histograms(dates: list[str]) -> dict[Unit, dict[str, int]]:
    """The histograms of documents with these dates."""
    with TemporaryDirectory() as folder:
        loaded(Path(folder), data_set(documents=[document(f"d{place}", text) for place, text in enumerate(dates)]))
        with open_catalogue(Path(folder)) as catalogue:
            return {unit: _counts(catalogue, query(), unit) for unit in Unit}


some_days = st.integers(0, 900).map(lambda more: iso_day(Day(day_of(1954, 1, 1) + more)))
some_spans = st.one_of(
    some_days,
    st.tuples(some_days, some_days).map(lambda ends: "/".join(sorted(ends))),
    some_days.map("{}/..".format),
    some_days.map("../{}".format),
    st.just("../.."),
)


@pytest.mark.slow
@given(st.lists(some_spans, max_size=20))
@settings(max_examples=15, deadline=None)
def test_a_record_counts_in_every_bin_that_it_may_touch(texts: list[str]) -> None:
    outer = [_span(text) for text in texts]
    known = [day for span in outer for day in (span.first, span.last) if day is not None]
    for unit, counts in _histograms(texts).items():
        assert list(counts) == ([each.value for each in bins(unit, min(known), max(known))] if known else [])
        assert counts == {value: sum(span.meets(_span(value)) for span in outer) for value in counts}


def test_too_many_bins_are_refused_with_their_number(tmp_path: Path) -> None:
    loaded(tmp_path, data_set(documents=[document("far", "0001-01-01/1954-01-01"), document("undated", None)]))
    with open_catalogue(tmp_path) as catalogue:
        with pytest.raises(TooManyBins) as fault:
            count_facet(catalogue, query(), None, Unit.DAY)
        assert fault.value.number > MOST_BINS
        assert fault.value.unit is Unit.DAY
        years = count_facet(catalogue, query(), None, Unit.YEAR)
    assert len(years.counts) == 1954 + 1
    assert years.distinct == 1954
    assert years.counts[-1] == Count(UNDATED, 1)


def test_at_most_500_values_are_reported_and_the_number_of_all() -> None:
    facet = commonest(Count(f"v{number:04}", number // 10 + 1) for number in range(700))
    assert (len(facet.counts), facet.distinct) == (500, 700)
    assert [count.value for count in facet.counts[:2]] == ["v0690", "v0691"]
