"""Documents and their paragraphs."""

from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlmodel import Field as ColumnField
from sqlmodel import SQLModel
from sqlmodel._compat import SQLModelConfig

from app.database.columns import CLUSTERED, JSON_TEXT, STRICT, word_column
from app.resources.claims.models import Claim, ClaimEvidence
from app.resources.events.models import EventDocumentBase
from app.resources.faces import CollectedRow, DatedRow, FileRecord, ResponseModel
from app.resources.facets import FacetedList
from app.resources.fields import (
    ActorId,
    Aliases,
    EventDate,
    HowConfident,
    Id,
    KeyPhrases,
    Language,
    Line,
    Note,
    Offset,
    PlaceId,
    Prose,
    RecordId,
    Slug,
    Topics,
    Url,
    Whole,
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
    Named,
    Represented,
    SomeSources,
    Source,
    Updated,
)
from app.timeline.vocabulary import DocumentRole, Layout, Seen


class DocumentKey(SQLModel):
    """The document that a part belongs to."""

    document: str = ColumnField(primary_key=True, foreign_key="document.id")


class DocumentPart(DocumentKey):
    """The key of what a document lists: the document and the place in its list."""

    position: int = ColumnField(primary_key=True)


class DocumentTopicRow(DocumentPart, table=True):
    """A document is about a topic."""

    __tablename__ = "document_topic"
    __table_args__ = CLUSTERED
    topic: str = ColumnField(foreign_key="topic.id")


class DocumentRoleBase(SQLModel):
    """An actor stands to a document in one role."""

    role: Annotated[
        DocumentRole,
        ColumnField(
            sa_type=word_column(DocumentRole),
            description="Role to the document; who is only named in it is mentioned.",
        ),
    ]


class DocumentActorRow(DocumentRoleBase, CollectedRow, DocumentPart, table=True):
    """An actor stands to a document in one role."""

    __tablename__ = "document_actor"
    __table_args__ = CLUSTERED
    actor: ActorId


class DocumentRoleRecord(DocumentRoleBase, FileRecord):
    """An actor stands to the document in one role."""

    actor: ActorId


class DocumentActor(DocumentRoleBase, CastMember):
    """An actor in one role to a document."""

    on_behalf_of: Annotated[Id | None, Field(description="Always null: documents do not say it.")] = None
    offices: Annotated[list[HeldOffice], Field(description="Offices held on the day of the document.")]
    represents: Annotated[list[Represented], Field(description="For whom this counts, the actor itself left out.")]


class DocumentEvent(EventDocumentBase, ResponseModel):
    """An event of a document."""

    key_order = "id title"

    id: Annotated[Id, Field(description="Id of the event.")]
    title: Annotated[str, Field(description="Title of the event.")]


class FrusBase(SQLModel):
    """Where the document stands in *Foreign Relations of the United States*."""

    volume: Annotated[Line, Field(description="Id of the volume.", examples=["frus1952-54v05p1"])]
    document: Annotated[Whole, Field(description="Number of the document in the volume.")]
    page: Annotated[Line | None, Field(description="Page or pages, in quotes.")] = None


class FrusRecord(FrusBase, FileRecord):
    """Where the document stands in Foreign Relations of the United States."""


class Frus(FrusBase, ResponseModel):
    """Place in *Foreign Relations of the United States*."""


class OtherTitleBase(SQLModel):
    """A title of the document in another language."""

    language: Annotated[Language, Field(description="Language of the title, ISO 639.", examples=["ru"])]
    title: Annotated[Line, Field(description="The title in that language, in its own script.")]


class OtherTitleRecord(OtherTitleBase, FileRecord):
    """A title of the document in another language: that of the original, or of an official translation."""


class OtherTitle(OtherTitleBase, ResponseModel):
    """A title of the document in another language."""


class FootnoteBase(SQLModel):
    """A note of the edition to a place in a text."""

    label: Annotated[Line, Field(description="Number or sign of the note, as printed.", examples=["4"])]
    at: Annotated[
        Offset | None,
        Field(
            description="Place of its mark: number of characters (Unicode code points) of the text before it. Null: it "
            "belongs to the title or the dateline."
        ),
    ] = None
    text: Annotated[Prose, Field(description="Text of the note; paragraphs are separated by an empty line.")]


class FootnoteRecord(FootnoteBase, FileRecord):
    """A note of the edition to a place in a text. Only where the rights in the edition allow it."""


class Footnote(FootnoteBase, ResponseModel):
    """A note of the edition to a place in a text."""


