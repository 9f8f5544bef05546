"""Checks of a request before it reaches a route: method, length, encoding. One form for equal query strings."""

import re
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

from app.http.problems import (
    ALLOWED_METHODS,
    INVALID_ENCODING,
    INVALID_PARAMETER,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    URI_TOO_LONG,
    ParameterError,
    Problem,
    problem_of_status,
)
from app.http.urls import request_path

POSTED = {"/mcp": "POST, OPTIONS", "/reconcile": "GET, HEAD, POST, OPTIONS"}
"""The paths that take POST, where they are served at all, with all their methods."""
WHOLE_SERVER = "*"
"""What stands in place of a path where OPTIONS is about no one of them (RFC 9110, section 9.3.7)."""
LONGEST_URL = 8_000
"""Bytes a path and its query may have together, with the question mark."""
MOST_PARAMETERS = 1_000
"""Parameters of a query, repeated ones counted each time. They are checked one by one."""

# Pairs that need no decoding, as nearly all are, and look the same when encoded again.
_PLAIN = re.compile(rb"[\w\-.~!$'()*,;:@/?=&]*", re.ASCII)
_NAME_SIGNS = "!$'()*,;:@/?~"
_VALUE_SIGNS = _NAME_SIGNS + "="
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def allowed_methods(path: str) -> str:
    """The methods that a path takes, as `Allow` lists them; `path` is without the root path."""
    return POSTED.get(path, ALLOWED_METHODS)


def check_request(scope: Scope) -> None:
    """Check the method, and that the address is not too long and its path is percent-encoded UTF-8 without NUL.

    Raises:
        Problem: 405, 414, 422; 404 for a path with an encoded slash, which no id has and which would be taken for
            a separator once it is decoded.
    """
    path = request_path(scope).own
    # A path that takes POST may not be served at all: then GET of it is answered with 404, by the application.
    if scope["method"] not in {"GET", "HEAD", "OPTIONS"} and not (scope["method"] == "POST" and path in POSTED):
        raise problem_of_status(METHOD_NOT_ALLOWED.status, scope, {"Allow": allowed_methods(path)})
    query: bytes = scope["query_string"]
    length = len(path) + len(query) + (1 if query else 0)
    if length > LONGEST_URL:
        raise Problem(URI_TOO_LONG, f"Path and query are {length:,} bytes long; {LONGEST_URL:,} are allowed.")
    if "%" not in path:
        return
    error = _encoding_error(path.encode("ascii"))
    if error:
        raise Problem(INVALID_ENCODING, f"The path {error}.")
    if "%2f" in path.lower():
        raise problem_of_status(NOT_FOUND.status, scope)


def canonical_query(query: bytes) -> bytes:
    """The query string with its pairs sorted and encoded in one way; equal for equal requests.

    Raises:
        Problem: 422, names each parameter whose name or value is not percent-encoded UTF-8 without NUL; or there are
            more than `MOST_PARAMETERS`.
    """
    if not query:
        return query
    pairs = [pair for pair in query.split(b"&") if pair]
    if len(pairs) > MOST_PARAMETERS:
        raise Problem(INVALID_PARAMETER, f"The query has {len(pairs):,} parameters; {MOST_PARAMETERS:,} are allowed.")
    if not _PLAIN.fullmatch(query):
        errors = [error for pair in pairs if (error := _pair_error(pair))]
        if errors:
            raise Problem(INVALID_ENCODING, errors=errors)
        pairs = [_reencoded(pair) for pair in pairs]
    return b"&".join(sorted(pairs))


def parse_query(query: bytes) -> dict[str, list[str]]:
    """The values of each parameter of a query string, in the order sent: percent-decoded once, `+` is a space.

    Raises:
        Problem: 422, as `canonical_query`.
    """
    parsed: dict[str, list[str]] = {}
    encoded = b"%" in query or b"+" in query
    try:
        for pair in query.split(b"&"):
            if pair:
                name, _, value = pair.partition(b"=")
                if encoded:
                    parsed.setdefault(_decoded(name), []).append(_decoded(value))
                else:
                    parsed.setdefault(name.decode(), []).append(value.decode())
    except UnicodeDecodeError:
        canonical_query(query)  # raises the problem that names every such parameter
        raise
    return parsed


def path_without_slash(scope: Scope) -> str | None:
    """Where a path that ends with a slash is served: path and query without a host; None for all other paths.

    The root path stays in front. The result never begins with two slashes or a backslash, which browsers take for
    the beginning of another host.
    """
    path = request_path(scope)
    if not path.own.endswith("/") or path.own == "/":
        return None
    query = quote(scope["query_string"], safe="%&+=" + _NAME_SIGNS)
    return f"{path.root}/{path.own.strip('/')}" + (f"?{query}" if query else "")


def _decoded(text: bytes) -> str:
    return unquote_to_bytes(text.replace(b"+", b" ")).decode()


def _reencoded(pair: bytes) -> bytes:
    name, _, value = pair.partition(b"=")
    return f"{quote(_decoded(name), safe=_NAME_SIGNS)}={quote(_decoded(value), safe=_VALUE_SIGNS)}".encode("ascii")


def _pair_error(pair: bytes) -> ParameterError | None:
    error = _encoding_error(pair)
    if not error:
        return None
    name, _, value = pair.partition(b"=")
    # As sent, since it cannot be decoded.
    name_sent, value_sent = (quote(text, safe="%+=" + _NAME_SIGNS) for text in (name, value))
    return ParameterError(name_sent, value_sent, "percent-encoded UTF-8 without NUL", reason=f"the value {error}")


def _encoding_error(encoded: bytes) -> str:
    """What is wrong with percent-encoded text, as the rest of a sentence; empty if it is right."""
    if _BROKEN_ESCAPE.search(encoded):
        return "has a % without two hexadecimal digits after it (the sign itself is %25)"
    raw = unquote_to_bytes(encoded)
    if 0 in raw:
        return "has a NUL"
    try:
        raw.decode()
    except UnicodeDecodeError:
        return "is not UTF-8"
    return ""
