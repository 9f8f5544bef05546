"""Claims and the evidence for and against them."""

from typing import Annotated, Literal

from pydantic import Field

from app.resources.facets import FacetedList
from app.resources.shared import CollectionId, Date, DocumentTitle, Id, Licence, Links, Note, Shape, Updated
from app.timeline.vocabulary import ClaimStatus, Stance


class Passage(Shape):
    """A passage of a document: a paragraph by number, or a locator in words."""

    document: Annotated[Id, Field(description="Id of the document.")]
    n: Annotated[int | None, Field(description="Number of the paragraph; null: see `locator`.")]
    locator: Annotated[str | None, Field(description="The passage in words, where it is no paragraph.")]


class Evidence(Shape):
    """A passage that bears on a claim."""

    document: DocumentTitle
    n: Annotated[int | None, Field(description="Number of the paragraph; null: see `locator`.")]
    locator: Annotated[str | None, Field(description="The passage in words, where it is no paragraph.")]
    stance: Annotated[Stance, Field(description="It supports, disputes or qualifies the claim.")]
    note: Annotated[str, Field(description="What it says to the point.")]


class ClaimEvidence(Evidence):
    """A passage that bears on a claim, with the claim."""

    claim: Annotated[Id, Field(description="Id of the claim.")]
    statement: Annotated[str, Field(description="What is claimed.")]
    status: Annotated[ClaimStatus, Field(description="The curators' verdict.")]


class About(Shape):
    """A record that a claim is about."""

    type: Annotated[Literal["event", "actor", "document"], Field(description="Type of the record.")]
    id: Id


class Stances(Shape):
    """Pieces of evidence by stance."""

    supports: int
    disputes: int
    qualifies: int


class Claim(Shape):
    """A claim as lists show it."""

    id: Id
    kind: Annotated[str, Field(description="Kind, open; labels in `/v1/dataset`.", examples=["essay-thesis"])]
    statement: Annotated[str, Field(description="What is asserted.")]
    status: Annotated[ClaimStatus, Field(description="The curators' verdict on the evidence: set, not counted.")]
    assessment: Annotated[str, Field(description="The verdict in words.")]
    date: Annotated[Date | None, Field(description="When it was asserted.")]
    asserted_by: Annotated[list[Id], Field(description="Ids of the actors who assert it; `[]`: not named.")]
    asserted_in: Passage
    about: Annotated[list[About], Field(description="Records that it is about.")]
    stances: Stances
    collection: CollectionId
    note: Note
    updated: Updated
    licence: Licence
    links: Links


class ClaimDetail(Claim):
    """A claim with its evidence."""

    evidence: Annotated[list[Evidence], Field(description="Passages for and against it.")]


class ClaimList(FacetedList):
    """A page of claims."""

    items: list[Claim]
