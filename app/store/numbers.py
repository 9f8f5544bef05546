"""Order numbers: a record's place in the order by date as one integer.

`n` = first possible day * 2^20 + the record's place among that day's ids. A keyset page is then `n > ?`, a day is a
shift, and no other day's numbers move when one gains a record.
"""

from collections.abc import Iterable

from app.timeline.days import Day

PLACE_BITS = 20
MOST_PER_DAY = 1 << PLACE_BITS
BEFORE_ALL = Day(-(1 << 42))
"""Stands for the first day of a record whose beginning is open or unknown: it comes before every day."""
AFTER_ALL = Day(1 << 42)
"""Stands for the day of an undated record, and for an open or unknown last day: it comes after every day."""

LENGTH_LIMITS = (31, 399)
OPEN_CLASS = 3
UNDATED_CLASS = 4
DATED_CLASSES = (0, 1, 2, OPEN_CLASS)
CLASSES = (*DATED_CLASSES, UNDATED_CLASS)
"""Length classes: up to 31 days, up to 399, longer, open at an end, undated.

The records of a class that can overlap a span begin at most its longest length before it, so most of them need not be
looked at."""


def first_n(day: Day) -> int:
    """The lowest order number of `day`."""
    return day << PLACE_BITS


def last_n(day: Day) -> int:
    """The highest order number of `day`."""
    return first_n(day) + MOST_PER_DAY - 1


def day_of_n(n: int) -> Day:
    """The day that an order number belongs to."""
    return Day(n >> PLACE_BITS)


def order_numbers(first_days: Iterable[tuple[str, Day]]) -> dict[str, int]:
    """Order numbers for records given as (id, first possible day).

    Raises:
        OverflowError: more than 2^20 records on one day.
    """
    numbers: dict[str, int] = {}
    today, place = None, 0
    for day, record in sorted((day, record) for record, day in first_days):
        place = place + 1 if day == today else 0
        if place >= MOST_PER_DAY:
            raise OverflowError(f"more than {MOST_PER_DAY} records on one day")
        today = day
        numbers[record] = first_n(day) + place
    return numbers


def length_class(earliest: Day | None, latest: Day | None, *, dated: bool) -> int:
    """The length class of a record with these outer bounds."""
    if not dated:
        return UNDATED_CLASS
    if earliest is None or latest is None:
        return OPEN_CLASS
    length = latest - earliest + 1
    return next((number for number, limit in enumerate(LENGTH_LIMITS) if length <= limit), len(LENGTH_LIMITS))
