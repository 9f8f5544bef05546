"""Documents and their paragraphs as they leave."""

from app.citations import chicago
from app.citations.citation import of_document
from app.loading.derive import claims
from app.loading.derive import shared as parts
from app.loading.derive.snapshot import Facts, as_date
from app.resources import models as m
from app.resources.documents.models import DocumentBase, ParagraphBase
from app.resources.events.models import EventDocumentBase
from app.resources.faces import shared_fields
from app.store import tables as t
from app.timeline.dates import EdtfDate
from app.timeline.vocabulary import Certainty


def document(facts: Facts, row: t.Document) -> m.Document:
    """A document as lists show it."""
    return m.Document(
        **shared_fields(row, DocumentBase),
        date=parts.optional_date(row.edtf),
        place=parts.place_name(facts, row.place),
        topics=[each.topic for each in facts.document_topics[row.id]],
        actors=[_actor(facts, each, as_date(row.edtf)) for each in facts.document_actors[row.id]],
        frus=None if row.frus is None else m.Frus(**row.frus),
        collection=row.collection,
        updated=parts.updated(facts, "record", row.id),
        licence=facts.collections[row.collection].licence,
        links=m.DocumentLinks(
            self=f"/v1/documents/{row.id}",
            html=f"/documents/{row.id}",
            citation=f"/v1/documents/{row.id}/citation",
        ),
    )


def citation(item: m.Document) -> str:
    """The citation of a document in its detail. Chicago style does not name the kind, so it needs no labels."""
    return chicago.text(of_document(item, {}))


def standing_for(facts: Facts, row: t.DocumentActor, dates: EdtfDate | None) -> dict[str, Certainty]:
    """For whom a role in a document counts besides the actor: nobody, where the actor is only mentioned."""
    if not row.role.acting:
        return {}
    return facts.offices.standing_for(row.actor, None, dates)


def _actor(facts: Facts, row: t.DocumentActor, dates: EdtfDate | None) -> m.DocumentActor:
    actor = facts.actors[row.actor]
    return m.DocumentActor(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        role=row.role,
        offices=parts.held_offices(facts, row.actor, dates),
        represents=parts.represented(standing_for(facts, row, dates)),
    )


def paragraphs(facts: Facts, document_id: str) -> list[m.Paragraph]:
    """The paragraphs of a document."""
    return [_paragraph(row) for row in facts.paragraphs[document_id]]


def _paragraph(row: t.Paragraph) -> m.Paragraph:
    return m.Paragraph(
        document=row.document,
        **shared_fields(row, ParagraphBase),
        links=m.Links(
            self=f"/v1/documents/{row.document}/paragraphs/{row.n}",
            html=f"/documents/{row.document}#p{row.n}",
        ),
    )


def paragraph_detail(facts: Facts, row: t.Paragraph) -> m.ParagraphDetail:
    """A paragraph standing alone."""
    return m.ParagraphDetail(
        **dict(_paragraph(row)),
        claims=claims.claims_in(facts, row.document, row.n),
        evidence=claims.evidence_in(facts, row.document, row.n),
    )


def events(facts: Facts, document_id: str) -> list[m.DocumentEvent]:
    """The events of a document, by date."""
    return [
        m.DocumentEvent(
            id=row.event,
            title=facts.events[row.event].title,
            **shared_fields(row, EventDocumentBase),
        )
        for row in facts.document_events[document_id]
    ]
