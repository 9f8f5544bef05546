"""What SQL answers about dates equals a plain reading of the definitions, for random records and spans."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_page
from app.catalogue.paging import Cursor, PageRequest, Sort
from app.catalogue.queries import DateFilter, DateMatch, RecordQuery
from app.catalogue.sort_keys import AFTER_ALL
from app.resources.actors.models import ActorRecord
from app.timeline.dates import EdtfDate, parse
from app.timeline.days import Day, Span
from app.timeline.record_types import RecordType
from tests.catalogue.corpus import actor, data_set, document, event, keys_of, loaded, open_catalogue
from tests.catalogue.plain_reading import matches_dates

pytestmark = pytest.mark.slow

YEARS = st.integers(1952, 1956)
MONTHS = st.integers(1, 12)
POINTS = st.one_of(
    st.builds("{}-{:02}-{:02}".format, YEARS, MONTHS, st.integers(1, 28)),
    st.builds("{}-{:02}".format, YEARS, MONTHS),
    st.builds("{}".format, YEARS),
    st.builds("{}-{:02}-{:02}~".format, YEARS, MONTHS, st.integers(1, 28)),
    st.sampled_from(["195X", "1953-24", "1954-22", "-0043-03-15", "Y12000", "1954-XX-10"]),
)


def _both(left: str, right: str) -> str:
    first, last = sorted((left, right), key=lambda text: parse(text).outer.first or 0)
    return f"{first}/{last}"


def _readable(text: str) -> bool:
    try:
        parse(text)
    except ValueError:
        return False
    return True


DATES = st.one_of(
    POINTS,
    st.builds(_both, POINTS, POINTS),
    st.builds("{}/..".format, POINTS),
    st.builds("{}/".format, POINTS),
    st.builds("../{}".format, POINTS),
    st.builds("/{}".format, POINTS),
    st.builds(lambda a, b: f"[{_both(a, b).replace('/', '..')}]", POINTS, POINTS),
).filter(_readable)
LISTS = st.lists(st.one_of(DATES, st.none()), min_size=1, max_size=25)
DAYS = st.one_of(st.none(), st.integers(712_500, 714_500).map(Day))
SPANS = st.tuples(DAYS, DAYS).map(
    lambda ends: Span(*ends) if None in ends or ends[0] <= ends[1] else Span(ends[1], ends[0])
)
FILTERS = st.builds(DateFilter, st.one_of(st.none(), SPANS, SPANS, SPANS), st.sampled_from(DateMatch))


def in_order(dates: dict[str, EdtfDate | None], sort: Sort) -> list[str]:
    """Ids by first possible day, open ones first, undated ones last in either direction."""

    def key(record: str) -> tuple[int, str]:
        date = dates[record]
        first = date.outer.first if date else None
        return (-(10**15) if first is None else first, record)

    dated = sorted((record for record, date in dates.items() if date), key=key)
    undated = sorted(record for record, date in dates.items() if not date)
    if sort is Sort.DATE_REVERSED:
        return dated[::-1] + undated[::-1]
    return dated + undated


def found(catalogue: Catalogue, type_: RecordType, dates: DateFilter, sort: Sort) -> list[str]:
    """The records of a type that SQL finds, in its order."""
    page = read_page(catalogue, RecordQuery((type_,), dates=dates), PageRequest(sort, 500))
    assert page.total == len(page.rows)
    return keys_of(catalogue, page)


@given(LISTS, st.lists(FILTERS, min_size=10, max_size=10), st.sampled_from([Sort.DATE, Sort.DATE_REVERSED]))
@settings(max_examples=30, deadline=None)
def test_documents_and_events_match_as_the_definitions_say(
    texts: list[str | None], filters: list[DateFilter], sort: Sort
) -> None:
    named = {f"r{place}": text for place, text in enumerate(texts)}
    dates = {record: None if text is None else parse(text) for record, text in named.items()}
    happened = {record: date for record, date in dates.items() if date is not None}
    with TemporaryDirectory() as folder:
        data = data_set(
            events=[event(f"e-{record}", date.text) for record, date in happened.items()],
            documents=[document(record, text) for record, text in named.items()],
        )
        loaded(Path(folder), data)
        with open_catalogue(Path(folder)) as catalogue:
            for each in filters:
                expected = [record for record in in_order(dates, sort) if matches_dates(dates[record], each)]
                assert found(catalogue, RecordType.DOCUMENT, each, sort) == expected
                events_expected = [
                    f"e-{record}" for record in in_order(happened, sort) if matches_dates(dates[record], each)
                ]
                assert found(catalogue, RecordType.EVENT, each, sort) == events_expected


@given(st.lists(DATES, min_size=1, max_size=20), st.lists(FILTERS, min_size=10, max_size=10))
@settings(max_examples=15, deadline=None)
def test_lives_match_as_the_definitions_say(texts: list[str], filters: list[DateFilter]) -> None:
    ends = [text.split("/") for text in texts if text.count("/") == 1 and "[" not in text]
    people = {f"p{place}": (begin or None, end or None) for place, (begin, end) in enumerate(ends)}
    data = data_set(actors=[_person(name, begin, end) for name, (begin, end) in people.items()])
    lives: dict[str, EdtfDate | None] = {
        name: parse(f"{begin or ''}/{end or ''}") for name, (begin, end) in people.items()
    }
    with TemporaryDirectory() as folder:
        loaded(Path(folder), data)
        with open_catalogue(Path(folder)) as catalogue:
            for each in filters:
                expected = [name for name in in_order(lives, Sort.DATE) if matches_dates(lives[name], each)]
                assert found(catalogue, RecordType.ACTOR, each, Sort.DATE) == expected


def _person(name: str, begin: str | None, end: str | None) -> ActorRecord:
    given_ends = {key: value for key, value in (("born", begin), ("died", end)) if value is not None}
    return actor(name, **given_ends)


MIXED = ["1954-03-26", None, "1954-03", "../1954-05-07", "1954-03-26", "/1950", "1954-03-31/..", None, "195X", "1954"]
EVERY_DOCUMENT = RecordQuery((RecordType.DOCUMENT,))


@pytest.mark.parametrize("sort", [Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE])
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_forward_and_backward_give_each_record_once_in_order(tmp_path: Path, sort: Sort, limit: int) -> None:
    loaded(tmp_path, data_set(documents=[document(f"d{place}", text) for place, text in enumerate(MIXED)]))
    named = {f"d{place}": None if text is None else parse(text) for place, text in enumerate(MIXED)}
    expected = sorted(named) if sort is Sort.TITLE else in_order(named, sort)
    with open_catalogue(tmp_path) as catalogue:
        pages = [read_page(catalogue, EVERY_DOCUMENT, PageRequest(sort, limit))]
        while pages[-1].next is not None:
            pages.append(read_page(catalogue, EVERY_DOCUMENT, PageRequest(sort, limit, pages[-1].next)))
        assert [name for page in pages for name in keys_of(catalogue, page)] == expected
        back = pages[-1]
        for earlier in reversed(pages[:-1]):
            assert back.prev is not None
            back = read_page(catalogue, EVERY_DOCUMENT, PageRequest(sort, limit, back.prev))
            assert back.rows == earlier.rows
        assert back.prev is None


DAY = parse("1954-03-26").outer.first or 0


def cursor(tie: str, *, day: int = DAY, backward: bool = False) -> Cursor:
    return Cursor((day, RecordType.DOCUMENT.number, tie), backward)


def documents_after(catalogue: Catalogue, sort: Sort, after: Cursor) -> list[str]:
    return keys_of(catalogue, read_page(catalogue, EVERY_DOCUMENT, PageRequest(sort, 10, after)))


def test_a_cursor_continues_where_its_record_was_even_when_that_is_gone(tmp_path: Path) -> None:
    loaded(tmp_path, data_set(documents=[document(name, "1954-03-26") for name in ("a", "b", "c", "d")]))
    loaded(tmp_path, data_set(documents=[document(name, "1954-03-26") for name in ("a", "c", "d")]))
    with open_catalogue(tmp_path) as catalogue:
        assert documents_after(catalogue, Sort.DATE, cursor("b")) == ["c", "d"]
        assert documents_after(catalogue, Sort.DATE, cursor("b", backward=True)) == ["a"]
        assert documents_after(catalogue, Sort.DATE_REVERSED, cursor("b")) == ["a"]


def test_a_cursor_continues_on_its_old_day_when_its_record_has_moved_to_another(tmp_path: Path) -> None:
    days = {"a": "1954-03-26", "b": "1954-03-25", "c": "1954-03-26", "d": None, "e": "1954-03-27"}
    loaded(tmp_path, data_set(documents=[document(name, day) for name, day in days.items()]))
    with open_catalogue(tmp_path) as catalogue:
        assert documents_after(catalogue, Sort.DATE, cursor("b")) == ["c", "e", "d"]
        assert documents_after(catalogue, Sort.DATE, cursor("d")) == ["e", "d"]
        assert documents_after(catalogue, Sort.DATE, cursor("a", day=AFTER_ALL)) == ["d"]
        assert documents_after(catalogue, Sort.DATE_REVERSED, cursor("e")) == ["c", "a", "b", "d"]


def test_a_cursor_after_which_nothing_is_left_leads_back(tmp_path: Path) -> None:
    loaded(tmp_path, data_set(documents=[document(name, "1954-03-26") for name in ("a", "b")]))
    with open_catalogue(tmp_path) as catalogue:
        after = read_page(catalogue, EVERY_DOCUMENT, PageRequest(Sort.DATE, 10, cursor("x")))
        before = read_page(catalogue, EVERY_DOCUMENT, PageRequest(Sort.DATE, 10, cursor("A", backward=True)))
        assert (after.rows, after.next, before.rows, before.prev) == ([], None, [], None)
        assert after.prev is not None
        assert before.next is not None
        assert documents_after(catalogue, Sort.DATE, after.prev) == ["a", "b"]
        assert documents_after(catalogue, Sort.DATE, before.next) == ["a", "b"]
