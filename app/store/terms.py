"""Terms: what events and documents can be asked by, looked up once a release and then remembered."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.database.engine import Reader


class Numbered(StrEnum):
    """The two record types that have order numbers, terms and postings; the value begins their tables' names."""

    EVENT = "event"
    DOCUMENT = "document"


SINGLE_VALUED = frozenset({"all", "kind", "place", "confidence", "collection"})
"""Axes on which a record has at most one value, so that counts of several values add up."""


class TermKey(NamedTuple):
    """One thing to ask by: an axis, a value on it and, for actors, a role (empty: any)."""

    axis: str
    value: str
    role: str = ""


EVERYTHING = TermKey("all", "")


@dataclass(frozen=True, slots=True)
class Term:
    """A term as stored, with the number of records that have it."""

    id: int
    axis: str
    records: int


def term(reader: Reader, table: Numbered, key: TermKey) -> Term | None:
    """The term for `key`, or None where no record has it."""

    def find() -> Term | None:
        statement = f"SELECT id, axis, records FROM {table}_term WHERE axis = ? AND value = ? AND role = ?"  # noqa: S608 - a name of ours
        row = reader.connection.execute(statement, key).fetchone()
        return Term(*row) if row else None

    return reader.remembered((table, key), find)


def longest(reader: Reader, table: Numbered) -> dict[int, int]:
    """For each length class that has records, the days of its longest one."""
    return reader.remembered(
        (table, "longest"),
        lambda: dict(reader.connection.execute(f"SELECT class, longest FROM {table}_length").fetchall()),  # noqa: S608
    )
