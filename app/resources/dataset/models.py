"""The release served, its collections and labels."""

from typing import Annotated, Any

from pydantic import Field

from app.resources.shared import Id, Link, Shape


class KindLabel(Shape):
    """A word of an open or closed vocabulary, with its label."""

    value: str
    label: str


class CollectionInfo(Shape):
    """A collection, its licence and attribution."""

    id: Id
    title: str
    description: str | None
    language: str
    version: str
    publisher: str | None
    source: str | None
    licence: Annotated[str, Field(description="SPDX identifier, or the licence's name.")]
    licence_name: str
    licence_url: str | None
    attribution: str
    cite_as: str
    counts: dict[str, int]


class Dataset(Shape):
    """The release served."""

    title: str
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
    limits: Annotated[dict[str, Any] | None, Field(description="Request limits; null: none.")] = None
    software: Annotated[str, Field(description="Version of the software.")]
    links: dict[str, Link]
