"""What was meant by a text that is no EDTF date."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.dates import is_edtf
from app.timeline.misspelt_dates import meant


@pytest.mark.parametrize(
    ("text", "edtf"),
    [
        # the drafts of EDTF
        ("1985-04-12/open", "1985-04-12/.."),
        ("open/1985", "../1985"),
        ("unknown/2006", "/2006"),
        ("2004-06-01/unknown", "2004-06-01/"),
        ("195u", "195X"),
        ("19uu", "19XX"),
        ("1954-uu", "1954-XX"),
        ("1954-03-uu", "1954-03-XX"),
        ("195x", "195X"),
        ("1954?~", "1954%"),
        # other signs
        ("26.03.1954", "1954-03-26"),
        ("1954.03.26", "1954-03-26"),
        ("1954/03/26", "1954-03-26"),
        ("1954/03", "1954-03"),
        ("19540326", "1954-03-26"),
        ("1954-3-5", "1954-03-05"),
        ("1954\u20131955", "1954/1955"),
        ("1954-1955", "1954/1955"),
        ("1954/55", "1954/1955"),
        ("1954-55", "1954/1955"),
        ("1954..1955", "1954/1955"),
        ("1954-01-25 - 1954-02-18", "1954-01-25/1954-02-18"),
        ("\u22120043", "-0043"),
        ("+1954", "1954"),
        ("12345", "Y12345"),
        ("195403", "1954-03"),
        ("195413", "Y195413"),
        ("Y1954", "1954"),
        ("\u20181954-03-15\u2019", "1954-03-15"),
        ("\u201c1954-03\u201d", "1954-03"),
        (" 1954", "1954"),
        ("[1667, 1668]", "[1667,1668]"),
        ("1954 (?)", "1954?"),
        ("19--", "19XX"),
        ("1954-??", "1954-XX"),
        ("1954-03-26T12:00:00Z", "1954-03-26"),
        ("25.01.1954/18.02.1954", "1954-01-25/1954-02-18"),
        # words
        ("15 March 1954", "1954-03-15"),
        ("February 1954", "1954-02"),
        ("25 January - 18 February 1954", "1954-01-25/1954-02-18"),
        ("about 1954", "1954~"),
    ],
)
def test_well_known_wrong_spellings_are_understood(text: str, edtf: str) -> None:
    assert not is_edtf(text)
    assert meant(text) == edtf


@pytest.mark.parametrize(
    "text",
    [
        "1954-13",
        "1954-02-30",
        "nonsense",
        "03/04/1954",
        "",
        "..",
        "1" * 500,
        "[1954",
        "undated",
        "5 March",
        "13/1954",
        "54",
    ],
)
def test_nothing_is_guessed_where_nothing_is_likely(text: str) -> None:
    assert meant(text) is None


@given(st.one_of(st.text(max_size=110), st.text("0123456789-/.XxuU?~%[]{}, Yopen", max_size=110)))
def test_whatever_is_meant_is_edtf(text: str) -> None:
    guess = meant(text)
    assert guess is None or (is_edtf(guess) and guess != text)
