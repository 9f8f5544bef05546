"""What pages say of records that another record names by id alone: their types and titles."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.database.engine import Reader
from app.timeline.days import Day
from app.timeline.record_types import RecordType

_TITLE_COLUMNS = {
    RecordType.EVENT: "title",
    RecordType.ACTOR: "name",
    RecordType.DOCUMENT: "title",
    RecordType.CLAIM: "statement",
}
_TOPICS = "SELECT t.id, t.name FROM topic t JOIN record r ON r.type = ? AND r.key = t.id ORDER BY r.title_rank"
_TOPICS_OF = (
    "SELECT t.id, t.name FROM topic t JOIN record r ON r.type = ? AND r.key = t.id"
    " WHERE t.collection = ? ORDER BY r.title_rank"
)
# Of the events of a collection with an exchange the one about which most is claimed; of equal ones the one answered
# most often.
_MOST_DISCUSSED = """
    SELECT id FROM (
        SELECT e.id,
               (SELECT count(*) FROM claim_about a WHERE a.record = e.id) AS claims,
               (SELECT count(*) FROM response r WHERE r.responds_to = e.id) AS answers
        FROM event e
        WHERE e.collection = ? AND e.id IN (SELECT event FROM response UNION SELECT responds_to FROM response)) moves
    ORDER BY claims DESC, answers DESC, id LIMIT 1"""


@dataclass(frozen=True, slots=True)
class Titled:
    """The title of an event, actor, document or claim; `type` says which it is."""

    type: RecordType
    id: str
    title: str


def titles(reader: Reader, ids: Iterable[str]) -> dict[str, Titled]:
    """The titles of events, actors, documents and claims, which share one name space, by id."""
    listed = reader.statements.listed(":ids", str)
    text = " UNION ALL ".join(
        f"SELECT '{type_}', id, {column} FROM {type_} WHERE id IN ({listed})"  # noqa: S608 - names of ours
        for type_, column in _TITLE_COLUMNS.items()
    )
    rows = reader.connection.execute(text, {"ids": reader.statements.bound(sorted(set(ids)))})
    return {record: Titled(RecordType(type_), record, title) for type_, record, title in rows}


def topic_names(reader: Reader) -> dict[str, str]:
    """The headings of all topics by id, in alphabetical order."""
    return reader.remembered(
        "topic names", lambda: dict(reader.connection.execute(_TOPICS, (RecordType.TOPIC.number,)).fetchall())
    )


def topics_of(reader: Reader, collection: str) -> dict[str, str]:
    """The headings of the topics of one collection, as in `topic_names`."""
    return dict(reader.connection.execute(_TOPICS_OF, (RecordType.TOPIC.number, collection)).fetchall())


def actor_kinds(reader: Reader, ids: Iterable[str]) -> dict[str, str]:
    """The kinds of actors by id."""
    statement = f"SELECT id, kind FROM actor WHERE id IN ({reader.statements.listed('?', str)})"  # noqa: S608
    return dict(reader.connection.execute(statement, (reader.statements.bound(sorted(set(ids))),)).fetchall())


def claim_authors(reader: Reader, claims: Iterable[str]) -> dict[str, list[str]]:
    """The ids of those who assert claims, by claim, in the order of the claim."""
    listed = reader.statements.listed("?", str)
    statement = f"SELECT claim, actor FROM claim_author WHERE claim IN ({listed}) ORDER BY claim, position"  # noqa: S608
    bound = reader.statements.bound(sorted(set(claims)))
    found: dict[str, list[str]] = {}
    for claim, actor in reader.connection.execute(statement, (bound,)):
        found.setdefault(claim, []).append(actor)
    return found


def most_discussed_event(reader: Reader, collection: str) -> str | None:
    """The id of the event whose exchange stands for a whole collection; None where nothing in it answers anything."""

    def find() -> str | None:
        row = reader.connection.execute(_MOST_DISCUSSED, (collection,)).fetchone()
        return None if row is None else str(row[0])

    return reader.remembered(("most discussed event", collection), find)


def first_days_of_events(reader: Reader, collection: str) -> list[tuple[Day, int]]:
    """The known first possible days of the events of a collection in order, each with the number of events."""
    statement = (
        "SELECT earliest, count(*) FROM event WHERE earliest IS NOT NULL AND collection = ?"
        " GROUP BY earliest ORDER BY earliest"
    )
    rows = reader.connection.execute(statement, (collection,))
    return [(Day(day), number) for day, number in rows]
