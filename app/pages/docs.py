"""The pages of the API's description, `/docs` (Swagger UI) and `/redoc` (ReDoc), and the files they load.

Nothing comes from another host, so the pages work without the internet. Every address is relative, so they also
work under a root path that a proxy puts before ours.
"""

from __future__ import annotations

import mimetypes
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from html import escape
from pathlib import Path
from string import Template

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.http.compression import choose, encode

ASSETS = Path(__file__).resolve().parent / "assets"

_POLICY = (
    "default-src 'none'; script-src 'self'; style-src {styles}; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# ReDoc adds two <style> elements: an empty one, which it then fills by script, rule for rule, and the styles of its
# scroll bar, a text that changes only with its version. The policy names the digests of those two texts, so any
# other text in a <style> element, and every style attribute, stays forbidden.
_REDOC_STYLES = (
    "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' 'sha256-QMIg+bpjm3JdElJ388KYke01izlUW0UoNOeKjpMxdgc='"
)

_PAGE = Template("""\
<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$title</title>
<link rel="icon" type="image/svg+xml" href="$icon">
$styles
$scripts
</head>
<body>
<noscript>$noscript</noscript>
<div id="$element"></div>
</body>
</html>
""")

router = APIRouter(include_in_schema=False)

_made: dict[tuple[str, str | None], bytes] = {}


@dataclass(frozen=True)
class _Description:
    """One page that shows the API's description."""

    title: str
    element: str
    styles: tuple[str, ...]
    scripts: tuple[str, ...]
    style_sources: str


_SWAGGER = _Description(
    title="Diplomatic timeline: try the API",
    element="swagger-ui",
    styles=("swagger-ui/swagger-ui.css", "docs.css"),
    scripts=("swagger-ui/swagger-ui-bundle.js", "docs.js"),
    style_sources="'self'",
)
_REDOC = _Description(
    title="Diplomatic timeline: API reference",
    element="redoc",
    styles=("docs.css",),
    scripts=("redoc/redoc.standalone.js", "redoc.js"),
    style_sources=f"'self' {_REDOC_STYLES}",
)


@router.get("/docs")
async def show_docs() -> HTMLResponse:
    """The description with every request ready to try."""
    return _answer(_SWAGGER)


@router.get("/redoc")
async def show_redoc() -> HTMLResponse:
    """The description to read."""
    return _answer(_REDOC)


@router.get("/assets/{digest}/{name:path}")
async def send_asset(digest: str, name: str, request: Request) -> Response:
    """A file that a page loads. Its address changes with its bytes, so it may be kept for good."""
    if _digests().get(name) != digest:
        raise HTTPException(404)
    coding = choose(request.headers.get("accept-encoding")).coding
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if coding:
        headers["Content-Encoding"] = coding
    return Response(
        await _coded(name, coding), headers=headers, media_type=mimetypes.guess_type(name)[0] or "text/plain"
    )


def asset_address(name: str) -> str:
    """The address of the file `name` below assets/, relative to a page at the top (`/docs`).

    Raises KeyError if there is no such file.
    """
    return f"assets/{_digests()[name]}/{name}"


@cache
def _digests() -> dict[str, str]:
    files = (path for path in ASSETS.rglob("*") if path.is_file())
    return {path.relative_to(ASSETS).as_posix(): sha256(path.read_bytes()).hexdigest()[:16] for path in files}


async def _coded(name: str, coding: str | None) -> bytes:
    """A file's bytes in a content coding; each is made once, since the largest take a while."""
    if (name, coding) not in _made:
        content = (ASSETS / name).read_bytes()
        _made[name, coding] = await encode(content, coding) if coding else content
    return _made[name, coding]


def _answer(page: _Description) -> HTMLResponse:
    headers = {
        "Content-Security-Policy": _POLICY.format(styles=page.style_sources),
        "Cache-Control": "no-cache",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(_rendered(page), headers=headers)


@cache
def _rendered(page: _Description) -> str:
    return _PAGE.substitute(
        title=escape(page.title),
        icon=asset_address("icon.svg"),
        styles="\n".join(f'<link rel="stylesheet" href="{asset_address(name)}">' for name in page.styles),
        scripts="\n".join(f'<script defer src="{asset_address(name)}"></script>' for name in page.scripts),
        noscript=(
            'This page needs JavaScript. The description, for programs, is at <a href="openapi.json">openapi.json</a>.'
        ),
        element=page.element,
    )
