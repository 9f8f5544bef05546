"""Delivered answers that are kept: the least recently used go first, all go with the release they speak of."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from starlette.types import Message

from app.http.cors import RawHeaders

Key = tuple[str | bytes | None, ...]

_OVERHEAD = 1_000
"""Bytes an entry takes beside its body and key: headers, messages, the table."""


ReleaseName = int | str
"""Whatever tells one release from every other, those of another database too."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """An answer as it goes out: its two ASGI messages, and what a conditional request is told from.

    `shared` are the headers that a 304 carries too; `tag` is the ETag's coding-free part.
    """

    start: Message
    body: Message
    shared: RawHeaders
    tag: str
    etag: str
    loaded_at: datetime


class Cache:
    """Answers of one release, at most `capacity` bytes of them, none larger than `largest`."""

    def __init__(self, release: ReleaseName | None, capacity: int, largest: int) -> None:
        self.release = release
        self.capacity = capacity
        self.largest = largest
        self.size = 0
        self._kept: OrderedDict[Key, Delivered] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Key) -> Delivered | None:
        """The answer kept under a key, which is then the most recently used."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: Key, delivered: Delivered) -> None:
        """Keep an answer, unless it is too large; what was used longest ago makes room."""
        weight = _weight(key, delivered)
        if len(delivered.body["body"]) > self.largest or weight > self.capacity:
            return
        replaced = self._kept.pop(key, None)
        if replaced is not None:
            self.size -= _weight(key, replaced)
        self._kept[key] = delivered
        self.size += weight
        while self.size > self.capacity:
            oldest, dropped = self._kept.popitem(last=False)
            self.size -= _weight(oldest, dropped)

    def emptied(self, release: ReleaseName | None) -> "Cache":
        """An empty cache of the same bounds for another release."""
        return Cache(release, self.capacity, self.largest)


def _weight(key: Key, delivered: Delivered) -> int:
    return len(delivered.body["body"]) + sum(len(part) for part in key if part) + _OVERHEAD
