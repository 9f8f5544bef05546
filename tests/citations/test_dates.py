"""What of a date numbers can hold, and how Chicago style writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.citations.dates import CitedDate, Moment, chicago, cited
from app.timeline.dates import parse


def seen(edtf: str) -> CitedDate:
    return cited(parse(edtf))


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1954-03-26", "March 26, 1954"),
        ("1954-03", "March 1954"),
        ("1954", "1954"),
        ("1954~", "[ca. 1954]"),
        ("2011?", "[2011?]"),
        ("1954-03-05%", "[ca. March 5, 1954?]"),
        ("1954-01-25/1954-02-18", "January 25–February 18, 1954"),
        ("1954-04-23/1954-04-24", "April 23–24, 1954"),
        ("1953-12-30/1954-01-02", "December 30, 1953–January 2, 1954"),
        ("1953-05/1953-07", "May–July 1953"),
        ("1939/1945", "1939–1945"),
        ("1925-12~/1926-02-06", "[ca. December 1925–February 6, 1926]"),
        ("../1954-05-07", "until 7 May 1954"),
        ("1954-03-31/..", "since 31 March 1954"),
        ("[1954-02-10..1954-03-26]", "between 10 February and 26 March 1954"),
        ("1954-22", "summer 1954"),
        ("-0044-03-15", "March 15, 45 BC"),
        ("0033-04", "April AD 33"),
    ],
)
def test_chicago_style_writes_dates_in_american_order(edtf: str, words: str) -> None:
    assert chicago(seen(edtf)) == words


@pytest.mark.parametrize("edtf", ["195X", "1954-XX", "1954-03-XX", "../1954", "1954/", "{1954,1955}", "1950S2"])
def test_what_is_not_known_is_not_made_up_in_numbers(edtf: str) -> None:
    assert seen(edtf).moments == ()


@pytest.mark.parametrize(
    ("edtf", "year"),
    [
        ("1954-03", 1954),
        ("[1954-02-10..1954-03-26]", 1954),
        ("1953-12/1954-01", None),
        ("../1954", None),
        ("195X", None),
    ],
)
def test_the_year_is_told_where_there_is_only_one(edtf: str, year: int | None) -> None:
    assert seen(edtf).year == year


def test_a_season_stands_beside_its_year() -> None:
    summer = seen("1954-22")
    assert (summer.moments, summer.season, summer.plain) == ((Moment(1954),), 2, False)
    assert seen("1954-34").season is None


@given(st.dates())
def test_every_day_of_four_digit_years_is_plain(day: object) -> None:
    assert seen(str(day)).plain
