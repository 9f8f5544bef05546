"""Checksums of records and data sets: equal for equal content, however it was written down.

They are SHA-256, in hexadecimal, of canonical JSON: sorted keys, no spaces, defaults left out, UTF-8.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass

from app.loading.record_formats import LISTS
from app.loading.records import DataSet, Record, content
from app.timeline.record_types import RecordType


@dataclass(frozen=True, slots=True)
class Checksums:
    """The checksum of a data set, and those of its records by type and id."""

    data_set: str
    records: Mapping[tuple[RecordType, str], str]


def checksums(data: DataSet) -> Checksums:
    """The checksums of a data set and its records.

    They depend on the content alone: not on the files, their order, that of their records, spelling or comments.
    """
    records: dict[tuple[RecordType, str], str] = {}
    parts = {
        "collection": canonical(content(data.collection)),
        "identities": canonical([content(one) for one in sorted(data.identities, key=lambda one: one.actor)]),
        "kinds": canonical({type_: dict(labels) for type_, labels in data.kinds.items() if labels}),
    }
    for key, type_ in LISTS.items():
        texts = []
        for record in sorted(getattr(data, key), key=lambda record: record.id):
            text = canonical(content(record))
            records[type_, record.id] = _digest(text)
            texts.append(text)
        parts[key] = b"[" + b",".join(texts) + b"]"
    whole = b",".join(b'"%s":%s' % (key.encode(), parts[key]) for key in sorted(parts))
    return Checksums(_digest(b"{" + whole + b"}"), records)


def record_checksum(record: Record) -> str:
    """The checksum of one record."""
    return _digest(canonical(content(record)))


def canonical(value: object) -> bytes:
    """Canonical JSON of a JSON value."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def _digest(text: bytes) -> str:
    return hashlib.sha256(text).hexdigest()
