"""A search finds what a plain reading of every record finds, in the order of the published formula."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.catalogue.words.grammar import Match, Search, parse
from app.catalogue.words.index import IndexEntry
from app.timeline.record_types import RecordType
from tests.catalogue.words import plain
from tests.catalogue.words.plain import Index, entry

SPELLINGS = (
    "treaty treaties negotiate negotiations negotiated Molotov Мо\u0301лотов МОЛОТОВ Berlin Jones jones's nato NATO "
    "security collective atom-bomb o'neill 1954 ministers minister café Straße the of and be-ing runs running ran ⑴"
)
WORDS = SPELLINGS.split()
NAMES = ["Jones", "Runs Treaties", "Вячеслав Молотов", "O'Neill", "Sir Negotiations of Berlin", "NATO"]
UNKNOWN = ["traety", "negociations", "Molotow", "Молотова", "collec", "zzzz", "26 March 1954"]
CLOSER_THAN = 1e-5
"""Relative distance of scores below which neighbours may swap: the engine works in single precision."""


def some_text(chance: random.Random, most: int) -> str:
    weights = [1 / (place + 1) for place in range(len(WORDS))]
    return " ".join(chance.choices(WORDS, weights, k=chance.randint(0, most)))


TYPES = (RecordType.EVENT, RecordType.DOCUMENT, RecordType.PARAGRAPH)


def made(seed: int, number: int) -> list[IndexEntry]:
    """Records of a few words, short and long ones, many with the same text; the types differ in length."""
    chance = random.Random(seed)
    return [
        entry(
            place,
            type_=(type_ := chance.choice(TYPES)),
            title=some_text(chance, 6),
            names=chance.sample(NAMES, chance.choice([0, 0, 1, 2])),
            body=[
                some_text(chance, chance.choice([3, 30, 300] if type_ is RecordType.EVENT else [3, 90]))
                for _ in range(chance.randint(0, 2))
            ],
            context=[some_text(chance, 4), *chance.sample(NAMES, chance.choice([0, 1]))],
            dates=chance.choice([(), ("26 March 1954", "26 марта 1954"), ("1954",)]),
            links=chance.choice([0, 0, 1, 7, 90]),
        )
        for place in range(number)
    ]


def typed(chance: random.Random) -> str:
    """Something to search for: words, phrases, prefixes, exclusions."""
    parts = []
    for _ in range(chance.choice([1, 1, 2, 2, 3])):
        form = chance.choice(["{}", "{}", "{}", "{}", '"{} {}"', "{:.4}*", "-{}", '-"{} {}"', "-{:.3}*"])
        parts.append(form.format(chance.choice(WORDS), chance.choice(WORDS)))
    if chance.random() < 0.4:
        parts.append(chance.choice(UNKNOWN))
    return " ".join(parts)


def search_of(seed: int) -> Search:
    """What is typed, and all or most of it wanted."""
    chance = random.Random(seed)
    return replace(parse(typed(chance)), match=chance.choice(list(Match)))


@dataclass(frozen=True, repr=False)
class Corpus:
    entries: list[IndexEntry]
    plain: plain.Corpus
    index: Index


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    entries = made(seed=1954, number=250)
    return Corpus(entries, plain.Corpus(entries), Index(tmp_path_factory.mktemp("corpus") / "it", entries))


def same_order(found: Sequence[tuple[float, int]], expected: Sequence[tuple[int, float, int]]) -> bool:
    """Whether each record stands where it should, or among those whose scores are as good as equal."""
    places = {n: (tier, value) for tier, value, n in expected}
    return len(found) == len(expected) and all(
        places[n][0] == tier and abs(places[n][1] - value) <= CLOSER_THAN * max(value, 1e-9)
        for (_, n), (tier, value, _) in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize("types", [TYPES, TYPES[:1], TYPES[1:]], ids="+".join)
@pytest.mark.parametrize("seed", range(200))
def test_matches_order_and_scores_are_those_of_the_formula(
    corpus: Corpus, seed: int, types: tuple[RecordType, ...]
) -> None:
    search = search_of(seed)
    expected = corpus.plain.ranked(search, types)
    found = corpus.index.scored(search, types)
    assert corpus.index.query(search, types).total() == len(expected) == len(found)
    assert sorted(n for _, n in found) == sorted(n for _, _, n in expected)
    assert same_order(found, expected), (search, found[:5], expected[:5])
    for (value, n), (_, other, _) in zip(found, expected, strict=True):
        assert value == pytest.approx(other, rel=CLOSER_THAN), n


def test_some_of_these_searches_find_much_and_some_nothing(corpus: Corpus) -> None:
    totals = [corpus.index.total(search_of(seed)) for seed in range(200)]
    assert sum(total > 100 for total in totals) > 25
    assert sum(total == 0 for total in totals) > 10
    assert sum(0 < total < 30 for total in totals) > 25


def test_a_score_is_the_same_whatever_types_are_searched(corpus: Corpus) -> None:
    """What is counted for the formula is counted over the records of all types."""
    for seed in range(50):
        search = search_of(seed)
        scores = {n: value for value, n in corpus.index.scored(search)}
        for type_ in TYPES:
            assert {n: scores[n] for _, n in corpus.index.scored(search, (type_,))} == {
                n: value for value, n in corpus.index.scored(search, (type_,))
            }


@given(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=3))
@settings(max_examples=300, deadline=None)
def test_nothing_typed_fails(corpus: Corpus, text: str, also: list[str]) -> None:
    search = parse(" ".join([text, *also]))
    assert {n for _, n in corpus.index.scored(search)} == {n for _, _, n in corpus.plain.ranked(search, TYPES)}


@given(st.text("\"“”«»-*~^:()[]{}!?+/\\.'’ aAbNnoOtT1", max_size=60))
@settings(max_examples=500, deadline=None)
def test_no_sign_is_special_but_for_the_three(corpus: Corpus, text: str) -> None:
    search = parse(text)
    assert corpus.index.total(search) == len(corpus.plain.ranked(search, TYPES))


def test_any_word_of_any_record_finds_it(tmp_path: Path) -> None:
    signs = "Ünïcödé ﬃ ǅ ⒈ ½ ๑๒ हिन्दी 한국어 かがく Ⅻ x\u0301\u0302 𝔸𝔹 ﷺ ʼn ẞ"
    index = Index(tmp_path / "index", [entry(1, title=signs), entry(2, body=[signs])])
    for typed_word in signs.split():
        assert index.total(parse(typed_word)) == 2, typed_word


def test_a_phrase_never_crosses_from_one_text_into_another(tmp_path: Path) -> None:
    index = Index(tmp_path / "index", [entry(1, title="north atlantic", names=["treaty"], body=["security", "pact"])])
    for phrase in ("atlantic treaty", "treaty security", "security pact"):
        assert index.total(parse(f'"{phrase}"')) == 0
        assert index.total(parse(phrase)) == 1
    assert index.total(parse('"north atlantic"')) == 1


def test_names_are_found_as_they_are_written_and_not_by_their_stem(tmp_path: Path) -> None:
    index = Index(tmp_path / "index", [entry(1, names=["Jones"]), entry(2, body=["two jones"])])
    assert index.total(parse("jones")) == 2
    assert [n for _, n in index.scored(parse("jone"))] == [2]


@pytest.mark.parametrize("length", [99, 100, 101, 250, 900])
def test_a_word_too_long_for_the_index_is_asked_for_without_a_fault(tmp_path: Path, length: int) -> None:
    word = "ы" * (length // 2)
    index = Index(tmp_path / "index", [entry(1, title=word)])
    found = {index.total(parse(text)) for text in (word, f"{word}*")}
    assert found == ({1} if len(word.encode()) < 100 else {0})
    assert index.total(parse(f"-{word}")) == (0 if found == {1} else 1)


def test_two_builds_agree_to_the_last_digit(corpus: Corpus, tmp_path: Path) -> None:
    other = Index(tmp_path / "again", corpus.entries)
    for seed in range(100):
        search = search_of(seed)
        assert corpus.index.scored(search) == other.scored(search)


def test_equal_records_come_in_the_order_of_type_and_key(tmp_path: Path) -> None:
    """The entries come by type, the types in alphabetical order, and key; a sort number is no key."""
    types = sorted(TYPES)
    numbers = [number * 7919 % 1000 for number in range(1000)]
    entries = [entry(n, type_=types[place % len(types)], title="the same words") for place, n in enumerate(numbers)]
    index = Index(tmp_path / "index", entries)
    search = parse("words same")
    expected = [each.n for type_ in types for each in sorted(entries, key=lambda each: each.n) if each.type is type_]
    assert [n for _, n in index.scored(search)] == expected
    assert index.query(search).best(10, 500) == (1000, expected[500:510])


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = Index(tmp_path / "index", [])
    for text in ("word", "-word", '"a phrase"', "pre*"):
        assert index.total(parse(text)) == 0
        assert index.scored(parse(text)) == []
