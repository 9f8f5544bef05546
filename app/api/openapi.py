"""The description of the API: what stands at its top, and what FastAPI leaves out."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.requests import Request
from starlette.responses import JSONResponse

from app.representations.models import ProblemDocument, ProblemError

DESCRIPTION = """\
Who did what, when, and on what evidence: events, actors and documents of diplomatic history as data.

**Lists** take filters: repeated = all of them, comma = any of them. They are paged by the links in the answer.
**Dates** are EDTF (ISO 8601-2), with the bounds of what they can mean. **Errors** are problem documents (RFC 9457).
Answers carry an `ETag`; ask again with `If-None-Match`.
"""
TAGS = [
    {"name": "events", "description": "What happened, at a date, somewhere, with actors in roles."},
    {"name": "documents", "description": "Sources: memoranda, notes, treaties, minutes, articles."},
    {"name": "actors", "description": "Persons, states, ministries, alliances, parties, press."},
    {"name": "claims", "description": "What is asserted, and the passages for and against it."},
    {"name": "offices", "description": "Who held which office, and who belonged to what, on a day."},
    {"name": "vocabularies", "description": "Places and topics."},
    {"name": "network", "description": "Who had to do with whom in the events that match."},
    {"name": "citations", "description": "Citations to paste or to import."},
    {"name": "dataset", "description": "The release served, its collections and vocabularies."},
    {"name": "health", "description": "For the operator."},
]


def describe(app: FastAPI) -> None:
    """Give `app` its `/openapi.json`, with the problem document and the root path it is served under."""

    def schema() -> dict[str, Any]:  # an OpenAPI document is untyped
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> JSONResponse:
        root = request.scope.get("root_path", "") or "/"
        return JSONResponse({**schema(), "servers": [{"url": root}]}, headers={"Cache-Control": "no-cache"})


def _schema(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        tags=TAGS,
        license_info={"name": "MIT", "identifier": "MIT"},
        contact={"name": "The diplomatic-timeline authors"},
    )
    _, problems = models_json_schema(
        [(ProblemDocument, "serialization"), (ProblemError, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    document["components"]["schemas"] |= problems["$defs"]
    document["security"] = []
    return document
