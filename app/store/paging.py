"""Keyset paging: orders, cursors and pages, the same for all lists.

A cursor holds the key of the record it continues after (a day and an id, a title and an id...), never an offset, so it
goes on at the same place in a later release. It serves only the request it came from.
"""

import base64
import binascii
import hashlib
from dataclasses import dataclass
from enum import StrEnum

import orjson

KeyPart = int | str
Key = tuple[KeyPart, ...]
TAG_BYTES = 6
MOST_CURSOR_CHARACTERS = 2_000


class Sort(StrEnum):
    """The orders a list can have; each is total, ties are broken by id."""

    DATE = "date"
    DATE_REVERSED = "-date"
    TITLE = "title"
    RELEVANCE = "relevance"


class BadCursor(ValueError):
    """A cursor that this service did not make, or not for this request."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Go on after the record with `key` in the order, or (`backward`) before it."""

    key: Key
    backward: bool = False


def _tag(request: str, payload: bytes) -> bytes:
    return hashlib.blake2s(request.encode() + b"\x00" + payload, digest_size=TAG_BYTES).digest()


def encode_cursor(cursor: Cursor, request: str) -> str:
    """The cursor as it stands in a link; `request` names what it may be used with."""
    payload = orjson.dumps([cursor.backward, *cursor.key])
    return base64.urlsafe_b64encode(_tag(request, payload) + payload).rstrip(b"=").decode()


def decode_cursor(text: str, request: str, key_types: tuple[type[KeyPart], ...]) -> Cursor:
    """The cursor in `text`.

    Raises:
        BadCursor: it is mangled, or it comes from another request.
    """
    if len(text) > MOST_CURSOR_CHARACTERS or not text.isascii():
        raise BadCursor("it is not one that a link of this service holds")
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except binascii.Error:
        raise BadCursor("it is not one that a link of this service holds") from None
    tag, payload = raw[:TAG_BYTES], raw[TAG_BYTES:]
    if _tag(request, payload) != tag:
        raise BadCursor("it is mangled, or it belongs to another request")
    backward, *key = orjson.loads(payload)
    if tuple(type(part) for part in key) != key_types:
        raise BadCursor("it belongs to another order")
    return Cursor(tuple(key), backward)


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a list: how it is sorted, where it goes on, how many records at the most."""

    sort: Sort
    limit: int
    cursor: Cursor | None = None
    total: int | None = None
    """Number of all matches where that is known already; it is then not counted again."""


@dataclass(frozen=True, slots=True)
class Row:
    """A record on a page: its key in the order, and its stored encoded values."""

    key: Key
    values: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a list, in the list's order; the keys are those to go on from, None at an end."""

    rows: list[Row]
    total: int
    next: Cursor | None
    prev: Cursor | None


def page_of(found: list[Row], asked: Asked, total: int) -> Page:
    """The page from up to `limit + 1` rows that were read away from the cursor, nearest first."""
    more = len(found) > asked.limit
    rows = found[: asked.limit]
    backward = asked.cursor is not None and asked.cursor.backward
    if backward:
        rows.reverse()
    if not rows:
        # What lay beyond the cursor was removed: the way back stays open.
        back = Cursor(asked.cursor.key, not backward) if asked.cursor is not None and total else None
        return Page([], total, back if backward else None, None if backward else back)
    has_next = backward or more
    has_prev = more if backward else asked.cursor is not None
    return Page(
        rows,
        total,
        Cursor(rows[-1].key) if has_next else None,
        Cursor(rows[0].key, backward=True) if has_prev else None,
    )
