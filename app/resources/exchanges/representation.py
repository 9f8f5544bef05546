"""Exchanges as they leave, made of the items of their moves."""

from collections.abc import Iterable, Mapping

from app.resources import models as m
from app.timeline import exchanges
from app.timeline.dates import parse
from app.timeline.exchanges import MOVERS
from app.timeline.vocabulary import ExchangeScope, ParticipationRole


def exchange(event: str, scope: ExchangeScope, items: Iterable[bytes]) -> m.Exchange:
    """The exchange of `event`; `items` are, encoded, the events in it and those next to one of them."""
    events = {found.id: found for found in map(m.Event.model_validate_json, items)}
    known = exchanges.Exchanges(_move(each, events) for each in events.values())
    found = known.line(event) if scope is ExchangeScope.LINE else known.whole(event)
    return m.Exchange(
        event=event,
        scope=scope,
        openings=list(found.outline.openings),
        moves=[_turn(turn, events[turn.id]) for turn in found.turns],
        unanswered=list(found.outline.unanswered),
    )


def _move(event: m.Event, events: Mapping[str, m.Event]) -> exchanges.Move:
    return exchanges.Move(
        id=event.id,
        dates=parse(event.date.edtf),
        answers=tuple((answered.id, answered.manner) for answered in event.responds_to if answered.id in events),
        has_recipient=any(actor.role is ParticipationRole.RECIPIENT for actor in event.actors),
    )


def _turn(turn: exchanges.Turn, event: m.Event) -> m.Move:
    movers = {actor.id: actor.name for actor in event.actors if actor.role in MOVERS}
    return m.Move(
        id=event.id,
        title=event.title,
        kind=event.kind,
        date=event.date,
        movers=[m.Named(id=actor, name=name) for actor, name in movers.items()],
        answers=[_answer(each) for each in turn.answers],
        answered_by=[_answer(each) for each in turn.answered_by],
    )


def _answer(answer: exchanges.Answer) -> m.MoveAnswer:
    days = m.DaysBetween(min=answer.days.min, max=answer.days.max)
    return m.MoveAnswer(id=answer.id, manner=answer.manner, days=days, in_exchange=answer.in_exchange)
