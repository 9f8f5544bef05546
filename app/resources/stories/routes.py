"""`/v1/stories`: guided readings through the records."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Query
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.paging import Sort
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.exports import detail_answer
from app.http.filter_parameters import ChangeParameters, CollectionParameters
from app.http.lists import list_answer
from app.http.openapi_responses import answers
from app.http.page_parameters import DetailParameters, SearchableParameters
from app.http.record_route import RecordRoute
from app.resources.stories.models import Story, StoryDetail, StoryList
from app.timeline.record_types import RecordType

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["stories"])

StoryPath = Annotated[
    str, Path(description="Id of a story, or an alias of it.", examples=["did-moscow-want-to-join-nato"])
]


class StoryParameters(SearchableParameters, ChangeParameters, CollectionParameters):
    """Which stories; they are listed by title."""

    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(
            description="Order; ties by id. `title`: upper case and accents do not count. `relevance`: needs `q` and "
            "is then the default.",
            examples=["title"],
        ),
    ] = None

    record_type: ClassVar[RecordType] = RecordType.STORY
    default_sort: ClassVar[Sort] = Sort.TITLE
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.TITLE, Sort.RELEVANCE)
    item_keys: ClassVar[tuple[str, ...]] = tuple(Story.model_fields)
    list_parts: ClassVar[tuple[str, ...]] = ("step_count",)


class StoryDetailParameters(DetailParameters):
    """In which format."""

    record_type: ClassVar[RecordType] = RecordType.STORY


@router.get(
    "/stories",
    operation_id="list_stories",
    summary="Stories",
    responses=answers(StoryList, files_of=RecordType.STORY),
)
async def list_stories(
    params: Annotated[StoryParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Stories by title, with the number of their steps."""
    return await list_answer(request, params, catalogues)


@router.get(
    "/stories/{story}",
    operation_id="get_story",
    summary="One story",
    responses=answers(StoryDetail, of_record=True, files_of=RecordType.STORY),
)
async def get_story(
    story: StoryPath, params: Annotated[StoryDetailParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """A story with its steps in order, each with the title, date and links of the record it shows."""
    return await detail_answer(request, catalogues, RecordType.STORY, story, params, in_full=True)
