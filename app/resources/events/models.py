"""Events, and their exchange in short."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.resources.claims.models import Claim
from app.resources.facets import FacetedList
from app.resources.shared import (
    CastMember,
    CollectionId,
    Date,
    HeldOffice,
    Id,
    Licence,
    Link,
    Links,
    Note,
    PlaceName,
    Represented,
    Shape,
    Source,
    Updated,
)
from app.timeline.vocabulary import Confidence, Manner, ParticipationRole, Relation


class Participant(CastMember):
    """An actor in one role in an event; two roles are two of these."""

    role: Annotated[ParticipationRole, Field(description="Role in the event.")]
    on_behalf_of: Annotated[Id | None, Field(description="For whom, where the offices of the day do not show it.")]
    offices: Annotated[list[HeldOffice], Field(description="Offices held on the day of the event.")]
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


class ExchangeOutline(Shape):
    """An exchange in short."""

    openings: Annotated[list[Id], Field(description="Moves that answer nothing.")]
    moves: Annotated[int, Field(description="Number of moves.")]
    unanswered: Annotated[list[Id], Field(description="Moves with a recipient that nothing answers.")]


class EventIncluded(Event):
    """An event in a list, with what `include` added."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

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
