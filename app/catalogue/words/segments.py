"""Writing an index of the engine as one segment, in which equal scores keep the order of the documents.

A large index is written as 8 segments, or as 64, 512 and so on, and the engine merges them by eights, so that only the
documents of one segment are in memory. Its merge policy (`LogMergePolicy`, with its defaults) merges eight segments of
one level, the one with the most documents first. So each segment gets one document fewer than the one before.

Segments of up to 10,000 documents are of one level, and a level spans 0.75 in the binary logarithm. Eight segments of
at least `LEAST` documents together are above their level, so that merged ones are only merged with each other.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from tantivy import Document, Index, IndexWriter

from app.memory import give_back

WRITER_BYTES = 4_000_000_000
"""More than the documents of a segment need, so that the engine cuts none itself. Memory is taken as it is used."""
LEAST = 2_500
"""Documents of a segment at least, where an index is written as several."""
MERGED = 8
"""Segments that the engine merges to one."""


class NotOneSegment(OSError):
    """The engine left an index in several segments, so that equal scores have no order: the disk may be full."""


class Merging:
    """An index whose documents are written, while the engine still merges its segments."""

    def __init__(self, index: Index, writer: IndexWriter, folder: Path, number: int) -> None:
        self._index = index
        self._writer = writer
        self._folder = folder
        self._number = number

    def wait(self) -> None:
        """Wait until the index is in one segment.

        Raises:
            NotOneSegment: it is not in the end.
        """
        self._writer.wait_merging_threads()
        self._index.reload()
        searcher = self._index.searcher()
        if searcher.num_segments > 1 or searcher.num_docs != self._number:
            found = f"{searcher.num_segments} segments, {searcher.num_docs} of {self._number} records"
            raise NotOneSegment(f"{self._folder}: {found}")


def add_in_order(index: Index, folder: Path, documents: Iterable[Document | str], number: int) -> Merging:
    """Write `documents`, of which there are `number`, into an empty index in `folder`. One may be given as JSON.

    Raises:
        OSError, ValueError: the folder cannot be written, or there are more documents.
    """
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
    return Merging(index, writer, folder, number)


def write_in_order(index: Index, folder: Path, documents: Iterable[Document | str], number: int) -> None:
    """The same, with all segments merged to one.

    Raises:
        NotOneSegment: the index is not in one segment in the end.
        OSError, ValueError: as in `add_in_order`.
    """
    add_in_order(index, folder, documents, number).wait()


def segment_sizes(number: int) -> Iterator[int]:
    """The numbers of documents of the segments in which an index of `number` documents is written."""
    segments = 1
    while number > segments * MERGED * LEAST:
        segments *= MERGED
    # The sizes fall by one from segment to segment, and the first takes what is left over.
    last = (number - segments * (segments - 1) // 2) // segments
    sizes = [last + segments - 1 - place for place in range(segments)]
    sizes[0] += number - sum(sizes)
    return iter(sizes)
