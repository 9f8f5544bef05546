"""The page of search results, made from the answer of `/v1/search`."""

from collections.abc import Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.paging import results_before
from app.database.errors import stored_values
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.lists import list_answer
from app.http.request_checks import parse_query
from app.http.routing import Sent
from app.pages.query_params import ListPageRoute, pairs_of
from app.pages.rendering import Head, Release, data_page, plain_page
from app.resources.models import SearchResultList
from app.resources.search.results import results
from app.resources.search.routes import SearchFormParameters
from app.timeline.vocabulary import ResultType

router = APIRouter(include_in_schema=False)


async def show_search(
    params: Annotated[SearchFormParameters, Query()], request: Request, catalogues: CataloguesDep
) -> Response:
    """Results for `q`, the best first; without it only the form."""
    sent = parse_query(request.scope["query_string"])
    query = sent.get("q", [""])[0]
    chosen = {name: values[0] for name, values in sent.items() if name not in {"q", "cursor"}}
    address = _addresses(sent)
    if params.q is None:
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
    # Without headers, so that an Accept header of a browser does not select another format.
    plain = Request({**request.scope, "headers": []}, request.receive)
    answer = await list_answer(plain, params, catalogues, shown=results)
    assert isinstance(answer, Answer)  # noqa: S101 - JSON is never streamed
    with stored_values():
        found = SearchResultList.model_validate_json(answer.content)
    head = Head(
        title=f"{query} - Search",
        description=f"{found.total:,} records with: {query}",
        path="/search",
        types=("SearchResultsPage",),
    )
    return data_page(
        request,
        "search/search.html",
        head,
        Release(found.release, answer.release, answer.loaded_at),
        results=found,
        query=query,
        chosen=chosen,
        address=address,
        with_all=_with_all(found, sent.get("cursor", [None])[0]),
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


router.add_api_route("/search", show_search, route_class_override=ListPageRoute)
