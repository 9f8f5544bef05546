"""A snippet is verbatim text that shows the words asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.words.grammar import parse
from app.catalogue.words.snippets import LONGEST, Piece, Source, snippet
from app.catalogue.words.text import clean, words

FILLER = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda omicron sigma omega " * 8


def shown(text: str, asked: str) -> str:
    """The snippet with its hits in brackets."""
    return marked(snippet([Source(text)], parse(asked)))


def marked(pieces: list[Piece]) -> str:
    return "".join(f"[{piece.text}]" if piece.hit else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "asked", "expected"),
    [
        ("It must not be conditional.", "conditions", "It must not be [conditional]."),
        ("Treaties and a treaty.", "TREATY", "[Treaties] and a [treaty]."),
        ("Вячеслав Мо\u0301лотов говорит", "молотов", "Вячеслав [Мо\u0301лотов] говорит"),
        ("Le café est fermé", "cafe", "Le [café] est fermé"),
        ("co\u00adope\u00adration now", "cooperation", "[co\u00adope\u00adration] now"),
        ("North Atlantic Treaty", '"north atlantic"', "[North] [Atlantic] Treaty"),
        ("Molotov at Molotovsk", "molot*", "[Molotov] at [Molotovsk]"),
        ("the O'Neill paper", "o'neill", "the [O]'[Neill] paper"),
        ("NATO and the EDC", "nato -edc", "[NATO] and the EDC"),
        ("<b>NATO</b> & more", "nato", "<b>[NATO]</b> & more"),
        ("Nothing of it", "-nato", "Nothing of it"),
    ],
)
def test_words_that_were_asked_for_are_marked(text: str, asked: str, expected: str) -> None:
    assert shown(text, asked) == expected


def test_a_name_is_marked_as_it_is_written_and_not_by_its_stem() -> None:
    assert marked(snippet([Source("Jones", is_name=True)], parse("jones"))) == "[Jones]"
    assert marked(snippet([Source("Jones", is_name=True)], parse("jone"))) == "Jones"


def test_the_passage_has_most_of_the_words() -> None:
    text = f"treaty {FILLER} security {FILLER} a treaty of collective security here {FILLER}"
    found = shown(text, "collective security treaty")
    assert "a [treaty] of [collective] [security] here" in found
    assert len(found.replace("[", "").replace("]", "")) <= LONGEST


def test_the_first_of_equally_good_passages_is_taken() -> None:
    assert shown(f"first nato {FILLER} second nato", "nato").startswith("first [nato]")


def test_no_word_is_cut() -> None:
    own = set(words(FILLER)) | {"nato"}
    for before in range(40):
        found = snippet([Source(FILLER[before:] + "nato " + FILLER)], parse("nato"))
        inside = words("".join(piece.text for piece in found))
        assert set(inside[1:]) <= own
        assert any(piece.hit for piece in found)


def test_of_equally_good_texts_the_first_is_taken_and_a_better_one_wins() -> None:
    summary, note, title = Source("nato here"), Source("nato there"), Source("nato treaty")
    assert marked(snippet([summary, note, title], parse("nato"))) == "[nato] here"
    assert marked(snippet([summary, note, title], parse("nato treaty"))) == "[nato] [treaty]"


def test_without_a_hit_it_is_the_beginning_of_the_first_text() -> None:
    assert marked(snippet([Source(""), Source(FILLER), Source("nato")], parse("-treaty"))) == FILLER[:LONGEST]
    assert snippet([Source("")], parse("nato")) == []
    assert snippet([], parse("nato")) == []


def test_a_word_longer_than_a_snippet_is_shown_whole() -> None:
    found = snippet([Source(f"{FILLER} {'w' * 400} {FILLER}")], parse("www*"))
    assert [piece.text for piece in found if piece.hit] == ["w" * 400]


@given(
    st.text(max_size=700), st.lists(st.sampled_from(["a", "ab*", "нет", "the"]), min_size=1, max_size=8).map(" ".join)
)
def test_the_pieces_are_the_text_itself(text: str, asked: str) -> None:
    pieces = snippet([Source(text)], parse(asked))
    joined = "".join(piece.text for piece in pieces)
    assert joined in text
    assert all(piece.text for piece in pieces)
    assert bool(joined) == bool(text)
    if not any(piece.hit for piece in pieces):
        assert joined == text[: len(joined)]


@given(
    st.text(st.sampled_from("ab cé\u0301-\n"), min_size=1, max_size=900), st.sampled_from(["a*", "ab*", "c ab a", "é"])
)
def test_whatever_is_marked_was_asked_for(text: str, asked: str) -> None:
    ask = parse(asked)
    for piece in snippet([Source(text)], ask):
        if piece.hit:
            (word,) = words(clean(piece.text))
            assert any(word in item.words or (item.prefix and word.startswith(item.prefix)) for item in ask.items)
