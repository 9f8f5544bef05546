"""The OpenAPI description of the API: its introduction, and what FastAPI leaves out."""

from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs
from zlib import crc32

import orjson
from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema
from starlette.requests import Request

from app.http.answers import Answer
from app.http.openapi_parameters import finish_parameters
from app.http.openapi_schemas import finish_schemas
from app.http.urls import root_of
from app.resources.models import ProblemDocument, ProblemError

JSON = "application/json"
EXAMPLES = Path(__file__).with_name("examples.json")

DESCRIPTION = """\
Who did what, when, and on what evidence: events, actors and documents of diplomatic history as data.

**Lists** take filters: repeat a parameter for AND, separate values with commas for OR. Follow `links` for more pages.
**Dates** are EDTF (ISO 8601-2), with the bounds of what they can mean. **Errors** are problem documents (RFC 9457).
Responses have an `ETag`; send it back in `If-None-Match`.
"""


def describe(app: FastAPI) -> None:
    """Add `/openapi.json` to `app`, with the schema of problem documents and the root path it is served under."""

    def schema() -> dict[str, Any]:  # an OpenAPI document is untyped
        if app.openapi_schema is None:
            app.openapi_schema = _schema(app)
        return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]

    @lru_cache(8)
    def encoded(root: str) -> bytes:
        return orjson.dumps({**schema(), "servers": [{"url": root}]})

    started = datetime.now(UTC)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> Answer:
        body = encoded(root_of(request.scope) or "/")
        return Answer(body, JSON, release=f"openapi-{crc32(body):08x}", loaded_at=started, keep=False)


def _schema(app: FastAPI) -> dict[str, Any]:
    document = get_openapi(
        title=app.title,
        version=app.version,
        description=DESCRIPTION,
        routes=app.routes,
        tags=app.openapi_tags,
        license_info={"name": "MIT", "identifier": "MIT"},
        contact={"name": "The diplomatic-timeline authors"},
    )
    _, problems = models_json_schema(
        [(ProblemDocument, "serialization"), (ProblemError, "serialization")],
        ref_template="#/components/schemas/{model}",
    )
    document["components"]["schemas"] |= problems["$defs"]
    document["security"] = []
    finish_parameters(document)
    finish_schemas(document)
    _add_examples(document)
    return document


def _add_examples(document: dict[str, Any]) -> None:
    """Add real answers as examples. `examples.json` is made by the service itself; a test compares them."""
    answers: dict[str, object] = orjson.loads(EXAMPLES.read_bytes())
    for methods in document["paths"].values():
        for operation in methods.values():
            content = operation["responses"]["200"].get("content", {}).get(JSON)
            if content is not None and operation["operationId"] in answers:
                content["example"] = answers[operation["operationId"]]
                _add_example_of_cursor(operation)


def _add_example_of_cursor(operation: dict[str, Any]) -> None:
    """The cursor of the answer that is shown, where there are more pages."""
    links = operation["responses"]["200"]["content"][JSON]["example"].get("links", {})
    query = parse_qs((links.get("next") or "").partition("?")[2])
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "cursor" and "cursor" in query:
            parameter["example"] = query["cursor"][0]
