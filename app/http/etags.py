"""Conditional requests (RFC 9110, 13): tags, and whether a client's copy is still the current one."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from hashlib import blake2b

from app.http.compression import CODINGS

RequestHeaders = Mapping[bytes, bytes]
"""Headers of a request by lower-case name."""

_TAG = re.compile(r'(?:W/)?"([^"]*)"')


def base_tag(*parts: str) -> str:
    """A tag from everything that an answer depends on except its coding: hexadecimal digits, without quotes."""
    return blake2b("\n".join(parts).encode(), digest_size=10).hexdigest()


def entity_tag(base: str, coding: str | None) -> str:
    """The strong ETag of a body in a coding: `"abc-br"`, or `"abc"` for the body as it is."""
    return f'"{base}-{coding}"' if coding else f'"{base}"'


def matching_tag(if_none_match: str, base: str, served: str) -> str | None:
    """The tag by which a client's copy is the current answer, None where it is another.

    The copy may be in any coding, and is then named by the tag the client knows it by, or its cache would not find
    it again. `*` matches what would be served, and so gives its tag. Tags are compared weakly, as 13.1.2 asks.
    """
    if if_none_match.strip() == "*":
        return served
    known = {base, *(f"{base}-{coding}" for coding in CODINGS)}
    return next((f'"{tag}"' for tag in _TAG.findall(if_none_match) if tag in known), None)


def is_current(if_modified_since: str, loaded_at: datetime) -> bool:
    """Whether nothing was loaded after the date of an If-Modified-Since header; False for what is no HTTP date."""
    since = _http_date(if_modified_since)
    return since is not None and loaded_at.replace(microsecond=0) <= since


@lru_cache(64)
def last_modified(loaded_at: datetime) -> str:
    """A moment (with zone) as an HTTP date in GMT, whole seconds."""
    return format_datetime(loaded_at.astimezone(UTC), usegmt=True)


@lru_cache(256)
def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def not_modified(headers: RequestHeaders, tag: str, etag: str, loaded_at: datetime) -> bytes | None:
    """The ETag to answer 304 with, or None where the client has no current copy.

    `tag` is the current tag without quotes and coding, `etag` that of the response which would be sent.
    """
    if_none_match = headers.get(b"if-none-match")
    if if_none_match is not None:
        sent = if_none_match.decode("latin-1")
        if sent == etag:  # as nearly all clients send it
            return if_none_match
        matching = matching_tag(sent, tag, etag)
        return matching.encode("ascii") if matching else None
    since = headers.get(b"if-modified-since")
    return etag.encode("ascii") if since is not None and is_current(since.decode("latin-1"), loaded_at) else None
