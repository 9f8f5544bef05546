"""What the next derivation can take over: every record of a release as a document of the word index, with its names.

A file in the folder of the release's indexes, in the order of types and tie keys. It is a cache that only loads read:
without it everything is derived anew. So it is none of the files that starts check; its own format has a checksum.
"""

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple, Self

import orjson

from app.catalogue.words.documents import Document
from app.catalogue.words.sums import KEPT


class CannotBeRead(Exception):
    """The file is missing, damaged or of another release than the tables."""


class KeptName(NamedTuple):
    """A name by which a record is completed (`Suggestion`)."""

    links: int
    label: str
    name: str
    hint: str | None
    spellings: list[str]


class KeptRecord(NamedTuple):
    """A record of a release. `days` are the first and last of its date, None where open; None: it has no date."""

    type: str
    key: str
    days: tuple[int | None, int | None] | None
    names: list[KeptName]
    document: Document


@contextmanager
def keeping(folder: Path) -> Iterator[Callable[[KeptRecord], None]]:
    """Keep the records of a release in the folder of its indexes: call what this gives with one after the other.

    Raises:
        OSError: the file cannot be written.
    """
    with gzip.open(folder / KEPT, "wb", compresslevel=1) as stream:

        def keep(record: KeptRecord) -> None:
            names = [list(each) for each in record.names]
            line = (record.type, record.key, record.days, names, record.document)
            stream.write(orjson.dumps(line) + b"\n")

        yield keep


class KeptRecords(Iterator[KeptRecord]):
    """The records of a release, read one after the other."""

    def __init__(self, folder: Path) -> None:
        """Raises CannotBeRead: there is no such file in the folder of the release's indexes."""
        try:
            self._stream = gzip.open(folder / KEPT, "rb")  # noqa: SIM115 - closed by `__exit__`
        except OSError as error:
            raise CannotBeRead(str(error)) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()

    def __next__(self) -> KeptRecord:
        """The next record. Raises CannotBeRead: the file is not as it was written."""
        try:
            line = next(self._stream)
            type_, key, days, names, document = orjson.loads(line)
            return KeptRecord(type_, key, _days(days), [KeptName(*each) for each in names], document)
        except (OSError, EOFError, ValueError, TypeError, zlib.error) as error:
            raise CannotBeRead(str(error)) from error


def _days(days: Any) -> tuple[int | None, int | None] | None:
    return None if days is None else (days[0], days[1])
