"""The calendar, against `datetime.date` where that reaches, and by its own rules beyond."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.days import Day
from app.timeline.gregorian import day_of, first_of_month, is_leap, iso_day, last_of_month, month_length, parts_of

FAR = 400_000_000_000
ANY_DAY = st.integers(-FAR, FAR).map(Day)


@given(st.dates())
def test_days_are_numbered_as_the_standard_library_numbers_them(date: dt.date) -> None:
    day = day_of(date.year, date.month, date.day)
    assert day == date.toordinal()
    assert parts_of(day) == (date.year, date.month, date.day)
    assert iso_day(day) == date.isoformat()


@given(ANY_DAY)
def test_every_day_has_one_date(day: Day) -> None:
    assert day_of(*parts_of(day)) == day


@given(ANY_DAY)
def test_the_day_after_is_the_next_number(day: Day) -> None:
    year, month, number = parts_of(day)
    if number < month_length(year, month):
        following = (year, month, number + 1)
    else:
        following = (year, month + 1, 1) if month < 12 else (year + 1, 1, 1)
    assert parts_of(Day(day + 1)) == following


@given(ANY_DAY)
def test_the_calendar_repeats_after_four_centuries(day: Day) -> None:
    year, month, number = parts_of(day)
    assert parts_of(Day(day + 146_097)) == (year + 400, month, number)


@given(st.integers(-999_999_999, 999_999_999), st.integers(1, 12))
def test_a_month_reaches_from_its_first_day_to_the_eve_of_the_next(year: int, month: int) -> None:
    following = first_of_month(year, month + 1) if month < 12 else first_of_month(year + 1, 1)
    assert last_of_month(year, month) == following - 1
    assert first_of_month(year, month) + month_length(year, month) == following


def test_the_count_begins_with_the_first_day_of_year_one() -> None:
    assert day_of(1, 1, 1) == 1
    assert day_of(0, 12, 31) == 0
    assert day_of(0, 1, 1) == -365


@pytest.mark.parametrize("year", [2000, 1600, 0, -4, -400, 1956])
def test_leap_years_have_a_29_february(year: int) -> None:
    assert is_leap(year)
    assert parts_of(day_of(year, 2, 29)) == (year, 2, 29)


@pytest.mark.parametrize("year", [1900, 2100, -100, -1, 1954])
def test_common_years_have_none(year: int) -> None:
    assert not is_leap(year)
    with pytest.raises(ValueError, match="no day 29"):
        day_of(year, 2, 29)


@pytest.mark.parametrize(
    ("year", "month", "day"),
    [(1954, 0, 1), (1954, 13, 1), (1954, -1, 1), (1954, 1, 0), (1954, 1, 32), (1954, 4, 31), (1954, 1, -1)],
)
def test_days_that_the_calendar_lacks_are_refused(year: int, month: int, day: int) -> None:
    with pytest.raises(ValueError, match=r"month -?\d+ (does not exist|of year 1954 has no day)"):
        day_of(year, month, day)


@pytest.mark.parametrize(
    ("year", "written"),
    [
        (1954, "1954-03-26"),
        (33, "0033-03-26"),
        (0, "0000-03-26"),
        (9999, "9999-03-26"),
        (-1, "-000001-03-26"),
        (-43, "-000043-03-26"),
        (10_000, "+010000-03-26"),
        (12_345, "+012345-03-26"),
        (-170_000_002, "-170000002-03-26"),
    ],
)
def test_years_outside_four_digits_have_a_sign_and_six_digits_or_more(year: int, written: str) -> None:
    assert iso_day(day_of(year, 3, 26)) == written
