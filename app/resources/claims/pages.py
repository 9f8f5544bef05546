"""The pages of claims: the list by date, and one claim."""

from fastapi import APIRouter

from app.citations import chicago, citation
from app.http.answers import Answer
from app.pages.context import ids_of_claims
from app.pages.linked_data import LinkedData
from app.pages.lists import ListEntry, Listing, ListNames, list_page
from app.pages.records import RecordView, record_page
from app.resources import models as m
from app.resources.claims.routes import ClaimParameters
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import VERDICTS

router = APIRouter(include_in_schema=False)


@list_page(
    router,
    Listing(RecordType.CLAIM, "Claims", "What others assert, by date, with the verdict of the editors."),
    ClaimParameters,
)
def entry(item: bytes, names: ListNames) -> ListEntry:
    """A claim in the list."""
    claim = m.Claim.model_validate_json(item)
    return ListEntry(
        claim.id,
        claim.date,
        claim.statement,
        "",
        status=claim.status,
        asserted_by=tuple(map(names.title, claim.asserted_by)),
        asserted_in=names.title(claim.asserted_in.document),
    )


@record_page(router, RecordType.CLAIM)
def show_claim(view: RecordView) -> Answer:
    """A claim: who asserts it where, the verdict, the passages for and against it."""
    claim = m.ClaimDetail.model_validate_json(view.detail())
    lookups = view.lookups(claim.collection, ids_of_claims([claim]))
    cited = citation.of_record(claim, lookups.kinds["claim"], view.data_set(claim.collection))
    return view.render(
        claim,
        title=claim.statement,
        description=f"{claim.status.label}: {claim.assessment}",
        types=("Claim",),
        authors=claim.asserted_by,
        json_ld=_json_ld(claim, view.linked_data),
        lookups=lookups,
        citation=chicago.text(cited),
        meaning=VERDICTS[claim.status],
        sections=[("cite", "Cite this"), ("evidence", f"Evidence ({len(claim.evidence)})")],
    )


def _json_ld(claim: m.Claim, linked_data: LinkedData) -> bytes:
    source = {"@id": linked_data.link(f"/v1/documents/{claim.asserted_in.document}"), "@type": "CreativeWork"}
    return linked_data.document(
        RecordType.CLAIM,
        {
            "@id": claim.links.self,
            "@type": "Claim",
            "name": claim.statement,
            "edtf": None if claim.date is None else claim.date.edtf,
            "author": [{"@id": linked_data.link(f"/v1/actors/{actor}")} for actor in claim.asserted_by] or None,
            "appearance": source,
            "about": [{"@id": linked_data.link(f"/v1/{each.type}s/{each.id}")} for each in claim.about] or None,
        },
    )
