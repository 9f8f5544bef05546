"""The plain tables: what was loaded, as it was curated. They are the truth; see derived.py for the tables for speed.

Dates stand as EDTF text with four bounds in days (`app.timeline.days.Day`). `earliest` and `latest` are null where a
date is open or unknown; `has_certain` tells whether any day is certain, since null inner bounds alone can't say so.
`position` keeps the order in which a file lists things.
"""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKeyConstraint, Index
from sqlmodel import Field, SQLModel

from app.database.columns import CLUSTERED, STRICT


class DatedRow(SQLModel):
    """The columns of a date. All null: without a date."""

    edtf: str | None = None
    first_day: int = Field(sa_type=BigInteger)
    """Place in the order by date: the first possible day, or a far one (`app.store.numbers`)."""
    earliest: int | None = Field(default=None, sa_type=BigInteger)
    latest: int | None = Field(default=None, sa_type=BigInteger)
    certain_from: int | None = Field(default=None, sa_type=BigInteger)
    certain_to: int | None = Field(default=None, sa_type=BigInteger)
    has_certain: bool = False


class Release(SQLModel, table=True):
    """One loaded state of all collections; the highest number is the one served."""

    __table_args__ = STRICT
    number: int = Field(primary_key=True)
    checksum: str
    version: str
    loaded_at: str
    """UTC, ISO 8601 to the second."""
    loaded_by: str
    """`serve` (the data files that come with the service) or `load` (by hand): serving never replaces the latter."""
    derived_format: int
    counts: str
    """JSON object: record type -> number of records."""


class Collection(SQLModel, table=True):
    """A set of records that came together."""

    __table_args__ = STRICT
    id: str = Field(primary_key=True)
    title: str
    description: str | None = None
    language: str
    version: str
    publisher: str | None = None
    licence: str
    """SPDX identifier, or the name."""
    licence_name: str
    licence_url: str | None = None
    attribution: str
    source: str | None = None
    cite_as: str


class LedgerEntry(SQLModel, table=True):
    """What is known of an id or alias for ever: checksum, and the releases that last changed and removed it."""

    __tablename__ = "ledger"
    __table_args__ = CLUSTERED
    space: str = Field(primary_key=True)
    """`record` (events, actors, documents and claims share one name space), `place` or `topic`."""
    id: str = Field(primary_key=True)
    type: str
    checksum: str
    changed: int = Field(foreign_key="release.number")
    removed: int | None = Field(default=None, foreign_key="release.number")
    alias_of: str | None = None
    """The record that the id is an alias of; null where it is a record's own."""


class Alias(SQLModel, table=True):
    """A former or second id of a record; one name space with the ids themselves (`LedgerEntry.space`)."""

    __table_args__ = CLUSTERED
    space: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    type: str
    record: str = Field(index=True)


class Kind(SQLModel, table=True):
    """The label of an open kind."""

    __table_args__ = CLUSTERED
    type: str = Field(primary_key=True)
    slug: str = Field(primary_key=True)
    label: str


class Place(SQLModel, table=True):
    """Where something happened. Latitude and longitude in degrees (WGS 84)."""

    __table_args__ = (
        CheckConstraint("lat BETWEEN -90 AND 90", name="lat"),
        CheckConstraint("lon BETWEEN -180 AND 180", name="lon"),
        Index(None, "title_key", "id"),
        STRICT,
    )
    id: str = Field(primary_key=True)
    name: str
    title_key: str
    historical_name: str | None = None
    country: str
    lat: float
    lon: float
    precision: str
    note: str | None = None
    collection: str = Field(foreign_key="collection.id")


class Topic(SQLModel, table=True):
    """A subject heading."""

    __table_args__ = (Index(None, "title_key", "id"), STRICT)
    id: str = Field(primary_key=True)
    name: str
    title_key: str
    description: str
    collection: str = Field(foreign_key="collection.id")


class Actor(DatedRow, table=True):
    """Whoever acts. The date is the life or existence as one interval."""

    __table_args__ = (Index(None, "title_key", "id"), Index(None, "first_day", "id"), STRICT)
    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    name: str
    sort_name: str | None = None
    title_key: str
    summary: str
    verification: str
    note: str | None = None
    collection: str = Field(foreign_key="collection.id")


