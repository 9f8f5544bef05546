"""Keyset paging: orders, cursors and pages, the same for all lists.

A cursor holds the key of the record that it continues after (a day, a type and a tie key; a title, a type and a tie
key), never an offset, so it continues at the same place in a later release. It serves only the request it came from.
By relevance there is no such key: a cursor holds a release and an offset in it.
"""

import base64
import binascii
import hashlib
from enum import StrEnum
from typing import NamedTuple

import orjson

from app.catalogue.sort_keys import AFTER_ALL, BEFORE_ALL
from app.timeline.record_types import RecordType

KeyPart = int | str
Key = tuple[KeyPart, ...]
TAG_BYTES = 6
MOST_CURSOR_CHARACTERS = 2_000
MOST_RESULTS = 1 << 31
"""No index holds more records."""
TYPE_NUMBERS = frozenset(type_.number for type_ in RecordType)


class Sort(StrEnum):
    """The orders a list can have; each is total, ties are broken by the tie key."""

    DATE = "date"
    DATE_REVERSED = "-date"
    TITLE = "title"
    RELEVANCE = "relevance"


KEY_TYPES: dict[Sort, tuple[type[KeyPart], ...]] = {
    Sort.DATE: (int, int, str),
    Sort.DATE_REVERSED: (int, int, str),
    Sort.TITLE: (str, int, str),
    Sort.RELEVANCE: (str, int),
}
"""What a cursor holds in each order: day, type, tie key; title key, type, tie key; release, offset."""


class BadCursor(ValueError):
    """A cursor that this service did not make, or not for this request."""


class OtherRelease(BadCursor):
    """A cursor by relevance of another release, in which it cannot continue."""


class Cursor(NamedTuple):
    """Continue after the record with `key` in the order, or (`backward`) before it."""

    key: Key
    backward: bool = False


def _tag(request: str, payload: bytes) -> bytes:
    return hashlib.blake2s(request.encode() + b"\x00" + payload, digest_size=TAG_BYTES).digest()


def encode_cursor(cursor: Cursor, request: str) -> str:
    """The cursor as text for a link; `request` names what it may be used with."""
    payload = orjson.dumps([cursor.backward, *cursor.key])
    return base64.urlsafe_b64encode(_tag(request, payload) + payload).rstrip(b"=").decode()


def decode_cursor(text: str, request: str, sort: Sort) -> Cursor:
    """The cursor in `text`, for a list in the order `sort`.

    Raises:
        BadCursor: it is mangled, or it comes from another request.
    """
    if len(text) > MOST_CURSOR_CHARACTERS or not text.isascii():
        raise BadCursor("it is not one that a link of this service holds")
    try:
        raw = _decoded(text)
    except binascii.Error:
        raise BadCursor("it is not one that a link of this service holds") from None
    tag, payload = raw[:TAG_BYTES], raw[TAG_BYTES:]
    if _tag(request, payload) != tag:
        raise BadCursor("it is mangled, or it belongs to another request")
    try:
        backward, *key = orjson.loads(payload)
    except (ValueError, TypeError):
        raise BadCursor("it is not one that a link of this service holds") from None
    if type(backward) is not bool or tuple(type(part) for part in key) != KEY_TYPES[sort]:
        raise BadCursor("it belongs to another order")
    if not _in_range(sort, tuple(key)):
        raise BadCursor("it is not one that a link of this service holds")
    return Cursor(tuple(key), backward)


def _in_range(sort: Sort, key: Key) -> bool:
    """Whether there can be a record with this key. The tag has no secret, so that anybody can sign any key."""
    if sort is Sort.RELEVANCE:
        return 0 <= int(key[1]) <= MOST_RESULTS
    return int(key[1]) in TYPE_NUMBERS and (sort is Sort.TITLE or BEFORE_ALL <= int(key[0]) <= AFTER_ALL)


def results_before(text: str, on_page: int) -> int:
    """How many results come before a page of so many, to which a cursor by relevance that is known to be good leads."""
    backward, _, offset = orjson.loads(_decoded(text)[TAG_BYTES:])
    return int(offset) - (on_page if backward else 0)


def _decoded(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)


class PageRequest(NamedTuple):
    """Which part of a list: its order, where it continues, at most how many records, which parts of each."""

    sort: Sort
    limit: int
    cursor: Cursor | None = None
    parts: tuple[str, ...] = ()
    total: int | None = None
    """Number of all matches where that is known already; it is then not counted again."""


class Row(NamedTuple):
    """A record on a page: its sort number, and its item and parts as JSON without the closing brace."""

    n: int
    value: bytes


class Page(NamedTuple):
    """A page of a list, in the list's order; the cursors are None at an end of the list."""

    rows: list[Row]
    total: int
    next: Cursor | None = None
    prev: Cursor | None = None
