"""Topics: the subject headings of events and documents."""

from typing import Annotated

from pydantic import Field
from sqlmodel import SQLModel

from app.database.columns import STRICT
from app.resources.faces import CollectedRow, FileRecord, ResponseModel
from app.resources.facets import FacetedList
from app.resources.fields import Aliases, Line, Note, Prose, RecordId
from app.resources.places.models import PlaceLinks
from app.resources.shared import RecordCounts


class TopicBase(SQLModel):
    """A subject heading."""

    id: RecordId
    name: Annotated[Line, Field(description="Heading as it is shown.")]
    description: Annotated[Prose, Field(description="What belongs under it.")]


class TopicRow(TopicBase, CollectedRow, table=True):
    """A subject heading. Its note is for curators: answers do not show it."""

    __tablename__ = "topic"
    __table_args__ = STRICT
    note: str | None = None


class TopicRecord(TopicBase, FileRecord):
    """A subject heading of events and documents."""

    note: Note = None
    aliases: Aliases = ()


class Topic(TopicBase, ResponseModel):
    """A subject heading."""

    counts: RecordCounts
    links: PlaceLinks


class TopicList(FacetedList):
    """A page of topics."""

    items: list[Topic]
