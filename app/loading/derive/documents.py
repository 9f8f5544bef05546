"""Documents and their paragraphs as they leave."""

import orjson

from app.citations import chicago
from app.citations.citation import of_document
from app.loading.derive import claims
from app.loading.derive import shared as parts
from app.loading.derive.snapshot import Facts, as_date
from app.resources import models as m
from app.store import tables as t
from app.timeline.dates import EdtfDate
from app.timeline.vocabulary import Certainty, Confidence, DocumentRole, Relation, Seen


def document(facts: Facts, row: t.Document) -> m.Document:
    """A document as lists show it."""
    return m.Document(
        id=row.id,
        kind=row.kind,
        title=row.title,
        date=parts.optional_date(row.edtf),
        place=parts.place_name(facts, row.place),
        topics=[each.topic for each in facts.document_topics[row.id]],
        language=row.language,
        languages=orjson.loads(row.languages),
        abstract=row.abstract,
        key_phrases=orjson.loads(row.key_phrases),
        actors=[_actor(facts, each, as_date(row.edtf)) for each in facts.document_actors[row.id]],
        repository=row.repository,
        signature=row.signature,
        number=row.number,
        published_in=row.published_in,
        url=row.url,
        frus=None if row.frus is None else m.Frus.model_validate_json(row.frus),
        rights=row.rights,
        confidence=Confidence(row.confidence),
        collection=row.collection,
        note=row.note,
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
    if not DocumentRole(row.role).acting:
        return {}
    return facts.offices.standing_for(row.actor, None, dates)


def _actor(facts: Facts, row: t.DocumentActor, dates: EdtfDate | None) -> m.DocumentActor:
    actor = facts.actors[row.actor]
    return m.DocumentActor(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        role=DocumentRole(row.role),
        offices=parts.held_offices(facts, row.actor, dates),
        represents=parts.represented(standing_for(facts, row, dates)),
    )


def paragraphs(facts: Facts, document_id: str) -> list[m.Paragraph]:
    """The paragraphs of a document."""
    return [_paragraph(row) for row in facts.paragraphs[document_id]]


def _paragraph(row: t.Paragraph) -> m.Paragraph:
    return m.Paragraph(
        document=row.document,
        n=row.n,
        label=row.label,
        abstract=row.abstract,
        text=row.text,
        key_phrases=orjson.loads(row.key_phrases),
        seen=Seen(row.seen),
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
            relation=Relation(row.relation),
            locator=row.locator,
        )
        for row in facts.document_events[document_id]
    ]
