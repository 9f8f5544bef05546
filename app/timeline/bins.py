"""Years, months and days as bins of a histogram."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from app.timeline.dates import day_of, iso_day, last_of_month, parts_of
from app.timeline.days import Day, Span

MONTHS = 12
LAST_PLAIN_YEAR = 9999


class Unit(StrEnum):
    """How wide a bin is."""

    YEAR = "year"
    MONTH = "month"
    DAY = "day"

    @property
    def coarser(self) -> "Unit | None":
        """The next wider unit, or None."""
        return {Unit.DAY: Unit.MONTH, Unit.MONTH: Unit.YEAR}.get(self)


@dataclass(frozen=True, slots=True)
class Bin:
    """A year, month or day: its name, which is an EDTF date, and its days."""

    value: str
    first: Day
    last: Day


def number_of_bins(unit: Unit, first: Day, last: Day) -> int:
    """How many bins lie from `first` to `last`, both included."""
    if unit is Unit.DAY:
        return last - first + 1
    return _index(unit, last) - _index(unit, first) + 1


def bins(unit: Unit, first: Day, last: Day) -> Iterator[Bin]:
    """The bins from that of `first` to that of `last`, without a gap. Long years and years before -9999 have no bins
    of months or days in EDTF, so their names there are those of `iso_day`."""
    if unit is Unit.DAY:
        for number in range(first, last + 1):
            day = Day(number)
            yield Bin(iso_day(day), day, day)
        return
    for index in range(_index(unit, first), _index(unit, last) + 1):
        yield _bin(unit, index)


def _index(unit: Unit, day: Day) -> int:
    year, month, _ = parts_of(day)
    return year if unit is Unit.YEAR else year * MONTHS + month - 1


def _bin(unit: Unit, index: int) -> Bin:
    if unit is Unit.YEAR:
        return Bin(_year(index), day_of(index, 1, 1), day_of(index, MONTHS, 31))
    year, month = index // MONTHS, index % MONTHS + 1
    return Bin(f"{_year(year)}-{month:02}", day_of(year, month, 1), last_of_month(year, month))


def _year(year: int) -> str:
    """A year in EDTF: four digits, a minus sign before those before year 0, `Y` before longer ones."""
    if abs(year) > LAST_PLAIN_YEAR:
        return f"Y{year}"
    return f"-{-year:04}" if year < 0 else f"{year:04}"


def narrowed(first: Day, last: Day, requested: Span | None) -> tuple[Day, Day] | None:
    """The days from `first` to `last` that lie in the requested span, or None."""
    shared = Span(first, last) if requested is None else Span(first, last).shared(requested)
    if shared is None or shared.first is None or shared.last is None:
        return None
    return shared.first, shared.last
