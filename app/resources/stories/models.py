"""Stories: guided readings through the records."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

from app.database.columns import CLUSTERED, STRICT
from app.resources.faces import CollectedRow, FileRecord, ResponseModel
from app.resources.facets import SearchedList
from app.resources.fields import Aliases, Id, Line, Prose, RecordId, Slug, Whole
from app.resources.shared import CollectionId, Date, Licence, Links, Updated

ShownType = Literal["event", "document", "paragraph", "claim", "exchange"]
SHOWN = ("event", "document", "claim", "exchange")
"""The keys of a data file that name the record of a step. A paragraph is named besides its document."""


class StoryBase(SQLModel):
    """A guided reading that a curator writes."""

    id: RecordId
    title: Annotated[Line, Field(description="Title, often a question.", examples=["Did Moscow want to join NATO?"])]
    summary: Annotated[Prose, Field(description="What it tells, in a few sentences of our own.")]


class StoryRow(StoryBase, CollectedRow, table=True):
    """A guided reading."""

    __tablename__ = "story"
    __table_args__ = STRICT


class StoryStepBase(SQLModel):
    """A step of a story."""

    heading: Annotated[Line, Field(description="Heading of the step.")]
    text: Annotated[
        str,
        StringConstraints(strict=True, min_length=1, max_length=1_000),
        Field(description="What the record shows, in one to three sentences, 1,000 characters at most."),
    ]


class StoryStepRow(StoryStepBase, table=True):
    """A step of a story, and the record it shows: by type and id, a paragraph by document and `n`."""

    __tablename__ = "story_step"
    __table_args__ = CLUSTERED
    story: str = ColumnField(primary_key=True, foreign_key="story.id")
    position: int = ColumnField(primary_key=True)
    type: str
    record: str
    n: int | None = None


class ShownRecord(FileRecord):
    """The record that a step shows: one of these keys, and for a paragraph its number beside its document."""

    model_config = SQLModelConfig(
        json_schema_extra={
            "oneOf": [{"required": [name]} for name in SHOWN],
            "dependentRequired": {"paragraph": ["document"]},
        }
    )

    event: Annotated[Slug | None, Field(description="Id of an event.")] = None
    document: Annotated[Slug | None, Field(description="Id of a document.")] = None
    paragraph: Annotated[Whole | None, Field(description="Number of a paragraph of the document.")] = None
    claim: Annotated[Slug | None, Field(description="Id of a claim.")] = None
    exchange: Annotated[Slug | None, Field(description="Id of an event, whose exchange is shown.")] = None


class StoryStepRecord(StoryStepBase, FileRecord):
    """A step of a story."""

    shows: Annotated[ShownRecord, Field(description="The record that the step shows.")]


class StoryRecord(StoryBase, FileRecord):
    """A guided reading: ordered steps, each with a heading, a short text and the record it shows."""

    steps: Annotated[tuple[StoryStepRecord, ...], Field(min_length=1, description="The steps, in order.")]
    aliases: Aliases = ()


class Shown(ResponseModel):
    """The record that a step shows."""

    type: Annotated[ShownType, Field(description="Type of the record; an exchange is that of an event.")]
    id: Annotated[str, Field(description="Its id; of a paragraph: id of its document, a slash, its number.")]
    title: Annotated[str, Field(description="Its title; a claim's statement, the title of a paragraph's document.")]
    date: Annotated[Date | None, Field(description="Its date; a paragraph has that of its document.")]
    links: Links


class StoryStep(StoryStepBase, ResponseModel):
    """A step of a story."""

    key_order = "n"

    n: Annotated[int, Field(description="Its place, from 1.")]
    text: Annotated[str, Field(description="What the record shows, in one to three sentences.")]
    record: Shown


class StoryHead(StoryBase, ResponseModel):
    """What lists and details of stories show alike."""

    id: Id
    collection: CollectionId
    updated: Updated
    licence: Licence
    links: Links


class Story(StoryHead):
    """A story as lists show it."""

    step_count: Annotated[int, Field(description="Number of steps.")]


class StoryDetail(StoryHead):
    """A story with its steps."""

    steps: Annotated[list[StoryStep], Field(description="The steps, in order.")]


class StoryList(SearchedList):
    """A page of stories."""

    items: list[Story]
