"""`/v1/search` over events, actors, documents, paragraphs and claims, and `/v1/suggest`."""

from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field, field_validator
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.paging import Sort
from app.catalogue.words.grammar import Match
from app.formats.context import SEARCH_RESULTS, ListType
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.lists import list_answer
from app.http.openapi_responses import answers
from app.http.pagination import address, record_answer
from app.http.parameters import (
    GRAMMAR,
    ActorParameters,
    CollectionParameters,
    DateParameters,
    FacetParameters,
    Parameters,
    SearchableParameters,
    SearchParam,
)
from app.http.record_route import RecordRoute
from app.http.urls import public_path
from app.http.values import Names, refuse_unknown
from app.resources import models
from app.resources.search.results import results
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import DocumentRole, ParticipationRole, ResultType, SuggestedType

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["search"])


def _types(*known: str) -> Any:
    return Field(
        description=f"Comma list of types; absent: all. `{'`, `'.join(known)}`.", examples=["event", "actor,document"]
    )


class SearchParameters(SearchableParameters, FacetParameters, CollectionParameters, ActorParameters, DateParameters):
    """What is searched for, and which types of records."""

    type: Annotated[Names | SkipJsonSchema[None], _types(*ResultType)] = None
    q: Annotated[
        SearchParam, Field(description=GRAMMAR, examples=["conditional nato", '"north atlantic" -soviet', "molot*"])
    ]
    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(description="Order: `relevance`, the only one here.", examples=["relevance"]),
    ] = None

    default_match: ClassVar[Match] = Match.MOST
    sorts: ClassVar[tuple[Sort, ...]] = (Sort.RELEVANCE,)
    facets: ClassVar[tuple[str, ...]] = ("type", "collection", "year", "month", "day")
    known_roles: ClassVar[tuple[str, ...]] = tuple(dict.fromkeys((*ParticipationRole, *DocumentRole)))
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.SearchResult.model_fields)

    @classmethod
    def list_type(cls) -> ListType:
        """The list whose formats the response has: results, which have their own."""
        return SEARCH_RESULTS

    @field_validator("type")
    @classmethod
    def _known_types(cls, types: tuple[str, ...] | None) -> tuple[str, ...] | None:
        refuse_unknown(types or (), tuple(ResultType), "is not a type of results")
        return types

    @property
    def types(self) -> tuple[RecordType, ...]:
        """The record types searched, in alphabetical order."""
        return tuple(sorted(RecordType(name) for name in self.type or ResultType))


@router.get(
    "/search",
    operation_id="search",
    summary="Search over everything",
    responses=answers(models.SearchResultList, files_of=SEARCH_RESULTS),
)
async def search(params: Annotated[SearchParameters, Query()], request: Request, catalogues: CataloguesDep) -> Response:
    """Events, actors, documents, their paragraphs and claims in one list, the best first, each with a snippet.

    With `actor` only events, documents and their paragraphs can match; paragraphs have the dates and actors of their
    documents.

    The score is the sum, over the words searched for and their stems, of
    `ln(1 + (N - n + 0.5) / (n + 0.5)) * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * L / A))`. `N` is the number of records of
    all types, `n` how many of them have the word; `tf` is how often this one has it, three times for each time in a
    title or name; `L` is its length in words, counted so too, and `A` the average of all records. Lengths above 40 are
    rounded down to eight steps in each doubling. Names are not stemmed; prefixes and filters add nothing. Equal scores
    are ordered by type, then id.
    """
    return await list_answer(request, params, catalogues, shown=results)


class SuggestParameters(Parameters):
    """What was typed so far."""

    q: Annotated[
        str,
        Field(
            max_length=1_000,
            description="What was typed so far, in any script: each word begins a word of the name, in any order.",
            examples=["molot", "молот", "berl conf"],
        ),
    ]
    type: Annotated[Names | SkipJsonSchema[None], _types(*SuggestedType)] = None
    limit: Annotated[int, Field(ge=1, le=50, description="At most so many.", examples=[5])] = 10

    @classmethod
    def list_type(cls) -> ListType:
        """The list whose formats the response has: results, which have their own."""
        return SEARCH_RESULTS

    @field_validator("type")
    @classmethod
    def _known_types(cls, types: tuple[str, ...] | None) -> tuple[str, ...] | None:
        refuse_unknown(types or (), tuple(SuggestedType), "is not a type of suggestions")
        return types


@router.get(
    "/suggest",
    operation_id="suggest",
    summary="Complete a name",
    responses=answers(models.Suggestions, listed=False),
)
async def suggest(params: Annotated[SuggestParameters, Query()], request: Request, catalogues: CataloguesDep) -> Answer:
    """Names of actors, places and topics and titles of events and documents that begin as typed, in any script.

    Each record is listed once, those with most events first.
    """
    pairs = list(request.query_params.multi_items())

    def read(catalogue: Catalogue) -> Answer:
        completions = catalogue.indexes.names.complete(params.q, params.type or tuple(SuggestedType), params.limit)
        items = [
            models.Suggestion(
                type=SuggestedType(each.type), id=each.id, label=each.label, hint=each.hint, matched_name=each.name
            )
            for each in completions
        ]
        links = models.SuggestionLinks(self=address(public_path(request.scope), pairs))
        body = models.Suggestions(items=items, release=catalogue.release.number, links=links)
        return record_answer(request, (body.model_dump_json().encode()[:-1],), catalogue.release)

    return await catalogues.read(read, long=True)
