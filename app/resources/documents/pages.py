"""The pages of documents: the list by date, and one document."""

from collections.abc import Mapping

from fastapi import APIRouter

from app.formats.jsonld import document_types
from app.http.answers import Answer
from app.pages import queries
from app.pages.context import ids_of_cast, ids_of_claims, with_evidence
from app.pages.lists import ListEntry, Listing, list_page
from app.pages.records import RecordView, record_page
from app.resources import models as m
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import DocumentRole

router = APIRouter(include_in_schema=False)


@list_page(
    router, Listing(RecordType.DOCUMENT, "Documents", "Sources, by date; the undated last.", has_date_filter=True)
)
def entry(item: bytes, kinds: Mapping[str, str]) -> ListEntry:
    """A document in the list."""
    document = m.Document.model_validate_json(item)
    return ListEntry(document.id, document.date, document.title, kinds.get(document.kind, document.kind))


@record_page(router, RecordType.DOCUMENT)
def show_document(view: RecordView) -> Answer:
    """A document: who wrote it to whom, where it is kept, and its paragraphs with the claims in and about them."""
    encoded = view.detail()
    document = m.DocumentDetail.model_validate_json(encoded)
    paragraphs = queries.paragraphs(view.catalogue, document)
    claims = with_evidence(view.catalogue, document.claims)
    named_in_claims = ids_of_claims([*claims, *(claim for paragraph in paragraphs for claim in paragraph.claims)])
    return view.render(
        document,
        title=document.title,
        description=document.abstract,
        types=document_types(document),
        authors=(actor.id for actor in document.actors if actor.role is DocumentRole.AUTHOR),
        json_ld=view.linked_data.record(RecordType.DOCUMENT, encoded),
        lookups=view.lookups(document.collection, [*ids_of_cast(document.actors), *named_in_claims]),
        paragraphs=paragraphs,
        claims=claims,
        citation=document.citation,
    )
