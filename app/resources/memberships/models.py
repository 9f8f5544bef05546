"""Memberships: what actors belonged to over a span."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import Index
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel

from app.database.columns import STRICT, word_column
from app.resources.faces import CollectedRow, DatedRow, ResponseModel
from app.resources.facets import FacetedList
from app.resources.fields import Note, Slug
from app.resources.shared import Date, Named, Source, Sources, SpanRecord
from app.timeline.vocabulary import Certainty, MemberCapacity, MembershipKind


class MembershipBase(SQLModel):
    """An actor belonged to another over a span."""

    kind: Annotated[
        MembershipKind,
        ColumnField(
            sa_type=word_column(MembershipKind),
            description="organ: acts for the group (ministry of a state); member: does not (state in an alliance).",
        ),
    ]
    capacity: Annotated[
        MemberCapacity | None,
        ColumnField(
            sa_type=word_column(MemberCapacity),
            description="As what: signatory, power (of a joint body), party, ruling party.",
        ),
    ] = None
    note: Note = None


class MembershipRow(MembershipBase, DatedRow, CollectedRow, table=True):
    """An actor belonged to another, as a member or as its organ."""

    __tablename__ = "membership"
    __table_args__ = (Index(None, "group"), STRICT)
    key: int = ColumnField(primary_key=True)
    member: str = ColumnField(foreign_key="actor.id", index=True)
    group: str = ColumnField(foreign_key="actor.id")
    position: int


class MembershipRecord(MembershipBase, SpanRecord):
    """The actor belonged to another over a span: as a member, which does not act for it, or as an organ, which does."""

    group: Annotated[Slug, Field(description="Id of the actor it belonged to.")]
    sources: Annotated[Sources, Field(description="Sources of this membership, where not those of the actor.")] = ()


class Membership(MembershipBase, ResponseModel):
    """An actor belonged to another over a span."""

    key_order = "member group kind date"

    member: Named
    group: Named
    date: Annotated[Date | None, Field(description="From and to, as one interval.")]
    certainty: Annotated[
        Certainty | None, Field(description="With `on`: whether it certainly held that day; else null.")
    ] = None
    citations: Annotated[list[Source], Field(description="Its own sources, else the member's.")]


class MembershipList(FacetedList):
    """A page of memberships."""

    items: list[Membership]
