"""`/metrics`, read by the parser of Prometheus' client library, with one worker and with two."""

import os
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from app.catalogue.pool import Catalogues
from app.http.metrics import FOLDER, Metrics
from app.main import create_app, served_app
from app.settings import Settings
from tests.serving import get, start_server
from tests.waiting import wait_until

Labels = tuple[tuple[str, str], ...]


def samples(answer: httpx.Response) -> dict[tuple[str, Labels], float]:
    """The values of all samples by name and labels."""
    assert answer.status_code == 200
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def requests(found: dict[tuple[str, Labels], float]) -> dict[tuple[str, str], float]:
    """The number of requests by route and status."""
    return {
        (dict(labels)["route"], dict(labels)["status"]): value
        for (name, labels), value in found.items()
        if name == "timeline_requests_total"
    }


@pytest.fixture
def client(database: Path) -> Iterator[TestClient]:
    with TestClient(served_app(Settings(database_url=f"sqlite:///{database}"))) as client:
        client.get("/health/ready")  # the release is known to the cache by then
        yield client


def test_requests_are_counted_by_route_and_status_and_answers_of_the_cache_apart(client: TestClient) -> None:
    for _ in range(3):
        client.get("/v1/events?limit=1")
    client.get("/v1/events/soviet-note-1954-03-31")
    client.get("/v1/events?limit=0")
    client.get("/nowhere")
    client.head("/v1/search?q=note")
    answer = client.get("/metrics")
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    found = samples(answer)
    assert requests(found) == {
        ("/health/ready", "200"): 1,
        ("/v1/events", "200"): 3,
        ("/v1/events/{event}", "200"): 1,
        ("/v1/events", "422"): 1,
        ("/v1/search", "200"): 1,
        ("other", "404"): 1,
    }
    assert found["timeline_cache_hits_total", ()] == 2
    cached = (("cache", "hit"), ("route", "/v1/events"), ("status", "200"))
    assert found["timeline_request_duration_seconds_count", cached] == 2
    assert found["timeline_request_duration_seconds_bucket", tuple(sorted((*cached, ("le", "+Inf"))))] == 2


def test_the_release_and_what_is_to_be_done_are_told(client: TestClient) -> None:
    found = samples(client.get("/metrics"))
    assert found["timeline_release", ()] == 1
    assert found["timeline_release_loaded_timestamp_seconds", ()] > 1_700_000_000
    assert found["timeline_searches_waiting", ()] == found["timeline_exports_open", ()] == 0
    assert [labels for name, labels in found if name == "timeline_info"]
    assert found["process_resident_memory_bytes", ()] > 0


def test_metrics_are_neither_kept_nor_counted(client: TestClient) -> None:
    first, second = client.get("/metrics"), client.get("/metrics")
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert requests(samples(second)) == requests(samples(first)) == {("/health/ready", "200"): 1}


def test_without_a_release_there_are_metrics_too(tmp_path: Path) -> None:
    with TestClient(served_app(Settings(database_url=f"sqlite:///{tmp_path / 'none.sqlite'}"))) as client:
        client.get("/v1/events")
        found = samples(client.get("/metrics"))
    assert requests(found) == {("/v1/events", "503"): 1}
    assert ("timeline_release", ()) not in found


@pytest.mark.slow
def test_any_worker_gives_the_sum_of_all(tmp_path: Path) -> None:
    served = start_server(tmp_path, workers="2").until_ready()
    try:
        for number in range(1, 41):
            assert get(f"{served.base}/v1/events?limit={number}").status_code == 200
        seen = [requests(samples(get(f"{served.base}/metrics")))["/v1/events", "200"] for _ in range(10)]
        assert seen == [40] * 10
        found = samples(get(f"{served.base}/metrics"))
        assert found["timeline_release", ()] == 1
        assert "process_resident_memory_bytes" not in {name for name, _ in found}
    finally:
        assert served.stop() == 0


@pytest.mark.slow
def test_what_a_worker_had_to_do_is_forgotten_when_it_has_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(FOLDER, str(tmp_path))
    path = tmp_path / "gauge_livesum_999999999.db"
    path.write_bytes(b"")
    (tmp_path / f"gauge_livesum_{os.getpid()}.db").write_bytes(b"\0" * 1024)
    Metrics("1").text(None)
    assert [each.name for each in tmp_path.glob("gauge_livesum_*")] == [f"gauge_livesum_{os.getpid()}.db"]


def test_searches_and_exports_at_work_are_told() -> None:
    metrics = Metrics("1")
    metrics.use(searching=3, exports=2)
    lines = metrics.text(None).decode().splitlines()
    assert {"timeline_searches_waiting 3.0", "timeline_exports_open 2.0"} <= set(lines)


def test_a_search_counts_until_it_is_answered(database: Path) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{database}"))

    @app.get("/searching")
    async def searching() -> int:
        catalogues: Catalogues = app.state.catalogues
        return await catalogues.read(lambda _: catalogues.searching, long=True)

    with TestClient(app) as client:
        assert client.get("/searching").json() >= 1
        wait_until(lambda: app.state.catalogues.searching == 0, "what is answered counts still")
