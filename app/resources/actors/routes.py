"""`/v1/actors`, and the events and documents of one."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.paging import Sort
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.exports import detail_answer
from app.http.facets import SPAN_FACETS
from app.http.filter_parameters import ChangeParameters, CollectionParameters, DateParameters, KindParameters
from app.http.lists import list_answer
from app.http.openapi_responses import ActorPath, answers
from app.http.page_parameters import DetailParameters, FacetParameters, SearchableParameters
from app.http.record_route import RecordRoute
from app.http.values import Filter, Groups, OneValue
from app.resources import models
from app.resources.documents.routes import DocumentParameters
from app.resources.events.routes import EventParameters
from app.timeline.record_types import RecordType

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["actors"])


class ActorParameters(
    SearchableParameters, FacetParameters, ChangeParameters, CollectionParameters, KindParameters, DateParameters
):
    """Which actors, in which order. Dates are those of life or existence."""

    kind: Annotated[
        OneValue,
        Filter("kind", kinds=True),
        Field(
            default_factory=Groups,
            description="Kind; comma: any of them. Given once: a record has one. See `/v1/dataset` for all kinds.",
            examples=[["person"]],
        ),
    ]

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `title`: by name, persons by family name; upper case and accents do not "
            "count. `date`: by first possible day of life or existence, undated last; `-date`: the reverse, undated "
            "still last; `relevance`: needs `q` and is then the default.",
            examples=["-date"],
        ),
    ] = None

    record_type: ClassVar[RecordType] = RecordType.ACTOR
    default_sort: ClassVar[Sort] = Sort.TITLE
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.TITLE, Sort.DATE, Sort.DATE_REVERSED, Sort.RELEVANCE)
    facets: ClassVar[tuple[str, ...]] = ("kind", *SPAN_FACETS)
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Actor.model_fields)


class ActorDetailParameters(DetailParameters):
    """How an actor looks."""

    record_type: ClassVar[RecordType] = RecordType.ACTOR


@router.get(
    "/actors",
    operation_id="list_actors",
    summary="Actors, filtered",
    responses=answers(models.ActorList, files_of=RecordType.ACTOR),
)
async def list_actors(
    params: Annotated[ActorParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Persons, states, ministries, alliances, parties, press, by name."""
    return await list_answer(request, params, catalogues)


@router.get(
    "/actors/{actor}",
    operation_id="get_actor",
    summary="One actor",
    responses=answers(models.ActorDetail, of_record=True, files_of=RecordType.ACTOR),
)
async def get_actor(
    actor: ActorPath, params: Annotated[ActorDetailParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """An actor with names, tenures, memberships, claims, and counts of events and documents by role."""
    return await detail_answer(request, catalogues, RecordType.ACTOR, actor, params)


@router.get(
    "/actors/{actor}/events",
    operation_id="list_actor_events",
    summary="Events of one actor",
    responses=answers(models.EventList, of_record=True, files_of=RecordType.EVENT),
)
async def list_actor_events(
    actor: ActorPath, params: Annotated[EventParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Events with this actor. `actor` adds further ones; `role` and `actor_scope` apply to this one too."""
    return await list_answer(request, params, catalogues, actor_in_path=actor)


@router.get(
    "/actors/{actor}/documents",
    operation_id="list_actor_documents",
    summary="Documents of one actor",
    responses=answers(models.DocumentList, of_record=True, files_of=RecordType.DOCUMENT),
)
async def list_actor_documents(
    actor: ActorPath, params: Annotated[DocumentParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Documents with this actor. `actor` adds further ones; `role` and `actor_scope` apply to this one too."""
    return await list_answer(request, params, catalogues, actor_in_path=actor)
