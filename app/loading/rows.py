"""Checked records -> rows of the plain tables."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, insert
from sqlmodel import SQLModel

from app.loading import records as r
from app.resources.actors.models import ActorIdentifierRow, ActorNameRow, ActorRow, MaybeSameRow
from app.resources.claims.models import ClaimAboutRow, ClaimAuthorRow, ClaimRow, EvidenceRow
from app.resources.dataset.models import AliasRow, CollectionRow, KindRow
from app.resources.documents.models import DocumentActorRow, DocumentRow, DocumentTopicRow, ParagraphRow
from app.resources.events.models import AnswerRow, EventDocumentRow, EventRow, EventTopicRow, ParticipationRow
from app.resources.faces import Values, column_values
from app.resources.memberships.models import MembershipRow
from app.resources.places.models import PlaceRow
from app.resources.shared import CitationRow
from app.resources.tenures.models import TenureRow
from app.resources.topics.models import TopicRow
from app.timeline.dates import EdtfDate, interval, parse
from app.timeline.record_types import RecordType as Type

ROW_TABLES: tuple[type[SQLModel], ...] = (
    CitationRow,
    EvidenceRow,
    ClaimAuthorRow,
    ClaimAboutRow,
    ClaimRow,
    ParagraphRow,
    DocumentActorRow,
    DocumentTopicRow,
    AnswerRow,
    EventDocumentRow,
    ParticipationRow,
    EventTopicRow,
    DocumentRow,
    EventRow,
    MembershipRow,
    TenureRow,
    MaybeSameRow,
    ActorIdentifierRow,
    ActorNameRow,
    ActorRow,
    TopicRow,
    PlaceRow,
    KindRow,
    AliasRow,
    CollectionRow,
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
            CollectionRow: self._collections,
            AliasRow: self._aliases,
            KindRow: self._kinds,
            PlaceRow: lambda: self._records(PlaceRow, data.places),
            TopicRow: lambda: self._records(TopicRow, data.topics),
            ActorRow: self._actors,
            ActorNameRow: lambda: _entries("actor", data.actors, "other_names", ActorNameRow),
            ActorIdentifierRow: self._identifiers,
            MaybeSameRow: self._maybe_same,
            TenureRow: lambda: self._spans(TenureRow, "holder", "offices"),
            MembershipRow: lambda: self._spans(MembershipRow, "member", "member_of"),
            EventRow: lambda: self._dated(EventRow, data.events),
            EventTopicRow: lambda: _ids("event", data.events, "topics", "topic"),
            ParticipationRow: lambda: self._collected(_entries("event", data.events, "actors", ParticipationRow)),
            EventDocumentRow: lambda: _entries("event", data.events, "documents", EventDocumentRow),
            AnswerRow: self._answers,
            DocumentRow: lambda: self._dated(DocumentRow, data.documents),
            DocumentTopicRow: lambda: _ids("document", data.documents, "topics", "topic"),
            DocumentActorRow: lambda: self._collected(_entries("document", data.documents, "actors", DocumentActorRow)),
            ParagraphRow: self._paragraphs,
            ClaimRow: self._claims,
            ClaimAboutRow: self._claim_subjects,
            ClaimAuthorRow: lambda: _ids("claim", data.claims, "asserted_by", "actor"),
            EvidenceRow: self._evidence,
            CitationRow: self._citations,
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
            yield column_values(actor, ActorRow) | dated(life(actor)) | self._collection

    def _spans(self, table: type[SQLModel], owner: str, key: str) -> Iterable[Values]:
        """The rows of tenures or memberships, numbered through."""
        for number, row in enumerate(_entries(owner, self._data.actors, key, table, _span), start=1):
            yield row | self._collection | {"key": number}

    def _collections(self) -> Iterable[Values]:
        licence = self._data.collection.licence
        columns = {"licence": licence.spdx or licence.name, "licence_name": licence.name, "licence_url": licence.url}
        yield column_values(self._data.collection, CollectionRow) | columns

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
        return _entries(
            "actor", self._data.actors, "identifiers", ActorIdentifierRow, lambda found: {"value": found.id}
        )

    def _maybe_same(self) -> Iterable[Values]:
        pairs = {(actor.id, other) for actor in self._data.actors for other in actor.maybe_same_as}
        for actor, other in sorted(pairs | {(other, actor) for actor, other in pairs}):
            yield {"actor": actor, "other": other}

    def _answers(self) -> Iterable[Values]:
        return _entries(
            "event", self._data.events, "responds_to", AnswerRow, lambda answer: {"responds_to": answer.event}
        )

    def _paragraphs(self) -> Iterable[Values]:
        for document in self._data.documents:
            for each in document.paragraphs:
                yield column_values(each, ParagraphRow) | {"document": document.id}

    def _claims(self) -> Iterable[Values]:
        for claim in self._data.claims:
            passage = claim.asserted_in
            asserted = {
                "asserted_document": passage.document,
                "asserted_n": passage.paragraph,
                "asserted_locator": passage.locator,
            }
            yield column_values(claim, ClaimRow) | self._collection | dated(optional(claim.date)) | asserted

    def _claim_subjects(self) -> Iterable[Values]:
        for row in _ids("claim", self._data.claims, "about", "record"):
            yield row | {"type": self._types[row["record"]]}

    def _evidence(self) -> Iterable[Values]:
        return _entries("claim", self._data.claims, "evidence", EvidenceRow, lambda each: {"n": each.paragraph})

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
                yield column_values(source, CitationRow) | own


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
