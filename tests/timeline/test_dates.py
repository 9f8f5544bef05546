"""What an EDTF date means, and what is none."""

import datetime as dt
import itertools
import re

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from app.timeline.dates import EdtfDate, InvalidDate, Precision, day_of, interval, iso_day, parse
from app.timeline.days import ALWAYS, Day, Span


def written(span: Span | None) -> str | None:
    """`1954-03-01..1954-03-31`; an end without limit is empty; None stays None."""
    if span is None:
        return None
    return "..".join("" if end is None else iso_day(end) for end in (span.first, span.last))


def day(text: str) -> Day:
    year, month, number = text.rsplit("-", 2)
    return day_of(int(year), int(month), int(number))


class TestTheTableOfTheModel:
    @pytest.mark.parametrize(
        ("edtf", "outer", "inner"),
        [
            ("1954-03-26", "1954-03-26..1954-03-26", "1954-03-26..1954-03-26"),
            ("1954-03", "1954-03-01..1954-03-31", None),
            ("1954-01-25/1954-02-18", "1954-01-25..1954-02-18", "1954-01-25..1954-02-18"),
            ("1953-05/1954-07", "1953-05-01..1954-07-31", "1953-05-31..1954-07-01"),
            ("1954-03-31/..", "1954-03-31..", "1954-03-31.."),
            ("1954-03-31/", "1954-03-31..", "1954-03-31..1954-03-31"),
            ("../1954-05-07", "..1954-05-07", "..1954-05-07"),
            ("/1954-05-07", "..1954-05-07", "1954-05-07..1954-05-07"),
            ("[1954-02-10..1954-03-26]", "1954-02-10..1954-03-26", None),
            ("{1954-02-10,1954-02-15}", "1954-02-10..1954-02-15", None),
            ("195X", "1950-01-01..1959-12-31", None),
            ("1954-22", "1954-06-01..1954-08-31", None),
        ],
    )
    def test_each_row_has_its_bounds(self, edtf: str, outer: str, inner: str | None) -> None:
        date = parse(edtf)
        assert written(date.outer) == outer
        assert written(date.inner) == inner


