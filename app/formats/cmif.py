"""CMIF, the Correspondence Metadata Interchange Format of the TEI: who wrote to whom, when and where.

Only documents with a sender or recipient are letters. A letter is sent by its senders, else by its authors; without
either, by "Unknown". An uncertain date has a `cert` and is also in words.
"""

from collections.abc import Iterable, Iterator

from app.formats.authority_files import ADDRESSES
from app.formats.context import ExportContext
from app.formats.format import Format, JsonObject
from app.formats.web_addresses import is_web_address
from app.formats.xml import attribute, text
from app.resources import models as m
from app.timeline.date_parts import DateParts, Form, Numbers, date_parts, iso, without_year_zero
from app.timeline.dates import parts_of
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import DocumentRole

_SOURCE = "a3c1f8de-5d0b-4f6e-9a27-6f1b0c4e8d52"
"""The id of the file's only source: a UUID that begins with a letter, as names in XML must."""
_AUTHORITY_FILES = ("viaf", "gnd", "lc", "bnf")
"""The authority files of the format, the preferred one first."""
_CORRESPONDENTS = frozenset((DocumentRole.SENDER.value, DocumentRole.RECIPIENT.value))


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """The file: a header about the file, then a description of each letter."""
    collection = context.main_collection
    title = f"{collection.title}, release {context.release}"
    publisher = collection.publisher or collection.title
    licence = collection.licence_url or ""
    yield f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader>
<fileDesc>
<titleStmt>
<title>{text(collection.title)}</title>
<editor>{text(publisher)}</editor>
</titleStmt>
<publicationStmt>
<publisher><ref target="{attribute(context.base)}">{text(publisher)}</ref></publisher>
<idno type="url">{text(context.address)}</idno>
<date when="{context.timestamp}"/>
<availability><licence target="{attribute(licence)}">{text(collection.licence_name)}</licence></availability>
</publicationStmt>
<sourceDesc>
<bibl type="online" xml:id="{_SOURCE}">{text(title)}, <ref target="{attribute(context.base)}">{text(context.base)}</ref>
</bibl>
</sourceDesc>
</fileDesc>
<profileDesc>
""".encode()
    for record in records:
        yield "".join(_letter(m.Document.model_validate_json(record), context)).encode()
    yield b"</profileDesc>\n</teiHeader>\n<text><body><p/></body></text>\n</TEI>\n"


def holds(record: JsonObject) -> bool:
    """Whether the document has a sender or recipient."""
    return any(actor["role"] in _CORRESPONDENTS for actor in record["actors"])


def _letter(document: m.Document, context: ExportContext) -> Iterator[str]:
    roles = {role: [actor for actor in document.actors if actor.role is role] for role in DocumentRole}
    sent_by = roles[DocumentRole.SENDER] or roles[DocumentRole.AUTHOR]
    yield f'<correspDesc ref="{attribute(context.link(document.links.self))}" source="#{_SOURCE}">\n'
    yield '<correspAction type="sent">'
    yield from _people(sent_by, context)
    if document.place is not None:
        yield f"<placeName>{text(document.place.name)}</placeName>"
    if document.date is not None:
        yield _date(date_parts(document.date.edtf))
    yield "</correspAction>\n"
    yield '<correspAction type="received">'
    yield from _people(roles[DocumentRole.RECIPIENT], context)
    yield "</correspAction>\n</correspDesc>\n"


def _people(actors: list[m.DocumentActor], context: ExportContext) -> Iterator[str]:
    for actor in actors:
        name = "persName" if actor.kind == "person" else "orgName"
        yield f"<{name}{_authority(actor.id, context)}>{text(actor.name)}</{name}>"
    if not actors:
        yield "<persName>Unknown</persName>"


def _authority(actor: str, context: ExportContext) -> str:
    numbers = dict(context.identifiers(actor))
    address = next((ADDRESSES[scheme] + numbers[scheme] for scheme in _AUTHORITY_FILES if scheme in numbers), "")
    return f' ref="{attribute(address)}"' if is_web_address(address) else ""


def _date(date: DateParts) -> str:
    """The date of a letter, in words too unless the attributes are the whole date."""
    # The version of XML Schema that TEI uses has no year 0.
    bounds = {name: iso(without_year_zero(numbers)) for name, numbers in _bounds(date).items()}
    attributes = "".join(f' {name}="{value}"' for name, value in bounds.items())
    if date.is_marked:
        attributes += ' cert="low"'
    return f"<date{attributes}/>" if date.is_known and bounds else f"<date{attributes}>{text(date.label)}</date>"


def _bounds(date: DateParts) -> dict[str, Numbers]:
    if date.form is Form.POINT and date.begin is not None and date.begin.numbers:
        return {"when": date.begin.numbers}
    ends = {name: moment.numbers for name, moment in (("from", date.begin), ("to", date.end)) if moment is not None}
    if date.form is Form.INTERVAL and all(ends.values()):
        return ends
    days = {"notBefore": date.first, "notAfter": date.last}
    return {name: parts_of(day) for name, day in days.items() if day is not None}


FORMAT = Format(
    alias="cmif",
    name="CMIF",
    media_type="application/tei+xml",
    content_type="application/tei+xml; charset=utf-8",
    extension="xml",
    description="CMIF (TEI): the letters among the documents, for aggregators of correspondence. Documents without "
    "sender and recipient are left out.",
    example='<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">...</TEI>\n',
    lists=frozenset((RecordType.DOCUMENT,)),
    write=write,
    holds=holds,
)
