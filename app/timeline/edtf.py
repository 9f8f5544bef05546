"""The grammar of EDTF: a text becomes a `Point`, an `Interval` or a `PointSet`, or is refused with a reason.

Extended Date/Time Format, levels 0, 1 and 2 (Library of Congress, 2019; ISO 8601-2:2019), without times and zones.
What the tree means (bounds, certainty, precision) is the matter of `dates`, how it reads that of `labels`.
"""

import re
from dataclasses import dataclass
from enum import Enum

from app.timeline.points import NotEdtf, Point, read_point

LONGEST_TEXT = 200


class Missing(Enum):
    """An end of an interval that is not a date."""

    OPEN = ".."
    """There is no such end: it goes on."""
    UNKNOWN = ""
    """There is one, but nobody knows when."""


@dataclass(frozen=True, slots=True)
class Interval:
    """From one date to another; an end may be missing."""

    begin: Point | Missing
    end: Point | Missing


@dataclass(frozen=True, slots=True)
class Range:
    """A member of a set: all dates from `first` to `last`; None is no limit. A single date is a range to itself."""

    first: Point | None
    last: Point | None

    @property
    def points(self) -> tuple[Point, ...]:
        """The dates written: one or two."""
        if self.first is self.last or self.last is None:
            return (self.first,) if self.first else ()
        return (self.first, self.last) if self.first else (self.last,)


@dataclass(frozen=True, slots=True)
class PointSet:
    """One of several dates, `[...]`, or each of them, `{...}`."""

    each: bool
    members: tuple[Range, ...]

    @property
    def points(self) -> tuple[Point, ...]:
        """All dates written, in the order of the text."""
        return tuple(point for member in self.members for point in member.points)


Tree = Point | Interval | PointSet


def read(text: str) -> Tree:
    """The tree of an EDTF text; NotEdtf (with the reason) for anything else."""
    _refuse_at_sight(text)
    if "/" in text:
        return _read_interval(text)
    if set(text) & set("[]{}"):
        return _read_set(text)
    return read_point(text)


def _refuse_at_sight(text: str) -> None:
    if not text:
        raise NotEdtf("it is empty")
    if len(text) > LONGEST_TEXT:
        raise NotEdtf(f"it is longer than {LONGEST_TEXT} characters")
    if any(sign.isspace() for sign in text):
        if re.search(r"[^\W\d_]{3}", text):
            raise NotEdtf("a date is written in figures, as in 1954-03-15")
        raise NotEdtf("EDTF has no blanks, not even after a comma")
    if re.search(r"[0-9X?~%][Tt][0-9]", text):
        raise NotEdtf("days only, no times or zones")


def _read_interval(text: str) -> Interval:
    if text.count("/") > 1:
        raise NotEdtf("an interval has one '/'")
    begin_text, end_text = text.split("/")
    if not begin_text and not end_text:
        raise NotEdtf("neither end of it is known")
    begin, end = _read_end(begin_text), _read_end(end_text)
    if isinstance(begin, Point) and isinstance(end, Point) and begin.first > end.last:
        raise NotEdtf(f"{begin_text} to {end_text} ends before it begins")
    return Interval(begin, end)


def _read_end(text: str) -> Point | Missing:
    if text in {"..", ""}:
        return Missing(text)
    if set(text) & set("[]{}"):
        raise NotEdtf("a set and an interval do not go together")
    return read_point(text)


def _read_set(text: str) -> PointSet:
    if len(text) < 2 or text[0] + text[-1] not in {"[]", "{}"}:
        raise NotEdtf("a set stands between [ and ] or between { and }")
    if text in {"[]", "{}"}:
        raise NotEdtf("the set is empty")
    members = tuple(_read_range(member) for member in text[1:-1].split(","))
    if any(member.first is None for member in members[1:]):
        raise NotEdtf("a range without a beginning stands first in its set")
    if any(member.last is None for member in members[:-1]):
        raise NotEdtf("a range without an end stands last in its set")
    return PointSet(text[0] == "{", members)


def _read_range(text: str) -> Range:
    if not text:
        raise NotEdtf("a member of the set is missing beside a comma")
    if ".." not in text:
        point = read_point(text)
        return Range(point, point)
    first_text, last_text = text.split("..", 1)
    if not first_text and not last_text:
        raise NotEdtf("'..' in a set has a date on one side at least")
    first = read_point(first_text) if first_text else None
    last = read_point(last_text) if last_text else None
    if first and last and first.first > last.last:
        raise NotEdtf(f"{first_text} to {last_text} ends before it begins")
    return Range(first, last)
