"""The pages of documents: the list by date, and one document."""

from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request

from app.formats.format import ListOf
from app.http.answers import Answer
from app.pages import queries
from app.pages.context import ids_of_cast, ids_of_claims, with_evidence
from app.pages.lists import ListEntry, ListPage, list_page
from app.pages.records import RecordView, record_page
from app.resources import models as m
from app.store.names import RecordType
from app.store.paging import Sort
from app.timeline.vocabulary import DocumentRole

router = APIRouter(include_in_schema=False)


def _entry(item: bytes, kinds: Mapping[str, str]) -> ListEntry:
    document = m.Document.model_validate_json(item)
    return ListEntry(document.id, document.date, document.title, kinds.get(document.kind, document.kind))


DOCUMENTS = ListPage(
    RecordType.DOCUMENT, "Documents", "Sources, by date; the undated last.", Sort.DATE, _entry, has_date_filter=True
)


@router.get("/documents")
async def show_documents(request: Request) -> Answer:
    """Documents by date."""
    return await list_page(request, DOCUMENTS)


@router.get("/documents/{document}")
async def show_document(document: str, request: Request) -> Answer:
    """A document: who wrote it to whom, where it is kept, and its paragraphs with the claims in and about them."""
    return await record_page(request, RecordType.DOCUMENT, document, _document_page)


def _document_page(view: RecordView) -> Answer:
    encoded = view.detail()
    document = m.DocumentDetail.model_validate_json(encoded)
    paragraphs = queries.paragraphs(view.reader, document)
    claims = with_evidence(view.reader, document.claims)
    named_in_claims = ids_of_claims([*claims, *(claim for paragraph in paragraphs for claim in paragraph.claims)])
    return view.render(
        document,
        title=document.title,
        description=document.abstract,
        types=("ArchiveComponent" if document.repository else "CreativeWork",),
        authors=(actor.id for actor in document.actors if actor.role is DocumentRole.AUTHOR),
        json_ld=view.linked_data.record(ListOf.DOCUMENTS, encoded),
        lookups=view.lookups(document.collection, [*ids_of_cast(document.actors), *named_in_claims]),
        paragraphs=paragraphs,
        claims=claims,
        citation=document.citation,
    )
