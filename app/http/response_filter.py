"""The last gate of everything a route or the framework sends by itself: pages, files, streams, problems."""

import anyio
from anyio.lowlevel import checkpoint
from starlette.types import Message, Receive, Scope, Send

from app.http.cors import RawHeaders
from app.http.problems import ALLOWED_METHODS, METHOD_NOT_ALLOWED, problem_of_status, problem_response

END: Message = {"type": "http.response.body", "body": b"", "more_body": False}

_HEADERS_OF_A_BODY = {b"content-length", b"content-type"}


class Outward:
    """A `send` that adds the headers every answer has, drops the bodies of HEAD and gives errors their one shape.

    The framework's own errors are plain text: a problem document of the same status takes their place. Its 405 to
    OPTIONS means that the path exists: 204 takes its place.
    """

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: RawHeaders) -> None:
        self.started = False
        self._scope = scope
        self._receive = receive
        self._send = send
        self._headers = headers
        self._silent = False
        self._answered = anyio.Event()
        self._asked = False

    async def __call__(self, message: Message) -> None:
        """Send a message on, or what takes its place."""
        if self._silent:
            await checkpoint()  # where a stream that makes chunks without waiting can be stopped
            return
        if message["type"] == "http.response.start":
            await self._start(message)
        else:
            await self._send(message)

    async def receive(self) -> Message:
        """What the inside receives of a HEAD request: no body, then, once the head is sent, that the client is gone.

        So a stream ends there instead of making a body that is dropped.
        """
        if self._scope["method"] != "HEAD":
            return await self._receive()
        if not self._asked:
            self._asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._answered.wait()
        return {"type": "http.disconnect"}

    async def _start(self, message: Message) -> None:
        status: int = message["status"]
        headers: RawHeaders = list(message.get("headers", ()))
        if status == METHOD_NOT_ALLOWED.status and self._scope["method"] == "OPTIONS":
            headers = [(b"allow", ALLOWED_METHODS.encode("ascii"))]
            await self._finish({**message, "status": 204, "headers": [*headers, *self._headers]})
        elif status >= 400 and _is_plain(headers):
            await self._replace(status, headers)
        else:
            self.started = True
            message = {**message, "headers": [*headers, *self._headers]}
            if self._scope["method"] == "HEAD":
                await self._finish(message)
            else:
                await self._send(message)

    async def _finish(self, start: Message) -> None:
        """Send a head without a body, and nothing after it."""
        self.started = self._silent = True
        await self._send(start)
        await self._send(END)
        self._answered.set()

    async def _replace(self, status: int, headers: RawHeaders) -> None:
        kept = {name.decode(): value.decode("latin-1") for name, value in headers if name not in _HEADERS_OF_A_BODY}
        response = problem_response(problem_of_status(status, self._scope, kept), self._scope)
        await response(self._scope, self._receive, self)
        self._silent = True


def _is_plain(headers: RawHeaders) -> bool:
    """Whether an error comes from the framework: those made here and by pages have a type of their own."""
    media_type = dict(headers).get(b"content-type", b"text/plain")
    return media_type.startswith(b"text/plain")
