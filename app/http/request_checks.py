"""What a request must keep to before it reaches a route: length, encoding, method, one form of each address."""

import re
from urllib.parse import quote, unquote_to_bytes

from starlette.types import Scope

from app.http.problems import (
    ALLOWED_METHODS,
    INVALID_ENCODING,
    METHOD_NOT_ALLOWED,
    NOT_FOUND,
    URI_TOO_LONG,
    ParameterError,
    Problem,
    problem_of_status,
)
from app.http.urls import own_path, root_of

LONGEST_URL = 8_000
"""Bytes a path and its query may have together, with the question mark."""

# Pairs that need no decoding, as nearly all are, and look the same when encoded again.
_PLAIN = re.compile(rb"[\w\-.~!$'()*,;:@/?=&]*", re.ASCII)
_NAME_SIGNS = "!$'()*,;:@/?~"
_VALUE_SIGNS = _NAME_SIGNS + "="
_BROKEN_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")


def check_method(scope: Scope) -> None:
    """Raise the problem for any method but GET, HEAD and OPTIONS."""
    if scope["method"] not in {"GET", "HEAD", "OPTIONS"}:
        raise problem_of_status(METHOD_NOT_ALLOWED.status, scope, {"Allow": ALLOWED_METHODS})


def check_address(scope: Scope) -> None:
    """Raise the problem for an address that is too long, or whose path is not percent-encoded UTF-8 without NUL."""
    path = own_path(scope)
    query: bytes = scope["query_string"]
    length = len(path) + len(query) + (1 if query else 0)
    if length > LONGEST_URL:
        raise Problem(URI_TOO_LONG, f"Path and query are {length:,} bytes long; {LONGEST_URL:,} are allowed.")
    fault = _fault_of(path.encode("ascii"))
    if fault:
        raise Problem(INVALID_ENCODING, f"The path {fault}.")
    # Decoded it would part the path anew; no id has one.
    if "%2f" in path.lower():
        raise problem_of_status(NOT_FOUND.status, scope)


def canonical_query(query: bytes) -> bytes:
    """The query string with its pairs in order and encoded in one way; equal for equal requests.

    Raises the problem that names each parameter whose name or value is not percent-encoded UTF-8 without NUL.
    """
    pairs = [pair for pair in query.split(b"&") if pair]
    if not _PLAIN.fullmatch(query):
        errors = [error for pair in pairs if (error := _error_of(pair))]
        if errors:
            raise Problem(INVALID_ENCODING, errors=errors)
        pairs = [_encoded_anew(pair) for pair in pairs]
    return b"&".join(sorted(pairs))


def decoded(piece: bytes) -> str:
    """A name or value of a query string as text: `+` is a space, percent-encoding is taken off once.

    Raises UnicodeDecodeError where it is not UTF-8.
    """
    return unquote_to_bytes(piece.replace(b"+", b" ")).decode()


def address_without_slash(scope: Scope) -> str | None:
    """Where a path that ends with a slash is served: path and query without a host; None for all other paths.

    The root path stays in front. The result never begins with two slashes or a backslash, which browsers take for
    the beginning of another host.
    """
    path = own_path(scope)
    if path in {"", "/"} or not path.endswith("/"):
        return None
    query = quote(scope["query_string"], safe="%&+=" + _NAME_SIGNS)
    return f"{root_of(scope)}/{path.strip('/')}" + (f"?{query}" if query else "")


def _encoded_anew(pair: bytes) -> bytes:
    name, _, value = pair.partition(b"=")
    return f"{quote(decoded(name), safe=_NAME_SIGNS)}={quote(decoded(value), safe=_VALUE_SIGNS)}".encode("ascii")


def _error_of(pair: bytes) -> ParameterError | None:
    fault = _fault_of(pair)
    if not fault:
        return None
    name, _, value = pair.partition(b"=")
    # As sent, since it cannot be decoded.
    name_sent, value_sent = (quote(piece, safe="%+=" + _NAME_SIGNS) for piece in (name, value))
    return ParameterError(name_sent, value_sent, "percent-encoded UTF-8 without NUL", reason=f"the value {fault}")


def _fault_of(encoded: bytes) -> str:
    """What is wrong with percent-encoded text, to follow its name; empty where nothing is."""
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
