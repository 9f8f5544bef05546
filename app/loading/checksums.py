"""Checksums of records and data sets: equal for equal content, however it was written down.

They are SHA-256, in hexadecimal, of canonical JSON: sorted keys, no spaces, defaults left out, UTF-8.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from app.loading.canonical import canonical, content
from app.loading.data_files import FORMATS
from app.loading.data_set import DataSet
from app.timeline.record_types import RecordType

_SIZE = hashlib.sha256().digest_size

ALWAYS_INCLUDED = frozenset({"events", "actors", "documents", "claims", "places", "topics"})
"""The lists that count even when they are empty. Later ones do not, so that older data sets keep their checksums."""


class Content(NamedTuple):
    """The content of a collection: its id, and the checksum of its data set."""

    collection: str
    checksum: str


@dataclass(frozen=True, slots=True)
class Checksums:
    """The checksum of a data set, and those of its records by type: 32 bytes for each, in the order of ids."""

    data_set: str
    records: Mapping[RecordType, bytes]

    def of(self, type_: RecordType) -> Iterator[str]:
        """The checksums of the records of a type, in the order of ids."""
        digests = self.records.get(type_, b"")
        return (digests[start : start + _SIZE].hex() for start in range(0, len(digests), _SIZE))


def checksums(data: DataSet) -> Checksums:
    """The checksums of a data set and its records.

    They depend on the content alone: not on the files, their order, that of their records, spelling or comments.
    """
    records: dict[RecordType, bytearray] = {}

    def texts(type_: RecordType) -> Iterator[bytes]:
        for text in data.texts(type_):
            records.setdefault(type_, bytearray()).extend(hashlib.sha256(text).digest())
            yield text

    heads = {
        "collection": content(data.collection),
        "identities": [content(one) for one in data.identities],
        "kinds": {type_: dict(labels) for type_, labels in data.kinds.items() if labels},
    }
    lists = {type_.plural: type_ for type_ in FORMATS}
    whole = RunningChecksum()
    for name in sorted((*heads, *lists)):
        if name in heads:
            whole.add(name, heads[name])
        else:
            whole.add_records(name, texts(lists[name]))
    return Checksums(whole.result(), {type_: bytes(digests) for type_, digests in records.items()})


def release_checksum(collections: Mapping[str, str], judgements: Iterable[tuple[str, ...]] = ()) -> str:
    """The checksum of a release, from the checksums of its collections by id, in whatever order they were loaded.

    That of a single collection is its own. The identities of actors are part of the collection that holds them; the
    curator's `judgements` on who is who, which are in no collection, count too.
    """
    given = sorted(list(each) for each in judgements)
    if len(collections) == 1 and not given:
        return next(iter(collections.values()))
    # No collection has an empty id.
    return checksum_of(dict(collections) | ({"": given} if given else {}))


def checksum_of(value: object) -> str:
    """The checksum of a JSON value."""
    return _digest(canonical(value))


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()


class RunningChecksum:
    """The checksum of a data set whose parts are added one after the other, in the order of their names.

    No record is kept. The result is that of `checksums`.
    """

    def __init__(self) -> None:
        self._digest = hashlib.sha256()
        self._last = ""

    def add(self, name: str, value: object) -> None:
        """Add a part that is no list of records: the collection, the kinds or the identities, as JSON values."""
        self._begin(name)
        self._digest.update(canonical(value))

    def add_records(self, name: str, contents: Iterable[bytes]) -> None:
        """Add a list, given as the canonical JSON of its records in the order of ids."""
        first = True
        for text in contents:
            if first:
                self._begin(name)
            self._digest.update(b"[" if first else b",")
            self._digest.update(text)
            first = False
        if not first:
            self._digest.update(b"]")
        elif name in ALWAYS_INCLUDED:
            self.add(name, [])

    def result(self) -> str:
        """The checksum, once all parts are added."""
        whole = self._digest.copy()
        whole.update(b"}")
        return whole.hexdigest()

    def _begin(self, name: str) -> None:
        assert name > self._last, "parts come in the order of their names"  # noqa: S101
        self._digest.update((b"," if self._last else b"{") + b'"%s":' % name.encode())
        self._last = name
