"""The citations of records, and writers of files of them."""

from collections.abc import Callable, Iterable, Iterator

from app.citations.citation import Citation, of_document, of_record
from app.formats.context import ExportContext, ListType
from app.formats.format import Writer
from app.resources import models as m
from app.timeline.record_types import RecordType

CITED: frozenset[ListType] = frozenset((RecordType.EVENT, RecordType.DOCUMENT, RecordType.CLAIM))


def cite(record: bytes, context: ExportContext) -> Citation:
    """The citation of an encoded event, document or claim; `context.list_type` is its type."""
    kinds = context.kinds.get(context.list_type, {})
    if context.list_type is RecordType.DOCUMENT:
        return of_document(m.Document.model_validate_json(record), kinds, context.sort_name)
    model = m.Event if context.list_type is RecordType.EVENT else m.Claim
    item = model.model_validate_json(record)
    return of_record(item, kinds, context.data_set(item.collection))


def citation_writer(write: Callable[[Iterable[Citation]], Iterator[bytes]]) -> Writer:
    """The writer of a format for lists; `write` makes its file out of citations."""

    def write_records(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
        return write(cite(record, context) for record in records)

    return write_records
