"""The limit of requests by each client, where the operator sets one: counted before anything is done for a request.

A client is an IPv4 address, or the first 64 bits of an IPv6 address, which is what one customer usually has. Behind a
proxy it is the address that a trusted proxy names (`TIMELINE_TRUSTED_PROXIES`). Each worker counts for itself. What
the operator asks for, `/health/` and `/metrics`, is not counted.
"""

import ipaddress
import math
import time
from functools import lru_cache

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.http.cors import RawHeaders
from app.http.problems import RATE_LIMITED, Problem, problem_response
from app.http.urls import own_path

HEADERS = ("RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset", "RateLimit-Policy")
_NETWORK_BITS = 64


class RateLimited:
    """`app` with a limit of requests by each client. `headers` go with each refusal."""

    def __init__(self, app: ASGIApp, limit: RateLimitItem, headers: RawHeaders, root_path: str = "") -> None:
        self.app = app
        self._limit = limit
        self._headers = headers
        self._root_path = root_path
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._policy = f"{limit.amount};w={limit.get_expiry()}".encode("ascii")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it with 429; either says how many more there may be."""
        if self._root_path:
            scope["root_path"] = self._root_path
        if scope["type"] != "http" or _is_for_operator(own_path(scope)):
            await self.app(scope, receive, send)
            return
        client = client_of(scope["client"][0]) if scope.get("client") else ""
        allowed = self._limiter.hit(self._limit, client)
        state = self._limiter.get_window_stats(self._limit, client)
        seconds = max(math.ceil(state.reset_time - time.time()), 1)
        values = (self._limit.amount, state.remaining, seconds)
        told: RawHeaders = [
            *((name.lower().encode("ascii"), b"%d" % value) for name, value in zip(HEADERS, values, strict=False)),
            (b"ratelimit-policy", self._policy),
            (b"access-control-expose-headers", ", ".join(HEADERS).encode("ascii")),
        ]

        async def send_with_state(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*message.get("headers", ()), *told]}
            await send(message)

        if allowed:
            await self.app(scope, receive, send_with_state)
            return
        detail = f"A client may send {in_words(self._limit)}."
        response = problem_response(Problem(RATE_LIMITED, detail, headers={"Retry-After": str(seconds)}), scope)
        response.raw_headers += self._headers
        await response(scope, receive, send_with_state)


def _is_for_operator(path: str) -> bool:
    return path == "/metrics" or path.startswith("/health/")


def in_words(limit: RateLimitItem) -> str:
    """The limit for people: `600 requests in 60 seconds`."""
    return f"{limit.amount:,} requests in {limit.get_expiry():,} seconds"


@lru_cache(1024)
def client_of(address: str) -> str:
    """The client that an address belongs to; the address itself where it is none of IP."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((int(parsed) >> _NETWORK_BITS << _NETWORK_BITS, _NETWORK_BITS)))
