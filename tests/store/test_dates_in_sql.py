"""What SQL answers about dates equals a plain reading of the definitions, for random records and spans."""

from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.database.engine import Reader
from app.loading import records as r
from app.store import documents, events, numbered, records
from app.store.paging import Asked, Cursor, Sort
from app.timeline.dates import EdtfDate, parse
from app.timeline.days import Day, Span
from app.timeline.filters import ActorFilter, DateMatch, Dates, DocumentFilter, EventFilter, RecordFilter
from tests.store.corpus import actor, data_set, document, event, ids, loaded, reader_of

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
QUESTIONS = st.builds(Dates, st.one_of(st.none(), SPANS, SPANS, SPANS), st.sampled_from(DateMatch))


def plainly(date: EdtfDate | None, asked: Dates) -> bool:
    """Whether a record with this date matches, by the words of the definitions."""
    if asked.span is None or date is None:
        return asked.span is None and date is None
    first, last = asked.span.first, asked.span.last
    earliest, latest = date.outer.first, date.outer.last
    if asked.match is DateMatch.OVERLAPS:
        return (latest is None or first is None or latest >= first) and (
            earliest is None or last is None or earliest <= last
        )
    if asked.match is DateMatch.WITHIN:
        begins = first is None or (earliest is not None and earliest >= first)
        ends = last is None or (latest is not None and latest <= last)
        return begins and ends
    if date.inner is None:
        return False
    begun = date.inner.first is None or (first is not None and date.inner.first <= first)
    ended = date.inner.last is None or (last is not None and date.inner.last >= last)
    return begun and ended


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


