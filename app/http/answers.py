"""What the routes return, and the outermost layer that delivers it: the one place that knows a cache exists."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from anyio.lowlevel import checkpoint
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from app.http.cache import Cache, Delivered, Key, ReleaseName
from app.http.compression import SMALLEST, Choice, choose, encode, encode_stream
from app.http.cors import CrossOrigin, RawHeaders
from app.http.etags import base_tag, entity_tag, is_current, last_modified, matching_tag
from app.http.problems import Problem, problem_response
from app.http.request_checks import address_without_slash, canonical_query, check_address, check_method
from app.http.response_filter import END, Outward
from app.http.urls import public_path

SLOT = "timeline.slot"
"""Key in the ASGI scope of the slot in which an answer is handed out."""

Asked = dict[bytes, bytes]
"""Those of a request's headers that matter here, by lower-case name."""

_READ = frozenset(
    {b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"origin", b"access-control-request-method"}
)
_NOSNIFF = (b"x-content-type-options", b"nosniff")
_LONGEST_ACCEPT_ENCODING = 1_000
# Packed already: coding them again would take time and add bytes.
_PACKED = frozenset({"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})


class Answer(Response):
    """A finished body, and the release it speaks of.

    `loaded_at` is the moment that release was loaded, with its zone; `headers` are those of this answer alone (Link,
    X-Total-Count...): ETag, Last-Modified, Cache-Control, Vary, coding and length are made on delivery, with 304,
    HEAD and the cache. `keep=False` for answers that would only fill the cache.
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
        """Hand the answer out to the `Delivery` around the application; where there is none, send it as it is."""
        slot: Slot | None = scope.get(SLOT)
        if slot is None:
            await super().__call__(scope, receive, send)
        else:
            slot.answer = self


class StreamedAnswer(StreamingResponse):
    """A body too large to hold, in chunks: has the headers of an `Answer`, is not kept.

    The first chunk is made before anything is sent, so that what fails by then is still a problem document; what
    fails later breaks the stream. `chunks` is always closed, so what it holds open belongs in its `try`/`finally`.
    It is not run in one task alone: no task group may stay open over a `yield`.
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
        self._first = b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Make the first chunk, then hand out or send as an `Answer` does."""
        self._first = await anext(self.chunks, b"")
        slot: Slot | None = scope.get(SLOT)
        if slot is None:
            await self.send_coded(None, scope, receive, send)
        else:
            slot.answer = self

    async def send_coded(self, coding: str | None, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the head as it is now, then the body in a coding; stop when the client is gone."""
        async with aclosing(self.chunks):
            whole = self._whole()
            self.body_iterator = encode_stream(whole, coding) if coding else whole
            await super().__call__(scope, receive, send)

    async def _whole(self) -> AsyncGenerator[bytes]:
        yield self._first
        async for chunk in self.chunks:
            await checkpoint()  # chunks made without waiting would hold up the loop, and never learn of a client gone
            yield chunk


@dataclass(slots=True)
class Slot:
    """Where an answer is put for `Delivery`, and what the tag of any answer to this request is made of.

    `path` (with the root path) and `query` (its pairs in order) are the canonical request, each encoded in one way.
    """

    version: str
    path: str
    query: bytes
    if_none_match: str | None
    answer: Answer | StreamedAnswer | None = None

    def tag(self, release: ReleaseName, media_type: str | None) -> str:
        """The coding-free tag of the answer to this request in a release and format."""
        return base_tag(str(release), self.version, self.path, self.query.decode("ascii"), media_type or "")


def if_unchanged(request: Request, media_type: str, *, release: ReleaseName, loaded_at: datetime) -> Answer | None:
    """The answer "not modified" where the client already has the answer in this format and release, else None.

    For routes to ask once the request is found valid and before they make a costly body: nothing of it would be
    sent. `media_type` must be that of the answer which would be made.
    """
    slot: Slot | None = request.scope.get(SLOT)
    if slot is None or slot.if_none_match is None or slot.if_none_match.strip() == "*":
        return None
    base = slot.tag(release, media_type)
    if matching_tag(slot.if_none_match, base, base) is None:
        return None
    return Answer(b"", media_type, release=release, loaded_at=loaded_at, keep=False)


class Delivery:
    """The application as the server runs it: `app`, and outside it the one path of every answer.

    A request whose answer is kept never reaches `app`. `version` is the software's, part of every ETag; `max_age` is
    in seconds. `origins` limits who may read across origins (None: everybody). `root_path` is where a proxy shows
    the application, for servers that do not say so in the scope. The cache holds `capacity` bytes of answers of at
    most `largest` bytes each (as sent, compressed).
    """

    def __init__(  # noqa: PLR0913 - settings, each with its name
        self,
        app: ASGIApp,
        *,
        version: str,
        max_age: int = 60,
        origins: Sequence[str] | None = None,
        root_path: str = "",
        capacity: int = 64_000_000,
        largest: int = 1_000_000,
    ) -> None:
        self.app = app
        self.cache = Cache(None, capacity, largest)
        self._version = version
        self._root_path = root_path.rstrip("/")
        self._cross_origin = CrossOrigin(origins)
        self._cache_control = f"public, max-age={max_age}".encode("ascii")

    def released(self, release: ReleaseName | None) -> None:
        """Tell which release is the current one. Another than before empties the cache; callable from any thread.

        Answers of other releases are not kept, so nothing is kept before the first call.
        """
        if release != self.cache.release:
            self.cache = self.cache.emptied(release)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request from the cache, or from `app`. The lifespan and websockets are the application's own."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if self._root_path:
            scope["root_path"] = self._root_path
        asked = _asked(scope)
        call = _Call(scope, receive, send, asked, self._key(scope, asked))
        kept = self.cache.get(call.key) if scope["method"] in {"GET", "HEAD"} else None
        if kept is None:
            await self._answer(call)
        else:
            await _send(kept, call)

    def _key(self, scope: Scope, asked: Asked) -> Key:
        """What an answer depends on, as sent: equal requests in other words are kept twice, which costs no parsing."""
        return (
            scope.get("root_path", ""),
            scope.get("raw_path") or scope["path"],
            scope["query_string"],
            asked.get(b"accept"),
            asked.get(b"accept-encoding"),
            asked.get(b"origin") if self._cross_origin.limited else None,
        )

    async def _answer(self, call: "_Call") -> None:
        """Let `app` answer, or answer in its place what no route has to see."""
        scope = call.scope
        outward = Outward(scope, call.receive, call.send, self._headers_of_all(call.asked))
        try:
            response = self._at_the_door(scope, call.asked)
            if response is None:
                slot = _slot(self._version, scope, call.asked)
                await self.app(_inner(scope, slot), outward.receive, outward)
                await self._deliver(slot, call, outward)
                return
        except Problem as problem:
            if outward.started:
                raise
            response = problem_response(problem, scope)
        await response(scope, call.receive, outward)

    def _at_the_door(self, scope: Scope, asked: Asked) -> Response | None:
        """The answer to preflights and to paths with a slash too many; raises the problems every route would have."""
        check_method(scope)
        if scope["method"] == "OPTIONS" and b"access-control-request-method" in asked:
            return Response(None, 204, self._cross_origin.preflight(asked.get(b"origin")))
        check_address(scope)
        elsewhere = address_without_slash(scope)
        return Response(None, 308, {"Location": elsewhere}) if elsewhere else None

    async def _deliver(self, slot: Slot, call: "_Call", outward: Outward) -> None:
        """Send the answer that was handed out, if one was, and keep it if it may be kept."""
        match slot.answer:
            case Answer() as answer:
                delivered = await self._made(answer, slot, call.asked)
                cache = self.cache
                if answer.keep and answer.release == cache.release:
                    cache.put(call.key, delivered)
                await _send(delivered, call)
            case StreamedAnswer() as answer:
                await self._stream(answer, slot, call, outward)

    async def _made(self, answer: Answer, slot: Slot, asked: Asked) -> Delivered:
        body = answer.content
        choice = _choice(asked)
        worth_it = len(body) >= SMALLEST and answer.media_type not in _PACKED
        coding = choice.coding if worth_it or choice.always else None
        if coding:
            body = await encode(body, coding)
        tag = slot.tag(answer.release, answer.media_type)
        etag = entity_tag(tag, coding)
        shared = [*self._validity(answer.loaded_at), *self._headers_of_all(asked)]
        headers = [(b"content-length", str(len(body)).encode("ascii")), *_coded(coding)]
        headers += (header for header in answer.raw_headers if header[0] != b"content-length")
        return Delivered(
            start={
                "type": "http.response.start",
                "status": 200,
                "headers": [*headers, (b"etag", etag.encode("ascii")), *shared],
            },
            body={"type": "http.response.body", "body": body},
            shared=shared,
            tag=tag,
            etag=etag,
            loaded_at=answer.loaded_at,
        )

    async def _stream(self, answer: StreamedAnswer, slot: Slot, call: "_Call", outward: Outward) -> None:
        coding = None if answer.media_type in _PACKED else _choice(call.asked).coding
        tag = slot.tag(answer.release, answer.media_type)
        etag = entity_tag(tag, coding)
        validity = self._validity(answer.loaded_at)
        unchanged = _unchanged(call.asked, tag, etag, answer.loaded_at)
        if unchanged:
            await answer.chunks.aclose()
            response = Response(None, 304)
            response.raw_headers += [(b"etag", unchanged), *validity]
            await response(call.scope, call.receive, outward)
            return
        answer.raw_headers += [*_coded(coding), (b"etag", etag.encode("ascii")), *validity]
        await answer.send_coded(coding, call.scope, outward.receive, outward)

    def _validity(self, loaded_at: datetime) -> RawHeaders:
        """How long an answer is good and for which requests: a 304 says it too."""
        return [
            (b"last-modified", last_modified(loaded_at).encode("ascii")),
            (b"cache-control", self._cache_control),
            (b"vary", b"Accept, Accept-Encoding"),
        ]

    def _headers_of_all(self, asked: Asked) -> RawHeaders:
        """What every answer carries, problems, files and pages too."""
        headers = [*self._cross_origin.headers(asked.get(b"origin")), _NOSNIFF]
        if self._cross_origin.limited:
            headers.append((b"vary", b"Origin"))
        return headers


@dataclass(frozen=True, slots=True)
class _Call:
    """A request under way."""

    scope: Scope
    receive: Receive
    send: Send
    asked: Asked
    key: Key


def _asked(scope: Scope) -> Asked:
    asked: Asked = {}
    for name, value in scope["headers"]:
        if name in _READ:
            asked[name] = asked[name] + b", " + value if name in asked else value
    return asked


def _slot(version: str, scope: Scope, asked: Asked) -> Slot:
    path = quote(unquote(public_path(scope)))
    return Slot(version, path, canonical_query(scope["query_string"]), _text(asked, b"if-none-match"))


def _inner(scope: Scope, slot: Slot) -> Scope:
    """The request as the inside sees it: parameters in order, a HEAD as the GET whose head it asks for."""
    inner: Scope = {**scope, "query_string": slot.query, SLOT: slot}
    if scope["method"] == "HEAD":
        inner["method"] = "GET"
        # A range is for GET alone, and files are handed on by their path: nothing is read that would be dropped.
        inner["headers"] = [header for header in scope["headers"] if header[0] != b"range"]
        inner["extensions"] = {**(scope.get("extensions") or {}), "http.response.pathsend": {}}
    return inner


def _text(asked: Asked, name: bytes) -> str | None:
    value = asked.get(name)
    return value.decode("latin-1") if value is not None else None


def _choice(asked: Asked) -> Choice:
    accept_encoding = _text(asked, b"accept-encoding")
    return choose(accept_encoding[:_LONGEST_ACCEPT_ENCODING] if accept_encoding is not None else None)


def _coded(coding: str | None) -> RawHeaders:
    return [(b"content-encoding", coding.encode("ascii"))] if coding else []


def _unchanged(asked: Asked, tag: str, etag: str, loaded_at: datetime) -> bytes | None:
    """The ETag to answer "not modified" with, or None where the client needs the answer."""
    if_none_match = _text(asked, b"if-none-match")
    if if_none_match is not None:
        matching = matching_tag(if_none_match, tag, etag)
        return matching.encode("ascii") if matching else None
    since = _text(asked, b"if-modified-since")
    return etag.encode("ascii") if since is not None and is_current(since, loaded_at) else None


async def _send(delivered: Delivered, call: _Call) -> None:
    unchanged = _unchanged(call.asked, delivered.tag, delivered.etag, delivered.loaded_at)
    if unchanged:
        headers = [(b"etag", unchanged), *delivered.shared]
        await call.send({"type": "http.response.start", "status": 304, "headers": headers})
        await call.send(END)
        return
    await call.send(delivered.start)
    await call.send(END if call.scope["method"] == "HEAD" else delivered.body)
