"""What the curated collection answers is the same with imports beside it, but for release and links.

A person, a state and a department of the imports are joined with curated ones: these alone have more to say.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from app.importing.histstate import import_histstate
from app.loading.data_set import DataSet
from app.loading.identities import Judgement
from app.loading.release import load
from app.main import create_app
from app.settings import Settings
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import Verdict
from tests.catalogue.corpus import COLLECTION, actor, data_set, document, event
from tests.pages.crawling import texts
from tests.serving import ROOT

DATA = ROOT / "tests" / "data" / "histstate"
LISTS = ("events", "documents", "actors", "claims", "stories", "tenures", "memberships", "places", "topics")
WITH_DETAILS = ("events", "documents", "actors", "claims", "stories", "places", "topics")
PER_LIST = 12
"""Records of each list whose details are compared."""


@pytest.fixture(scope="module")
def clients(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, TestClient]]:
    """The service with the curated collection alone, and with imports beside it."""
    folder = tmp_path_factory.mktemp("beside")
    path = folder / "timeline.sqlite"
    shutil.copy(database, path)
    shutil.copytree(f"{database}.search", f"{path}.search")
    sets = [each.data for each in import_histstate(DATA)]
    load(f"sqlite:///{path}", [*sets, archive()], by="import", judgements=[Judgement("a-usa", "usa", Verdict.SAME)])
    apps = [create_app(Settings(database_url=f"sqlite:///{each}")) for each in (database, path)]
    with TestClient(apps[0]) as alone, TestClient(apps[1]) as beside:
        yield alone, beside


def archive() -> DataSet:
    """An import with Dulles and the United States, and with what Dulles did there that no other source knows."""
    cited = [{"title": "A catalogue"}]
    dulles = actor(
        "a-dulles",
        name="John Foster Dulles",
        other_names=[{"name": "Foster the Lawyer"}],
        aliases=["a-old-id"],
        born="1888",
        died="1959",
        identifiers=[{"scheme": "list", "id": "d-1"}],
        offices=[
            {"office": "Keeper of the archive", "of": "a-archive", "from": "1950", "to": "1958", "capacity": "state"}
        ],
        sources=cited,
    )
    office = actor("a-archive", "body", name="The archive", member_of=[{"group": "a-usa", "kind": "organ"}])
    meeting = event(
        "a-meeting",
        "1954-03-26",
        topics=[],
        actors=[
            {"actor": "a-dulles", "role": "chair", "on_behalf_of": "a-usa"},
            {"actor": "a-archive", "role": "host"},
        ],
    )
    letter = document(
        "a-letter",
        "1954-03-27",
        topics=[],
        actors=[{"actor": "a-dulles", "role": "author"}],
        paragraphs=[
            {
                "n": 1,
                "text": "I met them.",
                "abstract": "One.",
                "key_phrases": [],
                "seen": "seen",
                "mentions": ["a-dulles"],
            }
        ],
    )
    made = data_set(
        [meeting],
        [dulles, office, actor("a-usa", "state", name="America"), actor("a-lodge", name="Senator Lodge")],
        [letter],
    )
    collection = COLLECTION.model_copy(update={"id": "records", "title": "The archive"})
    kinds = {"actor": {"person": "Person", "state": "State", "body": "Body"}}
    kinds |= {"event": {"note": "Note"}, "document": {"note": "Note"}}
    empty: dict[RecordType, tuple[Any, ...]] = {RecordType.TOPIC: (), RecordType.PLACE: ()}
    return replace(made, collection=collection, kinds=kinds, records={**made.records, **empty})


def comparable(value: Any) -> Any:  # Any: decoded JSON
    """The value without release and links."""
    if isinstance(value, dict):
        return {key: comparable(each) for key, each in value.items() if key not in {"release", "links"}}
    return [comparable(each) for each in value] if isinstance(value, list) else value


def read(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("name", LISTS)
def test_lists_of_the_curated_collection_are_the_same(clients: tuple[TestClient, TestClient], name: str) -> None:
    alone, beside = (read(client, f"/v1/{name}?collection=curated&limit=500") for client in clients)
    assert alone["items"]
    assert without_gains(comparable(beside)) == without_gains(comparable(alone))
    assert read(clients[1], f"/v1/{name}?limit=1")["total"] >= alone["total"]


JOINED = {"dulles", "us-state-department", "usa"}
GAINED = {"other_names", "identifiers", "aliases", "counts", "tenures", "memberships", "maybe_same_as", "citations"}


def without_gains(answer: Any) -> Any:  # Any: decoded JSON
    """An answer without what actors gain by being joined."""
    if isinstance(answer, dict) and answer.get("id") in JOINED:
        return {key: value for key, value in answer.items() if key not in GAINED}
    if isinstance(answer, dict) and "items" in answer:
        return {**answer, "items": [without_gains(each) for each in answer["items"]]}
    return answer


@pytest.mark.parametrize("name", WITH_DETAILS)
def test_details_of_curated_records_are_the_same(clients: tuple[TestClient, TestClient], name: str) -> None:
    ids = [item["id"] for item in read(clients[0], f"/v1/{name}?collection=curated&limit={PER_LIST}")["items"]]
    assert ids
    for id_ in (*ids, *(JOINED if name == "actors" else ())):
        alone, beside = (read(client, f"/v1/{name}/{id_}") for client in clients)
        assert without_gains(comparable(beside)) == without_gains(comparable(alone))


def test_a_joined_actor_has_the_names_and_offices_of_both(clients: tuple[TestClient, TestClient]) -> None:
    alone, beside = (read(client, "/v1/actors/dulles") for client in clients)
    (name,) = [each for each in beside["other_names"] if each not in alone["other_names"]]
    assert name["name"] == "Foster the Lawyer"
    assert set(beside["aliases"]) - set(alone["aliases"]) == {"a-dulles", "a-old-id"}
    assert {"scheme": "list", "id": "d-1"} in beside["identifiers"]
    gained = [each for each in beside["tenures"] if each not in alone["tenures"]]
    assert [(each["office"], each["of"]["id"]) for each in gained] == [("Keeper of the archive", "a-archive")]
    assert [each["title"] for each in gained[0]["citations"]] == ["A catalogue"]
    assert beside["citations"] == [*alone["citations"], {"title": "A catalogue", "locator": None, "url": None}]
    assert beside["counts"]["events"] == alone["counts"]["events"] + 1
    assert beside["counts"]["documents"] == alone["counts"]["documents"] + 1


@pytest.mark.parametrize("name", ["a-dulles", "a-old-id"])
def test_the_ids_of_a_joined_actor_lead_to_it(clients: tuple[TestClient, TestClient], name: str) -> None:
    for path in (f"/v1/actors/{name}", f"/actors/{name}"):
        answer = clients[1].get(path, follow_redirects=False)
        assert answer.status_code == 308
        assert answer.headers["location"] == path.replace(name, "dulles")
    for parameter in ("actor", "actor=usa&actor"):
        asked, current = (read(clients[1], f"/v1/events?{parameter}={id_}") for id_ in (name, "dulles"))
        assert comparable(asked) == comparable(current)


def test_lists_find_what_imports_have_of_a_joined_actor(clients: tuple[TestClient, TestClient]) -> None:
    def ids(path: str) -> list[str]:
        return [item["id"] for item in read(clients[1], path)["items"]]

    assert ids("/v1/events?actor=dulles:chair&collection=records") == ["a-meeting"]
    assert ids("/v1/documents?actor=dulles&collection=records") == ["a-letter"]
    assert ids("/v1/events?actor=usa&actor_scope=representatives&collection=records") == ["a-meeting"]
    tenures = read(clients[1], "/v1/tenures?of=usa&office=keeper&on=1954-03-26")["items"]
    assert [(each["holder"]["id"], each["certainty"]) for each in tenures] == [("dulles", "certain")]
    (participant, _) = read(clients[1], "/v1/events/a-meeting")["actors"]
    assert (participant["id"], participant["on_behalf_of"]) == ("dulles", "usa")
    offices = [each["office"] for each in participant["offices"]]
    assert "Keeper of the archive" in offices
    assert "Secretary of State" in offices
    (paragraph,) = read(clients[1], "/v1/documents/a-letter")["paragraphs"]
    assert paragraph["mentions"] == [{"id": "dulles", "name": "John Foster Dulles"}]


def test_names_of_a_joined_actor_find_it_once(clients: tuple[TestClient, TestClient]) -> None:
    assert [each["id"] for each in read(clients[1], "/v1/suggest?q=foster+the+law")["items"]] == ["dulles"]
    assert [each["id"] for each in read(clients[1], "/v1/actors?q=%22foster+the+lawyer%22")["items"]] == ["dulles"]
    assert read(clients[1], "/v1/events?q=lawyer&collection=curated")["total"] == 0
    assert [each["id"] for each in read(clients[1], "/v1/events?q=lawyer")["items"]] == ["a-meeting"]
    query = {"queries": json.dumps({"q": {"query": "Foster the Lawyer", "type": "person"}})}
    (found,) = clients[1].get("/reconcile", params=query).json()["q"]["result"]
    assert (found["id"], found["match"]) == ("dulles", True)
    page = clients[1].get("/events", params={"actor": "John Foster Dulles", "collection": "records"})
    assert "1 in all" in texts(page.text)


def test_actors_who_may_be_the_same_name_each_other(clients: tuple[TestClient, TestClient]) -> None:
    for one, other in (("lodge", "a-lodge"), ("a-lodge", "lodge")):
        assert [each["id"] for each in read(clients[1], f"/v1/actors/{one}")["maybe_same_as"]] == [other]


def test_the_curated_files_judge_the_states_of_the_office_of_the_historian(
    clients: tuple[TestClient, TestClient],
) -> None:
    for id_ in ("pocom-united-states", "travels-united-states", "visits-united-states"):
        assert read(clients[1], f"/v1/actors/{id_}")["id"] == "usa"
    visits = read(clients[1], "/v1/events?actor=usa:host&collection=histstate-visits")
    assert visits["total"] == read(clients[1], "/v1/events?collection=histstate-visits")["total"] > 0


def test_of_several_actors_who_are_one_one_counts(clients: tuple[TestClient, TestClient]) -> None:
    assert read(clients[1], "/v1/dataset")["counts"]["actors"] == read(clients[1], "/v1/actors?limit=1")["total"]


def test_the_data_set_is_that_of_the_curated_collection_and_names_all(clients: tuple[TestClient, TestClient]) -> None:
    alone, beside = (read(client, "/v1/dataset") for client in clients)
    for key in ("title", "version", "language", "cite_as", "kinds", "roles"):
        assert beside[key] == alone[key]
    assert [each["id"] for each in beside["collections"]] == [
        "curated", "histstate-travels", "histstate-visits", "pocom", "records",
    ]  # fmt: skip
    assert beside["counts"]["events"] == alone["counts"]["events"] + 6


def test_tenures_on_a_day_answer_for_all_collections(clients: tuple[TestClient, TestClient]) -> None:
    path = "/v1/tenures?on=1954-03-26&office=ambassador&limit=100"
    alone, beside = ({item["holder"]["id"] for item in read(client, path)["items"]} for client in clients)
    assert beside - alone == {"pocom-adams-ann"}
    assert alone <= beside


@pytest.mark.parametrize("name", ["events", "documents", "claims"])
def test_bytes_of_lists_and_details_of_curated_records_are_the_same(
    clients: tuple[TestClient, TestClient], name: str
) -> None:
    path: str | None = f"/v1/{name}?collection=curated&limit=100"
    ids: list[str] = []
    while path is not None:
        alone, beside = (client.get(path) for client in clients)
        assert same_bytes(beside) == same_bytes(alone)
        ids += [item["id"] for item in alone.json()["items"]]
        path = alone.json()["links"]["next"]
    assert len(ids) > 100
    for id_ in ids:
        alone, beside = (client.get(f"/v1/{name}/{id_}") for client in clients)
        assert same_bytes(beside) == same_bytes(alone)


def same_bytes(answer: Response) -> bytes:
    """The body without the value of `release` and without the addresses of `links`."""
    assert answer.status_code == 200, answer.text
    return re.sub(rb'"release":\d+|"links":\{[^{}]*\}', b"", answer.content)


def test_the_front_page_is_that_of_the_curated_collection(clients: tuple[TestClient, TestClient]) -> None:
    alone, beside = (client.get("/").text for client in clients)
    for part in ("start", "main-exchange", "when"):
        assert section(beside, part).replace("collection=curated&amp;", "") == section(alone, part)
    assert re.search(r"\d{3} events, \d+ actors", texts(section(beside, "here")))
    assert texts(section(beside, "here")) == texts(section(alone, "here"))


def test_the_front_page_says_what_else_is_loaded(clients: tuple[TestClient, TestClient]) -> None:
    alone, beside = clients
    assert "beside it" not in alone.get("/").text
    part = section(beside.get("/").text, "beside")
    links = re.findall(r'<a href="([^"]+)">([^<]+)</a>', part)
    described = {each["id"]: each for each in read(beside, "/v1/dataset")["collections"][1:]}
    assert [title for _, title in links] == [each["title"] for each in described.values()]
    for address, _ in links:
        page = beside.get(address)
        assert page.status_code == 200
        id_ = address.partition("collection=")[2]
        number = max(described[id_]["counts"].values())
        assert f"{number} in all" in texts(page.text)
    assert f"{described['pocom']['counts']['actors']} actors." in texts(part)
    assert "Creative Commons Zero v1.0 Universal" in texts(part)


def section(page: str, id_: str) -> str:
    """The section of a page that is labelled by a heading."""
    begin = page.index(f'aria-labelledby="{id_}"')
    return page[begin : page.index("</section>", begin)]
