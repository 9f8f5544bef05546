"""The time between a move and its answer in words, such as `7 weeks later`."""

_DAYS_IN_WEEK = 7
_DAYS_IN_YEAR = 365.2425
_LONGEST_IN_WEEKS = 26 * _DAYS_IN_WEEK


def time_between(least: int | None, most: int | None) -> str | None:
    """The words for a number of days from `least` to `most`; None if one of them is not known.

    Days below 0 mean that the answer began before the move. A number of days without doubt is in weeks if it is a
    number of full weeks, and in full years from two years on; up to then the words are exact. A range is in days or,
    from two years on, in full years.
    """
    if least is None or most is None:
        return None
    if least == most:
        return _exact(least)
    if least < 0 < most:
        return f"between {_length(-least)} before and {_length(most)} later"
    direction = "later" if most > 0 else "before"
    short, long = sorted((abs(least), abs(most)))
    if short == 0 or (_in_years(long) and _years(short) == 0):
        return f"up to {_length(long)} {direction}"
    if _in_years(long):
        first, last = _years(short), _years(long)
        return f"{_counted(first, 'year')} {direction}" if first == last else f"{first:,} to {last:,} years {direction}"
    return f"{short:,} to {long:,} days {direction}"


def _exact(days: int) -> str:
    if days == 0:
        return "the same day"
    length = abs(days)
    words = _length(length)
    if length >= 2 * _DAYS_IN_WEEK and length % _DAYS_IN_WEEK == 0 and length <= _LONGEST_IN_WEEKS:
        words = f"{length // _DAYS_IN_WEEK} weeks"
    return f"{'a day' if length == 1 else words} {'later' if days > 0 else 'before'}"


def _length(days: int) -> str:
    return _counted(_years(days), "year") if _in_years(days) else _counted(days, "day")


def _in_years(days: int) -> bool:
    return days >= 2 * _DAYS_IN_YEAR


def _years(days: int) -> int:
    """Full years."""
    return int(days / _DAYS_IN_YEAR)


def _counted(number: int, unit: str) -> str:
    return f"{number:,} {unit}" if number == 1 else f"{number:,} {unit}s"
