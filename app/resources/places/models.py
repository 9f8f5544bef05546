"""Places and topics."""

from typing import Annotated

from pydantic import Field

from app.resources.facets import FacetedList
from app.resources.shared import Id, Link, Links, RecordCounts, Shape
from app.timeline.vocabulary import PlacePrecision


class PlaceLinks(Links):
    """Addresses around a place or topic."""

    events: Annotated[Link, Field(description="Events there.")]


class Place(Shape):
    """A place. Degrees are WGS 84."""

    id: Id
    name: Annotated[str, Field(description="Name of today.")]
    historical_name: Annotated[str | None, Field(description="What it was then.")]
    country: Annotated[str, Field(description="State of today, ISO 3166-1 alpha-2.")]
    lat: Annotated[float, Field(description="Degrees north.")]
    lon: Annotated[float, Field(description="Degrees east.")]
    precision: Annotated[PlacePrecision, Field(description="What the coordinates stand for.")]
    note: Annotated[str | None, Field(description="What the curators add.")]
    counts: RecordCounts
    links: PlaceLinks


class Topic(Shape):
    """A subject heading."""

    id: Id
    name: Annotated[str, Field(description="Heading.")]
    description: Annotated[str, Field(description="What it takes in.")]
    counts: RecordCounts
    links: PlaceLinks


class PlaceList(FacetedList):
    """A page of places."""

    items: list[Place]


class TopicList(FacetedList):
    """A page of topics."""

    items: list[Topic]
