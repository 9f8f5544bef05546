"""Turns every error that a route raises into a problem: a document for programs, a page for people."""

import logging
from collections.abc import Awaitable, Callable

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from app.catalogue.pool import Catalogues
from app.catalogue.words.folders import DamagedIndex, NoIndex
from app.database.engine import DatabaseUnavailable, NoRelease, NoRoom, QueryTimeout, UnreadableDatabase
from app.database.readers import MAX_OPEN_FILES, TooManyFiles, TooManyRequests
from app.http.ids import Moved
from app.http.problem_format import takes_page
from app.http.problems import (
    BAD_REQUEST,
    BUSY,
    INTERNAL,
    INVALID_PARAMETER,
    Problem,
    problem_of_status,
    problem_response,
)
from app.http.request_ids import request_id
from app.http.urls import root_of, segments
from app.http.validation_errors import parameter_errors
from app.logs import FIELDS

log = logging.getLogger(__name__)

_UNAVAILABLE: dict[type[Exception], str] = {
    NoRelease: "No data is loaded yet.",
    QueryTimeout: "The query took too long and was stopped; a narrower one may succeed.",
    UnreadableDatabase: "The database cannot be read at the moment.",
    NoRoom: "There is no room on the disk of the service for this at the moment.",
    TooManyRequests: "More requests wait already than can be answered in time; try again in a moment.",
    TooManyFiles: f"{MAX_OPEN_FILES} files are being written already; try again in a moment.",
    DamagedIndex: "The search index is damaged; `timeline migrate` builds it anew. Lists without `q` and `facet` work.",
    NoIndex: "The search index of this release is not built yet. Lists without `q` and `facet` work.",
}


ProblemPage = Callable[[Request, Problem], Awaitable[Response]]
"""Makes the page that shows a problem to people."""


def install(app: FastAPI, problem_page: ProblemPage | None = None) -> None:
    """Have `app` answer every error with a problem, or a redirect to the current id of a record.

    A problem is a document for programs; where people read, the page that `problem_page` makes, if there is one.
    """

    async def answer(request: Request, problem: Problem) -> Response:
        if problem_page is not None and takes_page(request.scope):
            return await problem_page(request, problem)
        return problem_response(problem, request.scope)

    async def problem_handler(request: Request, error: Exception) -> Response:
        return await answer(request, problem_of(request, error))

    async def internal_error_handler(request: Request, error: Exception) -> Response:
        damage = await _damage(request)
        if damage is None:
            return await answer(request, internal_problem(request, error))
        log.error("The database cannot be read: %s (%r)", damage, error)
        return await answer(request, Problem(BUSY, _UNAVAILABLE[UnreadableDatabase]))

    for kind in (Problem, RequestValidationError, HTTPException, ClientDisconnect, DatabaseUnavailable, NoIndex):
        app.add_exception_handler(kind, problem_handler)
    app.add_exception_handler(Moved, redirect_handler)
    app.add_exception_handler(Exception, internal_error_handler)


def problem_of(request: Request, error: Exception) -> Problem:
    """The problem of an error that has a meaning for clients.

    Raises:
        Exception: the error, if it has none.
    """
    match error:
        case Problem():
            return error
        case RequestValidationError():
            return Problem(INVALID_PARAMETER, errors=parameter_errors(error, request.scope.get("route")))
        case HTTPException():
            return problem_of_status(error.status_code, request.scope, error.headers)
        case ClientDisconnect():  # nobody is there to read it, but it is counted and logged
            return Problem(BAD_REQUEST, "The client left before all of its request was there.")
        case DatabaseUnavailable() | NoIndex():
            if isinstance(error, (UnreadableDatabase, NoRoom)):
                log.error("The database cannot be read: %s", error)
            return Problem(BUSY, _UNAVAILABLE.get(type(error), ""))
        case _:
            raise error


async def _damage(request: Request) -> str | None:
    """What is wrong with the database, where an error may come from a value that is not of its column's type."""
    catalogues: Catalogues | None = getattr(request.app.state, "catalogues", None)
    if catalogues is None:
        return None
    try:
        return await catalogues.damage()
    except UnreadableDatabase as error:
        return str(error)
    except DatabaseUnavailable:
        return None


async def redirect_handler(request: Request, error: Exception) -> Response:
    """308 from an alias to the current id: the record's segment of the path is replaced."""
    assert isinstance(error, Moved)  # noqa: S101 - registered for it alone
    names = segments(request.scope)
    names[2 if names[0] == "v1" else 1] = error.record
    query = request.scope["query_string"].decode("ascii")
    location = f"{root_of(request.scope)}/{'/'.join(names)}"
    return Response(None, 308, {"Location": f"{location}?{query}" if query else location})


def internal_problem(request: Request, error: Exception) -> Problem:
    """Log an unforeseen error under the id of its request. The problem has this id and nothing else of it.

    Starlette raises the error again after sending the document; `CachedApp` catches it then, so it is logged once.
    """
    id_ = request_id(request.scope)
    fields = {"request_id": id_}
    text = "Request %s failed: %s %s"
    log.error(text, id_, request.method, request.scope["path"], exc_info=error, extra={FIELDS: fields})
    detail = f"The service failed. The request id is {id_}."
    return Problem(INTERNAL, detail, headers={"X-Request-Id": id_})
