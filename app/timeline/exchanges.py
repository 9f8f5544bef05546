"""Which move answers which: the exchange of an event, from its openings to the last reply."""

import heapq
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from app.timeline.dates import EdtfDate
from app.timeline.days import Day
from app.timeline.vocabulary import Manner, ParticipationRole

MOVERS = frozenset({ParticipationRole.AUTHOR, ParticipationRole.SENDER, ParticipationRole.SPONSOR})
"""The roles of those who make a move."""


class AnswerLoopError(ValueError):
    """Moves answer each other in a circle, so that none of them can come first; `moves` are those that cannot."""

    def __init__(self, moves: Collection[str]) -> None:
        self.moves = tuple(sorted(moves))
        super().__init__(f"Moves answer each other in a circle: {', '.join(self.moves)}.")


@dataclass(frozen=True, slots=True)
class Move:
    """An event as others see it who answer it: `answers` are the ids of what it answers, each with the manner."""

    id: str
    dates: EdtfDate
    answers: tuple[tuple[str, Manner], ...]
    has_recipient: bool


@dataclass(frozen=True, slots=True)
class Days:
    """How many days passed between two first days: `min` to `max` where they are uncertain, None where one is open.

    `min` may be below 0: of two moves dated by the month alone the answer cannot be seen to be the later.
    """

    min: int | None
    max: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """The other end of an answer, seen from one of its two moves: `id` is the move answered, or the one answering.

    `days` always run from the first day of the move answered to that of the answer. `in_exchange` is False where
    the other move is not in this exchange.
    """

    id: str
    manner: Manner
    days: Days
    in_exchange: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """A move in its place in an exchange, with all it answers and all that answers it, outside the exchange too."""

    id: str
    answers: tuple[Answer, ...]
    answered_by: tuple[Answer, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """An exchange in short: `openings` answer nothing, `unanswered` have a recipient and nothing answers them.

    Both by first possible day, then id; `count` is the number of moves.
    """

    openings: tuple[str, ...]
    count: int
    unanswered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Exchange:
    """The exchange of `event`; `turns` by first possible day, then id, but none before what it answers."""

    event: str
    outline: Outline
    turns: tuple[Turn, ...]


class Exchanges:
    """All moves of the data, each once; every answer names one of them.

    Methods raise KeyError for an id that is not a move.
    """

    def __init__(self, moves: Iterable[Move]) -> None:
        self._moves = {move.id: move for move in moves}
        self._answered_by: defaultdict[str, list[tuple[str, Manner]]] = defaultdict(list)
        for move in self._moves.values():
            for answered, manner in move.answers:
                self._answered_by[answered].append((move.id, manner))

    def line(self, event: str) -> Exchange:
        """The event, all it answers and all that answers it, each directly or through others.

        Raises AnswerLoopError where answers run in a circle.
        """
        return self._exchange(event, self._line(event))

    def whole(self, event: str) -> Exchange:
        """Everything connected with the event by answers in either direction, the same seen from each of its moves.

        Raises AnswerLoopError where answers run in a circle.
        """
        return self._exchange(event, _reached(event, lambda id_: self._before(id_) | self._after(id_)))

    def outline(self, event: str) -> Outline:
        """The line of the event in short, without the work of putting it in order."""
        return self._outline(self._line(event))

    def _line(self, event: str) -> set[str]:
        return _reached(event, self._before) | _reached(event, self._after)

    def _before(self, event: str) -> set[str]:
        return {answered for answered, _ in self._moves[event].answers}

    def _after(self, event: str) -> set[str]:
        return {answer for answer, _ in self._answered_by.get(event, ())}

    def _place(self, event: str) -> tuple[bool, int, str]:
        first = self._moves[event].dates.outer.first
        return first is not None, first or 0, event

    def _exchange(self, event: str, members: set[str]) -> Exchange:
        turns = tuple(self._turn(member, members) for member in self._in_order(members))
        return Exchange(event, self._outline(members), turns)

    def _outline(self, members: set[str]) -> Outline:
        openings = [member for member in members if not self._moves[member].answers]
        unanswered = [m for m in members if self._moves[m].has_recipient and m not in self._answered_by]
        return Outline(
            tuple(sorted(openings, key=self._place)), len(members), tuple(sorted(unanswered, key=self._place))
        )

    def _in_order(self, members: set[str]) -> list[str]:
        """Always the earliest of those whose answered moves have all had their turn."""
        open_answers = {member: len(self._before(member) & members) for member in members}
        ready = [self._place(member) for member, number in open_answers.items() if number == 0]
        heapq.heapify(ready)
        order: list[str] = []
        while ready:
            *_, member = heapq.heappop(ready)
            order.append(member)
            for answer in self._after(member) & members:
                open_answers[answer] -= 1
                if open_answers[answer] == 0:
                    heapq.heappush(ready, self._place(answer))
        if len(order) < len(members):
            raise AnswerLoopError(members.difference(order))
        return order

    def _turn(self, event: str, members: set[str]) -> Turn:
        answers = (
            Answer(answered, manner, self._days(answered, event), answered in members)
            for answered, manner in self._moves[event].answers
        )
        answered_by = (
            Answer(answer, manner, self._days(event, answer), answer in members)
            for answer, manner in self._answered_by.get(event, ())
        )
        return Turn(event, self._sorted(answers), self._sorted(answered_by))

    def _sorted(self, answers: Iterable[Answer]) -> tuple[Answer, ...]:
        return tuple(sorted(answers, key=lambda answer: (self._place(answer.id), answer.manner)))

    def _days(self, answered: str, answer: str) -> Days:
        start, end = self._moves[answered].dates.begin, self._moves[answer].dates.begin
        return Days(_difference(start.last, end.first), _difference(start.first, end.last))


def _difference(start: Day | None, end: Day | None) -> int | None:
    return None if start is None or end is None else end - start


def _reached(start: str, following: Callable[[str], Iterable[str]]) -> set[str]:
    """`start` and all that is reached from it, step by step; by a list, as an exchange may be deeper than the stack."""
    found = {start}
    waiting = [start]
    while waiting:
        fresh = set(following(waiting.pop())) - found
        found |= fresh
        waiting.extend(fresh)
    return found
