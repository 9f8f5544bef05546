"""Claims as they leave."""

from collections import Counter

from app.loading.derive import shared as parts
from app.loading.derive.snapshot import Facts
from app.resources import models as m
from app.resources.claims.models import ClaimBase, EvidenceBase
from app.resources.faces import shared_fields
from app.store import tables as t
from app.timeline.vocabulary import Stance


def claim(facts: Facts, row: t.Claim) -> m.Claim:
    """A claim as lists show it."""
    stances = Counter(evidence.stance for evidence in facts.evidence[row.id])
    return m.Claim(
        **shared_fields(row, ClaimBase),
        date=parts.optional_date(row.edtf),
        asserted_by=[author.actor for author in facts.claim_authors[row.id]],
        asserted_in=m.Passage(document=row.asserted_document, n=row.asserted_n, locator=row.asserted_locator),
        about=[m.About.model_validate({"type": each.type, "id": each.record}) for each in facts.claim_subjects[row.id]],
        stances=m.Stances(
            supports=stances[Stance.SUPPORTS],
            disputes=stances[Stance.DISPUTES],
            qualifies=stances[Stance.QUALIFIES],
        ),
        collection=row.collection,
        updated=parts.updated(facts, "record", row.id),
        licence=facts.collections[row.collection].licence,
        links=m.Links(self=f"/v1/claims/{row.id}", html=f"/claims/{row.id}"),
    )


def claims_about(facts: Facts, record: str) -> list[m.Claim]:
    """The claims about a record, by date."""
    return [claim(facts, row) for row in facts.claims_about.get(record, [])]


def evidence(facts: Facts, row: t.Evidence) -> m.Evidence:
    """A piece of evidence."""
    return m.Evidence(
        document=m.DocumentTitle(id=row.document, title=facts.documents[row.document].title),
        n=row.n,
        **shared_fields(row, EvidenceBase),
    )


def evidence_in(facts: Facts, document: str, n: int) -> list[m.ClaimEvidence]:
    """The evidence that rests on a paragraph, each piece with its claim."""
    return [
        m.ClaimEvidence(
            **evidence(facts, row).model_dump(),
            claim=row.claim,
            statement=facts.claims[row.claim].statement,
            status=facts.claims[row.claim].status,
        )
        for row in facts.evidence_by_passage[document, n]
    ]


def claims_in(facts: Facts, document: str, n: int) -> list[m.Claim]:
    """The claims asserted in a paragraph."""
    return [claim(facts, row) for row in facts.claims_by_passage[document, n]]


def evidence_of(facts: Facts, claim_id: str) -> list[m.Evidence]:
    """All evidence for and against a claim."""
    return [evidence(facts, row) for row in facts.evidence[claim_id]]
