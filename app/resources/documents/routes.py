"""`/v1/documents` and their paragraphs."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_detail
from app.catalogue.paging import Sort
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.exports import detail_answer
from app.http.facets import RECORD_FACETS
from app.http.filter_parameters import RecordParameters
from app.http.ids import record_in_path
from app.http.lists import list_answer
from app.http.openapi_responses import DocumentPath, ParagraphPath, answers
from app.http.page_parameters import DetailParameters, FacetParameters, IncludeParameters, SearchableParameters
from app.http.pagination import record_answer
from app.http.problems import UNKNOWN_RECORD, ParameterError, Problem
from app.http.record_route import RecordRoute
from app.http.values import Filter, Groups, Names, OneValue, like
from app.resources import models
from app.resources.documents.indexing import INCLUDES, paragraph_key
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import DocumentRole

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["documents"])
MOST_DIGITS = 9


class DocumentParameters(SearchableParameters, FacetParameters, IncludeParameters, RecordParameters):
    """Which documents, in which order, how much of each."""

    event: Annotated[
        Groups,
        Filter("event", (RecordType.EVENT,)),
        Field(
            default_factory=Groups,
            description="Linked with this event; repeated: with all, comma: with any.",
            examples=[["soviet-note-1954-03-31"]],
        ),
    ]
    language: Annotated[
        OneValue,
        Filter("language"),
        like("[a-z]{2,3}", "a language code of ISO 639 such as ru"),
        Field(
            default_factory=Groups,
            description="Language of the original, ISO 639; comma: any of them. Given once: a record has one.",
            examples=[["ru"]],
        ),
    ]
    include: Annotated[
        Names | SkipJsonSchema[None],
        Field(
            description="Comma list of what to add to each item: `paragraphs`, `events`, `claims`.",
            examples=["paragraphs"],
        ),
    ] = None

    known_roles: ClassVar[tuple[str, ...]] = tuple(role.value for role in DocumentRole)
    record_type: ClassVar[RecordType] = RecordType.DOCUMENT
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE, Sort.RELEVANCE)
    includes: ClassVar[tuple[str, ...]] = INCLUDES
    facets: ClassVar[tuple[str, ...]] = RECORD_FACETS
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.DocumentIncluded.model_fields)


class DocumentDetailParameters(DetailParameters):
    """How a document looks."""

    record_type: ClassVar[RecordType] = RecordType.DOCUMENT


@router.get(
    "/documents",
    operation_id="list_documents",
    summary="Documents, filtered",
    responses=answers(models.DocumentList, files_of=RecordType.DOCUMENT),
)
async def list_documents(
    params: Annotated[DocumentParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Documents in the order of their dates, the undated last, with their actors and where they are kept."""
    return await list_answer(request, params, catalogues)


@router.get(
    "/documents/{document}",
    operation_id="get_document",
    summary="One document",
    responses=answers(models.DocumentDetail, of_record=True, files_of=RecordType.DOCUMENT),
)
async def get_document(
    document: DocumentPath,
    params: Annotated[DocumentDetailParameters, Query()],
    request: Request,
    catalogues: CataloguesDep,
) -> Answer:
    """A document with its paragraphs, actors, events, claims and a citation to paste."""
    return await detail_answer(request, catalogues, RecordType.DOCUMENT, document, params)


@router.get(
    "/documents/{document}/paragraphs/{n}",
    operation_id="get_paragraph",
    summary="One citable paragraph",
    responses=answers(models.ParagraphDetail, of_record=True),
)
async def get_paragraph(
    document: DocumentPath, n: ParagraphPath, request: Request, catalogues: CataloguesDep
) -> Answer:
    """A paragraph with the claims made in it and the evidence that rests on it."""

    def read(catalogue: Catalogue) -> Answer:
        record = record_in_path(catalogue, RecordType.DOCUMENT, document)
        is_number = n.isascii() and n.isdigit() and len(n) <= MOST_DIGITS and n[0] != "0"
        key = paragraph_key(record, int(n)) if is_number else ""
        detail = read_detail(catalogue, RecordType.PARAGRAPH, key)
        if detail is None:
            error = ParameterError("n", n, f"the number of a paragraph of {record}")
            raise Problem(UNKNOWN_RECORD, f"'{document}' has no paragraph '{n}'.", errors=[error])
        return record_answer(request, detail, catalogue.release)

    return await catalogues.read(read)
