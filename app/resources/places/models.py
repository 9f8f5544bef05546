"""Places."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import CheckConstraint
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel

from app.database.columns import JSON_TEXT, STRICT, word_column
from app.resources.faces import CollectedRow, FileRecord, ResponseModel
from app.resources.facets import FacetedList
from app.resources.fields import Aliases, Country, Latitude, Line, Longitude, Note, RecordId
from app.resources.shared import Identifier, IdentifierRecord, Link, Links, RecordCounts
from app.timeline.vocabulary import PlacePrecision


class PlaceNameBase(SQLModel):
    """What events and documents show of a place."""

    id: RecordId
    name: Annotated[Line, Field(description="Name of today, in the language of the collection.", examples=["Berlin"])]
    country: Annotated[Country, Field(description="The state it lies in today, ISO 3166-1 alpha-2.", examples=["DE"])]
    lat: Annotated[Latitude, Field(description="Latitude, degrees north (WGS 84).")]
    lon: Annotated[Longitude, Field(description="Longitude, degrees east (WGS 84).")]
    precision: Annotated[
        PlacePrecision,
        ColumnField(
            sa_type=word_column(PlacePrecision),
            description="What the point stands for: building, locality, city or country.",
        ),
    ]


class PlaceBase(PlaceNameBase):
    """A place on the map of today."""

    historical_name: Annotated[Line | None, Field(description="What it was called, or was, at the time.")] = None
    note: Note = None


class PlaceRow(PlaceBase, CollectedRow, table=True):
    """Where something happened."""

    identifiers: list[dict[str, str]] = ColumnField(default_factory=list, sa_type=JSON_TEXT)

    __tablename__ = "place"
    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
        CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
        STRICT,
    )


class PlaceRecord(PlaceBase, FileRecord):
    """Somewhere on the map of today."""

    identifiers: Annotated[
        tuple[IdentifierRecord, ...], Field(description="Identifiers elsewhere, such as that of GeoNames.")
    ] = ()
    aliases: Aliases = ()


class PlaceName(PlaceNameBase, ResponseModel):
    """A place as events and documents show it. Degrees are WGS 84."""


class PlaceLinks(Links):
    """Addresses around a place or topic."""

    events: Annotated[Link, Field(description="Events there, or about the topic.")]


class Place(PlaceBase, ResponseModel):
    """A place. Degrees are WGS 84."""

    key_order = "id name historical_name"

    identifiers: Annotated[list[Identifier], Field(description="Numbers in authority files.")]
    counts: RecordCounts
    links: PlaceLinks


class PlaceList(FacetedList):
    """A page of places."""

    items: list[Place]
