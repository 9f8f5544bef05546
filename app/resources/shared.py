"""What the models of many records have in common: days, dates, names, sources, links."""

from typing import Annotated

from pydantic import Field
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel

from app.database.columns import CLUSTERED
from app.resources.faces import CollectedRow, FileRecord, ResponseModel
from app.resources.fields import Id, Line, Locator, Slug, SpanEnd, Url
from app.timeline.dates import Precision
from app.timeline.vocabulary import Certainty

IsoDay = Annotated[
    str,
    Field(description="Day, `YYYY-MM-DD`; years outside 0..9999 have a sign and six digits or more (`-000043-03-15`)."),
]
Link = Annotated[str, Field(description="Address from the root of this service on, never with a host.")]
CollectionId = Annotated[str, Field(description="Id of the collection it belongs to.", examples=["curated"])]
Updated = Annotated[
    IsoDay | None,
    Field(description="Day on which the release that last changed it was loaded.", examples=["2026-11-25"]),
]
Licence = Annotated[str, Field(description="Licence of the collection.", examples=["CC-BY-4.0"])]


class Date(ResponseModel):
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


class SourceBase(SQLModel):
    """A citation: where a record's facts come from."""

    title: Annotated[Line, Field(description="Title of the source as one would cite it.")]
    locator: Locator = None
    url: Annotated[Url | None, Field(description="Lasting address, http or https.")] = None


class SourceRecord(SourceBase, FileRecord):
    """A citation: where a record's facts come from."""


class CitationRow(SourceBase, CollectedRow, table=True):
    """A source of a record. `owner` is the record's id, or the key of a tenure or membership."""

    __tablename__ = "citation"
    __table_args__ = CLUSTERED
    owner_type: str = ColumnField(primary_key=True)
    owner: str = ColumnField(primary_key=True)
    position: int = ColumnField(primary_key=True)


class Source(SourceBase, ResponseModel):
    """Where a record's facts come from."""


class IdentifierBase(SQLModel):
    """What an actor or place is called in an authority file."""

    scheme: Annotated[
        Slug,
        Field(description="Whose identifier: wikidata, viaf, gnd; geonames for places.", examples=["wikidata", "viaf"]),
    ]
    id: Annotated[Line, Field(description="The identifier there, such as Q42.")]


class IdentifierRecord(IdentifierBase, FileRecord):
    """What an actor or place is called in an authority file."""


class Identifier(IdentifierBase, ResponseModel):
    """A number in an authority file."""


class SpanRecord(FileRecord):
    """The ends of a span."""

    from_: Annotated[
        SpanEnd | None,
        Field(
            validation_alias="from",
            serialization_alias="from",
            description="First day, month or year, in quotes. Left out: unknown; '..': always was.",
        ),
    ] = None
    to: Annotated[
        SpanEnd | None,
        Field(description="Last day, month or year, in quotes. Left out: unknown; '..': goes on."),
    ] = None


Sources = Annotated[tuple[SourceRecord, ...], Field(description="Where the facts of this record come from.")]
SomeSources = Annotated[Sources, Field(min_length=1)]


class Named(ResponseModel):
    """An actor's id and name."""

    id: Id
    name: Annotated[str, Field(description="Name as shown.")]


class HeldOffice(ResponseModel):
    """An office that an actor held on the day."""

    office: Annotated[str, Field(description="Title.", examples=["Minister of Foreign Affairs"])]
    of: Annotated[Id, Field(description="Id of the body in which it is held.")]
    certainty: Annotated[Certainty, Field(description="Whether it was certainly held on all days in question.")]


class Represented(ResponseModel):
    """For whom a participation counts under `actor_scope=representatives`."""

    id: Id
    certainty: Annotated[Certainty, Field(description="Whether every step holds on all days in question.")]


class CastMember(ResponseModel):
    """An actor as it stands in an event or document."""

    id: Annotated[Id, Field(description="Id of the actor.")]
    name: Annotated[str, Field(description="Name as shown.", examples=["Vyacheslav Molotov"])]
    kind: Annotated[str, Field(description="Kind of the actor; labels in `/v1/dataset`.", examples=["person"])]


class Links(ResponseModel):
    """Addresses of a record."""

    self: Annotated[Link, Field(description="The record.")]
    html: Annotated[Link | None, Field(description="The same as a page for people; null: there is none.")] = None


class DocumentTitle(ResponseModel):
    """A document's id and title."""

    id: Id
    title: Annotated[str, Field(description="Title of the document.")]


class RecordCounts(ResponseModel):
    """In how many records something stands."""

    events: Annotated[int, Field(description="Number of events.")]
    documents: Annotated[int, Field(description="Number of documents.")]


class ListLinks(ResponseModel):
    """Where a list goes on."""

    self: Annotated[Link, Field(description="This request.")]
    next: Annotated[Link | None, Field(description="The page after; null: this is the last.")]
    prev: Annotated[Link | None, Field(description="The page before; null: this is the first.")]


class ListResponse(ResponseModel):
    """What all lists share; each adds its `items`."""

    total: Annotated[int, Field(description="Number of all matches, always exact.")]
    release: Annotated[int, Field(description="Number of the release that the answer speaks of.")]
    links: ListLinks
