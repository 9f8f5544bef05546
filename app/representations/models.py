"""The shapes of everything that leaves, key by key. They make the stored JSON at loading and the OpenAPI page.

`null` means unknown or not applicable, `[]` none in this data. Every documented key is always there, but for those
that were not asked for (`include`, `fields`, `facet`).
"""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from app.timeline.dates import Precision
from app.timeline.vocabulary import (
    Certainty,
    ClaimStatus,
    Confidence,
    DocumentRole,
    Manner,
    MemberCapacity,
    MembershipKind,
    OfficeCapacity,
    ParticipationRole,
    PlacePrecision,
    Relation,
    Seen,
    Stance,
    Verification,
)

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


class _Cast(Shape):
    id: Annotated[Id, Field(description="Id of the actor.")]
    name: Annotated[str, Field(description="Name as shown.", examples=["Vyacheslav Molotov"])]
    kind: Annotated[str, Field(description="Kind of the actor; labels in `/v1/dataset`.", examples=["person"])]


class Participant(_Cast):
    """An actor in one role in an event; two roles are two of these."""

    role: Annotated[ParticipationRole, Field(description="Role in the event.")]
    on_behalf_of: Annotated[Id | None, Field(description="For whom, where the offices of the day do not show it.")]
    offices: Annotated[list[HeldOffice], Field(description="Offices held on the day of the event.")]
    represents: Annotated[list[Represented], Field(description="For whom this counts, the actor itself left out.")]


class DocumentActor(_Cast):
    """An actor in one role to a document."""

    role: Annotated[DocumentRole, Field(description="Role to the document.")]
    on_behalf_of: Annotated[None, Field(description="Always null: documents do not say it.")] = None
    offices: Annotated[list[HeldOffice], Field(description="Offices held on the day of the document.")]
    represents: Annotated[list[Represented], Field(description="For whom this counts, the actor itself left out.")]


class Answered(Shape):
    """An event that this one answers, or that answers this one."""

    id: Id
    manner: Annotated[Manner, Field(description="How it is answered.")]


class EventDocument(Shape):
    """A document of an event."""

    id: Annotated[Id, Field(description="Id of the document.")]
    title: Annotated[str, Field(description="Title of the document.")]
    relation: Annotated[Relation, Field(description="What the document is to the event.")]
    locator: Annotated[str | None, Field(description="Where in the document.")]


class DocumentEvent(Shape):
    """An event of a document."""

    id: Annotated[Id, Field(description="Id of the event.")]
    title: Annotated[str, Field(description="Title of the event.")]
    relation: Annotated[Relation, Field(description="What the document is to the event.")]
    locator: Annotated[str | None, Field(description="Where in the document.")]


class Links(Shape):
    """Addresses of a record."""

    self: Annotated[Link, Field(description="The record.")]
    html: Annotated[Link | None, Field(description="The same for people; null until there are pages.")] = None


class EventLinks(Links):
    """Addresses around an event."""

    parts: Annotated[Link | None, Field(description="The events below it; null: there are none.")]
    exchange: Annotated[Link | None, Field(description="Its exchange; null: it answers nothing and is not answered.")]


class Event(Shape):
    """An event as lists show it."""

    id: Id
    kind: Annotated[str, Field(description="Kind, open; labels in `/v1/dataset`.", examples=["conference"])]
    title: Annotated[str, Field(description="Short title.")]
    summary: Annotated[str, Field(description="What happened, in the curators' words.")]
    date: Date
    place: Annotated[PlaceName | None, Field(description="Null: in several places or nowhere in particular.")]
    topics: Annotated[list[Id], Field(description="Ids of topics.")]
    part_of: Annotated[Id | None, Field(description="Id of the whole of which it is a part.")]
    parts: Annotated[int, Field(description="Number of events below it, at any depth.")]
    responds_to: Annotated[list[Answered], Field(description="Earlier events that it answers.")]
    answered_by: Annotated[list[Answered], Field(description="Later events that answer it.")]
    actors: Annotated[list[Participant], Field(description="Who took part or was spoken of, in which role.")]
    confidence: Annotated[Confidence, Field(description="How well it is attested.")]
    collection: CollectionId
    note: Note
    updated: Updated
    licence: Licence
    links: EventLinks


