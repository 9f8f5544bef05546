"""What happens to the database file while it is served: 503 or the new content, never a 500, never stale answers."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.catalogue.corpus import data_set, document, event, loaded
from tests.serving import client_of, run_timeline, start_server
from tests.waiting import wait_until

pytestmark = pytest.mark.slow


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[httpx.Client, Path]]:
    loaded(tmp_path, data_set([event("before", "1954")]))
    url = f"sqlite:///{tmp_path / 'timeline.sqlite'}"
    server = start_server(tmp_path, "--no-load", database_url=url).until_ready()
    with client_of(server.base) as client:
        yield client, tmp_path / "timeline.sqlite"
    assert server.stop() == 0
    assert "Traceback" not in server.output()


def test_another_database_of_the_same_release_number_is_no_reason_to_answer_304(
    served: tuple[httpx.Client, Path], tmp_path: Path
) -> None:
    client, path = served
    first = client.get("/v1/events")
    assert [item["id"] for item in first.json()["items"]] == ["before"]
    (tmp_path / "other").mkdir()
    loaded(tmp_path / "other", data_set([event("after", "1954")], documents=[document("paper", None)]))
    assert (
        run_timeline(
            "status", folder=tmp_path, database_url=f"sqlite:///{tmp_path / 'other' / 'timeline.sqlite'}"
        ).returncode
        == 0
    )
    for name in ("timeline.sqlite-wal", "timeline.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "other" / "timeline.sqlite").replace(path)
    wait_until(
        lambda: client.get("/v1/events").json().get("items", [{}])[0].get("id") == "after",
        "the other database is not noticed",
    )
    again = client.get("/v1/events", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert again.json()["release"] == first.json()["release"]


@pytest.mark.parametrize("fault", ["removed", "damaged"])
def test_an_unreadable_database_is_told_as_503(served: tuple[httpx.Client, Path], fault: str) -> None:
    client, path = served
    for name in (f"{path}-wal", f"{path}-shm"):
        Path(name).unlink(missing_ok=True)
    if fault == "removed":
        path.unlink()
    else:
        broken = path.with_name("broken")
        broken.write_bytes(b"this is no database at all" * 1000)
        broken.replace(path)
    wait_until(lambda: client.get("/v1/events?limit=7").status_code == 503, "the fault is not noticed")
    answer = client.get("/v1/dataset")
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200
