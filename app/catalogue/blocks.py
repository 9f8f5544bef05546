"""The indexes of a release, written in blocks: runs of records in the order of types and tie keys.

Each block is a file of kept records, and a segment of the word index. The segments of all blocks are merged to one. A
block whose records are as in the release before is taken over from there, so that only the others are indexed again.

The engine merges segments in the order of their sizes, the largest first, and in that order equal scores are answered.
So each block is smaller than the one before, by enough for some records more. Where a change leaves too little of that,
all blocks are cut anew.
"""

import secrets
import shutil
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice, pairwise, starmap
from pathlib import Path
from typing import Any, Self

import orjson

from app.catalogue.kept import CannotTakeOver, KeptRecord, Mark, keep, kept_documents, kept_names
from app.catalogue.placing import Stretch
from app.catalogue.words.index import FOLDER, maker, write_spellings_of
from app.catalogue.words.segments import (
    MERGED,
    MOST,
    Segment,
    index_of,
    link_or_copy,
    merge,
    segment_files,
    write_segment,
)
from app.catalogue.words.suggest import FOLDER as NAMES
from app.catalogue.words.suggest import make_index, name_document
from app.catalogue.words.sums import BLOCKS, Sum, is_as_written, sum_of

RECORDS = 5_000
"""Of a block, about."""
MOST_STEP = 64
"""How many records fewer a block has than the one before, at most."""
NAMES_SEGMENTS = 16
"""Segments of the index of names, at most: each holds the names of some blocks. They are not merged."""
LIST = "list"
"""The list of the blocks, in their folder."""
FIRST, LAST = Mark("", ""), Mark("\U0010ffff", "")
"""Before and after all records."""


