"""Rows for what a search index found: by order number or id, in the order found; and where a list's order goes on."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.database.engine import Reader
from app.store.numbers import AFTER_ALL, first_n, last_n
from app.store.paging import Key, Sort
from app.store.records import Listed
from app.store.terms import Numbered
from app.timeline.days import Day

UNDATED_TABLES = frozenset({"place", "topic"})


@dataclass(frozen=True, slots=True)
class FoundRow:
    """A record: what it is sorted by, and its stored encoded values."""

    id: str
    first_day: int
    title_key: str
    values: tuple[bytes, ...]

    def key(self, sort: Sort) -> Key:
        """What a cursor holds to go on from it."""
        return (self.title_key if sort is Sort.TITLE else self.first_day, self.id)


def numbered_rows(reader: Reader, table: Numbered, numbers: Sequence[int], columns: tuple[str, ...]) -> list[FoundRow]:
    """The events or documents with these order numbers, in this order, with the stored `columns`."""
    stored = ", ".join(f"j.{name}" for name in columns)
    rows = reader.connection.execute(
        f"SELECT r.n, r.id, r.first_day, r.title_key, {stored} FROM json_each(?) v "  # noqa: S608 - names of ours
        f"JOIN {table} r ON r.n = v.value JOIN {table}_json j ON j.n = r.n",
        (json.dumps(numbers),),
    )
    found = {n: FoundRow(record, day, title_key, tuple(values)) for n, record, day, title_key, *values in rows}
    return [found[n] for n in numbers]


def record_rows(reader: Reader, listed: Listed, ids: Iterable[str]) -> list[FoundRow]:
    """The records with these ids, in this order, each with its encoded item."""
    wanted = list(ids)
    first_day = str(AFTER_ALL) if listed.table in UNDATED_TABLES else "r.first_day"
    rows = reader.connection.execute(
        f"SELECT r.id, {first_day}, r.title_key, j.item FROM json_each(?) v "  # noqa: S608 - names of ours
        f"JOIN {listed.table} r ON r.id = v.value JOIN record_json j ON j.type = ? AND j.id = r.id",
        (json.dumps(wanted), listed.type),
    )
    found = {record: FoundRow(record, day, title_key, (item,)) for record, day, title_key, item in rows}
    return [found[record] for record in wanted]


@dataclass(frozen=True, slots=True)
class FoundParagraph:
    """A paragraph's encoded item and its document's, both without the closing brace."""

    item: bytes
    document: bytes


def paragraph_rows(reader: Reader, ids: Iterable[str]) -> list[FoundParagraph]:
    """The paragraphs with these ids (`DOCUMENT/N`), in this order."""
    wanted = list(ids)
    rows = reader.connection.execute(
        "SELECT v.value, p.item, j.item FROM json_each(?) v "
        "JOIN paragraph_json p ON p.document = substr(v.value, 1, instr(v.value, '/') - 1) "
        "AND p.n = CAST(substr(v.value, instr(v.value, '/') + 1) AS INTEGER) "
        "JOIN document d ON d.id = p.document JOIN document_json j ON j.n = d.n",
        (json.dumps(wanted),),
    )
    found = {paragraph: FoundParagraph(item, document) for paragraph, item, document in rows}
    return [found[paragraph] for paragraph in wanted]


@dataclass(frozen=True, slots=True)
class Cut:
    """Where a key cuts an order: records before it are below `before`, records after it from `after` on.

    Order numbers by date, positions by title. The key's own record need not exist any more.
    """

    before: int
    after: int


def cut(reader: Reader, table: str, sort: Sort, key: Key) -> Cut:
    """Where the key of a cursor cuts the order by date (in either direction) or by title."""
    if sort is Sort.TITLE:
        return Cut(*(_count(reader, table, f"(title_key, id) {sign} (?, ?)", key) for sign in ("<", "<=")))
    day = Day(int(key[0]))
    begin = first_n(day)
    of_that_day, values = (
        ("n BETWEEN ? AND ?", (begin, last_n(day))) if table in set(Numbered) else ("first_day = ?", (day,))
    )
    return Cut(
        *(begin + _count(reader, table, f"{of_that_day} AND id {sign} ?", (*values, key[1])) for sign in ("<", "<="))
    )


def _count(reader: Reader, table: str, condition: str, values: Sequence[int | str]) -> int:
    statement = f"SELECT count(*) FROM {table} WHERE {condition}"  # noqa: S608 - texts of ours
    return int(reader.connection.execute(statement, values).fetchone()[0])
