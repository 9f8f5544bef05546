"""`/v1/places`."""

from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.exports import detail_answer
from app.http.filter_parameters import BoxParameters
from app.http.lists import list_answer
from app.http.openapi_responses import PlacePath, answers
from app.http.page_parameters import GRAMMAR, DetailParameters, SearchParam
from app.http.record_route import RecordRoute
from app.resources import models
from app.resources.topics.routes import NamedParameters
from app.timeline.record_types import RecordType

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["vocabularies"])


class PlaceParameters(NamedParameters, BoxParameters):
    """Which places; they are listed by name."""

    q: Annotated[SearchParam | SkipJsonSchema[None], Field(description=GRAMMAR, examples=["berlin"])] = None

    record_type: ClassVar[RecordType] = RecordType.PLACE
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Place.model_fields)


class PlaceDetailParameters(DetailParameters):
    """How a place looks."""

    record_type: ClassVar[RecordType] = RecordType.PLACE


@router.get(
    "/places",
    operation_id="list_places",
    summary="Places",
    responses=answers(models.PlaceList, files_of=RecordType.PLACE),
)
async def list_places(
    params: Annotated[PlaceParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Places by name, with the number of events and documents there."""
    return await list_answer(request, params, catalogues)


@router.get(
    "/places/{place}",
    operation_id="get_place",
    summary="One place",
    responses=answers(models.Place, of_record=True, files_of=RecordType.PLACE),
)
async def get_place(
    place: PlacePath, params: Annotated[PlaceDetailParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Answer:
    """A place: its names of today and then, where it lies, and the number of events and documents there."""
    return await detail_answer(request, catalogues, RecordType.PLACE, place, params)