SPECIFICATION = [
    # level 0: dates, intervals
    ("1985-04-12", "1985-04-12..1985-04-12", "day"),
    ("1985-04", "1985-04-01..1985-04-30", "month"),
    ("1985", "1985-01-01..1985-12-31", "year"),
    ("1964/2008", "1964-01-01..2008-12-31", "year"),
    ("2004-06/2006-08", "2004-06-01..2006-08-31", "month"),
    ("2004-02-01/2005-02-08", "2004-02-01..2005-02-08", "day"),
    ("2004-02-01/2005-02", "2004-02-01..2005-02-28", "month"),
    ("2004-02-01/2005", "2004-02-01..2005-12-31", "year"),
    ("2005/2006-02", "2005-01-01..2006-02-28", "year"),
    # level 1: long years, seasons, marks, unspecified digits, open and unknown ends, years before 0000
    ("Y170000002", "+170000002-01-01..+170000002-12-31", "year"),
    ("Y-170000002", "-170000002-01-01..-170000002-12-31", "year"),
    ("2001-21", "2001-03-01..2001-05-31", "season"),
    ("1984?", "1984-01-01..1984-12-31", "year"),
    ("2004-06~", "2004-06-01..2004-06-30", "month"),
    ("2004-06-11%", "2004-06-11..2004-06-11", "day"),
    ("201X", "2010-01-01..2019-12-31", "decade"),
    ("20XX", "2000-01-01..2099-12-31", "century"),
    ("2004-XX", "2004-01-01..2004-12-31", "year"),
    ("1985-04-XX", "1985-04-01..1985-04-30", "month"),
    ("1985-XX-XX", "1985-01-01..1985-12-31", "year"),
    ("1985-04-12/..", "1985-04-12..", "day"),
    ("1985-04/..", "1985-04-01..", "month"),
    ("1985/..", "1985-01-01..", "year"),
    ("../1985-04-12", "..1985-04-12", "day"),
    ("../1985-04", "..1985-04-30", "month"),
    ("../1985", "..1985-12-31", "year"),
    ("1985-04-12/", "1985-04-12..", "day"),
    ("1985-04/", "1985-04-01..", "month"),
    ("1985/", "1985-01-01..", "year"),
    ("/1985-04-12", "..1985-04-12", "day"),
    ("/1985-04", "..1985-04-30", "month"),
    ("/1985", "..1985-12-31", "year"),
    ("-1985", "-001985-01-01..-001985-12-31", "year"),
    # level 2: exponents, significant digits, groupings of months
    ("Y-17E7", "-170000000-01-01..-170000000-12-31", "year"),
    ("1950S2", "1900-01-01..1999-12-31", "century"),
    ("Y171010000S3", "+171000000-01-01..+171999999-12-31", "century"),
    ("Y3388E2S3", "+338000-01-01..+338999-12-31", "century"),
    ("2001-34", "2001-04-01..2001-06-30", "season"),
    # level 2: sets
    ("[1667,1668,1670..1672]", "1667-01-01..1672-12-31", "year"),
    ("[..1760-12-03]", "..1760-12-03", "day"),
    ("[1760-12..]", "1760-12-01..", "month"),
    ("[1760-01,1760-02,1760-12..]", "1760-01-01..", "month"),
    ("[1667,1760-12]", "1667-01-01..1760-12-31", "year"),
    ("[..1984]", "..1984-12-31", "year"),
    ("{1667,1668,1670..1672}", "1667-01-01..1672-12-31", "year"),
    ("{1960,1961-12}", "1960-01-01..1961-12-31", "year"),
    ("{..1984}", "..1984-12-31", "year"),
    # level 2: marks on parts
    ("2004-06~-11", "2004-06-11..2004-06-11", "day"),
    ("2004?-06-11", "2004-06-11..2004-06-11", "day"),
    ("?2004-06-~11", "2004-06-11..2004-06-11", "day"),
    ("2004-%06-11", "2004-06-11..2004-06-11", "day"),
    # level 2: unspecified digits anywhere, intervals of all these
    ("156X-12-25", "1560-12-25..1569-12-25", "decade"),
    ("15XX-12-25", "1500-12-25..1599-12-25", "century"),
    ("XXXX-12-XX", "0000-12-01..9999-12-31", "century"),
    ("1XXX-XX", "1000-01-01..1999-12-31", "century"),
    ("1XXX-12", "1000-12-01..1999-12-31", "century"),
    ("1984-1X", "1984-10-01..1984-12-31", "year"),
    ("2004-06-~01/2004-06-~20", "2004-06-01..2004-06-20", "day"),
    ("2004-06-XX/2004-07-03", "2004-06-01..2004-07-03", "month"),
]


class TestTheExamplesOfTheSpecification:
    @pytest.mark.parametrize(("edtf", "outer", "precision"), SPECIFICATION)
    def test_each_has_its_bounds_and_precision(self, edtf: str, outer: str, precision: str) -> None:
        date = parse(edtf)
        assert written(date.outer) == outer
        assert date.precision == Precision(precision)
        assert date.text == edtf

    @pytest.mark.parametrize(
        "edtf",
        ["1985-04-12T23:20:30", "1985-04-12T23:20:30Z", "1985-04-12T23:20:30-04", "1985-04-12T23:20:30+04:30"],
    )
    def test_times_and_zones_are_refused(self, edtf: str) -> None:
        with pytest.raises(InvalidDate, match="days only, no times or zones"):
            parse(edtf)


