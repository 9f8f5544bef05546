"""Events, and their exchange in short."""

from typing import Annotated, ClassVar

from pydantic import Field
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

from app.database.columns import CLUSTERED, STRICT, word_column
from app.resources.claims.models import Claim
from app.resources.faces import CollectedRow, DatedRow, FileRecord, ResponseModel
from app.resources.facets import FacetedList
from app.resources.fields import (
    ActorId,
    Aliases,
    DocumentId,
    EventDate,
    HowConfident,
    Id,
    Line,
    Locator,
    Note,
    PlaceId,
    Prose,
    RecordId,
    Slug,
    Topics,
)
from app.resources.places.models import PlaceName
from app.resources.shared import (
    CastMember,
    CollectionId,
    Date,
    DocumentTitle,
    HeldOffice,
    Licence,
    Link,
    Links,
    Represented,
    SomeSources,
    Source,
    Updated,
)
from app.timeline.vocabulary import Manner, ParticipationRole, Relation


class EventPart(SQLModel):
    """The key of what an event lists: the event and the place in its list."""

    event: str = ColumnField(primary_key=True, foreign_key="event.id")
    position: int = ColumnField(primary_key=True)


class EventTopicRow(EventPart, table=True):
    """An event is about a topic."""

    __tablename__ = "event_topic"
    __table_args__ = CLUSTERED
    topic: str = ColumnField(foreign_key="topic.id")


class ParticipationBase(SQLModel):
    """An actor took part in an event in one role, maybe on behalf of another."""

    role: Annotated[
        ParticipationRole,
        ColumnField(
            sa_type=word_column(ParticipationRole), description="Role in the event; subject and target do not act."
        ),
    ]
    on_behalf_of: Annotated[
        Slug | None,
        ColumnField(
            foreign_key="actor.id",
            description="Id of the actor it acted for, where its offices of that day do not show it.",
        ),
    ] = None


class ParticipationRow(ParticipationBase, CollectedRow, EventPart, table=True):
    """An actor took part in an event in one role."""

    __tablename__ = "participation"
    __table_args__ = CLUSTERED
    actor: ActorId


class ParticipationRecord(ParticipationBase, FileRecord):
    """An actor took part in the event in one role. Two roles are two of these."""

    actor: ActorId


class Participant(ParticipationBase, CastMember):
    """An actor in one role in an event; two roles are two of these."""

    offices: Annotated[list[HeldOffice], Field(description="Offices held on the day of the event.")]
    represents: Annotated[list[Represented], Field(description="For whom this counts, the actor itself left out.")]


class AnswerBase(SQLModel):
    """An event answers an earlier one."""

    manner: Annotated[
        Manner,
        ColumnField(
            sa_type=word_column(Manner),
            description="How it is answered. accepts: approves or ratifies; counters: answers with an own proposal or "
            "argument; acknowledges: takes note without a side; takes_up: a draft out of a draft, a new round.",
        ),
    ]


class AnswerRow(AnswerBase, EventPart, table=True):
    """An event answers an earlier one."""

    __tablename__ = "response"
    __table_args__ = CLUSTERED
    responds_to: str = ColumnField(foreign_key="event.id", index=True)


class AnswerRecord(AnswerBase, FileRecord):
    """The event takes a position on an earlier one, or takes it up. Mere sequence is no response."""

    event: Annotated[Slug, Field(description="Id of the earlier event.")]


class Answered(AnswerBase, ResponseModel):
    """An event that this one answers, or that answers this one."""

    key_order = "id"

    id: Id


class EventDocumentBase(SQLModel):
    """How a document stands to an event."""

    relation: Annotated[
        Relation,
        ColumnField(
            sa_type=word_column(Relation),
            description="The document was produced by the event, reports it, is its subject, or is its source.",
        ),
    ]
    locator: Locator = None


class EventDocumentRow(EventDocumentBase, EventPart, table=True):
    """A document stands to an event."""

    __tablename__ = "event_document"
    __table_args__ = CLUSTERED
    document: DocumentId


class EventDocumentRecord(EventDocumentBase, FileRecord):
    """How a document stands to the event."""

    document: DocumentId


class EventDocument(EventDocumentBase, DocumentTitle):
    """A document of an event."""


class EventBase(SQLModel):
    """Something that happened, at a date, somewhere, with actors in roles."""

    id: RecordId
    kind: Annotated[
        Slug,
        Field(description="Kind, open: a slug with a label, see `kinds` in `/v1/dataset`.", examples=["conference"]),
    ]
    title: Annotated[Line, Field(description="Short title, as in a chronology.")]
    summary: Annotated[Prose, Field(description="What happened, in our own words; quotations of twelve words at most.")]
    part_of: Annotated[
        Slug | None,
        ColumnField(
            foreign_key="event.id", index=True, description="Id of the event of which this is a part (a session)."
        ),
    ] = None
    confidence: HowConfident
    note: Note = None


class StoredEventBase(EventBase):
    """What a data file and the table have of an event besides."""

    place: PlaceId = None


class EventRow(StoredEventBase, DatedRow, CollectedRow, table=True):
    """Something that happened."""

    __tablename__ = "event"
    __table_args__ = STRICT


class EventRecord(StoredEventBase, FileRecord):
    """Something that happened, at a date, somewhere, with actors in roles."""

    date: EventDate
    topics: Topics
    actors: Annotated[tuple[ParticipationRecord, ...], Field(description="Who took part, in which role.")]
    responds_to: Annotated[tuple[AnswerRecord, ...], Field(description="Which earlier events it answers.")] = ()
    documents: Annotated[tuple[EventDocumentRecord, ...], Field(description="Documents about it or out of it.")] = ()
    sources: SomeSources
    aliases: Aliases = ()

    always_in_checksums: ClassVar[frozenset[str]] = frozenset({"responds_to", "documents"})


class EventLinks(Links):
    """Addresses around an event."""

    parts: Annotated[Link | None, Field(description="The events below it; null: there are none.")]
    exchange: Annotated[Link | None, Field(description="Its exchange; null: it answers nothing and is not answered.")]


class Event(EventBase, ResponseModel):
    """An event as lists show it."""

    key_order = (
        "id kind title summary date place topics part_of parts responds_to answered_by actors confidence collection"
    )

    date: Date
    place: Annotated[PlaceName | None, Field(description="Null: in several places or nowhere in particular.")]
    topics: Annotated[list[Id], Field(description="Ids of topics.")]
    parts: Annotated[int, Field(description="Number of events below it, at any depth.")]
    responds_to: Annotated[list[Answered], Field(description="Earlier events that it answers.")]
    answered_by: Annotated[list[Answered], Field(description="Later events that answer it.")]
    actors: Annotated[list[Participant], Field(description="Who took part or was spoken of, in which role.")]
    collection: CollectionId
    updated: Updated
    licence: Licence
    links: EventLinks


class ExchangeOutline(ResponseModel):
    """An exchange in short."""

    openings: Annotated[list[Id], Field(description="Moves that answer nothing.")]
    moves: Annotated[int, Field(description="Number of moves.")]
    unanswered: Annotated[list[Id], Field(description="Moves with a recipient that nothing answers.")]


class EventIncluded(Event):
    """An event in a list, with what `include` added."""

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=False)

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


class EventList(FacetedList):
    """A page of events."""

    items: list[EventIncluded]
