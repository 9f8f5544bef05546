"""A file of a data set, and the data set that all its records make together."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import Field

from app.loading.yaml_nodes import Position
from app.resources.actors.models import ActorRecord, IdentityRecord
from app.resources.claims.models import ClaimRecord
from app.resources.dataset.models import CollectionRecord, KindsRecord
from app.resources.documents.models import DocumentRecord
from app.resources.events.models import EventRecord
from app.resources.faces import FileRecord
from app.resources.places.models import PlaceRecord
from app.resources.topics.models import TopicRecord

RecordType = Literal["event", "actor", "document", "claim", "place", "topic"]


class DataFile(FileRecord):
    """One file of a data set: any of these lists. How records are spread over files is the curators' choice."""

    collection: Annotated[CollectionRecord | None, Field(description="The collection: in one file of a folder.")] = None
    kinds: Annotated[KindsRecord | None, Field(description="Labels of the kinds that records use.")] = None
    events: Annotated[tuple[EventRecord, ...], Field(description="Events.")] = ()
    actors: Annotated[tuple[ActorRecord, ...], Field(description="Actors.")] = ()
    documents: Annotated[tuple[DocumentRecord, ...], Field(description="Documents.")] = ()
    claims: Annotated[tuple[ClaimRecord, ...], Field(description="Claims.")] = ()
    places: Annotated[tuple[PlaceRecord, ...], Field(description="Places.")] = ()
    topics: Annotated[tuple[TopicRecord, ...], Field(description="Topics.")] = ()
    identities: Annotated[
        tuple[IdentityRecord, ...], Field(description="Which imported actors are which curated one.")
    ] = ()


def content(record: FileRecord) -> dict[str, object]:
    """The keys of a record as they stand in a file, what is left out or says the default left out: JSON values only."""
    return record.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _digest(value: object) -> str:
    canonical = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def record_checksum(record: FileRecord) -> str:
    """SHA-256, in hexadecimal, of what the record says: equal for equal content, however it was written down."""
    return _digest(content(record))


@dataclass(frozen=True, slots=True, kw_only=True)
class DataSet:
    """A collection with all its records, each list in the order of ids."""

    collection: CollectionRecord
    kinds: Mapping[str, Mapping[str, str]]
    """Type of record, then kind, then label."""
    events: tuple[EventRecord, ...] = ()
    actors: tuple[ActorRecord, ...] = ()
    documents: tuple[DocumentRecord, ...] = ()
    claims: tuple[ClaimRecord, ...] = ()
    places: tuple[PlaceRecord, ...] = ()
    topics: tuple[TopicRecord, ...] = ()
    identities: tuple[IdentityRecord, ...] = ()
    where: Mapping[tuple[RecordType, str], Position] = field(default_factory=dict, compare=False, repr=False)
    """Where each record stands in the files, by type and id; empty where there were no files."""

    def checksum(self) -> str:
        """SHA-256, in hexadecimal, of all that the data set says.

        It depends on the content alone: not on the files, their order, that of their records, spelling or comments.
        """
        lists = ("events", "actors", "documents", "claims", "places", "topics")
        says: dict[str, object] = {
            name: [content(record) for record in sorted(getattr(self, name), key=lambda record: record.id)]
            for name in lists
        }
        says["identities"] = [content(one) for one in sorted(self.identities, key=lambda one: one.actor)]
        says["collection"] = content(self.collection)
        says["kinds"] = {of: dict(labels) for of, labels in self.kinds.items() if labels}
        return _digest(says)