class TestPartsOfAYear:
    @pytest.mark.parametrize(
        ("edtf", "outer"),
        [
            ("1954-21", "1954-03-01..1954-05-31"),
            ("1954-22", "1954-06-01..1954-08-31"),
            ("1954-23", "1954-09-01..1954-11-30"),
            ("1954-24", "1954-12-01..1955-02-28"),
            ("1955-24", "1955-12-01..1956-02-29"),
            ("-0001-24", "-000001-12-01..0000-02-29"),
            ("9999-24", "9999-12-01..+010000-02-29"),
            ("195X-24", "1950-12-01..1960-02-29"),
        ],
    )
    def test_seasons_are_northern_and_winter_ends_in_the_next_year(self, edtf: str, outer: str) -> None:
        assert written(parse(edtf).outer) == outer

    @pytest.mark.parametrize(
        ("edtf", "outer"),
        [
            ("2001-25", "2001-03-01..2001-05-31"),
            ("2001-28", "2001-12-01..2002-02-28"),
            ("2001-29", "2001-09-01..2001-11-30"),
            ("2001-30", "2001-12-01..2002-02-28"),
            ("2001-31", "2001-03-01..2001-05-31"),
            ("2001-32", "2001-06-01..2001-08-31"),
            ("2001-33", "2001-01-01..2001-03-31"),
            ("2001-36", "2001-10-01..2001-12-31"),
            ("2001-37", "2001-01-01..2001-04-30"),
            ("2001-39", "2001-09-01..2001-12-31"),
            ("2001-40", "2001-01-01..2001-06-30"),
            ("2001-41", "2001-07-01..2001-12-31"),
        ],
    )
    def test_seasons_with_a_hemisphere_quarters_thirds_and_halves_have_theirs(self, edtf: str, outer: str) -> None:
        assert written(parse(edtf).outer) == outer

    @given(st.integers(0, 9999), st.integers(1, 12))
    def test_the_months_of_a_year_follow_one_another_without_a_gap(self, year: int, month: int) -> None:
        span = parse(f"{year:04d}-{month:02d}").outer
        assert span.first == day_of(year, month, 1)
        assert span.last is not None
        following = day_of(year, month + 1, 1) if month < 12 else day_of(year + 1, 1, 1)
        assert span.last + 1 == following


def matching_days(pattern: str) -> list[dt.date]:
    """All days that a pattern with X for unknown digits can mean, looked up one by one."""
    years = (int("".join(digits)) for digits in itertools.product(*(digits_of(sign) for sign in pattern[:4])))
    matches = re.compile(pattern.replace("X", "[0-9]")).fullmatch
    firsts = [dt.date(year, 1, 1) for year in years]
    every = (first + dt.timedelta(days) for first in firsts for days in range(366))
    return [date for date in every if matches(date.isoformat())]


def digits_of(sign: str) -> str:
    return "0123456789" if sign == "X" else sign


YEAR_PATTERNS = st.from_regex(r"19[0-9X][0-9X]|1X[0-9][0-9]|[1-8]X5[0-9]", fullmatch=True)
DAY_PATTERNS = st.from_regex(r"([01X][0-9X])-([0-3X][0-9X])", fullmatch=True)


class TestUnknownDigits:
    @given(YEAR_PATTERNS, DAY_PATTERNS)
    @settings(max_examples=60)
    @example("190X", "02-29")
    @example("19X1", "02-29")
    @example("15XX", "01-3X")
    @example("156X", "09-31")
    @example("1954", "X4-31")
    def test_bounds_are_the_first_and_last_day_that_fit_all_digits(self, year: str, month_and_day: str) -> None:
        pattern = f"{year}-{month_and_day}"
        fitting = matching_days(pattern)
        if fitting:
            assert parse(pattern).outer == Span(Day(fitting[0].toordinal()), Day(fitting[-1].toordinal()))
        else:
            with pytest.raises(InvalidDate, match=r"does not exist|has no day"):
                parse(pattern)

    @pytest.mark.parametrize(
        ("edtf", "outer"),
        [
            ("-01XX", "-000199-01-01..-000100-12-31"),
            ("-XXXX", "-009999-01-01..-000001-12-31"),
            ("-000X-02-29", "-000008-02-29..-000004-02-29"),
            ("-156X-12-25", "-001569-12-25..-001560-12-25"),
        ],
    )
    def test_before_year_0_the_largest_number_is_the_first_year(self, edtf: str, outer: str) -> None:
        assert written(parse(edtf).outer) == outer

    @pytest.mark.parametrize(
        ("edtf", "precision"),
        [
            ("1954-03-2X", "month"),
            ("1954-1X-26", "year"),
            ("195X-03-26", "decade"),
            ("19X4", "century"),
            ("1XXX", "century"),
            ("195X-22", "decade"),
            ("1954S3", "decade"),
            ("1954S4", "year"),
        ],
    )
    def test_precision_counts_an_unknown_digit_by_its_place(self, edtf: str, precision: str) -> None:
        assert parse(edtf).precision == Precision(precision)

    def test_digits_that_leave_one_day_are_that_day(self) -> None:
        assert written(parse("2001-04-3X").inner) == "2001-04-30..2001-04-30"


