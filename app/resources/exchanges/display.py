"""Exchanges as pages show them: as a list of moves, and as a picture that `chain.svg.html` writes as SVG.

Lengths are in units of the view box.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.database.engine import Reader
from app.resources import models as m
from app.resources.exchanges import queries
from app.resources.exchanges.representation import exchange
from app.timeline.vocabulary import ExchangeScope, Manner

WIDTH = 720

_ROW = 26
_DOTS = 168
_FARTHEST_ARC = 152
_ARC_STEP = 11
_LONGEST_TITLE = 56


def exchange_around(reader: Reader, event: m.Event, most: int) -> m.Exchange | None:
    """The exchange of an event, in the scope `line`; None if it has none.

    If it has more than `most` moves, only those that the event answers or that answer it are kept.
    """
    if event.links.exchange is None:
        return None
    scope = ExchangeScope.LINE
    full = exchange(event.id, scope, queries.moves(reader, event.id, scope))
    if len(full.moves) <= most:
        return full
    near = {event.id} | {answer.id for answer in (*event.responds_to, *event.answered_by)}
    return full.model_copy(update={"moves": [move for move in full.moves if move.id in near][:most]})


NEAR = 5
"""Moves on either side of the event that a page shows; the others are folded."""


@dataclass(frozen=True, slots=True)
class Folded:
    """The moves of an exchange in order: those next to the event are shown, those before and after are folded."""

    earlier: list[m.Move]
    near: list[m.Move]
    later: list[m.Move]


def fold(exchange: m.Exchange) -> Folded:
    """The moves of an exchange, with the `NEAR` moves on either side of its event shown.

    A single move is not worth folding, so it is shown too.
    """
    moves = exchange.moves
    place = next((number for number, move in enumerate(moves) if move.id == exchange.event), 0)
    first, end = max(0, place - NEAR), min(len(moves), place + NEAR + 1)
    first, end = (0 if first == 1 else first), (len(moves) if end == len(moves) - 1 else end)
    return Folded(moves[:first], moves[first:end], moves[end:])


@dataclass(frozen=True, slots=True)
class Arc:
    """The line from a move to its answer; `kind` is `against`, `accepts` or `onward`."""

    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    """A move: a dot at height `y`, with its date and title beside it."""

    y: float
    id: str
    date: str
    title: str


@dataclass(frozen=True, slots=True)
class Chain:
    """Moves from top to bottom, with arcs for answers at their left. `kinds` are those of the arcs, for the legend."""

    lines: list[Line]
    arcs: list[Arc]
    kinds: list[str]
    dots: float
    width: int
    height: float


def chain(moves: Sequence[m.Move]) -> Chain:
    """The picture of an exchange with these moves, which are in order."""
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
    present = set(kinds)
    return [kind for kind in ("against", "accepts", "onward") if kind in present]


def _short(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else title[: _LONGEST_TITLE - 1].rstrip() + "…"
