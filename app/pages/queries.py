"""What pages read from the catalogue: one record, a page of a list, the first records of a filter."""

from dataclasses import dataclass

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_detail, read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.queries import Group, RecordQuery
from app.http.pagination import existing
from app.resources import models as m
from app.resources.documents.indexing import paragraph_key
from app.timeline.record_types import RecordType

MOST_LISTED = 100
"""Records of a list on the page of another record. The page states the total and links to the full list."""


@dataclass(frozen=True, slots=True)
class EventsAndDocuments:
    """What `events_and_documents.html` shows."""

    events: list[m.Event]
    number_of_events: int
    documents: list[m.Document]
    number_of_documents: int


def detail(catalogue: Catalogue, type_: RecordType, record: str) -> bytes:
    """The encoded detail of the record with the current id `record`.

    Raises:
        UnreadableDatabase: the catalogue lacks the record, which a load never leaves so.
    """
    return b"".join((*existing(read_detail(catalogue, type_, record)), b"}"))


def paragraphs(catalogue: Catalogue, document: m.DocumentDetail) -> list[m.ParagraphDetail]:
    """The paragraphs of a document, each with its claims and evidence."""
    keys = (paragraph_key(document.id, paragraph.n) for paragraph in document.paragraphs)
    details = (read_detail(catalogue, RecordType.PARAGRAPH, key) for key in keys)
    return [m.ParagraphDetail.model_validate_json(parts[0] + b"}") for parts in details if parts is not None]


def first_events(catalogue: Catalogue, *groups: Group) -> tuple[list[m.Event], int]:
    """The first events that have a term of each group, by date, and the number of all that match."""
    items, total = _first(catalogue, RecordType.EVENT, groups)
    return [m.Event.model_validate_json(item) for item in items], total


def events_and_documents(catalogue: Catalogue, *groups: Group) -> EventsAndDocuments:
    """The first events and documents that have a term of each group, by date, and the numbers of all that match."""
    first, number_of_events = first_events(catalogue, *groups)
    items, number_of_documents = _first(catalogue, RecordType.DOCUMENT, groups)
    first_documents = [m.Document.model_validate_json(item) for item in items]
    return EventsAndDocuments(first, number_of_events, first_documents, number_of_documents)


def _first(catalogue: Catalogue, type_: RecordType, groups: tuple[Group, ...]) -> tuple[list[bytes], int]:
    page = read_page(catalogue, RecordQuery((type_,), groups), PageRequest(Sort.DATE, MOST_LISTED))
    return [row.value + b"}" for row in page.rows], page.total