class TestSignificantDigits:
    @pytest.mark.parametrize(
        ("edtf", "outer"),
        [
            ("1950S3", "1950-01-01..1959-12-31"),
            ("1953S1", "1000-01-01..1999-12-31"),
            ("-1859S2", "-001899-01-01..-001800-12-31"),
            ("-1859S5", "-001859-01-01..-001859-12-31"),
            ("0050S1", "0050-01-01..0059-12-31"),
            ("Y-171010000S2", "-179999999-01-01..-170000000-12-31"),
        ],
    )
    def test_the_other_digits_are_open(self, edtf: str, outer: str) -> None:
        assert written(parse(edtf).outer) == outer


class TestMarks:
    @pytest.mark.parametrize(
        ("edtf", "approximate", "uncertain"),
        [
            ("2004-06-11", False, False),
            ("2004-06-11~", True, False),
            ("2004-06-11?", False, True),
            ("2004-06-11%", True, True),
            ("2004?-06-11", False, True),
            ("~2004-06-11", True, False),
            ("2004?-06-~11", True, True),
            ("2004-06-~11/2004-06-20", True, False),
            ("2004/2005?", False, True),
            ("[1667,1668?]", False, True),
            ("{1667~,1668}", True, False),
            ("Y170000002~", True, False),
            ("?1950S2", False, True),
        ],
    )
    def test_a_mark_anywhere_marks_the_date(self, edtf: str, approximate: bool, uncertain: bool) -> None:
        date = parse(edtf)
        assert (date.approximate, date.uncertain) == (approximate, uncertain)

    @pytest.mark.parametrize("mark", ["~", "?", "%"])
    @pytest.mark.parametrize("place", ["{}1954-03-26", "1954{}-03-26", "1954-{}03-26", "1954-03{}-26", "1954-03-{}26",
                                       "1954-03-26{}"])  # fmt: skip
    def test_marks_widen_nothing_and_leave_no_certain_day(self, mark: str, place: str) -> None:
        date = parse(place.format(mark))
        assert date.outer == parse("1954-03-26").outer
        assert date.inner is None

    @pytest.mark.parametrize(
        ("edtf", "inner"),
        [
            ("1954-03-31/1954-05-07?", "1954-03-31..1954-03-31"),
            ("1954-03-31~/1954-05-07", "1954-05-07..1954-05-07"),
            ("1954-03-31~/1954-05-07~", None),
            ("1954-03-31?/..", None),
            ("1954-03-31?/", None),
            ("../1954-05-07%", None),
            ("1954-03/1954-05-~07", None),
        ],
    )
    def test_a_marked_end_counts_as_unknown_for_the_inner_bounds(self, edtf: str, inner: str | None) -> None:
        assert written(parse(edtf).inner) == inner


WINDOW = range(day("1954-01-01"), day("1954-04-30") + 1)
BEFORE, AFTER = WINDOW[0] - 1, WINDOW[-1] + 1
ENDS = ["1954-01", "1954-02", "1954-03", "1954-04", "1954-02-10", "1954-02-28", "1954-03-01", "1954-03-26",
        "1954-02-10~", "1954-03?", "1954-03-26%", "..", ""]  # fmt: skip


def possible_days(end: str, open_end: int) -> list[int]:
    """All days on which the end can lie: an unknown or marked one anywhere, an open one beyond all of these."""
    if end == "..":
        return [open_end]
    if end == "" or end[-1] in "~?%":
        return [BEFORE, *WINDOW, AFTER]
    span = parse(end).outer
    return [number for number in WINDOW if span.holds(Day(number))]


class TestInnerBounds:
    @pytest.mark.parametrize("begin", ENDS)
    @pytest.mark.parametrize("end", ENDS)
    def test_they_are_the_days_under_way_in_every_possible_case(self, begin: str, end: str) -> None:
        try:
            date = parse(f"{begin}/{end}")
        except InvalidDate:
            assert (begin, end) == ("", "") or end[:10] < begin[:10]
            return
        earliest = BEFORE - 1 if date.outer.first is None else date.outer.first
        latest = AFTER + 1 if date.outer.last is None else date.outer.last
        cases = [
            (first, last)
            for first in possible_days(begin, BEFORE - 1)
            for last in possible_days(end, AFTER + 1)
            if earliest <= first <= last <= latest
        ]
        last_beginning = max(first for first, _ in cases)
        first_ending = min(last for _, last in cases)
        under_way = [number for number in WINDOW if last_beginning <= number <= first_ending]
        assert under_way == [number for number in WINDOW if date.inner is not None and date.inner.holds(Day(number))]

    def test_a_beginning_that_can_only_be_the_end_is_certain(self) -> None:
        assert written(parse("1954/1954-01-01").inner) == "1954-01-01..1954-01-01"


