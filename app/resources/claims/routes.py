"""`/v1/claims`: what is asserted, and the evidence for and against it."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.database.engine import Reader, ReleaseHead
from app.database.reading import reading
from app.http.answers import Answer
from app.http.facets import SPAN_FACETS, FacetParameters
from app.http.ids import Names, record_in_path
from app.http.lists import PlainList
from app.http.openapi_responses import ClaimPath, answers
from app.http.pagination import existing, record_answer
from app.http.parameters import ChangeParameters, CollectionParameters, DateParameters, KindParameters
from app.http.record_route import RecordRoute
from app.http.text_query import QueryParameters
from app.http.values import GroupTexts, closed, split_groups
from app.resources import models
from app.search.schema import Kind
from app.store import claims, records
from app.store.names import RecordType
from app.store.paging import Sort
from app.timeline.filters import ClaimFilter
from app.timeline.record_types import RecordType as ListOf
from app.timeline.vocabulary import ClaimStatus, Stance

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["claims"])
LIST: PlainList[ClaimFilter] = PlainList(records.CLAIMS, Kind.CLAIM, lambda _reader, wanted: claims.clauses(wanted))


class ClaimParameters(
    QueryParameters, FacetParameters, ChangeParameters, CollectionParameters, KindParameters, DateParameters
):
    """Which claims, in which order. Dates are those of the assertion."""

    kind: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Kind; comma: any of them. The kinds there are stand in `/v1/dataset`.",
            examples=[["essay-thesis"]],
        ),
    ]
    about: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of an event, actor or document that it is about; repeated: all of them, comma: any.",
            examples=[["soviet-note-1954-03-31"]],
        ),
    ]
    asserted_by: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of an actor who asserts it; repeated: all of them, comma: any.",
            examples=[["dulles,eden"]],
        ),
    ]
    asserted_in: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of the document in which it is asserted; comma: any of them.",
            examples=[["doc-essay-diplomacy-with-a-smile"]],
        ),
    ]
    stance: Annotated[
        GroupTexts,
        closed(Stance),
        Field(
            default_factory=list,
            description="There is such evidence: `supports`, `disputes`, `qualifies`; repeated: of each, comma: of "
            "any.",
            examples=[["supports", "disputes"]],
        ),
    ]
    status: Annotated[
        GroupTexts,
        closed(ClaimStatus),
        Field(
            default_factory=list,
            description="The curators' verdict: `supported`, `partly-supported`, `disputed`, `contradicted`, "
            "`unverified`; comma: any.",
            examples=[["contradicted"]],
        ),
    ]
    document: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of a document in which it is asserted, which it is about, or in which there is evidence; "
            "repeated: all of them, comma: any.",
            examples=[["doc-molotov-memorandum-1954-03-26"]],
        ),
    ]
    event: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of an event that it is about; repeated: all of them, comma: any.",
            examples=[["soviet-note-1954-03-31"]],
        ),
    ]

    record_type: ClassVar[RecordType] = RecordType.CLAIM
    list_of: ClassVar[ListOf | None] = ListOf.CLAIM
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE, Sort.RELEVANCE)
    facets: ClassVar[tuple[str, ...]] = ("kind", "status", *SPAN_FACETS)
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Claim.model_fields)

    def filter(self, reader: Reader) -> ClaimFilter:
        """What is asked, ids made current.

        Raises:
            Problem: an id or kind is unknown.
        """
        names = Names(reader)
        asked = ClaimFilter(
            dates=self.dates(),
            kinds=names.kinds(RecordType.CLAIM, split_groups(self.kind)),
            statuses=split_groups(self.status),
            stances=split_groups(self.stance),
            subjects=names.subjects(split_groups(self.about)),
            authors=names.records("asserted_by", RecordType.ACTOR, split_groups(self.asserted_by)),
            asserted_in=names.records("asserted_in", RecordType.DOCUMENT, split_groups(self.asserted_in)),
            documents=names.records("document", RecordType.DOCUMENT, split_groups(self.document)),
            events=names.records("event", RecordType.EVENT, split_groups(self.event)),
            collections=names.records("collection", RecordType.COLLECTION, split_groups(self.collection)),
            updated_since=self.changed_since(),
        )
        names.refuse_unknown()
        return asked


@router.get(
    "/claims",
    operation_id="list_claims",
    summary="Claims, filtered",
    responses=answers(models.ClaimList, files_of=ListOf.CLAIM),
)
async def list_claims(asked: Annotated[ClaimParameters, Query()], request: Request) -> Response:
    """Claims by the date of their assertion, with the curators' verdict and the number of passages for and against."""
    return await LIST.answer(request, asked, asked.filter, Sort.DATE)


@router.get(
    "/claims/{claim}",
    operation_id="get_claim",
    summary="One claim",
    responses=answers(models.ClaimDetail, of_record=True),
)
async def get_claim(claim: ClaimPath, request: Request) -> Answer:
    """A claim with the passages that support, dispute or qualify it."""

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        record = record_in_path(reader, RecordType.CLAIM, claim)
        return record_answer(request, existing(records.one(reader, records.CLAIMS, record)), release)

    return await reading(request).lists.read(read)
