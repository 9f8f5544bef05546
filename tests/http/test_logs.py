"""Logs as an operator gets them: lines of text or JSON, with the id of the request, the share that was asked for."""

import json
import logging
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.logs import JsonFormatter
from app.main import served_app
from app.settings import Settings
from tests.serving import get, start_server

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"


@pytest.fixture
def client(database: Path, caplog: pytest.LogCaptureFixture) -> Iterator[TestClient]:
    caplog.set_level(logging.INFO, logger="timeline.requests")
    app = served_app(Settings(database_url=f"sqlite:///{database}", access_log=1))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def fields(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [record.__dict__["fields"] for record in caplog.records if record.name == "timeline.requests"]


def test_a_request_is_logged_with_its_id_duration_and_trace(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    headers = {"X-Request-Id": "abc-1", "traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
    client.get("/v1/events?limit=1", headers=headers)
    (logged,) = fields(caplog)
    assert logged.pop("milliseconds") > 0
    assert logged == {
        "request_id": "abc-1",
        "method": "GET",
        "path": "/v1/events",
        "query": "limit=1",
        "route": "/v1/events",
        "status": 200,
        "cache": "miss",
        "trace_id": TRACE,
    }


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Request-Id": "two words"},
        {"X-Request-Id": "x" * 65},
        {"traceparent": f"00-{TRACE}-0000000000000000-01"},
        {"traceparent": f"ff-{TRACE}-00f067aa0ba902b7-01"},
        {},
    ],
)
def test_an_id_that_cannot_be_taken_over_is_replaced(
    client: TestClient, caplog: pytest.LogCaptureFixture, headers: dict[str, str]
) -> None:
    client.get("/health/live", headers=headers)
    (logged,) = fields(caplog)
    assert re.fullmatch(r"[0-9a-f]{16}", logged["request_id"])
    assert "trace_id" not in logged


def test_the_scrape_of_the_metrics_is_not_logged(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    client.get("/metrics")
    assert fields(caplog) == []


@pytest.mark.parametrize(("share", "logged"), [(0, 0), (0.000001, 1)])
def test_of_a_share_failures_are_logged_all_the_same(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, share: float, logged: int
) -> None:
    caplog.set_level(logging.INFO, logger="timeline.requests")
    with TestClient(served_app(Settings(database_url=f"sqlite:///{tmp_path / 'no'}", access_log=share))) as client:
        client.get("/v1/events")
    assert [each["status"] for each in fields(caplog)] == [503] * logged


def test_a_line_of_json_has_the_error_too() -> None:
    try:
        raise ValueError("a\nb")  # noqa: TRY301 - to be logged
    except ValueError as error:
        record = logging.LogRecord("some", logging.ERROR, "", 0, "It failed: %s", ("x",), (ValueError, error, None))
    record.__dict__["fields"] = {"request_id": "1"}
    text = JsonFormatter().format(record)
    line = json.loads(text)
    assert "\n" not in text
    assert (line["level"], line["logger"], line["message"]) == ("error", "some", "It failed: x")
    assert (line["request_id"], line["error"]) == ("1", "ValueError: a\nb")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", line["time"])


@pytest.mark.slow
def test_a_server_logs_json_of_every_worker(tmp_path: Path) -> None:
    served = start_server(tmp_path, workers="2", log_format="json", access_log="true").until_ready()
    for _ in range(20):
        get(f"{served.base}/v1/events?limit=1")
    assert served.stop() == 0
    lines = [json.loads(line) for line in served.output().splitlines() if line.startswith("{")]
    requests = [line for line in lines if line["logger"] == "timeline.requests" and line["path"] == "/v1/events"]
    assert len(requests) == 20
    assert {line["logger"] for line in lines} > {"timeline.requests"}
    assert all(line["time"] and line["level"] == "info" for line in lines)
