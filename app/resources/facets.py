"""Facets as they leave."""

from typing import Annotated

from pydantic import Field
from sqlmodel._compat import SQLModelConfig

from app.resources.faces import ResponseModel
from app.resources.shared import ListResponse


class FacetCount(ResponseModel):
    """A value and how many records of the result have it."""

    value: Annotated[str, Field(description="The value, as its parameter takes it.", examples=["note"])]
    label: Annotated[str, Field(description="The value for people.", examples=["Note"])]
    count: Annotated[int, Field(description="The `total` that adding the value gives.", examples=[11])]


class Facets(ResponseModel):
    """The facets of a list, beside its items."""

    facets: Annotated[dict[str, list[FacetCount]], Field(description="With `facet`: the counts by facet.")]
    facet_distinct: Annotated[dict[str, int], Field(description="With `facet`: how many values there are.")]


class FacetedList(ListResponse):
    """A list that can count its whole result."""

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=False)

    facets: Annotated[dict[str, list[FacetCount]] | None, Field(description="With `facet`: the counts by facet.")] = (
        None
    )
    facet_distinct: Annotated[dict[str, int] | None, Field(description="With `facet`: how many values there are.")] = (
        None
    )
