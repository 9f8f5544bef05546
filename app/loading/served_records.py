"""The records that are served as this software checked them: where they come again, they need no check of their own."""

import hashlib
from collections.abc import Mapping
from functools import cache
from typing import Self

import orjson
from sqlalchemy import Connection, select

from app.database.statements import table
from app.loading.data_files import FORMATS
from app.loading.software import software
from app.loading.values import Value
from app.timeline.record_types import RecordType

_DIGEST_BYTES = 16
"""Of a checksum, which has 32: enough to tell records apart."""


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

    def content(self, type_: RecordType, line: bytes) -> tuple[dict[str, Value], bytes] | None:
        """The content of the record on a line of NDJSON, with its canonical JSON, if it is one of these.

        None: the record is to be checked. So is one that is written in another way than canonical JSON, but for the
        order of its keys, escapes and spaces between them, and one that may have decimals: equal ones can be written in
        ways that a check refuses.
        """
        digests = self._digests.get(type_)
        if not digests or _may_have_decimals(type_):
            return None
        try:
            read = orjson.loads(line)
            found: dict[str, Value] = {name: [] for name in FORMATS[type_].model.always_in_checksums} | read
            del found["type"]
            text = orjson.dumps(found, option=orjson.OPT_SORT_KEYS)
        except (ValueError, TypeError, KeyError):  # the file was changed, or is one of those that only a check reads
            return None
        return (found, text) if _digest(hashlib.sha256(text).digest()) in digests else None


@cache
def _may_have_decimals(type_: RecordType) -> bool:
    return '"type":"number"' in orjson.dumps(FORMATS[type_].model.model_json_schema()).decode()


NONE_SERVED = ServedRecords({})


def _digest(checksum: bytes) -> bytes:
    return checksum[:_DIGEST_BYTES]
