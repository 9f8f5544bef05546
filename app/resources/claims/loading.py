"""Claims in data files, with their evidence: their format, their rules, their rows."""

from collections.abc import Iterator, Mapping, Sequence

from app.loading import rules
from app.loading.data_set import DataSet
from app.loading.record_formats import Drafts, RecordFormat, Rows, by_name
from app.loading.rows import dated, entry_rows, id_rows
from app.loading.stored import Stored, picked
from app.loading.values import Problem, ValuePath
from app.resources.claims.models import (
    ClaimAboutRow,
    ClaimAuthorRow,
    ClaimRecord,
    ClaimRow,
    ClaimTopicRow,
    EvidenceRecord,
    EvidenceRow,
    PassageRecord,
)
from app.resources.documents.models import DocumentRecord
from app.resources.faces import Values, column_values
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ClaimStatus

ABOUT = (RecordType.EVENT, RecordType.ACTOR, RecordType.DOCUMENT)
"""The types of records that a claim may be about."""


def _rules(claim: ClaimRecord) -> Iterator[Problem]:
    """What is wrong with a claim taken by itself."""
    yield from rules.says_when(claim.date, "a date, or the key left out")
    if claim.evidence == () and claim.status not in {None, ClaimStatus.UNVERIFIED}:
        yield Problem(
            ("status",), f"{claim.status} without evidence", "evidence, or the status unverified", depends_on="evidence"
        )
    yield from rules.twice(("topics",), "topic", claim.topics)
    yield from rules.twice(("about",), "id", claim.about)
    yield from rules.twice(("asserted_by",), "id", claim.asserted_by)


def _rules_between(drafts: Drafts) -> Iterator[tuple[str, Problem]]:
    """Paragraphs that their documents do not have, each with the claim's id."""
    documents = by_name(drafts[RecordType.DOCUMENT], DocumentRecord, certain="paragraphs")
    for name, claim in by_name(drafts[RecordType.CLAIM], ClaimRecord).items():
        for problem in _no_paragraph(("asserted_in",), claim.asserted_in, documents):
            yield name, problem
        for place, row in enumerate(claim.evidence):
            for problem in _no_paragraph(("evidence", place), row, documents):
                yield name, problem


def _no_paragraph(
    path: ValuePath, passage: PassageRecord | None, documents: Mapping[str, DocumentRecord]
) -> Iterator[Problem]:
    """A problem if a passage names a paragraph that its document, where that is known, does not have."""
    document = documents.get(passage.document) if passage else None
    if passage is None or document is None or passage.paragraph is None:
        return
    last = len(document.paragraphs)
    if passage.paragraph > last:
        expected = f"1 to {last}" if last else "a locator: its paragraphs are not entered"
        yield Problem((*path, "paragraph"), f"'{passage.document}' has no paragraph {passage.paragraph}", expected)


def _rows(data: DataSet, claims: Sequence[ClaimRecord]) -> Rows:
    return {
        ClaimRow: map(_row, claims),
        ClaimTopicRow: id_rows("claim", claims, "topics", "topic"),
        ClaimAboutRow: (
            row | {"type": data.type_of(row["record"]).value} for row in id_rows("claim", claims, "about", "record")
        ),
        ClaimAuthorRow: id_rows("claim", claims, "asserted_by", "actor"),
        EvidenceRow: entry_rows("claim", claims, "evidence", EvidenceRow, lambda each: {"n": each.paragraph}),
    }


def _row(claim: ClaimRecord) -> Values:
    passage = claim.asserted_in
    return (
        column_values(claim, ClaimRow)
        | dated(claim.date)
        | {
            "asserted_document": passage.document,
            "asserted_n": passage.paragraph,
            "asserted_locator": passage.locator,
        }
    )


def _keys(claim: Stored) -> Values:
    row = claim.row
    evidence = [picked(each, EvidenceRecord) | {"paragraph": each["n"]} for each in claim.rows(EvidenceRow)]
    return picked(row, ClaimRecord) | {
        "topics": claim.column(ClaimTopicRow, "topic"),
        "date": row["edtf"],
        "about": claim.column(ClaimAboutRow, "record"),
        "asserted_by": claim.column(ClaimAuthorRow, "actor"),
        "asserted_in": {
            "document": row["asserted_document"],
            "paragraph": row["asserted_n"],
            "locator": row["asserted_locator"],
        },
        "evidence": evidence,
        "aliases": claim.aliases(),
    }


FORMAT = RecordFormat(
    type=RecordType.CLAIM,
    model=ClaimRecord,
    refers_to={
        "topics.*": (RecordType.TOPIC,),
        "about.*": ABOUT,
        "asserted_by.*": (RecordType.ACTOR,),
        "asserted_in.document": (RecordType.DOCUMENT,),
        "evidence.*.document": (RecordType.DOCUMENT,),
    },
    rules=_rules,
    rules_between=_rules_between,
    rows=_rows,
    table=ClaimRow,
    keys=_keys,
)
