"""A large index is written in parts, and is one segment in the order of its documents all the same."""

from pathlib import Path

import pytest
from tantivy import Document, Index, Query, SchemaBuilder

from app.catalogue.words import segments
from app.catalogue.words.segments import NotOneSegment, segment_sizes, write_in_order


def _index(folder: Path) -> Index:
    builder = SchemaBuilder()
    builder.add_integer_field("n", stored=True, fast=True)
    return Index(builder.build(), path=str(folder), reuse=False)


def _document(n: int) -> Document:
    document = Document()
    document.add_integer("n", n)
    return document


def _written(folder: Path, number: int) -> list[int]:
    index = write_in_order(folder / "index", _index, map(_document, range(number)), number)
    searcher = index.searcher()
    assert searcher.num_segments == 1
    hits = searcher.search(Query.all_query(), limit=number + 1, count=False).hits
    return [searcher.doc(address).get_first("n") for _, address in hits]


@pytest.mark.parametrize("number", [1, 999, 1_000, 1_001, 8_000])
def test_documents_keep_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    monkeypatch.setattr(segments, "LEAST", 125)
    assert len(list(segment_sizes(1_001))) == 8
    assert _written(tmp_path, number) == list(range(number))


@pytest.mark.parametrize(("number", "written"), [(20_001, 8), (160_000, 8), (160_001, 64)])
def test_a_large_index_is_one_segment_in_order(tmp_path: Path, number: int, written: int) -> None:
    assert len(list(segment_sizes(number))) == written
    assert _written(tmp_path, number) == list(range(number))


def test_an_index_may_be_empty(tmp_path: Path) -> None:
    write_in_order(tmp_path / "index", _index, [], 0)


@pytest.mark.parametrize("number", [20_000, 20_001, 160_000, 160_001, 1_280_000])
def test_segments_fall_in_size_and_hold_all(number: int) -> None:
    sizes = list(segment_sizes(number))
    assert sum(sizes) == number
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == len(sizes)
    assert sizes[-1] > segments.LEAST - len(sizes) or len(sizes) == 1


def test_fewer_documents_than_announced_are_refused(tmp_path: Path) -> None:
    with pytest.raises(NotOneSegment, match="2 of 3 records"):
        write_in_order(tmp_path / "index", _index, map(_document, range(2)), 3)


def test_more_documents_than_announced_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="more than 3 records"):
        write_in_order(tmp_path / "index", _index, map(_document, range(4)), 3)
