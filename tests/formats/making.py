"""Records made for files: every way to write a date, and texts that some reader would run, cut or refuse."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from app.formats.context import Collection, ExportContext, ListType, list_name
from app.formats.registry import FORMATS
from app.resources import models as m
from app.timeline.record_types import RecordType
from tests.citations.examples import SORT_NAMES, actor, date

EXACT = ("1954-03-26", "1580-10-31", "0033-04-03", "1954-01-25/1954-02-18", "1953-12-31/1954-01-01")
COARSE = ("1954", "1954-03", "1953-05/1954-07", "1954/1954-03-26", "195X", "19XX", "1954-22", "1954-24", "1954-XX-05")
MARKED = ("1954-03~", "1954-03-26?", "1954-03-26%", "1953~/1954-07", "?1954-03", "1954?/..", "Y17000002~")
OPEN = ("1954-03-31/..", "1954-03-31/", "../1954-05-07", "/1954-05-07", "1954-03/..", "../195X")
SETS = ("[1954-02-10..1954-03-26]", "{1954-02-10,1954-02-15}", "[1954,1956]", "[..1954-03-26]", "{1954-01..1954-03}")
FAR = ("-0044-03-15", "0000", "-0500/-0400", "9999-12-31", "9998/9999", "Y17000002", "Y-500000", "1950S2")
ENDLESS = ("../..",)
EVERY_DATE = (*EXACT, *COARSE, *MARKED, *OPEN, *SETS, *FAR, *ENDLESS)

HOSTILE = (
    '<img src=x onerror="alert(1)">',
    "</script><script>alert(1)</script>",
    '=HYPERLINK("http://evil.example/","click")',
    "+1",
    "-1+1",
    "@SUM(A1)",
    "'quoted",
    "\t=1+1",
    "＝1+1",
    "one\nBEGIN:VEVENT\r\ntwo\rthree",
    "a\u2028b\u2029c\u0085d",
    'semi; comma, back\\slash\\n, bar| and "quotes"',
    "ER  - \r\nTY  - BOOK",
    "]]>&amp;&#60; <b>",
    "},\n@misc{forged, title = {forged}}",
    "javascript:alert(1)",
    "_x003D_1+1",
    "Молотов 毛泽东 🕊️ e\u0301 \u202eright to left",
    "é" * 100,
)
SOURCE = Collection(
    "Moscow & the <Treaty>",
    "The authors",
    "en",
    "The authors, CC BY 4.0",
    "Creative Commons Attribution 4.0 International",
    "https://creativecommons.org/licenses/by/4.0/",
)
BERLIN = {"id": "berlin", "name": "Berlin", "country": "DE", "lat": 52.52, "lon": 13.405, "precision": "city"}
KINDS = {"event": {"note": "Note", "visit": "Visit <i>"}, "document": {"note": "Note"}, "actor": {}, "claim": {}}


def event(record: str, edtf: str = "1954-03-26", **more: object) -> bytes:
    """An event as it is stored."""
    given: dict[str, Any] = {  # what pydantic is to read
        "id": record,
        "kind": "note",
        "title": record.title(),
        "summary": "Something.",
        "date": date(edtf),
        "place": BERLIN,
        "topics": ["peace"],
        "part_of": None,
        "parts": 0,
        "responds_to": [],
        "answered_by": [],
        "actors": [actor("molotov", "Vyacheslav Molotov", "participant") | {"on_behalf_of": None}],
        "confidence": "high",
        "collection": "curated",
        "note": None,
        "updated": "2026-11-25",
        "licence": "CC-BY-4.0",
        "links": {"self": f"/v1/events/{record}", "html": f"/events/{record}", "parts": None, "exchange": None},
    }
    return m.Event.model_validate(given | more).model_dump_json().encode()


def document(record: str, edtf: str | None = "1954-03-26", **more: object) -> bytes:
    """A document as it is stored."""
    given: dict[str, Any] = {  # what pydantic is to read
        "id": record,
        "kind": "note",
        "title": record.title(),
        "date": None if edtf is None else date(edtf),
        "place": BERLIN,
        "topics": ["peace"],
        "language": "ru",
        "languages": ["ru", "en"],
        "abstract": "Something.",
        "key_phrases": [],
        "actors": [
            actor("molotov", "Vyacheslav Molotov", "sender"),
            actor("usa", "United States of America", "recipient", "state"),
        ],
        "repository": "AVP RF",
        "signature": "f. 6, op. 13",
        "number": None,
        "published_in": None,
        "url": None,
        "frus": None,
        "other_titles": [],
        "rights": "None.",
        "dateline": None,
        "source_note": None,
        "confidence": "high",
        "collection": "curated",
        "note": None,
        "updated": "2026-11-25",
        "licence": "CC-BY-4.0",
        "links": {"self": f"/v1/documents/{record}", "html": None, "citation": f"/v1/documents/{record}/citation"},
    }
    return m.Document.model_validate(given | more).model_dump_json().encode()


def person(record: str, edtf: str | None = "1890-03-09/1986-11-08", **more: object) -> bytes:
    """An actor as it is stored."""
    given: dict[str, Any] = {  # what pydantic is to read
        "id": record,
        "kind": "person",
        "name": record.title(),
        "other_names": [{"name": "Молотов", "language": "ru", "script": "Cyrl", "note": None}],
        "date": None if edtf is None else date(edtf),
        "summary": "Somebody.",
        "verification": "unchecked",
        "identifiers": [{"scheme": "viaf", "id": "12345"}],
        "aliases": [],
        "counts": {"events": 2, "documents": 3, "by_role": {"author": 4}},
        "collection": "curated",
        "note": None,
        "updated": "2026-11-25",
        "licence": "CC-BY-4.0",
        "links": {
            "self": f"/v1/actors/{record}",
            "html": None,
            "events": f"/v1/actors/{record}/events",
            "documents": f"/v1/actors/{record}/documents",
        },
    }
    return m.Actor.model_validate(given | more).model_dump_json().encode()


def place(record: str, lat: float, lon: float) -> bytes:
    """A place as it is stored."""
    given = {
        "id": record,
        "name": record.title(),
        "historical_name": None,
        "country": "DE",
        "lat": lat,
        "lon": lon,
        "precision": "city",
        "note": None,
        "identifiers": [],
        "counts": {"events": 1, "documents": 0},
        "links": {"self": f"/v1/places/{record}", "html": None, "events": f"/v1/events?place={record}"},
    }
    return m.Place.model_validate(given).model_dump_json().encode()


def dated_events() -> list[bytes]:
    """An event for every way to write a date."""
    return [event(f"e-{number}", edtf) for number, edtf in enumerate(EVERY_DATE)]


def hostile_events() -> list[bytes]:
    """An event for every hostile text, which stands wherever a text can stand in it."""
    return [
        event(
            f"h-{number}",
            title=text,
            summary=text,
            note=text,
            place={**BERLIN, "name": text},
            actors=[actor("molotov", text, "participant") | {"on_behalf_of": None}],
        )
        for number, text in enumerate(HOSTILE)
    ]


def hostile_documents() -> list[bytes]:
    """The same for documents."""
    return [
        document(
            f"d-{number}",
            title=text,
            abstract=text,
            repository=text,
            signature=text,
            published_in=text,
            number=text,
            url=text,
            key_phrases=[text],
            place={**BERLIN, "name": text},
            actors=[actor("molotov", text, "sender"), actor("usa", text, "recipient", "state")],
        )
        for number, text in enumerate(HOSTILE)
    ]


_KEYS: dict[ListType, tuple[str, ...]] = {
    RecordType.EVENT: tuple(m.Event.model_fields),
    RecordType.DOCUMENT: tuple(m.Document.model_fields),
    RecordType.ACTOR: tuple(m.Actor.model_fields),
    RecordType.PLACE: tuple(m.Place.model_fields),
}


def export_context(list_type: ListType = RecordType.EVENT, **more: Any) -> ExportContext:
    """A file of such records, as one service would say of it."""
    made = ExportContext(
        list_type=list_type,
        release=12,
        loaded_at=datetime(2026, 11, 25, 12, 30, tzinfo=UTC),
        collections={"curated": SOURCE},
        kinds=KINDS,
        base="https://timeline.example.org/root",
        address=f"https://timeline.example.org/root/v1/{list_name(list_type)}?date=1954&q=%22a%22",
        identifiers=lambda actor: [("wikidata", "Q1"), ("gnd", "118583549")] if actor == "molotov" else [],
        sort_name=SORT_NAMES.get,
        keys=_KEYS[list_type],
    )
    return replace(made, **more)


def written(alias: str, records: Sequence[bytes] | Iterable[bytes], made: ExportContext | None = None) -> bytes:
    """The file of records in a format."""
    kept = list(records)
    return b"".join(FORMATS[alias].pieces(lambda: kept, made or export_context()))
