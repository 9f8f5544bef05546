"""The bounds of a connection, under the real server: what a client can make it hold, and how it is told."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import logging
import socket
from typing import TYPE_CHECKING, Any

import pytest

from app.http.protocol import (
    LARGEST_HEAD,
    LARGEST_REST,
    LONGEST_TARGET,
    MOST_HEADERS,
    MOST_QUEUED,
    SLICE,
    BoundedProtocol,
    Limits,
)
from tests.http.sockets import exchange, parts, request, running
from tests.waiting import SECONDS_TO_WAIT, wait_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.types import Receive, Scope, Send

    from app.http.cached_app import CachedApp

pytestmark = pytest.mark.slow

SMALL = b'{"small": true}'
SOON = 0.05
"""Seconds of a bound that a test exceeds. It waits for what happens then, not for the time."""


class Counting:
    """Answers each request when it is let, and counts those begun. Streams without end below `/endless`."""

    def __init__(self) -> None:
        self.begun = self.stopped = 0
        self.open = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun += 1
        gone = asyncio.create_task(_gone(receive))
        while not self.open:  # noqa: ASYNC110 - it is opened from another thread
            await asyncio.sleep(0.01)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
        endless = scope["path"] == "/endless"
        await send({"type": "http.response.body", "body": b"ok", "more_body": endless})
        while endless and not gone.done():
            await send({"type": "http.response.body", "body": b"x" * 50_000, "more_body": True})
            await asyncio.sleep(0)
        gone.cancel()
        self.stopped += 1


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@pytest.fixture
def counting() -> Counting:
    return Counting()


@pytest.fixture
def port(cached_app: CachedApp) -> Iterator[int]:
    with running(cached_app) as port:
        yield port


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_WAIT)


def received_by(connection: socket.socket) -> bytes:
    """All that comes until the server closes the connection."""
    received = b""
    with contextlib.suppress(ConnectionResetError):
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def sent_without_end(port: int, start: bytes, again: bytes) -> tuple[bytes, int]:
    """Send `start`, then `again` over and over until the server ends it. What it said, and the bytes it let through."""
    with connected(port) as connection:
        connection.sendall(start)
        sent = len(start)
        with contextlib.suppress(ConnectionError):
            while sent < 1_000_000_000:
                sent += connection.send(again)
        return received_by(connection), sent


def open_connections() -> list[BoundedProtocol]:
    return [each for each in gc.get_objects() if isinstance(each, BoundedProtocol) and each in each.connections]


def problem(response: bytes) -> tuple[int, dict[str, str], dict[str, Any]]:
    status, headers, body = parts(response)
    assert headers["content-type"] == "application/problem+json"
    assert headers["connection"] == "close"
    assert headers["cache-control"] == "no-store"
    assert len(body) == int(headers["content-length"])
    document = json.loads(body)
    assert document["status"] == status
    return status, headers, document


# What arrives


@pytest.mark.parametrize(
    ("start", "again", "status"),
    [
        (b"GET /v1/small?q=", b"a" * 10_000, 414),
        (b"GET /v1/small HTTP/1.1\r\nHost: a\r\nX-Long: ", b"a" * 10_000, 431),
        (b"GET /v1/small HTTP/1.1\r\nHost: a\r\nX-", b"a" * 10_000, 431),
        (b"GET /v1/small HTTP/1.1\r\nHost: a\r\n", b"Accept: application/json\r\n" * 400, 431),
        (b"GET /v1/small HTTP/1.1\r\nHost: a\r\nX-Spaces:", b" " * 10_000, 431),
        (b"", b"\r\n" * 5_000, 431),
        (b"POST /v1/small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nX-T: ", b"a" * 10_000, 431),
        (b"POST /v1/small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;x=", b"a" * 10_000, 431),
        (b"POST /v1/small HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", b"X: y\r\n" * 2_000, 431),
    ],
    ids=["address", "value", "name", "headers", "spaces", "line ends", "trailer", "extension", "trailers"],
)
def test_what_has_no_end_is_refused_after_a_bounded_part(
    counting: Counting, start: bytes, again: bytes, status: int
) -> None:
    with running(counting) as port:
        said, sent = sent_without_end(port, start, again)
        counting.open = True
    # Beyond the rest that is read, only what the systems of both sides buffer is sent.
    assert sent < LARGEST_REST + 50_000_000
    if said:  # it may be lost where the client goes on sending for so long
        assert problem(said)[0] == status


@pytest.mark.parametrize("excess", [0, 1])
def test_the_bound_of_the_address_is_exact_and_told(port: int, excess: int) -> None:
    target = b"/v1/small?q=" + b"a" * (LONGEST_TARGET - 12 + excess)
    response = exchange(port, request(b"GET " + target))
    if excess:
        status, _, document = problem(response)
        assert (status, document["type"], document["instance"]) == (414, "/problems/uri-too-long", "/v1/small")
        assert document["detail"] == "The address is longer than 8,192 bytes."
    else:  # the application has a lower bound, with a figure
        assert b"are 8,192 bytes long; 8,000 are allowed" in response


@pytest.mark.parametrize(("length", "status"), [(LARGEST_HEAD - 2 * SLICE, 200), (LARGEST_HEAD + 2 * SLICE, 431)])
def test_a_head_may_have_32_kilobytes(port: int, length: int, status: int) -> None:
    headers = [b"X-%d: %s" % (number, b"a" * (length // 10 - 8)) for number in range(10)]
    assert parts(exchange(port, request(b"GET /v1/small", *headers)))[0] == status


@pytest.mark.parametrize(("number", "status"), [(MOST_HEADERS - 2, 200), (MOST_HEADERS - 1, 431)])
def test_a_head_may_have_100_headers(port: int, number: int, status: int) -> None:
    assert parts(exchange(port, request(b"GET /v1/small", *[b"X: y"] * number)))[0] == status


def test_a_refusal_has_the_headers_of_all_responses_and_the_root_path(cached_app: CachedApp) -> None:
    limits = Limits(root_path="/atlas", headers=((b"access-control-allow-origin", b"*"),))
    with running(cached_app, limits) as port:
        status, headers, document = problem(exchange(port, request(b"GET /" + b"a" * 10_000)))
    assert (status, document["type"]) == (414, "/atlas/problems/uri-too-long")
    assert headers["access-control-allow-origin"] == "*"
    assert "date" in headers


def test_a_body_of_any_length_is_no_head(port: int) -> None:
    length = 20 * LARGEST_HEAD
    with_body = request(b"GET /v1/small", b"Content-Length: %d" % length, close=False) + b"x" * length
    assert exchange(port, with_body, request(b"GET /v1/small")).count(SMALL) == 2


# Host, Upgrade and what is no HTTP


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"GET /v1/small HTTP/1.1\r\nConnection: close\r\n\r\n", 400),
        (b"GET /v1/small HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n", 400),
        (b"GET /v1/small HTTP/1.0\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET /v1/small HTTP/1.0\r\n\r\n", 200),
        (b"GET /v1/small HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", 200),
    ],
)
def test_a_request_of_http_1_1_names_one_host(port: int, head: bytes, status: int) -> None:
    response = exchange(port, head)
    assert parts(response)[0] == status
    if status == 400:
        assert "Host" in problem(response)[2]["detail"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        (b"atlas.example", 200),
        (b"ATLAS.example:8000", 200),
        (b"a.b.example.org", 200),
        (b"[::1]:8000", 200),
        (b"example.org", 400),
        (b"evil.example", 400),
        (b"atlas.example.evil.example", 400),
        (b"[::2]", 400),
    ],
)
def test_where_hosts_are_named_others_are_refused(cached_app: CachedApp, host: bytes, status: int) -> None:
    with running(cached_app, Limits(hosts=("atlas.example", "*.example.org", "[::1]"))) as port:
        assert parts(exchange(port, request(b"GET /v1/small", host=host)))[0] == status


@pytest.mark.parametrize("line", [b"GARBAGE", b"GET /\xff HTTP/1.1\r\nHost: a", b"\x16\x03\x01\x02\x00", b"GET / HTTX"])
def test_what_is_no_http_is_told_so(port: int, line: bytes) -> None:
    status, _, document = problem(exchange(port, line + b"\r\n\r\n"))
    assert (status, document["type"]) == (400, "/problems/bad-request")


@pytest.mark.parametrize("protocol", [b"websocket", b"h2c", b"anything"])
def test_an_upgrade_is_ignored_without_a_word(port: int, protocol: bytes, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "uvicorn")
    upgrade = request(b"GET /v1/small", b"Connection: Upgrade", b"Upgrade: " + protocol, close=False)
    response = exchange(port, upgrade, b"\x81\x05hello" * 100)
    assert parts(response)[::2] == (200, SMALL)
    assert [record.message for record in caplog.records if record.levelno >= logging.WARNING] == []


# Requests that wait for each other


def test_only_some_requests_of_a_connection_wait_and_all_are_answered(counting: Counting) -> None:
    number = 2_000
    small = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"
    with running(counting) as port, connected(port) as connection:
        connection.sendall(small * number + request(b"GET /"))
        wait_until(lambda: counting.begun, "no request is begun")
        (protocol,) = open_connections()
        wait_until(lambda: protocol.flow.full, "the connection is read on")
        assert MOST_QUEUED <= len(protocol.pipeline) <= MOST_QUEUED + SLICE // len(small)
        counting.open = True
        assert received_by(connection).count(b"\r\n\r\n2\r\nok\r\n0\r\n\r\n") == number + 1
    assert counting.begun == number + 1


def test_a_refusal_comes_after_the_answers_due_before_it(counting: Counting) -> None:
    with running(counting) as port, connected(port) as connection:
        connection.sendall(request(b"GET /1", close=False) * 2 + b"NO HTTP\r\n\r\n")
        wait_until(lambda: counting.begun, "no request is begun")
        counting.open = True
        answers = received_by(connection).split(b"HTTP/1.1 ")[1:]
    assert [int(answer[:3]) for answer in answers] == [200, 200, 400]


def test_requests_behind_one_whose_client_is_gone_are_not_begun(counting: Counting) -> None:
    with running(counting) as port:
        with connected(port) as connection:
            counting.open = True
            connection.sendall(request(b"GET /endless", close=False) + request(b"GET /behind", close=False) * 5)
            connection.recv(1_000)
        wait_until(lambda: not open_connections(), "the connection goes on")
        counting.open = False
        wait_until(lambda: counting.stopped, "the answer goes on")
    assert counting.begun == 1


# Time


@pytest.mark.parametrize(
    "start",
    [
        b"GET /v1/small",
        b"GET /v1/small HTTP/1.1\r\nHost: a\r\nX-Slow: a",
        b"POST /v1/small HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\na",
    ],
    ids=["line", "header", "body"],
)
def test_a_request_that_does_not_arrive_in_time_is_refused(counting: Counting, start: bytes) -> None:
    with running(counting, Limits(seconds_to_send=SOON)) as port, connected(port) as connection:
        connection.sendall(start)
        status, _, document = problem(received_by(connection))
        counting.open = True
    assert (status, document["type"]) == (408, "/problems/request-timeout")
    assert document["detail"] == "The request did not arrive within 0.05 seconds."


def test_a_second_request_has_a_time_too(cached_app: CachedApp) -> None:
    with running(cached_app, Limits(seconds_to_send=SOON)) as port, connected(port) as connection:
        connection.sendall(request(b"GET /v1/small", close=False) + b"GET /v1/sm")
        answers = received_by(connection).split(b"HTTP/1.1 ")[1:]
    assert [int(answer[:3]) for answer in answers] == [200, 408]


@pytest.mark.parametrize("sent", [b"", b"\r\n\r\n"])
def test_a_connection_without_a_request_is_closed_without_a_word(cached_app: CachedApp, sent: bytes) -> None:
    with running(cached_app, Limits(seconds_to_send=SOON)) as port, connected(port) as connection:
        connection.sendall(sent)
        assert received_by(connection) == b""


def test_a_request_that_is_answered_slowly_arrived_in_time(counting: Counting) -> None:
    with (
        running(counting, Limits(seconds_to_send=SOON)) as port,
        connected(port) as connection,
        connected(port) as silent,
    ):
        connection.sendall(request(b"GET /"))
        wait_until(lambda: counting.begun, "no request is begun")
        assert received_by(silent) == b""  # closed, so the time is over for the other as well
        counting.open = True
        assert parts(received_by(connection))[0] == 200


@pytest.mark.parametrize("path", [b"/endless", b"/"])
def test_a_client_that_takes_nothing_is_cut_off(
    counting: Counting, path: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    counting.open = True
    with running(counting, Limits(seconds_to_take=SOON)) as port, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        connection.connect(("127.0.0.1", port))
        many = 20_000 if path == b"/" else 1
        with contextlib.suppress(ConnectionError):
            connection.sendall(request(b"GET " + path, close=False) * many)
        wait_until(lambda: counting.begun == counting.stopped > 0 and not open_connections(), "the connection stays")
        counting.open = False
    told = [record for record in caplog.records if "does not take its answer" in record.message]
    assert [record.exc_info for record in told] == [None]
    assert [record.message for record in caplog.records if record.levelno > logging.INFO] == []


# Number


def test_connections_over_the_bound_are_told_to_come_again(counting: Counting) -> None:
    with running(counting, Limits(connections=2)) as port:
        with connected(port) as one, connected(port) as other:
            for connection in (one, other):
                connection.sendall(request(b"GET /"))
            wait_until(lambda: counting.begun == 2, "not both are begun")
            status, headers, document = problem(exchange(port, request(b"GET /")))
            assert (status, document["type"]) == (503, "/problems/busy")
            assert int(headers["retry-after"]) > 0
            counting.open = True
            assert [parts(received_by(each))[0] for each in (one, other)] == [200, 200]
        wait_until(lambda: not open_connections(), "the connections stay")
        assert parts(exchange(port, request(b"GET /")))[0] == 200


def test_what_is_far_over_the_bound_is_closed_at_once(counting: Counting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.http.protocol.MOST_REFUSED", 0)
    with running(counting, Limits(connections=1)) as port, connected(port):
        wait_until(open_connections, "the first is not there")
        with connected(port) as connection:
            assert received_by(connection) == b""


# The end


def test_a_request_that_meets_the_end_of_the_server_is_answered(cached_app: CachedApp) -> None:
    with contextlib.ExitStack() as stack:
        with running(cached_app) as port:
            connections = [stack.enter_context(connected(port)) for _ in range(20)]
            wait_until(lambda: len(open_connections()) == 20, "not all are there")
            for connection in connections:
                connection.sendall(request(b"GET /v1/small", close=False))
        assert [parts(received_by(each))[0] for each in connections] == [200] * 20
