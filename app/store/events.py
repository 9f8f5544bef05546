"""Events: from a filter to the question that the postings answer."""

from app.database.engine import Reader
from app.store.numbered import filter_groups, value_groups
from app.store.postings import Question
from app.store.terms import Numbered
from app.timeline.filters import EventFilter

INCLUDES = ("documents", "citations", "claims", "exchange")


def question(reader: Reader, asked: EventFilter) -> Question:
    """What `asked` means in terms."""
    groups = (
        *filter_groups(reader, Numbered.EVENT, asked.records),
        *value_groups(reader, Numbered.EVENT, "document", asked.documents),
        *value_groups(reader, Numbered.EVENT, "part_of", asked.wholes),
    )
    return Question(Numbered.EVENT, groups, asked.records.dates, asked.records.updated_since)
