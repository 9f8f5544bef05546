"""Dates in the words and figures by which people look for them, in English, French, German and Russian."""

from collections.abc import Iterator

from app.timeline.dates import EdtfDate, Precision, parts_of
from app.timeline.days import Day
from app.timeline.months import ENGLISH, FRENCH, GERMAN, RUSSIAN, RUSSIAN_OF

MOST_MONTHS = 12
MOST_YEARS = 10
"""Longer dates are named by their first and last month or year alone."""


def date_words(date: EdtfDate | None) -> tuple[str, ...]:
    """The wordings of a date: of its first and last day where it is as fine as that, of its months and its years.

    An open or unknown end has no words. Nothing for None.
    """
    if date is None:
        return ()
    ends = [day for day in (date.outer.first, date.outer.last) if day is not None]
    if not ends:
        return ()
    first, last = parts_of(ends[0]), parts_of(ends[-1])
    found: list[str] = []
    if date.precision is Precision.DAY:
        for end in dict.fromkeys(ends):
            found += _day(end)
    if date.precision in {Precision.DAY, Precision.MONTH}:
        for year, month in _months(first, last):
            found += _month(year, month)
    years = range(first[0], last[0] + 1)
    found += [str(year) for year in (years if len(years) <= MOST_YEARS else (first[0], last[0]))]
    return tuple(dict.fromkeys(found))


def years(date: EdtfDate) -> str | None:
    """The years of a life: `1890-1986`, `from 1913`, `until 1950`; None where neither is known."""
    first, last = (None if day is None else str(parts_of(day)[0]) for day in (date.outer.first, date.outer.last))
    if first is not None and last is not None:
        return first if first == last else f"{first}-{last}"
    if first is None and last is None:
        return None
    return f"until {last}" if first is None else f"from {first}"


def _day(day: Day) -> Iterator[str]:
    year, month, number = parts_of(day)
    place = month - 1
    yield f"{number} {ENGLISH[place]} {year}"
    yield f"{number} {ENGLISH[place][:3]} {year}"
    yield f"{ENGLISH[place]} {number}, {year}"
    yield f"{number} {FRENCH[place]} {year}"
    yield f"{number}. {GERMAN[place]} {year}"
    yield f"{number} {RUSSIAN_OF[place]} {year}"
    yield f"{year}-{month:02}-{number:02}"
    yield f"{number:02}.{month:02}.{year}"


def _months(first: tuple[int, int, int], last: tuple[int, int, int]) -> list[tuple[int, int]]:
    begin, end = first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1
    numbers = range(begin, end + 1) if end - begin < MOST_MONTHS else (begin, end)
    return [(number // 12, number % 12 + 1) for number in numbers]


def _month(year: int, month: int) -> Iterator[str]:
    for names in (ENGLISH, FRENCH, GERMAN, RUSSIAN):
        yield f"{names[month - 1]} {year}"
    yield f"{ENGLISH[month - 1][:3]} {year}"
    yield f"{year}-{month:02}"
