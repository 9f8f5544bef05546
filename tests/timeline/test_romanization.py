"""Latin spellings of Russian names."""

import pytest

from app.timeline.romanization import romanized


@pytest.mark.parametrize(
    ("name", "spellings"),
    [
        ("Хрущёв", {"khrushchev", "khrushchyov", "khrouchtchev", "chruschtschow", "hruščëv"}),
        ("Вышинский", {"vyshinskii", "vyshinsky", "vyshinskiy", "vychinski", "wyschinski", "vyšinskij"}),
        ("Маленков", {"malenkov", "malenkow"}),
        ("Семёнов", {"semenov", "semyonov", "semjonow"}),
        ("Виноградов", {"vinogradov", "winogradow"}),
        ("Джугашвили", {"dzhugashvili", "djougachvili", "dschugaschwili"}),
        ("Андрей Громыко", {"andrey gromyko", "andrei gromyko"}),
    ],
)
def test_a_name_has_the_spellings_of_libraries_passports_and_newspapers(name: str, spellings: set[str]) -> None:
    assert spellings <= set(romanized(name))


@pytest.mark.parametrize("name", ["Eden", "周恩来", "", "Mendès France"])
def test_other_names_have_none(name: str) -> None:
    assert romanized(name) == ()


def test_no_russian_letter_is_left_and_case_does_not_matter() -> None:
    assert not any("а" <= sign <= "ё" for spelling in romanized("Вячеслав Михайлович Молотов") for sign in spelling)
    assert romanized("МОЛОТОВ") == romanized("Молотов")
