"""Claims and the evidence for and against them."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError
from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

from app.database.columns import CLUSTERED, STRICT, word_column
from app.resources.faces import CollectedRow, DatedRow, FileRecord, ResponseModel
from app.resources.facets import FacetedList
from app.resources.fields import (
    ActorId,
    Aliases,
    DocumentId,
    EventDate,
    Id,
    Locator,
    Note,
    Prose,
    RecordId,
    Slug,
    Topics,
    Whole,
)
from app.resources.shared import CollectionId, Date, DocumentTitle, Licence, Links, Updated
from app.timeline.vocabulary import ClaimStatus, Stance

ParagraphNumber = Annotated[int | None, Field(description="Number of the paragraph; null: see `locator`.")]


class PassageRecord(FileRecord):
    """A place in a document: one of its numbered paragraphs, or a locator where they are not numbered."""

    model_config = SQLModelConfig(json_schema_extra={"oneOf": [{"required": ["paragraph"]}, {"required": ["locator"]}]})

    document: DocumentId
    paragraph: Annotated[Whole | None, Field(description="Number of the paragraph, or else a `locator`.")] = None
    locator: Locator = None

    @model_validator(mode="after")
    def _is_found_in_one_way(self) -> Self:
        if (self.paragraph is None) == (self.locator is None):
            raise PydanticCustomError("passage", "needs a paragraph or a locator, and not both")
        return self


class AssertedInRecord(PassageRecord):
    """Where the claim is made."""


class Passage(ResponseModel):
    """A passage of a document: a paragraph by number, or a locator in words."""

    document: Annotated[Id, Field(description="Id of the document.")]
    n: ParagraphNumber
    locator: Annotated[str | None, Field(description="The passage in words, where it is no paragraph.")]


class ClaimPart(SQLModel):
    """The key of what a claim lists: the claim and the place in its list."""

    claim: str = ColumnField(primary_key=True, foreign_key="claim.id")
    position: int = ColumnField(primary_key=True)


class EvidenceBase(SQLModel):
    """A passage that bears on a claim: it supports, disputes or qualifies it."""

    locator: Locator = None
    stance: Annotated[
        Stance,
        ColumnField(sa_type=word_column(Stance), description="It supports, disputes or qualifies the claim."),
    ]
    note: Annotated[Prose, Field(description="What it says to the point.")]


class EvidenceRow(EvidenceBase, ClaimPart, table=True):
    """A passage that bears on a claim."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("(n IS NULL) <> (locator IS NULL)", name="where"),
        ForeignKeyConstraint(["document", "n"], ["paragraph.document", "paragraph.n"]),
        STRICT,
    )
    document: DocumentId
    n: int | None = None


class EvidenceRecord(EvidenceBase, PassageRecord):
    """A passage that bears on the claim."""


class Evidence(EvidenceBase, ResponseModel):
    """A passage that bears on a claim."""

    key_order = "document n"

    document: DocumentTitle
    n: ParagraphNumber


class ClaimEvidence(Evidence):
    """A passage that bears on a claim, with the claim."""

    claim: Annotated[Id, Field(description="Id of the claim.")]
    statement: Annotated[str, Field(description="What is claimed.")]
    status: Annotated[ClaimStatus, Field(description="The curators' verdict.")]


class ClaimBase(SQLModel):
    """A statement that someone asserts, and the curators' verdict on it."""

    id: RecordId
    kind: Annotated[
        Slug,
        ColumnField(
            index=True,
            description="Kind, open: a slug with a label, see `kinds` in `/v1/dataset`.",
            schema_extra={"examples": ["essay-thesis"]},
        ),
    ]
    statement: Annotated[Prose, Field(description="What is asserted, in one sentence.")]
    status: Annotated[
        ClaimStatus,
        ColumnField(
            sa_type=word_column(ClaimStatus),
            index=True,
            description="The curators' verdict: supported, partly-supported, disputed (the literature is divided), "
            "contradicted, unverified.",
        ),
    ]
    assessment: Annotated[Prose, Field(description="The verdict in words.")]
    note: Note = None


class ClaimRow(ClaimBase, DatedRow, CollectedRow, table=True):
    """A statement someone asserts, and the curators' verdict on the evidence for it."""

    __tablename__ = "claim"
    __table_args__ = (
        CheckConstraint("(asserted_n IS NULL) <> (asserted_locator IS NULL)", name="asserted_where"),
        ForeignKeyConstraint(["asserted_document", "asserted_n"], ["paragraph.document", "paragraph.n"]),
        STRICT,
    )
    asserted_document: DocumentId
    asserted_n: int | None = None
    asserted_locator: str | None = None


class ClaimAboutRow(ClaimPart, table=True):
    """A claim is about an event, an actor or a document."""

    __tablename__ = "claim_about"
    __table_args__ = CLUSTERED
    type: str
    record: str = ColumnField(index=True)


class ClaimAuthorRow(ClaimPart, table=True):
    """An actor asserts a claim."""

    __tablename__ = "claim_author"
    __table_args__ = CLUSTERED
    actor: ActorId


class ClaimTopicRow(ClaimPart, table=True):
    """A claim is about a topic."""

    __tablename__ = "claim_topic"
    __table_args__ = CLUSTERED
    topic: str = ColumnField(foreign_key="topic.id")


class ClaimRecord(ClaimBase, FileRecord):
    """A statement that someone asserts about events, actors or documents, with the evidence for and against."""

    topics: Topics = ()
    date: Annotated[EventDate | None, Field(description="When it was asserted, as EDTF, in quotes.")] = None
    about: Annotated[tuple[Slug, ...], Field(description="Ids of the events, actors and documents it speaks of.")] = ()
    asserted_by: Annotated[tuple[Slug, ...], Field(description="Ids of the actors who assert it.")] = ()
    asserted_in: Annotated[AssertedInRecord, Field(description="Document and passage in which it is asserted.")]
    evidence: Annotated[
        tuple[EvidenceRecord, ...], Field(description="Passages that bear on it; none only if unverified.")
    ] = ()
    aliases: Aliases = ()

    always_in_checksums: ClassVar[frozenset[str]] = frozenset({"about", "asserted_by", "evidence"})


class About(ResponseModel):
    """A record that a claim is about."""

    type: Annotated[Literal["event", "actor", "document"], Field(description="Type of the record.")]
    id: Id


class Stances(ResponseModel):
    """Pieces of evidence by stance."""

    supports: Annotated[int, Field(description="Pieces that support the claim.")]
    disputes: Annotated[int, Field(description="Pieces that dispute it.")]
    qualifies: Annotated[int, Field(description="Pieces that limit or correct it.")]


class Claim(ClaimBase, ResponseModel):
    """A claim as lists show it."""

    key_order = "id kind statement status assessment date topics asserted_by asserted_in about stances collection"

    date: Annotated[Date | None, Field(description="When it was asserted.")]
    topics: Annotated[list[Id], Field(description="Ids of topics.")]
    asserted_by: Annotated[list[Id], Field(description="Ids of the actors who assert it; `[]`: not named.")]
    asserted_in: Passage
    about: Annotated[list[About], Field(description="Records that it is about.")]
    stances: Stances
    collection: CollectionId
    updated: Updated
    licence: Licence
    links: Links


class ClaimDetail(Claim):
    """A claim with its evidence."""

    evidence: Annotated[list[Evidence], Field(description="Passages for and against it.")]


class ClaimList(FacetedList):
    """A page of claims."""

    items: list[Claim]
