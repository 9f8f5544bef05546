"""Releases, their collections and labels, and the ids that they use."""

from typing import Annotated, Any

from pydantic import Field
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel

from app.database.columns import CLUSTERED, STRICT
from app.resources.faces import CollectedRow, FileRecord, ResponseModel
from app.resources.fields import Language, Line, Prose, RecordId, Slug, Url
from app.resources.shared import Link


class ReleaseRow(SQLModel, table=True):
    """One loaded state of all collections; the highest number is the one served."""

    __tablename__ = "release"
    __table_args__ = STRICT
    number: int = ColumnField(primary_key=True)
    checksum: str
    version: str
    loaded_at: str
    """UTC, ISO 8601 to the second."""
    loaded_by: str
    """What made it: `serve` (the data files that come with the service), `load` (by hand), `import`, `remove` or
    `rollback`."""
    fingerprint: str
    """Of the code that derived the catalogue, and whether in part (`app/catalogue/fingerprint.py`)."""
    counts: str
    """JSON object: record type -> number of records."""


class LedgerRow(SQLModel, table=True):
    """What is known of an id or alias for ever: checksum, and the releases that last changed and removed it."""

    __tablename__ = "ledger"
    __table_args__ = CLUSTERED
    space: str = ColumnField(primary_key=True)
    """The name space of the id (`RecordType.id_space`)."""
    id: str = ColumnField(primary_key=True)
    type: str
    collection: str
    """The collection of its record, which may be removed since."""
    checksum: str
    changed: int = ColumnField(foreign_key="release.number")
    removed: int | None = ColumnField(default=None, foreign_key="release.number")
    alias_of: str | None = None
    """The record that the id is an alias of; null where it is a record's own."""


class AliasRow(CollectedRow, table=True):
    """A former or second id of a record; one name space with the ids themselves (`LedgerRow.space`)."""

    __tablename__ = "alias"
    __table_args__ = CLUSTERED
    space: str = ColumnField(primary_key=True)
    id: str = ColumnField(primary_key=True)
    type: str
    record: str = ColumnField(index=True)
    position: int = 0
    """The place in the list of its record."""


class KindRow(SQLModel, table=True):
    """The label of an open kind in a collection. Of several that of the first collection counts (`collection_rank`)."""

    __tablename__ = "kind"
    __table_args__ = CLUSTERED
    collection: str = ColumnField(primary_key=True, foreign_key="collection.id")
    type: str = ColumnField(primary_key=True)
    slug: str = ColumnField(primary_key=True)
    label: str


Labels = dict[Slug, Line]


class KindLabel(ResponseModel):
    """A word of an open or closed vocabulary, with its label."""

    value: Annotated[str, Field(description="The word as it stands in records and parameters.")]
    label: Annotated[str, Field(description="The word for people, English.")]


class CollectionBase(SQLModel):
    """A set of records that came together."""

    id: RecordId
    title: Annotated[Line, Field(description="Title of the collection.")]
    description: Annotated[Prose | None, Field(description="What it covers.")] = None
    language: Annotated[Language, Field(description="Language of its texts, ISO 639.")]
    version: Annotated[Line, Field(description="Version of the collection, in quotes.")]
    publisher: Annotated[Line | None, Field(description="Who edits and publishes it.")] = None
    source: Annotated[Prose | None, Field(description="Where it comes from.")] = None
    attribution: Annotated[Line, Field(description="How its authors are to be named.")]
    cite_as: Annotated[Prose, Field(description="How the collection is to be cited.")]


class LicenceBase(SQLModel):
    """Under which terms a collection may be used."""

    licence: Annotated[str, Field(description="SPDX identifier, or the licence's name.")]
    licence_name: Annotated[str, Field(description="Name of the licence.")]
    licence_url: Annotated[str | None, Field(description="Address of the licence; null: none.")] = None


class CollectionRow(LicenceBase, CollectionBase, table=True):
    """A set of records that came together."""

    __tablename__ = "collection"
    __table_args__ = STRICT
    licence_spdx: str | None = None
    """The SPDX identifier that the files state; `licence` is it, or else the name."""
    checksum: str
    """Of its content alone (`app/loading/checksums.py`)."""
    loaded_by: str
    """`serve`, `load` or `import`, as of a release: serving never replaces what was loaded by hand."""
    counts: str
    """JSON object: record type -> number of records."""
    software: str | None = None
    """What checked its records and wrote their rows (`app/loading/software.py`); null: older software."""


class LicenceRecord(FileRecord):
    """Under which terms the collection may be used."""

    name: Annotated[Line, Field(description="Full name of the licence.")]
    spdx: Annotated[Line | None, Field(description="Its SPDX identifier, such as CC-BY-4.0.")] = None
    url: Annotated[Url | None, Field(description="Where it can be read.")] = None


class CollectionRecord(CollectionBase, FileRecord):
    """A set of records that came together. A folder of files holds one."""

    source: Annotated[Prose, Field(description="Where it comes from.")]
    licence: Annotated[LicenceRecord, Field(description="Licence of the data.")]


class CollectionInfo(LicenceBase, CollectionBase, ResponseModel):
    """A collection, its licence and attribution."""

    key_order = "id title description language version publisher source licence licence_name licence_url"

    counts: Annotated[dict[str, int], Field(description="Its records by type.")]


class Dataset(ResponseModel):
    """The release served."""

    title: Annotated[str, Field(description="Title of the data set.")]
    release: Annotated[int, Field(description="Number of the release.")]
    version: Annotated[str, Field(description="Version of the data.")]
    checksum: Annotated[str, Field(description="SHA-256 of the content, whatever files it stands in.")]
    loaded_at: Annotated[str, Field(description="When it was loaded, UTC.")]
    language: Annotated[str, Field(description="Language of the texts.")]
    counts: Annotated[dict[str, int], Field(description="Records by type.")]
    cite_as: Annotated[str, Field(description="How to cite the data set.")]
    collections: list[CollectionInfo]
    kinds: Annotated[dict[str, list[KindLabel]], Field(description="Open kinds by record type, with labels.")]
    roles: Annotated[dict[str, list[KindLabel]], Field(description="Roles in events and documents, with labels.")]
    limits: Annotated[
        dict[str, Any] | None,
        Field(description='Limits of requests, such as `{"requests_by_client": "600/minute"}`; null: none.'),
    ] = None
    software: Annotated[str, Field(description="Version of the software.")]
    links: Annotated[dict[str, Link], Field(description="The lists and files of the service.")]
