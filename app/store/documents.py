"""Documents: from a filter to the question that the postings answer, and single paragraphs."""

from app.database.engine import Reader
from app.store.numbered import filter_groups, value_groups
from app.store.postings import Question
from app.store.terms import Numbered
from app.timeline.filters import DocumentFilter

INCLUDES = ("paragraphs", "events", "claims")
DETAIL = (*INCLUDES, "citation", "citations")


def question(reader: Reader, asked: DocumentFilter) -> Question:
    """What `asked` means in terms."""
    groups = (
        *filter_groups(reader, Numbered.DOCUMENT, asked.records),
        *value_groups(reader, Numbered.DOCUMENT, "event", asked.events),
    )
    return Question(Numbered.DOCUMENT, groups, asked.records.dates, asked.records.updated_since)


def paragraph(reader: Reader, document: str, n: int) -> bytes | None:
    """A paragraph as it leaves, without the closing brace, or None."""
    row = reader.connection.execute(
        "SELECT item FROM paragraph_json WHERE document = ? AND n = ?", (document, n)
    ).fetchone()
    return None if row is None else bytes(row[0])
