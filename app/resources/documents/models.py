"""Documents and their paragraphs."""

from typing import Annotated

from pydantic import ConfigDict, Field

from app.resources.claims.models import Claim, ClaimEvidence
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
from app.timeline.vocabulary import Confidence, DocumentRole, Relation, Seen


class DocumentActor(CastMember):
    """An actor in one role to a document."""

    role: Annotated[DocumentRole, Field(description="Role to the document.")]
    on_behalf_of: Annotated[Id | None, Field(description="Always null: documents do not say it.")] = None
    offices: Annotated[list[HeldOffice], Field(description="Offices held on the day of the document.")]
    represents: Annotated[list[Represented], Field(description="For whom this counts, the actor itself left out.")]


class DocumentEvent(Shape):
    """An event of a document."""

    id: Annotated[Id, Field(description="Id of the event.")]
    title: Annotated[str, Field(description="Title of the event.")]
    relation: Annotated[Relation, Field(description="What the document is to the event.")]
    locator: Annotated[str | None, Field(description="Where in the document.")]


class Frus(Shape):
    """Place in *Foreign Relations of the United States*."""

    volume: Annotated[str, Field(description="Volume id.", examples=["frus1952-54v05p1"])]
    document: Annotated[int, Field(description="Number of the document.")]
    page: Annotated[str | None, Field(description="Page or pages.")]


class Paragraph(Shape):
    """A citable part of a document."""

    document: Annotated[Id, Field(description="Id of the document.")]
    n: Annotated[int, Field(description="Its place in the document, from 1.")]
    label: Annotated[str | None, Field(description="As printed there.", examples=["Article 9"])]
    abstract: Annotated[str, Field(description="What it says, in the curators' words.")]
    text: Annotated[str | None, Field(description="The text; null where we may not give it.")]
    key_phrases: Annotated[list[str], Field(description="Short quotations to find it by.")]
    seen: Annotated[Seen, Field(description="How much of the text the curators have seen.")]
    links: Links


class ParagraphDetail(Paragraph):
    """A paragraph with the claims made in it and the evidence that rests on it."""

    claims: Annotated[list[Claim], Field(description="Claims asserted in it.")]
    evidence: Annotated[list[ClaimEvidence], Field(description="Evidence that rests on it, each with its claim.")]


class DocumentLinks(Links):
    """Addresses around a document."""

    citation: Annotated[Link, Field(description="A citation to paste.")]


class Document(Shape):
    """A document as lists show it."""

    id: Id
    kind: Annotated[str, Field(description="Kind, open; labels in `/v1/dataset`.", examples=["memorandum"])]
    title: Annotated[str, Field(description="Title as one would cite it.")]
    date: Annotated[Date | None, Field(description="Date of the document; null: undated.")]
    place: Annotated[PlaceName | None, Field(description="Place of writing.")]
    topics: Annotated[list[Id], Field(description="Ids of topics.")]
    language: Annotated[str, Field(description="Language of the original, ISO 639-1.", examples=["ru"])]
    languages: Annotated[list[str], Field(description="Languages it is to be had in, the original's first.")]
    abstract: Annotated[str, Field(description="What it says, in the curators' words.")]
    key_phrases: Annotated[list[str], Field(description="Short quotations to find it by.")]
    actors: Annotated[list[DocumentActor], Field(description="Who wrote, sent, received it; who is mentioned.")]
    repository: Annotated[str | None, Field(description="Archive that keeps it.")]
    signature: Annotated[str | None, Field(description="Its call number there.", examples=["f. 6, op. 13, pap. 2"])]
    number: Annotated[str | None, Field(description="Number that the paper bears.")]
    published_in: Annotated[str | None, Field(description="Where it was printed.")]
    url: Annotated[str | None, Field(description="Where it can be read.")]
    frus: Frus | None
    rights: Annotated[str, Field(description="Rights in its text (not in this record).")]
    confidence: Annotated[Confidence, Field(description="How well it is attested.")]
    collection: CollectionId
    note: Note
    updated: Updated
    licence: Licence
    links: DocumentLinks


class DocumentIncluded(Document):
    """A document in a list, with what `include` added."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=False)

    paragraphs: Annotated[list[Paragraph] | None, Field(description="With `include=paragraphs`.")] = None
    events: Annotated[list[DocumentEvent] | None, Field(description="With `include=events`.")] = None
    claims: Annotated[list[Claim] | None, Field(description="With `include=claims`: claims about it.")] = None


class DocumentDetail(Document):
    """A document with all that is known of it."""

    paragraphs: Annotated[list[Paragraph], Field(description="Its citable parts.")]
    events: Annotated[list[DocumentEvent], Field(description="Events that it stands to.")]
    claims: Annotated[list[Claim], Field(description="Claims about it.")]
    citation: Annotated[str, Field(description="Chicago notes style, plain text.")]
    citations: Annotated[list[Source], Field(description="Where the facts of the record come from.")]


class DocumentList(FacetedList):
    """A page of documents."""

    items: list[DocumentIncluded]
