"""What pages read from the database: one record, a page of a list, the first records of a filter."""

from dataclasses import dataclass

from app.database.engine import Reader
from app.resources import models as m
from app.store import documents, events, numbered, records
from app.store.names import RecordType
from app.store.paging import Asked, Page, Sort
from app.store.postings import Question
from app.store.terms import Numbered
from app.timeline.filters import Dates, DocumentFilter, EventFilter, RecordFilter

MOST_LISTED = 100
"""Records of a list on the page of another record. The page states the total and links to the full list."""

_TABLES = {
    RecordType.ACTOR: records.ACTORS,
    RecordType.CLAIM: records.CLAIMS,
    RecordType.PLACE: records.PLACES,
    RecordType.TOPIC: records.TOPICS,
}


@dataclass(frozen=True, slots=True)
class EventsAndDocuments:
    """What `events_and_documents.html` shows."""

    events: list[m.Event]
    number_of_events: int
    documents: list[m.Document]
    number_of_documents: int


def detail(reader: Reader, type_: RecordType, record: str) -> bytes:
    """The encoded detail of the record with the current id `record`.

    Raises:
        LookupError: it has no stored representation.
    """
    if type_ is RecordType.EVENT:
        parts = numbered.one(reader, Numbered.EVENT, record, ("item", *events.INCLUDES))
    elif type_ is RecordType.DOCUMENT:
        parts = numbered.one(reader, Numbered.DOCUMENT, record, ("item", *documents.DETAIL))
    else:
        parts = records.one(reader, _TABLES[type_], record)
    if parts is None:
        raise LookupError(f"{type_} {record} has no stored representation")
    return b"".join((*parts, b"}"))


def read_page(reader: Reader, type_: RecordType, page_request: Asked, dates: Dates | None) -> Page:
    """A page of all records of a type, or of the events or documents that match `dates`."""
    shared = RecordFilter(dates=dates)
    if type_ is RecordType.EVENT:
        return numbered.page(reader, events.question(reader, EventFilter(shared)), page_request, ("item",))
    if type_ is RecordType.DOCUMENT:
        return numbered.page(reader, documents.question(reader, DocumentFilter(shared)), page_request, ("item",))
    return records.page(reader, _TABLES[type_], [], page_request)


def paragraphs(reader: Reader, document: m.DocumentDetail) -> list[m.ParagraphDetail]:
    """The paragraphs of a document, each with its claims and evidence."""
    stored = (documents.paragraph(reader, document.id, paragraph.n) for paragraph in document.paragraphs)
    return [m.ParagraphDetail.model_validate_json(item + b"}") for item in stored if item is not None]


def first_events(reader: Reader, filter_: EventFilter) -> tuple[list[m.Event], int]:
    """The first events that match, by date, and the number of all that match."""
    items, total = _first(reader, events.question(reader, filter_))
    return [m.Event.model_validate_json(item) for item in items], total


def events_and_documents(reader: Reader, filter_: RecordFilter) -> EventsAndDocuments:
    """The first events and documents that match, by date, and the numbers of all that match."""
    first, number_of_events = first_events(reader, EventFilter(filter_))
    items, number_of_documents = _first(reader, documents.question(reader, DocumentFilter(filter_)))
    first_documents = [m.Document.model_validate_json(item) for item in items]
    return EventsAndDocuments(first, number_of_events, first_documents, number_of_documents)


def _first(reader: Reader, question: Question) -> tuple[list[bytes], int]:
    page = numbered.page(reader, question, Asked(Sort.DATE, MOST_LISTED), ("item",))
    return [b"".join((*row.values, b"}")) for row in page.rows], page.total
