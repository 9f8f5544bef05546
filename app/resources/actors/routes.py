"""`/v1/actors`, and the events and documents of one."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from app.database.engine import Reader, ReleaseHead
from app.database.reading import reading
from app.http.answers import Answer
from app.http.exports import record_in_format
from app.http.facets import SPAN_FACETS, FacetParameters
from app.http.ids import Names, record_in_path
from app.http.lists import PlainList
from app.http.openapi_responses import ActorPath, answers
from app.http.pagination import existing
from app.http.parameters import ChangeParameters, CollectionParameters, DateParameters, DetailParameters, KindParameters
from app.http.record_route import RecordRoute
from app.http.text_query import QueryParameters
from app.http.values import GroupTexts, split_groups
from app.resources import models
from app.resources.documents.routes import DocumentParameters, document_list
from app.resources.events.routes import EventParameters, event_list
from app.search.schema import Kind
from app.store import records
from app.store.names import RecordType
from app.store.paging import Sort
from app.timeline.filters import ActorFilter
from app.timeline.record_types import RecordType as ListOf

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["actors"])
LIST: PlainList[ActorFilter] = PlainList(
    records.ACTORS, Kind.ACTOR, lambda _reader, wanted: records.actor_clauses(wanted)
)


class ActorParameters(
    QueryParameters, FacetParameters, ChangeParameters, CollectionParameters, KindParameters, DateParameters
):
    """Which actors, in which order. Dates are those of life or existence."""

    kind: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Kind; comma: any of them. The kinds there are stand in `/v1/dataset`.",
            examples=[["person"]],
        ),
    ]

    record_type: ClassVar[RecordType] = RecordType.ACTOR
    list_of: ClassVar[ListOf | None] = ListOf.ACTOR
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.TITLE, Sort.DATE, Sort.DATE_REVERSED, Sort.RELEVANCE)
    facets: ClassVar[tuple[str, ...]] = ("kind", *SPAN_FACETS)
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Actor.model_fields)

    def filter(self, reader: Reader) -> ActorFilter:
        """What is asked, ids made current.

        Raises:
            Problem: an id or kind is unknown.
        """
        names = Names(reader)
        asked = ActorFilter(
            dates=self.dates(),
            kinds=names.kinds(RecordType.ACTOR, split_groups(self.kind)),
            collections=names.records("collection", RecordType.COLLECTION, split_groups(self.collection)),
            updated_since=self.changed_since(),
        )
        names.refuse_unknown()
        return asked


class ActorDetailParameters(DetailParameters):
    """How an actor looks."""

    list_of: ClassVar[ListOf | None] = ListOf.ACTOR


@router.get(
    "/actors",
    operation_id="list_actors",
    summary="Actors, filtered",
    responses=answers(models.ActorList, files_of=ListOf.ACTOR),
)
async def list_actors(asked: Annotated[ActorParameters, Query()], request: Request) -> Response:
    """Persons, states, ministries, alliances, parties, press, by name."""
    return await LIST.answer(request, asked, asked.filter, Sort.TITLE)


@router.get(
    "/actors/{actor}",
    operation_id="get_actor",
    summary="One actor",
    responses=answers(models.ActorDetail, of_record=True, files_of=ListOf.ACTOR),
)
async def get_actor(actor: ActorPath, asked: Annotated[ActorDetailParameters, Query()], request: Request) -> Answer:
    """An actor with names, tenures, memberships, claims, and counts of events and documents by role."""

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        record = record_in_path(reader, RecordType.ACTOR, actor)
        parts = existing(records.one(reader, records.ACTORS, record))
        return record_in_format(request, asked, reader, release, parts)

    return await reading(request).lists.read(read)


@router.get(
    "/actors/{actor}/events",
    operation_id="list_actor_events",
    summary="Events of one actor",
    responses=answers(models.EventList, of_record=True, files_of=ListOf.EVENT),
)
async def list_actor_events(actor: ActorPath, asked: Annotated[EventParameters, Query()], request: Request) -> Response:
    """Events with this actor. `actor` adds further ones; `role` and `actor_scope` apply to this one too."""
    return await event_list(request, asked, actor)


@router.get(
    "/actors/{actor}/documents",
    operation_id="list_actor_documents",
    summary="Documents of one actor",
    responses=answers(models.DocumentList, of_record=True, files_of=ListOf.DOCUMENT),
)
async def list_actor_documents(
    actor: ActorPath, asked: Annotated[DocumentParameters, Query()], request: Request
) -> Response:
    """Documents with this actor. `actor` adds further ones; `role` and `actor_scope` apply to this one too."""
    return await document_list(request, asked, actor)
