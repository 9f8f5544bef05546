"""The terms of each event and document: whatever it can be asked by."""

from collections.abc import Iterable, Iterator

from app.loading.derive import documents, events
from app.loading.derive.snapshot import Facts, as_date
from app.store import tables as t
from app.store.terms import EVERYTHING, TermKey
from app.timeline.filters import NO_WHOLE


def event_terms(facts: Facts, row: t.Event) -> set[TermKey]:
    """All terms of an event."""
    wholes = facts.wholes(row.id)
    keys = {
        EVERYTHING,
        TermKey("kind", row.kind),
        TermKey("confidence", row.confidence),
        TermKey("collection", row.collection),
        *(TermKey("topic", each.topic) for each in facts.event_topics[row.id]),
        *(TermKey("document", each.document) for each in facts.event_documents[row.id]),
        *(TermKey("part_of", whole) for whole in wholes or [NO_WHOLE]),
    }
    if row.place is not None:
        keys.add(TermKey("place", row.place))
    dates = as_date(row.edtf)
    for each in facts.participations[row.id]:
        keys.update(_cast_terms(each.actor, each.role, events.standing_for(facts, each, dates)))
    return keys


def document_terms(facts: Facts, row: t.Document) -> set[TermKey]:
    """All terms of a document."""
    keys = {
        EVERYTHING,
        TermKey("kind", row.kind),
        TermKey("confidence", row.confidence),
        TermKey("collection", row.collection),
        *(TermKey("topic", each.topic) for each in facts.document_topics[row.id]),
        *(TermKey("event", each.event) for each in facts.document_events[row.id]),
    }
    if row.place is not None:
        keys.add(TermKey("place", row.place))
    dates = as_date(row.edtf)
    for each in facts.document_actors[row.id]:
        keys.update(_cast_terms(each.actor, each.role, documents.standing_for(facts, each, dates)))
    return keys


def _cast_terms(actor: str, role: str, standing_for: Iterable[str]) -> Iterator[TermKey]:
    yield TermKey("role", role)
    yield TermKey("actor", actor)
    yield TermKey("actor", actor, role)
    for represented in (actor, *standing_for):
        yield TermKey("represented", represented)
        yield TermKey("represented", represented, role)
