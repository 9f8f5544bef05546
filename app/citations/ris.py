"""Citations as RIS, which every reference manager imports.

A line is a tag of two characters and a value; ER ends a record. The tags are those that Zotero and similar programs
read without loss: DB the archive, AN the signature in it, A4 translators, A2 recipients (only of letters), M3 the kind.
The note, N1, has what the record type has no field for.

rispy is not used for writing: it does not replace line ends in values, so that a value could begin a new record. In a
`Citation` every value is on one line.
"""

from collections.abc import Iterable, Iterator

from app.citations.citation import Citation, Form
from app.citations.names import Name
from app.timeline.date_parts import DateParts, has_ordinary_year

_TYPES = {
    Form.LETTER: "PCOMM",
    Form.MANUSCRIPT: "MANSCPT",
    Form.ARTICLE: "NEWS",
    Form.REPORT: "RPRT",
    Form.PAPER: "GOVDOC",  # GEN, the type for anything, is imported as a journal article
    Form.RECORD: "DATA",
}
_UNPUBLISHED = frozenset((Form.LETTER, Form.MANUSCRIPT))


def write(citations: Iterable[Citation]) -> Iterator[bytes]:
    """A file of citations, piece by piece."""
    return map(record, citations)


def record(citation: Citation) -> bytes:
    """The citation as one record, encoded, with CRLF line ends."""
    lines = [("TY", _TYPES[citation.form]), *_fields(citation), ("ER", "")]
    return "".join(f"{tag}  - {value}\r\n" for tag, value in lines).encode()


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    yield "ID", citation.id
    yield "TI", citation.title
    yield from (("AU", _name(name)) for name in citation.authors)
    if citation.form is Form.LETTER:
        yield from (("A2", _name(name)) for name in citation.recipients)
    yield from (("A4", _name(name)) for name in citation.translators)
    yield from _date(citation.date)
    is_published = citation.form not in _UNPUBLISHED
    fields = {
        "M3": citation.genre,
        "T2": (citation.data_set or citation.published_in) if is_published else None,
        "ET": None if citation.release is None else f"release {citation.release}",
        "PB": ", ".join(name.full for name in citation.publishers) if is_published else None,
        "SN": citation.number if citation.form is Form.REPORT else None,
        "DB": citation.archive,
        "AN": citation.signature,
        "LA": citation.language,
        "UR": citation.url,
        "N1": ". ".join(_notes(citation)),
    }
    yield from ((tag, value) for tag, value in fields.items() if value)


def _name(name: Name) -> str:
    """`Family,Given,Suffix`. Commas divide a name, so that those in the name of an organisation become brackets."""
    if not name.family:
        whole, *others = (part.strip() for part in name.full.split(","))
        return f"{whole} ({'; '.join(others)})" if others else whole
    family = f"{name.particle} {name.family}".strip()
    given = f"{name.given} {name.dropped}".strip()
    return ",".join(part for part in (family, given, name.suffix) if part)


def _date(date: DateParts | None) -> Iterator[tuple[str, str]]:
    """PY and DA; of an interval its beginning. An unknown part stays empty between the slashes."""
    if date is None or not has_ordinary_year(date.first_numbers):
        return
    year, *others = date.first_numbers
    month, day = (*(f"{part:02}" for part in others), "", "")[:2]
    yield "PY", f"{year:04}"
    yield "DA", f"{year:04}/{month}/{day}/"


def _notes(citation: Citation) -> Iterator[str]:
    date = citation.date
    if date is not None and not date.is_plain:
        yield f"Date: {date.label} (EDTF {date.edtf})"
    if citation.form is not Form.LETTER and citation.recipients:
        yield f"To: {'; '.join(name.full for name in citation.recipients)}"
    if citation.number and citation.form is not Form.REPORT:
        yield f"Number: {citation.number}"
    if citation.form in _UNPUBLISHED:
        if citation.published_in:
            yield f"Published in: {citation.published_in}"
        if citation.publishers:
            yield f"Published by: {'; '.join(name.full for name in citation.publishers)}"
    if citation.data_set:
        yield f"In: {citation.data_set}, release {citation.release}"
    if citation.path:
        yield f"Address: {citation.path}"