class TestBeginAndEnd:
    @pytest.mark.parametrize(
        ("edtf", "begin", "end"),
        [
            ("1954-03", "1954-03-01..1954-03-31", "1954-03-01..1954-03-31"),
            ("1953-05/1954-07", "1953-05-01..1953-05-31", "1954-07-01..1954-07-31"),
            ("1954/1954-03-26", "1954-01-01..1954-03-26", "1954-03-26..1954-03-26"),
            ("1954-03-26/1954", "1954-03-26..1954-03-26", "1954-03-26..1954-12-31"),
            ("1953-05/..", "1953-05-01..1953-05-31", ".."),
            ("1953-05/", "1953-05-01..1953-05-31", ".."),
            ("../1954-07", "..", "1954-07-01..1954-07-31"),
            ("/1954-07", "..", "1954-07-01..1954-07-31"),
            ("../..", "..", ".."),
            ("[1954-02-10..1954-03-26]", "1954-02-10..1954-03-26", "1954-02-10..1954-03-26"),
            ("[..1984]", "..1984-12-31", "..1984-12-31"),
            ("{1960,1961-12}", "1960-01-01..1960-12-31", "1961-12-01..1961-12-31"),
            ("{1961-12,1960}", "1960-01-01..1960-12-31", "1961-12-01..1961-12-31"),
            ("{1960..1962}", "1960-01-01..1960-12-31", "1962-01-01..1962-12-31"),
            ("{..1984}", "..", "1984-01-01..1984-12-31"),
            ("{1984..}", "1984-01-01..1984-12-31", ".."),
        ],
    )
    def test_they_are_the_days_on_which_it_can_have_begun_and_ended(self, edtf: str, begin: str, end: str) -> None:
        date = parse(edtf)
        assert written(date.begin) == begin
        assert written(date.end) == end


class TestIntervalsWithoutDates:
    def test_without_beginning_or_end_every_day_is_certain(self) -> None:
        date = parse("../..")
        assert date.outer == ALWAYS
        assert date.inner == ALWAYS

    @pytest.mark.parametrize("edtf", ["/..", "../"])
    def test_one_unknown_end_leaves_none_certain(self, edtf: str) -> None:
        date = parse(edtf)
        assert date.outer == ALWAYS
        assert date.inner is None

    def test_two_unknown_ends_are_no_date(self) -> None:
        with pytest.raises(InvalidDate, match="neither end of it is known"):
            parse("/")


class TestTenuresAndLives:
    @pytest.mark.parametrize(
        ("begin", "end", "text"),
        [
            ("1953-03-05", "1956-06-01", "1953-03-05/1956-06-01"),
            ("1953", None, "1953/"),
            ("1953", "..", "1953/.."),
            (None, "1956~", "/1956~"),
            (None, "..", "/.."),
            ("..", "1956", "../1956"),
        ],
    )
    def test_a_missing_end_is_unknown_and_dots_go_on(self, begin: str | None, end: str | None, text: str) -> None:
        assert interval(begin, end) == parse(text)

    def test_without_either_there_is_no_date(self) -> None:
        assert interval(None, None) is None

    @pytest.mark.parametrize(
        ("begin", "end"), [("1956", "1953"), ("", ""), ("1953/1954", None), ("[1953,1954]", "1956"), ("1953", "x")]
    )
    def test_ends_that_make_no_interval_are_refused(self, begin: str, end: str | None) -> None:
        with pytest.raises(InvalidDate):
            interval(begin, end)


