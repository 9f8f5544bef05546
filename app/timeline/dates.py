"""An EDTF date and what it means: its bounds in whole days, its precision, its marks, its wording.

The grammar is in `edtf` and `points`, the wording in `labels`, the calendar in `gregorian`.
All that other parts need is here.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from app.timeline.days import ALWAYS, Day, Span
from app.timeline.edtf import Interval, Missing, PointSet, Tree, read
from app.timeline.gregorian import day_of, first_of_month, is_leap, iso_day, last_of_month, month_length, parts_of
from app.timeline.labels import label
from app.timeline.points import NotEdtf, Point

__all__ = [
    "EdtfDate",
    "InvalidDate",
    "Precision",
    "day_of",
    "first_of_month",
    "interval",
    "is_edtf",
    "is_leap",
    "iso_day",
    "last_of_month",
    "month_length",
    "parse",
    "parts_of",
]

_SHOWN_AT_MOST = 60


class Precision(StrEnum):
    """How fine a date is, from fine to coarse. What is coarser than a century counts as a century."""

    DAY = "day"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    DECADE = "decade"
    CENTURY = "century"


_FROM_FINE_TO_COARSE = list(Precision)


class InvalidDate(ValueError):
    """A text that is no EDTF date. `reason` is a short clause: "month 13 does not exist"."""

    def __init__(self, text: str, reason: str) -> None:
        super().__init__(text, reason)
        self.text = text
        self.reason = reason

    def __str__(self) -> str:
        shown = self.text if len(self.text) <= _SHOWN_AT_MOST else self.text[:_SHOWN_AT_MOST] + "..."
        if not shown.isprintable():
            shown = ascii(shown)[1:-1]
        return f"'{shown}' is not an EDTF date: {self.reason}."


@dataclass(frozen=True, slots=True)
class EdtfDate:
    """A date as written, and what it means.

    `outer` is all days it can mean. `inner` is the days it was certainly under way, from the last day it can have
    begun to the first day it can have ended; None where there is no such day. Its own None ends are without limit, so
    `../..` alone has an inner span of all days.

    `begin` and `end` are the days on which it can have begun and ended: for a point and for one of several dates all
    it can mean; for an interval the bounds of either end, as far as the other allows them (both None where that end is
    open or unknown); for each of several dates the bounds of the first and the last of them.

    `precision` is that of the coarsest date written; unknown digits count by their place, so `195X-03` is a decade.
    `approximate` and `uncertain` say whether `~ %` or `? %` stands anywhere. `label` is English, in ASCII.
    """

    text: str
    outer: Span
    inner: Span | None
    begin: Span
    end: Span
    precision: Precision
    approximate: bool
    uncertain: bool
    label: str


@lru_cache(maxsize=16_384)
def parse(text: str) -> EdtfDate:
    """The date of an EDTF text: levels 0 to 2 without times and zones, up to 200 characters, years of nine digits.

    Days are those of the proleptic Gregorian calendar; seasons without a hemisphere are northern. Raises InvalidDate
    for all else, days that the calendar lacks and intervals that end before they begin included.
    """
    try:
        tree = read(text)
    except NotEdtf as refusal:
        raise InvalidDate(text, str(refusal)) from None
    outer, inner, begin, end = _spans(tree)
    points = _points(tree)
    return EdtfDate(
        text=text,
        outer=outer,
        inner=inner,
        begin=begin,
        end=end,
        # Nothing coarser than a day is written in `../..`.
        precision=max(map(_precision, points), key=_FROM_FINE_TO_COARSE.index, default=Precision.DAY),
        approximate=any(any(point.approximate) for point in points),
        uncertain=any(any(point.uncertain) for point in points),
        label=label(tree),
    )


def is_edtf(text: str) -> bool:
    """Whether a text is one that `parse` reads."""
    try:
        parse(text)
    except InvalidDate:
        return False
    return True


def interval(begin: str | None, end: str | None) -> EdtfDate | None:
    """The date of a tenure (`from`, `to`) or a life (`born`, `died`), each an EDTF date of its own.

    A missing end is unknown, `..` goes on; None where both are missing. Raises InvalidDate.
    """
    if begin is None and end is None:
        return None
    return parse(f"{begin or ''}/{end or ''}")


def _points(tree: Tree) -> tuple[Point, ...]:
    if isinstance(tree, Point):
        return (tree,)
    if isinstance(tree, Interval):
        return tuple(end for end in (tree.begin, tree.end) if isinstance(end, Point))
    return tree.points


def _precision(point: Point) -> Precision:
    if point.year.first != point.year.last:
        return Precision.DECADE if point.year.last - point.year.first < 10 else Precision.CENTURY
    if point.month is None or "X" in point.month:
        return Precision.YEAR
    if point.grouping:
        return Precision.SEASON
    return Precision.MONTH if point.day is None or "X" in point.day else Precision.DAY


def _spans(tree: Tree) -> tuple[Span, Span | None, Span, Span]:
    if isinstance(tree, Point):
        # Begun and ended within the span: under way on its last day only if that is also its first.
        exact = tree.first == tree.last and not tree.marked
        return tree.span, tree.span if exact else None, tree.span, tree.span
    if isinstance(tree, PointSet):
        return _set_spans(tree)
    outer = Span(_as_written(tree.begin).first, _as_written(tree.end).last)
    begin = _within(_as_written(tree.begin), outer)
    end = _within(_as_written(tree.end), outer)
    return outer, _inner(tree, outer, begin.last, end.first), begin, end


def _as_written(end: Point | Missing) -> Span:
    return end.span if isinstance(end, Point) else ALWAYS


def _within(span: Span, outer: Span) -> Span:
    """The days of one end that the other allows: in `1954/1954-03-26` nothing began after 26 March."""
    if span == ALWAYS:
        return ALWAYS
    # They share a day, since what ends before it begins is refused by the grammar.
    return span.shared(outer) or span


def _inner(dates: Interval, outer: Span, last_beginning: Day | None, first_ending: Day | None) -> Span | None:
    if _counts_as_unknown(dates.begin):
        # It can have begun as late as the latest ending; without one, on any day, however late.
        if outer.last is None:
            return None
        last_beginning = outer.last
    if _counts_as_unknown(dates.end):
        if outer.first is None:
            return None
        first_ending = outer.first
    if last_beginning is not None and first_ending is not None and last_beginning > first_ending:
        return None
    return Span(last_beginning, first_ending)


def _counts_as_unknown(end: Point | Missing) -> bool:
    return end.marked if isinstance(end, Point) else end is Missing.UNKNOWN


def _set_spans(dates: PointSet) -> tuple[Span, None, Span, Span]:
    firsts = [member.first for member in dates.members]
    lasts = [member.last for member in dates.members]
    known_firsts = [point for point in firsts if point is not None]
    known_lasts = [point for point in lasts if point is not None]
    no_first, no_last = None in firsts, None in lasts
    outer = Span(
        None if no_first else min(point.first for point in known_firsts),
        None if no_last else max(point.last for point in known_lasts),
    )
    if not dates.each:
        return outer, None, outer, outer
    begin = ALWAYS if no_first else Span(outer.first, min(point.last for point in known_firsts))
    end = ALWAYS if no_last else Span(max(point.first for point in known_lasts), outer.last)
    return outer, None, _within(begin, outer), _within(end, outer)
