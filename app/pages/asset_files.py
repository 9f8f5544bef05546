"""The files that pages load, below `assets/`, each at an address with a digest of its content."""

import mimetypes
from functools import cache
from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from app.http.compression import choose, encode

router = APIRouter(include_in_schema=False)

ASSETS = Path(__file__).resolve().parent / "assets"
_encoded: dict[tuple[str, str | None], bytes] = {}


@router.get("/assets/{digest}/{name:path}")
async def send_asset(digest: str, name: str, request: Request) -> Response:
    """A file that a page loads. Its address changes with its content, so clients may keep it for good."""
    if _digests().get(name) != digest:
        raise HTTPException(404)
    coding = choose(request.headers.get("accept-encoding")).coding
    headers = {"Cache-Control": "public, max-age=31536000, immutable", "Vary": "Accept-Encoding"}
    if coding:
        headers["Content-Encoding"] = coding
    media_type = mimetypes.guess_type(name)[0] or "text/plain"
    return Response(await _content(name, coding), headers=headers, media_type=media_type)


@router.get("/favicon.ico")
async def send_icon() -> Response:
    """The icon that browsers request for answers that are not pages, such as JSON."""
    headers = {"Cache-Control": "public, max-age=86400"}
    return Response(await _content("favicon.ico", None), headers=headers, media_type="image/x-icon")


def asset_address(name: str) -> str:
    """The address of the file `name` below `assets/`, relative to the root path.

    Raises:
        KeyError: there is no such file.
    """
    return f"assets/{_digests()[name]}/{name}"


@cache
def _digests() -> dict[str, str]:
    files = (path for path in ASSETS.rglob("*") if path.is_file())
    return {path.relative_to(ASSETS).as_posix(): sha256(path.read_bytes()).hexdigest()[:16] for path in files}


async def _content(name: str, coding: str | None) -> bytes:
    """The content of a file in a content coding. Each is encoded once, because the largest files take a while."""
    if (name, coding) not in _encoded:
        content = (ASSETS / name).read_bytes()
        _encoded[name, coding] = await encode(content, coding) if coding else content
    return _encoded[name, coding]
