"""Checked records -> rows of the plain tables."""

from collections.abc import Iterable, Mapping

import orjson
from sqlalchemy import Connection, delete, insert
from sqlmodel import SQLModel

from app.loading import records as r
from app.store import tables as t
from app.store.numbers import AFTER_ALL, BEFORE_ALL, order_numbers
from app.timeline.dates import EdtfDate, interval, parse
from app.timeline.days import Day
from app.timeline.titles import title_key

Row = dict[str, object]
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


def write_data_set(connection: Connection, data: r.DataSet, updated: Mapping[str, Day]) -> None:
    """Replace the plain rows by those of `data`, in the caller's transaction.

    `updated` tells for each id of an event or document the day on which its present content was loaded.
    """
    # A whole may come after its parts, an answer before what it answers; SQLite then checks at the commit.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    for table in ROW_TABLES:
        connection.execute(delete(table))
    rows = _Rows(data, updated)
    for table in reversed(ROW_TABLES):
        found = list(rows.of(table))
        if found:
            connection.execute(insert(table), found)


def dated(date: EdtfDate | None) -> Row:
    """The columns of a date."""
    if date is None:
        return {
            "edtf": None,
            "first_day": AFTER_ALL,
            "earliest": None,
            "latest": None,
            "certain_from": None,
            "certain_to": None,
            "has_certain": False,
        }
    return {
        "edtf": date.text,
        "first_day": BEFORE_ALL if date.outer.first is None else date.outer.first,
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
    """The rows of one data set, table by table."""

    def __init__(self, data: r.DataSet, updated: Mapping[str, Day]) -> None:
        self._data = data
        self._collection = data.collection.id
        self._updated = updated
        self._types = {record.id: "event" for record in data.events}
        self._types |= {record.id: "document" for record in data.documents}
        self._types |= {record.id: "actor" for record in data.actors}

    def of(self, table: type[SQLModel]) -> Iterable[Row]:
        """The rows of a table."""
        makers = {
            t.Collection: self._collections,
            t.Alias: self._aliases,
            t.Kind: self._kinds,
            t.Place: self._places,
            t.Topic: self._topics,
            t.Actor: self._actors,
            t.ActorName: self._names,
            t.ActorIdentifier: self._identifiers,
            t.MaybeSame: self._maybe_same,
            t.Tenure: self._tenures,
            t.Membership: self._memberships,
            t.Event: self._events,
            t.EventTopic: self._event_topics,
            t.Participation: self._participations,
            t.EventDocument: self._event_documents,
            t.Response: self._responses,
            t.Document: self._documents,
            t.DocumentTopic: self._document_topics,
            t.DocumentActor: self._document_actors,
            t.Paragraph: self._paragraphs,
            t.Claim: self._claims,
            t.ClaimAbout: self._claim_subjects,
            t.ClaimAuthor: self._claim_authors,
            t.Evidence: self._evidence,
            t.Citation: self._citations,
        }
        return makers[table]()

    def _collections(self) -> Iterable[Row]:
        found = self._data.collection
        yield {
            "id": found.id,
            "title": found.title,
            "description": found.description,
            "language": found.language,
            "version": found.version,
            "publisher": found.publisher,
            "licence": found.licence.spdx or found.licence.name,
            "licence_name": found.licence.name,
            "licence_url": found.licence.url,
            "attribution": found.attribution,
            "source": found.source,
            "cite_as": found.cite_as,
        }

    def _aliases(self) -> Iterable[Row]:
        lists: dict[str, Iterable[r.Event | r.Actor | r.Document | r.Claim | r.Place | r.Topic]] = {
            "event": self._data.events,
            "actor": self._data.actors,
            "document": self._data.documents,
            "claim": self._data.claims,
            "place": self._data.places,
            "topic": self._data.topics,
        }
        for type_, found in lists.items():
            for record in found:
                space = type_ if type_ in {"place", "topic"} else "record"
                for alias in record.aliases:
                    yield {"space": space, "id": alias, "type": type_, "record": record.id}

    def _kinds(self) -> Iterable[Row]:
        for type_, labels in self._data.kinds.items():
            for slug, label in labels.items():
                yield {"type": type_, "slug": slug, "label": label}

    def _places(self) -> Iterable[Row]:
        for place in self._data.places:
            row = place.model_dump(mode="json", exclude={"aliases"})
            yield {**row, "title_key": title_key(place.name), "collection": self._collection}

    def _topics(self) -> Iterable[Row]:
        for topic in self._data.topics:
            row = topic.model_dump(mode="json", exclude={"aliases", "note"})
            yield {**row, "title_key": title_key(topic.name), "collection": self._collection}

    def _actors(self) -> Iterable[Row]:
        keys = {"id", "kind", "name", "sort_name", "summary", "verification", "note"}
        for actor in self._data.actors:
            row = actor.model_dump(mode="json", include=keys)
            yield {**row, **dated(life(actor)), "title_key": title_key(actor.name), "collection": self._collection}

    def _names(self) -> Iterable[Row]:
        for actor in self._data.actors:
            for position, name in enumerate(actor.other_names):
                yield {"actor": actor.id, "position": position, **name.model_dump(mode="json")}

    def _identifiers(self) -> Iterable[Row]:
        for actor in self._data.actors:
            for position, found in enumerate(actor.identifiers):
                yield {"actor": actor.id, "position": position, "scheme": found.scheme, "value": found.id}

    def _maybe_same(self) -> Iterable[Row]:
        pairs = {(actor.id, other) for actor in self._data.actors for other in actor.maybe_same_as}
        for actor, other in sorted(pairs | {(other, actor) for actor, other in pairs}):
            yield {"actor": actor, "other": other}

    def _numbered_tenures(self) -> Iterable[tuple[int, int, r.Actor, r.Office]]:
        offices = ((place, actor, office) for actor in self._data.actors for place, office in enumerate(actor.offices))
        for key, (place, actor, office) in enumerate(offices, start=1):
            yield key, place, actor, office

    def _tenures(self) -> Iterable[Row]:
        for key, position, actor, office in self._numbered_tenures():
            row = office.model_dump(mode="json", exclude={"from_", "to", "sources"})
            dates = dated(interval(office.from_, office.to))
            own = {"key": key, "holder": actor.id, "position": position, "collection": self._collection}
            yield {**row, **dates, **own}

    def _numbered_memberships(self) -> Iterable[tuple[int, int, r.Actor, r.Membership]]:
        found = ((place, actor, each) for actor in self._data.actors for place, each in enumerate(actor.member_of))
        for key, (place, actor, each) in enumerate(found, start=1):
            yield key, place, actor, each

    def _memberships(self) -> Iterable[Row]:
        for key, position, actor, each in self._numbered_memberships():
            row = each.model_dump(mode="json", exclude={"from_", "to", "sources"})
            dates = dated(interval(each.from_, each.to))
            yield {**row, **dates, "key": key, "member": actor.id, "position": position, "collection": self._collection}

    def _order(self, found: Iterable[r.Event | r.Document]) -> tuple[Mapping[str, int], Mapping[str, int]]:
        """The order numbers and the title ranks of records."""
        listed = list(found)
        days = {record.id: dated(optional(record.date))["first_day"] for record in listed}
        numbers = order_numbers((record, Day(day)) for record, day in days.items() if isinstance(day, int))
        by_title = sorted(listed, key=lambda record: (title_key(record.title), record.id))
        return numbers, {record.id: rank for rank, record in enumerate(by_title)}

    def _events(self) -> Iterable[Row]:
        keys = {"id", "kind", "title", "summary", "place", "part_of", "confidence", "note"}
        numbers, ranks = self._order(self._data.events)
        for event in self._data.events:
            yield {
                **event.model_dump(mode="json", include=keys),
                **dated(parse(event.date)),
                "n": numbers[event.id],
                "title_rank": ranks[event.id],
                "title_key": title_key(event.title),
                "updated": self._updated[event.id],
                "collection": self._collection,
            }

    def _event_topics(self) -> Iterable[Row]:
        for event in self._data.events:
            for position, topic in enumerate(event.topics):
                yield {"event": event.id, "position": position, "topic": topic}

    def _participations(self) -> Iterable[Row]:
        for event in self._data.events:
            for position, each in enumerate(event.actors):
                own = {"event": event.id, "position": position, "collection": self._collection}
                yield {**own, **each.model_dump(mode="json")}

    def _event_documents(self) -> Iterable[Row]:
        for event in self._data.events:
            for position, each in enumerate(event.documents):
                yield {"event": event.id, "position": position, **each.model_dump(mode="json")}

    def _responses(self) -> Iterable[Row]:
        for event in self._data.events:
            for position, each in enumerate(event.responds_to):
                own = {"event": event.id, "position": position}
                yield {**own, "responds_to": each.event, "manner": each.manner.value}

    def _documents(self) -> Iterable[Row]:
        keys = {"id", "kind", "title", "abstract", "place", "language", "repository", "signature", "number"}
        keys |= {"published_in", "url", "rights", "confidence", "note"}
        numbers, ranks = self._order(self._data.documents)
        for document in self._data.documents:
            yield {
                **document.model_dump(mode="json", include=keys),
                **dated(optional(document.date)),
                "languages": orjson.dumps(document.languages).decode(),
                "key_phrases": orjson.dumps(document.key_phrases).decode(),
                "frus": None if document.frus is None else document.frus.model_dump_json(),
                "n": numbers[document.id],
                "title_rank": ranks[document.id],
                "title_key": title_key(document.title),
                "updated": self._updated[document.id],
                "collection": self._collection,
            }

    def _document_topics(self) -> Iterable[Row]:
        for document in self._data.documents:
            for position, topic in enumerate(document.topics):
                yield {"document": document.id, "position": position, "topic": topic}

    def _document_actors(self) -> Iterable[Row]:
        for document in self._data.documents:
            for position, each in enumerate(document.actors):
                own = {"document": document.id, "position": position, "collection": self._collection}
                yield {**own, **each.model_dump(mode="json")}

    def _paragraphs(self) -> Iterable[Row]:
        for document in self._data.documents:
            for each in document.paragraphs:
                row = each.model_dump(mode="json")
                yield {**row, "document": document.id, "key_phrases": orjson.dumps(each.key_phrases).decode()}

    def _claims(self) -> Iterable[Row]:
        for claim in self._data.claims:
            yield {
                **claim.model_dump(mode="json", include={"id", "kind", "statement", "status", "assessment", "note"}),
                **dated(optional(claim.date)),
                "title_key": title_key(claim.statement),
                "asserted_document": claim.asserted_in.document,
                "asserted_n": claim.asserted_in.paragraph,
                "asserted_locator": claim.asserted_in.locator,
                "collection": self._collection,
            }

    def _claim_subjects(self) -> Iterable[Row]:
        for claim in self._data.claims:
            for position, record in enumerate(claim.about):
                yield {"claim": claim.id, "position": position, "type": self._types[record], "record": record}

    def _claim_authors(self) -> Iterable[Row]:
        for claim in self._data.claims:
            for position, actor in enumerate(claim.asserted_by):
                yield {"claim": claim.id, "position": position, "actor": actor}

    def _evidence(self) -> Iterable[Row]:
        for claim in self._data.claims:
            for position, each in enumerate(claim.evidence):
                row = each.model_dump(mode="json", exclude={"paragraph"})
                yield {**row, "claim": claim.id, "position": position, "n": each.paragraph}

    def _citations(self) -> Iterable[Row]:
        owners: list[tuple[str, str, Iterable[r.Source]]] = []
        owners += [("event", event.id, event.sources) for event in self._data.events]
        owners += [("document", document.id, document.sources) for document in self._data.documents]
        owners += [("actor", actor.id, actor.sources) for actor in self._data.actors]
        owners += [("tenure", str(key), office.sources) for key, _, _, office in self._numbered_tenures()]
        owners += [("membership", str(key), each.sources) for key, _, _, each in self._numbered_memberships()]
        for owner_type, owner, sources in owners:
            for position, source in enumerate(sources):
                row = source.model_dump(mode="json")
                yield {"owner_type": owner_type, "owner": owner, "position": position, **row}
