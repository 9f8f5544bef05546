r"""Citations as BibTeX, with the fields of biblatex that are in common use (date, translator, language, url).

Text is UTF-8; characters that TeX reads as commands are escaped. Braces would have to balance, and readers disagree on
`\}` (some refuse the file, others cut the value), so braces become round brackets. `date` has only ordinary dates and
closed intervals, because importers refuse a whole file for a date that they cannot read. `note` has other dates, and
archive and signature, for which BibTeX has no field that importers keep.

No library is used: pybtex turns accents into TeX commands, and bibtexparser escapes nothing.
"""

import re
from collections.abc import Iterable, Iterator

from app.citations.citation import Citation, Form
from app.citations.names import Name
from app.timeline.date_parts import DateParts, has_ordinary_year, iso

_TYPES = {
    Form.LETTER: "letter",
    Form.MANUSCRIPT: "unpublished",
    Form.ARTICLE: "article",
    Form.REPORT: "techreport",
    Form.PAPER: "misc",
    Form.RECORD: "misc",
}
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ESCAPES = str.maketrans(
    {sign: f"\\{sign}" for sign in "&%#_$"}
    | {"{": "(", "}": ")", "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    | {"@": "{@}"}  # before a word and a bracket some readers take it for the start of an entry
)
_NOT_IN_URLS = re.compile(r'[\s{}\\^`"<>|]|@(?=\w*\s*[({])')
_SEPARATES_NAMES = re.compile(r"\band\b|,", re.IGNORECASE)


def write(citations: Iterable[Citation]) -> Iterator[bytes]:
    """A file of citations, piece by piece."""
    for place, citation in enumerate(citations):
        yield (b"\n" if place else b"") + entry(citation)


def entry(citation: Citation) -> bytes:
    """The citation as one entry, encoded, with its id as key."""
    lines = "".join(f"  {name} = {value},\n" for name, value in _fields(citation))
    return f"@{_TYPES[citation.form]}{{{citation.id},\n{lines}}}\n".encode()


def _fields(citation: Citation) -> Iterator[tuple[str, str]]:
    """The names of the fields with their values as written after the equals sign."""
    yield "title", f"{{{{{_escaped(citation.title)}}}}}"
    people = {"author": citation.authors, "translator": citation.translators}
    yield from ((field, _people(names)) for field, names in people.items() if names)
    yield from _date(citation.date)
    kept = ", ".join(part for part in (citation.archive, citation.signature) if part)
    published = {
        Form.ARTICLE: {"journal": citation.published_in},
        Form.REPORT: {"type": citation.genre, "number": citation.number},
    }
    texts = {
        "howpublished": kept,
        **published.get(citation.form, {}),
        _publisher_field(citation): ", ".join(name.full for name in citation.publishers),
        "note": ". ".join(_notes(citation)),
        "language": citation.language,
    }
    yield from ((field, f"{{{_escaped(value)}}}") for field, value in texts.items() if value)
    if citation.url:
        yield "url", f"{{{_NOT_IN_URLS.sub(_percent_encoded, citation.url)}}}"


def _publisher_field(citation: Citation) -> str:
    return "institution" if citation.form is Form.REPORT else "publisher"


def _people(names: tuple[Name, ...]) -> str:
    return f"{{{' and '.join(_name(name) for name in names)}}}"


def _name(name: Name) -> str:
    """`von Family, Suffix, Given`; braces keep together what must not be divided."""
    if not name.family:
        return f"{{{_escaped(name.full)}}}"
    particles = " ".join(part for part in (name.dropped, name.particle) if part)
    family = f"{particles} {_part(name.family)}".strip()
    return ", ".join(part for part in (family, _part(name.suffix), _part(name.given)) if part)


def _part(text: str) -> str:
    escaped = _escaped(text)
    return f"{{{escaped}}}" if _SEPARATES_NAMES.search(escaped) else escaped


def _date(date: DateParts | None) -> Iterator[tuple[str, str]]:
    if date is None:
        return
    if date.is_known and all(map(has_ordinary_year, date.numbers)):
        yield "date", f"{{{'/'.join(iso(numbers) for numbers in date.numbers)}}}"
    first = date.first_numbers
    if not has_ordinary_year(first):
        return
    yield "year", f"{{{first[0]:04}}}"
    if len(first) > 1:
        yield "month", _MONTHS[first[1] - 1]


def _notes(citation: Citation) -> Iterator[str]:
    if citation.form is Form.RECORD:
        yield f"{citation.genre} in: {citation.data_set}, release {citation.release}"
    elif citation.form is not Form.REPORT:
        yield citation.genre
    date = citation.date
    if date is not None and not date.is_plain:
        yield f"Date: {date.label} (EDTF {date.edtf})"
    if citation.recipients:
        yield f"To: {'; '.join(name.full for name in citation.recipients)}"
    if citation.number and citation.form is not Form.REPORT:
        yield f"Number: {citation.number}"
    if citation.archive:
        yield f"Archive: {citation.archive}"
    if citation.signature:
        yield f"Signature: {citation.signature}"
    if citation.published_in and citation.form is not Form.ARTICLE:
        yield f"Published in: {citation.published_in}"
    if citation.path:
        yield f"Address: {citation.path}"


def _escaped(text: str) -> str:
    return text.translate(_ESCAPES)


def _percent_encoded(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
