"""How a date reads in English: `1954-01-25/1954-02-18` is "25 January - 18 February 1954"."""

from app.timeline.edtf import Interval, Missing, PointSet, Range, Tree
from app.timeline.months import ENGLISH
from app.timeline.points import Point, Year, matching_days, matching_months

_SEASONS = ("spring", "summer", "autumn", "winter")
_GROUPINGS = {
    **dict(enumerate(_SEASONS, start=21)),
    **dict(enumerate((f"northern {season}" for season in _SEASONS), start=25)),
    **dict(enumerate((f"southern {season}" for season in _SEASONS), start=29)),
    **dict(enumerate(("the 1st quarter", "the 2nd quarter", "the 3rd quarter", "the 4th quarter"), start=33)),
    **dict(enumerate(("the 1st third", "the 2nd third", "the 3rd third"), start=37)),
    **dict(enumerate(("the 1st half", "the 2nd half"), start=40)),
}
_OVER_NEW_YEAR = {24, 28, 30}
_PART_NAMES = ("year", "month", "day")


def label(tree: Tree) -> str:
    """A readable wording of a date, in ASCII, that says all its text says: marks, unknown digits, missing ends."""
    if isinstance(tree, Point):
        return _bare(_point(tree))
    if isinstance(tree, Interval):
        return _interval(tree)
    return _set(tree)


def _bare(words: str) -> str:
    return words.removeprefix("the ")


def _interval(interval: Interval) -> str:
    begin, end = interval.begin, interval.end
    if isinstance(begin, Point) and isinstance(end, Point):
        return _from_to(begin, end)
    if isinstance(begin, Point):
        return f"since {_point(begin)}" if end is Missing.OPEN else f"from {_point(begin)}, end unknown"
    if isinstance(end, Point):
        return f"until {_point(end)}" if begin is Missing.OPEN else f"until {_point(end)}, beginning unknown"
    return {
        (Missing.OPEN, Missing.OPEN): "without beginning or end",
        (Missing.OPEN, Missing.UNKNOWN): "without beginning, end unknown",
    }.get((begin, end), "beginning unknown, without end")


def _from_to(begin: Point, end: Point) -> str:
    first, last = (_bare(words) for words in _in_a_row((begin, end)))
    return last if begin == end else f"{first} - {last}"


def _set(dates: PointSet) -> str:
    words = iter(_in_a_row(dates.points))
    members = [_member(member, [next(words) for _ in member.points], each=dates.each) for member in dates.members]
    *others, last = members
    return _bare(f"{', '.join(others)} {'and' if dates.each else 'or'} {last}" if others else last)


def _member(member: Range, words: list[str], *, each: bool) -> str:
    if member.first == member.last:
        return words[-1]
    if member.first is None:
        return f"everything until {words[0]}" if each else f"{words[0]} or earlier"
    if member.last is None:
        return f"everything since {words[0]}" if each else f"{words[0]} or later"
    return f"{words[0]} - {words[1]}" if each else f"between {words[0]} and {words[1]}"


def _in_a_row(points: tuple[Point, ...]) -> list[str]:
    """The words of each; what all share (the year, the month) is said at the last one alone."""
    *others, last = points
    alike = all(_is_plain(point) and point.year == last.year for point in points)
    if alike and all(point.day and point.month == last.month for point in points):
        return [*(_number_of_day(point) for point in others), _point(last)]
    if alike and (all(point.day for point in points) or all(point.month and not point.day for point in points)):
        return [*(_day_and_month(point) for point in others), _point(last)]
    return [_point(point) for point in points]


def _number_of_day(point: Point) -> str:
    return _choice([str(day) for day in matching_days(point.day or "")], "day")


def _is_plain(point: Point) -> bool:
    vague = "X" in point.year.written + (point.month or "") + (point.day or "")
    return not (vague or point.marked or point.grouping)


def _point(point: Point) -> str:
    notes = _unknown_parts(point)
    words = _grouped(point.grouping, point.year) if point.grouping else _unmarked(point)
    if all(point.approximate):
        words = f"about {words}"
    elif any(point.approximate):
        notes.append(f"{_named(point.approximate)} approximate")
    if all(point.uncertain):
        notes.append("uncertain")
    elif any(point.uncertain):
        notes.append(f"{_named(point.uncertain)} uncertain")
    return f"{words} ({', '.join(notes)})" if notes else words


