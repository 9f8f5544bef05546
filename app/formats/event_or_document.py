"""Records for formats that treat events and documents alike."""

from app.formats.context import ExportContext, ListType
from app.resources import models as m
from app.timeline.date_parts import DateParts, date_parts
from app.timeline.record_types import RecordType

EVENTS_AND_DOCUMENTS: frozenset[ListType] = frozenset((RecordType.EVENT, RecordType.DOCUMENT))
EventOrDocument = m.Event | m.Document


def decoded(record: bytes, context: ExportContext) -> EventOrDocument:
    """The event or document that is encoded."""
    model = m.Event if context.list_type is RecordType.EVENT else m.Document
    return model.model_validate_json(record)


def date_of(item: EventOrDocument) -> DateParts | None:
    """Its date in parts."""
    return None if item.date is None else date_parts(item.date.edtf)


def abstract_of(item: EventOrDocument) -> str:
    """The summary of an event, or the abstract of a document."""
    return item.summary if isinstance(item, m.Event) else item.abstract


def kind_label(item: EventOrDocument, context: ExportContext) -> str:
    """The label of its kind."""
    return context.kind_label(RecordType.EVENT if isinstance(item, m.Event) else RecordType.DOCUMENT, item.kind)
