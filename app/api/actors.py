"""`/v1/actors`, and the events and documents of one."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from starlette.requests import Request

from app.api.describing import ActorPath, answers
from app.api.documents import DocumentParameters, document_list
from app.api.events import EventParameters, event_list
from app.api.listing import ListRequest, existing, record_answer
from app.api.names import Names, record_in_path
from app.api.parameters import (
    ChangeParameters,
    CollectionParameters,
    DateParameters,
    KindParameters,
    PageParameters,
    split_groups,
)
from app.api.reading import reading
from app.api.record_route import RecordRoute
from app.delivery.answers import Answer
from app.representations import models
from app.store import records
from app.store.engine import Reader, ReleaseHead
from app.store.names import RecordType
from app.store.paging import Sort
from app.timeline.filters import ActorFilter

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["actors"])


class ActorParameters(DateParameters, KindParameters, CollectionParameters, ChangeParameters, PageParameters):
    """Which actors, in which order. Dates are those of life or existence."""

    record_type: ClassVar[RecordType] = RecordType.ACTOR
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.TITLE, Sort.DATE, Sort.DATE_REVERSED)
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


@router.get("/actors", operation_id="list_actors", summary="Actors, filtered", responses=answers(models.ActorList))
async def list_actors(asked: Annotated[ActorParameters, Query()], request: Request) -> Answer:
    """Persons, states, ministries, alliances, parties, press, by name."""
    listed = ListRequest(request, asked, Sort.TITLE)

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        clauses = records.actor_clauses(asked.filter(reader))
        return listed.answer(records.page(reader, records.ACTORS, clauses, listed.part), release)

    return await reading(request).lists.read(read)


@router.get(
    "/actors/{actor}",
    operation_id="get_actor",
    summary="One actor",
    responses=answers(models.ActorDetail, of_record=True),
)
async def get_actor(actor: ActorPath, request: Request) -> Answer:
    """An actor with names, tenures, memberships, claims, and counts of events and documents by role."""

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        record = record_in_path(reader, RecordType.ACTOR, actor)
        return record_answer(request, existing(records.one(reader, records.ACTORS, record)), release)

    return await reading(request).lists.read(read)


@router.get(
    "/actors/{actor}/events",
    operation_id="list_actor_events",
    summary="Events of one actor",
    responses=answers(models.EventList, of_record=True),
)
async def list_actor_events(actor: ActorPath, asked: Annotated[EventParameters, Query()], request: Request) -> Answer:
    """Events with this actor. `actor` adds further ones; `role` and `actor_scope` apply to this one too."""
    return await event_list(request, asked, actor)


@router.get(
    "/actors/{actor}/documents",
    operation_id="list_actor_documents",
    summary="Documents of one actor",
    responses=answers(models.DocumentList, of_record=True),
)
async def list_actor_documents(
    actor: ActorPath, asked: Annotated[DocumentParameters, Query()], request: Request
) -> Answer:
    """Documents with this actor. `actor` adds further ones; `role` and `actor_scope` apply to this one too."""
    return await document_list(request, asked, actor)
