"""The `send` of `CachedApp`: what every response has in common, also pages, files, streams and problems."""

from collections.abc import Iterable

from anyio.lowlevel import checkpoint
from starlette.types import Message, Receive, Scope, Send

from app.http.cors import RawHeaders
from app.http.problems import METHOD_NOT_ALLOWED, problem_of_status, problem_response
from app.http.ready import Header
from app.http.request_checks import allowed_methods
from app.http.served_request import ServedRequest
from app.http.urls import request_path

END: Message = {"type": "http.response.body", "body": b"", "more_body": False}

_PROBLEM_HEADERS = {b"content-length", b"content-type", b"cache-control"}
"""Headers that a problem document brings itself."""


class ResponseFilter:
    """A `send` that adds the headers of all responses, drops the bodies of HEAD and holds an `Answer` back.

    The framework's own errors are plain text: they become problem documents of the same status. Its 405 to OPTIONS
    means that the path exists, and becomes 204.

    `answer_start` is the first message of an `Answer`, `answer_body` its body: `CachedApp` sends them.
    """

    def __init__(
        self, scope: Scope, receive: Receive, send: Send, served: ServedRequest, headers: Iterable[Header]
    ) -> None:
        self.answer_start: Message | None = None
        self.answer_body = b""
        self._scope = scope
        self._receive = receive
        self._send = send
        self._served = served
        self._headers = headers

    async def __call__(self, message: Message) -> None:
        """Send a message, or what takes its place."""
        if self._served.finished:
            await checkpoint()  # where a stream that makes chunks without waiting can be stopped
        elif message["type"] == "http.response.start":
            await self._start(message)
        elif self.answer_start is not None:
            self.answer_body += message.get("body", b"")
        else:
            self._served.finished = not message.get("more_body", False)
            await self._send(message)

    async def _start(self, message: Message) -> None:
        status: int = message["status"]
        if status == 200 and self._served.answer is not None:
            self.answer_start = message
            return
        headers: RawHeaders = list(message.get("headers", ()))
        if status == METHOD_NOT_ALLOWED.status and self._scope["method"] == "OPTIONS":
            status, headers = 204, [(b"allow", allowed_methods(request_path(self._scope).own).encode("ascii"))]
        elif status >= 400 and _is_plain_text(headers):
            kept = {name.decode(): value.decode("latin-1") for name, value in headers if name not in _PROBLEM_HEADERS}
            response = problem_response(problem_of_status(status, self._scope, kept), self._scope)
            await response(self._scope, self._receive, self)
            return
        await self._send({**message, "status": status, "headers": [*headers, *self._headers]})
        if status == 204 or self._scope["method"] == "HEAD":
            self._served.finished = True
            await self._send(END)


def _is_plain_text(headers: RawHeaders) -> bool:
    """Whether an error comes from the framework: problem documents and pages have a type of their own."""
    media_type = dict(headers).get(b"content-type", b"text/plain")
    return media_type.startswith(b"text/plain")