class ActorName(SQLModel, table=True):
    """A name of an actor in another language or script, or a former one."""

    __tablename__ = "actor_name"
    __table_args__ = CLUSTERED
    actor: str = Field(primary_key=True, foreign_key="actor.id")
    position: int = Field(primary_key=True)
    name: str
    language: str | None = None
    script: str | None = None
    note: str | None = None


class ActorIdentifier(SQLModel, table=True):
    """The actor's number in an authority file (scheme such as `wikidata`, `viaf`)."""

    __tablename__ = "actor_identifier"
    __table_args__ = CLUSTERED
    actor: str = Field(primary_key=True, foreign_key="actor.id")
    position: int = Field(primary_key=True)
    scheme: str
    value: str


class MaybeSame(SQLModel, table=True):
    """Two actors who may be one, not judged yet."""

    __tablename__ = "maybe_same"
    __table_args__ = CLUSTERED
    actor: str = Field(primary_key=True, foreign_key="actor.id")
    other: str = Field(primary_key=True, foreign_key="actor.id")


class Tenure(DatedRow, table=True):
    """A person held an office of an actor over a span."""

    __table_args__ = (Index(None, "of"), Index(None, "first_day", "holder"), STRICT)
    key: int = Field(primary_key=True)
    holder: str = Field(foreign_key="actor.id", index=True)
    position: int
    office: str
    of: str = Field(foreign_key="actor.id")
    capacity: str
    represents: bool
    sole: bool
    jointly: bool
    note: str | None = None
    collection: str = Field(foreign_key="collection.id")


class Membership(DatedRow, table=True):
    """An actor belonged to another, as a member or as its organ."""

    __table_args__ = (Index(None, "group"), Index(None, "first_day", "member"), STRICT)
    key: int = Field(primary_key=True)
    member: str = Field(foreign_key="actor.id", index=True)
    position: int
    group: str = Field(foreign_key="actor.id")
    kind: str
    capacity: str | None = None
    note: str | None = None
    collection: str = Field(foreign_key="collection.id")


class Event(DatedRow, table=True):
    """Something that happened. `n` and `title_rank` are derived: its places in the orders by date and by title."""

    __table_args__ = (Index(None, "title_rank"), Index(None, "title_key", "id"), Index(None, "updated"), STRICT)
    id: str = Field(primary_key=True)
    n: int = Field(sa_type=BigInteger, unique=True)
    title_rank: int
    updated: int = Field(sa_type=BigInteger)
    kind: str
    title: str
    title_key: str
    summary: str
    place: str | None = Field(default=None, foreign_key="place.id")
    part_of: str | None = Field(default=None, foreign_key="event.id", index=True)
    confidence: str
    note: str | None = None
    collection: str = Field(foreign_key="collection.id")


class EventTopic(SQLModel, table=True):
    """An event is about a topic."""

    __tablename__ = "event_topic"
    __table_args__ = CLUSTERED
    event: str = Field(primary_key=True, foreign_key="event.id")
    position: int = Field(primary_key=True)
    topic: str = Field(foreign_key="topic.id")


class Participation(SQLModel, table=True):
    """An actor took part in an event in one role, maybe on behalf of another."""

    __table_args__ = CLUSTERED
    event: str = Field(primary_key=True, foreign_key="event.id")
    position: int = Field(primary_key=True)
    actor: str = Field(foreign_key="actor.id", index=True)
    role: str
    on_behalf_of: str | None = Field(default=None, foreign_key="actor.id")
    collection: str = Field(foreign_key="collection.id")


class EventDocument(SQLModel, table=True):
    """A document stands to an event: produced by it, reports it, is its subject or its source."""

    __tablename__ = "event_document"
    __table_args__ = CLUSTERED
    event: str = Field(primary_key=True, foreign_key="event.id")
    position: int = Field(primary_key=True)
    document: str = Field(foreign_key="document.id", index=True)
    relation: str
    locator: str | None = None


class Response(SQLModel, table=True):
    """An event answers an earlier one."""

    __table_args__ = CLUSTERED
    event: str = Field(primary_key=True, foreign_key="event.id")
    position: int = Field(primary_key=True)
    responds_to: str = Field(foreign_key="event.id", index=True)
    manner: str


