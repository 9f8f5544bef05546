"""Problems as pages: the same status and text as the problem document, and ways on.

On the page of a list the form is shown again, with each message at its field. A record that does not exist leads to
those with a similar id.
"""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Scope

from app.catalogue.catalogue import Catalogue
from app.catalogue.words.folders import NoIndex
from app.database.engine import DatabaseUnavailable
from app.http.dependencies import base_url, get_catalogues
from app.http.problems import UNKNOWN_RECORD, Problem, problem_document, problem_headers
from app.http.urls import own_path, segments
from app.pages.filters import FilterForm, mistaken_form
from app.pages.lists import LIST_PAGES
from app.pages.query_params import typed
from app.pages.rendering import Head, page_body, page_headers
from app.resources.titles import titles
from app.timeline.record_types import WITH_IDS

MOST_NEAR = 5
_OUR_FAULT = 500
_NOT_OF_WORDS = re.compile(r"[\W_]+")
_LONGEST_WORDS = 200
_WITH_PAGES = {type_.plural: type_ for type_ in WITH_IDS}


@dataclass(frozen=True, slots=True)
class WayOn:
    """A page that may have been meant."""

    path: str
    title: str


@dataclass(frozen=True, slots=True)
class _Ways:
    """Where a page with a problem leads. `form` is that of the list that was called."""

    near: tuple[WayOn, ...] = ()
    form: FilterForm | None = None


async def problem_page(request: Request, problem: Problem) -> Response:
    """The page of a problem that a route raised."""
    if problem.problem_type.status >= _OUR_FAULT:
        return _response(request.scope, base_url(request), problem, _Ways())
    try:
        ways = await get_catalogues(request).read(lambda catalogue: _ways(request, problem, catalogue), long=True)
    except (DatabaseUnavailable, NoIndex):
        ways = _Ways(form=_form(request, problem, None))
    return _response(request.scope, base_url(request), problem, ways)


def bare_problem_page(problem: Problem, scope: Scope, *, base: str) -> Response:
    """The page of a problem of a request that no route was called for. `base` is the address of the service."""
    return _response(scope, base, problem, _Ways())


def _response(scope: Scope, base: str, problem: Problem, ways: _Ways) -> Response:
    document = problem_document(problem, scope)
    head = Head(document["title"], document["detail"], f"/problems/{problem.problem_type.slug}")
    listing, _ = LIST_PAGES.get(f"/{segments(scope)[0]}", (None, None))
    body = page_body(
        scope,
        base,
        "problem_page.html",
        head,
        problem=document,
        slug=problem.problem_type.slug,
        sentences=[error.sentence() for error in problem.errors],
        near=ways.near,
        form=ways.form,
        listing=listing,
        words=_words(segments(scope)[-1]),
    )
    headers = {**page_headers(), **problem_headers(problem), "Vary": "Accept"}
    return Response(body, problem.problem_type.status, headers, "text/html")


def _words(segment: str) -> str:
    """What the path seems to be about, as words to search for."""
    return _NOT_OF_WORDS.sub(" ", segment)[:_LONGEST_WORDS].strip()


def _ways(request: Request, problem: Problem, catalogue: Catalogue) -> _Ways:
    return _Ways(
        (*_meant(request, problem), *_near_records(request, problem, catalogue)), _form(request, problem, catalogue)
    )


def _form(request: Request, problem: Problem, catalogue: Catalogue | None) -> FilterForm | None:
    path = own_path(request.scope)
    if path not in LIST_PAGES:
        return None
    _, parameters = LIST_PAGES[path]
    try:
        return mistaken_form(path, parameters, typed(request), problem.errors, catalogue)
    except NoIndex:
        return mistaken_form(path, parameters, typed(request), problem.errors, None)


def _meant(request: Request, problem: Problem) -> list[WayOn]:
    """The same list with what was meant in place of what was sent, where that is known of every mistake."""
    if own_path(request.scope) not in LIST_PAGES:
        return []
    sent = typed(request)
    guesses = {
        (error.parameter, error.value): error.did_you_mean
        for error in problem.errors
        if error.did_you_mean is not None and error.value is not None and error.parameter in sent
    }
    if not guesses or len(guesses) != len(problem.errors):
        return []
    pairs = [
        (name, ",".join(guesses.get((name, part), part) for part in value.strip().split(",")))
        for name, values in sent.items()
        for value in values
        if value.strip()
    ]
    return [WayOn(f"{own_path(request.scope)}?{urlencode(pairs)}", ", ".join(guesses.values()))]


def _near_records(request: Request, problem: Problem, catalogue: Catalogue) -> list[WayOn]:
    """The pages of records whose ids are like the one in the path, that of another type first."""
    names = segments(request.scope)
    type_ = _WITH_PAGES.get(names[0])
    if problem.problem_type is not UNKNOWN_RECORD or type_ is None or len(names) < 2:
        return []
    name = names[1]
    other = catalogue.type_of(name) or catalogue.type_of(name.lower())
    ids = [(type_, each) for each in catalogue.near_ids(type_, name, MOST_NEAR)]
    found = [(other, name.lower() if catalogue.type_of(name) is None else name), *ids] if other else ids
    titled = titles(catalogue.reader, (each for _, each in found))
    return [
        WayOn(f"/{each.plural}/{id_}", titled[id_].title if id_ in titled and titled[id_].type is each else id_)
        for each, id_ in found
    ]
