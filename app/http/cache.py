"""A cache of responses: the least recently used are dropped first, all when there is another release."""

from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime

from starlette.types import Message

from app.http.cors import RawHeaders
from app.http.ready import FinalHeaders, ReadyAnswer

Key = tuple[str | bytes | None, ...]

_OVERHEAD = 2_000
"""Bytes an entry takes beside its body and key: headers, messages, ready answers, the table."""


ReleaseName = int | str
"""A name that no other release has, of this or another database."""


@dataclass(slots=True)
class CachedResponse:
    """A response as its two ASGI messages, and what conditional requests are compared with.

    `shared` are the headers that a 304 has too; `tag` is the ETag without quotes and coding. `route` is the template
    of the path.
    """

    start: Message
    body: Message
    shared: RawHeaders
    tag: str
    etag: str
    loaded_at: datetime
    route: str | None = None
    _ready: dict[bytes | None, ReadyAnswer] = field(default_factory=dict, init=False, repr=False, compare=False)

    def ready(self, unchanged: bytes | None) -> ReadyAnswer:
        """The response as it is sent, or the 304 with the ETag `unchanged`. Made once."""
        known = self._ready.get(unchanged)
        if known is None:
            if unchanged is None:
                known = ReadyAnswer(200, self.start["headers"], self.body["body"])
            else:
                known = ReadyAnswer(304, FinalHeaders([(b"etag", unchanged), *self.shared]))
            self._ready[unchanged] = known
        return known


class Cache:
    """Responses of one release, at most `capacity` bytes of them, none with a body of more than `largest` bytes.

    Bodies count as they are sent, compressed. Nothing is kept until `use` sets the release.
    """

    def __init__(self, capacity: int = 64_000_000, largest: int = 1_000_000) -> None:
        self.release: ReleaseName | None = None
        self.capacity = capacity
        self.largest = min(largest, capacity)
        self.size = 0
        self._entries: OrderedDict[Key, CachedResponse] = OrderedDict()

    def __len__(self) -> int:
        return len(self._entries)

    def use(self, release: ReleaseName | None) -> None:
        """Set the current release; drop everything if it is another than before. With None nothing is kept."""
        if release != self.release:
            self.release = release
            self.size = 0
            self._entries.clear()

    def get(self, key: Key) -> CachedResponse | None:
        """The response kept under a key, which is then the most recently used."""
        entry = self._entries.get(key)
        if entry is not None:
            self._entries.move_to_end(key)
        return entry

    def put(self, key: Key, response: CachedResponse, release: ReleaseName) -> None:
        """Keep a response, unless it is too large or made from another release than the current one."""
        if release != self.release or len(response.body["body"]) > self.largest:
            return
        size = _size(key, response)
        if size > self.capacity:
            return
        replaced = self._entries.pop(key, None)
        if replaced is not None:
            self.size -= _size(key, replaced)
        self._entries[key] = response
        self.size += size
        while self.size > self.capacity:
            oldest, dropped = self._entries.popitem(last=False)
            self.size -= _size(oldest, dropped)


def _size(key: Key, response: CachedResponse) -> int:
    return len(response.body["body"]) + sum(len(part) for part in key if part) + _OVERHEAD
