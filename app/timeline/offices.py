"""Who acts for whom on a day: holders for their bodies, organs for what they are organs of; members for nobody.

An event counts for an actor if one of those acting in it leads to that actor over tenures and memberships. All of
them, and the event, must possibly share one day, so the days a way can be gone on are carried along it, step by step.
"""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.timeline.dates import EdtfDate
from app.timeline.days import ALWAYS, Day, Span
from app.timeline.vocabulary import Certainty


@dataclass(frozen=True, slots=True)
class Tenure:
    """A person (`holder`) held an `office` of an actor (`of`). `key` is the caller's own and decides nothing here."""

    holder: str
    office: str
    of: str
    dates: EdtfDate | None
    represents: bool = True
    key: int = 0


@dataclass(frozen=True, slots=True)
class Membership:
    """An actor belonged to a `group`: as its `organ`, which acts for it, or as a mere member, which does not."""

    member: str
    group: str
    organ: bool
    dates: EdtfDate | None


@dataclass(frozen=True, slots=True)
class Holding:
    """The days on which something possibly and certainly holds: one span for each way that leads to it."""

    possible: Sequence[Span]
    certain: Sequence[Span]

    def on(self, dates: EdtfDate | None) -> Certainty | None:
        """Certain where one way holds certainly on every possible day of `dates`; undated, it may be any day."""
        if dates is None:
            return Certainty.POSSIBLE if self.possible else None
        return self.during(dates.outer)

    def during(self, days: Span) -> Certainty | None:
        """Certain where one way holds certainly on all of these days; None where none holds on any."""
        if any(span.covers(days) for span in self.certain):
            return Certainty.CERTAIN
        if any(span.meets(days) for span in self.possible):
            return Certainty.POSSIBLE
        return None


def days_held(dates: EdtfDate | None, lives: Iterable[EdtfDate | None]) -> Holding:
    """The days of one tenure or membership: its own bounds, or without a date those of the `lives` of its two sides.

    A side whose own dates are not known (None) limits nothing.
    """
    if dates is not None:
        return Holding((dates.outer,), () if dates.inner is None else (dates.inner,))
    possible: Span | None = ALWAYS
    certain: Span | None = ALWAYS
    for life in lives:
        if life is None:
            continue
        possible = possible.shared(life.outer) if possible is not None else None
        certain = certain.shared(life.inner) if certain is not None and life.inner is not None else None
    return Holding(() if possible is None else (possible,), () if certain is None else (certain,))


class _Ties:
    """Directed ties between actors, each holding over its days, and the actors they lead to at any depth."""

    def __init__(self) -> None:
        self._possible: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
        self._certain: defaultdict[str, list[tuple[str, Span]]] = defaultdict(list)
        self._from: dict[str, dict[str, Holding]] = {}

    def add(self, source: str, target: str, holding: Holding) -> None:
        self._possible[source].extend((target, span) for span in holding.possible)
        self._certain[source].extend((target, span) for span in holding.certain)

    def leading_from(self, start: str) -> dict[str, Holding]:
        """All actors that `start` leads to, by id, itself left out; found once and kept, as the same few act always."""
        found = self._from.get(start)
        if found is None:
            possible = _widest(start, self._possible)
            certain = _widest(start, self._certain)
            found = {actor: Holding(possible[actor], certain.get(actor, ())) for actor in sorted(possible)}
            self._from[start] = found
        return found


def _widest(start: str, ties: Mapping[str, Sequence[tuple[str, Span]]]) -> dict[str, list[Span]]:
    """For each actor that `start` leads to: the days shared by all ties of a way there.

    A span inside another of the same actor adds nothing and is dropped. That also ends every loop: going round
    it can only narrow the days.
    """
    widest: dict[str, list[Span]] = {start: [ALWAYS]}
    waiting = deque([(start, ALWAYS)])
    while waiting:
        actor, days = waiting.popleft()
        for target, span in ties.get(actor, ()):
            shared = days.shared(span)
            known = widest.setdefault(target, [])
            if shared is None or any(other.covers(shared) for other in known):
                continue
            known[:] = [other for other in known if not shared.covers(other)]
            known.append(shared)
            waiting.append((target, shared))
    return {actor: spans for actor, spans in widest.items() if spans and actor != start}


