"""The parts of an EDTF date that file formats and citations can write: numbers as in ISO 8601, else its days or words.

Which dates are ordinary enough for numbers is decided here, once for all formats.
"""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from app.timeline.dates import EdtfDate, parse, parts_of
from app.timeline.days import Day
from app.timeline.edtf import Interval, Missing, PointSet, read
from app.timeline.points import Point

FIRST_YEAR, LAST_YEAR = 1, 9999
"""The years that most formats can write."""

Numbers = tuple[int, ...]
"""A year, a year and a month, or a year, a month and a day. Year 0 is 1 BC."""

_SEASONS = {21: 1, 22: 2, 23: 3, 24: 4, 25: 1, 26: 2, 27: 3, 28: 4, 29: 1, 30: 2, 31: 3, 32: 4}


class Form(Enum):
    """The kind of EDTF expression."""

    POINT = auto()
    INTERVAL = auto()
    ONE_OF = auto()
    EACH_OF = auto()


@dataclass(frozen=True, slots=True)
class Moment:
    """A single date of an EDTF text: a day, a month, a year or something coarser.

    `numbers` has no more parts than are known: an unknown day or month (`1954-03-XX`, `1954-XX`) is left out, as if it
    were not written. It is empty for seasons, other unknown digits and all else that ISO 8601-1 cannot write. `first`
    and `last` are the days it can mean. `marked`: it has a `~`, `?` or `%`, which `numbers` leaves out.
    """

    numbers: Numbers
    first: Day
    last: Day
    marked: bool

    @property
    def iso(self) -> str | None:
        """The date in ISO 8601 (`1954-03`, `-0044-03-15`); None where it has no numbers."""
        return iso(self.numbers) if self.numbers else None

    @property
    def is_day(self) -> bool:
        """Whether it is one certain day."""
        return self.first == self.last and not self.marked

    @property
    def is_ordinary(self) -> bool:
        """Whether it has numbers that most formats can write."""
        return has_ordinary_year(self.numbers)


@dataclass(frozen=True, slots=True)
class DateParts:
    """An EDTF date in parts.

    `begin` and `end` are those of an interval (None: open or unknown). A point has itself as both; a set has neither
    but `members`, the first and last date of each range. `season` is 1 (spring) to 4 for a season of a known year.
    `numbers` has one entry for a point, two for an interval of different ends, and none for a date that numbers cannot
    write; for a season it is the year.
    """

    date: EdtfDate
    form: Form
    begin: Moment | None
    end: Moment | None
    members: tuple[tuple[Moment | None, Moment | None], ...] = ()
    season: int | None = None
    numbers: tuple[Numbers, ...] = ()

    @property
    def edtf(self) -> str:
        """The date as written."""
        return self.date.text

    @property
    def label(self) -> str:
        """The date in words."""
        return self.date.label

    @property
    def first(self) -> Day | None:
        """The first day it can mean."""
        return self.date.outer.first

    @property
    def last(self) -> Day | None:
        """The last day it can mean."""
        return self.date.outer.last

    @property
    def is_marked(self) -> bool:
        """Whether it has a `~`, `?` or `%`."""
        return self.date.approximate or self.date.uncertain

    @property
    def is_exact(self) -> bool:
        """Whether it is a certain day, or an interval from one to another."""
        ends = (self.begin, self.end)
        return self.form in {Form.POINT, Form.INTERVAL} and all(end is not None and end.is_day for end in ends)

    @property
    def is_known(self) -> bool:
        """Whether it is a point or closed interval in ISO 8601 without marks."""
        return bool(self.numbers) and not (self.season or self.is_marked)

    @property
    def is_plain(self) -> bool:
        """Whether one ordinary day, month or year without marks is the whole date."""
        return self.is_known and len(self.numbers) == 1 and has_ordinary_year(self.numbers[0])

    @property
    def first_numbers(self) -> Numbers:
        """The numbers of a point or of the beginning of an interval, else the only year or month that it can mean."""
        if self.numbers:
            return self.numbers[0]
        if self.form is Form.INTERVAL and self.begin is not None and self.begin.numbers:
            return self.begin.numbers
        if self.first is None or self.last is None:
            return ()
        year, month, _ = parts_of(self.first)
        last_year, last_month, _ = parts_of(self.last)
        if year != last_year:
            return ()
        return (year, month) if month == last_month else (year,)


def has_ordinary_year(numbers: Numbers) -> bool:
    """Whether the year is one that most formats can write; False for no numbers."""
    return bool(numbers) and FIRST_YEAR <= numbers[0] <= LAST_YEAR


@lru_cache(maxsize=4_096)
def date_parts(edtf: str) -> DateParts:
    """The parts of an EDTF date.

    Raises:
        InvalidDate: the text is not EDTF.
    """
    date, tree = parse(edtf), read(edtf)
    match tree:
        case Point():
            moment = _moment(tree)
            season = _SEASONS.get(tree.grouping or 0) if _has_one_year(tree) else None
            numbers = (tree.year.first,) if season else moment.numbers
            return DateParts(date, Form.POINT, moment, moment, season=season, numbers=(numbers,) if numbers else ())
        case Interval():
            begin, end = _end(tree.begin), _end(tree.end)
            both = (begin.numbers, end.numbers) if begin is not None and end is not None else ()
            once = tuple(dict.fromkeys(both))  # of `1954-02-10/1954-02-10` the day
            return DateParts(date, Form.INTERVAL, begin, end, numbers=once if all(once) else ())
        case PointSet():
            members = tuple((_optional(member.first), _optional(member.last)) for member in tree.members)
            return DateParts(date, Form.EACH_OF if tree.each else Form.ONE_OF, None, None, members)


def iso_of_day(day: Day) -> str:
    """A day as `iso` writes it."""
    return iso(parts_of(day))


def iso(numbers: Numbers) -> str:
    """Numbers in ISO 8601 as XML Schema reads it: a year of four digits or more, a minus before year 0, no plus."""
    year, *others = numbers
    written = f"-{-year:04}" if year < 0 else f"{year:04}"
    return "-".join((written, *(f"{part:02}" for part in others)))


def without_year_zero(numbers: Numbers) -> Numbers:
    """Numbers for formats without a year 0, where 1 BC is the year -1."""
    year, *others = numbers
    return (year if year > 0 else year - 1, *others)


def _end(end: Point | Missing) -> Moment | None:
    return _moment(end) if isinstance(end, Point) else None


def _optional(point: Point | None) -> Moment | None:
    return None if point is None else _moment(point)


def _moment(point: Point) -> Moment:
    return Moment(_numbers(point), point.first, point.last, point.marked)


def _has_one_year(point: Point) -> bool:
    return point.year.first == point.year.last and point.year.estimate is None


def _numbers(point: Point) -> Numbers:
    if not _has_one_year(point) or point.grouping:
        return ()
    parts = [part for part in (point.month, point.day) if part]
    while parts and parts[-1] == "XX":
        parts.pop()
    return () if "X" in "".join(parts) else (point.year.first, *map(int, parts))
