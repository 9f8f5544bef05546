"""JSON-LD, expanded without a network by npm's jsonld and PyLD, its terms looked up in rdflib's schema.org."""

from typing import Any

import orjson
import pytest
from pyld import jsonld
from rdflib import SDO

from app.formats.context import ExportContext, ListType
from app.formats.jsonld import EDTF, json_ld_context
from app.timeline.record_types import RecordType
from tests.citations.examples import CAST
from tests.formats.making import (
    EVERY_DATE,
    dated_events,
    document,
    event,
    export_context,
    hostile_documents,
    hostile_events,
    person,
    written,
)
from tests.formats.schema_org import misplaced
from tests.node.programs import run

Json = dict[str, Any]  # decoded JSON
SCHEMA = "https://schema.org/"
BASE = "https://timeline.example.org/root"


def refuse(address: str, _options: Json) -> Json:
    raise AssertionError(f"it asks for {address}")


def expanded(records: list[bytes], made: ExportContext | None = None) -> list[Json]:
    """The nodes as both processors expand them."""
    file = written("jsonld", records, made)
    done = run("expand.mjs", file)
    assert done.returncode == 0, done.stderr.decode()
    found: list[Json] = orjson.loads(done.stdout)
    assert jsonld.expand(orjson.loads(file), {"documentLoader": refuse}) == found
    return found


def keys(value: object) -> set[str]:
    """All keys anywhere in expanded JSON-LD."""
    if isinstance(value, dict):
        return {*value, *(key for each in value.values() for key in keys(each))}
    return {key for each in value for key in keys(each)} if isinstance(value, list) else set()


def types(value: object) -> set[str]:
    if isinstance(value, dict):
        found = value.get("@type", [])
        own = {found} if isinstance(found, str) else set(found)
        return own | {each for inner in value.values() for each in types(inner)}
    return {each for inner in value for each in types(inner)} if isinstance(value, list) else set()


@pytest.mark.parametrize(
    ("records", "of"),
    [
        ([*dated_events(), *hostile_events()], RecordType.EVENT),
        ([*hostile_documents(), document("cast", None, actors=CAST)], RecordType.DOCUMENT),
        ([person(kind, kind=kind) for kind in ("person", "state", "ministry", "press", "party")], RecordType.ACTOR),
    ],
)
def test_every_record_expands_and_every_term_is_one_of_schema_org(records: list[bytes], of: ListType) -> None:
    found = expanded(records, export_context(of))
    assert len(found) == len(records)
    terms = {term for term in keys(found) | types(found) if not term.startswith("@")} - {f"{BASE}/ns#edtf", EDTF}
    assert terms
    assert not [term for term in terms if term.removeprefix(SCHEMA) not in SDO or not term.startswith(SCHEMA)]

    assert not [
        fault
        for node in orjson.loads(written("jsonld", records, export_context(of)))["@graph"]
        for fault in misplaced(node)
    ]


@pytest.mark.parametrize(
    ("node", "faults"),
    [
        ({"@type": "Event", "name": "A", "attendee": {"@type": "Person", "name": "B"}}, 0),
        ({"@type": "Event", "attendee": {"@type": ["Country", "Organization"], "foundingDate": "1922-12-30"}}, 0),
        ({"@type": "Event", "attendee": {"@type": "Country"}}, 1),
        ({"@type": "Event", "sdLicense": "https://example.org/"}, 1),
        ({"@type": "Event", "location": {"@type": "Place", "attendee": "nobody"}}, 1),
        ({"@type": "Party"}, 1),
    ],
)
def test_a_wrong_type_or_property_would_be_seen(node: Json, faults: int) -> None:
    assert len(list(misplaced(node))) == faults