def block_sizes(records: int) -> list[int]:
    """The numbers of records of the blocks of an index of so many records: one block, or as many as are merged.

    Raises:
        OverflowError: there are too many records; some forty million are possible.
    """
    if records <= MOST:
        return [records] if records else []
    number = max(MERGED, records // RECORDS)
    step = max(1, min(MOST_STEP, RECORDS // number))
    last, rest = divmod(records - step * number * (number - 1) // 2, number)
    sizes = [last + step * (number - 1 - place) + (place < rest) for place in range(number)]
    if not can_be_merged(sizes):
        raise OverflowError(f"{records} records are too many for an index")
    return sizes


def can_be_merged(sizes: Sequence[int]) -> bool:
    """Whether blocks of these sizes are merged in their order."""
    return all(0 < size <= MOST for size in sizes) and all(size > after for size, after in pairwise(sizes))


@dataclass(frozen=True, slots=True)
class Block:
    """A run of records: the first, the numbers of records and names, the file of kept records, and the segment.

    `sums` are the checksums of all files of the block.
    """

    first: Mark
    records: int
    names: int
    file: str
    segment: Segment
    sums: list[Sum]


@dataclass(frozen=True, slots=True)
class NamesSegment:
    """The names of some blocks, which are known by their files. `segment` is None where they have no names."""

    files: list[str]
    segment: Segment | None
    sums: list[Sum]


class FormerBlocks:
    """The blocks of a release whose indexes are complete."""

    def __init__(self, folder: Path) -> None:
        """Raises CannotTakeOver: there are no blocks, or their list is missing or damaged."""
        self.folder = folder
        try:
            given = orjson.loads((folder / BLOCKS / LIST).read_bytes())
            self.blocks = [_block(each) for each in given["blocks"]]
            names = [_names(each) for each in given["names"]]
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise CannotTakeOver(str(error)) from error
        if not self.blocks:
            raise CannotTakeOver(f"{folder} has no blocks")
        self.names = {tuple(each.files): each for each in names}

    def path(self, block: Block) -> Path:
        """The file of the kept records of a block."""
        return self.folder / BLOCKS / block.file

    def stretches(self) -> Iterator[tuple[Block, Stretch]]:
        """The blocks, each with the stretch of the order from its first record to that of the next."""
        marks = [FIRST, *(each.first for each in self.blocks[1:]), LAST]
        return zip(self.blocks, starmap(Stretch, pairwise(marks)), strict=True)

    def link(self, files: Iterable[Sum], target: Path) -> None:
        """Let files be in the folder of another release too.

        Raises:
            CannotTakeOver: one is missing, cannot be read, or is not as it was written.
            OSError: the folder cannot be written.
        """
        for each in files:
            try:
                same = is_as_written(self.folder, each)
            except OSError as error:
                raise CannotTakeOver(str(error)) from error
            if not same:
                raise CannotTakeOver(f"{self.folder / each.path} is not as it was written")
            link_or_copy(self.folder / each.path, target / each.path)


def _block(given: dict[str, Any]) -> Block:
    return Block(**given | {"first": Mark(*given["first"]), "sums": [Sum(*each) for each in given["sums"]]})


def _names(given: dict[str, Any]) -> NamesSegment:
    return NamesSegment(**given | {"sums": [Sum(*each) for each in given["sums"]]})


class Blocks:
    """The indexes of a release in an empty folder, while their blocks are written or taken over, in order.

    A context manager. The engine indexes a block in a thread, while the records of the next one are made.
    """

    def __init__(self, folder: Path, axes: Iterable[str]) -> None:
        """`axes` are those that are counted. Raises OSError: the folder cannot be written."""
        self._folder = folder
        self._make = maker(axes)
        self._blocks: list[Block | Future[Block]] = []
        self._thread = ThreadPoolExecutor(1)
        self._last: Future[Block] | None = None
        (folder / BLOCKS).mkdir()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._thread.shutdown(cancel_futures=True)

    def write(self, records: Iterable[KeptRecord], number: int) -> None:
        """Write the next block, of records of which there are `number`.

        Raises:
            OSError, ValueError: the folder cannot be written.
        """
        path = self._folder / BLOCKS / f"{secrets.token_hex(16)}.gz"
        first, names = keep(path, records)
        if self._last is not None:
            self._last.result()  # so that no more than one waits
        self._last = self._thread.submit(self._indexed, path, first, number, names)
        self._blocks.append(self._last)

    def write_all(self, records: Iterable[KeptRecord], number: int) -> None:
        """Write records, of which there are `number`, as blocks. The rest is as in `write`."""
        rest = iter(records)
        for size in block_sizes(number):
            self.write(islice(rest, size), size)
        if next(rest, None) is not None:  # asked for, so that whoever makes the records comes to an end
            raise ValueError(f"there are more than {number} records")

    def _indexed(self, path: Path, first: Mark, number: int, names: int) -> Block:
        segment = write_segment(path.parent, self._make, kept_documents(path), number)
        files = (path, *segment_files(path.parent, segment))
        return Block(first, number, names, path.name, segment, [sum_of(self._folder, each) for each in files])

    def take(self, block: Block, former: FormerBlocks) -> None:
        """Take over a block of a former release as the next one.

        Raises:
            CannotTakeOver: a file is missing, or is not as it was written.
            OSError: the folder cannot be written.
        """
        former.link(block.sums, self._folder)
        self._blocks.append(block)

    def finish(self, former: FormerBlocks | None = None, *, keep: bool) -> None:
        """Complete the indexes. `keep`: the next release may take over blocks of this one.

        Raises:
            CannotTakeOver, OSError, ValueError: as above.
            NotOneSegment: the engine did not merge the segments.
        """
        blocks = [each if isinstance(each, Block) else each.result() for each in self._blocks]
        merged = self._thread.submit(self._merge, blocks)
        names = self._write_names(blocks, former)
        merged.result()
        if keep:
            written = orjson.dumps({"blocks": blocks, "names": names}, default=tuple)
            (self._folder / BLOCKS / LIST).write_bytes(written)
        else:
            shutil.rmtree(self._folder / BLOCKS)

    def _merge(self, blocks: Sequence[Block]) -> None:
        """Write the word index."""
        folder = self._folder / FOLDER
        folder.mkdir()
        for block in blocks:
            for path in segment_files(self._folder / BLOCKS, block.segment):
                link_or_copy(path, folder / path.name)
        index = merge(folder, self._make, [each.segment for each in blocks])
        write_spellings_of(index, folder)

    def _write_names(self, blocks: Sequence[Block], former: FormerBlocks | None) -> list[NamesSegment]:
        """Write the index of names."""
        folder = self._folder / NAMES
        folder.mkdir()
        size = -(-len(blocks) // NAMES_SEGMENTS) or 1
        written = []
        for start in range(0, len(blocks), size):
            of = blocks[start : start + size]
            same = former.names.get(tuple(each.file for each in of)) if former else None
            if former is not None and same is not None:
                former.link(same.sums, self._folder)
            written.append(same or self._names_of(folder, of))
        index_of(folder, make_index, [each.segment for each in written if each.segment is not None])
        return written

    def _names_of(self, folder: Path, blocks: Sequence[Block]) -> NamesSegment:
        """Write the names of some blocks."""
        files, number = [each.file for each in blocks], sum(each.names for each in blocks)
        if not number:
            return NamesSegment(files, None, [])
        names = (name for each in files for name in kept_names(self._folder / BLOCKS / each))
        segment = write_segment(folder, make_index, map(name_document, names), number)
        return NamesSegment(files, segment, [sum_of(self._folder, each) for each in segment_files(folder, segment)])
