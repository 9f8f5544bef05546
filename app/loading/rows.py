"""Checked records -> rows of the plain tables."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert
from sqlmodel import SQLModel

from app.loading import records as r
from app.resources.faces import Values, column_values
from app.store import tables as t
from app.timeline.dates import EdtfDate, interval, parse
from app.timeline.record_types import RecordType as Type

ROW_TABLES: tuple[type[SQLModel], ...] = (
    t.Citation,
    t.Evidence,
    t.ClaimAuthor,
    t.ClaimAbout,
    t.Claim,
    t.Paragraph,
    t.DocumentActor,
    t.DocumentTopic,
    t.Response,
    t.EventDocument,
    t.Participation,
    t.EventTopic,
    t.Document,
    t.Event,
    t.Membership,
    t.Tenure,
    t.MaybeSame,
    t.ActorIdentifier,
    t.ActorName,
    t.Actor,
    t.Topic,
    t.Place,
    t.Kind,
    t.Alias,
    t.Collection,
)
"""Every plain table with records in it, children before what they refer to."""


def write_data_set(connection: Connection, data: r.DataSet) -> None:
    """Replace the plain rows by those of `data`, in the caller's transaction."""
    # A whole may come after its parts, an answer before what it answers; SQLite then checks at the commit.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in ROW_TABLES:
        connection.execute(delete(table))
    rows = _Rows(data)
    for table in reversed(ROW_TABLES):
        found = list(rows.of(table))
        if found:
            connection.execute(insert(table), found)


def dated(date: EdtfDate | None) -> Values:
    """The columns of a date."""
    if date is None:
        return {
            "edtf": None,
            "earliest": None,
            "latest": None,
            "certain_from": None,
            "certain_to": None,
            "has_certain": False,
        }
    return {
        "edtf": date.text,
        "earliest": date.outer.first,
        "latest": date.outer.last,
        "certain_from": date.inner.first if date.inner else None,
        "certain_to": date.inner.last if date.inner else None,
        "has_certain": date.inner is not None,
    }


def life(actor: r.Actor) -> EdtfDate | None:
    """Life or existence as one interval."""
    return interval(actor.born or actor.founded, actor.died or actor.dissolved)


def optional(edtf: str | None) -> EdtfDate | None:
    """A date that may lack."""
    return None if edtf is None else parse(edtf)