@given(LISTS, st.lists(QUESTIONS, min_size=10, max_size=10), st.sampled_from([Sort.DATE, Sort.DATE_REVERSED]))
@settings(max_examples=30, deadline=None)
def test_documents_and_events_match_as_the_definitions_say(
    texts: list[str | None], questions: list[Dates], sort: Sort
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
        reader = reader_of(Path(folder))
        with reader.answer():
            for asked in questions:
                expected = [record for record in in_order(dates, sort) if plainly(dates[record], asked)]
                assert _documents(reader, asked, sort) == expected
                events_expected = [
                    f"e-{record}" for record in in_order(happened, sort) if plainly(dates[record], asked)
                ]
                assert _events(reader, asked, sort) == events_expected
        reader.close()


@given(st.lists(DATES, min_size=1, max_size=20), st.lists(QUESTIONS, min_size=10, max_size=10))
@settings(max_examples=15, deadline=None)
def test_lives_match_as_the_definitions_say(texts: list[str], questions: list[Dates]) -> None:
    ends = [text.split("/") for text in texts if text.count("/") == 1 and "[" not in text]
    people = {f"p{place}": (begin or None, end or None) for place, (begin, end) in enumerate(ends)}
    data = data_set(actors=[_person(name, begin, end) for name, (begin, end) in people.items()])
    lives = {name: parse(f"{begin or ''}/{end or ''}") for name, (begin, end) in people.items()}
    with TemporaryDirectory() as folder:
        loaded(Path(folder), data)
        reader = reader_of(Path(folder))
        with reader.answer():
            for asked in questions:
                clauses = records.actor_clauses(ActorFilter(dates=asked))
                found = records.page(reader, records.ACTORS, clauses, Asked(Sort.DATE, 500))
                expected = [name for name in in_order(dict(lives), Sort.DATE) if plainly(lives[name], asked)]
                assert ids([row.key for row in found.rows]) == expected
                assert found.total == len(expected)
        reader.close()


def _person(name: str, begin: str | None, end: str | None) -> r.Actor:
    given_ends = {key: value for key, value in (("born", begin), ("died", end)) if value is not None}
    return actor(name, **given_ends)


def _documents(reader: Reader, asked: Dates, sort: Sort) -> list[str]:
    question = documents.question(reader, DocumentFilter(RecordFilter(dates=asked)))
    found = numbered.page(reader, question, Asked(sort, 500), ("item",))
    assert found.total == len(found.rows)
    return ids([row.key for row in found.rows])


def _events(reader: Reader, asked: Dates, sort: Sort) -> list[str]:
    question = events.question(reader, EventFilter(RecordFilter(dates=asked)))
    found = numbered.page(reader, question, Asked(sort, 500), ("item",))
    assert found.total == len(found.rows)
    return ids([row.key for row in found.rows])


MIXED = ["1954-03-26", None, "1954-03", "../1954-05-07", "1954-03-26", "/1950", "1954-03-31/..", None, "195X", "1954"]


@pytest.mark.parametrize("sort", [Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE])
@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_forward_and_backward_give_each_record_once_in_order(tmp_path: Path, sort: Sort, limit: int) -> None:
    loaded(tmp_path, data_set(documents=[document(f"d{place}", text) for place, text in enumerate(MIXED)]))
    reader = reader_of(tmp_path)
    with reader.answer():
        question = documents.question(reader, DocumentFilter())
        whole = ids([row.key for row in numbered.page(reader, question, Asked(sort, 500), ("item",)).rows])
        pages = [numbered.page(reader, question, Asked(sort, limit), ("item",))]
        while pages[-1].next is not None:
            pages.append(numbered.page(reader, question, Asked(sort, limit, pages[-1].next), ("item",)))
        assert [name for page in pages for name in ids([row.key for row in page.rows])] == whole
        assert len(whole) == len(MIXED)
        back = pages[-1]
        for earlier in reversed(pages[:-1]):
            assert back.prev is not None
            back = numbered.page(reader, question, Asked(sort, limit, back.prev), ("item",))
            assert back.rows == earlier.rows
        assert back.prev is None
    reader.close()


def test_a_cursor_goes_on_where_its_record_was_even_when_that_is_gone(tmp_path: Path) -> None:
    loaded(tmp_path, data_set(documents=[document(name, "1954-03-26") for name in ("a", "b", "c", "d")]))
    url = loaded(tmp_path, data_set(documents=[document(name, "1954-03-26") for name in ("a", "c", "d")]))
    assert url
    reader = reader_of(tmp_path)
    with reader.answer():
        question = documents.question(reader, DocumentFilter())
        key = (parse("1954-03-26").outer.first or 0, "b")
        onward = numbered.page(reader, question, Asked(Sort.DATE, 10, Cursor(key)), ("item",))
        back = numbered.page(reader, question, Asked(Sort.DATE, 10, Cursor(key, backward=True)), ("item",))
        reverse = numbered.page(reader, question, Asked(Sort.DATE_REVERSED, 10, Cursor(key)), ("item",))
    reader.close()
    assert ids([row.key for row in onward.rows]) == ["c", "d"]
    assert ids([row.key for row in back.rows]) == ["a"]
    assert ids([row.key for row in reverse.rows]) == ["a"]


def test_a_cursor_beyond_which_nothing_is_left_leads_back(tmp_path: Path) -> None:
    loaded(tmp_path, data_set(documents=[document(name, "1954-03-26") for name in ("a", "b")]))
    reader = reader_of(tmp_path)
    with reader.answer():
        question = documents.question(reader, DocumentFilter())
        day = parse("1954-03-26").outer.first or 0
        beyond = numbered.page(reader, question, Asked(Sort.DATE, 10, Cursor((day, "x"))), ("item",))
        before = numbered.page(reader, question, Asked(Sort.DATE, 10, Cursor((day, "A"), backward=True)), ("item",))
        assert (beyond.rows, beyond.next, before.rows, before.prev) == ([], None, [], None)
        assert beyond.prev is not None
        assert before.next is not None
        back = numbered.page(reader, question, Asked(Sort.DATE, 10, beyond.prev), ("item",))
        onward = numbered.page(reader, question, Asked(Sort.DATE, 10, before.next), ("item",))
    reader.close()
    assert ids([row.key for row in back.rows]) == ids([row.key for row in onward.rows]) == ["a", "b"]
