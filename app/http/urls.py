"""The path of a request as it was sent, with and without the operator's root path."""

import re
from functools import lru_cache
from typing import NamedTuple, cast
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

# Every sign that RFC 3986 allows in a path, and the % of what is encoded already.
_PATH_SIGNS = "%/:@!$&'()*+,;=~"
_UNENCODED = re.compile(r"[\w\-./:@!$&'()*+,;=~]*", re.ASCII)
_PATH = "timeline.path"


class RequestPath(NamedTuple):
    """The path of a request, percent-encoded, ASCII only (RFC 3986).

    `root` is the root path under which a proxy shows the application: "" or "/something". `own` is the path below
    it, encoded as the client sent it. `public` is the path that links have: both, encoded in one way, without a host.
    """

    root: str
    own: str
    public: str


def request_path(scope: Scope) -> RequestPath:
    """The path of the request in `scope`, computed once and then kept there."""
    known = scope.get(_PATH)
    if known is None:
        raw: bytes | None = scope.get("raw_path")
        path: str = raw.decode("latin-1") if raw is not None else scope["path"]
        known = scope[_PATH] = _request_path(path, scope.get("root_path", "").rstrip("/"), is_raw=raw is not None)
    return cast("RequestPath", known)


@lru_cache(1024)
def _request_path(path: str, root: str, *, is_raw: bool) -> RequestPath:
    """`path` as the server has it: its bytes as sent, read as Latin-1 (`is_raw`), or decoded."""
    plain = _UNENCODED.fullmatch(path) and _UNENCODED.fullmatch(root)
    if not plain:
        root = quote(root, safe=_PATH_SIGNS)
        path = quote(path.encode("latin-1") if is_raw else path, safe=_PATH_SIGNS)
    # Servers differ in whether the root path is part of the path they hand on.
    if root and path.startswith(root) and path[len(root) : len(root) + 1] in {"", "/"}:
        path = path[len(root) :]
    encoded = path if plain else quote(unquote_to_bytes(path), safe=_PATH_SIGNS.replace("%", ""))
    return RequestPath(root, path, root + encoded)


def root_of(scope: Scope) -> str:
    """The root path of the request in `scope`: `RequestPath.root`."""
    return request_path(scope).root


def own_path(scope: Scope) -> str:
    """The path below the root path: `RequestPath.own`."""
    return request_path(scope).own


def segments(scope: Scope) -> list[str]:
    """The segments of the path below the root path, at least one; `*` of `OPTIONS *` is one too."""
    return own_path(scope).removeprefix("/").split("/")


def public_path(scope: Scope) -> str:
    """The path that links have: `RequestPath.public`."""
    return request_path(scope).public
