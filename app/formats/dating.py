"""An EDTF date as other formats can say it: a moment or two in ISO 8601, and what is left over for words."""

from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache

from app.timeline.dates import EdtfDate, parse, parts_of
from app.timeline.days import Day
from app.timeline.edtf import Interval, Missing, PointSet, read
from app.timeline.points import Point

FIRST_YEAR, LAST_YEAR = 1, 9999
"""The years that most formats know."""


class Form(Enum):
    """What kind of date is written."""

    POINT = auto()
    INTERVAL = auto()
    ONE_OF = auto()
    EACH_OF = auto()


@dataclass(frozen=True, slots=True)
class Moment:
    """A date written: a day, month, year, or something coarser.

    `iso` is it in ISO 8601 with no more parts than are written (`1954-03`, `-0044-03-15`), its marks left off; None
    for seasons, unknown digits and the like, which ISO 8601-1 cannot say. `first` and `last` are the days it can mean.
    """

    iso: str | None
    first: Day
    last: Day
    marked: bool

    @property
    def is_day(self) -> bool:
        """Whether it is one certain day."""
        return self.first == self.last and not self.marked


@dataclass(frozen=True, slots=True)
class Dating:
    """A date as formats see it.

    `begin` and `end` are those of an interval (None: open or unknown); for a point both are that point, for a set of
    dates both are None. `members` are the dates of a set, as first and last of each range.
    """

    date: EdtfDate
    form: Form
    begin: Moment | None
    end: Moment | None
    members: tuple[tuple[Moment | None, Moment | None], ...] = ()

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
        """Whether `~`, `?` or `%` stands in it."""
        return self.date.approximate or self.date.uncertain

    @property
    def is_exact(self) -> bool:
        """Whether it is a certain day, or an interval from one to another."""
        ends = (self.begin, self.end)
        return self.form in {Form.POINT, Form.INTERVAL} and all(end is not None and end.is_day for end in ends)

    @property
    def is_known(self) -> bool:
        """Whether it is a point or closed interval in ISO 8601, nothing in it marked."""
        return (
            not self.is_marked
            and self.begin is not None
            and self.end is not None
            and bool(self.begin.iso and self.end.iso)
        )


@lru_cache(maxsize=4_096)
def dating(edtf: str) -> Dating:
    """The date of an EDTF text that was read before."""
    date, tree = parse(edtf), read(edtf)
    match tree:
        case Point():
            moment = _moment(tree)
            return Dating(date, Form.POINT, moment, moment)
        case Interval():
            return Dating(date, Form.INTERVAL, _end(tree.begin), _end(tree.end))
        case PointSet():
            members = tuple((_optional(member.first), _optional(member.last)) for member in tree.members)
            return Dating(date, Form.EACH_OF if tree.each else Form.ONE_OF, None, None, members)


def iso(day: Day) -> str:
    """A day in ISO 8601 as XML Schema reads it: four digits or more, a minus before year 0, no plus."""
    year, month, day_of_month = parts_of(day)
    return f"{_year(year)}-{month:02}-{day_of_month:02}"


def _year(year: int) -> str:
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def _end(end: Point | Missing) -> Moment | None:
    return _moment(end) if isinstance(end, Point) else None


def _optional(point: Point | None) -> Moment | None:
    return None if point is None else _moment(point)


def _moment(point: Point) -> Moment:
    return Moment(_iso_of(point), point.first, point.last, point.marked)


def _iso_of(point: Point) -> str | None:
    if point.year.first != point.year.last or point.year.estimate is not None or point.grouping:
        return None
    if "X" in (point.month or "") + (point.day or ""):
        return None
    return "-".join([_year(point.year.first), *(part for part in (point.month, point.day) if part)])
