"""The numbers that the curated records give for authority files: well formed, with a right check digit, each once."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

SEED = Path(__file__).resolve().parents[2] / "seed"

FORMATS = {
    "wikidata": r"Q[1-9][0-9]*",
    "viaf": r"[1-9][0-9]*",
    "gnd": r"1[0-9]{7,8}[0-9X]|[1-9][0-9]{0,7}-[0-9X]",
}
"""What a number looks like, by scheme. GND numbers of persons have 9 or 10 places; those of bodies and places have a
hyphen before the check digit."""


def identifiers() -> Iterator[tuple[str, str, str]]:
    """Actor, scheme and number of each identifier in the data files."""
    for path in sorted((SEED / "actors").glob("*.yaml")):
        for actor in yaml.safe_load(path.read_text(encoding="utf-8"))["actors"]:
            for identifier in actor.get("identifiers", ()):
                yield actor["id"], identifier["scheme"], identifier["id"]


def has_right_check_digit(number: str) -> bool:
    """Whether the last place of a GND number of a person is right.

    Each place counts as often as its position from the right says. The sum must be a multiple of 11; X is 10.
    """
    places = [10 if place == "X" else int(place) for place in reversed(number)]
    return sum(position * place for position, place in enumerate(places, start=1)) % 11 == 0


def test_numbers_have_the_format_of_their_authority_file() -> None:
    numbers = list(identifiers())
    assert numbers
    for actor, scheme, number in numbers:
        assert isinstance(number, str), f"{actor}: quote the number {number}"
        assert re.fullmatch(FORMATS[scheme], number), f"{actor}: {scheme} {number}"


def test_gnd_numbers_of_persons_have_a_right_check_digit() -> None:
    wrong = [
        (actor, number)
        for actor, scheme, number in identifiers()
        if scheme == "gnd" and "-" not in number and not has_right_check_digit(number)
    ]
    assert wrong == []


@pytest.mark.parametrize("number", ["118500660", "11850606X", "118542689", "181542680"])
def test_mistyped_gnd_number_has_a_wrong_check_digit(number: str) -> None:
    assert not has_right_check_digit(number)


def test_number_belongs_to_one_actor() -> None:
    actors = Counter((scheme, number) for _, scheme, number in identifiers())
    assert [number for number, count in actors.items() if count > 1] == []


def test_actor_has_one_number_in_an_authority_file() -> None:
    numbers = Counter((actor, scheme) for actor, scheme, _ in identifiers())
    assert [number for number, count in numbers.items() if count > 1] == []
