"""How claims get into the catalogue: their terms, words and encoded items."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence

from app.catalogue.indexing import Head, IndexedRecord, Indexing, bounds_of, first_day
from app.catalogue.queries import TermKey
from app.catalogue.words.index import Words
from app.resources import context
from app.resources import models as m
from app.resources import representation as parts
from app.resources.claims.models import ClaimBase, ClaimRow, EvidenceBase, EvidenceRow
from app.resources.faces import shared_fields
from app.resources.snapshot import Snapshot, as_date
from app.timeline.date_words import date_words
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import Stance


def claim(snapshot: Snapshot, row: ClaimRow) -> m.Claim:
    """A claim as lists show it."""
    stances = Counter(evidence.stance for evidence in snapshot.evidence[row.id])
    return m.Claim(
        **shared_fields(row, ClaimBase),
        date=parts.optional_date(row.edtf),
        topics=[each.topic for each in snapshot.claim_topics[row.id]],
        asserted_by=[author.actor for author in snapshot.claim_authors[row.id]],
        asserted_in=m.Passage(document=row.asserted_document, n=row.asserted_n, locator=row.asserted_locator),
        about=[
            m.About.model_validate({"type": each.type, "id": each.record}) for each in snapshot.claim_subjects[row.id]
        ],
        stances=m.Stances(
            supports=stances[Stance.SUPPORTS],
            disputes=stances[Stance.DISPUTES],
            qualifies=stances[Stance.QUALIFIES],
        ),
        collection=row.collection,
        updated=parts.updated(snapshot, row.id),
        licence=snapshot.collections[row.collection].licence,
        links=m.Links(self=f"/v1/claims/{row.id}", html=f"/claims/{row.id}"),
    )


def claims_about(snapshot: Snapshot, record: str) -> list[m.Claim]:
    """The claims about a record, by date."""
    return [claim(snapshot, row) for row in snapshot.claims_about[record]]


def evidence(snapshot: Snapshot, row: EvidenceRow) -> m.Evidence:
    """A piece of evidence."""
    return m.Evidence(
        document=m.DocumentTitle(id=row.document, title=snapshot.documents[row.document].title),
        n=row.n,
        **shared_fields(row, EvidenceBase),
    )


def evidence_in(snapshot: Snapshot, document: str, n: int) -> list[m.ClaimEvidence]:
    """The evidence that rests on a paragraph, each piece with its claim."""
    return [
        m.ClaimEvidence(
            **evidence(snapshot, row).model_dump(),
            claim=row.claim,
            statement=snapshot.claims[row.claim].statement,
            status=snapshot.claims[row.claim].status,
        )
        for row in snapshot.evidence_by_passage(document, n)
    ]


def claims_in(snapshot: Snapshot, document: str, n: int) -> list[m.Claim]:
    """The claims asserted in a paragraph."""
    return [claim(snapshot, row) for row in snapshot.claims_by_passage(document, n)]


def evidence_of(snapshot: Snapshot, claim_id: str) -> list[m.Evidence]:
    """All evidence for and against a claim."""
    return [evidence(snapshot, row) for row in snapshot.evidence[claim_id]]


def terms(snapshot: Snapshot, row: ClaimRow) -> Iterator[TermKey]:
    """What a claim is filtered and counted by."""
    yield TermKey("kind", row.kind)
    yield TermKey("status", row.status)
    yield TermKey("collection", row.collection)
    yield TermKey("asserted_in", row.asserted_document)
    yield TermKey("document", row.asserted_document)
    for topic in snapshot.claim_topics[row.id]:
        yield TermKey("topic", topic.topic)
    for author in snapshot.claim_authors[row.id]:
        yield TermKey("asserted_by", author.actor)
    for about in snapshot.claim_subjects[row.id]:
        yield TermKey("about", about.record)
        if about.type in {"event", "document"}:
            yield TermKey(about.type, about.record)
    for each in snapshot.evidence[row.id]:
        yield TermKey("document", each.document)
        yield TermKey("stance", each.stance)


def _record(snapshot: Snapshot, row: ClaimRow) -> IndexedRecord:
    return IndexedRecord(
        item=claim(snapshot, row),
        parts={"evidence": evidence_of(snapshot, row.id)},
        terms=terms(snapshot, row),
        dates=bounds_of(as_date(row.edtf)),
        updated=parts.updated_day(snapshot, row.id),
        words=Words(
            row.statement,
            body=parts.texts(row.assessment),
            context=context.of_claim(snapshot, row.id),
            dates=date_words(as_date(row.edtf)),
            links=len(snapshot.evidence[row.id]),
        ),
    )


def _head(row: ClaimRow) -> Head:
    return Head(row.id, first_day(as_date(row.edtf)), row.statement)


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    return map(_head, snapshot.stream(ClaimRow))


def _heads_of(snapshot: Snapshot, ids: Collection[str]) -> Iterator[Head]:
    return map(_head, snapshot.some(ClaimRow, ids))


def _rows(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[ClaimRow]:
    snapshot.load_claims(ids)
    return (snapshot.claims[id_] for id_ in ids)


INDEXING = Indexing(RecordType.CLAIM, _heads, _rows, _record, heads_of=_heads_of)
