"""The records that are served as this software checked them: where they come again, they need no check of their own."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple, Self

import orjson
from sqlalchemy import Connection, select

from app.database.statements import table
from app.loading.data_files import FORMATS
from app.loading.software import software
from app.loading.values import Value
from app.timeline.record_types import RecordType

_DIGEST_BYTES = 16
"""Of a checksum, which has 32: enough to tell records apart."""


_TYPES = {type_.value: type_ for type_ in FORMATS}


class ServedRecord(NamedTuple):
    """A record that is served, as it stands on a line, with its canonical JSON."""

    type: RecordType
    values: dict[str, Value]
    text: bytes


class ServedRecords:
    """Records that are right by themselves, known by the checksums of their content."""

    def __init__(self, digests: Mapping[RecordType, frozenset[bytes]]) -> None:
        self._digests = digests

    @property
    def is_empty(self) -> bool:
        """Whether there are none."""
        return not any(self._digests.values())

    @classmethod
    def of(cls, connection: Connection) -> Self:
        """The records of the collections that this software checked. Takes some 80 bytes of memory for each."""
        collection, ledger = table("collection").c, table("ledger").c
        checked_here = select(collection.id).where(collection.software == software())
        served = (ledger.removed.is_(None), ledger.alias_of.is_(None), ledger.collection.in_(checked_here))
        digests = {
            type_: frozenset(
                _digest(bytes.fromhex(checksum))
                for checksum in connection.execute(
                    select(ledger.checksum).where(ledger.type == type_.value, *served)
                ).scalars()
            )
            for type_ in FORMATS
        }
        return cls(digests)

    def find(self, line: bytes, *, unread: bool = False) -> ServedRecord | None:
        """The record on a line of NDJSON, if it is one of these. `unread`: the line was not read as a record yet.

        None: the record is to be checked. So is one that is written in another way than canonical JSON, but for the
        order of its keys, escapes and spaces between them, and one that may have decimals: equal ones can be written in
        ways that a check refuses. An unread line must be as programs write it, since a key may stand there twice.
        """
        try:
            read = orjson.loads(line)
            if unread and not _is_plain(line, read):
                return None
            type_ = _TYPES.get(read.pop("type"))
            digests = self._digests.get(type_) if type_ else None
            if not type_ or not digests or _may_have_decimals(type_):
                return None
            found: dict[str, Value] = {name: [] for name in FORMATS[type_].model.always_in_checksums} | read
            text = orjson.dumps(found, option=orjson.OPT_SORT_KEYS)
        except (ValueError, TypeError, KeyError, AttributeError):  # the line is one of those that only a check reads
            return None
        return ServedRecord(type_, found, text) if _digest(hashlib.sha256(text).digest()) in digests else None


def _is_plain(line: bytes, read: object) -> bool:
    """Whether a line is just what was read of it, as the usual programs write JSON, so that it says nothing twice."""
    text = line.removesuffix(b"\n")
    return (
        text == json.dumps(read, ensure_ascii=False).encode()
        or text == orjson.dumps(read)
        or text == json.dumps(read).encode()
    )


@cache
def _may_have_decimals(type_: RecordType) -> bool:
    return '"type":"number"' in orjson.dumps(FORMATS[type_].model.model_json_schema()).decode()


NONE_SERVED = ServedRecords({})


def _digest(checksum: bytes) -> bytes:
    return checksum[:_DIGEST_BYTES]
