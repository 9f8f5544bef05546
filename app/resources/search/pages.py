"""The page of search results, made from the answer of `/v1/search`."""

from collections.abc import Mapping

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.paging import results_before
from app.catalogue.pool import Catalogues
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.pages.query_params import refuse_unknown
from app.pages.rendering import Head, Release, data_page, plain_page
from app.resources.models import SearchResultList
from app.resources.search.routes import SearchParameters, search
from app.timeline.vocabulary import ResultType

router = APIRouter(include_in_schema=False)

PARAMETERS = ("q", "type", "match", "cursor")
"""The parameters of `/v1/search` that the page takes."""


@router.get("/search")
async def show_search(request: Request, catalogues: CataloguesDep) -> Response:
    """Results for `q`, the best first; without it only the form."""
    refuse_unknown(request, PARAMETERS)
    params = {name: value for name in PARAMETERS if (value := request.query_params.get(name, "").strip())}
    if "q" not in params:
        head = Head("Search", "Search events, actors, documents, paragraphs and claims.", "/search")
        return await plain_page(
            request, "search/search.html", head, results=None, query="", chosen={}, types=ResultType
        )
    answer = await _search(request, catalogues, params)
    results = SearchResultList.model_validate_json(answer.content)
    head = Head(
        title=f"{params['q']} - Search",
        description=f"{results.total:,} records with: {params['q']}",
        path="/search",
        types=("SearchResultsPage",),
    )
    return data_page(
        request,
        "search/search.html",
        head,
        Release(results.release, answer.release, answer.loaded_at),
        results=results,
        query=params["q"],
        chosen={name: params[name] for name in ("type", "match") if name in params},
        with_all=_with_all(results, params.get("cursor")),
        types=ResultType,
    )


def _with_all(results: SearchResultList, cursor: str | None) -> int:
    """How many of the results on a page have all words; they come first."""
    before = 0 if cursor is None else results_before(cursor, len(results.items))
    return min(max(0, (results.matched.all if results.matched else 0) - before), len(results.items))


async def _search(request: Request, catalogues: Catalogues, params: Mapping[str, str]) -> Answer:
    """The JSON answer of `/v1/search` to `params`; its links have the path of this page.

    Raises:
        RequestValidationError: a parameter has an unusable value.
        Problem: as `search`.
    """
    try:
        parameters = SearchParameters.model_validate(dict(params))
    except ValidationError as error:
        errors = error.errors(include_url=False)
        raise RequestValidationError([{**each, "loc": ("query", *each["loc"])} for each in errors]) from None
    # Without headers, so that an Accept header of a browser does not select another format.
    answer = await search(parameters, Request({**request.scope, "headers": []}, request.receive), catalogues)
    assert isinstance(answer, Answer)  # noqa: S101 - JSON is never streamed
    return answer
