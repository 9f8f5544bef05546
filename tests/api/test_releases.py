"""Answers, caches and a new release while serving."""

import shutil
from pathlib import Path

import httpx
import pytest

from tests.databases import database_url
from tests.serving import ROOT, client_of, run_timeline, start_server
from tests.waiting import wait_until


def test_an_answer_is_tagged_and_asked_again_it_is_not_sent_twice(client: httpx.Client) -> None:
    for path in ("/v1/events?actor=molotov", "/v1/events/berlin-conference-1954", "/v1/dataset", "/v1/actors/molotov"):
        first = client.get(path)
        assert first.headers["etag"].startswith('"')
        assert first.headers["cache-control"] == "public, max-age=60"
        assert first.headers["vary"] == "Accept, Accept-Encoding"
        again = client.get(path, headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        assert again.headers["access-control-expose-headers"] == first.headers["access-control-expose-headers"]
        since = client.get(path, headers={"If-Modified-Since": first.headers["last-modified"]})
        assert since.status_code == 304


def test_the_order_of_parameters_changes_nothing(client: httpx.Client) -> None:
    one = client.get("/v1/events?actor=molotov&date=1954-02&limit=3")
    other = client.get("/v1/events?limit=3&date=1954-02&actor=molotov")
    assert one.content == other.content
    assert one.headers["etag"] == other.headers["etag"]


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip", "identity"])
def test_each_coding_gives_the_same_answer_under_a_tag_of_its_own(client: httpx.Client, coding: str) -> None:
    plain = client.get("/v1/events", headers={"Accept-Encoding": "identity"})
    coded = client.get("/v1/events", headers={"Accept-Encoding": coding})
    assert coded.json() == plain.json()
    assert (coded.headers["etag"] == plain.headers["etag"]) == (coding == "identity")
    assert coded.headers.get("content-encoding", "identity") == coding


def test_head_is_get_without_a_body(client: httpx.Client) -> None:
    for path in ("/v1/events?limit=3", "/v1/events/berlin-conference-1954", "/v1/events?limit=0", "/v1/nothing"):
        got, head = client.get(path), client.head(path)
        assert head.status_code == got.status_code
        assert head.content == b""
        assert head.headers.get("x-total-count") == got.headers.get("x-total-count")
        assert head.headers.get("etag") == got.headers.get("etag")


def test_options_and_preflight(client: httpx.Client) -> None:
    plain = client.options("/v1/events")
    assert (plain.status_code, plain.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "GET"}
    preflight = client.options("/v1/events", headers=asked)
    assert preflight.status_code == 204
    assert preflight.headers["access-control-allow-origin"] == "*"
    assert "If-None-Match" in preflight.headers["access-control-allow-headers"]
    assert preflight.headers["access-control-max-age"] == "86400"


def test_the_service_tells_how_it_is(client: httpx.Client) -> None:
    assert client.get("/health/live").json() == {"status": "live"}
    ready = client.get("/health/ready")
    assert ready.json()["status"] == "ready"
    assert ready.headers["cache-control"] == "no-store"


@pytest.mark.slow
def test_a_new_release_shows_at_once_in_kept_answers_and_cursors_go_on(tmp_path: Path) -> None:
    url = database_url(tmp_path)
    served = start_server(tmp_path, database_url=url).until_ready()
    with client_of(served.base) as client:
        before = client.get("/v1/events/berlin-conference-1954")
        page = client.get("/v1/events?limit=40").json()
        assert client.get("/v1/events?limit=40").json() == page
        changed = tmp_path / "changed"
        shutil.copytree(ROOT / "seed", changed)
        for file in (changed / "events").glob("*.yaml"):
            text = file.read_text(encoding="utf-8")
            file.write_text(text.replace("title: Berlin Conference of the four", "title: A changed four"), "utf-8")
        assert run_timeline("load", str(changed), folder=tmp_path, database_url=url).returncode == 0
        wait_until(lambda: client.get("/v1/events?limit=40").json()["release"] == 2, "the release is not noticed")
        after = client.get("/v1/events/berlin-conference-1954", headers={"If-None-Match": before.headers["etag"]})
        assert (after.status_code, after.json()["title"][:9]) == (200, "A changed")
        onward = client.get(page["links"]["next"]).json()
        assert onward["release"] == 2
        shown = {item["id"] for item in page["items"]}
        assert not shown & {item["id"] for item in onward["items"]}
        assert len(onward["items"]) == 40
    served.stop()


@pytest.mark.slow
def test_before_anything_is_loaded_all_but_the_data_is_answered(tmp_path: Path) -> None:
    served = start_server(tmp_path, "--no-load").until_live()
    with client_of(served.base) as client:
        for path in ("/health/ready", "/v1/events", "/v1/dataset"):
            answer = client.get(path)
            assert answer.status_code == 503
            assert answer.headers["content-type"] == "application/problem+json"
            assert int(answer.headers["retry-after"]) > 0
        assert client.get("/docs").status_code == 200
    served.stop()
