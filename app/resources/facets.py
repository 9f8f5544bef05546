"""Facets, and how words matched, as they leave."""

from typing import Annotated

from pydantic import Field
from pydantic.json_schema import SkipJsonSchema
from sqlmodel._compat import SQLModelConfig

from app.resources.faces import ResponseModel
from app.resources.shared import ListResponse


class FacetCount(ResponseModel):
    """A value and how many records of the result have it."""

    value: Annotated[str, Field(description="The value, as its parameter takes it.", examples=["note"])]
    label: Annotated[str, Field(description="The value for people.", examples=["Note"])]
    count: Annotated[int, Field(description="The `total` that adding the value gives.", examples=[11])]


Counts = Annotated[
    list[FacetCount] | SkipJsonSchema[None], Field(description="The values of this facet, the commonest first.")
]
Distinct = Annotated[int | SkipJsonSchema[None], Field(description="Number of all values of this facet.")]


class FacetCounts(ResponseModel):
    """The counts by facet: those that `facet` names are there."""

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=False)

    type: Counts = None
    actor: Counts = None
    role: Counts = None
    kind: Counts = None
    topic: Counts = None
    place: Counts = None
    confidence: Counts = None
    status: Counts = None
    collection: Counts = None
    year: Counts = None
    month: Counts = None
    day: Counts = None


class FacetNumbers(ResponseModel):
    """How many values each facet has: of the facets that `facet` names."""

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=False)

    type: Distinct = None
    actor: Distinct = None
    role: Distinct = None
    kind: Distinct = None
    topic: Distinct = None
    place: Distinct = None
    confidence: Distinct = None
    status: Distinct = None
    collection: Distinct = None
    year: Distinct = None
    month: Distinct = None
    day: Distinct = None


class Facets(ResponseModel):
    """The facets of a list, beside its items, in the order requested."""

    facets: Annotated[dict[str, list[FacetCount]], Field(description="With `facet`: the counts by facet.")]
    facet_distinct: Annotated[dict[str, int], Field(description="With `facet`: how many values there are.")]


class Matched(ResponseModel):
    """How many records have the words of `q`, whichever `match` lists."""

    all: Annotated[int, Field(description="Number of records with all words.", examples=[5])]
    most: Annotated[
        int,
        Field(description="Number of records with at least half of the words, those with all included.", examples=[27]),
    ]


class TakenWord(ResponseModel):
    """A word that occurs nowhere, and the words that it was taken for."""

    word: Annotated[str, Field(description="The word of `q`.", examples=["krushchev"])]
    taken: Annotated[
        list[str],
        Field(
            description="The nearest words that occur, at most three, which are searched in its place; `[]`: none.",
            examples=[["khrushchev"]],
        ),
    ]


class WordMatches(ResponseModel):
    """How the words of `q` matched, beside the items of a list."""

    matched: Annotated[Matched, Field(description="With `q`: how many records have all words, and most of them.")]
    did_you_mean: Annotated[
        list[TakenWord], Field(description="With `q`: its words that occur nowhere, and what they were taken for.")
    ]


class SearchedList(ListResponse):
    """A list that can be searched by words."""

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=False)

    matched: Annotated[
        Matched | SkipJsonSchema[None],
        Field(description="With `q`: how many records have all words, and most of them."),
    ] = None
    did_you_mean: Annotated[
        list[TakenWord] | SkipJsonSchema[None],
        Field(
            description="With `q`: its words that occur nowhere, and what they were taken for.",
            examples=[[{"word": "krushchev", "taken": ["khrushchev"]}]],
        ),
    ] = None


class FacetedList(SearchedList):
    """A list that can count its whole result."""

    facets: Annotated[FacetCounts | SkipJsonSchema[None], Field(description="With `facet`: the counts by facet.")] = (
        None
    )
    facet_distinct: Annotated[
        FacetNumbers | SkipJsonSchema[None], Field(description="With `facet`: how many values there are.")
    ] = None