class CrossReferenceBase(SQLModel):
    """A reference from the document, or from a note to it, to another document or page."""

    title: Annotated[Line, Field(description="What it refers to.", examples=["frus1952-54v05p1, document 252"])]
    url: Annotated[Url, Field(description="Lasting address of what it refers to, http or https.")]


class CrossReferenceRecord(CrossReferenceBase, FileRecord):
    """A reference from the document, or from a note to it, to another document or page."""


class CrossReference(CrossReferenceBase, ResponseModel):
    """A reference from the document, or from a note to it, to another document or page."""

    document: Annotated[Id | None, Field(description="Id of the document here that is read at `url`; null: none.")]


class ParagraphBase(SQLModel):
    """A citable part of a document."""

    n: Annotated[Whole, ColumnField(primary_key=True, description="Its place: 1 for the first, then without a gap.")]
    label: Annotated[Line | None, Field(description="As printed: Article 9, III.", examples=["Article 9"])] = None
    abstract: Annotated[
        Prose | None, Field(description="What it says, in our own words. Needed unless there is the text.")
    ] = None
    text: Annotated[Prose | None, Field(description="The text itself, only where its rights allow it.")] = None
    layout: Annotated[
        Layout | None,
        ColumnField(
            sa_type=word_column(Layout),
            description="What the edition prints it as: heading, opening, closing, item of a list, row of a table "
            "(cells separated by ` | `), quotation. Left out: a paragraph.",
        ),
    ] = None
    page: Annotated[Line | None, Field(description="Page of the edition on which it begins, in quotes.")] = None
    key_phrases: KeyPhrases = ()
    seen: Annotated[
        Seen,
        ColumnField(
            sa_type=word_column(Seen),
            description="How much of the text was seen. seen: text read; part: read in part; secondary: from summaries "
            "or quotations; not-seen: general knowledge, to be checked before it is quoted.",
        ),
    ]


class ParagraphRow(ParagraphBase, DocumentKey, table=True):
    """A citable part of a document."""

    __tablename__ = "paragraph"
    __table_args__ = STRICT
    footnotes: list[dict[str, Any]] = ColumnField(default_factory=list, sa_type=JSON_TEXT)
    mentions: list[str] = ColumnField(default_factory=list, sa_type=JSON_TEXT)


class ParagraphRecord(ParagraphBase, FileRecord):
    """A citable part of a document."""

    footnotes: Annotated[
        tuple[FootnoteRecord, ...], Field(description="Notes of the edition to its text, in the order of their places.")
    ] = ()
    mentions: Annotated[
        tuple[Slug, ...], Field(description="Ids of the actors whom the edition marks in it or in its notes.")
    ] = ()


class Paragraph(ParagraphBase, ResponseModel):
    """A citable part of a document."""

    key_order = "document"

    document: Annotated[Id, Field(description="Id of the document.")]
    footnotes: Annotated[list[Footnote], Field(description="Notes of the edition to its text.")]
    mentions: Annotated[list[Named], Field(description="Actors whom the edition marks in it or in its notes.")]
    links: Links


class ParagraphDetail(Paragraph):
    """A paragraph with the claims made in it and the evidence that rests on it."""

    claims: Annotated[list[Claim], Field(description="Claims asserted in it.")]
    evidence: Annotated[list[ClaimEvidence], Field(description="Evidence that rests on it, each with its claim.")]


class DocumentBase(SQLModel):
    """A source: memorandum, note, treaty, telegram, minutes, article."""

    id: RecordId
    kind: Annotated[
        Slug,
        Field(description="Kind, open: a slug with a label, see `kinds` in `/v1/dataset`.", examples=["memorandum"]),
    ]
    title: Annotated[Line, Field(description="Title as one would cite it.")]
    language: Annotated[Language, Field(description="Language of the original, ISO 639.", examples=["ru"])]
    languages: Annotated[
        tuple[Language, ...],
        ColumnField(
            sa_type=JSON_TEXT,
            min_length=1,
            description="Languages it can be read in, that of the original first.",
        ),
    ]
    abstract: Annotated[Prose, Field(description="What it says, in our own words; quotations of twelve words at most.")]
    key_phrases: KeyPhrases = ()
    repository: Annotated[Line | None, Field(description="Archive that keeps it; needs `signature`.")] = None
    signature: Annotated[
        Line | None, Field(description="Call number in that archive.", examples=["f. 6, op. 13, pap. 2"])
    ] = None
    number: Annotated[Line | None, Field(description="Number that the paper bears, in quotes.")] = None
    published_in: Annotated[Line | None, Field(description="Edition, volume or newspaper that printed it.")] = None
    url: Annotated[Url | None, Field(description="Where it can be read, http or https.")] = None
    rights: Annotated[Prose, Field(description="Rights in the text of the document (not in this record).")]
    dateline: Annotated[
        Line | None,
        Field(description="Place and date as printed.", examples=["Paris, May 10, 1955—2 p.m."]),
    ] = None
    source_note: Annotated[
        Prose | None,
        Field(description="Note of the edition that tells where the document is kept, and what was done with it."),
    ] = None
    confidence: HowConfident
    note: Note = None


