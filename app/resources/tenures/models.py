"""Tenures: offices that actors held over a span."""

from typing import Annotated

from pydantic import Field
from sqlalchemy import Index
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel

from app.database.columns import STRICT, word_column
from app.resources.faces import CollectedRow, DatedRow, ResponseModel
from app.resources.facets import FacetedList
from app.resources.fields import Line, Note, Slug, Truth
from app.resources.shared import Date, Named, Source, Sources, SpanRecord
from app.timeline.vocabulary import Certainty, OfficeCapacity


class TenureBase(SQLModel):
    """An actor held an office of a body over a span."""

    office: Annotated[Line, Field(description="Title of the office.", examples=["Minister of Foreign Affairs"])]
    represents: Annotated[
        Truth,
        Field(
            description="Whether the holder acts for the body. false: who holds it does not (a seat in a parliament)."
        ),
    ] = True
    capacity: Annotated[
        OfficeCapacity,
        ColumnField(
            sa_type=word_column(OfficeCapacity),
            description="As what: state (head of state, government, diplomat, official), party, parliament or "
            "international.",
        ),
    ]
    sole: Annotated[Truth, Field(description="true: one holder at a time.")] = False
    jointly: Annotated[Truth, Field(description="true: several hold the same rank at once.")] = False
    note: Note = None


class TenureRow(TenureBase, DatedRow, CollectedRow, table=True):
    """A person held an office of an actor over a span."""

    __tablename__ = "tenure"
    __table_args__ = (Index(None, "of"), STRICT)
    key: int = ColumnField(primary_key=True)
    holder: str = ColumnField(foreign_key="actor.id", index=True)
    of: str = ColumnField(foreign_key="actor.id")
    position: int


class TenureRecord(TenureBase, SpanRecord):
    """A tenure: the actor held an office of a body over a span. A day of handover belongs to both holders."""

    of: Annotated[Slug, Field(description="Id of the body in which the office is held.")]
    sources: Annotated[
        Sources, Field(description="Sources of this tenure, where they are not those of the actor.")
    ] = ()


class Tenure(TenureBase, ResponseModel):
    """An office held over a span."""

    key_order = "holder office of date"

    holder: Named
    of: Annotated[Named, Field(description="The body in which it is held.")]
    date: Annotated[Date | None, Field(description="From and to, as one interval.")]
    certainty: Annotated[
        Certainty | None, Field(description="With `on`: whether it was certainly held that day; else null.")
    ] = None
    citations: Annotated[list[Source], Field(description="Its own sources, else the holder's.")]


class TenureList(FacetedList):
    """A page of tenures."""

    items: list[Tenure]
