"""Citations as CSL-JSON, which citation processors read (schema csl-data.json of CSL 1.0.2).

Keys without a value are left out, because processors print "null". `custom` has the EDTF date, for which the schema has
no key. There is no year 0: 45 BC is -0044 in EDTF and -45 here.
"""

from collections.abc import Iterable, Iterator

import orjson

from app.citations.citation import Citation, Form
from app.citations.names import Name
from app.timeline.date_parts import DateParts, without_year_zero

Json = dict[str, object]

_TYPES = {
    Form.LETTER: "personal_communication",
    Form.MANUSCRIPT: "manuscript",
    Form.ARTICLE: "article-newspaper",
    Form.REPORT: "report",
    Form.PAPER: "document",
    Form.RECORD: "dataset",
}


def write(citations: Iterable[Citation]) -> Iterator[bytes]:
    """A file of citations (a JSON array), piece by piece."""
    yield b"["
    for place, citation in enumerate(citations):
        yield (b",\n" if place else b"") + item(citation)
    yield b"]\n"


def item(citation: Citation) -> bytes:
    """The citation as one item, encoded."""
    keys: Json = {
        "id": citation.id,
        "type": _TYPES[citation.form],
        "title": citation.title,
        "genre": citation.genre,
        "author": _names(citation.authors),
        "recipient": _names(citation.recipients),
        "translator": _names(citation.translators),
        "issued": None if citation.date is None else _issued(citation.date),
        "language": citation.language,
        "number": citation.number,
        "archive": citation.archive,
        "archive_location": citation.signature,
        "container-title": citation.data_set or citation.published_in,
        "edition": None if citation.release is None else f"release {citation.release}",
        "publisher": ", ".join(name.full for name in citation.publishers) or None,
        "URL": citation.url,
        "note": citation.path,
        "custom": None if citation.date is None else {"edtf": citation.date.edtf},
    }
    return orjson.dumps({key: value for key, value in keys.items() if value})


def _names(names: tuple[Name, ...]) -> list[Json]:
    return [_name(name) for name in names]


def _name(name: Name) -> Json:
    if not name.family:
        return {"literal": name.full}
    parts: Json = {
        "family": name.family,
        "given": name.given,
        "non-dropping-particle": name.particle,
        "dropping-particle": name.dropped,
        "suffix": name.suffix,
        "static-ordering": name.family_first,
    }
    return {key: value for key, value in parts.items() if value}


def _issued(date: DateParts) -> Json:
    """The date in numbers, else in words. Processors fail on an interval whose ends are not equally exact."""
    if len({len(numbers) for numbers in date.numbers}) != 1:
        return {"literal": date.label}
    issued: Json = {"date-parts": list(map(without_year_zero, date.numbers))}
    if date.season:
        issued["season"] = date.season
    if date.is_marked:
        issued["circa"] = True
    return issued
