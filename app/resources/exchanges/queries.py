"""Which events an exchange is made of: found step by step over the answers when it is asked for.

Nothing is stored for it, since the lines of a long chain of answers, one for each of its events, would take space with
the square of its length.
"""

from app.database.engine import Reader
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ExchangeScope

_LINE = """
    before(id) AS (
        SELECT id FROM event WHERE id = :event
        UNION SELECT r.responds_to FROM before b JOIN response r ON r.event = b.id),
    after(id) AS (
        SELECT id FROM event WHERE id = :event
        UNION SELECT r.event FROM after a JOIN response r ON r.responds_to = a.id),
    member(id) AS (SELECT id FROM before UNION SELECT id FROM after)"""


def moves(reader: Reader, event: str, scope: ExchangeScope) -> list[bytes]:
    """The list items of all moves of the exchange of `event`, and of those next to one of them; in no order."""
    members = _LINE if scope is ExchangeScope.LINE else reader.statements.whole_exchange()
    statement = f"""
        WITH RECURSIVE {members},
        near(id) AS (
            SELECT id FROM member
            UNION SELECT r.responds_to FROM member m JOIN response r ON r.event = m.id
            UNION SELECT r.event FROM member m JOIN response r ON r.responds_to = m.id)
        SELECT i.item FROM near JOIN record r ON r.type = {RecordType.EVENT.number} AND r.key = near.id
        JOIN item i ON i.n = r.n"""  # noqa: S608 - texts of ours
    return [bytes(item) + b"}" for (item,) in reader.connection.execute(statement, {"event": event})]
