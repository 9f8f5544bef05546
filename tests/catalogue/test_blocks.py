"""Blocks of records: their sizes let the engine merge their segments in their order."""

import json
from collections.abc import Sequence
from itertools import accumulate, pairwise
from pathlib import Path

import pytest
from tantivy import Index, Query, SchemaBuilder

from app.catalogue.blocks import block_sizes, can_be_merged
from app.catalogue.words.segments import MERGED, MOST, NotOneSegment, Segment, merge, write_segment


@pytest.mark.parametrize("records", [0, 1, MOST])
def test_few_records_are_one_block(records: int) -> None:
    assert block_sizes(records) == [records][: records and 1]


@pytest.mark.parametrize("records", [MOST + 1, 44_999, 45_000, 79_999, 620_000, 1_234_567, 22_700_000, 40_000_000])
def test_many_are_blocks_that_fall_in_size(records: int) -> None:
    sizes = block_sizes(records)
    assert sum(sizes) == records
    assert len(sizes) >= MERGED
    assert can_be_merged(sizes)
    assert all(one - other > 1 for one, other in pairwise(sizes)) or records > 10_000_000  # room for some more


def test_more_than_the_engine_merges_in_order_are_refused() -> None:
    with pytest.raises(OverflowError, match="too many"):
        block_sizes(60_000_000)


@pytest.mark.parametrize("sizes", [[3, 3], [2, 3], [3, 0], [MOST + 1, 3], [MOST + 1]])
def test_other_sizes_are_not_merged_in_order(sizes: list[int]) -> None:
    assert not can_be_merged(sizes)


def _make(folder: Path) -> Index:
    builder = SchemaBuilder()
    builder.add_integer_field("n", stored=True, fast=True)
    return Index(builder.build(), path=str(folder), reuse=False)


def _written(folder: Path, sizes: Sequence[int]) -> list[Segment]:
    ends = accumulate(sizes)
    return [
        write_segment(folder, _make, (json.dumps({"n": n}) for n in range(end - size, end)), size)
        for size, end in zip(sizes, ends, strict=True)
    ]


def _order(index: Index) -> list[int]:
    index.reload()
    searcher = index.searcher()
    assert searcher.num_segments == 1
    hits = searcher.search(Query.all_query(), limit=searcher.num_docs, count=False).hits
    return [n for n in searcher.fast_field_values("n", [address for _, address in hits]) if isinstance(n, int)]


@pytest.mark.parametrize("sizes", [[5], block_sizes(MOST + 1), [2_000 - number for number in range(70)]])
def test_they_are_merged_in_their_order(tmp_path: Path, sizes: list[int]) -> None:
    index = merge(tmp_path, _make, _written(tmp_path, sizes))
    assert _order(index) == list(range(sum(sizes)))
    assert len({path.stem for path in tmp_path.glob("*.fast")}) == 1


def test_too_few_are_not_merged(tmp_path: Path) -> None:
    with pytest.raises(NotOneSegment, match="7 segments"):
        merge(tmp_path, _make, _written(tmp_path, [9 - number for number in range(7)]))