class TestRefusals:
    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("", "it is empty"),
            ("1" * 201, "it is longer than 200 characters"),
            ("1954-13", "month 13 does not exist"),
            ("1954-00", "month 00 does not exist"),
            ("1954-20", "month 20 does not exist"),
            ("1954-42", "month 42 does not exist"),
            ("1954-2X", "month 2X does not exist"),
            ("1954-13-XX", "month 13 does not exist"),
            ("1954-01-00", "day 00 does not exist"),
            ("1954-01-32", "day 32 does not exist"),
            ("1954-01-4X", "day 4X does not exist"),
            ("1900-02-29", "February 1900 has no day 29"),
            ("156X-09-31", "September 156X has no day 31"),
            ("1954-02-3X", "February 1954 has no day 3X"),
            ("XXX1-02-29", "February XXX1 has no day 29"),
            ("1954-X4-31", "April 1954 has no day 31"),
            ("1954-21-01", "21 is a part of a year that has no days of its own"),
            ("1955/1954", "1955 to 1954 ends before it begins"),
            ("1954-03-27/1954-03-26?", "1954-03-27 to 1954-03-26? ends before it begins"),
            ("[1672..1670]", "1672 to 1670 ends before it begins"),
            ("1953/1954/1955", "an interval has one '/'"),
            ("[1953]/1954", "a set and an interval do not go together"),
            ("{1952/1953,1954}", "a set and an interval do not go together"),
            ("1952/[1953]", "a set and an interval do not go together"),
            ("1954-3", '"1954-3": a month has two digits'),
            ("1954-03-6", '"1954-03-6": a day has two digits'),
            ("1954-003", '"1954-003": a month has two digits'),
            ("1954-", '"1954-": a month has two digits'),
            ("1954/55", '"55": a year has four digits'),
            ("-193", '"-193": a year has four digits'),
            ("19540326", '"19540326": a year has four digits (a longer one is written Y12345)'),
            ("1954-03-26-01", "it has more parts than year, month and day"),
            ("??1954", '"??1954": one of ? ~ % before a year and one after it at most'),
            ("1954-03?~", '"1954-03?~": one of ? ~ % before a month and one after it at most'),
            ("-0000", "year -0000 does not exist (0000 is 1 BC)"),
            ("-0000S2", "year -0000 does not exist (0000 is 1 BC)"),
            ("Y1954", "a year with Y has more than four digits"),
            ("Y-00001", "a year with Y does not begin with 0"),
            ("Y17E8", "years reach from -999999999 to 999999999"),
            ("Y1000000000", "years reach from -999999999 to 999999999"),
            ("Y1E" + "9" * 100, "years reach from -999999999 to 999999999"),
            ("Y170000002-03", "a year with Y, E or S stands alone, as in Y170000002, Y-17E7 or 1950S2"),
            ("1950S2-03", "a year with Y, E or S stands alone, as in Y170000002, Y-17E7 or 1950S2"),
            ("1950S0", "S0 leaves no digit significant"),
            ("1954..1955", "'..' stands alone as an end of an interval, or in a set"),
            ("..", "'..' stands alone as an end of an interval, or in a set"),
            ("[1954", "a set stands between [ and ] or between { and }"),
            ("{1954]", "a set stands between [ and ] or between { and }"),
            ("]", "a set stands between [ and ] or between { and }"),
            ("[]", "the set is empty"),
            ("[1954,]", "a member of the set is missing beside a comma"),
            ("[..]", "'..' in a set has a date on one side at least"),
            ("[1760-12..,1770]", "a range without an end stands last in its set"),
            ("[1760,..1770]", "a range without a beginning stands first in its set"),
            ("[1667, 1668]", "EDTF has no blanks, not even after a comma"),
            (" 1954", "EDTF has no blanks, not even after a comma"),
            ("1954-03-26T12:00", "days only, no times or zones"),
            ("195x", "an unknown digit is a capital X"),
            ("26.03.1954", "'.' has no meaning in it"),
            ("unknown/1954", "'u' has no meaning in it"),
            ("+1954", "'+' has no meaning in it"),
            ("١٩٥٤", "its digits are 0 to 9"),
            ("1954-0３", "its digits are 0 to 9"),
            ("\x00", r"'\x00' has no meaning in it"),
        ],
    )
    def test_the_reason_names_the_trouble(self, text: str, reason: str) -> None:
        with pytest.raises(InvalidDate) as refusal:
            parse(text)
        assert refusal.value.text == text
        assert refusal.value.reason == reason

    def test_the_message_names_the_text_and_the_reason(self) -> None:
        with pytest.raises(InvalidDate) as refusal:
            parse("1954-13")
        assert str(refusal.value) == "'1954-13' is not an EDTF date: month 13 does not exist."

    def test_the_message_is_printable_and_short_whatever_the_text(self) -> None:
        with pytest.raises(InvalidDate) as refusal:
            parse("\ud800\n" * 90)
        assert str(refusal.value).isprintable()
        assert len(str(refusal.value)) < 700

    @given(st.text())
    @example("\ud800")
    @example("[" * 200)
    @example("/" * 200)
    @settings(max_examples=300)
    def test_any_text_is_a_date_or_refused(self, text: str) -> None:
        assert_date_or_refused(text)

    @given(st.text(alphabet="0123456789X-?~%./[]{},YESTZ:+ ", max_size=30))
    @settings(max_examples=500)
    def test_any_text_of_the_signs_of_edtf_is_a_date_or_refused(self, text: str) -> None:
        assert_date_or_refused(text)


