"""`CachedApp` under the real server: what only the bytes on the wire can show."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING

import pytest

from tests.http.sockets import exchange, parts, request, running
from tests.waiting import SECONDS_TO_WAIT, wait_until

pytestmark = pytest.mark.slow

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.http.cached_app import CachedApp
    from tests.http.conftest import Inside


@pytest.fixture
def port(cached_app: CachedApp) -> Iterator[int]:
    with running(cached_app) as port:
        yield port


def test_get_head_and_304_follow_each_other_on_one_connection(port: int, inside: Inside) -> None:
    _, headers, body = parts(exchange(port, request(b"GET /v1/events")))
    assert int(headers["content-length"]) == len(body)
    known = headers["etag"].encode()
    received = exchange(
        port,
        request(b"HEAD /v1/events", close=False),
        request(b"GET /v1/events", b"If-None-Match: " + known, close=False),
        request(b"GET /v1/small"),
    )
    assert [int(part[:3]) for part in received.split(b"HTTP/1.1 ")[1:]] == [200, 304, 200]
    assert received.count(b"content-length: ") == 2
    assert received.endswith(b'\r\n\r\n{"small": true}')
    assert inside.calls == 1


def test_a_broken_stream_ends_without_its_closing_chunk(port: int, inside: Inside) -> None:
    received = exchange(port, request(b"GET /v1/stream?lines=100&fail_at=50"))
    status, headers, body = parts(received)
    assert (status, headers["transfer-encoding"]) == (200, "chunked")
    assert b'{"number": 49}' in body
    assert not body.endswith(b"0\r\n\r\n")
    assert inside.closed == 1


def test_a_whole_stream_has_its_closing_chunk(port: int) -> None:
    assert exchange(port, request(b"GET /v1/stream?lines=100")).endswith(b"0\r\n\r\n")


def test_a_stream_is_stopped_when_the_client_is_gone(port: int, inside: Inside) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_WAIT) as connection:
        connection.sendall(request(b"GET /v1/stream?lines=1000000"))
        connection.recv(1_000)
    wait_until(lambda: inside.closed, "the stream goes on")
    assert inside.closed == 1
    assert inside.made < 1_000_000


def test_head_of_a_file_and_of_a_stream_have_no_body(port: int, inside: Inside) -> None:
    status, headers, body = parts(exchange(port, request(b"HEAD /download", b"Range: bytes=0-1")))
    assert (status, headers["content-length"], body) == (200, "256000", b"")
    status, headers, body = parts(exchange(port, request(b"HEAD /v1/stream?lines=1000000")))
    assert (status, body) == (200, b"")
    assert inside.made < 1_000


def test_a_failure_is_a_problem_that_any_origin_can_read(port: int, caplog: pytest.LogCaptureFixture) -> None:
    status, headers, body = parts(exchange(port, request(b"GET /fail", b"Origin: https://atlas.example")))
    assert (status, headers["content-type"]) == (500, "application/problem+json")
    assert headers["access-control-allow-origin"] == "*"
    assert headers["x-request-id"] in json.loads(body)["detail"]
    assert len([record for record in caplog.records if record.exc_info]) == 1, "logged once"


def test_a_client_that_leaves_in_the_middle_of_its_body_is_no_failure(
    port: int, inside: Inside, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_WAIT) as connection:
        connection.sendall(request(b"POST /reconcile", b"Content-Length: 100", close=False) + b"queries=")
        wait_until(lambda: inside.calls, "the request is not begun")
    status, _, body = parts(exchange(port, request(b"POST /reconcile", b"Content-Length: 3") + b"abc"))
    assert (status, json.loads(body)) == (200, {"bytes": 3})
    assert [record for record in caplog.records if record.levelname in {"WARNING", "ERROR"}] == []


@pytest.mark.parametrize(
    ("target", "status", "slug"),
    [
        (b"/v1/events?q=%ED%A0%80", 422, "invalid-encoding"),
        (b"/v1/events?q=a%00", 422, "invalid-encoding"),
        (b"/v1/%FF", 422, "invalid-encoding"),
        (b"/v1/events?q=" + b"a" * 20_000, 414, "uri-too-long"),
        (b"/" + b"a" * 20_000, 414, "uri-too-long"),
        (b"/v1/..%2f..%2fetc", 404, "not-found"),
    ],
)
def test_bad_addresses_are_problems(port: int, target: bytes, status: int, slug: str) -> None:
    got, headers, body = parts(exchange(port, request(b"GET " + target)))
    assert (got, headers["content-type"]) == (status, "application/problem+json")
    assert json.loads(body)["type"] == f"/problems/{slug}"


@pytest.mark.parametrize("method", [b"GET", b"HEAD", b"POST"])
@pytest.mark.parametrize("accept", [b"*/*", b"text/html"])
def test_the_server_as_a_whole_is_nothing_that_is_served(port: int, method: bytes, accept: bytes) -> None:
    status, headers, _ = parts(exchange(port, request(method + b" *", b"Accept: " + accept)))
    assert status == (405 if method == b"POST" else 404)
    assert headers["content-type"] == "application/problem+json"


def test_the_server_as_a_whole_has_options(port: int) -> None:
    status, headers, _ = parts(exchange(port, request(b"OPTIONS *")))
    assert (status, headers["allow"]) == (204, "GET, HEAD, OPTIONS")


def test_redirects_never_leave_the_host(port: int) -> None:
    for target in (b"//evil.example/", b"///evil.example//", b"/\\evil.example/", b"/v1/events/"):
        status, headers, _ = parts(exchange(port, request(b"GET " + target, host=b"evil.example")))
        location = headers.get("location", "/")
        assert status in {308, 404}
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


def test_a_body_on_get_is_ignored_and_the_connection_goes_on(port: int) -> None:
    with_body = request(b"GET /v1/small", b"Content-Length: 100000", close=False) + b"x" * 100_000
    received = exchange(port, with_body, request(b"GET /v1/small"))
    assert received.count(b'{"small": true}') == 2


def test_other_methods_are_refused_with_their_bodies(port: int) -> None:
    status, headers, _ = parts(exchange(port, request(b"POST /v1/events", b"Content-Length: 2") + b"{}"))
    assert (status, headers["allow"]) == (405, "GET, HEAD, OPTIONS")
