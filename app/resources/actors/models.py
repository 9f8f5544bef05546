"""Actors, the offices they held and what they belonged to."""

from typing import Annotated

from pydantic import Field

from app.resources.claims.models import Claim
from app.resources.facets import FacetedList
from app.resources.shared import CollectionId, Date, Id, Licence, Link, Links, Named, Note, Shape, Source, Updated
from app.timeline.vocabulary import Certainty, MemberCapacity, MembershipKind, OfficeCapacity, Verification


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


class ActorList(FacetedList):
    """A page of actors."""

    items: list[Actor]


class TenureList(FacetedList):
    """A page of tenures."""

    items: list[Tenure]


class MembershipList(FacetedList):
    """A page of memberships."""

    items: list[Membership]