class Passage(Shape):
    """A passage of a document: a paragraph by number, or a locator in words."""

    document: Annotated[Id, Field(description="Id of the document.")]
    n: Annotated[int | None, Field(description="Number of the paragraph; null: see `locator`.")]
    locator: Annotated[str | None, Field(description="The passage in words, where it is no paragraph.")]


class DocumentTitle(Shape):
    """A document's id and title."""

    id: Id
    title: Annotated[str, Field(description="Title of the document.")]


class Evidence(Shape):
    """A passage that bears on a claim."""

    document: DocumentTitle
    n: Annotated[int | None, Field(description="Number of the paragraph; null: see `locator`.")]
    locator: Annotated[str | None, Field(description="The passage in words, where it is no paragraph.")]
    stance: Annotated[Stance, Field(description="It supports, disputes or qualifies the claim.")]
    note: Annotated[str, Field(description="What it says to the point.")]


class ClaimEvidence(Evidence):
    """A passage that bears on a claim, with the claim."""

    claim: Annotated[Id, Field(description="Id of the claim.")]
    statement: Annotated[str, Field(description="What is claimed.")]
    status: Annotated[ClaimStatus, Field(description="The curators' verdict.")]


class About(Shape):
    """A record that a claim is about."""

    type: Annotated[Literal["event", "actor", "document"], Field(description="Type of the record.")]
    id: Id


class Stances(Shape):
    """Pieces of evidence by stance."""

    supports: int
    disputes: int
    qualifies: int


class Claim(Shape):
    """A claim as lists show it."""

    id: Id
    kind: Annotated[str, Field(description="Kind, open; labels in `/v1/dataset`.", examples=["essay-thesis"])]
    statement: Annotated[str, Field(description="What is asserted.")]
    status: Annotated[ClaimStatus, Field(description="The curators' verdict on the evidence: set, not counted.")]
    assessment: Annotated[str, Field(description="The verdict in words.")]
    date: Annotated[Date | None, Field(description="When it was asserted.")]
    asserted_by: Annotated[list[Id], Field(description="Ids of the actors who assert it; `[]`: not named.")]
    asserted_in: Passage
    about: Annotated[list[About], Field(description="Records that it is about.")]
    stances: Stances
    collection: CollectionId
    note: Note
    updated: Updated
    licence: Licence
    links: Links


class ClaimDetail(Claim):
    """A claim with its evidence."""

    evidence: Annotated[list[Evidence], Field(description="Passages for and against it.")]


class ExchangeOutline(Shape):
    """An exchange in short."""

    openings: Annotated[list[Id], Field(description="Moves that answer nothing.")]
    moves: Annotated[int, Field(description="Number of moves.")]
    unanswered: Annotated[list[Id], Field(description="Moves with a recipient that nothing answers.")]


class EventIncluded(Event):
    """An event in a list, with what `include` added."""

    documents: Annotated[list[EventDocument] | None, Field(description="With `include=documents`.")] = None
    citations: Annotated[list[Source] | None, Field(description="With `include=citations`.")] = None
    claims: Annotated[list[Claim] | None, Field(description="With `include=claims`: claims about it.")] = None
    exchange: Annotated[ExchangeOutline | None, Field(description="With `include=exchange`.")] = None


class EventDetail(Event):
    """An event with all that is known of it."""

    documents: Annotated[list[EventDocument], Field(description="Documents that came out of it or tell of it.")]
    citations: Annotated[list[Source], Field(description="Where its facts come from.")]
    claims: Annotated[list[Claim], Field(description="Claims about it.")]
    exchange: Annotated[ExchangeOutline, Field(description="Its exchange in short.")]


class Frus(Shape):
    """Place in *Foreign Relations of the United States*."""

    volume: Annotated[str, Field(description="Volume id.", examples=["frus1952-54v05p1"])]
    document: Annotated[int, Field(description="Number of the document.")]
    page: Annotated[str | None, Field(description="Page or pages.")]


class Paragraph(Shape):
    """A citable part of a document."""

    document: Annotated[Id, Field(description="Id of the document.")]
    n: Annotated[int, Field(description="Its place in the document, from 1.")]
    label: Annotated[str | None, Field(description="As printed there.", examples=["Article 9"])]
    abstract: Annotated[str, Field(description="What it says, in the curators' words.")]
    text: Annotated[str | None, Field(description="The text; null where we may not give it.")]
    key_phrases: Annotated[list[str], Field(description="Short quotations to find it by.")]
    seen: Annotated[Seen, Field(description="How much of the text the curators have seen.")]
    links: Links


