"""The explorer at `/explore`: the timeline of `examples/explorer`, built into `assets/explorer/`.

All addresses in it are relative, so it also works below a root path that a proxy adds. It asks the API beside it, and
is the one page that other sites may show in a frame.
"""

import re
from functools import cache

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.pages.asset_files import ASSETS, asset_address

router = APIRouter(include_in_schema=False)

_FOLDER = "explorer"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors *"
)
_HEADERS = {"Content-Security-Policy": _POLICY, "Cache-Control": "no-cache", "Referrer-Policy": "no-referrer"}


@router.get("/explore")
async def show_explorer() -> HTMLResponse:
    """The explorer. Its parameters are read in the browser: the filters of `/v1/events`, `event`, `story`, `embed`."""
    return HTMLResponse(_html(), headers=_HEADERS)


@cache
def _html() -> str:
    """The built page, with the addresses of its files as `/assets/` has them."""
    built = (ASSETS / _FOLDER / "index.html").read_text(encoding="utf-8")
    return re.sub(r'"\./([^"]+)"', lambda found: f'"{asset_address(f"{_FOLDER}/{found[1]}")}"', built)
