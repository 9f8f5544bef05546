"""How events get into the catalogue: their terms, words and encoded items."""

from collections.abc import Collection, Iterator, Sequence

from app.catalogue.indexing import Head, IndexedRecord, Indexing, Suggestion, bounds_of, first_day
from app.catalogue.queries import NO_WHOLE, TermKey
from app.catalogue.words.index import Words
from app.resources import context
from app.resources import models as m
from app.resources import representation as parts
from app.resources.claims import indexing as claims
from app.resources.events.models import EventBase, EventDocumentBase, EventRow, ParticipationBase, ParticipationRow
from app.resources.faces import shared_fields
from app.resources.snapshot import Snapshot, as_date
from app.timeline.date_words import date_words
from app.timeline.dates import EdtfDate
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import Certainty

INCLUDES = ("documents", "citations", "claims", "exchange")
"""The parts that `include` adds to the items of lists."""


def event(snapshot: Snapshot, row: EventRow) -> m.Event:
    """An event as lists show it."""
    answers, answered_by = snapshot.responses[row.id], snapshot.answers[row.id]
    return m.Event(
        **shared_fields(row, EventBase),
        date=parts.date(row.edtf or ""),
        place=parts.place_name(snapshot, row.place),
        topics=[each.topic for each in snapshot.event_topics[row.id]],
        parts=snapshot.parts[row.id],
        responds_to=[m.Answered(id=each.responds_to, manner=each.manner) for each in answers],
        answered_by=[m.Answered(id=each.event, manner=each.manner) for each in answered_by],
        actors=[participant(snapshot, each, as_date(row.edtf)) for each in snapshot.participations[row.id]],
        collection=row.collection,
        updated=parts.updated(snapshot, row.id),
        licence=snapshot.collections[row.collection].licence,
        links=m.EventLinks(
            self=f"/v1/events/{row.id}",
            html=f"/events/{row.id}",
            parts=f"/v1/events?part_of={row.id}" if snapshot.parts[row.id] else None,
            exchange=f"/v1/events/{row.id}/exchange" if answers or answered_by else None,
        ),
    )


def standing_for(snapshot: Snapshot, row: ParticipationRow, dates: EdtfDate | None) -> dict[str, Certainty]:
    """For whom a participation counts besides the actor: nobody, where the actor is only spoken of."""
    if not row.role.acting:
        return {}
    return snapshot.offices_in(row.collection).standing_for(row.actor, row.on_behalf_of, dates)


def participant(snapshot: Snapshot, row: ParticipationRow, dates: EdtfDate | None) -> m.Participant:
    """An actor in one role."""
    actor = snapshot.actors[row.actor]
    return m.Participant(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        **shared_fields(row, ParticipationBase),
        offices=parts.held_offices(snapshot, row.collection, row.actor, dates),
        represents=parts.represented(standing_for(snapshot, row, dates)),
    )


def documents(snapshot: Snapshot, event_id: str) -> list[m.EventDocument]:
    """The documents of an event."""
    return [
        m.EventDocument(
            id=row.document,
            title=snapshot.documents[row.document].title,
            **shared_fields(row, EventDocumentBase),
        )
        for row in snapshot.event_documents[event_id]
    ]


def exchange_outline(snapshot: Snapshot, event_id: str) -> m.ExchangeOutline:
    """The exchange of an event in short."""
    outline = snapshot.exchange_outline(event_id)
    return m.ExchangeOutline(openings=list(outline.openings), moves=outline.count, unanswered=list(outline.unanswered))


def terms(snapshot: Snapshot, row: EventRow, dates: EdtfDate | None) -> Iterator[TermKey]:
    """What an event is filtered and counted by."""
    yield TermKey("kind", row.kind)
    yield TermKey("confidence", row.confidence)
    yield TermKey("collection", row.collection)
    if row.place is not None:
        yield TermKey("place", row.place)
    for topic in snapshot.event_topics[row.id]:
        yield TermKey("topic", topic.topic)
    for document in snapshot.event_documents[row.id]:
        yield TermKey("document", document.document)
    for whole in snapshot.wholes(row.id) or [NO_WHOLE]:
        yield TermKey("part_of", whole)
    for each in snapshot.participations[row.id]:
        yield from parts.cast_terms(each.actor, each.role, standing_for(snapshot, each, dates))


def _cast(snapshot: Snapshot, row: EventRow, dates: EdtfDate | None) -> Iterator[str]:
    """The actors in an event, and those whom they stand for."""
    for each in snapshot.participations[row.id]:
        yield each.actor
        yield from standing_for(snapshot, each, dates)


def _record(snapshot: Snapshot, row: EventRow) -> IndexedRecord:
    dates = as_date(row.edtf)
    return IndexedRecord(
        item=event(snapshot, row),
        parts={
            "documents": documents(snapshot, row.id),
            "citations": parts.sources(snapshot, "event", row.id),
            "claims": claims.claims_about(snapshot, row.id),
            "exchange": exchange_outline(snapshot, row.id),
        },
        terms=terms(snapshot, row, dates),
        dates=bounds_of(dates),
        updated=parts.updated_day(snapshot, row.id),
        point=parts.point(snapshot, row.place),
        words=Words(
            row.title,
            body=parts.texts(row.summary, row.note),
            context=context.of_event(snapshot, row.id, _cast(snapshot, row, dates)),
            dates=date_words(dates),
            links=context.links_of_event(snapshot, row.id),
        ),
        suggestion=Suggestion(
            row.title,
            (row.title,),
            context.links_of_event(snapshot, row.id),
            snapshot.kind_labels.get(("event", row.kind)),
        ),
    )


def _head(row: EventRow) -> Head:
    return Head(row.id, first_day(as_date(row.edtf)), row.title)


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    return map(_head, snapshot.stream(EventRow))


def _heads_of(snapshot: Snapshot, ids: Collection[str]) -> Iterator[Head]:
    return map(_head, snapshot.some(EventRow, ids))


def _rows(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[EventRow]:
    snapshot.load_events(ids)
    return (snapshot.events[id_] for id_ in ids)


INDEXING = Indexing(RecordType.EVENT, _heads, _rows, _record, heads_of=_heads_of)
