"""The pages of documents: the list by date, and one document."""

from itertools import chain

from fastapi import APIRouter

from app.formats.jsonld import document_types
from app.http.answers import Answer
from app.pages import queries
from app.pages.context import cast, ids_of_cast, ids_of_claims, with_evidence
from app.pages.lists import ListEntry, Listing, ListNames, list_page
from app.pages.records import RecordView, record_page
from app.resources import models as m
from app.resources.documents.printed import printed
from app.resources.documents.routes import DocumentParameters
from app.resources.titles import claim_authors
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import DocumentRole, Seen

router = APIRouter(include_in_schema=False)


READ = {
    Seen.SEEN: "The editors have read the text.",
    Seen.PART: "The editors have read a part of the text.",
    Seen.SECONDARY: "The editors know the text from summaries or quotations alone.",
    Seen.NOT_SEEN: "The editors have not seen the text: check it before you quote it.",
}
"""How much of the text of a paragraph was read, in a sentence for readers."""


@list_page(router, Listing(RecordType.DOCUMENT, "Documents", "Sources, by date; the undated last."), DocumentParameters)
def entry(item: bytes, names: ListNames) -> ListEntry:
    """A document in the list."""
    document = m.Document.model_validate_json(item)
    return ListEntry(document.id, document.date, document.title, names.kinds.get(document.kind, document.kind))


def claims_of(
    paragraph: m.ParagraphDetail,
) -> tuple[list[tuple[m.Claim, list[m.ClaimEvidence]]], list[m.ClaimEvidence]]:
    """The claims that a paragraph makes, each with what the paragraph itself is evidence of, and the other evidence.

    So a claim that is made in a paragraph and also rests on it is listed once.
    """
    made = {claim.id for claim in paragraph.claims}
    claims = [(claim, [piece for piece in paragraph.evidence if piece.claim == claim.id]) for claim in paragraph.claims]
    return claims, [piece for piece in paragraph.evidence if piece.claim not in made]


@record_page(router, RecordType.DOCUMENT)
def show_document(view: RecordView) -> Answer:
    """A document: who wrote it to whom, where it is kept, and its paragraphs with the claims in and about them."""
    encoded = view.detail()
    document = m.DocumentDetail.model_validate_json(encoded)
    paragraphs = queries.paragraphs(view.catalogue, document)
    claims = with_evidence(view.catalogue, document.claims)
    named_in_claims = ids_of_claims([*claims, *(claim for paragraph in paragraphs for claim in paragraph.claims)])
    asserted_by = claim_authors(
        view.catalogue.reader, (piece.claim for paragraph in paragraphs for piece in paragraph.evidence)
    )
    as_printed = printed(document)
    return view.render(
        document,
        title=document.title,
        description=document.abstract,
        types=document_types(document)[:1],
        authors=(actor.id for actor in document.actors if actor.role is DocumentRole.AUTHOR),
        json_ld=view.linked_data.record(RecordType.DOCUMENT, encoded),
        lookups=view.lookups(
            document.collection, [*ids_of_cast(document.actors), *named_in_claims, *chain(*asserted_by.values())]
        ),
        sections=[
            *([("text", "Text")] if as_printed.groups else []),
            *([("notes", "Notes")] if as_printed.groups and (document.source_note or as_printed.notes) else []),
            *([("actors", "Who")] if document.actors else []),
            *([("sources", "Sources")] if document.citations else []),
            ("cite", "Cite this"),
            *([("references", "References")] if document.cross_references or document.referred_to_by else []),
            *([("paragraphs", "Paragraphs")] if paragraphs and not as_printed.groups else []),
            *([("events", "Events")] if document.events else []),
            *([("claims", f"Claims ({len(document.claims)})")] if claims else []),
        ],
        cast=cast(view.catalogue, document.actors),
        paragraphs=paragraphs,
        printed=as_printed,
        claims_of={paragraph.n: claims_of(paragraph) for paragraph in paragraphs},
        asserted_by=asserted_by,
        read=READ,
        claims=claims,
        citation=document.citation,
    )
