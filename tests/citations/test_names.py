"""Family and given names are told apart where the record lets one tell; else the name stays whole."""

import pytest

from app.citations.names import Name, name_of


def parts(id_: str, name: str) -> tuple[str, str, str, str, str]:
    found = name_of(id_, name, "person")
    return found.given, found.dropped, found.particle, found.family, found.suffix


@pytest.mark.parametrize(
    ("id_", "name", "expected"),
    [
        ("molotov", "Vyacheslav Molotov", ("Vyacheslav", "", "", "Molotov", "")),
        ("dulles", "John Foster Dulles", ("John Foster", "", "", "Dulles", "")),
        ("hughes-jc", "John C. Hughes", ("John C.", "", "", "Hughes", "")),
        ("mendes-france", "Pierre Mendès France", ("Pierre", "", "", "Mendès France", "")),
        ("hoyer-millar", "Frederick Hoyer Millar", ("Frederick", "", "", "Hoyer Millar", "")),
        ("francois-poncet", "André François-Poncet", ("André", "", "", "François-Poncet", "")),
        ("koerner-theodor", "Theodor Körner", ("Theodor", "", "", "Körner", "")),
        ("de-gaulle", "Charles de Gaulle", ("Charles", "", "de", "Gaulle", "")),
        ("van-zeeland", "Paul van Zeeland", ("Paul", "", "van", "Zeeland", "")),
        ("de-gasperi", "Alcide De Gasperi", ("Alcide", "", "", "De Gasperi", "")),
        ("le-troquer", "André Le Troquer", ("André", "", "", "Le Troquer", "")),
        ("ribbentrop", "Joachim von Ribbentrop", ("Joachim", "von", "", "Ribbentrop", "")),
        ("macarthur-douglas", "Douglas MacArthur II", ("Douglas", "", "", "MacArthur", "II")),
        ("ismay", "Hastings Ismay, 1st Baron Ismay", ("Hastings", "", "", "Ismay", "1st Baron Ismay")),
        ("reading", "Gerald Isaacs, 2nd Marquess of Reading", ("Gerald", "", "", "Isaacs", "2nd Marquess of Reading")),
    ],
)
def test_a_family_name_that_begins_the_id_is_found_at_its_full_length(
    id_: str, name: str, expected: tuple[str, ...]
) -> None:
    assert parts(id_, name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Andrei Gromyko", ("Andrei", "", "", "Gromyko", "")),
        ("Charles de Gaulle", ("Charles", "", "de", "Gaulle", "")),
        ("Pieter van der Meer", ("Pieter", "", "van der", "Meer", "")),
        ("Alcide De Gasperi", ("Alcide", "", "", "De Gasperi", "")),
        ("Joachim von Ribbentrop", ("Joachim", "von", "", "Ribbentrop", "")),
        ("Andreas zu Hohenlohe", ("Andreas", "zu", "", "Hohenlohe", "")),
        ("Joseph Kennedy Jr.", ("Joseph", "", "", "Kennedy", "Jr.")),
        ("Sir William Hayter", ("Sir William", "", "", "Hayter", "")),
        ("Dulles, John Foster", ("John Foster", "", "", "Dulles", "")),
        ("King, Martin Luther, Jr.", ("Martin Luther", "", "", "King", "Jr.")),
    ],
)
def test_without_a_hint_the_last_word_and_its_particles_are_the_family_name(
    name: str, expected: tuple[str, ...]
) -> None:
    assert parts("p-4711", name) == expected


@pytest.mark.parametrize(
    "name",
    ["Elizabeth II", "Baudouin of Belgium", "Juliana of the Netherlands", "Lord Ismay", "Count de Tovar", "Stalin",
     "A, B, C, D", "Smith,", "", ","],
)  # fmt: skip
def test_monarchs_peers_by_title_and_what_has_no_parts_stay_whole(name: str) -> None:
    assert name_of("p-4711", name, "person") == Name(name)


@pytest.mark.parametrize(
    ("id_", "name", "family", "given"),
    [
        ("mao", "Mao Zedong", "Mao", "Zedong"),
        ("ho-chi-minh", "Hồ Chí Minh", "Hồ", "Chí Minh"),
        ("zhou-enlai", "Zhou Enlai", "Zhou", "Enlai"),
        ("kim-il-sung", "Kim Il-sung", "Kim", "Il-sung"),
        ("p-1", "Chiang Kai-shek", "Chiang", "Kai-shek"),
    ],
)
def test_a_family_name_may_come_first(id_: str, name: str, family: str, given: str) -> None:
    found = name_of(id_, name, "person")
    assert (found.family, found.given, found.family_first, found.full) == (family, given, True, name)


def test_a_hyphen_between_capitals_is_no_sign_of_it() -> None:
    assert parts("p-1", "Hans Schlange-Schöningen") == ("Hans", "", "", "Schlange-Schöningen", "")


def test_an_organisation_has_no_parts() -> None:
    assert name_of("us-state-department", "Department of State, Washington", "ministry") == Name(
        "Department of State, Washington"
    )


def test_a_name_in_the_order_of_an_index_is_read_aloud_in_the_other() -> None:
    assert name_of("p-1", "King, Martin Luther, Jr.", "person").full == "Martin Luther King Jr."