class ParagraphDetail(Paragraph):
    """A paragraph with the claims made in it and the evidence that rests on it."""

    claims: Annotated[list[Claim], Field(description="Claims asserted in it.")]
    evidence: Annotated[list[ClaimEvidence], Field(description="Evidence that rests on it, each with its claim.")]


class DocumentLinks(Links):
    """Addresses around a document."""

    citation: Annotated[Link, Field(description="A citation to paste.")]


class Document(Shape):
    """A document as lists show it."""

    id: Id
    kind: Annotated[str, Field(description="Kind, open; labels in `/v1/dataset`.", examples=["memorandum"])]
    title: Annotated[str, Field(description="Title as one would cite it.")]
    date: Annotated[Date | None, Field(description="Date of the document; null: undated.")]
    place: Annotated[PlaceName | None, Field(description="Place of writing.")]
    topics: Annotated[list[Id], Field(description="Ids of topics.")]
    language: Annotated[str, Field(description="Language of the original, ISO 639-1.", examples=["ru"])]
    languages: Annotated[list[str], Field(description="Languages it is to be had in, the original's first.")]
    abstract: Annotated[str, Field(description="What it says, in the curators' words.")]
    key_phrases: Annotated[list[str], Field(description="Short quotations to find it by.")]
    actors: Annotated[list[DocumentActor], Field(description="Who wrote, sent, received it; who is mentioned.")]
    repository: Annotated[str | None, Field(description="Archive that keeps it.")]
    signature: Annotated[str | None, Field(description="Its call number there.", examples=["f. 6, op. 13, pap. 2"])]
    number: Annotated[str | None, Field(description="Number that the paper bears.")]
    published_in: Annotated[str | None, Field(description="Where it was printed.")]
    url: Annotated[str | None, Field(description="Where it can be read.")]
    frus: Frus | None
    rights: Annotated[str, Field(description="Rights in its text (not in this record).")]
    confidence: Annotated[Confidence, Field(description="How well it is attested.")]
    collection: CollectionId
    note: Note
    updated: Updated
    licence: Licence
    links: DocumentLinks


class DocumentIncluded(Document):
    """A document in a list, with what `include` added."""

    paragraphs: Annotated[list[Paragraph] | None, Field(description="With `include=paragraphs`.")] = None
    events: Annotated[list[DocumentEvent] | None, Field(description="With `include=events`.")] = None
    claims: Annotated[list[Claim] | None, Field(description="With `include=claims`: claims about it.")] = None


class DocumentDetail(Document):
    """A document with all that is known of it."""

    paragraphs: Annotated[list[Paragraph], Field(description="Its citable parts.")]
    events: Annotated[list[DocumentEvent], Field(description="Events that it stands to.")]
    claims: Annotated[list[Claim], Field(description="Claims about it.")]
    citation: Annotated[str, Field(description="Chicago notes style, plain text.")]
    citations: Annotated[list[Source], Field(description="Where the facts of the record come from.")]


class OtherName(Shape):
    """A name in another language or script, or a former one."""

    name: Annotated[str, Field(description="The name.", examples=["Вячеслав Михайлович Молотов"])]
    language: Annotated[str | None, Field(description="ISO 639-1.")]
    script: Annotated[str | None, Field(description="ISO 15924.", examples=["Cyrl"])]
    note: Annotated[str | None, Field(description="What name it is.", examples=["birth name"])]


class Identifier(Shape):
    """A number in an authority file."""

    scheme: Annotated[str, Field(description="The authority file.", examples=["wikidata", "viaf"])]
    id: Annotated[str, Field(description="The number there.")]


class ActorCounts(Shape):
    """In how many records an actor stands."""

    events: Annotated[int, Field(description="Events, in any role.")]
    documents: Annotated[int, Field(description="Documents, in any role.")]
    by_role: Annotated[dict[str, int], Field(description="Events and documents by role.", examples=[{"author": 4}])]


class ActorLinks(Links):
    """Addresses around an actor."""

    events: Annotated[Link, Field(description="Events with the actor.")]
    documents: Annotated[Link, Field(description="Documents with the actor.")]


