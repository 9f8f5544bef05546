"""A damaged search index is told as such, harms nothing else, and is built anew by the commands, for a server too."""

import random
import shutil
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from app.catalogue.words.sums import fault, states
from app.main import create_app
from app.settings import Settings
from tests.catalogue.loading import load_variant, migrated
from tests.serving import get, run_timeline, start_server
from tests.waiting import wait_until

DAMAGED = "The search index is damaged; `timeline migrate` builds it anew. Lists without `q` and `facet` work."


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = migrated(tmp_path)
    load_variant(found, 1)
    return found


def index_of(folder: Path) -> Path:
    (found,) = (path for path in (folder / "timeline.sqlite.search").iterdir() if path.is_dir())
    return found


def spoil(index: Path, suffix: str) -> None:
    """Write over the middle of the files of a kind, so that the engine opens them still."""
    generator = random.Random(1)
    for path in index.rglob(f"*{suffix}"):
        content = bytearray(path.read_bytes())
        first, last = len(content) // 10, len(content) * 8 // 10
        content[first:last] = generator.randbytes(last - first)
        path.write_bytes(content)


def test_an_index_is_whole_as_built_and_not_with_a_file_changed_or_missing(tmp_path: Path, url: str) -> None:
    index = index_of(tmp_path)
    assert fault(index) is None
    before = states(index)
    assert states(index) == before
    path = next(index.glob("words/*.term"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    assert fault(index) == f"{path} is not as it was written"
    path.unlink()
    assert str(fault(index)).startswith(f"{index} is not whole: ")
    assert states(index) != before
    (index / "sums").write_text("")
    assert fault(index) == f"{index} is not whole: it has no checksums"
    shutil.rmtree(index)
    assert fault(index) is not None


@pytest.mark.parametrize("suffix", [".idx", ".term", ".store", ".fast", ".pos", ".json"])
def test_searches_say_that_it_is_damaged_and_all_else_works(tmp_path: Path, url: str, suffix: str) -> None:
    spoil(index_of(tmp_path), suffix)
    with TestClient(create_app(Settings(database_url=url))) as client:
        for path in ("/v1/search?q=common", "/v1/events?q=common", "/v1/suggest?q=act", "/v1/events?facet=kind"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()["detail"]) == (503, DAMAGED), path
        ready = client.get("/health/ready")
        assert (ready.status_code, ready.json()["search"]) == (200, "damaged")
        assert client.get("/v1/events").status_code == 200


def test_whether_it_can_be_searched_is_told(tmp_path: Path, url: str) -> None:
    with TestClient(create_app(Settings(database_url=url))) as client:
        assert client.get("/health/ready").json() == {"status": "ready", "release": 1, "search": "ready"}
    shutil.rmtree(index_of(tmp_path))
    with TestClient(create_app(Settings(database_url=url))) as client:
        assert client.get("/health/ready").json() == {"status": "ready", "release": 1, "search": "missing"}


@pytest.mark.slow
@pytest.mark.parametrize("command", ["migrate", "doctor"])
def test_a_running_server_notices_the_damage_and_the_repair(tmp_path: Path, url: str, command: str) -> None:
    served = start_server(tmp_path, "--no-load", database_url=url).until_ready()
    try:
        search, ready = f"{served.base}/v1/search?q=common&limit=3", f"{served.base}/health/ready"
        before = get(search)
        assert before.status_code == 200
        spoil(index_of(tmp_path), ".idx")
        wait_until(lambda: get(ready).json()["search"] == "damaged", "the damage is not noticed")
        assert get(search.replace("common", "act")).status_code == 503
        done = run_timeline(command, folder=tmp_path, database_url=url)
        assert done.returncode == 0, done.stderr
        wait_until(lambda: get(ready).json()["search"] == "ready", "the repair is not noticed")
        assert get(search).content == before.content
    finally:
        assert served.stop() == 0


@pytest.mark.slow
def test_a_start_builds_it_anew(tmp_path: Path, url: str) -> None:
    spoil(index_of(tmp_path), ".idx")
    served = start_server(tmp_path, "--no-load", database_url=url).until_ready()
    assert "Built the search index in" in served.output()
    assert get(f"{served.base}/v1/search?q=common").status_code == 200
    assert served.stop() == 0
