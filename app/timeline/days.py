"""Whole days and spans of days: the only measure of time that the rest of the code knows."""

from dataclasses import dataclass
from typing import NewType

Day = NewType("Day", int)
"""A whole day, counted in the proleptic Gregorian calendar: 1 is 0001-01-01, 0 is 0000-12-31 (year 0 is 1 BC).

For years 1 to 9999 it equals `datetime.date.toordinal()`; it goes on without a limit in both directions.
"""


@dataclass(frozen=True, slots=True)
class Span:
    """Days from `first` to `last`, both included. An end that is None is open and bounds nothing."""

    first: Day | None
    last: Day | None

    def holds(self, day: Day) -> bool:
        """Whether `day` lies in the span."""
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)

    def meets(self, other: "Span") -> bool:
        """Whether the two spans share a day."""
        return (self.first is None or other.last is None or self.first <= other.last) and (
            self.last is None or other.first is None or other.first <= self.last
        )

    def covers(self, other: "Span") -> bool:
        """Whether every day of `other` lies in this span (an open side is covered only by an open side)."""
        return (self.first is None or (other.first is not None and self.first <= other.first)) and (
            self.last is None or (other.last is not None and other.last <= self.last)
        )

    def ends_by(self, other: "Span") -> bool:
        """Whether the last day is no later than the first one of another."""
        return self.last is not None and other.first is not None and self.last <= other.first

    def order(self) -> tuple[bool, int, bool, int]:
        """By the first day, then by the last; an open first day is before all others, an open last day after them."""
        return self.first is not None, self.first or 0, self.last is None, self.last or 0

    def shared(self, other: "Span") -> "Span | None":
        """The days that lie in both spans, or None where there is no such day."""
        if not self.meets(other):
            return None
        firsts = [end for end in (self.first, other.first) if end is not None]
        lasts = [end for end in (self.last, other.last) if end is not None]
        return Span(max(firsts, default=None), min(lasts, default=None))


ALWAYS = Span(None, None)
"""Every day there is."""
