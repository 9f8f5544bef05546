"""What `CachedApp` knows of a request, for the answers that routes return."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from starlette.types import Scope

from app.http.cache import ReleaseName
from app.http.compression import SMALLEST, choose
from app.http.cors import RawHeaders
from app.http.etags import RequestHeaders, base_tag, last_modified

if TYPE_CHECKING:
    from app.http.answers import Answer

_SCOPE_KEY = "timeline.served"
ROUTE, CACHED = "timeline.route", "timeline.cached"
"""Keys in the ASGI scope that are set by `CachedApp`: the template of the path, if a route takes it; whether the answer
came from the cache."""
_LONGEST_ACCEPT_ENCODING = 1_000
# Compressed already: compressing them again would take time and add bytes.
_COMPRESSED = frozenset({"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})


@dataclass(slots=True)
class ServedRequest:
    """A request that came through `CachedApp`.

    `version` is the software's. `path` (with the root path) and `query` (canonical) are equal for equal requests.
    `answer` is set by the `Answer` that is sent; `finished` once the whole response was sent, or its head for HEAD.
    """

    version: str
    cache_control: bytes
    headers: RequestHeaders
    path: str
    query: bytes = b""
    answer: "Answer | None" = None
    finished: bool = False

    def tag(self, release: ReleaseName, media_type: str | None) -> str:
        """The ETag of the answer to this request in a release and format, without quotes and coding."""
        return base_tag(str(release), self.version, self.path, self.query.decode("ascii"), media_type or "")

    def coding(self, media_type: str | None, size: int | None = None) -> str | None:
        """The content coding for a body of `size` bytes (None: large), or None for the body as it is."""
        accept_encoding = self.headers.get(b"accept-encoding")
        if accept_encoding is None:
            return None
        choice = choose(accept_encoding[:_LONGEST_ACCEPT_ENCODING].decode("latin-1"))
        if size is None:
            return None if media_type in _COMPRESSED else choice.coding
        worth_it = size >= SMALLEST and media_type not in _COMPRESSED
        return choice.coding if worth_it or choice.always else None


def served_request(scope: Scope) -> ServedRequest | None:
    """The request in `scope`, if it came through `CachedApp`."""
    return scope.get(_SCOPE_KEY)


def inner_scope(scope: Scope, served: ServedRequest) -> Scope:
    """The request as the application sees it: parameters sorted, a HEAD as the GET whose head it asks for."""
    inner: Scope = {**scope, "query_string": served.query, _SCOPE_KEY: served}
    if scope["method"] == "HEAD":
        inner["method"] = "GET"
        # A range is for GET alone. Files are handed on by their path: no body is read that would be dropped.
        inner["headers"] = [header for header in scope["headers"] if header[0] != b"range"]
        inner["extensions"] = {**(scope.get("extensions") or {}), "http.response.pathsend": {}}
    return inner


def validity_headers(loaded_at: datetime, cache_control: bytes) -> RawHeaders:
    """For how long and for which requests an answer is valid. A 304 has these headers too."""
    return [
        (b"last-modified", last_modified(loaded_at).encode("ascii")),
        (b"cache-control", cache_control),
        (b"vary", b"Accept, Accept-Encoding"),
    ]
