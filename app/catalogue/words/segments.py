"""Writing an index of the engine as one segment, in which equal scores keep the order of the documents."""

from pathlib import Path

from tantivy import Index

WRITER_BYTES = 4_000_000_000
"""More than any index needs, so that it is written as one segment. Memory is taken as it is used."""


class NotOneSegment(Exception):
    """The engine wrote an index in several segments, so that equal scores have no order."""


def check_one_segment(index: Index, folder: Path) -> None:
    """Make sure that an index just written is in one segment.

    Raises:
        NotOneSegment: it is not.
    """
    index.reload()
    if index.searcher().num_segments > 1:
        raise NotOneSegment(str(folder))
