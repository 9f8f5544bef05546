"""What `/v1/dataset` says: the release, its collections, the labels of kinds."""

import json
from dataclasses import dataclass

from app.catalogue.collections import collection_rank
from app.database.engine import Reader
from app.timeline.record_types import WITH_IDS


@dataclass(frozen=True, slots=True)
class CollectionRow:
    """A collection as stored."""

    id: str
    title: str
    description: str | None
    language: str
    version: str
    publisher: str | None
    source: str | None
    licence: str
    licence_name: str
    licence_url: str | None
    attribution: str
    cite_as: str


def collections(reader: Reader) -> list[CollectionRow]:
    """All collections in their order (`collection_rank`), the main one first."""
    columns = ", ".join(CollectionRow.__dataclass_fields__)
    rows = reader.connection.execute(f"SELECT loaded_by, {columns} FROM collection").fetchall()  # noqa: S608 - names of ours
    in_order = sorted(rows, key=lambda row: collection_rank(row[0], row[1]))
    return [CollectionRow(*row[1:]) for row in in_order]


def counts(reader: Reader, release: int) -> tuple[str, dict[str, int]]:
    """Version and counts of a release."""
    row = reader.connection.execute("SELECT version, counts FROM release WHERE number = ?", (release,)).fetchone()
    return row[0], json.loads(row[1])


def collection_counts(reader: Reader, collection: str) -> dict[str, int]:
    """Records by type in one collection, those with ids of their own."""
    statement = "SELECT type, records FROM term WHERE axis = 'collection' AND value = ?"
    found = dict(reader.connection.execute(statement, (collection,)).fetchall())
    return {type_.plural: found.get(type_.number, 0) for type_ in WITH_IDS}