def assert_date_or_refused(text: str) -> None:
    try:
        date = parse(text)
    except InvalidDate as refusal:
        message = str(refusal)
    else:
        assert_sound(date)
        return
    assert message.isprintable()


def assert_sound(date: EdtfDate) -> None:
    ends = [date.outer.first, date.outer.last]
    if date.inner is not None:
        ends[1:1] = [date.inner.first, date.inner.last]
        assert date.outer.covers(date.inner)
    known = [end for end in ends if end is not None]
    assert known == sorted(known)
    assert date.outer.covers(date.begin) or date.begin == ALWAYS
    assert date.outer.covers(date.end) or date.end == ALWAYS
    assert date.label
    assert date.label.isascii()


PARTS = st.from_regex(
    r"[?~%]?-?[0-9X]{4}[?~%]?(-[?~%]?[0-4X][0-9X][?~%]?(-[?~%]?[0-3X][0-9X][?~%]?)?)?", fullmatch=True
)
YEARS = st.from_regex(r"[?~%]?(Y-?[1-9][0-9]{4,8}|-?[0-9]{4}S[1-5]|Y-?[1-9][0-9]?E[0-7])[?~%]?", fullmatch=True)
POINTS = PARTS | YEARS
INTERVALS = st.tuples(POINTS | st.sampled_from(["", ".."]), POINTS | st.sampled_from(["", ".."])).map("/".join)
RANGES = st.tuples(POINTS, POINTS).map("..".join)
SETS = st.tuples(
    st.lists(POINTS | RANGES, min_size=1, max_size=4).map(",".join), st.sampled_from(["[{}]", "{{{}}}"])
).map(lambda pair: pair[1].format(pair[0]))


class TestEveryDate:
    @given(POINTS | INTERVALS | SETS)
    @settings(max_examples=400)
    def test_bounds_come_in_order_and_words_are_ascii(self, text: str) -> None:
        try:
            date = parse(text)
        except InvalidDate:
            assume(False)
        else:
            assert_sound(date)

    @given(st.dates())
    def test_a_day_is_that_day(self, date: dt.date) -> None:
        exactly = Span(Day(date.toordinal()), Day(date.toordinal()))
        assert parse(date.isoformat()).outer == exactly
        assert parse(date.isoformat()).inner == exactly
        assert parse(date.isoformat()).precision is Precision.DAY

    @given(st.dates(), st.dates())
    def test_an_interval_of_days_is_certain_from_first_to_last(self, one: dt.date, other: dt.date) -> None:
        first, last = sorted((one, other))
        date = parse(f"{first.isoformat()}/{last.isoformat()}")
        assert date.outer == date.inner == Span(Day(first.toordinal()), Day(last.toordinal()))

    @given(st.dates())
    def test_a_month_and_a_year_hold_each_of_their_days(self, date: dt.date) -> None:
        number = Day(date.toordinal())
        assert parse(f"{date:%Y-%m}".rjust(7, "0")).outer.holds(number)
        assert parse(f"{date.year:04d}").outer.holds(number)

    def test_years_order_from_the_furthest_past_to_the_furthest_future(self) -> None:
        texts = ["Y-999999999", "Y-17E7", "Y-10000", "-9999", "-0044", "-0043", "-0001", "0000", "0001", "9999",
                 "Y10000", "Y170000002", "Y999999999"]  # fmt: skip
        firsts = [parse(text).outer.first for text in texts]
        assert firsts == sorted(firsts, key=lambda first: first or 0)
        assert len(set(firsts)) == len(texts)
