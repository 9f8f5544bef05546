"""The JSON-LD inside pages, read as search engines read it."""

import html as markup
import json

import extruct
import httpx
import pytest
from rdflib import RDF, SDO, Graph, URIRef

from tests.formats.schema_org import misplaced
from tests.node.programs import run
from tests.pages.crawling import RECORDS

# The reader warns of its own doings.
pytestmark = pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated:DeprecationWarning")

TYPES = {
    "/events": SDO.Event,
    "/documents": SDO.CreativeWork,
    "/actors": SDO.Organization,
    "/claims": SDO.Claim,
    "/places": SDO.Place,
    "/topics": SDO.DefinedTerm,
}
MORE_TYPES = {"Person", "ArchiveComponent", "Article", "Dataset"}


def graph(client: httpx.Client, path: str) -> Graph:
    """What the one JSON-LD document of a page says."""
    (document,) = extruct.extract(client.get(path).text, syntaxes=["json-ld"])["json-ld"]
    return Graph().parse(data=json.dumps(document), format="json-ld")


@pytest.mark.parametrize("path", RECORDS)
def test_a_page_holds_its_record_as_linked_data(client: httpx.Client, path: str) -> None:
    found = graph(client, path)
    (record,) = {subject for subject in found.subjects() if str(subject).endswith(f"/v1{path}")}
    kinds = set(found.objects(record, RDF.type))
    expected = TYPES[f"/{path.split('/')[1]}"]
    assert kinds & {expected, SDO.Person, SDO.ArchiveComponent}
    assert all(
        term.removeprefix(str(SDO)) in SDO for term in (*kinds, *found.predicates()) if term.startswith(str(SDO))
    )
    assert (record, SDO.name, None) in found


def test_an_event_has_its_days_and_its_actors(client: httpx.Client) -> None:
    found = graph(client, "/events/berlin-conference-1954")
    (event,) = found.subjects(RDF.type, SDO.Event)
    assert str(found.value(event, SDO.startDate)) == "1954-01-25"
    assert str(found.value(event, SDO.endDate)) == "1954-02-18"
    assert any(str(actor).endswith("/v1/actors/molotov") for actor in found.objects(event, SDO.attendee))


def test_a_claim_says_who_asserts_it_and_where(client: httpx.Client) -> None:
    found = graph(client, "/claims/essay-thesis-6")
    (claim,) = found.subjects(RDF.type, SDO.Claim)
    assert str(found.value(claim, SDO.author)).endswith("/v1/actors/stalin-society")
    assert str(found.value(claim, SDO.appearance)).endswith("/v1/documents/doc-essay-diplomacy-with-a-smile")


def test_the_front_page_describes_the_data_set(client: httpx.Client) -> None:
    found = graph(client, "/")
    (data_set,) = found.subjects(RDF.type, SDO.Dataset)
    assert found.value(data_set, SDO.license) == URIRef("https://creativecommons.org/licenses/by/4.0/")
    assert str(found.value(data_set, SDO.name)) == client.get("/v1/dataset").json()["title"]


@pytest.mark.parametrize("path", [*RECORDS, "/stories/did-moscow-want-to-join-nato", "/"])
def test_readers_that_do_not_expand_contexts_see_types_and_names(client: httpx.Client, path: str) -> None:
    done = run("extract.mjs", client.get(path).content)
    assert done.returncode == 0, done.stderr.decode()
    found = json.loads(done.stdout)
    (type_,) = found
    assert set(type_.split(",")) & {*(term.removeprefix(str(SDO)) for term in TYPES.values()), *MORE_TYPES}
    (node,) = next(iter(found.values()))
    assert node["name"] in markup.unescape(client.get(path).text)
    assert node["@id"].startswith("http")
    assert list(misplaced(node)) == []


@pytest.mark.parametrize("path", ["/v1/events", "/v1/documents", "/v1/actors"])
def test_all_records_have_types_and_properties_in_their_places(client: httpx.Client, path: str) -> None:
    nodes = client.get(path, params={"format": "jsonld", "limit": 500}).json()["@graph"]
    assert len(nodes) > 50
    assert {fault for node in nodes for fault in misplaced(node)} == set()
