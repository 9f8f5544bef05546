"""Events as they leave."""

from app.loading.derive import shared as parts
from app.loading.derive.snapshot import Facts, as_date
from app.resources import models as m
from app.resources.events.models import EventBase, EventDocumentBase, ParticipationBase
from app.resources.faces import shared_fields
from app.store import tables as t
from app.timeline.dates import EdtfDate
from app.timeline.vocabulary import Certainty


def event(facts: Facts, row: t.Event) -> m.Event:
    """An event as lists show it."""
    answers, answered_by = facts.responses[row.id], facts.answers[row.id]
    return m.Event(
        **shared_fields(row, EventBase),
        date=parts.date(row.edtf or ""),
        place=parts.place_name(facts, row.place),
        topics=[each.topic for each in facts.event_topics[row.id]],
        parts=facts.parts.get(row.id, 0),
        responds_to=[m.Answered(id=each.responds_to, manner=each.manner) for each in answers],
        answered_by=[m.Answered(id=each.event, manner=each.manner) for each in answered_by],
        actors=[participant(facts, each, as_date(row.edtf)) for each in facts.participations[row.id]],
        collection=row.collection,
        updated=parts.updated(facts, "record", row.id),
        licence=facts.collections[row.collection].licence,
        links=m.EventLinks(
            self=f"/v1/events/{row.id}",
            html=f"/events/{row.id}",
            parts=f"/v1/events?part_of={row.id}" if facts.parts.get(row.id) else None,
            exchange=f"/v1/events/{row.id}/exchange" if answers or answered_by else None,
        ),
    )


def standing_for(facts: Facts, row: t.Participation, dates: EdtfDate | None) -> dict[str, Certainty]:
    """For whom a participation counts besides the actor: nobody, where the actor is only spoken of."""
    if not row.role.acting:
        return {}
    return facts.offices.standing_for(row.actor, row.on_behalf_of, dates)


def participant(facts: Facts, row: t.Participation, dates: EdtfDate | None) -> m.Participant:
    """An actor in one role."""
    actor = facts.actors[row.actor]
    return m.Participant(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        **shared_fields(row, ParticipationBase),
        offices=parts.held_offices(facts, row.actor, dates),
        represents=parts.represented(standing_for(facts, row, dates)),
    )


def documents(facts: Facts, event_id: str) -> list[m.EventDocument]:
    """The documents of an event."""
    return [
        m.EventDocument(
            id=row.document,
            title=facts.documents[row.document].title,
            **shared_fields(row, EventDocumentBase),
        )
        for row in facts.event_documents[event_id]
    ]


def exchange_outline(facts: Facts, event_id: str) -> m.ExchangeOutline:
    """The exchange of an event in short."""
    outline = facts.exchanges.outline(event_id)
    return m.ExchangeOutline(openings=list(outline.openings), moves=outline.count, unanswered=list(outline.unanswered))
