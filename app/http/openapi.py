"""The OpenAPI description of the API: its introduction, and what FastAPI leaves out."""

import asyncio
import threading
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
from app.http.openapi_responses import PROBLEM
from app.http.openapi_schemas import finish_schemas
from app.http.urls import root_of
from app.resources.models import ProblemDocument, ProblemError

JSON = "application/json"
EXAMPLES = Path(__file__).with_name("examples.json")

DESCRIPTION = """\
Who did what, when, and on what evidence: events, actors and documents of diplomatic history as data.

**Start here**

- The main request, events of a time with an actor in them, counted by day:
  [`/v1/events?date=1954-02&actor=molotov&facet=day`](v1/events?date=1954-02&actor=molotov&facet=day)
- Filters: repeat a parameter for AND, separate values with commas for OR: `actor=molotov&actor=dulles,eden`.
- Dates are EDTF (ISO 8601-2): [how they are written and matched](help/dates). Answers add the days they can mean.
- Paging: follow `links.next` until it is null. `total` is exact.
- Errors are problem documents (RFC 9457): `errors` names each parameter, its value and what was expected.
- A typed client: `npx openapi-typescript openapi.json -o schema.d.ts`, then these three lines. They compile in strict
  mode; the second type names the media types to read, since lists also come as files.

```ts
import createClient from "openapi-fetch";
import type { paths } from "./schema";
const api = createClient<paths, "application/json" | "application/problem+json">({ baseUrl });
```

- With orval, set `override.contentType.include` to `["application/json"]`, for the same reason.
- `fields` leaves keys out, which no generated type can know: with a typed client, read whole items.
- Responses have an `ETag`: send it back in `If-None-Match`, and get 304 if nothing has changed.
- All data in one file: [`/v1/dataset/download`](v1/dataset/download). For assistants: [tools](help/assistants).
"""

REQUESTS = {
    "list_events": "date=1954-02&actor=molotov&facet=day",
    "list_documents": "actor=molotov:author&date=1954&include=paragraphs",
    "list_actors": "kind=person&date=1954&q=minister",
    "list_actor_events": "date=1954&facet=kind,month",
    "list_actor_documents": "role=author",
    "list_claims": "status=contradicted&kind=essay-thesis",
    "list_tenures": "of=ussr&on=1954-03-26",
    "list_memberships": "group=nato&on=1954-04-01",
    "get_network": "date=1954-03/1954-05&limit=20",
    "search": "q=conditional+nato&type=document,paragraph",
    "suggest": "q=molot",
    "reconcile": "queries=%7B%22q0%22%3A%7B%22query%22%3A%22Molotov%2C+V.+M.%22%7D%7D",
    "get_exchange": "scope=whole",
}
"""Requests to begin with, by operation; the others are shown with what they require."""


REFUSALS = {
    "408": "The request did not arrive in time.",
    "414": "Path and query are longer than 8,000 bytes.",
    "431": "Request line and headers are larger than 32 KB, or there are more than 100 headers.",
    "503": "Too many connections are open.",
}
RATE_LIMIT = {"429": "The client sent more requests than the operator allows."}
"""Problems of all operations, by status, in words."""


def describe(app: FastAPI, *, rate_limited: bool = False) -> None:
    """Add `/openapi.json` to `app`, with the schema of problem documents and the root path it is served under.

    `rate_limited`: any request may be answered with 429.
    """

    lock = threading.Lock()

    def schema() -> dict[str, Any]:  # an OpenAPI document is untyped
        with lock:
            if app.openapi_schema is None:
                app.openapi_schema = _schema(app, rate_limited=rate_limited)
            return app.openapi_schema

    app.openapi = schema  # type: ignore[method-assign]

    @lru_cache(8)
    def encoded(root: str) -> bytes:
        return orjson.dumps({**schema(), "servers": [{"url": root}]})

    started = datetime.now(UTC)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi(request: Request) -> Answer:
        await description_of(app)
        body = encoded(root_of(request.scope) or "/")
        return Answer(body, JSON, release=f"openapi-{crc32(body):08x}", loaded_at=started, keep=False)


async def description_of(app: FastAPI) -> dict[str, Any]:
    """The description of `app` (OpenAPI). A thread makes it for the first who asks: that takes a second."""
    known = app.openapi_schema
    return await asyncio.to_thread(app.openapi) if known is None else known


def _schema(app: FastAPI, *, rate_limited: bool) -> dict[str, Any]:
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
    _add_requests(document)
    _add_refusals(document, rate_limited=rate_limited)
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


def _add_requests(document: dict[str, Any]) -> None:
    """Add to each description a GET that can be sent as it is. Addresses are relative, as those of `servers`."""
    for path, methods in document["paths"].items():
        for operation in (each for method, each in methods.items() if method == "get"):
            address = path
            for parameter in operation.get("parameters", ()):
                if parameter["in"] == "path":
                    address = address.replace(f"{{{parameter['name']}}}", parameter["example"])
            query = REQUESTS.get(operation["operationId"])
            request = f"{address}?{query}" if query else address
            operation["description"] += f"\n\nExample: [`{request}`]({request.removeprefix('/')})"


def _add_refusals(document: dict[str, Any], *, rate_limited: bool) -> None:
    """Add to each operation the problems that a request has before it reaches a route."""
    refusals = REFUSALS | RATE_LIMIT if rate_limited else REFUSALS
    for methods in document["paths"].values():
        for operation in methods.values():
            known = operation["responses"]
            added = {status: {"description": text, "content": PROBLEM} for status, text in refusals.items()}
            operation["responses"] = dict(sorted((added | known).items()))


def _add_example_of_cursor(operation: dict[str, Any]) -> None:
    """The cursor of the answer that is shown, where there are more pages."""
    links = operation["responses"]["200"]["content"][JSON]["example"].get("links", {})
    query = parse_qs((links.get("next") or "").partition("?")[2])
    for parameter in operation.get("parameters", ()):
        if parameter["name"] == "cursor" and "cursor" in query:
            parameter["example"] = query["cursor"][0]
