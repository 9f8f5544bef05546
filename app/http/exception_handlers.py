"""Turns every error that a route raises into a problem document."""

import logging
import secrets

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.database.engine import DatabaseUnavailable, NoRelease, QueryTimeout, UnreadableDatabase
from app.database.readers import MAX_OPEN_FILES, TooManyFiles
from app.http.problems import BUSY, INTERNAL, INVALID_PARAMETER, Problem, problem_of_status, problem_response
from app.http.validation_errors import parameter_errors
from app.search.folders import NoIndex

log = logging.getLogger(__name__)

_UNAVAILABLE: dict[type[Exception], str] = {
    NoRelease: "No data is loaded yet.",
    QueryTimeout: "The query took too long and was stopped; a narrower one may succeed.",
    UnreadableDatabase: "The database cannot be read at the moment.",
    TooManyFiles: f"{MAX_OPEN_FILES} files are being written already; try again in a moment.",
    NoIndex: "The search index of this release is not built yet; all but searching works.",
}


def install(app: FastAPI) -> None:
    """Have `app` answer with problem documents: its own, the framework's, and those of unforeseen errors.

    A problem document for an unforeseen error is sent by the `Delivery` around `app`; without one the error goes on
    to the server as a `Problem` whose cause it is.
    """
    for kind in (Problem, RequestValidationError, HTTPException, DatabaseUnavailable, NoIndex):
        app.add_exception_handler(kind, answer_with_problem)
    app.add_exception_handler(Exception, hide)


async def answer_with_problem(request: Request, error: Exception) -> Response:
    """The problem document of an error that says what is wrong with the request."""
    match error:
        case Problem():
            problem = error
        case RequestValidationError():
            problem = Problem(INVALID_PARAMETER, errors=parameter_errors(error, request.scope.get("route")))
        case HTTPException():
            problem = problem_of_status(error.status_code, request.scope, error.headers)
        case DatabaseUnavailable() | NoIndex():
            if isinstance(error, UnreadableDatabase):
                log.error("The database cannot be read: %s", error)
            problem = Problem(BUSY, _UNAVAILABLE.get(type(error), ""))
        case _:
            raise error
    return problem_response(problem, request.scope)


async def hide(request: Request, error: Exception) -> Response:
    """Log an unforeseen error under a new request id, and raise the problem that tells nothing but this id.

    Raised rather than answered: Starlette would answer, then raise the error once more, for the server to log it
    again without its id.
    """
    request_id = secrets.token_hex(8)
    log.error("Request %s failed: %s %s", request_id, request.method, request.scope["path"], exc_info=error)
    raise Problem(
        INTERNAL, f"The service failed. The request id is {request_id}.", headers={"X-Request-Id": request_id}
    ) from error
