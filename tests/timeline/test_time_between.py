"""The time between two moves in words."""

import pytest

from app.timeline.time_between import time_between


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (0, 0, "the same day"),
        (1, 1, "a day later"),
        (-1, -1, "a day before"),
        (-12, -12, "12 days before"),
        (7, 7, "7 days later"),
        (14, 14, "2 weeks later"),
        (37, 37, "37 days later"),
        (49, 49, "7 weeks later"),
        (50, 50, "50 days later"),
        (700, 700, "700 days later"),
        (731, 731, "2 years later"),
        (17207, 17207, "47 years later"),
        (-17207, -17207, "47 years before"),
        (0, 44, "up to 44 days later"),
        (-5, 0, "up to 5 days before"),
        (3, 44, "3 to 44 days later"),
        (-44, -3, "3 to 44 days before"),
        (-1, 3, "between 1 day before and 3 days later"),
        (16900, 17210, "46 to 47 years later"),
        (17200, 17210, "47 years later"),
        (400, 17210, "1 to 47 years later"),
        (3, 900, "up to 2 years later"),
        (0, 17210, "up to 47 years later"),
        (None, 4, None),
        (4, None, None),
    ],
)
def test_days_are_told_in_words(least: int | None, most: int | None, words: str | None) -> None:
    assert time_between(least, most) == words
