"""Citations of the records in an answer: those of the API, and in the same form of what it has none for."""

from dataclasses import dataclass

from app.assistants.api import Api, Json
from app.citations import chicago
from app.citations.citation import Citation, Form
from app.timeline.date_parts import date_parts
from app.timeline.record_types import RecordType

_WITH_CITATION = frozenset((RecordType.EVENT, RecordType.DOCUMENT, RecordType.CLAIM))


@dataclass(frozen=True, slots=True)
class Subject:
    """What is cited: a record, the path of its page, and its date in the API (None: none, or not part of it)."""

    type: RecordType
    id: str
    title: str
    page: str
    date: Json | None = None


async def cite(api: Api, subject: Subject) -> str:
    """The citation of a record as text. A paragraph is cited as its document, with its number.

    Raises:
        Refused: there is no such record.
    """
    if subject.type in _WITH_CITATION:
        return await api.text(subject.type.plural, subject.id, "citation")
    if subject.type is RecordType.PARAGRAPH:
        document, _, number = subject.id.rpartition("/")
        of_document = await api.text(RecordType.DOCUMENT.plural, document, "citation")
        return f"{of_document.removesuffix('.')}, para. {number}."
    data = await api.get("dataset")
    return chicago.text(
        Citation(
            id=subject.id,
            form=Form.RECORD,
            genre="",
            title=subject.title,
            date=None if subject.date is None else date_parts(subject.date["edtf"]),
            data_set=data["title"],
            release=data["release"],
            url=api.page(subject.page),
        )
    )
