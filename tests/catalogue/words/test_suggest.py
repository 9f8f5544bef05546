"""Completion of names."""

from pathlib import Path

import pytest

from app.catalogue.words.segments import write_in_order
from app.catalogue.words.suggest import Name, NamesIndex, make_index, name_document

TYPES = ["actor", "event", "place"]
NAMES = [
    Name("actor", "molotov", "Vyacheslav Molotov", "Vyacheslav Molotov", 40),
    Name("actor", "molotov", "Vyacheslav Molotov", "Вячеслав Мо\u0301лотов", 40),
    Name("actor", "molotova", "Polina Molotova", "Polina Molotova", 2),
    Name("actor", "oneill", "Con O'Neill", "Con O'Neill", 5),
    Name("actor", "long", "Llanfair", "Llanfairpwllgwyngyllgogerychwyrndrobwll", 1),
    Name("event", "moloch", "Moloch Day", "Moloch Day", 1),
    Name("place", "sao-paulo", "São Paulo", "São Paulo", 3),
    *(Name("event", f"session-{number:03}", f"Session {number}", f"Session {number}", 1) for number in range(300)),
    *(Name("actor", "many", "Many", f"Many Names {number}", 9) for number in range(250)),
]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> NamesIndex:
    folder: Path = tmp_path_factory.mktemp("names") / "index"
    documents = map(name_document, sorted(NAMES, key=lambda name: (name.type, name.id)))
    write_in_order(folder, make_index, documents, len(NAMES))
    return NamesIndex(folder)


def ids(index: NamesIndex, typed: str, limit: int = 10) -> list[str]:
    return [found.id for found in index.complete(typed, TYPES, limit)]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("molot", ["molotov", "molotova"]),
        ("MOLOTOV", ["molotov", "molotova"]),
        ("molotova", ["molotova"]),
        ("mol vya", ["molotov"]),
        ("vya molo", ["molotov"]),
        ("мол", ["molotov"]),
        ("Мо\u0301л", ["molotov"]),
        ("m", ["molotov", "many", "molotova", "moloch"]),
        ("o'ne", ["oneill"]),
        ("sao", ["sao-paulo"]),
        ("São P", ["sao-paulo"]),
        ("lotov", []),
        ("moltov", ["molotov", "molotova"]),
        ("Polina Moltova", ["molotova"]),
        ("moltov nobody", []),
        ("", []),
        ("' —", []),
        ("molotov nobody", []),
    ],
)
def test_each_word_typed_begins_a_word_of_the_name(index: NamesIndex, typed: str, expected: list[str]) -> None:
    assert ids(index, typed) == expected


def test_it_tells_which_name_was_typed(index: NamesIndex) -> None:
    assert [found.name for found in index.complete("вяч", TYPES, 5)] == ["Вячеслав Мо\u0301лотов"]
    (found,) = index.complete("vyach", TYPES, 5)
    assert (found.type, found.label, found.name) == ("actor", "Vyacheslav Molotov", "Vyacheslav Molotov")


def test_types_narrow(index: NamesIndex) -> None:
    assert [found.id for found in index.complete("molo", ["event"], 5)] == ["moloch"]


def test_a_record_of_many_names_stands_once_and_hides_nobody(index: NamesIndex) -> None:
    assert ids(index, "ma", 5) == ["many"]
    assert ids(index, "m", 4) == ["molotov", "many", "molotova", "moloch"]


def test_equal_weights_stand_by_id(index: NamesIndex) -> None:
    assert ids(index, "session", 50) == [f"session-{number:03}" for number in range(50)]


def test_words_longer_than_the_index_keeps_are_compared_to_their_end(index: NamesIndex) -> None:
    assert ids(index, "llanfairpwllgwyngyllgogery") == ["long"]
    assert ids(index, "llanfairpwllgwyngyllgogeryx") == []


def test_names_of_a_thousand_words_and_typing_without_end(index: NamesIndex) -> None:
    assert ids(index, "molotov " * 500) == ["molotov", "molotova"]
