"""`/v1/events`: the main job."""

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
from app.http.openapi_responses import EventPath, answers
from app.http.pagination import existing
from app.http.parameters import DetailParameters, IncludeParameters, RecordParameters
from app.http.record_route import RecordRoute
from app.http.text_query import QueryParameters
from app.http.values import GroupTexts, Text, split_groups
from app.resources import models
from app.search.schema import Kind
from app.store import events, numbered
from app.store.names import RecordType
from app.store.paging import Sort
from app.store.terms import Numbered
from app.timeline.filters import EventFilter
from app.timeline.record_types import RecordType as ListOf
from app.timeline.vocabulary import ParticipationRole

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["events"])


DETAIL = ("item", *events.INCLUDES)
LIST = NumberedList(Numbered.EVENT, RecordType.EVENT, Kind.EVENT, tuple(ParticipationRole), events.question)


class EventFilterParameters(RecordParameters):
    """Which events."""

    document: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Linked with this document; repeated: with all, comma: with any.",
            examples=[["doc-molotov-memorandum-1954-03-26"]],
        ),
    ]
    part_of: Annotated[
        GroupTexts,
        Field(
            default_factory=list,
            description="Id of a whole: what lies below it, at any depth. `none`: top level only. Without it wholes "
            "and parts are both listed.",
            examples=[["berlin-conference-1954"]],
        ),
    ]

    known_roles: ClassVar[tuple[str, ...]] = tuple(role.value for role in ParticipationRole)
    record_type: ClassVar[RecordType] = RecordType.EVENT

    def filter(self, reader: Reader, fixed_actor: str | None = None) -> EventFilter:
        """What is asked, ids made current; `fixed_actor` is that of the path.

        Raises:
            Problem: an id or kind is unknown.
        """
        names = Names(reader)
        asked = EventFilter(
            self.record_filter(names, RecordType.EVENT, fixed_actor),
            documents=names.records("document", RecordType.DOCUMENT, split_groups(self.document)),
            wholes=names.wholes(split_groups(self.part_of)),
        )
        names.refuse_unknown()
        return asked


class EventParameters(QueryParameters, FacetParameters, IncludeParameters, EventFilterParameters):
    """Which events, in which order, how much of each."""

    include: Annotated[
        Text,
        Field(
            description="Comma list of what to add to each item: `documents`, `citations`, `claims`, `exchange`.",
            examples=["documents,exchange"],
        ),
    ] = None

    list_of: ClassVar[ListOf | None] = ListOf.EVENT
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.DATE, Sort.DATE_REVERSED, Sort.TITLE, Sort.RELEVANCE)
    includes: ClassVar[tuple[str, ...]] = events.INCLUDES
    facets: ClassVar[tuple[str, ...]] = RECORD_FACETS
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.EventIncluded.model_fields)


class EventDetailParameters(DetailParameters):
    """How an event looks."""

    list_of: ClassVar[ListOf | None] = ListOf.EVENT


@router.get(
    "/events",
    operation_id="list_events",
    summary="Events, filtered",
    responses=answers(models.EventList, files_of=ListOf.EVENT),
)
async def list_events(asked: Annotated[EventParameters, Query()], request: Request) -> Response:
    """Events in the order of their dates, with their actors, the offices these held that day, place and answers.

    **Repeated = all of them, comma = any of them**: `actor=molotov&actor=dulles,eden` is Molotov and (Dulles or Eden).
    """
    return await event_list(request, asked)


@router.get(
    "/events/{event}",
    operation_id="get_event",
    summary="One event",
    responses=answers(models.EventDetail, of_record=True, files_of=ListOf.EVENT),
)
async def get_event(event: EventPath, asked: Annotated[EventDetailParameters, Query()], request: Request) -> Answer:
    """An event with its actors, documents, claims, citations and its exchange in short."""

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        record = record_in_path(reader, RecordType.EVENT, event)
        parts = existing(numbered.one(reader, Numbered.EVENT, record, DETAIL))
        return record_in_format(request, asked, reader, release, parts)

    return await reading(request).lists.read(read)


async def event_list(request: Request, asked: EventParameters, actor_in_path: str | None = None) -> Response:
    """A page of events, or all as a file, of all or of those with the actor that the path names."""

    def wanted(reader: Reader) -> EventFilter:
        fixed = None if actor_in_path is None else record_in_path(reader, RecordType.ACTOR, actor_in_path)
        return asked.filter(reader, fixed)

    return await LIST.answer(request, asked, wanted, ("item", *asked.included()))
