"""Ids and other names that requests use: which record is meant, and what was meant where none is."""

import difflib
from enum import StrEnum

from app.database.engine import Reader

MOST_CANDIDATES = 5_000
LETTERS_ALIKE = 2
SURE = 0.75
"""How alike an id must be where not even its beginning is (`difflib` ratio)."""


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
    """The id or alias that `name` most likely meant: first among those that begin alike, then among some others."""
    wanted = name[:100].lower()
    begins = "".join(sign for sign in wanted[:LETTERS_ALIKE] if sign.isalnum() or sign == "-")
    close = difflib.get_close_matches(wanted, _ids(reader, type_, begins), n=1)
    close = close or difflib.get_close_matches(wanted, _ids(reader, type_, ""), n=1, cutoff=SURE)
    return current_id(reader, type_, close[0]) if close else None


def _ids(reader: Reader, type_: RecordType, begins: str) -> list[str]:
    """Ids and aliases that begin so, at most as many as one guess may look at."""
    last = begins + "\U0010ffff"
    rows = reader.connection.execute(
        f"SELECT id FROM {type_} WHERE id BETWEEN :begins AND :last UNION ALL "  # noqa: S608 - a name of ours
        "SELECT id FROM alias WHERE type = :type AND id BETWEEN :begins AND :last LIMIT :most",
        {"begins": begins, "last": last, "type": type_, "most": MOST_CANDIDATES},
    )
    return [record for (record,) in rows]


def kinds(reader: Reader, type_: RecordType) -> dict[str, str]:
    """The kinds of a record type, with their labels."""
    return reader.remembered(
        ("kinds", type_),
        lambda: dict(
            reader.connection.execute("SELECT slug, label FROM kind WHERE type = ? ORDER BY slug", (type_,)).fetchall()
        ),
    )
