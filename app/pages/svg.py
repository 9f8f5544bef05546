"""The two pictures of the front page as shapes and texts at places; a template writes them as SVG.

Lengths are in the units of the view box. A picture is a second showing: a table or list beside it says the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.resources import models as m
from app.timeline.vocabulary import Manner

WIDTH = 720

_HEIGHT_OF_BARS = 150
_TOP = 18
_MONTH_INITIALS = "JFMAMJJASOND"
_MOST_LABELLED = 48
"""Bars that are narrower have no room for a number above and a letter below."""
_MOST_YEARS_LABELLED = 14

_ROW = 26
_DOTS = 168
_FARTHEST_ARC = 152
_ARC_STEP = 11
_LONGEST_TITLE = 56


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of a histogram; `value` is the EDTF date of its month or year, `initial` the letter below it."""

    x: float
    y: float
    width: float
    height: float
    value: str
    records: int
    initial: str


@dataclass(frozen=True, slots=True)
class Text:
    """A text in the middle of `x`."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Histogram:
    """Bars over years. `labelled`: each bar has room for its number."""

    bars: list[Bar]
    years: list[Text]
    labelled: bool
    base: float
    width: int
    height: float


def histogram(counts: Sequence[tuple[str, int]]) -> Histogram:
    """The bars of months (`1954-02`) or years (`1954`), in order and without gaps, each with its number of records."""
    step = WIDTH / max(len(counts), 1)
    most = max((records for _, records in counts), default=0) or 1
    bars = [_bar(place, step, value, records, most) for place, (value, records) in enumerate(counts)]
    base = _TOP + _HEIGHT_OF_BARS
    return Histogram(bars, _years(bars), len(bars) <= _MOST_LABELLED, base, WIDTH, base + 38)


def _bar(place: int, step: float, value: str, records: int, most: int) -> Bar:
    height = round(_HEIGHT_OF_BARS * records / most, 1)
    gap = min(2.0, step / 5)
    _, month = _year_and_month(value)
    return Bar(
        x=round(place * step + gap / 2, 1),
        y=round(_TOP + _HEIGHT_OF_BARS - height, 1),
        width=round(step - gap, 1),
        height=height,
        value=value,
        records=records,
        initial="" if month is None else _MONTH_INITIALS[month - 1],
    )


def _years(bars: Sequence[Bar]) -> list[Text]:
    """The names of the years in the middle of their bars, as many of them as there is room for."""
    of_year: dict[str, list[Bar]] = {}
    for bar in bars:
        of_year.setdefault(_year_and_month(bar.value)[0], []).append(bar)
    every = -(-len(of_year) // _MOST_YEARS_LABELLED)
    return [
        Text(round((group[0].x + group[-1].x + group[-1].width) / 2, 1), year)
        for place, (year, group) in enumerate(of_year.items())
        if place % every == 0
    ]


def _year_and_month(value: str) -> tuple[str, int | None]:
    """`1954-02` as 1954 and 2, `-0043` as that year alone."""
    year, dash, month = value.rpartition("-")
    return (year, int(month)) if dash and year else (value, None)


@dataclass(frozen=True, slots=True)
class Arc:
    """The line from a move to the one that answers it; `kind` is `against`, `accepts` or `onward`."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A move: its dot at `y`, and what stands beside it."""

    y: float
    id: str
    date: str
    title: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Moves from top to bottom, answers as arcs at their left. `kinds` are those of the arcs there are."""

    lines: list[Line]
    arcs: list[Arc]
    kinds: list[str]
    dots: float
    width: int
    height: float


def chain(moves: Sequence[m.Move]) -> Chain:
    """The picture of an exchange: its moves in order."""
    rows = {move.id: place for place, move in enumerate(moves)}
    lines = [Line(_y(rows[move.id]), move.id, move.date.label, _short(move.title)) for move in moves]
    arcs = [
        Arc(_path(rows[answer.id], rows[move.id]), _kind(answer.manner))
        for move in moves
        for answer in move.answers
        if answer.id in rows
    ]
    return Chain(lines, arcs, _in_order(arc.kind for arc in arcs), _DOTS, WIDTH, _y(len(moves)) + _ROW / 2)


def _y(row: int) -> float:
    return _ROW * row + _ROW / 2


def _path(earlier: int, later: int) -> str:
    reach = min(_FARTHEST_ARC, 6 + _ARC_STEP * (later - earlier)) * 4 / 3
    left = round(_DOTS - reach, 1)
    return f"M{_DOTS} {_y(earlier)}C{left} {_y(earlier)} {left} {_y(later)} {_DOTS} {_y(later)}"


def _kind(manner: Manner) -> str:
    if manner in {Manner.REJECTS, Manner.COUNTERS}:
        return "against"
    return "accepts" if manner is Manner.ACCEPTS else "onward"


def _in_order(kinds: Iterable[str]) -> list[str]:
    found = set(kinds)
    return [kind for kind in ("against", "accepts", "onward") if kind in found]


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
