"""Exchanges as pages show them: whole, or of very long ones the moves next to the event in question."""

from app.database.engine import Reader
from app.resources import models as m
from app.resources.exchanges import queries as exchanges
from app.resources.exchanges.representation import exchange
from app.timeline.vocabulary import ExchangeScope


def chain_around(reader: Reader, event: m.Event, most: int) -> m.Exchange | None:
    """The line of answers through an event, or None without one; of more than `most` moves those next to it alone."""
    if event.links.exchange is None:
        return None
    scope = ExchangeScope.LINE
    found = exchange(event.id, scope, exchanges.moves(reader, event.id, scope))
    if len(found.moves) <= most:
        return found
    near = {event.id} | {answer.id for answer in (*event.responds_to, *event.answered_by)}
    return found.model_copy(update={"moves": [move for move in found.moves if move.id in near][:most]})
