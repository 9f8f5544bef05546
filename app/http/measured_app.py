"""The outermost layer: counts and times each request, and logs it where that is asked for."""

import logging
import random
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.metrics import OTHER, Metrics
from app.http.ready import ReadyAnswer, answers_at_once
from app.http.request_ids import request_id, trace_id
from app.http.served_request import CACHED, ROUTE
from app.logs import FIELDS

METRICS_PATH = "/metrics"
log = logging.getLogger("timeline.requests")


class MeasuredApp:
    """The application `app` with its `metrics`. Of the requests `logged`, a share from 0 to 1, is logged.

    With any share above 0, each request that the service failed to answer (status 500 and above) is logged.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, *, logged: float = 0) -> None:
        self.app = app
        self._at_once = answers_at_once(app)
        self._metrics = metrics
        self._logged = logged

    def ready_answer(self, scope: Scope) -> ReadyAnswer | None:
        """The answer to a request of HTTP, if it needs no waiting."""
        if self._at_once is None:
            return None
        started = time.perf_counter()
        answer = self._at_once.ready_answer(scope)
        if answer is not None:
            self._notice(scope, answer.status, started)
        return answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()
        status = 0

        async def noticed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noticed)
        finally:
            self._notice(scope, status, started)

    def _notice(self, scope: Scope, status: int, started: float) -> None:
        """Count a request that ends now, and log it where that is asked for."""
        seconds = time.perf_counter() - started
        route, cached = scope.get(ROUTE) or OTHER, CACHED in scope
        if route != METRICS_PATH:
            self._metrics.observe(route, status, seconds, cached=cached)
            if self._logged and (status >= 500 or not status or random.random() < self._logged):  # noqa: S311
                _log(scope, route, status, seconds, cached=cached)


def _log(scope: Scope, route: str, status: int, seconds: float, *, cached: bool) -> None:
    """Log a request, without the address of its client. Status 0: it ended without an answer."""
    path = (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "backslashreplace")
    query = scope["query_string"].decode("ascii", "backslashreplace")
    milliseconds = round(seconds * 1000, 2)
    fields = {
        "request_id": request_id(scope),
        "method": scope["method"],
        "path": path,
        "query": query,
        "route": route,
        "status": status,
        "milliseconds": milliseconds,
        "cache": "hit" if cached else "miss",
    }
    trace = trace_id(scope)
    if trace is not None:
        fields["trace_id"] = trace
    address = f"{path}?{query}" if query else path
    text = "%s %s %d %.2f ms, request %s"
    log.info(text, scope["method"], address, status, milliseconds, fields["request_id"], extra={FIELDS: fields})
