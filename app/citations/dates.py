"""What of an EDTF date a citation can hold in numbers, and how it reads in Chicago style."""

from dataclasses import dataclass

from app.timeline.dates import EdtfDate, parts_of
from app.timeline.edtf import Interval, read
from app.timeline.labels import year_words
from app.timeline.points import MONTHS, Point

_SEASONS = {21: 1, 22: 2, 23: 3, 24: 4, 25: 1, 26: 2, 27: 3, 28: 4, 29: 1, 30: 2, 31: 3, 32: 4}
_LAST_YEAR_OF_FOUR_DIGITS = 9999


@dataclass(frozen=True, slots=True)
class Moment:
    """A year, month or day in numbers. Year 0 is 1 BC."""

    year: int
    month: int | None = None
    day: int | None = None

    def parts(self) -> tuple[int, ...]:
        """Year, month and day as far as they are known."""
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)

    @property
    def ordinary(self) -> bool:
        """Whether four digits hold the year: what file formats other than CSL can say."""
        return 1 <= self.year <= _LAST_YEAR_OF_FOUR_DIGITS


@dataclass(frozen=True, slots=True)
class CitedDate:
    """A date as citations see it.

    `moments`: one for a single date, two for an interval, none for what numbers cannot say (open ends, sets, unknown
    digits); then `words` says it. `season` is 1 (spring) to 4 beside a year. `marked`: `~`, `?` or `%` stands in it.
    `year` is the only year that it can mean, or None.
    """

    edtf: str
    words: str
    moments: tuple[Moment, ...]
    season: int | None
    approximate: bool
    uncertain: bool
    year: int | None

    @property
    def marked(self) -> bool:
        """Whether the date is not given as certain."""
        return self.approximate or self.uncertain

    @property
    def plain(self) -> bool:
        """Whether one ordinary year, month or day says all there is to say."""
        return len(self.moments) == 1 and self.moments[0].ordinary and not (self.marked or self.season)


def cited(date: EdtfDate) -> CitedDate:
    """The date as citations see it."""
    tree = read(date.text)
    points: tuple[object, ...] = (tree.begin, tree.end) if isinstance(tree, Interval) else (tree,)
    moments = [_moment(point) for point in points]
    season = _SEASONS.get(tree.grouping or 0) if isinstance(tree, Point) else None
    known = tuple(moment for moment in moments if moment is not None)
    if season is None and any(isinstance(point, Point) and point.grouping for point in points):
        known = ()
    return CitedDate(
        edtf=date.text,
        words=date.label,
        moments=known if len(known) == len(points) else (),
        season=season,
        approximate=date.approximate,
        uncertain=date.uncertain,
        year=_only_year(date),
    )


def _moment(point: object) -> Moment | None:
    """The point in numbers; None for open ends, sets, unknown or insignificant digits."""
    if not isinstance(point, Point) or point.year.first != point.year.last or point.year.estimate is not None:
        return None
    if "X" in (point.month or "") + (point.day or ""):
        return None
    month = None if point.month is None or point.grouping else int(point.month)
    return Moment(point.year.first, month, None if point.day is None else int(point.day))


def _only_year(date: EdtfDate) -> int | None:
    first, last = date.outer.first, date.outer.last
    if first is None or last is None:
        return None
    year = parts_of(first)[0]
    return year if year == parts_of(last)[0] else None


def chicago(date: CitedDate) -> str:
    """The date as the Chicago Manual of Style writes it (14.40-44): `March 26, 1954`, `[ca. 1954]`, `[1954?]`.

    Intervals in numbers: `January 25–February 18, 1954`. All else in the words of the record.
    """
    if not date.moments or date.season:
        return date.words
    words = _one(date.moments[0]) if len(date.moments) == 1 else _two(*date.moments)
    if not date.marked:
        return words
    return f"[{'ca. ' if date.approximate else ''}{words}{'?' if date.uncertain else ''}]"


def _one(moment: Moment) -> str:
    year = year_words(moment.year)
    if moment.month is None:
        return year
    month = MONTHS[moment.month - 1]
    return f"{month} {year}" if moment.day is None else f"{month} {moment.day}, {year}"


def _two(first: Moment, last: Moment) -> str:
    alike = first.year == last.year and len(first.parts()) == len(last.parts())
    if not alike or first.month is None or last.month is None:
        return f"{_one(first)}–{_one(last)}"
    month = MONTHS[first.month - 1]
    if first.day is None:
        return f"{month}–{_one(last)}"
    if first.month == last.month:
        return f"{month} {first.day}–{last.day}, {year_words(last.year)}"
    return f"{month} {first.day}–{_one(last)}"
