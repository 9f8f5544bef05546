"""The responses that routes return: a finished body or a stream, with the release it was made from.

ETag, Last-Modified, Cache-Control, Vary, compression, 304, HEAD and caching are added by the `CachedApp` around the
application; without one they are sent as they are.
"""

import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from datetime import datetime

from anyio.lowlevel import checkpoint
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from app.database.readers import NotTaken
from app.http.cache import ReleaseName
from app.http.compression import encode_stream
from app.http.etags import entity_tag, matching_tag, not_modified
from app.http.served_request import ServedRequest, served_request, validity_headers
from app.http.urls import public_path

log = logging.getLogger(__name__)


class Answer(Response):
    """A finished body.

    `loaded_at` is the moment the release was loaded, with its zone; `headers` are those of this answer alone (Link,
    X-Total-Count...). `keep=False` for answers that would only fill the cache.
    """

    def __init__(  # noqa: PLR0913 - each is one fact about the answer
        self,
        body: bytes,
        media_type: str = "application/json",
        *,
        release: ReleaseName,
        loaded_at: datetime,
        headers: Mapping[str, str] | None = None,
        keep: bool = True,
    ) -> None:
        super().__init__(body, 200, headers, media_type)
        self.content = body
        self.release = release
        self.loaded_at = loaded_at
        self.keep = keep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, and mark it as one for the `CachedApp` around the application."""
        served = served_request(scope)
        if served is not None:
            served.answer = self
        await super().__call__(scope, receive, send)


class StreamedAnswer(StreamingResponse):
    """A body too large to hold, in chunks: has the headers of an `Answer`, is not cached.

    The first chunk is made before anything is sent, so that an error up to then is still answered with a problem
    document; a later error breaks the stream. Of a client that does not take it, one line of the log tells. `chunks`
    is always closed, so what it holds open belongs in its `try`/`finally`. It is not run in one task alone: no task
    group may stay open over a `yield`.
    """

    def __init__(
        self,
        chunks: AsyncGenerator[bytes],
        media_type: str,
        *,
        release: ReleaseName,
        loaded_at: datetime,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(chunks, 200, headers, media_type)
        self.chunks = chunks
        self.release = release
        self.loaded_at = loaded_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the answer, compressed as the client wants it; stop when the client is gone or needs no body."""
        async with aclosing(self.chunks):
            served = served_request(scope)
            self.body_iterator = self._body(await anext(self.chunks, b""), served)
            if served is not None:
                tag = served.tag(self.release, self.media_type)
                coding = served.coding(self.media_type)
                etag = entity_tag(tag, coding)
                validity = validity_headers(self.loaded_at, served.cache_control)
                matching = not_modified(served.headers, tag, etag, self.loaded_at)
                if matching is not None:
                    response = Response(None, 304)
                    response.raw_headers += [(b"etag", matching), *validity]
                    await response(scope, receive, send)
                    return
                self.raw_headers += [(b"etag", etag.encode("ascii")), *validity]
                if coding:
                    self.raw_headers.append((b"content-encoding", coding.encode("ascii")))
                    self.body_iterator = encode_stream(self.body_iterator, coding)
            try:
                await super().__call__(scope, receive, send)
            except NotTaken:
                log.info("A client does not take its file (%r): the file is closed.", public_path(scope))

    async def _body(self, first: bytes, served: ServedRequest | None) -> AsyncGenerator[bytes]:
        yield first
        while served is None or not served.finished:
            chunk = await anext(self.chunks, None)
            if chunk is None:
                return
            await checkpoint()  # chunks made without waiting would hold up the loop, and never learn of a client gone
            yield chunk


def if_unchanged(request: Request, media_type: str, *, release: ReleaseName, loaded_at: datetime) -> Answer | None:
    """The answer "not modified" where the client already has the answer in this format and release, else None.

    For routes to use once the request is found valid and before they make a costly body: nothing of it would be
    sent. `media_type` must be that of the answer which would be made.
    """
    served = served_request(request.scope)
    if_none_match = served.headers.get(b"if-none-match") if served is not None else None
    if served is None or if_none_match is None or if_none_match.strip() == b"*":
        return None
    tag = served.tag(release, media_type)
    if matching_tag(if_none_match.decode("latin-1"), tag, tag) is None:
        return None
    return Answer(b"", media_type, release=release, loaded_at=loaded_at, keep=False)
