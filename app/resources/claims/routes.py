"""`/v1/claims`: what is asserted, and the evidence for and against it."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_detail
from app.catalogue.paging import Sort
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.facets import SPAN_FACETS
from app.http.filter_parameters import (
    ChangeParameters,
    CollectionParameters,
    DateParameters,
    KindParameters,
    SubjectParameters,
)
from app.http.ids import record_in_path
from app.http.lists import list_answer
from app.http.openapi_responses import ClaimPath, answers
from app.http.page_parameters import FacetParameters, SearchableParameters
from app.http.pagination import existing, record_answer
from app.http.record_route import RecordRoute
from app.http.values import Filter, Groups, OneValue, closed
from app.resources import models
from app.timeline.record_types import IN_ONE_SPACE, RecordType
from app.timeline.vocabulary import ClaimStatus, Stance

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["claims"])


class ClaimParameters(
    SearchableParameters,
    FacetParameters,
    ChangeParameters,
    CollectionParameters,
    KindParameters,
    SubjectParameters,
    DateParameters,
):
    """Which claims, in which order. Dates are those of the assertion."""

    kind: Annotated[
        OneValue,
        Filter("kind", kinds=True),
        Field(
            default_factory=Groups,
            description="Kind; comma: any of them. Given once: a record has one. See `/v1/dataset` for all kinds.",
            examples=[["essay-thesis"]],
        ),
    ]
    about: Annotated[
        Groups,
        Filter("about", IN_ONE_SPACE),
        Field(
            default_factory=Groups,
            description="Id of an event, actor or document that it is about; repeated: all of them, comma: any.",
            examples=[["soviet-note-1954-03-31"]],
        ),
    ]
    asserted_by: Annotated[
        Groups,
        Filter("asserted_by", (RecordType.ACTOR,)),
        Field(
            default_factory=Groups,
            description="Id of an actor who asserts it; repeated: all of them, comma: any.",
            examples=[["dulles,eden"]],
        ),
    ]
    asserted_in: Annotated[
        OneValue,
        Filter("asserted_in", (RecordType.DOCUMENT,)),
        Field(
            default_factory=Groups,
            description="Id of the document in which it is asserted; comma: any of them. Given once: a record has one.",
            examples=[["doc-essay-diplomacy-with-a-smile"]],
        ),
    ]
    stance: Annotated[
        Groups,
        Filter("stance"),
        closed(Stance),
        Field(
            default_factory=Groups,
            description="There is such evidence: `supports`, `disputes`, `qualifies`; repeated: of each, comma: of "
            "any.",
            examples=[["supports", "disputes"]],
        ),
    ]
    status: Annotated[
        OneValue,
        Filter("status"),
        closed(ClaimStatus),
        Field(
            default_factory=Groups,
            description="The curators' verdict: `supported`, `partly-supported`, `disputed`, `contradicted`, "
            "`unverified`; comma: any. Given once: a record has one.",
            examples=[["contradicted"]],
        ),
    ]
    document: Annotated[
        Groups,
        Filter("document", (RecordType.DOCUMENT,)),
        Field(
            default_factory=Groups,
            description="Id of a document in which it is asserted, which it is about, or in which there is evidence; "
            "repeated: all of them, comma: any.",
            examples=[["doc-molotov-memorandum-1954-03-26"]],
        ),
    ]
    event: Annotated[
        Groups,
        Filter("event", (RecordType.EVENT,)),
        Field(
            default_factory=Groups,
            description="Id of an event that it is about; repeated: all of them, comma: any.",
            examples=[["soviet-note-1954-03-31"]],
        ),
    ]

    record_type: ClassVar[RecordType] = RecordType.CLAIM
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE, Sort.RELEVANCE)
    facets: ClassVar[tuple[str, ...]] = ("kind", "status", "topic", *SPAN_FACETS)
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Claim.model_fields)


@router.get(
    "/claims",
    operation_id="list_claims",
    summary="Claims, filtered",
    responses=answers(models.ClaimList, files_of=RecordType.CLAIM),
)
async def list_claims(
    params: Annotated[ClaimParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Claims by the date of their assertion, with the curators' verdict and the number of passages for and against."""
    return await list_answer(request, params, catalogues)


@router.get(
    "/claims/{claim}",
    operation_id="get_claim",
    summary="One claim",
    responses=answers(models.ClaimDetail, of_record=True),
)
async def get_claim(claim: ClaimPath, request: Request, catalogues: CataloguesDep) -> Answer:
    """A claim with the passages that support, dispute or qualify it."""

    def read(catalogue: Catalogue) -> Answer:
        record = record_in_path(catalogue, RecordType.CLAIM, claim)
        return record_answer(request, existing(read_detail(catalogue, RecordType.CLAIM, record)), catalogue.release)

    return await catalogues.read(read)
