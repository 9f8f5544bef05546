"""Dates in the words by which people look for them."""

import pytest

from app.timeline.date_words import date_words, years
from app.timeline.dates import parse


def test_a_day_is_worded_in_four_languages_and_in_figures() -> None:
    assert set(date_words(parse("1954-03-26"))) >= {
        *(
            "26 March 1954",
            "26 Mar 1954",
            "Mar 1954",
            "March 26, 1954",
            "26 mars 1954",
            "26. März 1954",
            "26 марта 1954",
        ),
        *("1954-03-26", "26.03.1954", "March 1954", "mars 1954", "März 1954", "март 1954", "1954-03", "1954"),
    }


@pytest.mark.parametrize(
    ("edtf", "said", "unsaid"),
    [
        ("1954-01-25/1954-02-18", {"25 January 1954", "18 February 1954", "January 1954"}, {"26 January 1954"}),
        ("1954-03", {"March 1954", "1954"}, {"1 March 1954", "31 March 1954"}),
        ("1954", {"1954"}, {"January 1954"}),
        ("1954-03-31/..", {"31 March 1954", "March 1954", "1954"}, {"1955"}),
        ("../1954-05-07", {"7 May 1954", "1954"}, {"1953"}),
        ("1890-03-09/1986-11-08", {"9 March 1890", "1890", "1986"}, {"1954", "April 1890"}),
        ("1950/1954", {"1950", "1952", "1954"}, set()),
        ("1954-03-26?", {"26 March 1954"}, set()),
        ("1954-21", {"spring 1954"}, set()),
        ("1954-24", {"winter 1954/55"}, set()),
        ("195X~", {"1950s"}, {"about"}),
        ("19XX", {"20th century"}, set()),
        ("-0043-03-15", {"15 March 44 BC", "44 BC"}, {"43", "-43", "-43-03-15", "15.03.-43"}),
        ("0033", {"AD 33"}, {"33"}),
        ("0000", {"1 BC"}, {"0"}),
        ("[1954-02-10..1954-03-26]", {"10 February 1954", "26 March 1954"}, set()),
    ],
)
def test_spans_say_their_ends_months_and_years(edtf: str, said: set[str], unsaid: set[str]) -> None:
    found = set(date_words(parse(edtf)))
    assert said <= found
    assert not unsaid & found


@pytest.mark.parametrize("edtf", ["Y-1000000", "-0043-03-15", "Y100000000/Y900000000"])
def test_dates_far_away_have_few_words(edtf: str) -> None:
    assert 0 < len(date_words(parse(edtf))) < 20


def test_no_date_has_no_words() -> None:
    assert date_words(None) == ()
    assert date_words(parse("../..")) == ()


@pytest.mark.parametrize(
    ("edtf", "expected"),
    [
        ("1890-03-09/1986-11-08", "1890-1986"),
        ("1890~/1986?", "1890-1986"),
        ("1913/..", "from 1913"),
        ("../1950", "until 1950"),
        ("../..", None),
        ("1954/1954-03", "1954"),
        ("-0105-01-03/-0042-12-07", "106 BC - 43 BC"),
        ("19XX/1954-24", "20th century (1900 - 1999) - winter 1954/55"),
        ("/1954-24", "until winter 1954/55"),
    ],
)
def test_the_years_of_a_life(edtf: str, expected: str | None) -> None:
    assert years(parse(edtf)) == expected
