"""`/v1/documents` and their paragraphs."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.database.engine import Reader, ReleaseHead
from app.database.reading import reading
from app.http.answers import Answer
from app.http.exports import record_in_format
from app.http.facets import RECORD_FACETS, FacetParameters
from app.http.ids import Names, record_in_path
from app.http.lists import NumberedList
from app.http.openapi_responses import DocumentPath, ParagraphPath, answers
from app.http.pagination import existing, record_answer
from app.http.parameters import DetailParameters, IncludeParameters, RecordParameters
from app.http.problems import UNKNOWN_RECORD, ParameterError, Problem
from app.http.record_route import RecordRoute
from app.http.text_query import QueryParameters
from app.http.values import GroupTexts, Text, split_groups
from app.resources import models
from app.search.schema import Kind
from app.store import documents, numbered
from app.store.names import RecordType
from app.store.paging import Sort
from app.store.terms import Numbered
from app.timeline.filters import DocumentFilter
from app.timeline.record_types import RecordType as ListOf
from app.timeline.vocabulary import DocumentRole

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["documents"])
DETAIL = ("item", *documents.DETAIL)
LIST = NumberedList(Numbered.DOCUMENT, RecordType.DOCUMENT, Kind.DOCUMENT, tuple(DocumentRole), documents.question)
MOST_DIGITS = 9


class DocumentParameters(QueryParameters, FacetParameters, IncludeParameters, RecordParameters):
    """Which documents, in which order, how much of each."""

    event: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Linked with this event; repeated: with all, comma: with any.",
            examples=[["soviet-note-1954-03-31"]],
        ),
    ]
    include: Annotated[
        Text,
        Field(
            description="Comma list of what to add to each item: `paragraphs`, `events`, `claims`.",
            examples=["paragraphs"],
        ),
    ] = None

    known_roles: ClassVar[tuple[str, ...]] = tuple(role.value for role in DocumentRole)
    record_type: ClassVar[RecordType] = RecordType.DOCUMENT
    list_of: ClassVar[ListOf | None] = ListOf.DOCUMENT
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE, Sort.RELEVANCE)
    includes: ClassVar[tuple[str, ...]] = documents.INCLUDES
    facets: ClassVar[tuple[str, ...]] = RECORD_FACETS
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.DocumentIncluded.model_fields)

    def filter(self, reader: Reader, fixed_actor: str | None = None) -> DocumentFilter:
        """What is asked, ids made current; `fixed_actor` is that of the path.

        Raises:
            Problem: an id or kind is unknown.
        """
        names = Names(reader)
        asked = DocumentFilter(
            self.record_filter(names, RecordType.DOCUMENT, fixed_actor),
            events=names.records("event", RecordType.EVENT, split_groups(self.event)),
        )
        names.refuse_unknown()
        return asked


class DocumentDetailParameters(DetailParameters):
    """How a document looks."""

    list_of: ClassVar[ListOf | None] = ListOf.DOCUMENT


@router.get(
    "/documents",
    operation_id="list_documents",
    summary="Documents, filtered",
    responses=answers(models.DocumentList, files_of=ListOf.DOCUMENT),
)
async def list_documents(asked: Annotated[DocumentParameters, Query()], request: Request) -> Response:
    """Documents in the order of their dates, the undated last, with their actors and where they are kept."""
    return await document_list(request, asked)


@router.get(
    "/documents/{document}",
    operation_id="get_document",
    summary="One document",
    responses=answers(models.DocumentDetail, of_record=True, files_of=ListOf.DOCUMENT),
)
async def get_document(
    document: DocumentPath, asked: Annotated[DocumentDetailParameters, Query()], request: Request
) -> Answer:
    """A document with its paragraphs, actors, events, claims and a citation to paste."""

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        record = record_in_path(reader, RecordType.DOCUMENT, document)
        parts = existing(numbered.one(reader, Numbered.DOCUMENT, record, DETAIL))
        return record_in_format(request, asked, reader, release, parts)

    return await reading(request).lists.read(read)


@router.get(
    "/documents/{document}/paragraphs/{n}",
    operation_id="get_paragraph",
    summary="One citable paragraph",
    responses=answers(models.ParagraphDetail, of_record=True),
)
async def get_paragraph(document: DocumentPath, n: ParagraphPath, request: Request) -> Answer:
    """A paragraph with the claims made in it and the evidence that rests on it."""

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        record = record_in_path(reader, RecordType.DOCUMENT, document)
        number = int(n) if n.isascii() and n.isdigit() and len(n) <= MOST_DIGITS and n[0] != "0" else None
        item = None if number is None else documents.paragraph(reader, record, number)
        if item is None:
            error = ParameterError("n", n, f"the number of a paragraph of {record}")
            raise Problem(UNKNOWN_RECORD, f"'{document}' has no paragraph '{n}'.", errors=[error])
        return record_answer(request, (item,), release)

    return await reading(request).lists.read(read)


async def document_list(request: Request, asked: DocumentParameters, actor_in_path: str | None = None) -> Response:
    """A page of documents, or all as a file, of all or of those with the actor that the path names."""

    def wanted(reader: Reader) -> DocumentFilter:
        fixed = None if actor_in_path is None else record_in_path(reader, RecordType.ACTOR, actor_in_path)
        return asked.filter(reader, fixed)

    return await LIST.answer(request, asked, wanted, ("item", *asked.included()))