def _named(parts: tuple[bool, ...]) -> str:
    return _listed([name for name, marked in zip(_PART_NAMES, parts, strict=False) if marked], "and")


def _unknown_parts(point: Point) -> list[str]:
    month_unknown, day_unknown = point.month == "XX", point.day == "XX"
    if month_unknown and (day_unknown or point.day is None):
        return ["month and day unknown" if day_unknown else "month unknown"]
    return ["day unknown"] if day_unknown else []


def _unmarked(point: Point) -> str:
    day_known = point.day not in {None, "XX"}
    if point.month == "XX" and day_known:
        days = _listed([_ordinal(day) for day in matching_days(point.day or "")], "or")
        exact = point.year.first == point.year.last
        return f"the {days} of an unknown month{' in' if exact else ''}{_of_year(point.year)}"
    if point.month in {None, "XX"}:
        return _year(point.year)
    return f"{_day_and_month(point)}{_of_year(point.year)}"


def _day_and_month(point: Point) -> str:
    months = _choice([ENGLISH[month - 1] for month in matching_months(point.month or "")], "month")
    if point.day in {None, "XX"}:
        return months
    return f"{_number_of_day(point)}{' of' if months.startswith('some') else ''} {months}"


def _grouped(code: int, year: Year) -> str:
    words = _GROUPINGS[code]
    exact = year.first == year.last
    if exact and code in _OVER_NEW_YEAR:
        return f"{words} {_two_years(year.first)}"
    return f"{words}{' of' if exact and words.startswith('the ') else ''}{_of_year(year)}"


def _two_years(year: int) -> str:
    if year > 0:
        return f"{year_words(year)}/{(year + 1) % 100:02d}"
    if year < 0:
        return f"{1 - year}/{-year} BC"
    return "1 BC/AD 1"


def _of_year(year: Year) -> str:
    if year.first == year.last:
        return f" {year_words(year.first)}"
    words = _year(year)
    return f" in {words}" if words.startswith("the ") else f" of {words}"


def _year(year: Year) -> str:
    if year.first == year.last:
        return year_words(year.first)
    if year.estimate is not None:
        return f"some year from {_years(year)} (estimated {year_words(year.estimate)})"
    return _year_of_unknown_digits(year)


def _year_of_unknown_digits(year: Year) -> str:
    known = year.written.rstrip("X")
    unknown_digits = len(year.written) - len(known)
    if year.written == "XXXX":
        return "an unknown year"
    if "X" in known:
        return f"a year like {year.written}"
    if unknown_digits == 2:
        return f"the {_century(year)} ({year_words(year.first)} - {year_words(year.last)})"
    if unknown_digits == 1 and year.first > 0:
        return f"the {year_words(year.first)}s"
    return f"some year from {_years(year)}"


def _years(year: Year) -> str:
    return f"{year_words(year.first)} to {year_words(year.last)}"


def _century(year: Year) -> str:
    number = int(year.written.removeprefix("-")[:2]) + 1
    return f"{_ordinal(number)} century" + (" BC" if year.written.startswith("-") else "")


def year_words(year: int) -> str:
    """A year (0 is 1 BC) as `1954`, `AD 33`, `44 BC`, `170,000,002`."""
    if year <= 0:
        return f"{_number(1 - year)} BC"
    return f"AD {year}" if year < 1000 else _number(year)


def _number(value: int) -> str:
    return str(value) if value < 10_000 else f"{value:,}"


def _ordinal(number: int) -> str:
    if number % 100 in {11, 12, 13}:
        return f"{number}th"
    return f"{number}{ {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th') }"


def _choice(words: list[str], unit: str) -> str:
    """One of several days or months; so many that only an unknown last digit allows them are a run."""
    return f"some {unit} from {words[0]} to {words[-1]}" if len(words) > 4 else _listed(words, "or")


def _listed(words: list[str], last_word: str) -> str:
    *others, last = words
    return f"{', '.join(others)} {last_word} {last}" if others else last
