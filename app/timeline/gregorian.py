"""The proleptic Gregorian calendar without limits: years, months and days of the month, to whole days and back.

`datetime.date` knows the years 1 to 9999 only; the dates of this project also lie before and after them.
Years are astronomical: 0 is 1 BC, -43 is 44 BC.
"""

from bisect import bisect_right

from app.timeline.days import Day

_BEFORE_MONTH = (0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_MONTH_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LEAP_DAY = 59
"""The place of 29 February among the days of its year, from 0."""
_YEAR = 365
_FOUR_YEARS = 4 * _YEAR + 1
_CENTURY = 25 * _FOUR_YEARS - 1
_FOUR_CENTURIES = 4 * _CENTURY + 1


def is_leap(year: int) -> bool:
    """Whether `year` has a 29 February."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def month_length(year: int, month: int) -> int:
    """The number of days of a month (1 to 12) of `year`."""
    return 29 if month == 2 and is_leap(year) else _MONTH_LENGTHS[month - 1]


def day_of(year: int, month: int, day: int) -> Day:
    """The whole day of a year, month and day of the month; ValueError for one that the calendar lacks."""
    if not 1 <= month <= 12:
        raise ValueError(f"month {month} does not exist")
    if not 1 <= day <= month_length(year, month):
        raise ValueError(f"month {month} of year {year} has no day {day}")
    past = year - 1
    leap_day = 1 if month > 2 and is_leap(year) else 0
    return Day(_YEAR * past + past // 4 - past // 100 + past // 400 + _BEFORE_MONTH[month - 1] + leap_day + day)


def parts_of(day: Day) -> tuple[int, int, int]:
    """Year, month and day of the month of a whole day: the inverse of `day_of`."""
    cycles, rest = divmod(day - 1, _FOUR_CENTURIES)
    # The last day of a cycle belongs to its fourth century, and 31 December of a leap year to its fourth year.
    centuries = min(rest // _CENTURY, 3)
    rest -= centuries * _CENTURY
    fours, rest = divmod(rest, _FOUR_YEARS)
    years = min(rest // _YEAR, 3)
    rest -= years * _YEAR
    year = 400 * cycles + 100 * centuries + 4 * fours + years + 1
    if is_leap(year) and rest >= _LEAP_DAY:
        if rest == _LEAP_DAY:
            return year, 2, 29
        rest -= 1
    month = bisect_right(_BEFORE_MONTH, rest)
    return year, month, rest - _BEFORE_MONTH[month - 1] + 1


def first_of_month(year: int, month: int) -> Day:
    """The first day of a month (1 to 12)."""
    return day_of(year, month, 1)


def last_of_month(year: int, month: int) -> Day:
    """The last day of a month (1 to 12)."""
    return day_of(year, month, month_length(year, month))


def iso_day(day: Day) -> str:
    """A day as `1954-03-26`; a year outside 0 to 9999 has a sign and six digits or more: `-000043-01-01`.

    The long form is that of ECMAScript's date time string format, which takes no fewer than six digits.
    """
    year, month, day_of_month = parts_of(day)
    written = f"{year:04d}" if 0 <= year <= 9999 else f"{year:+07d}"
    return f"{written}-{month:02d}-{day_of_month:02d}"
