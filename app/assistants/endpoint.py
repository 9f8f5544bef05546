"""`/mcp`: the Model Context Protocol over HTTP (its transport "Streamable HTTP"), where the package `mcp` is installed.

Each POST is answered on its own, as JSON: there are no sessions, so any worker can answer any request.
"""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from importlib import import_module
from importlib.util import find_spec

from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATH = "/mcp"
LARGEST_BODY = 1_000_000
"""Bytes that the body of a request may have."""

Handle = Callable[[Scope, Receive, Send], Awaitable[None]]


def is_installed() -> bool:
    """Whether the optional package `mcp` is there."""
    return find_spec("mcp") is not None


class McpEndpoint:
    """The ASGI application at `/mcp`, whose tools read from the ASGI application `app`.

    `base` is the full address of the service. The package is imported by the first request: that takes a second and
    some memory, which a service that no assistant uses is spared.
    """

    def __init__(self, app: ASGIApp, base: str) -> None:
        self._app = app
        self._base = base
        self._handle: asyncio.Future[Handle] | None = None
        self._task: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; no cache may keep the answer."""

        async def send_uncached(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message["headers"], (b"cache-control", b"no-store")]}
            await send(message)

        if self._handle is None:
            self._handle = asyncio.get_running_loop().create_future()
            self._task = asyncio.create_task(self._run(self._handle))
        handle = await asyncio.shield(self._handle)
        await handle(scope, receive, send_uncached)

    async def close(self) -> None:
        """End what the first request began."""
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def _run(self, handle: "asyncio.Future[Handle]") -> None:
        """Import the package, hand its request handler on, and keep it running until cancelled."""
        try:
            server = await asyncio.to_thread(import_module, "app.assistants.server")
            async with server.over_http(self._app, self._base, LARGEST_BODY) as handler:
                handle.set_result(handler)
                await asyncio.Event().wait()
        except Exception as error:  # handed on to whoever waits
            if handle.done():
                raise
            handle.set_exception(error)