class Offices:
    """All tenures and memberships of the data, asked for the day or days of an event.

    `lives` gives the dates of life or existence of each actor; one that is missing or None limits nothing.
    Actors that no tenure or membership names are known too: they hold nothing and represent nobody.
    """

    def __init__(
        self, tenures: Iterable[Tenure], memberships: Iterable[Membership], lives: Mapping[str, EdtfDate | None]
    ) -> None:
        self._held: defaultdict[str, list[tuple[Tenure, Holding]]] = defaultdict(list)
        self._upward = _Ties()
        self._downward = _Ties()
        for tenure in sorted(tenures, key=_place_in_career):
            holding = days_held(tenure.dates, (lives.get(tenure.holder), lives.get(tenure.of)))
            self._held[tenure.holder].append((tenure, holding))
            if tenure.represents:
                self._upward.add(tenure.holder, tenure.of, holding)
        for membership in memberships:
            if membership.organ:
                holding = days_held(membership.dates, (lives.get(membership.member), lives.get(membership.group)))
                self._upward.add(membership.member, membership.group, holding)
                self._downward.add(membership.group, membership.member, holding)

    def held(self, actor: str, dates: EdtfDate | None) -> list[tuple[Tenure, Certainty]]:
        """The offices `actor` held on the days of an event, those that do not represent too.

        `dates` None: the record has no date and may be of any day. In order of first possible day (open first,
        undated last), then of the body's id and the title.
        """
        found = ((tenure, holding.on(dates)) for tenure, holding in self._held.get(actor, ()))
        return [(tenure, certainty) for tenure, certainty in found if certainty is not None]

    def represented(self, actor: str, dates: EdtfDate | None) -> dict[str, Certainty]:
        """Everyone `actor` represents on the days of an event, at any depth, itself left out; in order of ids.

        `dates` None: the record has no date, may be of any day, and every link is only possible.
        """
        found = {target: holding.on(dates) for target, holding in self._upward.leading_from(actor).items()}
        return {target: certainty for target, certainty in found.items() if certainty is not None}

    def standing_for(self, actor: str, on_behalf_of: str | None, dates: EdtfDate | None) -> dict[str, Certainty]:
        """Everyone for whom an acting participation counts, `actor` itself left out; in order of ids.

        Those it represents, the one it acts `on_behalf_of` (certain, for the record says so) and those whom that one
        represents; the better certainty where several ways lead to one. Only for roles that act: who is spoken of
        stands for nobody.
        """
        own = self.represented(actor, dates)
        if on_behalf_of is None:
            return own
        lent = {**self.represented(on_behalf_of, dates), on_behalf_of: Certainty.CERTAIN}
        certain = {target for ways in (own, lent) for target in ways if ways[target] is Certainty.CERTAIN}
        return {
            target: Certainty.CERTAIN if target in certain else Certainty.POSSIBLE
            for target in sorted({*own, *lent} - {actor})
        }

    def organs_of(self, body: str, on: Day | None) -> dict[str, Certainty]:
        """`body` (certain) and its organs at any depth on a day, in order of ids after it.

        `on` None: the organs of any day, certain where it was certainly one on some day.
        """
        organs = {body: Certainty.CERTAIN}
        for organ, holding in self._downward.leading_from(body).items():
            certainty = holding.during(Span(on, on)) if on is not None else _ever(holding)
            if certainty is not None:
                organs[organ] = certainty
        return organs


def _ever(holding: Holding) -> Certainty:
    return Certainty.CERTAIN if holding.certain else Certainty.POSSIBLE


def _place_in_career(tenure: Tenure) -> tuple[bool, bool, int, str, str, str]:
    """By first possible day, open first and undated last, then by the record's own fields: never by `key`."""
    first = tenure.dates.outer.first if tenure.dates is not None else None
    text = tenure.dates.text if tenure.dates is not None else ""
    return tenure.dates is None, first is not None, first or 0, tenure.of, tenure.office, text
