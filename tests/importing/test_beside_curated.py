"""What the curated collection answers is the same with imports beside it, but for release and links."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.importing.histstate import import_histstate
from app.loading.release import load
from app.main import create_app
from app.settings import Settings
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
