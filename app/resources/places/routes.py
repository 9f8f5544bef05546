"""`/v1/places` and `/v1/topics`."""

from dataclasses import replace
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.database.engine import Reader, ReleaseHead
from app.database.reading import reading
from app.http.answers import Answer
from app.http.exports import record_in_format
from app.http.facets import FacetParameters
from app.http.ids import Names, record_in_path
from app.http.lists import PlainList
from app.http.openapi_responses import PlacePath, TopicPath, answers
from app.http.pagination import existing
from app.http.parameters import BoxParameters, CollectionParameters, DetailParameters
from app.http.record_route import RecordRoute
from app.http.text_query import GRAMMAR, QueryParameters, SearchText
from app.http.values import split_groups
from app.resources import models
from app.search.schema import Kind
from app.store import records, vocabularies
from app.store.names import RecordType
from app.store.paging import Sort
from app.store.records import Listed
from app.timeline.filters import VocabularyFilter
from app.timeline.record_types import RecordType as ListOf

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["vocabularies"])


class TopicParameters(QueryParameters, FacetParameters, CollectionParameters):
    """Which topics; they stand by name."""

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `title`: by name; upper case and accents do not count. `relevance`: needs "
            "`q` and is then the default.",
            examples=["title"],
        ),
    ] = None

    q: Annotated[SearchText | SkipJsonSchema[None], Field(description=GRAMMAR, examples=["europe*"])] = None

    list_of: ClassVar[ListOf | None] = ListOf.TOPIC
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.TITLE, Sort.RELEVANCE)
    facets: ClassVar[tuple[str, ...]] = ("collection",)
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Topic.model_fields)

    def filter(self, reader: Reader) -> VocabularyFilter:
        """What is asked.

        Raises:
            Problem: a collection is unknown.
        """
        names = Names(reader)
        collections = names.records("collection", RecordType.COLLECTION, split_groups(self.collection))
        names.refuse_unknown()
        return VocabularyFilter(collections)


class PlaceParameters(TopicParameters, BoxParameters):
    """Which places; they stand by name."""

    q: Annotated[SearchText | SkipJsonSchema[None], Field(description=GRAMMAR, examples=["berlin"])] = None
    list_of: ClassVar[ListOf | None] = ListOf.PLACE
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Place.model_fields)

    def filter(self, reader: Reader) -> VocabularyFilter:
        """What is asked.

        Raises:
            Problem: a collection is unknown.
        """
        return replace(super().filter(reader), box=self.box())


class PlaceDetailParameters(DetailParameters):
    """How a place looks."""

    list_of: ClassVar[ListOf | None] = ListOf.PLACE


@router.get(
    "/places", operation_id="list_places", summary="Places", responses=answers(models.PlaceList, files_of=ListOf.PLACE)
)
async def list_places(asked: Annotated[PlaceParameters, Query()], request: Request) -> Response:
    """Places by name, with the number of events and documents there."""
    return await _list(request, asked, records.PLACES)


@router.get(
    "/places/{place}",
    operation_id="get_place",
    summary="One place",
    responses=answers(models.Place, of_record=True, files_of=ListOf.PLACE),
)
async def get_place(place: PlacePath, asked: Annotated[PlaceDetailParameters, Query()], request: Request) -> Answer:
    """A place: its names of today and then, where it lies, and the number of events and documents there."""
    return await _one(request, asked, RecordType.PLACE, records.PLACES, place)


@router.get(
    "/topics", operation_id="list_topics", summary="Topics", responses=answers(models.TopicList, files_of=ListOf.TOPIC)
)
async def list_topics(asked: Annotated[TopicParameters, Query()], request: Request) -> Response:
    """Topics by name, with the number of events and documents about each."""
    return await _list(request, asked, records.TOPICS)


@router.get(
    "/topics/{topic}",
    operation_id="get_topic",
    summary="One topic",
    responses=answers(models.Topic, of_record=True),
)
async def get_topic(topic: TopicPath, request: Request) -> Answer:
    """A topic: what it takes in, and the number of events and documents about it."""
    return await _one(request, DetailParameters(), RecordType.TOPIC, records.TOPICS, topic)


async def _list(request: Request, asked: TopicParameters, listed: Listed) -> Response:
    source = PlainList(listed, Kind(listed.type), vocabularies.clauses)
    return await source.answer(request, asked, asked.filter, Sort.TITLE)


async def _one(request: Request, asked: DetailParameters, type_: RecordType, listed: Listed, name: str) -> Answer:
    def read(reader: Reader, release: ReleaseHead) -> Answer:
        record = record_in_path(reader, type_, name)
        parts = existing(records.one(reader, listed, record))
        return record_in_format(request, asked, reader, release, parts)

    return await reading(request).lists.read(read)
