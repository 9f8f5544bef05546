"""What the shapes of many records have in common: ids, days, dates, names, sources, links."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from app.timeline.dates import Precision
from app.timeline.vocabulary import Certainty, PlacePrecision

Id = Annotated[str, Field(description="Id: lower-case letters, digits and single hyphens; never reused.")]
IsoDay = Annotated[
    str,
    Field(description="Day, `YYYY-MM-DD`; years outside 0..9999 have a sign and six digits or more (`-000043-03-15`)."),
]
Link = Annotated[str, Field(description="Address from the root of this service on, never with a host.")]
CollectionId = Annotated[str, Field(description="Id of the collection it belongs to.", examples=["curated"])]
Note = Annotated[str | None, Field(description="What the curators add: doubts, differing sources.")]
Updated = Annotated[
    IsoDay | None,
    Field(description="Day on which the release that last changed it was loaded.", examples=["2026-11-25"]),
]
Licence = Annotated[str, Field(description="Licence of the collection.", examples=["CC-BY-4.0"])]


class Shape(BaseModel):
    """What all representations share: every key is in the answer, those with a default too."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True, frozen=True)


class Date(Shape):
    """An EDTF date with its bounds in whole days (proleptic Gregorian)."""

    edtf: Annotated[str, Field(description="As curated: EDTF (ISO 8601-2).", examples=["1954-01-25/1954-02-18"])]
    earliest: Annotated[IsoDay | None, Field(description="First day it can mean; null: open or unknown.")]
    latest: Annotated[IsoDay | None, Field(description="Last day it can mean; null: open or unknown.")]
    certain_from: Annotated[
        IsoDay | None,
        Field(description="First day on which it was certainly under way. Both null: no day is certain."),
    ]
    certain_to: Annotated[
        IsoDay | None,
        Field(description="Last day on which it was certainly under way; null beside a `certain_from`: no limit."),
    ]
    precision: Annotated[Precision, Field(description="Precision of the coarser end.")]
    approximate: Annotated[bool, Field(description="Marked `~` or `%`.")]
    uncertain: Annotated[bool, Field(description="Marked `?` or `%`.")]
    label: Annotated[str, Field(description="Readable in English.", examples=["25 January - 18 February 1954"])]


class Source(Shape):
    """Where a record's facts come from."""

    title: Annotated[str, Field(description="The source, as one would cite it.")]
    locator: Annotated[str | None, Field(description="Page, document or passage in it.")]
    url: Annotated[str | None, Field(description="Its lasting address.")]


class PlaceName(Shape):
    """A place as it stands in an event or document. Degrees are WGS 84."""

    id: Id
    name: Annotated[str, Field(description="Name of today.", examples=["Berlin"])]
    country: Annotated[str, Field(description="State of today, ISO 3166-1 alpha-2.", examples=["DE"])]
    lat: Annotated[float, Field(description="Degrees north.")]
    lon: Annotated[float, Field(description="Degrees east.")]
    precision: Annotated[PlacePrecision, Field(description="What the coordinates stand for.")]


class Named(Shape):
    """An actor's id and name."""

    id: Id
    name: Annotated[str, Field(description="Name as shown.")]


class HeldOffice(Shape):
    """An office that an actor held on the day."""

    office: Annotated[str, Field(description="Title.", examples=["Minister of Foreign Affairs"])]
    of: Annotated[Id, Field(description="Id of the body in which it is held.")]
    certainty: Annotated[Certainty, Field(description="Whether it was certainly held on all days in question.")]


class Represented(Shape):
    """For whom a participation counts under `actor_scope=representatives`."""

    id: Id
    certainty: Annotated[Certainty, Field(description="Whether every step holds on all days in question.")]


class CastMember(Shape):
    """An actor as it stands in an event or document."""

    id: Annotated[Id, Field(description="Id of the actor.")]
    name: Annotated[str, Field(description="Name as shown.", examples=["Vyacheslav Molotov"])]
    kind: Annotated[str, Field(description="Kind of the actor; labels in `/v1/dataset`.", examples=["person"])]


class Links(Shape):
    """Addresses of a record."""

    self: Annotated[Link, Field(description="The record.")]
    html: Annotated[Link | None, Field(description="The same as a page for people; null: there is none.")] = None


class DocumentTitle(Shape):
    """A document's id and title."""

    id: Id
    title: Annotated[str, Field(description="Title of the document.")]


class RecordCounts(Shape):
    """In how many records something stands."""

    events: int
    documents: int


class ListLinks(Shape):
    """Where a list goes on."""

    self: Annotated[Link, Field(description="This request.")]
    next: Annotated[Link | None, Field(description="The page after; null: this is the last.")]
    prev: Annotated[Link | None, Field(description="The page before; null: this is the first.")]


class ListShape(Shape):
    """What all lists share; each adds its `items`."""

    total: Annotated[int, Field(description="Number of all matches, always exact.")]
    release: Annotated[int, Field(description="Number of the release that the answer speaks of.")]
    links: ListLinks
