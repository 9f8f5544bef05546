"""Run the application of a source tree inside this process, and send it requests without a network."""

from __future__ import annotations

import asyncio
import importlib
import os
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, Self

from bench.versions import PREFIX, Unusable

Message = dict[str, Any]
Send = Callable[[Message], Awaitable[None]]
HOST = [(b"host", b"127.0.0.1:8000")]


def make_app(tree: Path, database: Path) -> Any:
    """The ASGI application that a server of this tree would run, with that database and without a response cache.

    Changes the environment, the import path and the current folder of this process. Raises Unusable if another
    `app` is imported already.
    """
    for name in [name for name in os.environ if name.upper().startswith(PREFIX)]:
        del os.environ[name]
    os.environ |= {"TIMELINE_DATABASE_URL": f"sqlite:///{database.resolve()}", "TIMELINE_CACHE_BYTES": "0"}
    os.chdir(database.parent)  # where no `.env` is
    sys.path.insert(0, str(tree))
    main = importlib.import_module("app.main")
    if not Path(main.__file__ or "").is_relative_to(tree):
        raise Unusable(f"`app` comes from {main.__file__}, not from {tree}.")
    if hasattr(main, "app_factory"):
        return main.app_factory()
    return main.create_app(importlib.import_module("app.settings").read())


class Running:
    """An application between its startup and its end: `async with Running(app) as running`."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.state: dict[str, Any] = {}
        self._messages: asyncio.Queue[Message] = asyncio.Queue()
        self._answers: asyncio.Queue[Message] = asyncio.Queue()

    async def __aenter__(self) -> Self:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": self.state}
        self._life = asyncio.create_task(self.app(scope, self._messages.get, self._answers.put))
        await self._step("startup")
        return self

    async def __aexit__(self, *fault: object) -> None:
        await self._step("shutdown")
        await self._life

    async def _step(self, name: str) -> None:
        await self._messages.put({"type": f"lifespan.{name}"})
        answer = await self._answers.get()
        if answer["type"] != f"lifespan.{name}.complete":
            raise Unusable(f"The application answers {name} with {answer}.")

    def request(self, path: str) -> Message:
        """The scope of a GET request for a path with a query."""
        path, _, query = path.partition("?")
        return {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.3"},
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": HOST,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8000),
            "state": self.state,
            "extensions": {},
        }

    async def get(self, path: str) -> int:
        """The number of bytes of the body. Raises Unusable unless the status is 200."""
        size = 0

        async def send(message: Message) -> None:
            nonlocal size
            if message["type"] == "http.response.start" and message["status"] != 200:
                raise Unusable(f"The answer to {path} is {message['status']}.")
            size += len(message.get("body", b""))

        await self.app(self.request(path), receive, send)
        return size


async def receive() -> Message:
    """The end of a request without a body."""
    return {"type": "http.request", "body": b"", "more_body": False}
