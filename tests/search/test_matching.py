"""A search finds what a plain reading of every record finds, in the order of the published formula."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.search.grammar import parse
from app.search.index import Entry, KindIndex
from app.search.queries import query_of
from tests.search.plain import Record, built, entry, matches, ranked, record

SPELLINGS = (
    "treaty treaties negotiate negotiations negotiated Molotov Мо\u0301лотов МОЛОТОВ Berlin Jones jones's nato NATO "
    "security collective atom-bomb o'neill 1954 ministers minister café Straße the of and be-ing runs running ran ⑴"
)
WORDS = SPELLINGS.split()
NAMES = ["Jones", "Runs Treaties", "Вячеслав Молотов", "O'Neill", "Sir Negotiations of Berlin", "NATO"]
CLOSER_THAN = 1e-5
"""Relative distance of scores below which neighbours may swap: the engine works in single precision."""


def some_text(chance: random.Random, most: int) -> str:
    weights = [1 / (place + 1) for place in range(len(WORDS))]
    return " ".join(chance.choices(WORDS, weights, k=chance.randint(0, most)))


def made(seed: int, number: int) -> list[Entry]:
    """Records of a few words, short and long ones, many with the same text."""
    chance = random.Random(seed)
    return [
        entry(
            f"r{place:04}",
            title=some_text(chance, 6),
            names=chance.sample(NAMES, chance.choice([0, 0, 1, 2])),
            body=[some_text(chance, chance.choice([3, 30, 300])) for _ in range(chance.randint(0, 2))],
        )
        for place in range(number)
    ]


def typed(chance: random.Random) -> str:
    """Something to search for: words, phrases, prefixes, exclusions."""
    parts = []
    for _ in range(chance.choice([1, 1, 2, 2, 3])):
        form = chance.choice(["{}", "{}", "{}", "{}", '"{} {}"', "{:.4}*", "-{}", '-"{} {}"', "-{:.3}*"])
        parts.append(form.format(chance.choice(WORDS), chance.choice(WORDS)))
    return " ".join(parts)


@dataclass(frozen=True)
class Corpus:
    entries: list[Entry]
    records: list[Record]
    index: KindIndex


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    entries = made(seed=1954, number=250)
    return Corpus(entries, [record(each) for each in entries], built(tmp_path_factory.mktemp("corpus") / "it", entries))


def same_order(found: Sequence[tuple[float, str]], expected: Sequence[tuple[float, str]]) -> bool:
    """Whether each record stands where it should, or among those whose scores are as good as equal."""
    scores = {name: value for value, name in expected}
    return len(found) == len(expected) and all(
        abs(scores[name] - value) <= CLOSER_THAN * max(value, 1e-9)
        for (_, name), (value, _) in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize("seed", range(200))
def test_matches_order_and_scores_are_those_of_the_formula(corpus: Corpus, seed: int) -> None:
    index = corpus.index
    ask = parse(typed(random.Random(seed)))
    expected = ranked(corpus.records, ask)
    result = index.best(query_of(index, ask), len(corpus.records))
    names = index.ids(result.hits)
    assert result.total == len(expected) == len(names)
    assert sorted(names) == sorted(name for _, name in expected)
    found = [(hit.score, name) for hit, name in zip(result.hits, names, strict=True)]
    assert same_order(found, expected), (ask, found[:5], expected[:5])
    for (value, name), (other, _) in zip(found, expected, strict=True):
        assert value == pytest.approx(other, rel=CLOSER_THAN), name


def test_some_of_these_searches_find_much_and_some_nothing(corpus: Corpus) -> None:
    index = corpus.index
    totals = [index.best(query_of(index, parse(typed(random.Random(seed)))), 1).total for seed in range(200)]
    assert sum(total > 100 for total in totals) > 25
    assert sum(total == 0 for total in totals) > 10
    assert sum(0 < total < 30 for total in totals) > 25


@given(st.text(max_size=40), st.lists(st.sampled_from(WORDS), max_size=3))
@settings(max_examples=300, deadline=None)
def test_nothing_typed_fails(corpus: Corpus, text: str, also: list[str]) -> None:
    ask = parse(" ".join([text, *also]))
    result = corpus.index.best(query_of(corpus.index, ask), len(corpus.records))
    assert set(corpus.index.ids(result.hits)) == {each.id for each in corpus.records if matches(each, ask)}


@given(st.text("\"“”«»-*~^:()[]{}!?+/\\.'’ aAbNnoOtT1", max_size=60))
@settings(max_examples=500, deadline=None)
def test_no_sign_is_special_but_for_the_three(corpus: Corpus, text: str) -> None:
    ask = parse(text)
    result = corpus.index.best(query_of(corpus.index, ask), 1)
    assert result.total == sum(matches(each, ask) for each in corpus.records)


def test_any_word_of_any_record_finds_it(tmp_path: Path) -> None:
    signs = "Ünïcödé ﬃ ǅ ⒈ ½ ๑๒ हिन्दी 한국어 かがく Ⅻ x\u0301\u0302 𝔸𝔹 ﷺ ʼn ẞ"
    index = built(tmp_path / "index", [entry("one", title=signs), entry("two", body=[signs])])
    for typed_word in signs.split():
        ask = parse(typed_word)
        assert index.best(query_of(index, ask), 5).total == 2, typed_word


def test_a_phrase_never_crosses_from_one_text_into_another(tmp_path: Path) -> None:
    index = built(tmp_path / "index", [entry("a", title="north atlantic", names=["treaty"], body=["security", "pact"])])
    for phrase in ("atlantic treaty", "treaty security", "security pact"):
        assert index.best(query_of(index, parse(f'"{phrase}"')), 5).total == 0
        assert index.best(query_of(index, parse(phrase)), 5).total == 1
    assert index.best(query_of(index, parse('"north atlantic"')), 5).total == 1


def test_names_are_found_as_they_are_written_and_not_by_their_stem(tmp_path: Path) -> None:
    index = built(tmp_path / "index", [entry("a", names=["Jones"]), entry("b", body=["two jones"])])
    assert index.best(query_of(index, parse("jones")), 5).total == 2
    assert index.ids(index.best(query_of(index, parse("jone")), 5).hits) == ["b"]


@pytest.mark.parametrize("length", [99, 100, 101, 250, 900])
def test_a_word_too_long_for_the_index_is_asked_for_without_a_fault(tmp_path: Path, length: int) -> None:
    word = "ы" * (length // 2)
    index = built(tmp_path / "index", [entry("a", title=word)])
    found = {index.best(query_of(index, parse(text)), 5).total for text in (word, f"{word}*")}
    assert found == ({1} if len(word.encode()) < 100 else {0})
    assert index.best(query_of(index, parse(f"-{word}")), 5).total == (0 if found == {1} else 1)


def test_two_builds_agree_to_the_last_digit(corpus: Corpus, tmp_path: Path) -> None:
    index = corpus.index
    other = built(tmp_path / "again", corpus.entries)
    for seed in range(100):
        ask = parse(typed(random.Random(seed)))
        assert index.best(query_of(index, ask), 300) == other.best(query_of(other, ask), 300)


def test_equal_records_come_in_the_order_of_their_ids(tmp_path: Path) -> None:
    entries = [entry(f"{number * 7919 % 1000:04}", title="the same words") for number in range(1000)]
    index = built(tmp_path / "index", entries)
    result = index.best(query_of(index, parse("words same")), 1000)
    assert index.ids(result.hits) == sorted(each.id for each in entries)
    deep = index.best(query_of(index, parse("words same")), 10, 500)
    assert deep.hits == result.hits[500:510]


def test_an_index_of_nothing_finds_nothing(tmp_path: Path) -> None:
    index = built(tmp_path / "index", [])
    for text in ("word", "-word", '"a phrase"', "pre*"):
        assert index.best(query_of(index, parse(text)), 5).total == 0
