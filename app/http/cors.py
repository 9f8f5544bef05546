"""Requests from other origins (Fetch standard, "CORS protocol")."""

from collections.abc import Sequence

RawHeaders = list[tuple[bytes, bytes]]

_EXPOSED = (
    b"ETag, Link, X-Total-Count, X-Omitted-Count, Retry-After, "
    b"Content-Range, Accept-Ranges, Content-Disposition, Repr-Digest, Last-Modified"
)
"""Every header that the description of the API names."""
_ALLOWED_HEADERS = "Accept, If-None-Match, If-Modified-Since, Range, If-Range"
"""Those that a response depends on."""
_ALLOWED_HEADERS_OF_POST = "Accept, Content-Type, Mcp-Protocol-Version, Mcp-Method, Mcp-Name, Mcp-Session-Id"
"""The last four are sent by clients of the Model Context Protocol."""
_PREFLIGHT_SECONDS = "86400"
NOSNIFF = (b"x-content-type-options", b"nosniff")
"""Part of every response."""


class CrossOrigin:
    """Which origins may read the answers: all (None), or those listed, such as `https://atlas.example`.

    They are compared exactly with what browsers send.

    Raises:
        UnicodeEncodeError: an origin is not in ASCII.
    """

    def __init__(self, origins: Sequence[str] | None = None) -> None:
        self.limited = origins is not None
        self._origins = frozenset(origin.encode("ascii") for origin in origins or ())
        self._open: RawHeaders = [
            (b"access-control-allow-origin", b"*"),
            (b"access-control-expose-headers", _EXPOSED),
        ]

    def headers(self, origin: bytes | None) -> RawHeaders:
        """The headers of every response. Open to all they are the same for everybody, so that a cache may keep them."""
        if not self.limited:
            return self._open
        if origin not in self._origins or origin is None:
            return []
        return [(b"access-control-allow-origin", origin), (b"access-control-expose-headers", _EXPOSED)]

    def preflight(self, origin: bytes | None, methods: str) -> dict[str, str]:
        """The other headers of a response to a preflight: what may be sent, for a day; only `Allow` if not allowed.

        `methods` are those of the path, with commas between them.
        """
        allow = {"Allow": methods}
        if not self.headers(origin):
            return allow
        return allow | {
            "Access-Control-Allow-Methods": methods,
            "Access-Control-Allow-Headers": _ALLOWED_HEADERS_OF_POST if "POST" in methods else _ALLOWED_HEADERS,
            "Access-Control-Max-Age": _PREFLIGHT_SECONDS,
        }