class StoredDocumentBase(DocumentBase):
    """What a data file and the table have of a document besides."""

    place: PlaceId = None


class DocumentRow(StoredDocumentBase, DatedRow, CollectedRow, table=True):
    """A source."""

    __tablename__ = "document"
    __table_args__ = STRICT
    frus: dict[str, Any] | None = ColumnField(default=None, sa_type=JSON_TEXT)
    other_titles: list[dict[str, str]] = ColumnField(default_factory=list, sa_type=JSON_TEXT)
    footnotes: list[dict[str, Any]] = ColumnField(default_factory=list, sa_type=JSON_TEXT)
    cross_references: list[dict[str, str]] = ColumnField(default_factory=list, sa_type=JSON_TEXT)


class DocumentRecord(StoredDocumentBase, FileRecord):
    """A source: memorandum, note, treaty, telegram, minutes, article."""

    date: Annotated[EventDate | None, Field(description="Date of the document, as EDTF, in quotes; may lack.")] = None
    actors: Annotated[tuple[DocumentRoleRecord, ...], Field(description="Who wrote, sent, received, signed it.")] = ()
    frus: Annotated[FrusRecord | None, Field(description="Place in Foreign Relations of the United States.")] = None
    other_titles: Annotated[
        tuple[OtherTitleRecord, ...], Field(description="Its titles in other languages, that of the original first.")
    ] = ()
    topics: Topics
    footnotes: Annotated[
        tuple[FootnoteRecord, ...], Field(description="Notes of the edition to the title and the dateline.")
    ] = ()
    cross_references: Annotated[
        tuple[CrossReferenceRecord, ...], Field(description="What it, or a note to it, refers to; each once.")
    ] = ()
    paragraphs: Annotated[tuple[ParagraphRecord, ...], Field(description="Its citable parts, numbered from 1.")] = ()
    sources: SomeSources
    aliases: Aliases = ()

    always_in_checksums: ClassVar[frozenset[str]] = frozenset({"actors"})


class DocumentLinks(Links):
    """Addresses around a document."""

    citation: Annotated[Link, Field(description="A citation to paste.")]


class Document(DocumentBase, ResponseModel):
    """A document as lists show it."""

    key_order = (
        "id kind title other_titles date place topics language languages abstract key_phrases actors repository"
        " signature number published_in url frus rights dateline source_note confidence collection"
    )

    other_titles: Annotated[list[OtherTitle], Field(description="Titles in other languages, the original's first.")]
    date: Annotated[Date | None, Field(description="Date of the document; null: undated.")]
    place: Annotated[PlaceName | None, Field(description="Place of writing.")]
    topics: Annotated[list[Id], Field(description="Ids of topics.")]
    actors: Annotated[list[DocumentActor], Field(description="Who wrote, sent, received it; who is mentioned.")]
    frus: Frus | None
    collection: CollectionId
    updated: Updated
    licence: Licence
    links: DocumentLinks


class DocumentIncluded(Document):
    """A document in a list, with what `include` added."""

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=False)

    paragraphs: Annotated[list[Paragraph] | None, Field(description="With `include=paragraphs`.")] = None
    events: Annotated[list[DocumentEvent] | None, Field(description="With `include=events`.")] = None
    claims: Annotated[list[Claim] | None, Field(description="With `include=claims`: claims about it.")] = None


class DocumentDetail(Document):
    """A document with all that is known of it."""

    footnotes: Annotated[list[Footnote], Field(description="Notes of the edition to the title and the dateline.")]
    paragraphs: Annotated[list[Paragraph], Field(description="Its citable parts.")]
    cross_references: Annotated[list[CrossReference], Field(description="What it, or a note to it, refers to.")]
    referred_to_by: Annotated[list[DocumentTitle], Field(description="Documents that refer to it, by id.")]
    events: Annotated[list[DocumentEvent], Field(description="Events that it stands to.")]
    claims: Annotated[list[Claim], Field(description="Claims about it.")]
    citation: Annotated[str, Field(description="Chicago notes style, plain text.")]
    citations: Annotated[list[Source], Field(description="Where the facts of the record come from.")]


class DocumentList(FacetedList):
    """A page of documents."""

    items: list[DocumentIncluded]
