"""The floor: an application that sends the recorded bytes and headers of one response, and does nothing else.

    RECORDED=folder uvicorn bench.rivals.bare:app

The folder is written by `record`. A request with `If-None-Match` is answered with 304.
"""

import json
import os
from pathlib import Path

Headers = list[tuple[bytes, bytes]]

HEAD = "{status}.json"
BODY = "body"


def record(folder: Path, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
    """Write a response that `app` shall send. The web server itself adds `date`, so that header is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    kept = [(name.lower(), value) for name, value in headers if name.lower() != "date"]
    (folder / HEAD.format(status=status)).write_text(json.dumps(kept), encoding="utf-8")
    if status == 200:
        (folder / BODY).write_bytes(body)


def _start(folder: Path, status: int) -> dict[str, object]:
    pairs = json.loads((folder / HEAD.format(status=status)).read_text(encoding="utf-8"))
    headers: Headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in pairs]
    return {"type": "http.response.start", "status": status, "headers": headers}


if "RECORDED" in os.environ:
    FOLDER = Path(os.environ["RECORDED"])
    FOUND, NOT_MODIFIED = _start(FOLDER, 200), _start(FOLDER, 304)
    PAGE = {"type": "http.response.body", "body": (FOLDER / BODY).read_bytes()}
    EMPTY = {"type": "http.response.body", "body": b""}


async def app(scope, _receive, send):
    """The ASGI application."""
    revalidates = any(name == b"if-none-match" for name, _ in scope["headers"])
    await send(NOT_MODIFIED if revalidates else FOUND)
    await send(EMPTY if revalidates else PAGE)
