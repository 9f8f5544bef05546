"""The id of a request, by which it is found in logs of the client, of a proxy and of the service."""

import re
import secrets

from starlette.types import Scope

_KEY = "timeline.request_id"
_ID = re.compile(rb"[A-Za-z0-9._-]{1,64}")
_TRACEPARENT = re.compile(rb"(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?")
"""https://www.w3.org/TR/trace-context/#traceparent-header"""


def request_id(scope: Scope) -> str:
    """The id of a request: that of `X-Request-Id`, if it is one of letters and digits; else a new one.

    It stays the same for as long as the request lasts.
    """
    found: str | None = scope.get(_KEY)
    if found is None:
        sent = _header(scope, b"x-request-id")
        found = sent.decode("ascii") if sent is not None and _ID.fullmatch(sent) else secrets.token_hex(8)
        scope[_KEY] = found
    return found


def trace_id(scope: Scope) -> str | None:
    """The id of the trace that a request belongs to, by its `traceparent` (W3C Trace Context); None without one."""
    sent = _header(scope, b"traceparent")
    found = None if sent is None else _TRACEPARENT.fullmatch(sent)
    return None if found is None else found[1].decode("ascii")


def _header(scope: Scope, name: bytes) -> bytes | None:
    values = [value for key, value in scope["headers"] if key == name]
    return values[0] if len(values) == 1 else None
