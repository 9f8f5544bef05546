"""States by country and date."""

import pytest

from app.timeline.dates import parse
from app.timeline.states import state_at


@pytest.mark.parametrize(
    ("country", "edtf", "state"),
    [
        ("RU", "1954-03-31", "Soviet Union"),
        ("RU", "1954-03", "Soviet Union"),
        ("RU", "2001-06-16", "Russia"),
        ("RU", "1991/1992", "Russia"),
        ("RU", "1954-03-31/..", "Russia"),
        ("RU", "1812", "Russian Empire"),
        ("RU", None, "Russia"),
        ("SI", "2001-06-16", "Slovenia"),
        ("SI", "1954", "Yugoslavia"),
        ("VN", "1954-03-13/1954-05-07", "French Indochina"),
        ("DE", "1954-02", "Germany"),
        ("FR", "1954", "France"),
        ("QQ", "1954", "QQ"),
    ],
)
def test_a_place_lies_in_the_state_of_its_time(country: str, edtf: str | None, state: str) -> None:
    assert state_at(country, None if edtf is None else parse(edtf)) == state
