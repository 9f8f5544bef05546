"""Which person or body a name means, how sure that is, and why."""

from typing import Any

import pytest
import yaml

from app.matching import Entry, MatchIndex, Query
from app.matching.names import read_name
from tests.serving import DATA

NAMES: dict[str, Any] = yaml.safe_load((DATA / "names.yaml").read_text(encoding="utf-8"))


def entries() -> list[Entry]:
    return [
        Entry(each["id"], tuple(each["names"]), born=each.get("born"), died=each.get("died")) for each in NAMES["known"]
    ]


@pytest.fixture(scope="module")
def index() -> MatchIndex:
    return MatchIndex(entries())


@pytest.mark.parametrize("asked", NAMES["asked"], ids=lambda asked: asked["name"])
def test_a_name_means_the_one_who_bears_it(index: MatchIndex, asked: dict[str, Any]) -> None:
    first = index.match(Query(asked["name"], is_person=True))[0]
    assert (first.id, first.match) == (asked["first"], asked["certain"])
    assert 0 <= first.score <= 100
    assert first.reasons


@pytest.mark.parametrize("name", NAMES["nobody"])
def test_a_name_that_nobody_bears_has_no_candidate(index: MatchIndex, name: str) -> None:
    assert index.match(Query(name)) == []


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("Smith, John, 1890-1986", (1890, 1986)),
        ("Smith, John (1890-)", (1890, None)),
        ("Smith, John, b. 1890", (1890, None)),
        ("Smith, John, d. 1986", (None, 1986)),
        ("Smith, John", (None, None)),
    ],
)
def test_years_of_life_are_no_part_of_a_name(text: str, years: tuple[int | None, int | None]) -> None:
    read = read_name(text)
    assert (read.born, read.died) == years
    assert [(name.family, name.given) for name in read.names] == [(("smith",), ("john",))]


def test_every_name_means_its_own_entry_first(index: MatchIndex) -> None:
    for entry in entries():
        for name in entry.names:
            bearers = {other.id for other in entries() if name in other.names}
            assert index.match(Query(name))[0].id in bearers


def test_years_of_life_tell_namesakes_apart(index: MatchIndex) -> None:
    for born, died, right in ((1708, None, "pitt-elder"), (None, 1806, "pitt-younger"), (1759, 1806, "pitt-younger")):
        first, second = index.match(Query("William Pitt", born=born, died=died))
        assert (first.id, first.match, second.match) == (right, True, False)
        assert "same years of life" in first.reasons
        assert "other years of life" in second.reasons


def test_at_most_one_candidate_is_certain_and_the_best_comes_first(index: MatchIndex) -> None:
    for asked in NAMES["asked"]:
        found = index.match(Query(asked["name"]), limit=20)
        assert sum(each.match for each in found) <= 1
        assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)


def test_no_more_candidates_than_the_limit(index: MatchIndex) -> None:
    assert len(index.match(Query("Dulles"), limit=1)) == 1
    assert {each.id for each in index.match(Query("Dulles"), limit=5)} == {"dulles-john", "dulles-allen"}


def test_an_office_speaks_for_its_holder() -> None:
    index = MatchIndex(
        [
            Entry("a", ("Smith, John",), offices=("Ambassador to Spain",)),
            Entry("b", ("Smith, John",), offices=("Minister of Foreign Affairs",)),
        ]
    )
    first = index.match(Query("John Smith", office="foreign affairs minister"))[0]
    assert (first.id, first.match) == ("b", False)
    assert "same office" in first.reasons


def test_equal_candidates_come_in_the_order_of_their_ids() -> None:
    index = MatchIndex([Entry("b", ("Smith, John",)), Entry("a", ("Smith, John",))])
    assert [each.id for each in index.match(Query("Smith"))] == ["a", "b"]


BODIES = (
    Entry("fdr", ("Foreign Ministry of France", "Quai d’Orsay"), is_person=False),
    Entry("gdr", ("East Germany", "German Democratic Republic", "DDR"), is_person=False),
    Entry("frg", ("Germany", "Federal Republic of Germany"), is_person=False),
    Entry("nato", ("North Atlantic Treaty Organization", "NATO", "НАТО"), is_person=False),
)


@pytest.mark.parametrize(
    ("name", "first", "certain"),
    [
        ("NATO", "nato", True),
        ("НАТО", "nato", True),
        ("The North Atlantic Treaty Organization", "nato", True),
        ("North Atlantic Treaty Organisation", "nato", False),
        ("France, Foreign Ministry of", "fdr", True),
        ("Quai d'Orsay", "fdr", True),
        ("germany", "frg", True),
        ("Federal Germany", "frg", False),
        ("German Democratic Republic", "gdr", True),
    ],
)
def test_a_body_is_certain_only_by_all_its_words(name: str, first: str, certain: bool) -> None:
    found = MatchIndex(BODIES).match(Query(name, is_person=False))
    assert (found[0].id, found[0].match) == (first, certain)


def test_persons_and_bodies_are_told_apart_where_the_query_does() -> None:
    index = MatchIndex([Entry("ford", ("Ford, Henry",)), Entry("firm", ("Henry Ford",), is_person=False)])
    assert [each.id for each in index.match(Query("Henry Ford", is_person=True))] == ["ford"]
    assert [each.id for each in index.match(Query("Henry Ford", is_person=False))] == ["firm"]
    both = index.match(Query("Henry Ford"))
    assert {each.id for each in both} == {"ford", "firm"}
    assert not any(each.match for each in both)


@pytest.mark.parametrize(
    "name", ["a" * 5_000, "x " * 5_000, "(" * 500, ", , ,", "\ud800", "\u202eDulles", "1890-", "von, van, de"]
)
def test_no_name_fails(index: MatchIndex, name: str) -> None:
    assert len(index.match(Query(name))) <= 5


def test_an_empty_index_has_no_candidates() -> None:
    assert MatchIndex([]).match(Query("Molotov")) == []


def test_names_that_share_common_words_stay_bounded() -> None:
    index = MatchIndex(Entry(f"p{n}", (f"Smith, John {chr(97 + n % 26)}{n:x}",)) for n in range(3_000))
    found = index.match(Query("John Smith"), limit=10)
    assert len(found) == 10
    assert not found[0].match
    assert index.match(Query("Smith, John a1a"))[0].id == "p26"
