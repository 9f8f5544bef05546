"""Descriptions of the API for programs: `/llms.txt` and the API catalog (RFC 9727)."""

import re
from collections import defaultdict
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.http.dependencies import base_url
from app.http.openapi import description_of
from app.pages.help import TOPICS
from app.pages.rendering import SITE

router = APIRouter(include_in_schema=False)

CATALOG = "/.well-known/api-catalog"
CATALOG_TYPE = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
_RELATIVE = re.compile(r"\]\((?!https?:)")
_HEADERS = {"Cache-Control": "public, max-age=3600"}


@router.get("/llms.txt")
async def show_llms_text(request: Request) -> Response:
    """A short description of the API for language models (llmstxt.org), made from the OpenAPI document."""
    return PlainTextResponse(llms_text(await description_of(request.app), base_url(request)), headers=_HEADERS)


@router.get(CATALOG)
async def show_catalog(request: Request) -> Response:
    """Links to the API, its description and its documentation, as a link set (RFC 9264)."""
    base = base_url(request)
    api = f"{base}/v1/dataset"
    described = {
        "anchor": api,
        "service-desc": [{"href": f"{base}/openapi.json", "type": "application/json"}],
        "service-doc": [
            {"href": f"{base}/{name}", "type": media_type}
            for name, media_type in (("docs", "text/html"), ("redoc", "text/html"), ("llms.txt", "text/plain"))
        ],
        "service-meta": [{"href": f"{base}/health/ready", "type": "application/json"}],
    }
    links = {"linkset": [{"anchor": f"{base}{CATALOG}", "item": [{"href": api}]}, described]}
    link = f'<{base}{CATALOG}>; rel="api-catalog"'
    return JSONResponse(links, headers={**_HEADERS, "Link": link}, media_type=CATALOG_TYPE)


def llms_text(description: dict[str, Any], base: str) -> str:  # an OpenAPI document is untyped
    """The text of `/llms.txt` from an OpenAPI document; `base` is the full address of the service.

    It consists of a title, a summary as a quotation, the rest of the description, and a list of links for each tag.
    """
    summary, _, rest = description["info"]["description"].strip().partition("\n\n")
    lines = [f"# {SITE}", "", f"> {' '.join(summary.split())}", "", _RELATIVE.sub(f"]({base}/", rest.strip()), ""]
    for tag, operations in _by_tag(description).items():
        lines += [f"## {tag.capitalize()}", ""]
        lines += [_link(base, path, operation) for path, operation in operations]
        lines.append("")
    lines += ["## Documentation", ""]
    lines += [f"- [{title}]({base}/help/{slug}): {text}" for slug, title, text in TOPICS]
    lines += [
        f"- [OpenAPI]({base}/openapi.json): every path, parameter and key, for programs",
        f"- [Problems]({base}/problems): what errors mean, and what helps",
        "",
    ]
    return "\n".join(lines)


def _by_tag(description: dict[str, Any]) -> dict[str, list[tuple[str, dict[str, Any]]]]:
    """Path and GET operation of each path by the operation's first tag, in the order of the description."""
    by_tag: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for path, operations in description["paths"].items():
        if "get" in operations:
            for tag in operations["get"].get("tags", ())[:1]:
                by_tag[tag].append((path, operations["get"]))
    return by_tag


def _link(base: str, path: str, operation: dict[str, Any]) -> str:
    parameters = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    text = " ".join(operation.get("description", "").split()).split(". ")[0].rstrip(".")
    takes = f" Parameters: {', '.join(parameters)}." if parameters else ""
    return f"- [{operation['summary']}]({base}{_example(path, operation)}): `{path}`. {text}.{takes}"


def _example(path: str, operation: dict[str, Any]) -> str:
    """The path with examples in place of its parameters, so that the link works."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(parameter.get("example", parameter["name"])))
    return path
