"""The data set that all the records of its files make together."""

from array import array
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, overload

import orjson

from app.loading.canonical import canonical, content
from app.loading.parsing import RightRecord, right_record
from app.resources.actors.models import IdentityRecord
from app.resources.dataset.models import CollectionRecord
from app.resources.faces import FileRecord
from app.timeline.record_types import RecordType


class RecordsOnDisk(Sequence[Any]):  # Any: records of the model of their type
    """The records of a type in the order of ids, each read when it is asked for. Takes some 16 bytes for each."""

    def __init__(self, records: Iterable[RightRecord]) -> None:
        in_order = sorted(records, key=lambda record: record.name)
        self._numbers = array("Q", (record.number for record in in_order))
        self._keys = [record.keys for record in in_order]
        # Records of one type are of one model, and those of one check in one spool.
        self._model = in_order[0].model if in_order else FileRecord
        self._spool = in_order[0].spool if in_order else None

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return tuple(self._record(number) for number in self._numbers[place])
        return self._record(self._numbers[place])

    def __iter__(self) -> Iterator[Any]:
        return map(self._record, self._numbers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def texts(self) -> Iterator[bytes]:
        """The records as canonical JSON."""
        return map(self._text, self._numbers)

    def named(self, ids: Collection[str]) -> Sequence[Any]:
        """The records with these ids, in the order of ids. The others are hardly read: they are in order."""
        places = (bisect_left(range(len(self)), id_, key=self._id) for id_ in sorted(ids))
        return [self[place] for place in places]

    def entries(self, key: str) -> int:
        """The number of entries that the records list under a key."""
        listing = (number for number, keys in zip(self._numbers, self._keys, strict=True) if key in keys)
        return sum(len(orjson.loads(self._text(number))[key]) for number in listing)

    def _id(self, place: int) -> str:
        id_: str = orjson.loads(self._text(self._numbers[place]))["id"]
        return id_

    def _text(self, number: int) -> bytes:
        assert self._spool is not None  # noqa: S101 - there are records
        return self._spool[number]

    def _record(self, number: int) -> FileRecord:
        return right_record(self._model, self._text(number))


@dataclass(frozen=True, kw_only=True)
class DataSet:
    """A collection with all its records.

    `kinds` are labels by type of record and kind. `records` are those of each type (of the model in its
    `RecordFormat`); they are put into the order of ids, as are the `identities`.
    """

    collection: CollectionRecord
    kinds: Mapping[str, Mapping[str, str]]
    records: Mapping[RecordType, Sequence[Any]]
    identities: tuple[IdentityRecord, ...] = ()

    def __post_init__(self) -> None:
        in_order = {
            type_: records if isinstance(records, RecordsOnDisk) else tuple(sorted(records, key=attrgetter("id")))
            for type_, records in self.records.items()
        }
        object.__setattr__(self, "records", in_order)
        identities = sorted(self.identities, key=lambda one: (one.actor, one.same_as, one.not_same_as))
        object.__setattr__(self, "identities", tuple(identities))

    def of(self, type_: RecordType) -> Sequence[Any]:
        """The records of a type."""
        return self.records.get(type_, ())

    def named(self, type_: RecordType, ids: Collection[str]) -> Sequence[Any]:
        """The records of a type with these ids, all of which are there, in the order of ids."""
        records = self.of(type_)
        if isinstance(records, RecordsOnDisk):
            return records.named(ids)
        return [record for record in records if record.id in ids]

    def texts(self, type_: RecordType) -> Iterator[bytes]:
        """The records of a type as canonical JSON."""
        records = self.of(type_)
        if isinstance(records, RecordsOnDisk):
            return records.texts()
        return (canonical(content(record)) for record in records)

    def names(self, type_: RecordType) -> Iterator[tuple[str, Sequence[str]]]:
        """The id and the aliases of each record of a type, in the order of ids."""
        records = self.of(type_)
        if not isinstance(records, RecordsOnDisk):
            return ((record.id, record.aliases) for record in records)
        return ((found["id"], found.get("aliases", ())) for found in map(orjson.loads, records.texts()))

    def entries(self, type_: RecordType, key: str) -> int:
        """The number of entries that the records of a type list under a key."""
        records = self.of(type_)
        if isinstance(records, RecordsOnDisk):
            return records.entries(key)
        return sum(len(getattr(record, key)) for record in records)

    def type_of(self, id_: str) -> RecordType:
        """The type of the event, actor, document or claim with this id.

        Raises:
            KeyError: there is none.
        """
        return self._types[id_]

    @cached_property
    def _types(self) -> Mapping[str, RecordType]:
        space = RecordType.EVENT.id_space
        return {id_: type_ for type_ in self.records if type_.id_space == space for id_, _ in self.names(type_)}
