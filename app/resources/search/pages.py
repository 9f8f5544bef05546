"""The page of search results, made from the answer of `/v1/search`."""

from collections.abc import Callable, Mapping
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.paging import results_before
from app.catalogue.pool import Catalogues
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.routing import Sent
from app.pages.query_params import SHAPES, pairs_of, refuse_unknown, with_dates, with_ids
from app.pages.rendering import Head, Release, data_page, plain_page
from app.resources.models import SearchResultList
from app.resources.search.routes import SearchParameters, search
from app.timeline.vocabulary import ResultType

router = APIRouter(include_in_schema=False)

PARAMETERS = tuple(name for name in SearchParameters.model_fields if name not in SHAPES | {"sort", "limit"})
"""The parameters of `/v1/search` that the page takes."""
REPEATED = ("actor", "collection")
"""Those that may be repeated."""


@router.get("/search")
async def show_search(request: Request, catalogues: CataloguesDep) -> Response:
    """Results for `q`, the best first; without it only the form."""
    refuse_unknown(request, PARAMETERS)
    typed = {name: [value.strip() for value in request.query_params.getlist(name)] for name in PARAMETERS}
    filled = {name: [value for value in values if value] for name, values in typed.items() if any(values)}
    sent = with_dates(filled)
    if "actor" in sent:
        sent = await catalogues.read(lambda catalogue: with_ids(catalogue, with_dates(filled), ["actor"]))
    params = {name: values if name in REPEATED else values[0] for name, values in sent.items()}
    query = sent.get("q", [""])[0]
    chosen = {name: values[0] for name, values in sent.items() if name not in {"q", "cursor"}}
    address = _addresses(sent)
    if not query:
        head = Head("Search", "Search events, actors, documents, paragraphs and claims.", "/search")
        return await plain_page(
            request,
            "search/search.html",
            head,
            results=None,
            query="",
            chosen=chosen,
            address=address,
            types=ResultType,
        )
    answer = await _search(request, catalogues, params)
    results = SearchResultList.model_validate_json(answer.content)
    head = Head(
        title=f"{query} - Search",
        description=f"{results.total:,} records with: {query}",
        path="/search",
        types=("SearchResultsPage",),
    )
    return data_page(
        request,
        "search/search.html",
        head,
        Release(results.release, answer.release, answer.loaded_at),
        results=results,
        query=query,
        chosen=chosen,
        address=address,
        with_all=_with_all(results, sent.get("cursor", [None])[0]),
        types=ResultType,
    )


def _addresses(sent: Sent) -> Callable[..., str]:
    """Makes addresses of the same search: `address(path, type="event")` with another type, None for without."""

    def address(path: str, **changes: str | None) -> str:
        others = {name: values for name, values in sent.items() if name not in {"q", "cursor", *changes}}
        changed = {name: [value] for name, value in changes.items() if value is not None}
        return f"{path}?{urlencode(pairs_of(others | changed | {'q': sent.get('q', [])}))}"

    return address


def _with_all(results: SearchResultList, cursor: str | None) -> int:
    """How many of the results on a page have all words; they come first."""
    before = 0 if cursor is None else results_before(cursor, len(results.items))
    return min(max(0, (results.matched.all if results.matched else 0) - before), len(results.items))


async def _search(request: Request, catalogues: Catalogues, params: Mapping[str, str | list[str]]) -> Answer:
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
