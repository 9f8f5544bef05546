"""Rows of the plain tables by a key, read in batches when they are asked for; only those read last are kept."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Generic, TypeVar

from app.database.bulk import batches

K = TypeVar("K")
V = TypeVar("V")
T = TypeVar("T")

KEYS_AT_ONCE = 500
"""Keys of one statement. The bound values of a statement are limited, in SQLite to 32,766."""
MOST_KEPT = 2_000
"""Values that are kept at least; twice as many at most."""


class Lookup(Generic[K, V]):
    """The value of each key, made by `read` from a batch of keys.

    `read` leaves out a key without a value: it has `empty()`, or raises KeyError where there is none.
    """

    def __init__(
        self, read: Callable[[Sequence[K]], Mapping[K, V]], empty: Callable[[], V] | None = None, kept: int = MOST_KEPT
    ) -> None:
        self._read, self._empty, self._kept = read, empty, kept
        self._recent: dict[K, V] = {}
        self._older: dict[K, V] = {}

    def load(self, keys: Iterable[K]) -> None:
        """Read the values of many keys at once, so that asking for each of them needs no statement of its own."""
        missing = []
        for key in dict.fromkeys(keys):
            if key in self._older:
                self._keep(key, self._older[key])
            elif key not in self._recent:
                missing.append(key)
        for batch in batches(missing, KEYS_AT_ONCE):
            found = self._read(batch)
            for key in batch:
                if key in found:
                    self._keep(key, found[key])
                elif self._empty is not None:
                    self._keep(key, self._empty())

    def __getitem__(self, key: K) -> V:
        if key not in self._recent:
            self.load([key])
        return self._recent[key]

    def _keep(self, key: K, value: V) -> None:
        if len(self._recent) >= self._kept:
            self._older, self._recent = self._recent, {}
        self._recent[key] = value


class GroupLookup(Lookup[K, list[T]]):
    """The rows of each key; an empty list where there are none."""

    def __init__(self, read: Callable[[Sequence[K]], Mapping[K, list[T]]]) -> None:
        super().__init__(read, list)


def grouped(rows: Iterable[T], key: Callable[[T], K]) -> Mapping[K, list[T]]:
    """Rows by key, each group in the order given; a key without rows has an empty list."""
    groups: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    return groups
