"""The reading of EDTF compared with that of others: collected cases, real data, two libraries."""

import re
import warnings
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from undate import Undate  # type: ignore[import-untyped]

from app.timeline.dates import InvalidDate, day_of, parse
from app.timeline.days import Day, Span
from tests.serving import DATA

pytestmark = pytest.mark.slow

with warnings.catch_warnings():
    # edtf's grammar draws warnings from newer versions of its parser generator.
    warnings.simplefilter("ignore")
    from edtf import parse_edtf

# Valid in the cases, refused here on purpose; strings with a time are refused too.
REFUSED_ON_PURPOSE = {"Y17E8": "a year past 999999999 does not fit the ordering of records"}


def days_of(text: str) -> Day:
    year, month, number = re.fullmatch(r"(-?\d+)-(\d\d)-(\d\d)", text).groups()  # type: ignore[union-attr]
    return day_of(int(year), int(month), int(number))


@pytest.fixture(scope="module")
def cases() -> list[dict[str, str | bool | None]]:
    text = (DATA / "edtf-cases.yaml").read_text(encoding="utf-8")
    read: list[dict[str, str | bool | None]] = yaml.safe_load(text)["cases"]
    return read


def refusal(text: object) -> str | None:
    try:
        parse(str(text))
    except InvalidDate as refused:
        return refused.reason
    return None


class TestCollectedCases:
    def test_what_all_hold_valid_is_a_date_or_has_a_time(self, cases: list[dict[str, str | bool | None]]) -> None:
        refused = {case["edtf"]: refusal(case["edtf"]) for case in cases if case["valid"] is True}
        other = {text for text, reason in refused.items() if reason and reason != "days only, no times or zones"}
        assert other == set(REFUSED_ON_PURPOSE)
        assert all("T" in str(text) for text, reason in refused.items() if reason and text not in other)

    def test_what_all_hold_invalid_is_refused(self, cases: list[dict[str, str | bool | None]]) -> None:
        invalid = [case["edtf"] for case in cases if case["valid"] is False]
        assert invalid
        assert [text for text in invalid if refusal(text) is None] == []

    def test_bounds_are_those_on_which_others_agree(self, cases: list[dict[str, str | bool | None]]) -> None:
        with_bounds = [case for case in cases if "earliest" in case and refusal(case["edtf"]) is None]
        assert len(with_bounds) > 150
        for case in with_bounds:
            first, last = case["earliest"], case["latest"]
            expected = Span(days_of(str(first)) if first else None, days_of(str(last)) if last else None)
            assert parse(str(case["edtf"])).outer == expected, case["edtf"]

    def test_what_is_disputed_is_a_date_or_refused_for_a_known_reason(
        self, cases: list[dict[str, str | bool | None]]
    ) -> None:
        reasons = {refusal(case["edtf"]) for case in cases if case["valid"] is None}
        assert {re.sub('^".*": ', "", reason) for reason in reasons if reason} == {
            "days only, no times or zones",
            "EDTF has no blanks, not even after a comma",
            "a year has four digits",
            "neither end of it is known",
        }


def test_every_date_of_a_large_edition_of_letters_is_read() -> None:
    dates = (DATA / "letter-dates.txt").read_text(encoding="utf-8").splitlines()
    assert len(dates) == 1915
    assert [(date, refusal(date)) for date in dates if refusal(date)] == []


def dates_in(value: object) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from dates_in(item)
    elif isinstance(value, dict):
        if isinstance(value.get("date"), str):
            yield value["date"]
        for begin, end in (("born", "died"), ("founded", "dissolved"), ("from", "to")):
            if value.get(begin) or value.get(end):
                yield f"{value.get(begin) or ''}/{value.get(end) or ''}"
        for item in value.values():
            yield from dates_in(item)


def test_every_date_in_the_facts_of_1954_is_read() -> None:
    dates = list(dates_in(yaml.safe_load((DATA / "facts-1954.yaml").read_text(encoding="utf-8"))))
    assert len(dates) == 960
    assert [(date, refusal(date)) for date in dates if refusal(date)] == []


def valid(text: str) -> bool:
    return refusal(text) is None


