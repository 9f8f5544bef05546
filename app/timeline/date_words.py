"""Dates in the words and figures by which people look for them, in English, French, German and Russian."""

import re
from collections.abc import Iterator

from app.timeline.dates import EdtfDate, Precision, parse, parts_of
from app.timeline.days import Day, Span
from app.timeline.labels import year_words
from app.timeline.months import ENGLISH, FRENCH, GERMAN, RUSSIAN, RUSSIAN_OF

FIRST_PLAIN_YEAR = 1000
_SPANS = re.compile("(?:spring|summer|autumn|winter) [0-9/]+|[0-9]+0s|[0-9]+(?:st|nd|rd|th) century(?: BC)?")
"""The seasons, decades and centuries in the label of a date."""
MOST_MONTHS = 12
MOST_YEARS = 10
"""Longer dates are named by their first and last month or year alone."""


def date_words(date: EdtfDate | None) -> tuple[str, ...]:
    """The wordings of a date: of its first and last day where it is as fine as that, of its months and its years.

    A season, decade or century has its name too.

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
    found += _SPANS.findall(date.label)
    years = range(first[0], last[0] + 1)
    found += [_year(year) for year in (years if len(years) <= MOST_YEARS else (first[0], last[0]))]
    return tuple(dict.fromkeys(found))


def years(date: EdtfDate) -> str | None:
    """The years of a life: `1890-1986`, `from 1913`, `until 1950`; None where neither is known.

    An end that may lie in several years is in words: `20th century (1900 - 1999)`.
    """
    first, last = (_year_of(end, text) for end, text in zip((date.begin, date.end), _ends(date.text), strict=True))
    if first is not None and last is not None:
        between = "-" if (first + last).isdigit() else " - "
        return first if first == last else f"{first}{between}{last}"
    if first is None and last is None:
        return None
    return f"until {last}" if first is None else f"from {first}"


def _ends(text: str) -> tuple[str, str]:
    begin, slash, end = text.partition("/")
    return begin, end if slash else begin


def _year_of(end: Span, text: str) -> str | None:
    if end.first is None or end.last is None:
        return None
    first, last = parts_of(end.first)[0], parts_of(end.last)[0]
    return year_words(first) if first == last else parse(text).label


def _year(year: int) -> str:
    return str(year) if _is_plain(year) else year_words(year)


def _is_plain(year: int) -> bool:
    """Whether a year has four figures or more, and needs no era."""
    return year >= FIRST_PLAIN_YEAR


def _day(day: Day) -> Iterator[str]:
    number_of_year, month, number = parts_of(day)
    year, place = _year(number_of_year), month - 1
    yield f"{number} {ENGLISH[place]} {year}"
    yield f"{number} {ENGLISH[place][:3]} {year}"
    yield f"{ENGLISH[place]} {number}, {year}"
    yield f"{number} {FRENCH[place]} {year}"
    yield f"{number}. {GERMAN[place]} {year}"
    yield f"{number} {RUSSIAN_OF[place]} {year}"
    if _is_plain(number_of_year):
        yield f"{year}-{month:02}-{number:02}"
        yield f"{number:02}.{month:02}.{year}"


def _months(first: tuple[int, int, int], last: tuple[int, int, int]) -> list[tuple[int, int]]:
    begin, end = first[0] * 12 + first[1] - 1, last[0] * 12 + last[1] - 1
    numbers = range(begin, end + 1) if end - begin < MOST_MONTHS else (begin, end)
    return [(number // 12, number % 12 + 1) for number in numbers]


def _month(year: int, month: int) -> Iterator[str]:
    for names in (ENGLISH, FRENCH, GERMAN, RUSSIAN):
        yield f"{names[month - 1]} {_year(year)}"
    yield f"{ENGLISH[month - 1][:3]} {_year(year)}"
    if _is_plain(year):
        yield f"{year}-{month:02}"
