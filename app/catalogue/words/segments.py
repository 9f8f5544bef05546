"""Segments of the engine's indexes, in which equal scores keep the order of the documents.

The engine breaks ties by segment and then by document. So segments that are in order answer together as one that holds
all documents in that order, and a segment can be taken over into another index.

Its merge policy (`LogMergePolicy`, with its defaults) merges segments of one level when they are eight or more, the one
with the most documents first. Segments of up to 10,000 documents are of one level, and a level spans 0.75 in the binary
logarithm.

A large segment is written as 8 small ones, or as 64, 512 and so on, so that only the documents of one small segment are
in memory, and each gets one document fewer than the one before. Eight segments of at least `LEAST` documents together
are above their level, so that merged ones are only merged with each other.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from tantivy import Document, Index, IndexWriter

from app.memory import give_back

WRITER_BYTES = 4_000_000_000
"""More than the documents of a segment need, so that the engine cuts none itself. Memory is taken as it is used."""
LEAST_WRITER_BYTES = 15_000_000
"""What the engine asks for at least, also where nothing is written."""
LEAST = 2_500
"""Documents of a small segment at least, where one is written as several."""
MERGED = 8
"""So many segments, or more, the engine merges to one."""
MOST = 10_000
"""Documents of segments that are merged however many they are."""
META = "meta.json"
"""The engine's file that names the segments of an index, in their order."""
Segment = dict[str, Any]
"""A segment as `META` describes it: its id, and the number of its documents."""
MakeIndex = Callable[[Path], Index]
"""Makes an empty index in a folder, with its schema and analyzers."""


class NotOneSegment(OSError):
    """The engine left a segment in several parts, so that equal scores have no order: the disk may be full."""


def write_segment(folder: Path, make: MakeIndex, documents: Iterable[Document | str], number: int) -> Segment:
    """Write the files of a segment into `folder`: `number` documents, any of which may be given as JSON.

    Raises:
        NotOneSegment: the engine left it in several parts.
        OSError, ValueError: the folder cannot be written, or there are more documents.
    """
    alone = folder / "segment"
    alone.mkdir()
    index = make(alone)
    _add_in_order(index, folder, documents, number).wait_merging_threads()
    segment = _only_segment(index, alone, number)
    for path in segment_files(alone, segment):
        path.rename(folder / path.name)
    shutil.rmtree(alone)
    return segment


def index_of(folder: Path, make: MakeIndex, segments: Sequence[Segment]) -> Index:
    """Make the index of segments whose files are in `folder`, in their order.

    Raises:
        OSError, ValueError: the folder cannot be written.
    """
    make(folder)
    meta = json.loads((folder / META).read_bytes())
    (folder / META).write_text(json.dumps(meta | {"segments": segments}), encoding="utf-8")
    return Index.open(str(folder))


def merge(folder: Path, make: MakeIndex, segments: Sequence[Segment]) -> Index:
    """The same with the segments merged to one: one alone, or `MERGED` of up to `MOST` documents, each smaller than
    the one before.

    Raises:
        NotOneSegment: the engine did not merge them.
        OSError, ValueError: as there.
    """
    index = index_of(folder, make, segments)
    if len(segments) > 1:
        writer = index.writer(heap_size=LEAST_WRITER_BYTES, num_threads=1)
        writer.commit()
        writer.wait_merging_threads()
        _only_segment(index, folder, sum(each["max_doc"] for each in segments))
        for path in (path for each in segments for path in segment_files(folder, each)):
            path.unlink()
    return index


def write_in_order(folder: Path, make: MakeIndex, documents: Iterable[Document | str], number: int) -> Index:
    """Write an index of one segment into the new `folder`. The rest is as in `write_segment`."""
    folder.mkdir()
    return index_of(folder, make, [write_segment(folder, make, documents, number)] if number else [])


def segment_files(folder: Path, segment: Segment) -> list[Path]:
    """The files of a segment of the index in a folder."""
    return sorted(folder.glob(f"{segment['segment_id'].replace('-', '')}.*"))


def _only_segment(index: Index, folder: Path, number: int) -> Segment:
    """The segment of an index that was written as one, of so many documents."""
    index.reload()
    searcher = index.searcher()
    if searcher.num_segments != 1 or searcher.num_docs != number:
        found = f"{searcher.num_segments} segments, {searcher.num_docs} of {number} records"
        raise NotOneSegment(f"{folder}: {found}")
    segment: Segment
    (segment,) = json.loads((folder / META).read_bytes())["segments"]
    return segment


def _add_in_order(index: Index, folder: Path, documents: Iterable[Document | str], number: int) -> IndexWriter:
    writer = index.writer(heap_size=WRITER_BYTES, num_threads=1)
    rest = iter(documents)
    for size in segment_sizes(number):
        for document in islice(rest, size):
            if isinstance(document, str):
                writer.add_json(document)
            else:
                writer.add_document(document)
        writer.commit()
        give_back()
    if next(rest, None) is not None:  # asked for, so that whoever makes the documents comes to an end
        raise ValueError(f"{folder}: there are more than {number} records")
    return writer


def segment_sizes(number: int) -> Iterator[int]:
    """The numbers of documents of the small segments in which a segment of `number` documents is written."""
    segments = 1
    while number > segments * MERGED * LEAST:
        segments *= MERGED
    # The sizes fall by one from segment to segment, and the first takes what is left over.
    last = (number - segments * (segments - 1) // 2) // segments
    sizes = [last + segments - 1 - place for place in range(segments)]
    sizes[0] += number - sum(sizes)
    return iter(sizes)


def link_or_copy(source: Path, target: Path) -> None:
    """Let a file that nobody changes have a second name; on file systems without links, copy it.

    Raises:
        OSError: there is no such file, or the target cannot be written.
    """
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(source, target)
