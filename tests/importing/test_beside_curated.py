"""What the curated collection answers is the same with imports beside it, but for release and links."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from starlette.testclient import TestClient

from app.importing.histstate import import_histstate
from app.loading.release import load
from app.main import create_app
from app.settings import Settings
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
    load(f"sqlite:///{path}", [each.data for each in import_histstate(DATA)], by="import")
    apps = [create_app(Settings(database_url=f"sqlite:///{each}")) for each in (database, path)]
    with TestClient(apps[0]) as alone, TestClient(apps[1]) as beside:
        yield alone, beside


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
    alone, beside = (read(client, f"/v1/{name}?collection=curated&limit=100") for client in clients)
    assert alone["items"]
    assert comparable(beside) == comparable(alone)
    assert read(clients[1], f"/v1/{name}?limit=1")["total"] >= alone["total"]


@pytest.mark.parametrize("name", WITH_DETAILS)
def test_details_of_curated_records_are_the_same(clients: tuple[TestClient, TestClient], name: str) -> None:
    ids = [item["id"] for item in read(clients[0], f"/v1/{name}?collection=curated&limit={PER_LIST}")["items"]]
    assert ids
    for id_ in ids:
        alone, beside = (read(client, f"/v1/{name}/{id_}") for client in clients)
        assert comparable(beside) == comparable(alone)


def test_the_data_set_is_that_of_the_curated_collection_and_names_all(clients: tuple[TestClient, TestClient]) -> None:
    alone, beside = (read(client, "/v1/dataset") for client in clients)
    for key in ("title", "version", "language", "cite_as", "kinds", "roles"):
        assert beside[key] == alone[key]
    assert [each["id"] for each in beside["collections"]] == [
        "curated", "histstate-travels", "histstate-visits", "pocom",
    ]  # fmt: skip
    assert beside["counts"]["events"] == alone["counts"]["events"] + 5


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
    assert "9 actors." in texts(part)
    assert "Creative Commons Zero v1.0 Universal" in texts(part)


def section(page: str, id_: str) -> str:
    """The section of a page that is labelled by a heading."""
    begin = page.index(f'aria-labelledby="{id_}"')
    return page[begin : page.index("</section>", begin)]
