"""Records to cite: one document with everything that a citation can say, and variations of it."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st

from app.citations.citation import Citation, DataSet, SortNames, of_document, of_record
from app.resources import models as m
from app.timeline.date_parts import date_parts
from app.timeline.dates import parse

DATA_SET = DataSet("Moscow and the Treaty", "The authors", 12, public_url="https://timeline.example.org")

ANY_TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
"""Any text that UTF-8 can hold, control characters included."""

HOSTILE = (
    "a\r\nER  - \r\nTY  - JOUR\r\nTI  - forged",
    "a\u2028TY  - JOUR\u0085TI  - forged\x00\x1b[31m",
    "},\n@misc{forged, title = {forged}}",
    "\\} \\{ } { \\",
    '100 % & # _ $ ^ ~ "quoted" \\input{secret} <b>bold</b>',
    "Ünïcödé, Москва, 毛泽东, \U0001f54a",
    "and, and, and",
)


def date(edtf: str) -> m.Date:
    """A date as records hold it; citations look at the EDTF alone."""
    found = parse(edtf)
    return m.Date(
        edtf=edtf,
        earliest=None,
        latest=None,
        certain_from=None,
        certain_to=None,
        precision=found.precision,
        approximate=found.approximate,
        uncertain=found.uncertain,
        label=found.label,
    )


def actor(id_: str, name: str, role: str, kind: str = "person") -> dict[str, Any]:  # what pydantic is to read
    return {"id": id_, "name": name, "kind": kind, "role": role, "offices": [], "represents": []}


SORT_NAMES = {
    "molotov": "Molotov, Vyacheslav",
    "malenkov": "Malenkov, Georgy",
    "roberts-geoffrey": "Roberts, Geoffrey",
    "dulles": "Dulles, John Foster",
    "eden": "Eden, Anthony",
    "de-gaulle": "de Gaulle, Charles",
    "ribbentrop": "Ribbentrop, Joachim von",
    "zhou-enlai": "Zhou, Enlai",
    "macarthur-douglas": "MacArthur, Douglas, II",
    "dos": "State, Department of",
}

CAST = (
    actor("molotov", "Vyacheslav Molotov", "author"),
    actor("mid-ussr", "Ministry of Foreign Affairs of the USSR", "sender", "ministry"),
    actor("malenkov", "Georgy Malenkov", "recipient"),
    actor("cpsu-presidium", "Presidium of the Central Committee", "recipient", "body"),
    actor("roberts-geoffrey", "Geoffrey Roberts", "translator"),
    actor("cwihp", "Cold War International History Project", "publisher", "body"),
    actor("nato", "North Atlantic Treaty Organization", "mentioned", "alliance"),
)


def document(**changes: object) -> m.Document:
    """The memorandum of 26 March 1954 as lists show it, some keys changed."""
    keys: dict[str, object] = {
        "id": "doc-memorandum",
        "kind": "memorandum",
        "title": "Memorandum on the question of the USSR joining NATO",
        "date": date("1954-03-26"),
        "place": None,
        "topics": [],
        "language": "ru",
        "languages": ["ru", "en"],
        "abstract": "",
        "key_phrases": [],
        "actors": CAST,
        "repository": "AVP RF",
        "signature": "f. 6, op. 13, pap. 2, d. 9, ll. 56-59",
        "number": "No. 7",
        "published_in": "CWIHP e-Dossier No. 27",
        "url": "http://archive.example.org/document/113924",
        "frus": None,
        "dateline": None,
        "source_note": None,
        "other_titles": [],
        "rights": "unknown",
        "confidence": "high",
        "collection": "curated",
        "note": None,
        "updated": None,
        "licence": "CC-BY-4.0",
        "links": {"self": "/v1/documents/doc-memorandum", "citation": "/v1/documents/doc-memorandum/citation"},
    }
    return m.Document.model_validate(keys | changes)


def cited_document(sort_names: SortNames = SORT_NAMES.get, **changes: object) -> Citation:
    """The citation of that document."""
    return of_document(document(**changes), {"memorandum": "Memorandum"}, sort_names)


def cited_event(data_set: DataSet = DATA_SET, **changes: object) -> Citation:
    """The citation of an event."""
    keys: dict[str, object] = {
        "id": "berlin-conference-1954",
        "kind": "conference",
        "title": "Berlin Conference",
        "summary": "",
        "date": date("1954-01-25/1954-02-18"),
        "place": None,
        "topics": [],
        "part_of": None,
        "parts": 0,
        "responds_to": [],
        "answered_by": [],
        "actors": [],
        "confidence": "high",
        "collection": "curated",
        "note": None,
        "updated": None,
        "licence": "CC-BY-4.0",
        "links": {
            "self": "/v1/events/berlin-conference-1954",
            "html": "/events/berlin-conference-1954",
            "parts": None,
            "exchange": None,
        },
    }
    return of_record(m.Event.model_validate(keys | changes), {"conference": "Conference"}, data_set)


def cited_claim(**changes: object) -> Citation:
    """The citation of a claim."""
    keys: dict[str, object] = {
        "id": "essay-thesis-7",
        "kind": "essay-thesis",
        "statement": "The move was sardonic propaganda.",
        "status": "disputed",
        "assessment": "",
        "date": date("2016-03-31"),
        "topics": [],
        "asserted_by": [],
        "asserted_in": {"document": "doc-essay", "n": 7, "locator": None},
        "about": [],
        "stances": {"supports": 0, "disputes": 0, "qualifies": 0},
        "collection": "curated",
        "note": None,
        "updated": None,
        "licence": "CC-BY-4.0",
        "links": {"self": "/v1/claims/essay-thesis-7"},
    }
    return of_record(m.Claim.model_validate(keys | changes), {}, DATA_SET)


def dated(edtf: str) -> Citation:
    """The citation of the document with another date."""
    return replace(cited_document(), date=date_parts(edtf))


def hostile(text: str) -> Citation:
    """The citation of a document all of whose texts are `text`."""
    cast = [
        actor(f"a{place}", text or "-", role, kind)
        for place, (role, kind) in enumerate(
            [("author", "person"), ("author", "body"), ("recipient", "person"), ("translator", "person")]
        )
    ]
    texts = dict.fromkeys(("title", "repository", "signature", "number", "published_in", "language"), text)
    return cited_document(lambda _actor: text, **texts, actors=cast, url=f"http://archive.example.org/{text}")


each_hostile = pytest.mark.parametrize("text", HOSTILE)
