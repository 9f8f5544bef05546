"""Rows by a key, read in batches."""

from collections.abc import Mapping, Sequence

import pytest

from app.database.bulk import batches
from app.resources.lookups import KEYS_AT_ONCE, GroupLookup, Lookup, grouped


class Reads:
    """Squares of even numbers, and what was asked for."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []

    def __call__(self, keys: Sequence[int]) -> Mapping[int, int]:
        self.asked.append(list(keys))
        return {key: key * key for key in keys if key % 2 == 0}


def test_many_keys_are_read_at_once_and_each_once() -> None:
    reads = Reads()
    lookup = Lookup(reads)
    lookup.load([2, 4, 2])
    lookup.load([4, 6])
    assert (lookup[2], lookup[4], lookup[6]) == (4, 16, 36)
    assert reads.asked == [[2, 4], [6]]
    lookup.load(range(0, 4 * KEYS_AT_ONCE, 2))
    assert max(map(len, reads.asked)) == KEYS_AT_ONCE


def test_a_key_without_a_value_is_told_or_empty() -> None:
    with pytest.raises(KeyError):
        Lookup(Reads())[3]
    reads = Reads()
    assert Lookup(reads, lambda: -1)[3] == -1
    assert GroupLookup(lambda _keys: {})["a"] == []


def test_what_was_not_asked_for_lately_is_read_again() -> None:
    reads = Reads()
    lookup = Lookup(reads, kept=3)
    for key in range(0, 40, 2):
        assert lookup[0] == 0
        assert lookup[key] == key * key
    assert reads.asked.count([0]) == 1
    assert lookup[2] == 4
    assert reads.asked.count([2]) == 2


def test_items_come_in_batches_and_groups_in_order() -> None:
    assert list(batches(range(5), 2)) == [[0, 1], [2, 3], [4]]
    assert list(batches([], 2)) == []
    assert grouped(["ab", "c", "ad"], lambda word: word[0]) == {"a": ["ab", "ad"], "c": ["c"]}
