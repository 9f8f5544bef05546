"""Family and given names come from the sort name; a name without one stays undivided."""

import pytest

from app.citations.citation import of_document
from app.citations.names import Name, name_of
from tests.citations.examples import actor, document


@pytest.mark.parametrize(
    ("name", "sort_name", "expected"),
    [
        ("Vyacheslav Molotov", "Molotov, Vyacheslav", ("Vyacheslav", "", "", "Molotov", "")),
        ("John C. Hughes", "Hughes, John C.", ("John C.", "", "", "Hughes", "")),
        ("Pierre Mendès France", "Mendès France, Pierre", ("Pierre", "", "", "Mendès France", "")),
        ("Charles de Gaulle", "de Gaulle, Charles", ("Charles", "", "de", "Gaulle", "")),
        ("Pieter van der Meer", "van der Meer, Pieter", ("Pieter", "", "van der", "Meer", "")),
        ("Alcide De Gasperi", "De Gasperi, Alcide", ("Alcide", "", "", "De Gasperi", "")),
        ("Joachim von Ribbentrop", "Ribbentrop, Joachim von", ("Joachim", "von", "", "Ribbentrop", "")),
        ("Andreas von und zu Au", "Au, Andreas von und zu", ("Andreas", "von und zu", "", "Au", "")),
        ("Douglas MacArthur II", "MacArthur, Douglas, II", ("Douglas", "", "", "MacArthur", "II")),
        ("Hastings Ismay, 1st Baron Ismay", "Ismay, Hastings, 1st Baron Ismay",
         ("Hastings", "", "", "Ismay", "1st Baron Ismay")),
        ("A B", "B, A, C, D", ("A", "", "", "B", "C, D")),
        ("bell hooks", "hooks, bell", ("bell", "", "", "hooks", "")),
    ],
)  # fmt: skip
def test_a_sort_name_has_family_given_and_suffix(name: str, sort_name: str, expected: tuple[str, ...]) -> None:
    found = name_of(name, sort_name)
    assert (found.given, found.dropped, found.particle, found.family, found.suffix) == expected
    assert (found.full, found.family_first) == (name, False)


@pytest.mark.parametrize(
    ("name", "sort_name"),
    [("Mao Zedong", "Mao, Zedong"), ("Hồ Chí Minh", "Hồ, Chí Minh"), ("Kim Il-sung", "Kim, Il-sung")],
)
def test_a_family_name_may_come_first_in_reading_order(name: str, sort_name: str) -> None:
    assert name_of(name, sort_name).family_first


@pytest.mark.parametrize("sort_name", [None, "", "Elizabeth II", ",", "Smith,", ", John", "Smith, , II"])
def test_without_family_and_given_name_a_name_stays_undivided(sort_name: str | None) -> None:
    assert name_of("Elizabeth II", sort_name) == Name("Elizabeth II")


def test_only_persons_are_divided() -> None:
    cast = [actor("a", "Department of State", "author", "ministry"), actor("b", "Dean Acheson", "author")]
    found = of_document(document(actors=cast), {}, {"a": "State, Department of", "b": "Acheson, Dean"}.get)
    assert [name.family for name in found.authors] == ["", "Acheson"]
