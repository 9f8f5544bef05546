"""The layer around the application: caching, conditional requests, compression, what all responses have in common."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache

from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.cache import Cache, CachedResponse, Key
from app.http.compression import encode
from app.http.cors import NOSNIFF, CrossOrigin
from app.http.etags import RequestHeaders, entity_tag, not_modified
from app.http.problem_format import takes_page
from app.http.problems import Problem, problem_response
from app.http.ready import FinalHeaders, Header, ReadyAnswer
from app.http.request_checks import WHOLE_SERVER, allowed_methods, canonical_query, check_request, path_without_slash
from app.http.response_filter import END, ResponseFilter
from app.http.served_request import CACHED, ROUTE, ServedRequest, inner_scope, validity_headers
from app.http.urls import RequestPath, request_path

_HEADERS_READ = frozenset(
    {b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"origin", b"access-control-request-method"}
)
_KEPT_METHODS = frozenset({"GET", "HEAD"})
_CACHE_KEY = "timeline.cache_key"


class CachedApp:
    """The application `app` as the server runs it, with a cache in front of it.

    Only an `Answer` is cached, with all headers that it was sent with. `version` is the software's, part of every
    ETag; `max_age` is in seconds. `origins` limits who may read across origins (None: everybody). `root_path` is
    where a proxy shows the application, for servers that do not say so in the scope. `problem_page` makes the page
    of a problem for people, if there is one.
    """

    def __init__(  # noqa: PLR0913 - settings, each with its name
        self,
        app: ASGIApp,
        *,
        version: str,
        max_age: int = 60,
        origins: Sequence[str] | None = None,
        root_path: str = "",
        cache: Cache | None = None,
        problem_page: Callable[[Problem, Scope], Response] = problem_response,
    ) -> None:
        self.app = app
        self._problem_page = problem_page
        self.cache = Cache() if cache is None else cache
        self._version = version
        self._root_path = root_path.rstrip("/")
        self._cross_origin = CrossOrigin(origins)
        self._cache_control = f"public, max-age={max_age}".encode("ascii")
        self._common = (*self._cross_origin.headers(None), NOSNIFF)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from the cache, or from the application. Lifespan and websockets are the application's."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers, key = self._headers_and_key(scope)
        cached = self._cached(scope, key)
        if cached is None:
            await self._respond(scope, receive, send, headers, key)
        else:
            await _send(cached, headers, scope["method"], send)

    def ready_answer(self, scope: Scope) -> ReadyAnswer | None:
        """The answer to a request of HTTP, if it is in the cache."""
        headers, key = self._headers_and_key(scope)
        cached = self._cached(scope, key)
        if cached is None:
            return None
        ready = cached.ready(not_modified(headers, cached.tag, cached.etag, cached.loaded_at))
        return ReadyAnswer(ready.status, ready.headers) if scope["method"] == "HEAD" else ready

    def _headers_and_key(self, scope: Scope) -> tuple[RequestHeaders, Key]:
        """The headers that are read here, and the key in the cache; computed once and then kept in the scope."""
        known: tuple[RequestHeaders, Key] | None = scope.get(_CACHE_KEY)
        if known is not None:
            return known
        if self._root_path:
            scope["root_path"] = self._root_path
        headers = _request_headers(scope)
        # As sent: equal requests in other words are kept twice, which costs no parsing.
        key: Key = (
            scope.get("root_path", ""),
            scope.get("raw_path") or scope["path"],
            scope["query_string"],
            headers.get(b"accept"),
            headers.get(b"accept-encoding"),
            headers.get(b"origin") if self._cross_origin.limited else None,
        )
        scope[_CACHE_KEY] = headers, key
        return headers, key

    def _cached(self, scope: Scope, key: Key) -> CachedResponse | None:
        """The response in the cache; where there is one, the scope tells of it."""
        cached = self.cache.get(key) if scope["method"] in _KEPT_METHODS else None
        if cached is not None:
            scope[ROUTE], scope[CACHED] = cached.route, True
        return cached

    async def _respond(self, scope: Scope, receive: Receive, send: Send, headers: RequestHeaders, key: Key) -> None:
        path = request_path(scope)
        served = ServedRequest(self._version, self._cache_control, headers, path.public)
        common = self._common_headers(headers) if self._cross_origin.limited else self._common
        filtered = ResponseFilter(scope, receive, send, served, common)
        try:
            response = self._preflight_or_redirect(scope, headers, path)
            if response is None:
                served.query = canonical_query(scope["query_string"])
        except Problem as problem:
            make = self._problem_page if takes_page(scope) else problem_response
            response = make(problem, scope)
        if response is not None:
            await response(scope, receive, filtered)
            return
        inner = inner_scope(scope, served)
        try:
            await self.app(inner, receive, filtered)
        except Exception:
            # An unforeseen error was logged and answered already; Starlette raises it once more, for the server.
            if not served.finished and filtered.answer_start is None:
                raise
        finally:
            scope[ROUTE] = route = getattr(inner.get("route"), "path", None)
        if filtered.answer_start is not None:
            made = await _response(served, filtered.answer_start, filtered.answer_body, common, route)
            if served.answer is not None and served.answer.keep:
                self.cache.put(key, made, served.answer.release)
            await _send(made, headers, scope["method"], send)

    def _preflight_or_redirect(self, scope: Scope, headers: RequestHeaders, path: RequestPath) -> Response | None:
        """The response to a preflight, to `OPTIONS *`, or to a path that ends with a slash; None for other requests.

        Raises:
            Problem: as `check_request`.
        """
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in headers:
            methods = allowed_methods(path.own)
            return Response(None, 204, self._cross_origin.preflight(headers.get(b"origin"), methods))
        if scope["method"] == "OPTIONS" and path.own == WHOLE_SERVER:
            return Response(None, 204, {"Allow": allowed_methods(path.own)})
        check_request(scope)
        if not path.own.endswith("/"):
            return None
        location = path_without_slash(scope)
        return Response(None, 308, {"Location": location}) if location else None

    def _common_headers(self, headers: RequestHeaders) -> tuple[Header, ...]:
        """The headers of all responses where only some origins may read them."""
        return (*self._cross_origin.headers(headers.get(b"origin")), NOSNIFF, (b"vary", b"Origin"))


def _request_headers(scope: Scope) -> RequestHeaders:
    headers: dict[bytes, bytes] = {}
    for name, value in scope["headers"]:
        if name in _HEADERS_READ:
            headers[name] = headers[name] + b", " + value if name in headers else value
    return headers


async def _response(
    served: ServedRequest, start: Message, body: bytes, common: tuple[Header, ...], route: str | None
) -> CachedResponse:
    """The response with an `Answer`, as the application sent it, compressed and with all its headers."""
    answer = served.answer
    assert answer is not None  # noqa: S101 - the filter holds nothing else back
    coding = served.coding(answer.media_type, len(body))
    headers = list(start["headers"])
    if coding:
        body = await encode(body, coding)
        headers = [header for header in headers if header[0] != b"content-length"]
        headers += [(b"content-length", b"%d" % len(body)), (b"content-encoding", coding.encode("ascii"))]
    tag = served.tag(answer.release, answer.media_type)
    etag = entity_tag(tag, coding)
    headers.append((b"etag", etag.encode("ascii")))
    shared = _shared_headers(answer.loaded_at, served.cache_control, common)
    return CachedResponse(
        start={"type": "http.response.start", "status": 200, "headers": FinalHeaders(headers, shared)},
        body={"type": "http.response.body", "body": body},
        shared=shared,
        tag=tag,
        etag=etag,
        loaded_at=answer.loaded_at,
        route=route,
    )


@lru_cache(64)
def _shared_headers(loaded_at: datetime, cache_control: bytes, common: tuple[Header, ...]) -> FinalHeaders:
    """The headers that many responses have alike."""
    return FinalHeaders([*validity_headers(loaded_at, cache_control), *common])


async def _send(response: CachedResponse, headers: RequestHeaders, method: str, send: Send) -> None:
    unchanged = not_modified(headers, response.tag, response.etag, response.loaded_at)
    if unchanged:
        headers_of_304 = response.ready(unchanged).headers
        await send({"type": "http.response.start", "status": 304, "headers": headers_of_304})
        await send(END)
    else:
        await send(response.start)
        await send(END if method == "HEAD" else response.body)