class Actor(Shape):
    """An actor as lists show it."""

    id: Id
    kind: Annotated[str, Field(description="Kind, open; labels in `/v1/dataset`.", examples=["person"])]
    name: Annotated[str, Field(description="Name as shown.")]
    other_names: Annotated[list[OtherName], Field(description="Names in other languages and scripts.")]
    date: Annotated[Date | None, Field(description="Life or existence as one interval.")]
    summary: Annotated[str, Field(description="Who it is, in the curators' words.")]
    verification: Annotated[Verification, Field(description="How well the record was checked.")]
    identifiers: Annotated[list[Identifier], Field(description="Numbers in authority files.")]
    aliases: Annotated[list[Id], Field(description="Other ids that work as this one.")]
    counts: ActorCounts
    collection: CollectionId
    note: Note
    updated: Updated
    licence: Licence
    links: ActorLinks


class Tenure(Shape):
    """An office held over a span."""

    holder: Named
    office: Annotated[str, Field(description="Title.", examples=["Secretary General of NATO"])]
    of: Annotated[Named, Field(description="The body in which it is held.")]
    date: Annotated[Date | None, Field(description="From and to, as one interval.")]
    represents: Annotated[bool, Field(description="Whether the holder acts for the body.")]
    capacity: Annotated[OfficeCapacity, Field(description="As what.")]
    sole: Annotated[bool, Field(description="One holder at a time.")]
    jointly: Annotated[bool, Field(description="Several hold the same rank at once.")]
    note: Annotated[str | None, Field(description="What the curators add.")]
    certainty: Annotated[
        Certainty | None, Field(description="With `on`: whether it was certainly held that day; else null.")
    ] = None
    citations: Annotated[list[Source], Field(description="Its own sources, else the holder's.")]


class Membership(Shape):
    """An actor belonged to another over a span."""

    member: Named
    group: Named
    kind: Annotated[MembershipKind, Field(description="An organ acts for its group, a member does not.")]
    date: Annotated[Date | None, Field(description="From and to, as one interval.")]
    capacity: Annotated[MemberCapacity | None, Field(description="As what.")]
    note: Annotated[str | None, Field(description="What the curators add.")]
    certainty: Annotated[
        Certainty | None, Field(description="With `on`: whether it certainly held that day; else null.")
    ] = None
    citations: Annotated[list[Source], Field(description="Its own sources, else the member's.")]


class ActorDetail(Actor):
    """An actor with all that is known of it."""

    tenures: Annotated[list[Tenure], Field(description="Offices held, the earliest first.")]
    memberships: Annotated[list[Membership], Field(description="What it belonged to.")]
    maybe_same_as: Annotated[list[Named], Field(description="Actors who may be the same; nobody has judged it.")]
    claims: Annotated[list[Claim], Field(description="Claims about it.")]
    citations: Annotated[list[Source], Field(description="Where its facts come from.")]


class RecordCounts(Shape):
    """In how many records something stands."""

    events: int
    documents: int


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


class ListLinks(Shape):
    """Where a list goes on."""

    self: Annotated[Link, Field(description="This request.")]
    next: Annotated[Link | None, Field(description="The page after; null: this is the last.")]
    prev: Annotated[Link | None, Field(description="The page before; null: this is the first.")]


class _List(Shape):
    total: Annotated[int, Field(description="Number of all matches, always exact.")]
    release: Annotated[int, Field(description="Number of the release that the answer speaks of.")]
    links: ListLinks


class EventList(_List):
    """A page of events."""

    items: list[EventIncluded]


class DocumentList(_List):
    """A page of documents."""

    items: list[DocumentIncluded]


class ActorList(_List):
    """A page of actors."""

    items: list[Actor]


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


class ProblemError(Shape):
    """One thing that is wrong in a request."""

    parameter: str
    value: str | None
    expected: str
    did_you_mean: str | None


class ProblemDocument(Shape):
    """What went wrong (RFC 9457)."""

    type: Annotated[str, Field(description="A page that explains this type.", examples=["/problems/invalid-parameter"])]
    title: str
    status: int
    instance: Annotated[str, Field(description="Path of the request.", examples=["/v1/events"])]
    detail: str
    errors: list[ProblemError]
