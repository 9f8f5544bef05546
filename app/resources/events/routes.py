"""`/v1/events`: the main job."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field, field_validator
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.paging import Sort
from app.catalogue.queries import NO_WHOLE
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.exports import detail_answer
from app.http.facets import RECORD_FACETS
from app.http.filter_parameters import RecordParameters
from app.http.lists import list_answer
from app.http.openapi_responses import EventPath, answers
from app.http.page_parameters import DetailParameters, FacetParameters, IncludeParameters, SearchableParameters
from app.http.problems import BadValue
from app.http.record_route import RecordRoute
from app.http.values import Filter, Groups, Names
from app.resources import models
from app.resources.events.indexing import INCLUDES
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ParticipationRole

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["events"])


class EventFilterParameters(RecordParameters):
    """Which events."""

    document: Annotated[
        Groups,
        Filter("document", (RecordType.DOCUMENT,)),
        Field(
            default_factory=Groups,
            description="Linked with this document; repeated: with all, comma: with any.",
            examples=[["doc-molotov-memorandum-1954-03-26"]],
        ),
    ]
    part_of: Annotated[
        Groups,
        Filter("part_of", (RecordType.EVENT,), literals=frozenset({NO_WHOLE})),
        Field(
            default_factory=Groups,
            description="Id of a whole: what lies below it, at any depth. `none`: top level only. Repeated: "
            "all of them, comma: any. Without it wholes "
            "and parts are both listed.",
            examples=[["berlin-conference-1954"]],
        ),
    ]

    @field_validator("part_of")
    @classmethod
    def _part_of_none_alone(cls, groups: Groups) -> Groups:
        if (NO_WHOLE,) in groups and not all(NO_WHOLE in group for group in groups):
            values = ",".join(dict.fromkeys(value for group in groups for value in group))
            raise BadValue(
                "cannot hold beside a whole: it means events that are part of none",
                expected=f"part_of={values}: a comma between values means any of them",
                value=NO_WHOLE,
            )
        return groups

    known_roles: ClassVar[tuple[str, ...]] = tuple(role.value for role in ParticipationRole)
    record_type: ClassVar[RecordType] = RecordType.EVENT


class EventParameters(SearchableParameters, FacetParameters, IncludeParameters, EventFilterParameters):
    """Which events, in which order, how much of each."""

    include: Annotated[
        Names | SkipJsonSchema[None],
        Field(
            description="Comma list of what to add to each item: `documents`, `citations`, `claims`, `exchange`.",
            examples=["documents,exchange"],
        ),
    ] = None

    record_type: ClassVar[RecordType] = RecordType.EVENT
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE, Sort.RELEVANCE)
    includes: ClassVar[tuple[str, ...]] = INCLUDES
    facets: ClassVar[tuple[str, ...]] = RECORD_FACETS
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.EventIncluded.model_fields)


class EventDetailParameters(DetailParameters):
    """How an event looks."""

    record_type: ClassVar[RecordType] = RecordType.EVENT


@router.get(
    "/events",
    operation_id="list_events",
    summary="Events, filtered",
    responses=answers(models.EventList, files_of=RecordType.EVENT),
)
async def list_events(
    params: Annotated[EventParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Events in the order of their dates, with their actors, the offices these held that day, place and answers.

    **Repeat a parameter for AND, separate values with commas for OR**: `actor=molotov&actor=dulles,eden` is Molotov and
    (Dulles or Eden).
    """
    return await list_answer(request, params, catalogues)


@router.get(
    "/events/{event}",
    operation_id="get_event",
    summary="One event",
    responses=answers(models.EventDetail, of_record=True, files_of=RecordType.EVENT),
)
async def get_event(
    event: EventPath, params: Annotated[EventDetailParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """An event with its actors, documents, claims, citations and its exchange in short."""
    return await detail_answer(request, catalogues, RecordType.EVENT, event, params)