def test_the_licence_is_that_of_the_page_about_the_record() -> None:
    (node,) = orjson.loads(written("jsonld", [event("a")]))["@graph"]
    page = f"{BASE}/events/a"
    licence = "https://creativecommons.org/licenses/by/4.0/"
    assert node["subjectOf"] == {"@id": page, "@type": "WebPage", "url": page, "license": licence}
    (node,) = expanded([event("a")])
    assert node[f"{SCHEMA}subjectOf"][0][f"{SCHEMA}license"] == [{"@id": licence}]


def test_nothing_is_lost_when_it_is_expanded() -> None:
    (node,) = expanded([event("a")])
    assert node["@id"] == f"{BASE}/v1/events/a"
    assert node[f"{SCHEMA}name"] == [{"@value": "A"}]
    assert node[f"{SCHEMA}location"][0][f"{SCHEMA}geo"][0][f"{SCHEMA}longitude"] == [{"@value": 13.405}]
    assert node[f"{SCHEMA}attendee"][0]["@id"] == f"{BASE}/v1/actors/molotov"


def test_every_date_stands_as_edtf() -> None:
    found = [node[f"{BASE}/ns#edtf"] for node in expanded(dated_events())]
    assert found == [[{"@type": EDTF, "@value": edtf}] for edtf in EVERY_DATE]


@pytest.mark.parametrize(
    ("edtf", "start", "end"),
    [
        ("1954-03-26", "1954-03-26", None),
        ("1954-03", "1954-03", None),
        ("1954-01-25/1954-02-18", "1954-01-25", "1954-02-18"),
        ("../1954-05-07", None, "1954-05-07"),
        ("1954-03-31/..", "1954-03-31", None),
        ("1954-03?", None, None),
        ("1953~/1954", None, "1954"),
        ("1913-10-11/2001?", "1913-10-11", None),
        ("1953/1954-22", None, None),
        ("195X", None, None),
        ("[1954,1956]", None, None),
        ("-0044-03-15", None, None),
        ("Y17000002", None, None),
    ],
)
def test_dates_of_schema_org_are_certain_ones(edtf: str, start: str | None, end: str | None) -> None:
    (node,) = orjson.loads(written("jsonld", [event("a", edtf)]))["@graph"]
    assert (node.get("startDate"), node.get("endDate")) == (start, end)


def test_a_letter_in_an_archive_is_a_message_with_sender_and_recipient() -> None:
    (node,) = orjson.loads(written("jsonld", [document("d")], export_context(RecordType.DOCUMENT)))["@graph"]
    assert node["@type"] == ["ArchiveComponent", "Message"]
    assert [each["@type"] for each in (*node["sender"], *node["recipient"])] == ["Person", ["Country", "Organization"]]
    assert node["dateCreated"] == "1954-03-26"


def test_an_actor_has_its_life_and_its_authority_files() -> None:
    (node,) = orjson.loads(written("jsonld", [person("molotov")], export_context(RecordType.ACTOR)))["@graph"]
    assert (node["birthDate"], node["deathDate"]) == ("1890-03-09", "1986-11-08")
    assert node["sameAs"] == ["http://viaf.org/viaf/12345"]
    assert node["alternateName"] == [{"@value": "Молотов", "@language": "ru"}]


def test_links_lead_to_the_web_alone() -> None:
    urls = ("javascript:alert(1)", "https://example.org/a?b=1#c", 'https://example.org/"><script>', "https://a b/")
    documents = [document(f"d-{number}", url=url) for number, url in enumerate(urls)]
    found = orjson.loads(written("jsonld", documents, export_context(RecordType.DOCUMENT)))["@graph"]
    assert [node.get("url") for node in found] == [None, urls[1], None, None]


def test_a_single_record_is_one_node_with_its_context() -> None:
    found = orjson.loads(written("jsonld", [event("a")], export_context(alone=True)))
    assert found["@context"] == json_ld_context(export_context())
    assert found["@id"] == f"{BASE}/v1/events/a"


def test_no_key_is_without_a_value() -> None:
    for node in orjson.loads(written("jsonld", [event("a", place=None, topics=[], actors=[])]))["@graph"]:
        assert None not in node.values()
        assert [] not in node.values()
