"""What the next derivation can take over: the records of a block as documents of the word index, with their names.

A file for each block of a release, in the order of types and tie keys. It is a cache that only loads read: without it
everything is derived anew. So it is none of the files that starts check; its own format has a checksum.
"""

import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from app.catalogue.words.suggest import Name


class CannotTakeOver(Exception):
    """What is left of the former release is missing, damaged or of other records, or leaves no room for new ones."""


class KeptName(NamedTuple):
    """A name by which a record is completed (`Suggestion`)."""

    links: int
    label: str
    name: str
    hint: str | None
    spellings: list[str]


class Mark(NamedTuple):
    """A place in the order of types and tie keys, in which records are indexed."""

    type: str
    key: str


class KeptRecord(NamedTuple):
    """A record of a release, with its document as JSON.

    `days` are the first and last of its date, None where open; None: it has no date.
    """

    type: str
    key: str
    days: tuple[int | None, int | None] | None
    names: list[KeptName]
    document: bytes

    @property
    def mark(self) -> Mark:
        """Its place in the order in which records are indexed."""
        return Mark(self.type, self.key)


def keep(path: Path, records: Iterable[KeptRecord]) -> tuple[Mark, int]:
    """Keep records in a new file, each in two lines: its head, and its document.

    Returns the mark of the first record, and the number of names.

    Raises:
        OSError: the file cannot be written.
    """
    first, names = None, 0
    with gzip.open(path, "wb", compresslevel=1) as stream:
        for record in records:
            first = first or record.mark
            names += len(record.names)
            head = (record.type, record.key, record.days, [list(each) for each in record.names])
            stream.write(orjson.dumps(head) + b"\n" + record.document + b"\n")
    if first is None:
        raise ValueError(f"{path}: there are no records")
    return first, names


def kept(path: Path) -> Iterator[KeptRecord]:
    """The records that were kept in a file.

    Raises:
        CannotTakeOver: the file is not as it was written.
    """
    try:
        for head, document in _lines(path):
            type_, key, days, names = orjson.loads(head)
            yield KeptRecord(type_, key, _days(days), [KeptName(*each) for each in names], document)
    except (OSError, EOFError, ValueError, TypeError, zlib.error) as error:
        raise CannotTakeOver(str(error)) from error


def kept_documents(path: Path) -> Iterator[str]:
    """The documents of the records in a file, as JSON. Raises OSError: it cannot be read."""
    return (document.decode() for _, document in _lines(path))


def kept_names(path: Path) -> Iterator[Name]:
    """The names of the records in a file. Raises OSError: it cannot be read."""
    for head, _ in _lines(path):
        type_, key, _, names = orjson.loads(head)
        for links, label, name, hint, spellings in names:
            yield Name(type_, key, label, name, links, hint, tuple(spellings))


def _lines(path: Path) -> Iterator[tuple[bytes, bytes]]:
    with gzip.open(path, "rb") as stream:
        for head in stream:
            yield head, stream.readline().removesuffix(b"\n")


def _days(days: Any) -> tuple[int | None, int | None] | None:
    return None if days is None else (days[0], days[1])