class Document(DatedRow, table=True):
    """A source. `n` and `title_rank` are derived, as an event's."""

    __table_args__ = (Index(None, "title_rank"), Index(None, "title_key", "id"), Index(None, "updated"), STRICT)
    id: str = Field(primary_key=True)
    n: int = Field(sa_type=BigInteger, unique=True)
    title_rank: int
    updated: int = Field(sa_type=BigInteger)
    kind: str
    title: str
    title_key: str
    abstract: str
    place: str | None = Field(default=None, foreign_key="place.id")
    language: str
    languages: str
    """JSON array of ISO 639-1 codes, the original's first."""
    key_phrases: str
    """JSON array."""
    repository: str | None = None
    signature: str | None = None
    number: str | None = None
    published_in: str | None = None
    url: str | None = None
    frus: str | None = None
    """JSON object: volume, document, page."""
    rights: str
    confidence: str
    note: str | None = None
    collection: str = Field(foreign_key="collection.id")


class DocumentTopic(SQLModel, table=True):
    """A document is about a topic."""

    __tablename__ = "document_topic"
    __table_args__ = CLUSTERED
    document: str = Field(primary_key=True, foreign_key="document.id")
    position: int = Field(primary_key=True)
    topic: str = Field(foreign_key="topic.id")


class DocumentActor(SQLModel, table=True):
    """An actor stands to a document as author, sender, recipient, signatory, translator, publisher or mentioned."""

    __tablename__ = "document_actor"
    __table_args__ = CLUSTERED
    document: str = Field(primary_key=True, foreign_key="document.id")
    position: int = Field(primary_key=True)
    actor: str = Field(foreign_key="actor.id", index=True)
    role: str
    collection: str = Field(foreign_key="collection.id")


class Paragraph(SQLModel, table=True):
    """A citable part of a document; `n` is its place, `label` what is printed there."""

    __table_args__ = STRICT
    document: str = Field(primary_key=True, foreign_key="document.id")
    n: int = Field(primary_key=True)
    label: str | None = None
    abstract: str
    text: str | None = None
    key_phrases: str
    """JSON array."""
    seen: str


class Claim(DatedRow, table=True):
    """A statement someone asserts, and the curators' verdict on the evidence for it."""

    __table_args__ = (
        CheckConstraint("(asserted_n IS NULL) <> (asserted_locator IS NULL)", name="asserted_where"),
        ForeignKeyConstraint(["asserted_document", "asserted_n"], ["paragraph.document", "paragraph.n"]),
        Index(None, "first_day", "id"),
        Index(None, "title_key", "id"),
        STRICT,
    )
    id: str = Field(primary_key=True)
    kind: str = Field(index=True)
    statement: str
    title_key: str
    status: str = Field(index=True)
    assessment: str
    asserted_document: str = Field(foreign_key="document.id", index=True)
    asserted_n: int | None = None
    asserted_locator: str | None = None
    note: str | None = None
    collection: str = Field(foreign_key="collection.id")


class ClaimAbout(SQLModel, table=True):
    """A claim is about an event, an actor or a document."""

    __tablename__ = "claim_about"
    __table_args__ = CLUSTERED
    claim: str = Field(primary_key=True, foreign_key="claim.id")
    position: int = Field(primary_key=True)
    type: str
    record: str = Field(index=True)


class ClaimAuthor(SQLModel, table=True):
    """An actor asserts a claim."""

    __tablename__ = "claim_author"
    __table_args__ = CLUSTERED
    claim: str = Field(primary_key=True, foreign_key="claim.id")
    position: int = Field(primary_key=True)
    actor: str = Field(foreign_key="actor.id", index=True)


class Evidence(SQLModel, table=True):
    """A passage bears on a claim: it supports, disputes or qualifies it."""

    __table_args__ = (
        CheckConstraint("(n IS NULL) <> (locator IS NULL)", name="where"),
        ForeignKeyConstraint(["document", "n"], ["paragraph.document", "paragraph.n"]),
        STRICT,
    )
    claim: str = Field(primary_key=True, foreign_key="claim.id")
    position: int = Field(primary_key=True)
    document: str = Field(foreign_key="document.id", index=True)
    n: int | None = None
    locator: str | None = None
    stance: str
    note: str


class Citation(SQLModel, table=True):
    """Where a record's facts come from. `owner` is a record's id, or the key of a tenure or membership."""

    __table_args__ = CLUSTERED
    owner_type: str = Field(primary_key=True)
    owner: str = Field(primary_key=True)
    position: int = Field(primary_key=True)
    title: str
    locator: str | None = None
    url: str | None = None
