"""The page of search results: what `/v1/search` answers, to read."""

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from app.pages.dependencies import given
from app.pages.query_params import refuse_unknown
from app.pages.rendering import Head, data_page, plain_page
from app.resources.models import SearchResultList
from app.timeline.vocabulary import ResultType

router = APIRouter(include_in_schema=False)

PARAMETERS = ("q", "type", "cursor")
"""What the page hands on; whatever else links from elsewhere add does not count."""


@dataclass(frozen=True, slots=True)
class _Release:
    """The release that the results speak of."""

    number: int
    name: int | str
    loaded_at: datetime


@router.get("/search")
async def show_search(request: Request) -> Response:
    """Results for `q`, the best first; without it the form alone."""
    refuse_unknown(request, PARAMETERS)
    asked = {name: value for name in PARAMETERS if (value := request.query_params.get(name, "").strip())}
    if "q" not in asked:
        head = Head("Search", "Search events, actors, documents, paragraphs and claims.", "/search")
        return await plain_page(request, "search.html", head, found=None, query="", type=None, types=ResultType)
    answer = await given(request).search(request, asked)
    found = SearchResultList.model_validate_json(answer.content)
    head = Head(
        title=f"{asked['q']} - Search",
        description=f"{found.total:,} records with: {asked['q']}",
        path="/search",
        types=("SearchResultsPage",),
    )
    return data_page(
        request,
        "search.html",
        head,
        _Release(found.release, answer.release, answer.loaded_at),
        found=found,
        query=asked["q"],
        type=asked.get("type"),
        types=ResultType,
    )