class _Rows:
    """The rows of one data set, table by table. What a record and a table call alike goes from one to the other."""

    def __init__(self, data: r.DataSet) -> None:
        self._data = data
        self._collection = {"collection": data.collection.id}
        self._types = {record.id: "event" for record in data.events}
        self._types |= {record.id: "document" for record in data.documents}
        self._types |= {record.id: "actor" for record in data.actors}

    def of(self, table: type[SQLModel]) -> Iterable[Values]:
        """The rows of a table."""
        data = self._data
        makers: dict[type[SQLModel], Callable[[], Iterable[Values]]] = {
            t.Collection: self._collections,
            t.Alias: self._aliases,
            t.Kind: self._kinds,
            t.Place: lambda: self._records(t.Place, data.places),
            t.Topic: lambda: self._records(t.Topic, data.topics),
            t.Actor: self._actors,
            t.ActorName: lambda: _entries("actor", data.actors, "other_names", t.ActorName),
            t.ActorIdentifier: self._identifiers,
            t.MaybeSame: self._maybe_same,
            t.Tenure: lambda: self._spans(t.Tenure, "holder", "offices"),
            t.Membership: lambda: self._spans(t.Membership, "member", "member_of"),
            t.Event: lambda: self._dated(t.Event, data.events),
            t.EventTopic: lambda: _ids("event", data.events, "topics", "topic"),
            t.Participation: lambda: self._collected(_entries("event", data.events, "actors", t.Participation)),
            t.EventDocument: lambda: _entries("event", data.events, "documents", t.EventDocument),
            t.Response: self._answers,
            t.Document: lambda: self._dated(t.Document, data.documents),
            t.DocumentTopic: lambda: _ids("document", data.documents, "topics", "topic"),
            t.DocumentActor: lambda: self._collected(_entries("document", data.documents, "actors", t.DocumentActor)),
            t.Paragraph: self._paragraphs,
            t.Claim: self._claims,
            t.ClaimAbout: self._claim_subjects,
            t.ClaimAuthor: lambda: _ids("claim", data.claims, "asserted_by", "actor"),
            t.Evidence: self._evidence,
            t.Citation: self._citations,
        }
        return makers[table]()

    def _records(self, table: type[SQLModel], records: Iterable[r.Record]) -> Iterable[Values]:
        return (column_values(record, table) | self._collection for record in records)

    def _dated(self, table: type[SQLModel], records: Sequence[r.Event | r.Document]) -> Iterable[Values]:
        return (
            row | dated(optional(record.date))
            for row, record in zip(self._records(table, records), records, strict=True)
        )

    def _collected(self, rows: Iterable[Values]) -> Iterable[Values]:
        return (row | self._collection for row in rows)

    def _actors(self) -> Iterable[Values]:
        for actor in self._data.actors:
            yield column_values(actor, t.Actor) | dated(life(actor)) | self._collection

    def _spans(self, table: type[SQLModel], owner: str, key: str) -> Iterable[Values]:
        """The rows of tenures or memberships, numbered through."""
        for number, row in enumerate(_entries(owner, self._data.actors, key, table, _span), start=1):
            yield row | self._collection | {"key": number}

    def _collections(self) -> Iterable[Values]:
        licence = self._data.collection.licence
        columns = {"licence": licence.spdx or licence.name, "licence_name": licence.name, "licence_url": licence.url}
        yield column_values(self._data.collection, t.Collection) | columns

    def _aliases(self) -> Iterable[Values]:
        data = self._data
        for type_ in (Type.EVENT, Type.ACTOR, Type.DOCUMENT, Type.CLAIM, Type.PLACE, Type.TOPIC):
            for record in getattr(data, type_.plural):
                for alias in record.aliases:
                    yield {"space": type_.id_space, "id": alias, "type": type_.value, "record": record.id}

    def _kinds(self) -> Iterable[Values]:
        for type_, labels in self._data.kinds.items():
            for slug, label in labels.items():
                yield {"type": type_, "slug": slug, "label": label}

    def _identifiers(self) -> Iterable[Values]:
        return _entries("actor", self._data.actors, "identifiers", t.ActorIdentifier, lambda found: {"value": found.id})

    def _maybe_same(self) -> Iterable[Values]:
        pairs = {(actor.id, other) for actor in self._data.actors for other in actor.maybe_same_as}
        for actor, other in sorted(pairs | {(other, actor) for actor, other in pairs}):
            yield {"actor": actor, "other": other}

    def _answers(self) -> Iterable[Values]:
        return _entries(
            "event", self._data.events, "responds_to", t.Response, lambda answer: {"responds_to": answer.event}
        )

    def _paragraphs(self) -> Iterable[Values]:
        for document in self._data.documents:
            for each in document.paragraphs:
                yield column_values(each, t.Paragraph) | {"document": document.id}

    def _claims(self) -> Iterable[Values]:
        for claim in self._data.claims:
            passage = claim.asserted_in
            asserted = {
                "asserted_document": passage.document,
                "asserted_n": passage.paragraph,
                "asserted_locator": passage.locator,
            }
            yield column_values(claim, t.Claim) | self._collection | dated(optional(claim.date)) | asserted

    def _claim_subjects(self) -> Iterable[Values]:
        for row in _ids("claim", self._data.claims, "about", "record"):
            yield row | {"type": self._types[row["record"]]}

    def _evidence(self) -> Iterable[Values]:
        return _entries("claim", self._data.claims, "evidence", t.Evidence, lambda each: {"n": each.paragraph})

    def _citations(self) -> Iterable[Values]:
        data = self._data
        owners: list[tuple[str, str, Iterable[r.Source]]] = []
        for type_ in (Type.EVENT, Type.DOCUMENT, Type.ACTOR):
            owners += [(type_.value, record.id, record.sources) for record in getattr(data, type_.plural)]
        tenures = (office for actor in data.actors for office in actor.offices)
        owners += [("tenure", str(key), office.sources) for key, office in enumerate(tenures, start=1)]
        memberships = (each for actor in data.actors for each in actor.member_of)
        owners += [("membership", str(key), each.sources) for key, each in enumerate(memberships, start=1)]
        for owner_type, owner, sources in owners:
            for position, source in enumerate(sources):
                own = {"owner_type": owner_type, "owner": owner, "position": position}
                yield column_values(source, t.Citation) | own


def _entries(
    owner: str,
    records: Iterable[Any],
    key: str,
    table: type[SQLModel],
    own: Callable[[Any], Values] = lambda _: {},
) -> Iterable[Values]:
    """The rows of what records list under `key`: the entry's columns, its record as `owner`, its place, and `own`."""
    for record in records:
        for position, entry in enumerate(getattr(record, key)):
            yield column_values(entry, table) | {owner: record.id, "position": position} | own(entry)


def _ids(owner: str, records: Iterable[Any], key: str, column: str) -> Iterable[Values]:
    """The same for a list of ids, which go into `column`."""
    for record in records:
        for position, entry in enumerate(getattr(record, key)):
            yield {owner: record.id, "position": position, column: entry}


def _span(entry: r.Office | r.Membership) -> Values:
    return dated(interval(entry.from_, entry.to))
