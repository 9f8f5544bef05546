"""`/v1/search` over events, actors, documents, paragraphs and claims, and `/v1/suggest`."""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query
from pydantic import Field, field_validator
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from app.database.engine import Reader, ReleaseHead
from app.database.reading import reading
from app.formats.context import SEARCH_RESULTS, ListType
from app.http.answers import Answer
from app.http.exports import Pages, list_file
from app.http.facets import FacetParameters, made
from app.http.ids import Names
from app.http.openapi_responses import answers
from app.http.pagination import ListRequest, address, record_answer
from app.http.parameters import CollectionParameters, DateParameters, Parameters, WhoParameters
from app.http.record_route import RecordRoute
from app.http.text_query import GRAMMAR, QueryParameters, SearchText
from app.http.urls import public_path
from app.http.values import Text, check_words, split_commas, split_groups
from app.resources import models
from app.resources.search.results import SearchOverKinds
from app.search.folders import ReleaseIndexes
from app.search.schema import Kind
from app.store.names import RecordType
from app.store.paging import Sort
from app.timeline.filters import ResultFilter
from app.timeline.vocabulary import DocumentRole, ParticipationRole, ResultType, SuggestedType

router = APIRouter(prefix="/v1", route_class=RecordRoute, tags=["search"])
Item = Mapping[str, Any]  # a decoded record: its shape is that of the models


def _types(*known: str) -> Any:
    return Field(
        description=f"Comma list of types; absent: all. `{'`, `'.join(known)}`.", examples=["event", "actor,document"]
    )


class SearchParameters(QueryParameters, FacetParameters, CollectionParameters, WhoParameters, DateParameters):
    """What is searched for, and which types of records."""

    type: Annotated[Text, _types(*ResultType)] = None
    q: Annotated[
        SearchText, Field(description=GRAMMAR, examples=["conditional nato", '"north atlantic" -soviet', "molot*"])
    ]
    sort: Annotated[
        Sort | SkipJsonSchema[None],
        Field(description="Order: `relevance`, the only one here.", examples=["relevance"]),
    ] = None

    sorts: ClassVar[tuple[Sort, ...]] = (Sort.RELEVANCE,)
    facets: ClassVar[tuple[str, ...]] = ("type", "collection", "year", "month", "day")
    known_roles: ClassVar[tuple[str, ...]] = tuple(dict.fromkeys((*ParticipationRole, *DocumentRole)))
    list_of: ClassVar[ListType | None] = SEARCH_RESULTS
    item_keys: ClassVar[tuple[str, ...]] = tuple(models.SearchResult.model_fields)

    @field_validator("type")
    @classmethod
    def _known_types(cls, value: str | None) -> str | None:
        check_words(value, tuple(ResultType), "a type of results")
        return value

    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of records asked for, in alphabetical order: that breaks ties between them."""
        return tuple(sorted(Kind(name) for name in (ResultType if self.type is None else split_commas(self.type))))

    def filter(self, reader: Reader) -> ResultFilter:
        """What is asked, ids made current.

        Raises:
            Problem: an id is unknown.
        """
        names = Names(reader)
        asked = ResultFilter(
            dates=self.dates(),
            actors=names.actors(split_groups(self.actor)),
            collections=names.records("collection", RecordType.COLLECTION, split_groups(self.collection)),
        )
        names.refuse_unknown()
        return asked


@router.get(
    "/search",
    operation_id="search",
    summary="Search over everything",
    responses=answers(models.SearchResultList, files_of=SEARCH_RESULTS),
)
async def search(asked: Annotated[SearchParameters, Query()], request: Request) -> Response:
    """Events, actors, documents, their paragraphs and claims in one list, the best first, each with a snippet.

    With `actor` only events, documents and their paragraphs can match; paragraphs have the dates and actors of their
    documents.

    The score, within each type of `N` records: the sum, over the words asked for and their stems, of
    `ln(1 + (N - n + 0.5) / (n + 0.5)) * 2.2 * tf / (tf + 1.2 * (0.25 + 0.75 * L / A))`. `n` records have the word; `tf`
    is how often this one has it, three times for each time in a title or name; `L` is its length in words, counted so
    too, and `A` the average. Lengths above 40 are rounded down to eight steps in each doubling. Names are not stemmed;
    prefixes and filters add nothing. Equal scores stand by type, then id.
    """
    listed = ListRequest(request, asked, Sort.RELEVANCE)

    def searched(reader: Reader, release: ReleaseHead, indexes: ReleaseIndexes) -> SearchOverKinds:
        kinds = {kind: indexes.kinds[kind] for kind in asked.kinds()}
        return SearchOverKinds(reader, release, kinds, asked.ask(), asked.filter(reader))

    def find(reader: Reader, release: ReleaseHead, indexes: ReleaseIndexes) -> Answer:
        found = searched(reader, release, indexes)
        facets = made(reader, RecordType.EVENT, asked.wanted_facets(), found.facet)
        return listed.answer(found.page(listed.part), release, facets)

    def pages(reader: Reader, release: ReleaseHead) -> Pages:
        return searched(reader, release, threads.indexes_of(release)).page

    threads = reading(request)
    return await (threads.search(find) if listed.format is None else list_file(listed, pages))


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
    type: Annotated[Text, _types(*SuggestedType)] = None
    limit: Annotated[int, Field(ge=1, le=50, description="At most so many.", examples=[5])] = 10

    @field_validator("type")
    @classmethod
    def _known_types(cls, value: str | None) -> str | None:
        check_words(value, tuple(SuggestedType), "a type of suggestions")
        return value

    def types(self) -> tuple[str, ...]:
        """The types asked for."""
        return tuple(SuggestedType) if self.type is None else split_commas(self.type)


@router.get(
    "/suggest",
    operation_id="suggest",
    summary="Complete a name",
    responses=answers(models.Suggestions, listed=False),
)
async def suggest(asked: Annotated[SuggestParameters, Query()], request: Request) -> Answer:
    """Names of actors, places and topics and titles of events and documents that begin as typed, in any script.

    Each record stands once, those with most events first.
    """
    pairs = list(request.query_params.multi_items())

    def find(_reader: Reader, release: ReleaseHead, indexes: ReleaseIndexes) -> Answer:
        items = [
            models.Suggestion(type=SuggestedType(found.type), id=found.id, label=found.label, matched_name=found.name)
            for found in indexes.names.complete(asked.q, asked.types(), asked.limit)
        ]
        links = models.SuggestionLinks(self=address(public_path(request.scope), pairs))
        body = models.Suggestions(items=items, release=release.number, links=links)
        return record_answer(request, (body.model_dump_json().encode()[:-1],), release)

    return await reading(request).search(find)
