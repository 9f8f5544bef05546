"""What programs look for: `/llms.txt`, the catalogue of APIs (RFC 9727)."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.pages.dependencies import given
from app.pages.help import TOPICS
from app.pages.rendering import SITE

router = APIRouter(include_in_schema=False)

CATALOG = "/.well-known/api-catalog"
CATALOG_TYPE = 'application/linkset+json; profile="https://www.rfc-editor.org/info/rfc9727"'
_HEADERS = {"Cache-Control": "public, max-age=3600"}


@router.get("/llms.txt")
async def show_llms_text(request: Request) -> Response:
    """The API in short for language models, made of its description (llmstxt.org)."""
    return PlainTextResponse(llms_text(request.app.openapi(), given(request).base_url), headers=_HEADERS)


@router.get(CATALOG)
async def show_catalog(request: Request) -> Response:
    """Where the API, its description and its documentation are, as a link set (RFC 9264)."""
    base = given(request).base_url
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

    A title, a summary as a quotation, what the description says, then lists of links, one for each tag.
    """
    summary, _, rest = description["info"]["description"].strip().partition("\n\n")
    lines = [f"# {SITE}", "", f"> {' '.join(summary.split())}", "", rest.strip(), ""]
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
    """The operations of each tag, in the order of the description."""
    found: dict[str, list[tuple[str, dict[str, Any]]]] = defaultdict(list)
    for path, operation in _operations(description):
        for tag in operation.get("tags", ())[:1]:
            found[tag].append((path, operation))
    return found


def _operations(description: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, operations in description["paths"].items():
        if "get" in operations:
            yield path, operations["get"]


def _link(base: str, path: str, operation: dict[str, Any]) -> str:
    parameters = [each["name"] for each in operation.get("parameters", ()) if each["in"] == "query"]
    text = " ".join(operation.get("description", "").split()).split(". ")[0].rstrip(".")
    asked = f" Parameters: {', '.join(parameters)}." if parameters else ""
    return f"- [{operation['summary']}]({base}{_example(path, operation)}): `{path}`. {text}.{asked}"


def _example(path: str, operation: dict[str, Any]) -> str:
    """The path with the examples of its parameters, so that the link leads to an answer."""
    for parameter in operation.get("parameters", ()):
        if parameter["in"] == "path":
            examples = parameter.get("examples") or parameter["schema"].get("examples") or [parameter["name"]]
            path = path.replace(f"{{{parameter['name']}}}", str(examples[0]))
    return path
