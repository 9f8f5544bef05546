"""Ids and other names that requests use: which record is meant, and what was meant where none is."""

import difflib
from enum import StrEnum

from app.store.engine import Reader

MOST_CANDIDATES = 50_000


class RecordType(StrEnum):
    """The types of records that have ids."""

    EVENT = "event"
    ACTOR = "actor"
    DOCUMENT = "document"
    CLAIM = "claim"
    PLACE = "place"
    TOPIC = "topic"
    COLLECTION = "collection"


def current_id(reader: Reader, type_: RecordType, name: str) -> str | None:
    """The current id of the record that `name` (an id or an alias) means, or None."""

    def find() -> str | None:
        row = reader.connection.execute(f"SELECT id FROM {type_} WHERE id = ?", (name,)).fetchone()  # noqa: S608
        if row is None:
            row = reader.connection.execute(
                "SELECT record FROM alias WHERE id = ? AND type = ?", (name, type_)
            ).fetchone()
        return None if row is None else str(row[0])

    return reader.remembered((type_, name), find)


def type_of(reader: Reader, name: str) -> RecordType | None:
    """The type of the event, actor, document or claim that has this id now, or None."""
    row = reader.connection.execute(
        "SELECT type FROM ledger WHERE space = 'record' AND id = ? AND removed IS NULL", (name,)
    ).fetchone()
    return None if row is None else RecordType(row[0])


def was_removed(reader: Reader, type_: RecordType, record: str) -> bool:
    """Whether a record of this type and id was served once and is no more."""
    row = reader.connection.execute(
        "SELECT 1 FROM ledger WHERE id = ? AND type = ? AND removed IS NOT NULL", (record, type_)
    ).fetchone()
    return row is not None


def nearest_id(reader: Reader, type_: RecordType, name: str) -> str | None:
    """The id or alias that `name` most likely meant."""
    rows = reader.connection.execute(
        f"SELECT id FROM {type_} UNION ALL SELECT id FROM alias WHERE type = ? LIMIT ?",  # noqa: S608 - a name of ours
        (type_, MOST_CANDIDATES),
    )
    close = difflib.get_close_matches(name[:100].lower(), [record for (record,) in rows], n=1)
    return current_id(reader, type_, close[0]) if close else None


def kinds(reader: Reader, type_: RecordType) -> dict[str, str]:
    """The kinds of a record type, with their labels."""
    return reader.remembered(
        ("kinds", type_),
        lambda: dict(
            reader.connection.execute("SELECT slug, label FROM kind WHERE type = ? ORDER BY slug", (type_,)).fetchall()
        ),
    )
