"""`/v1/memberships`: who belonged to what."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.paging import Sort
from app.catalogue.queries import RecordQuery
from app.http.dependencies import CataloguesDep
from app.http.facets import SPAN_FACETS
from app.http.filter_parameters import CollectionParameters, DateParameters
from app.http.ids import Ids
from app.http.lists import list_answer
from app.http.openapi_responses import answers
from app.http.page_parameters import FacetParameters, ListParameters
from app.http.record_route import RecordRoute
from app.http.values import Filter, Groups, OneValue, closed
from app.resources import models
from app.resources.tenures.days import DayParameters
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import MembershipKind

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["offices"])


class MembershipParameters(ListParameters, FacetParameters, CollectionParameters, DateParameters, DayParameters):
    """Which memberships, in which order. Dates are the span of the membership."""

    group: Annotated[
        OneValue,
        Filter("group", (RecordType.ACTOR,)),
        Field(
            default_factory=Groups,
            description="Id of the group, and of that alone: its organs have members of their own; comma: any of "
            "these. Given once: a record has one.",
            examples=[["nato"]],
        ),
    ]
    member: Annotated[
        OneValue,
        Filter("member", (RecordType.ACTOR,)),
        Field(
            default_factory=Groups,
            description="Id of the member; comma: any of them. Given once: a record has one.",
            examples=[["usa"]],
        ),
    ]
    kind: Annotated[
        OneValue,
        Filter("kind"),
        closed(MembershipKind),
        Field(
            default_factory=Groups,
            description="`member`: it belongs to the group; `organ`: it also acts for it; comma: any. Given once: "
            "a record has one.",
            examples=[["organ"]],
        ),
    ]

    record_type: ClassVar[RecordType] = RecordType.MEMBERSHIP
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.DATE, Sort.DATE_REVERSED)
    facets: ClassVar[tuple[str, ...]] = ("kind", *SPAN_FACETS)
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Membership.model_fields)

    def query(self, ids: Ids, fixed_actor: str | None = None) -> RecordQuery:
        """The query, on the day where there is one."""
        return super().query(ids, fixed_actor)._replace(on=self.day())


@router.get(
    "/memberships",
    operation_id="list_memberships",
    summary="Who belonged to what",
    responses=answers(models.MembershipList, files_of=RecordType.MEMBERSHIP),
)
async def list_memberships(
    params: Annotated[MembershipParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Members of alliances and bodies, and organs of states, by first possible day, then member, group and kind."""
    return await list_answer(request, params, catalogues)
