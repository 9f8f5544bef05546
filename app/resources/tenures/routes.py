"""`/v1/tenures`: who held which office."""

from dataclasses import replace
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field, field_validator
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.paging import Sort
from app.catalogue.queries import RecordQuery, TermKey
from app.http.dependencies import CataloguesDep
from app.http.facets import SPAN_FACETS
from app.http.filter_parameters import CollectionParameters, DateParameters
from app.http.ids import Ids
from app.http.lists import list_answer
from app.http.openapi_responses import answers
from app.http.page_parameters import FacetParameters, ListParameters
from app.http.problems import BadValue
from app.http.record_route import RecordRoute
from app.http.values import Filter, Groups, OneValue, Text
from app.resources import models
from app.resources.tenures.days import DayParameters
from app.resources.tenures.queries import bodies_of, titles_with, words_of
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import Certainty

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["offices"])


class TenureParameters(ListParameters, FacetParameters, CollectionParameters, DateParameters, DayParameters):
    """Which tenures, in which order. Dates are the span of the tenure."""

    of: Annotated[
        Groups,
        Filter("of", (RecordType.ACTOR,), expanded=True),
        Field(
            default_factory=Groups,
            description="Id of a body: offices in it and in its organs at any depth; with `on` in those of that day, "
            "certain or possible. An office in what was only possibly an organ that day is at most `possible`.",
            examples=[["ussr"]],
        ),
    ]
    holder: Annotated[
        OneValue,
        Filter("holder", (RecordType.ACTOR,)),
        Field(
            default_factory=Groups,
            description="Id of the holder; comma: any of them. Given once: a record has one.",
            examples=[["molotov"]],
        ),
    ]
    office: Annotated[
        Text,
        Field(
            description="Words of the title: all must be in it, in any order; upper case and accents do not count.",
            examples=["secretary general"],
        ),
    ] = None

    record_type: ClassVar[RecordType] = RecordType.TENURE
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.DATE, Sort.DATE_REVERSED)
    facets: ClassVar[tuple[str, ...]] = SPAN_FACETS
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.Tenure.model_fields)

    @field_validator("office")
    @classmethod
    def _has_words(cls, value: str | None) -> str | None:
        if value is not None and not words_of(value):
            raise BadValue("has no word in it", expected="words of the title of an office")
        return value

    def query(self, ids: Ids, fixed_actor: str | None = None) -> RecordQuery:
        """The query: `of` takes in organs, those of the day where there is one; `office` the titles with its words."""
        query = super().query(ids, fixed_actor)
        on = self.day()
        if self.of:
            groups = tuple(tuple(ids.record("of", body, RecordType.ACTOR) for body in group) for group in self.of)
            bodies = bodies_of(ids.catalogue, groups, self.on)
            query = query.with_group(*(TermKey("of", body) for body in bodies))
            if on is not None:
                sure = (TermKey("of", body) for body, how in bodies.items() if how is Certainty.CERTAIN)
                on = replace(on, certain_terms=tuple(sure))
        if self.office is not None:
            titles = titles_with(ids.catalogue, words_of(self.office))
            query = query.with_group(*(TermKey("office", title) for title in titles))
        return query._replace(on=on)


@router.get(
    "/tenures",
    operation_id="list_tenures",
    summary="Who held which office",
    responses=answers(models.TenureList, files_of=RecordType.TENURE),
)
async def list_tenures(
    params: Annotated[TenureParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Offices with their holders, by first possible day, then holder, body and title."""
    return await list_answer(request, params, catalogues)
