"""`/v1/topics`."""

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
from app.http.filter_parameters import CollectionParameters
from app.http.lists import list_answer
from app.http.openapi_responses import TopicPath, answers
from app.http.page_parameters import GRAMMAR, DetailParameters, FacetParameters, SearchableParameters, SearchParam
from app.http.record_route import RecordRoute
from app.resources import models
from app.timeline.record_types import RecordType

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["vocabularies"])


class NamedParameters(SearchableParameters, FacetParameters, CollectionParameters):
    """Records without a date, which are listed by name."""

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `title`: by name; upper case and accents do not count. `relevance`: needs "
            "`q` and is then the default.",
            examples=["title"],
        ),
    ] = None

    default_sort: ClassVar[Sort] = Sort.TITLE
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.TITLE, Sort.RELEVANCE)
    facets: ClassVar[tuple[str, ...]] = ("collection",)


class TopicParameters(NamedParameters):
    """Which topics; they are listed by name."""

    q: Annotated[SearchParam | SkipJsonSchema[None], Field(description=GRAMMAR, examples=["europe*"])] = None

    record_type: ClassVar[RecordType] = RecordType.TOPIC
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Topic.model_fields)


@router.get(
    "/topics",
    operation_id="list_topics",
    summary="Topics",
    responses=answers(models.TopicList, files_of=RecordType.TOPIC),
)
async def list_topics(
    params: Annotated[TopicParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Topics by name, with the number of events and documents about each."""
    return await list_answer(request, params, catalogues)


@router.get(
    "/topics/{topic}",
    operation_id="get_topic",
    summary="One topic",
    responses=answers(models.Topic, of_record=True),
)
async def get_topic(topic: TopicPath, request: Request, catalogues: CataloguesDep) -> Answer:
    """A topic: what it takes in, and the number of events and documents about it."""
    return await detail_answer(request, catalogues, RecordType.TOPIC, topic, DetailParameters())
