"""What becomes of words before they are indexed and asked for."""

import itertools
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.words.text import clean, stem, tokens, words


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Молотов", "МОЛОТОВ"),
        ("Молотов", "Мо\u0301лотов"),
        ("Пётр", "Петр"),
        ("Київ", "Киів"),
        ("Горький", "Горькии"),
        ("Ζαχαριάδης", "ΖΑΧΑΡΙΑΔΗΣ"),
        ("Bevölkerung", "bevolkerung"),
        ("caf\u00e9", "cafe\u0301"),
        ("Łódź", "lodz"),
        ("Straße", "STRASSE"),
        ("Œuvre", "oeuvre"),
        ("co\u00adope\u200bration", "cooperation"),
        ("محمّد", "محمد"),
        ("İnönü", "inonu"),
        ("bro\ud800ken", "broken"),
    ],
)
def test_two_spellings_are_one_word(text: str, same: str) -> None:
    assert words(clean(text)) == words(clean(same))
    assert len(words(clean(text))) == 1


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("O'Neill", ["o", "neill"]),
        ("atom-bomb", ["atom", "bomb"]),
        ("1954-03-31", ["1954", "03", "31"]),
        ("U.S.S.R.", ["u", "s", "s", "r"]),
        ("北大西洋公約", ["北大西洋公約"]),
        ("— … ?!", []),
    ],
)
def test_all_but_letters_and_digits_part_words(text: str, parts: list[str]) -> None:
    assert words(clean(text)) == parts


def test_english_forms_have_one_stem() -> None:
    assert stem("treaties") == stem("treaty")
    assert stem("negotiating") == stem("negotiations") == stem("negotiated")


@given(st.text())
def test_either_normal_form_gives_the_same_words(text: str) -> None:
    assert words(clean(unicodedata.normalize("NFD", text))) == words(clean(unicodedata.normalize("NFC", text)))


@given(st.text())
def test_cleaning_twice_changes_no_more(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(st.text(st.characters(exclude_categories=())))
def test_each_token_says_where_it_stands(text: str) -> None:
    found = list(tokens(text))
    assert [token.word for token in found] == words(clean(text))
    for before, after in itertools.pairwise(found):
        assert before.end <= after.start
    for token in found:
        assert words(clean(text[token.start : token.end])) == [token.word]


def test_a_mark_belongs_to_its_word() -> None:
    (token,) = tokens("«Мо\u0301лотов\u0301»")
    assert (token.start, token.end) == (1, 10)
