"""A single EDTF date, from a century to a day, with unknown digits and marks: its grammar and the days it can mean."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

from app.timeline.days import Day, Span
from app.timeline.gregorian import day_of, last_of_month, month_length
from app.timeline.months import ENGLISH

FURTHEST_YEAR = 999_999_999

# First month and number of months of the codes above 12; one that runs past December ends in the next year.
# 21 to 24 name no hemisphere; the northern one is meant here, as in 25 to 28. 29 to 32 are southern.
_GROUPINGS = {
    **dict(zip(range(21, 29), ((3, 3), (6, 3), (9, 3), (12, 3)) * 2, strict=True)),
    **dict(zip(range(29, 33), ((9, 3), (12, 3), (3, 3), (6, 3)), strict=True)),
    **dict(zip(range(33, 37), ((1, 3), (4, 3), (7, 3), (10, 3)), strict=True)),
    **dict(zip(range(37, 40), ((1, 4), (5, 4), (9, 4)), strict=True)),
    **dict(zip(range(40, 42), ((1, 6), (7, 6)), strict=True)),
}

_POINT = re.compile(
    r"([?~%]?)(-?[0-9X]{4})([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?)"
    r"(?:-([?~%]?)([0-9X]{2})([?~%]?))?)?"
)
_YEAR_ALONE = re.compile(
    r"([?~%]?)(?:Y(-?[0-9]+)(?:E([0-9]+))?|(-?[0-9]{4})(?=S))"  # Y-17E7, or four digits with S behind them
    r"(?:S([0-9]+))?([?~%]?)"
)
_PARTS = (("year", 4), ("month", 2), ("day", 2))


class NotEdtf(ValueError):
    """A text is outside the grammar or names no real date; `str()` is the reason, a short clause."""


@dataclass(frozen=True, slots=True)
class Year:
    """The years that a year as written can mean: from `first` to `last`, not always every one between them."""

    written: str
    first: int
    last: int
    estimate: int | None = None
    """The year as written before `S`, where only its leading digits are significant."""


@dataclass(frozen=True, slots=True)
class Point:
    """One date of any precision: a year, a month or another part of a year, or a day, each maybe with unknown digits.

    `month` and `day` are as written, two signs; `grouping` says whether `month` is a season or another code above 20.
    `approximate` and `uncertain` have one entry for each part written. `first` and `last` are the days it can mean.
    """

    year: Year
    month: str | None
    day: str | None
    approximate: tuple[bool, ...]
    uncertain: tuple[bool, ...]
    first: Day
    last: Day

    @property
    def marked(self) -> bool:
        """Whether any of `~ ? %` stands at any part."""
        return any(self.approximate) or any(self.uncertain)

    @property
    def grouping(self) -> int | None:
        """The code of a season, quarter and the like (21 to 41), or None."""
        code = int(self.month) if self.month and "X" not in self.month else 0
        return code if code in _GROUPINGS else None

    @property
    def span(self) -> Span:
        """All days that the point can mean."""
        return Span(self.first, self.last)


def read_point(text: str) -> Point:
    """The point of a text without `/`, brackets and `..`; NotEdtf (with the reason) for anything else."""
    if found := _POINT.fullmatch(text):
        groups = found.groups()
        before, (year, month, day), after = groups[0::3], groups[1::3], groups[2::3]
        count = 1 + (month is not None) + (day is not None)
        # A mark before a part is for that part alone, a mark after it also for all parts to its left.
        marks = [before[part] + "".join(after[part:count]) for part in range(count)]
        return _point(_pattern_year(year), month, day, marks)
    if found := _YEAR_ALONE.fullmatch(text):
        mark_before, long, exponent, short, significant, mark_after = found.groups()
        year_alone = _long_year(long, exponent) if long else _pattern_year(short)
        if significant:
            year_alone = _significant_digits(year_alone, int(significant))
        return _point(year_alone, None, None, [mark_before + mark_after])
    raise NotEdtf(_what_is_wrong(text))


def _point(year: Year, month: str | None, day: str | None, marks: list[str]) -> Point:
    first, last = _bounds(year, month, day)
    return Point(
        year,
        month,
        day,
        approximate=tuple(bool({"~", "%"} & set(signs)) for signs in marks),
        uncertain=tuple(bool({"?", "%"} & set(signs)) for signs in marks),
        first=first,
        last=last,
    )


def _pattern_year(written: str) -> Year:
    if written == "-0000":
        raise NotEdtf("year -0000 does not exist (0000 is 1 BC)")
    years = matching_years(written)
    return Year(written, years[0], years[-1])


def _significant_digits(year: Year, digits: int) -> Year:
    if digits == 0:
        raise NotEdtf("S0 leaves no digit significant")
    size = abs(year.first)
    step = 10 ** max(0, len(str(size)) - digits)
    low = size // step * step
    high = low + step - 1
    first, last = (low, high) if year.first >= 0 else (-high, -low)
    return Year(f"{year.written}S{digits}", first, last, estimate=year.first)


def _long_year(digits: str, exponent: str | None) -> Year:
    if digits.removeprefix("-").startswith("0"):
        raise NotEdtf("a year with Y does not begin with 0")
    if exponent is None and len(digits.removeprefix("-")) <= 4:
        raise NotEdtf("a year with Y has more than four digits")
    # Compared before it is applied: a year of so many zeros would not fit into memory.
    if exponent is not None and int(exponent) > len(str(FURTHEST_YEAR)):
        raise NotEdtf(_too_far())
    value = int(digits + "0" * int(exponent or "0"))
    if abs(value) > FURTHEST_YEAR:
        raise NotEdtf(_too_far())
    return Year(f"Y{digits}" + (f"E{exponent}" if exponent else ""), value, value)


def _too_far() -> str:
    return f"years reach from -{FURTHEST_YEAR} to {FURTHEST_YEAR}"


@lru_cache(maxsize=1024)
def matching_years(written: str) -> tuple[int, ...]:
    """All years that a year of four digits, some of them maybe X, can mean, in order."""
    if written.startswith("-"):
        return tuple(sorted(-year for year in _numbers(written[1:]) if year))
    return tuple(_numbers(written))


def _numbers(pattern: str) -> Iterator[int]:
    for digits in product(*("0123456789" if sign == "X" else sign for sign in pattern)):
        yield int("".join(digits))


@cache
def matching_months(written: str) -> tuple[int, ...]:
    """All months that two signs can mean, in order."""
    return tuple(number for number in _numbers(written) if 1 <= number <= 12)


@cache
def matching_days(written: str) -> tuple[int, ...]:
    """All days of a month of 31 days that two signs can mean, in order."""
    return tuple(number for number in _numbers(written) if 1 <= number <= 31)


def _bounds(year: Year, month: str | None, day: str | None) -> tuple[Day, Day]:
    if month is None:
        return day_of(year.first, 1, 1), day_of(year.last, 12, 31)
    if "X" not in month and int(month) in _GROUPINGS:
        if day is not None:
            raise NotEdtf(f"{month} is a part of a year that has no days of its own")
        return _grouping_bounds(year, int(month))
    if not matching_months(month):
        raise NotEdtf(f"month {month} does not exist")
    if day is not None and not matching_days(day):
        raise NotEdtf(f"day {day} does not exist")
    return _day_bounds(year, month, day or "XX")


def _grouping_bounds(year: Year, code: int) -> tuple[Day, Day]:
    start, length = _GROUPINGS[code]
    more_years, month_before = divmod(start + length - 2, 12)
    return day_of(year.first, start, 1), last_of_month(year.last + more_years, month_before + 1)


def _day_bounds(year: Year, month: str, day: str) -> tuple[Day, Day]:
    years, months, days = matching_years(year.written), matching_months(month), matching_days(day)
    first = _first_real(years, months, days)
    last = _first_real(years[::-1], months[::-1], days[::-1])
    if first is None or last is None:
        name = ENGLISH[months[0] - 1] if len(months) == 1 else f"month {month} of"
        raise NotEdtf(f"{name} {year.written} has no day {day}")
    return first, last


def _first_real(years: tuple[int, ...], months: tuple[int, ...], days: tuple[int, ...]) -> Day | None:
    for year, month, day in product(years, months, days):
        if day <= month_length(year, month):
            return day_of(year, month, day)
    return None


def _what_is_wrong(text: str) -> str:
    strange = next((sign for sign in text if sign not in "0123456789X?~%-YES"), None)
    if ".." in text:
        return "'..' stands alone as an end of an interval, or in a set"
    if strange is not None:
        return _why_strange(strange)
    if text.startswith(("Y", "-Y")) or set(text) & set("ESY"):
        return "a year with Y, E or S stands alone, as in Y170000002, Y-17E7 or 1950S2"
    # The sign of a year before 0000 is no separator.
    parts = re.sub(r"^([?~%]?)-", r"\1", text).split("-")
    for (name, digits), part in zip(_PARTS, parts, strict=False):
        if not re.fullmatch(rf"[?~%]?[0-9X]{{{digits}}}[?~%]?", part):
            return _why_part(text, name, digits, part)
    return "it has more parts than year, month and day"


def _why_strange(sign: str) -> str:
    if sign == "x":
        return "an unknown digit is a capital X"
    if sign.isdigit():
        return "its digits are 0 to 9"
    if sign in "‘’‚“”„«»`´":
        return f"'{sign}' is a typographic quotation mark: write straight quotes, or none"
    shown = sign if sign.isprintable() else ascii(sign)[1:-1]
    return f"'{shown}' has no meaning in it"


def _why_part(text: str, name: str, digits: int, part: str) -> str:
    if re.fullmatch(r"[?~%]*[0-9X]+[?~%]*", part) and len(re.sub(r"[?~%]", "", part)) == digits:
        return f'"{text}": one of ? ~ % before a {name} and one after it at most'
    word = {2: "two", 4: "four"}[digits]
    longer = " (a longer one is written Y12345)" if name == "year" and len(part) > digits else ""
    return f'"{text}": a {name} has {word} digits{longer}'
