"""Answers, and what delivers them: cache, conditions, content coding and the headers every answer has."""

from collections.abc import Mapping
from datetime import datetime

from starlette.responses import Response
from starlette.types import Receive, Scope, Send

SLOT = "timeline.slot"
"""Key in the ASGI scope of the slot in which an answer is handed out to `Delivery`."""


class Answer(Response):
    """A finished body, and the release it speaks of. What the routes return.

    `loaded_at` is the moment that release was loaded, with its zone; `headers` are those of this answer alone (Link,
    X-Total-Count...): ETag, Last-Modified, Cache-Control, Vary, coding and length are made on delivery, with 304,
    HEAD and the cache. `keep=False` for answers that would only fill the cache.
    """

    def __init__(  # noqa: PLR0913 - each is one fact about the answer
        self,
        body: bytes,
        media_type: str = "application/json",
        *,
        release: int,
        loaded_at: datetime,
        headers: Mapping[str, str] | None = None,
        keep: bool = True,
    ) -> None:
        super().__init__(body, 200, headers, media_type)
        self.release = release
        self.loaded_at = loaded_at
        self.keep = keep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the answer out to the `Delivery` around the application; where there is none, send it as it is."""
        slot = scope.get(SLOT)
        if slot is None:
            await super().__call__(scope, receive, send)
        else:
            slot.answer = self
