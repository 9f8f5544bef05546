"""The data set that all the records of its files make together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.resources.actors.models import IdentityRecord
from app.resources.dataset.models import CollectionRecord
from app.resources.faces import FileRecord
from app.timeline.record_types import RecordType


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A collection with all its records.

    `kinds` are labels by type of record and kind. `records` are those of each type (of the model in its
    `RecordFormat`) in the order of ids. `identities` are put in the order of their ids.
    """

    collection: CollectionRecord
    kinds: Mapping[str, Mapping[str, str]]
    records: Mapping[RecordType, tuple[Any, ...]]
    identities: tuple[IdentityRecord, ...] = ()

    def __post_init__(self) -> None:
        ordered = sorted(self.identities, key=lambda one: (one.actor, one.same_as, one.not_same_as))
        object.__setattr__(self, "identities", tuple(ordered))

    def of(self, type_: RecordType) -> tuple[Any, ...]:
        """The records of a type."""
        return self.records.get(type_, ())


def content(record: FileRecord) -> dict[str, object]:
    """The keys of a record as they stand in a file, what is left out or says the default left out: JSON values only.

    Empty lists of `always_in_checksums` are there all the same.
    """
    empty: dict[str, object] = {name: [] for name in record.always_in_checksums}
    return empty | record.model_dump(mode="json", by_alias=True, exclude_defaults=True)
