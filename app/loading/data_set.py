"""A file of a data set, and the data set that all its records make together."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from pydantic import Field

from app.resources.actors.models import ActorRecord, IdentityRecord
from app.resources.claims.models import ClaimRecord
from app.resources.dataset.models import CollectionRecord, KindsRecord
from app.resources.documents.models import DocumentRecord
from app.resources.events.models import EventRecord
from app.resources.faces import FileRecord
from app.resources.places.models import PlaceRecord
from app.resources.topics.models import TopicRecord


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
