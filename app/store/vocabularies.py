"""Places and topics: from a filter to the clauses of their lists."""

from app.database.engine import Reader
from app.store.numbered import places_in
from app.store.records import Clause, in_groups, one_of
from app.timeline.filters import VocabularyFilter


def clauses(reader: Reader, asked: VocabularyFilter) -> list[Clause]:
    """What `asked` means of a place or topic."""
    found = in_groups("r.collection", asked.collections, "collection")
    if asked.box is not None:
        found.append(one_of("r.id", places_in(reader, asked.box), "box"))
    return found
