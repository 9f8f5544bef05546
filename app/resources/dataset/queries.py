"""What `/v1/dataset` says: the release, its collections, the labels of kinds."""

import json
from dataclasses import dataclass

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
    """All collections: first those that come with the service, then those loaded by hand, then imports; each by id."""
    columns = ", ".join(CollectionRow.__dataclass_fields__)
    order = "CASE loaded_by WHEN 'serve' THEN 0 WHEN 'load' THEN 1 ELSE 2 END, id"
    rows = reader.connection.execute(f"SELECT {columns} FROM collection ORDER BY {order}")  # noqa: S608 - names of ours
    return [CollectionRow(*row) for row in rows]


def counts(reader: Reader, release: int) -> tuple[str, dict[str, int]]:
    """Version and counts of a release."""
    row = reader.connection.execute("SELECT version, counts FROM release WHERE number = ?", (release,)).fetchone()
    return row[0], json.loads(row[1])


def collection_counts(reader: Reader, collection: str) -> dict[str, int]:
    """Records by type in one collection, those with ids of their own."""
    statement = "SELECT type, records FROM term WHERE axis = 'collection' AND value = ?"
    found = dict(reader.connection.execute(statement, (collection,)).fetchall())
    return {type_.plural: found.get(type_.number, 0) for type_ in WITH_IDS}


def kind_labels(reader: Reader) -> dict[str, list[tuple[str, str]]]:
    """Kinds with labels, by record type."""
    found: dict[str, dict[str, str]] = {}
    # Of several labels that of the first collection, which comes last and so stays.
    statement = "SELECT type, slug, label FROM kind ORDER BY type, slug, collection DESC"
    for type_, slug, label in reader.connection.execute(statement):
        found.setdefault(type_, {})[slug] = label
    return {type_: list(labels.items()) for type_, labels in found.items()}
