"""The data set that all the records of its files make together."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any, overload

from app.loading.canonical import canonical, content
from app.loading.parsing import RightRecord
from app.resources.actors.models import IdentityRecord
from app.resources.dataset.models import CollectionRecord
from app.timeline.record_types import RecordType


class RecordsOnDisk(Sequence[Any]):  # Any: records of the model of their type
    """The records of a type in the order of ids, each read when it is asked for."""

    def __init__(self, records: Iterable[RightRecord]) -> None:
        self._records = sorted(records, key=lambda record: record.name)

    def __len__(self) -> int:
        return len(self._records)

    @overload
    def __getitem__(self, place: int) -> Any: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Any, ...]: ...
    def __getitem__(self, place: int | slice) -> Any:
        if isinstance(place, slice):
            return tuple(each.record for each in self._records[place])
        return self._records[place].record

    def __iter__(self) -> Iterator[Any]:
        return (each.record for each in self._records)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    __hash__ = None  # type: ignore[assignment]

    def ids(self) -> Iterator[str]:
        """The ids of the records, which are not read."""
        return (each.name for each in self._records)

    def texts(self) -> Iterator[bytes]:
        """The records as canonical JSON."""
        return (each.text for each in self._records)

    def with_some(self, key: str) -> Iterator[Any]:
        """The records that have something under a key; the others are not read."""
        return (each.record for each in self._records if each.has(key))


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

    def texts(self, type_: RecordType) -> Iterator[bytes]:
        """The records of a type as canonical JSON."""
        records = self.of(type_)
        if isinstance(records, RecordsOnDisk):
            return records.texts()
        return (canonical(content(record)) for record in records)

    def entries(self, type_: RecordType, key: str) -> int:
        """The number of entries that the records of a type list under a key."""
        records = self.of(type_)
        listing = records.with_some(key) if isinstance(records, RecordsOnDisk) else records
        return sum(len(getattr(record, key)) for record in listing)

    def type_of(self, id_: str) -> RecordType:
        """The type of the event, actor, document or claim with this id.

        Raises:
            KeyError: there is none.
        """
        return self._types[id_]

    @cached_property
    def _types(self) -> Mapping[str, RecordType]:
        space = RecordType.EVENT.id_space
        return {id_: type_ for type_ in self.records if type_.id_space == space for id_ in _ids(self.of(type_))}


def _ids(records: Sequence[Any]) -> Iterator[str]:
    return records.ids() if isinstance(records, RecordsOnDisk) else (record.id for record in records)
