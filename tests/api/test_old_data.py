"""Data that go back to antiquity, or have no date: every page and interface answers."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.assistants.asking import answers
from tests.loading.small_set import changed, written
from tests.serving import Served, client_of, run_timeline, start_server

pytestmark = pytest.mark.slow


def old_files() -> dict[str, str]:
    """The small set with a peace of 387 BC, a state founded in 753 BC, and an office without a date."""
    files = changed("deep/events.yml", "date: 1954-05", "date: '-0386/..'")
    files = changed("actors.yaml", "founded: '1922-12-30'\n  dissolved: '1991-12-26'", "founded: '-0752'", files)
    return changed("actors.yaml", "from: '1949-03-04'\n    to: '1953-03-05'\n    ", "", files)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with these data, under the root path `/atlas` and on a port that the system chooses."""
    folder: Path = tmp_path_factory.mktemp("old")
    url = "sqlite:///old.sqlite"
    done = run_timeline("load", str(written(folder / "data", old_files())), folder=folder, database_url=url)
    assert done.returncode == 0, done.stderr
    found = start_server(folder, "--no-load", database_url=url, root_path="/atlas").until_ready()
    yield found
    found.stop()


@pytest.fixture
def client(served: Served) -> Iterator[httpx.Client]:
    with client_of(served.base) as client:
        yield client


@pytest.mark.parametrize("path", ["/events", "/events?sort=-date", "/events?q=note", "/actors", "/documents"])
def test_a_list_over_more_months_than_a_histogram_has_is_a_page(client: httpx.Client, path: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<html" in page.text


def test_an_office_without_a_date_is_told_to_an_assistant(served: Served) -> None:
    call = ("who_held_office", {"on": "1954-03-26", "of": "mid-ussr"})
    (found,) = asyncio.run(answers(f"{served.base}/mcp", call))
    dates = {each["holder_id"]: each["dates"] for each in found["items"]}
    assert dates == {"molotov": "5 March 1953 - 1 June 1956", "vyshinsky": None}


def test_a_year_before_our_era_matches_the_record_of_that_year(client: httpx.Client) -> None:
    for year, is_there in (("-0386", True), ("1954", True), ("-0500", False)):
        query = {"query": "A reply", "type": "event", "properties": [{"pid": "date", "v": year}]}
        answer = client.post("/reconcile", data={"queries": json.dumps({"q": query})})
        (found,) = answer.json()["q"]["result"][:1]
        assert (found["score"] > 90) is is_there, (year, found)


def test_a_cursor_is_good_with_and_without_the_root_path(client: httpx.Client) -> None:
    following = client.get("/v1/events?limit=1").json()["links"]["next"]
    assert urlsplit(following).path == "/atlas/v1/events"
    pages = [client.get(address).json()["items"] for address in (following, following.removeprefix("/atlas"))]
    assert pages[0] == pages[1]


def test_full_addresses_have_the_port_that_the_system_chose(served: Served, client: httpx.Client) -> None:
    assert f"{served.base}/atlas/v1/events" in client.get("/llms.txt").text
