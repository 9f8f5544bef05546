"""How documents and their paragraphs get into the catalogue: their terms, words and encoded items."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from app.catalogue.indexing import Head, IndexedRecord, Indexing, Suggestion, bounds_of, first_day
from app.catalogue.queries import TermKey
from app.catalogue.words.index import Words
from app.citations import chicago
from app.citations.citation import of_document
from app.database.bulk import batches
from app.resources import context
from app.resources import models as m
from app.resources import representation as parts
from app.resources.claims import indexing as claims
from app.resources.documents.models import DocumentActorRow, DocumentBase, DocumentRow, ParagraphBase, ParagraphRow
from app.resources.events.models import EventDocumentBase
from app.resources.faces import shared_fields
from app.resources.snapshot import ROWS_AT_ONCE, Snapshot, as_date
from app.timeline.date_words import date_words
from app.timeline.dates import EdtfDate
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import Certainty

INCLUDES = ("paragraphs", "events", "claims")
"""The parts that `include` adds to the items of lists."""


def document(snapshot: Snapshot, row: DocumentRow) -> m.Document:
    """A document as lists show it."""
    return m.Document(
        **shared_fields(row, DocumentBase),
        other_titles=[m.OtherTitle(**each) for each in row.other_titles],
        date=parts.optional_date(row.edtf),
        place=parts.place_name(snapshot, row.place),
        topics=[each.topic for each in snapshot.document_topics[row.id]],
        actors=[_actor(snapshot, each, as_date(row.edtf)) for each in snapshot.document_actors[row.id]],
        frus=None if row.frus is None else m.Frus(**row.frus),
        collection=row.collection,
        updated=parts.updated(snapshot, row.id),
        licence=snapshot.collections[row.collection].licence,
        links=m.DocumentLinks(
            self=f"/v1/documents/{row.id}",
            html=f"/documents/{row.id}",
            citation=f"/v1/documents/{row.id}/citation",
        ),
    )


def citation(item: m.Document) -> str:
    """The citation of a document in its detail. Chicago style does not name the kind, so it needs no labels."""
    return chicago.text(of_document(item, {}))


def standing_for(snapshot: Snapshot, row: DocumentActorRow, dates: EdtfDate | None) -> dict[str, Certainty]:
    """For whom a role in a document counts besides the actor: nobody, where the actor is only mentioned."""
    if not row.role.acting:
        return {}
    return snapshot.offices_in(row.collection).standing_for(row.actor, None, dates)


def _actor(snapshot: Snapshot, row: DocumentActorRow, dates: EdtfDate | None) -> m.DocumentActor:
    actor = snapshot.actors[row.actor]
    return m.DocumentActor(
        id=actor.id,
        name=actor.name,
        kind=actor.kind,
        role=row.role,
        offices=parts.held_offices(snapshot, row.collection, row.actor, dates),
        represents=parts.represented(standing_for(snapshot, row, dates)),
    )


def paragraphs(snapshot: Snapshot, document_id: str) -> list[m.Paragraph]:
    """The paragraphs of a document."""
    return [_paragraph(snapshot, row) for row in snapshot.paragraphs[document_id]]


def _paragraph(snapshot: Snapshot, row: ParagraphRow) -> m.Paragraph:
    mentioned = dict.fromkeys(snapshot.joined.get(actor, actor) for actor in row.mentions)
    return m.Paragraph(
        document=row.document,
        **shared_fields(row, ParagraphBase),
        footnotes=[m.Footnote(**each) for each in row.footnotes],
        mentions=[parts.named(snapshot, actor) for actor in mentioned],
        links=m.Links(
            self=f"/v1/documents/{row.document}/paragraphs/{row.n}",
            html=f"/documents/{row.document}#p{row.n}",
        ),
    )


def paragraph_detail(snapshot: Snapshot, row: ParagraphRow) -> m.ParagraphDetail:
    """A paragraph standing alone."""
    return m.ParagraphDetail(
        **dict(_paragraph(snapshot, row)),
        claims=claims.claims_in(snapshot, row.document, row.n),
        evidence=claims.evidence_in(snapshot, row.document, row.n),
    )


def _cross_references(snapshot: Snapshot, row: DocumentRow) -> list[m.CrossReference]:
    """What a document refers to, with the document here that is read at the address: first one of its collection."""
    found = []
    for each in row.cross_references:
        there = snapshot.documents_by_url[each["url"]]
        own = (document for document in there if document.collection == row.collection)
        here = next(own, next(iter(there), None))
        title, id_ = (each["title"], None) if here is None else (here.title, here.id)
        found.append(m.CrossReference(title=title, url=each["url"], document=id_))
    return found


def _referred_to_by(snapshot: Snapshot, row: DocumentRow) -> list[m.DocumentTitle]:
    return [m.DocumentTitle(id=each.id, title=each.title) for each in snapshot.referring_to[row.url or ""]]


def events(snapshot: Snapshot, document_id: str) -> list[m.DocumentEvent]:
    """The events of a document, by date."""
    return [
        m.DocumentEvent(
            id=row.event,
            title=snapshot.events[row.event].title,
            **shared_fields(row, EventDocumentBase),
        )
        for row in snapshot.document_events[document_id]
    ]


def terms(snapshot: Snapshot, row: DocumentRow, dates: EdtfDate | None) -> Iterator[TermKey]:
    """What a document is filtered and counted by."""
    yield TermKey("kind", row.kind)
    yield TermKey("language", row.language)
    yield TermKey("confidence", row.confidence)
    yield TermKey("collection", row.collection)
    if row.place is not None:
        yield TermKey("place", row.place)
    for topic in snapshot.document_topics[row.id]:
        yield TermKey("topic", topic.topic)
    for event in snapshot.document_events[row.id]:
        yield TermKey("event", event.event)
    for each in snapshot.document_actors[row.id]:
        yield from parts.cast_terms(each.actor, each.role, standing_for(snapshot, each, dates))


def _cast(snapshot: Snapshot, row: DocumentRow, dates: EdtfDate | None) -> Iterator[str]:
    """The actors of a document, and those whom they stand for."""
    for each in snapshot.document_actors[row.id]:
        yield each.actor
        yield from standing_for(snapshot, each, dates)


def _texts_of(footnotes: Iterable[Mapping[str, Any]]) -> Iterator[str]:  # Any: the columns of a footnote
    return (each["text"] for each in footnotes)


def _record(snapshot: Snapshot, row: DocumentRow) -> IndexedRecord:
    dates, item = as_date(row.edtf), document(snapshot, row)
    titles = tuple(each.title for each in item.other_titles)
    return IndexedRecord(
        item=item,
        parts={
            "footnotes": [m.Footnote(**each) for each in row.footnotes],
            "paragraphs": paragraphs(snapshot, row.id),
            "cross_references": _cross_references(snapshot, row),
            "referred_to_by": _referred_to_by(snapshot, row),
            "events": events(snapshot, row.id),
            "claims": claims.claims_about(snapshot, row.id),
            "citation": citation(item),
            "citations": parts.sources(snapshot, "document", row.id),
        },
        terms=terms(snapshot, row, dates),
        dates=bounds_of(dates),
        updated=parts.updated_day(snapshot, row.id),
        point=parts.point(snapshot, row.place),
        words=Words(
            row.title,
            titles,
            body=parts.texts(row.abstract, row.note, row.dateline, row.source_note),
            context=context.of_document(snapshot, row.id, _cast(snapshot, row, dates)),
            dates=date_words(dates),
            links=context.links_of_document(snapshot, row.id),
        ),
        suggestion=Suggestion(
            row.title,
            (row.title, *titles),
            context.links_of_document(snapshot, row.id),
            snapshot.kind_labels.get(("document", row.kind)),
        ),
    )


def _head(row: DocumentRow) -> Head:
    return Head(row.id, first_day(as_date(row.edtf)), row.title)


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    return map(_head, snapshot.stream(DocumentRow))


def _heads_of(snapshot: Snapshot, ids: Collection[str]) -> Iterator[Head]:
    return map(_head, snapshot.some(DocumentRow, ids))


def _rows(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[DocumentRow]:
    snapshot.load_documents(ids)
    return (snapshot.documents[id_] for id_ in ids)


def paragraph_key(document_id: str, n: int) -> str:
    """The tie key of a paragraph: paragraphs follow each other by number."""
    return f"{document_id}/{n:06}"


def _paragraph_heads(snapshot: Snapshot) -> Iterator[Head]:
    return _heads_in(snapshot, snapshot.stream(DocumentRow))


def _paragraph_heads_of(snapshot: Snapshot, documents: Collection[str]) -> Iterator[Head]:
    return _heads_in(snapshot, snapshot.some(DocumentRow, documents))


def _heads_in(snapshot: Snapshot, documents: Iterable[DocumentRow]) -> Iterator[Head]:
    for ids in batches((row.id for row in documents), ROWS_AT_ONCE):
        snapshot.documents.load(ids)
        snapshot.paragraphs.load(ids)
        for id_ in ids:
            document = snapshot.documents[id_]
            for each in snapshot.paragraphs[id_]:
                yield Head(paragraph_key(id_, each.n), first_day(as_date(document.edtf)), document.title)


def _paragraph_rows(snapshot: Snapshot, keys: Sequence[str]) -> Iterator[ParagraphRow]:
    snapshot.load_documents({key.rpartition("/")[0] for key in keys})
    for key in keys:
        id_, _, n = key.rpartition("/")
        yield next(row for row in snapshot.paragraphs[id_] if row.n == int(n))


def _paragraph_record(snapshot: Snapshot, row: ParagraphRow) -> IndexedRecord:
    """A paragraph has the dates, terms and place of its document, and no title of its own."""
    whole = snapshot.documents[row.document]
    dates = as_date(whole.edtf)
    return IndexedRecord(
        item=paragraph_detail(snapshot, row),
        list_parts={"of": {"title": whole.title, "date": parts.optional_date(whole.edtf)}},
        terms=terms(snapshot, whole, dates),
        dates=bounds_of(dates),
        updated=parts.updated_day(snapshot, whole.id),
        point=parts.point(snapshot, whole.place),
        words=Words(
            body=parts.texts(row.abstract, row.text, *_texts_of(row.footnotes)),
            context=context.of_paragraph(snapshot, whole.id),
            dates=date_words(dates),
            links=context.links_of_paragraph(snapshot, whole.id, row.n),
        ),
    )


INDEXING = Indexing(RecordType.DOCUMENT, _heads, _rows, _record, heads_of=_heads_of)
PARAGRAPHS = Indexing(
    RecordType.PARAGRAPH,
    _paragraph_heads,
    _paragraph_rows,
    _paragraph_record,
    listed=False,
    heads_of=_paragraph_heads_of,
    part_of=RecordType.DOCUMENT,
)
