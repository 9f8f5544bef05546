"""Sort numbers: one integer for each record that puts all records of all types into the order of their dates.

A sort number `n` is made of the first possible day, the number of the type, and the place among the records of that
type and day by their tie keys:

    n = day * 2^24 + type * 2^20 + place

So a page goes on at `n > ?`, a span of days is a range of `n`, and no other day's numbers change when one day gains a
record. A record whose first day is open or unknown comes before every day, an undated one after every day.
"""

from app.timeline.days import Day
from app.timeline.record_types import RecordType

PLACE_BITS = 20
TYPE_BITS = 4
DAY_BITS = PLACE_BITS + TYPE_BITS
MOST_PER_DAY = 1 << PLACE_BITS

BEFORE_ALL = Day(-400_000_000_000)
"""Stands for the first day of a record whose beginning is open or unknown."""
AFTER_ALL = Day(400_000_000_000)
"""Stands for the day of an undated record, and for a last day that is open or unknown. Dates reach a billion years."""

LENGTH_LIMITS = (31, 399)
OPEN_CLASS = 3
UNDATED_CLASS = 4
DATED_CLASSES = (0, 1, 2, OPEN_CLASS)
CLASSES = (*DATED_CLASSES, UNDATED_CLASS)
"""Length classes: up to 31 days, up to 399, longer, open at an end, undated.

The records of a class that can overlap a span begin at most the class's longest length before it, so only few of those
that begin earlier have to be looked at."""


def first_n(day: int) -> int:
    """The lowest sort number of `day`."""
    return day << DAY_BITS


def last_n(day: int) -> int:
    """The highest sort number of `day`."""
    return first_n(day) + (1 << DAY_BITS) - 1


def day_of(n: int) -> Day:
    """The day of a sort number."""
    return Day(n >> DAY_BITS)


def place_of(n: int) -> int:
    """The place of a sort number among those of its type and day."""
    return n & (MOST_PER_DAY - 1)


def type_of(n: int) -> RecordType:
    """The record type of a sort number."""
    return RecordType.numbered((n >> PLACE_BITS) & ((1 << TYPE_BITS) - 1))


LOWEST, HIGHEST = first_n(BEFORE_ALL), last_n(AFTER_ALL)
FIRST_UNDATED = first_n(AFTER_ALL)


def range_of(day: int, type_: RecordType) -> tuple[int, int]:
    """The lowest and the highest sort number of a type on a day."""
    first = first_n(day) + (type_.number << PLACE_BITS)
    return first, first + MOST_PER_DAY - 1


def sort_number(type_: RecordType, day: Day, place: int) -> int:
    """The sort number of a record of a type: `place` is its place among those of its first possible day, from 0.

    Raises:
        OverflowError: more than 2^20 records of the type on one day.
    """
    if place >= MOST_PER_DAY:
        raise OverflowError(f"more than {MOST_PER_DAY} records of type {type_} on one day")
    return range_of(day, type_)[0] + place


def length_class(earliest: Day | None, latest: Day | None, *, dated: bool) -> int:
    """The length class of a record with these outer bounds."""
    if not dated:
        return UNDATED_CLASS
    if earliest is None or latest is None:
        return OPEN_CLASS
    length = latest - earliest + 1
    return next((number for number, limit in enumerate(LENGTH_LIMITS) if length <= limit), len(LENGTH_LIMITS))
