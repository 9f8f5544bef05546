"""CMIF, the Correspondence Metadata Interchange Format of the TEI: who wrote to whom, when and where.

Only documents with a sender or recipient are letters. Who sent a letter is its senders, else its authors. Somebody who
is not known is "Unknown". Uncertain dates have a `cert` and stand in words.
"""

from collections.abc import Iterable, Iterator

from app.formats.dating import Dating, Form, dating, iso
from app.formats.format import Edition, Format, ListOf, Record
from app.formats.web_addresses import is_web_address
from app.formats.xml import attribute, text
from app.resources import models as m
from app.timeline.days import Day
from app.timeline.vocabulary import DocumentRole

_SOURCE = "a3c1f8de-5d0b-4f6e-9a27-6f1b0c4e8d52"
"""The one source of the file, as an UUID that begins with a letter: another would be no name in XML."""
_AUTHORITIES = {
    "viaf": "http://viaf.org/viaf/",
    "gnd": "https://d-nb.info/gnd/",
    "lc": "http://id.loc.gov/authorities/names/",
    "bnf": "http://data.bnf.fr/ark:/12148/",
}
"""The authority files that the format knows, the first wins."""
_CORRESPONDENTS = frozenset((DocumentRole.SENDER.value, DocumentRole.RECIPIENT.value))


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """The file: a header that tells of it, then a description of each letter."""
    source = edition.source
    about = f"{source.title}, release {edition.release}"
    licence = source.licence_url or ""
    yield f"""<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader>
<fileDesc>
<titleStmt>
<title>{text(source.title)}</title>
<editor>{text(source.publisher or source.title)}</editor>
</titleStmt>
<publicationStmt>
<publisher><ref target="{attribute(edition.base)}">{text(source.publisher or source.title)}</ref></publisher>
<idno type="url">{text(edition.address)}</idno>
<date when="{edition.loaded_at:%Y-%m-%dT%H:%M:%SZ}"/>
<availability><licence target="{attribute(licence)}">{text(source.licence_name)}</licence></availability>
</publicationStmt>
<sourceDesc>
<bibl type="online" xml:id="{_SOURCE}">{text(about)}, <ref target="{attribute(edition.base)}">{text(edition.base)}</ref>
</bibl>
</sourceDesc>
</fileDesc>
<profileDesc>
""".encode()
    for record in records:
        yield "".join(_letter(m.Document.model_validate_json(record), edition)).encode()
    yield b"</profileDesc>\n</teiHeader>\n<text><body><p/></body></text>\n</TEI>\n"


def holds(record: Record) -> bool:
    """Whether the document has a sender or recipient."""
    return any(actor["role"] in _CORRESPONDENTS for actor in record["actors"])


def _letter(document: m.Document, edition: Edition) -> Iterator[str]:
    roles = {role: [actor for actor in document.actors if actor.role is role] for role in DocumentRole}
    sent_by = roles[DocumentRole.SENDER] or roles[DocumentRole.AUTHOR]
    yield f'<correspDesc ref="{attribute(edition.link(document.links.self))}" source="#{_SOURCE}">\n'
    yield '<correspAction type="sent">'
    yield from _people(sent_by, edition)
    if document.place is not None:
        yield f"<placeName>{text(document.place.name)}</placeName>"
    if document.date is not None:
        yield _date(dating(document.date.edtf))
    yield "</correspAction>\n"
    yield '<correspAction type="received">'
    yield from _people(roles[DocumentRole.RECIPIENT], edition)
    yield "</correspAction>\n</correspDesc>\n"


def _people(actors: list[m.DocumentActor], edition: Edition) -> Iterator[str]:
    for actor in actors:
        name = "persName" if actor.kind == "person" else "orgName"
        yield f"<{name}{_authority(actor.id, edition)}>{text(actor.name)}</{name}>"
    if not actors:
        yield "<persName>Unknown</persName>"


def _authority(actor: str, edition: Edition) -> str:
    numbers = dict(edition.identifiers(actor))
    found = next((start + numbers[scheme] for scheme, start in _AUTHORITIES.items() if scheme in numbers), "")
    return f' ref="{attribute(found)}"' if is_web_address(found) else ""


def _date(date: Dating) -> str:
    """The date of a letter; in words too where the attributes do not say it all."""
    # XML Schema of TEI's time has no year 0.
    bounds = {name: value for name, value in _bounds(date).items() if not value.startswith("0000")}
    marks = ' cert="low"' if date.is_marked else ""
    told = "".join(f' {name}="{value}"' for name, value in bounds.items()) + marks
    return f"<date{told}/>" if date.is_known and bounds else f"<date{told}>{text(date.label)}</date>"


def _bounds(date: Dating) -> dict[str, str]:
    begin, end = date.begin, date.end
    isos = [moment.iso for moment in (begin, end) if moment is not None and moment.iso]
    if date.form is Form.POINT and isos:
        return {"when": isos[0]}
    if date.form is Form.INTERVAL and len(isos) == sum(moment is not None for moment in (begin, end)):
        ends = {"from": begin, "to": end}
        return {name: moment.iso for name, moment in ends.items() if moment is not None and moment.iso}
    days: dict[str, Day | None] = {"notBefore": date.first, "notAfter": date.last}
    return {name: iso(day) for name, day in days.items() if day is not None}


FORMAT = Format(
    alias="cmif",
    media_type="application/tei+xml",
    content_type="application/tei+xml; charset=utf-8",
    extension="xml",
    description="CMIF (TEI): the letters among the documents, for aggregators of correspondence. Documents without "
    "sender and recipient are left out.",
    example='<?xml version="1.0" encoding="UTF-8"?>\n<TEI xmlns="http://www.tei-c.org/ns/1.0">...</TEI>\n',
    lists=frozenset((ListOf.DOCUMENTS,)),
    write=write,
    holds=holds,
)
