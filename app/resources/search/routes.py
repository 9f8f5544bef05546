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
from app.http.filter_parameters import ActorParameters, CollectionParameters, DateParameters
from app.http.lists import list_answer
from app.http.openapi_responses import answers
from app.http.page_parameters import GRAMMAR, FacetParameters, SearchableParameters, SearchParam
from app.http.pagination import address, record_answer
from app.http.parameters import Parameters
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


class SearchFormParameters(
    SearchableParameters, FacetParameters, CollectionParameters, ActorParameters, DateParameters
):
    """What the form of the search page sends: what is searched for, if anything, and which types of records."""

    type: Annotated[Names | SkipJsonSchema[None], _types(*ResultType)] = None
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


class SearchParameters(SearchFormParameters):
    """What is searched for, and which types of records."""

    q: Annotated[
        SearchParam, Field(description=GRAMMAR, examples=["conditional nato", '"north atlantic" -soviet', "molot*"])
    ]


@router.get(
    "/search",
    operation_id="search",
    summary="Search over everything",
    responses=answers(models.SearchResultList, files_of=SEARCH_RESULTS),
)
async def search(params: Annotated[SearchParameters, Query()], request: Request, catalogues: CataloguesDep) -> Response:
    """Events, actors, documents, their paragraphs and claims in one list, the best first, each with a snippet.

    Records with all words come first, then those with most of them (`match`); `matched` has the number of both, and
    `did_you_mean` what was taken for words that occur nowhere.

    With `actor` only events, documents and their paragraphs can match; paragraphs have the dates and actors of their
    documents.

    Records come in this order: those of which a title, a name or the date says just what `q` says, stop words aside,
    the ones with most links first; those with all words of `q`; with `match=most` those with all of its words that
    occur anywhere; then those with at least half of these words, rounded up. Otherwise the score decides, and equal
    scores are ordered by type, then id.

    The score is `(1 + 0.15 * ln(1 + links))` times the sum, over the words of `q` and those taken for them, of

    - `3 * idf * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * L / A))` for the title and names,
    - `1 * idf * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * L / A))` for the texts,
    - `0.4 * idf` for the context: date, actors with all their names, place, kind, topics, titles of what it answers.

    `idf` is `ln(1 + (N - n + 0.5) / (n + 0.5))`: `N` is the number of records of all types, `n` how many of them have
    the word there. `tf` is how often this record has it there, `L` the number of words there, `A` the average of all
    records. Lengths above 40 are rounded down to eight steps in each doubling. A word of several names counts once.
    Words of texts are counted by their English stem, in titles also as they are. `links` are answers, claims and parts
    of an event; events, claims and evidence of a document; claims and evidence of a paragraph; events, documents and
    claims of an actor; evidence of a claim. Prefixes and filters add nothing; a phrase adds its words.

    For example, of 100 records, each with a title of 5 words and a text of 20, 4 have a word in the title, 10 in the
    text and 25 in the context. One that has it once in each, with 20 links, scores
    `1.457 * (3 * 3.111 + 1 * 2.264 + 0.4 * 1.376) = 17.69`.
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

    Each record is listed once: whole names first, then those with most links. `hint` tells namesakes apart. Where
    nothing begins as typed, one letter of each word of four letters or more may be wrong.
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
