"""How dates read."""

import pytest

from app.timeline.dates import parse


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1954-03-26", "26 March 1954"),
        ("1954-03", "March 1954"),
        ("1954", "1954"),
        ("195X", "1950s"),
        ("19XX", "20th century (1900 - 1999)"),
        ("20XX", "21st century (2000 - 2099)"),
        ("11XX", "12th century (1100 - 1199)"),
        ("1XXX", "some year from 1000 to 1999"),
        ("XXXX", "an unknown year"),
        ("20X0", "a year like 20X0"),
        ("1954-22", "summer 1954"),
        ("1954-24", "winter 1954/55"),
        ("1999-24", "winter 1999/00"),
        ("195X-22", "summer in the 1950s"),
        ("1954-26", "northern summer 1954"),
        ("1954-30", "southern summer 1954/55"),
        ("2001-34", "2nd quarter of 2001"),
        ("2001-38", "2nd third of 2001"),
        ("2001-41", "2nd half of 2001"),
    ],
)
def test_a_date_is_said_in_words(edtf: str, words: str) -> None:
    assert parse(edtf).label == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("-0043", "44 BC"),
        ("0000", "1 BC"),
        ("-0043-03-15", "15 March 44 BC"),
        ("0033", "AD 33"),
        ("0999", "AD 999"),
        ("-0043-24", "winter 44/43 BC"),
        ("0000-24", "winter 1 BC/AD 1"),
        ("-01XX", "2nd century BC (200 BC - 101 BC)"),
        ("00XX", "1st century (1 BC - AD 99)"),
        ("-004X", "some year from 50 BC to 41 BC"),
        ("000X", "some year from 1 BC to AD 9"),
        ("001X", "AD 10s"),
        ("Y170000002", "170,000,002"),
        ("Y-17E7", "170,000,001 BC"),
        ("1950S2", "some year from 1900 to 1999 (estimated 1950)"),
    ],
)
def test_years_before_christ_are_one_more_than_their_number(edtf: str, words: str) -> None:
    assert parse(edtf).label == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1954~", "about 1954"),
        ("1954-03-26?", "26 March 1954 (uncertain)"),
        ("1954-03%", "about March 1954 (uncertain)"),
        ("195X~", "about the 1950s"),
        ("2004?-06-~11", "11 June 2004 (day approximate, year uncertain)"),
        ("2004-06~-11", "11 June 2004 (year and month approximate)"),
        ("2004-~06-~11", "11 June 2004 (month and day approximate)"),
        ("?2004-?06-?11", "11 June 2004 (uncertain)"),
    ],
)
def test_marks_are_said(edtf: str, words: str) -> None:
    assert parse(edtf).label == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1985-04-XX", "April 1985 (day unknown)"),
        ("1985-XX", "1985 (month unknown)"),
        ("1985-XX-XX", "1985 (month and day unknown)"),
        ("1985-XX-25", "25th of an unknown month in 1985"),
        ("15XX-XX-02", "2nd of an unknown month in the 16th century (1500 - 1599)"),
        ("XXXX-12-XX", "December of an unknown year (day unknown)"),
        ("156X-12-25", "25 December in the 1560s"),
        ("15XX-01-3X", "30 or 31 January in the 16th century (1500 - 1599)"),
        ("1XXX-12", "December of some year from 1000 to 1999"),
        ("1984-1X", "October, November or December 1984"),
        ("1984-0X", "some month from January to September 1984"),
        ("1984-0X-02", "2 of some month from January to September 1984"),
        ("1908-05-0X", "some day from 1 to 9 May 1908"),
        ("1954-03-XX~", "about March 1954 (day unknown)"),
        ("1954-03-XX?", "March 1954 (day unknown, uncertain)"),
    ],
)
def test_unknown_digits_are_said(edtf: str, words: str) -> None:
    assert parse(edtf).label == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1954-01-25/1954-02-18", "25 January - 18 February 1954"),
        ("1954-02-10/1954-02-15", "10 - 15 February 1954"),
        ("1953-12-04/1954-02-18", "4 December 1953 - 18 February 1954"),
        ("1954-03-26/1954-03-26", "26 March 1954"),
        ("1954-03/1954-05", "March - May 1954"),
        ("1953-03/1954-05", "March 1953 - May 1954"),
        ("1954-03-26/1954-05", "26 March 1954 - May 1954"),
        ("1954-05/1954-06-01", "May 1954 - 1 June 1954"),
        ("1954/1955", "1954 - 1955"),
        ("195X/196X", "1950s - 1960s"),
        ("1954-21/1954-22", "spring 1954 - summer 1954"),
        ("1954-01~/1954-02", "about January 1954 - February 1954"),
        ("-0043/0014", "44 BC - AD 14"),
        ("1954-03-31/..", "since 31 March 1954"),
        ("195X/..", "since the 1950s"),
        ("1954-03-31/", "from 31 March 1954, end unknown"),
        ("../1954-05-07", "until 7 May 1954"),
        ("/1954-05-07", "until 7 May 1954, beginning unknown"),
        ("../..", "without beginning or end"),
        ("/..", "beginning unknown, without end"),
        ("../", "without beginning, end unknown"),
    ],
)
def test_an_interval_says_once_what_its_ends_share(edtf: str, words: str) -> None:
    assert parse(edtf).label == words


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("[1954-02-10..1954-03-26]", "between 10 February and 26 March 1954"),
        ("[1954-02-10..1954-02-10]", "10 February 1954"),
        ("{1954-02-10,1954-02-15}", "10 and 15 February 1954"),
        ("{1954-02-10,1954-03-15}", "10 February and 15 March 1954"),
        ("{1954-02-10..1954-02-15}", "10 - 15 February 1954"),
        ("[1667,1668,1670..1672]", "1667, 1668 or between 1670 and 1672"),
        ("{1667,1668,1670..1672}", "1667, 1668 and 1670 - 1672"),
        ("[1667,1760-12]", "1667 or December 1760"),
        ("[1954-03,1954-05-02]", "March 1954 or 2 May 1954"),
        ("[..1984]", "1984 or earlier"),
        ("[1760-12..]", "December 1760 or later"),
        ("{..1984}", "everything until 1984"),
        ("{1984..}", "everything since 1984"),
        ("[1984]", "1984"),
        ("[195X,1984~]", "1950s or about 1984"),
    ],
)
def test_a_set_says_whether_one_or_each_is_meant(edtf: str, words: str) -> None:
    assert parse(edtf).label == words
