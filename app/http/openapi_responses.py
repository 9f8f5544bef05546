"""Responses and path parameters in the OpenAPI description that many routes share."""

from typing import Annotated, Any

from fastapi import Path
from pydantic import BaseModel

from app.formats.context import ListType
from app.http.format_choice import described
from app.resources.models import ProblemDocument
from app.resources.shared import ListResponse

Responses = dict[int | str, dict[str, Any]]  # as FastAPI declares them

PROBLEM = {"application/problem+json": {"schema": {"$ref": f"#/components/schemas/{ProblemDocument.__name__}"}}}
HEADERS = {
    "ETag": {"description": "Strong tag of these bytes, for If-None-Match.", "schema": {"type": "string"}},
    "Last-Modified": {"description": "When the release was loaded.", "schema": {"type": "string"}},
}
LIST_HEADERS = {
    "Link": {"description": "The links `self`, `next`, `prev` (RFC 8288).", "schema": {"type": "string"}},
    "X-Total-Count": {"description": "Number of all matches.", "schema": {"type": "integer"}},
}
FILE_HEADERS = {
    "Content-Disposition": {"description": "Files: a name for the file.", "schema": {"type": "string"}},
    "X-Omitted-Count": {
        "description": "Files: number of records left out since the format cannot hold them.",
        "schema": {"type": "integer"},
    },
}
MOVED = {
    "description": "The id is an alias: `Location` has the address with the current one.",
    "headers": {"Location": {"description": "Path, without a host.", "schema": {"type": "string"}}},
}


def problem(description: str) -> dict[str, Any]:
    """A problem document among the responses of a route in the OpenAPI description."""
    return {"description": description, "content": PROBLEM}


def answers(
    model: type[BaseModel], *, of_record: bool = False, listed: bool = True, files_of: ListType | None = None
) -> Responses:
    """The responses of a route: its body, 304, and its problems.

    `of_record`: the path has the id of a record. `listed`: the response is a list, unless it is that record itself.
    `files_of`: the list, or one record of it, is also available in other formats.
    """
    headers = HEADERS if of_record or not listed else HEADERS | LIST_HEADERS
    responses: Responses = {
        200: {"description": "Found.", "model": model, "headers": headers},
        304: {"description": "Not modified: the client's copy is current."},
        406: problem("Accept names no format of this answer."),
        422: problem("A parameter is unknown, malformed or contradicts another."),
        503: problem("Nothing is loaded yet, or the query took too long."),
    }
    if files_of is not None:
        responses[200]["content"] = described(files_of, alone=not issubclass(model, ListResponse))
        responses[200]["headers"] = headers | FILE_HEADERS
    if of_record:
        responses[308] = MOVED
        responses[404] = problem("There is no such record.")
        responses[410] = problem("The record was removed.")
    return responses


def _path(description: str, example: str) -> Any:
    return Path(description=description, examples=[example])


EventPath = Annotated[str, _path("Id of an event, or an alias of it.", "berlin-conference-1954")]
ActorPath = Annotated[str, _path("Id of an actor, or an alias of it.", "molotov")]
DocumentPath = Annotated[str, _path("Id of a document, or an alias.", "doc-molotov-memorandum-1954-03-26")]
ParagraphPath = Annotated[str, _path("Number of the paragraph, from 1.", "6")]
ClaimPath = Annotated[str, _path("Id of a claim, or an alias of it.", "essay-thesis-6")]
PlacePath = Annotated[str, _path("Id of a place, or an alias of it.", "berlin")]
TopicPath = Annotated[str, _path("Id of a topic, or an alias of it.", "edc")]