def apart(begin: str, end: str) -> bool:
    """Whether every day of `begin` lies before every day of `end`."""
    last, first = parse(begin).outer.last, parse(end).outer.first
    return last is not None and first is not None and last < first


MARK = st.sampled_from(["", "", "", "~", "?", "%"])
YEAR = st.integers(1, 9998).map("{:04d}".format)
MONTH = st.integers(1, 12).map("{:02d}".format)
NUMBER = st.integers(1, 31).map("{:02d}".format)
# The year's unknown digits are the last ones; the month's and the day's are both unknown.
VAGUE_YEAR = st.tuples(YEAR, st.sampled_from([1, 2])).map(lambda pair: pair[0][: -pair[1]] + "X" * pair[1])
PLAIN = st.one_of(YEAR, st.tuples(YEAR, MONTH).map("-".join), st.tuples(YEAR, MONTH, NUMBER).map("-".join)).filter(
    valid
)
VAGUE = st.one_of(
    VAGUE_YEAR,
    st.tuples(VAGUE_YEAR, MONTH).map("-".join),
    st.tuples(YEAR, MONTH, st.just("XX")).map("-".join),
    YEAR.map("{}-XX".format),
    YEAR.map("{}-XX-XX".format),
)
MARKED_PLAIN = st.tuples(PLAIN, MARK).map("".join)
MARKED = MARKED_PLAIN | st.tuples(VAGUE, MARK).map("".join)
LONG = st.integers(10_000, 200_000_000).map("Y{}".format) | st.integers(10_000, 200_000_000).map("Y-{}".format)
ANCIENT = st.integers(1, 9998).map("-{:04d}".format)
SEASON = st.tuples(YEAR, st.sampled_from(["21", "22", "23"])).map("-".join)


class TestTheLibraryEdtf:
    """Left out as its faults: unknown ends, winters, days that the calendar lacks, ends before beginnings, `S`,
    unknown digits with a mark behind them or in an interval.
    """

    @staticmethod
    def bounds(text: str) -> Span:
        read = parse_edtf(text)
        first, last = read.lower_strict(), read.upper_strict()
        return Span(
            day_of(first.tm_year, first.tm_mon, first.tm_mday),
            day_of(last.tm_year, last.tm_mon, last.tm_mday),
        )

    @given(MARKED_PLAIN | VAGUE | LONG | ANCIENT | SEASON)
    @settings(max_examples=60)
    def test_single_dates_have_the_same_bounds(self, text: str) -> None:
        assert parse(text).outer == self.bounds(text)

    @given(MARKED_PLAIN | ANCIENT, MARKED_PLAIN)
    @settings(max_examples=40)
    def test_intervals_have_the_same_bounds(self, begin: str, end: str) -> None:
        text = f"{begin}/{end}"
        assume(valid(text))
        assert parse(text).outer == self.bounds(text)

    @given(st.lists(PLAIN, min_size=2, max_size=4), st.sampled_from(["[{}]", "{{{}}}"]))
    @settings(max_examples=30)
    def test_sets_have_the_same_bounds(self, dates: list[str], brackets: str) -> None:
        text = brackets.format(",".join(dates))
        assert parse(text).outer == self.bounds(text)


class TestTheLibraryUndate:
    """Left out as its faults: seasons, sets, times, marks on parts, wholly unknown years, ends that overlap."""

    @given(PLAIN | MARKED | LONG | ANCIENT)
    @settings(max_examples=100)
    def test_single_dates_have_the_same_bounds(self, text: str) -> None:
        read = Undate.parse(text, "EDTF")
        first, last = read.earliest, read.latest
        assert parse(text).outer == Span(
            day_of(first.year, first.month, first.day), day_of(last.year, last.month, last.day)
        )

    @given(PLAIN, PLAIN)
    @settings(max_examples=60)
    def test_intervals_have_the_same_bounds(self, begin: str, end: str) -> None:
        assume(apart(begin, end))
        text = f"{begin}/{end}"
        read = Undate.parse(text, "EDTF")
        first, last = read.earliest.earliest, read.latest.latest
        assert parse(text).outer == Span(
            day_of(first.year, first.month, first.day), day_of(last.year, last.month, last.day)
        )
