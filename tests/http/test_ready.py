"""Answers that are there already: written without a task, by the rules of every other answer."""

from __future__ import annotations

import logging
import socket
from typing import TYPE_CHECKING

import pytest

from app.http.measured_app import MeasuredApp
from app.http.metrics import Metrics
from app.http.protocol import Limits
from app.http.ready import ReadyAnswer, header_lines
from tests.http.sockets import exchange, parts, request, running
from tests.http.test_protocol import open_connections, received_by
from tests.waiting import SECONDS_TO_WAIT, wait_until

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from app.http.cached_app import CachedApp
    from tests.http.conftest import Inside

SOON = 0.05
"""Seconds of a bound that a test exceeds. It waits for what happens then, not for the time."""


class Told:
    """Has an answer ready for paths that begin with `/ready`, with a body of `size` bytes; makes others when called."""

    def __init__(self, size: int = 5) -> None:
        self.at_once: list[str] = []
        self.called: list[str] = []
        self.size = size

    def ready_answer(self, scope: Scope) -> ReadyAnswer | None:
        if not scope["path"].startswith("/ready"):
            return None
        self.at_once.append(scope["path"])
        return ReadyAnswer(200, b"content-length: %d\r\n" % self.size, b"r" * self.size)

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.called.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"4")]})
        await send({"type": "http.response.body", "body": b"made"})


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_WAIT)


def one_answer(connection: socket.socket, end: bytes) -> bytes:
    """What comes until the body `end`."""
    received = b""
    while not received.endswith(end):
        chunk = connection.recv(65_536)
        assert chunk, "the connection is closed"
        received += chunk
    return received


def test_a_ready_answer_is_sent_without_a_call_and_the_connection_goes_on() -> None:
    app = Told()
    with running(app, keep_alive=SECONDS_TO_WAIT) as port, connected(port) as connection:
        for path, body in (("/ready/1", b"rrrrr"), ("/other", b"made"), ("/ready/2", b"rrrrr")):
            connection.sendall(request(b"GET " + path.encode(), close=False))
            status, headers, sent = parts(one_answer(connection, body))
            assert (status, headers["content-length"], sent) == (200, str(len(body)), body)
            assert "date" in headers
    assert (app.at_once, app.called) == (["/ready/1", "/ready/2"], ["/other"])


def test_of_requests_that_arrive_together_only_the_first_is_answered_at_once_and_the_order_stays() -> None:
    app = Told()
    paths = [f"/ready/{number}" for number in range(5)]
    with running(app) as port:
        received = exchange(port, *(request(b"GET " + path.encode(), close=path == paths[-1]) for path in paths))
    assert received.count(b"\r\n\r\nrrrrr") == 1
    assert received.startswith(b"HTTP/1.1 200 OK\r\n")
    assert received.index(b"rrrrr") < received.index(b"made")
    assert (app.at_once, app.called) == (paths[:1], paths[1:])


@pytest.mark.parametrize(
    "sent",
    [
        request(b"GET /ready"),
        b"GET /ready HTTP/1.0\r\nHost: a\r\n\r\n",
        request(b"GET /ready", b"Connection: Upgrade", b"Upgrade: h2c", close=False),
        request(b"GET /ready", b"Content-Length: 2", close=False) + b"ab",
        request(b"GET /ready", b"Expect: 100-continue", close=False),
    ],
    ids=["close", "HTTP/1.0", "upgrade", "body", "expectation"],
)
def test_a_request_that_asks_for_more_is_given_to_the_application(sent: bytes) -> None:
    app = Told()
    with running(app, keep_alive=SOON) as port:
        assert exchange(port, sent).endswith(b"made")
    assert (app.at_once, app.called) == ([], ["/ready"])


def test_a_client_that_takes_nothing_makes_the_server_hold_little() -> None:
    app = Told(size=1_000_000)
    with running(app) as port, socket.socket() as connection:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        connection.connect(("127.0.0.1", port))
        while not app.called:
            answered = len(app.at_once)
            connection.sendall(request(b"GET /ready", close=False))
            wait_until(lambda before=answered: app.called or len(app.at_once) > before, "it is not answered")
            (protocol,) = open_connections()
            assert protocol.transport.get_write_buffer_size() <= app.size


@pytest.mark.parametrize("path", [b"/ready", b"/other"])
def test_a_connection_is_closed_some_time_after_its_last_answer(path: bytes) -> None:
    with running(Told(), keep_alive=SOON) as port, connected(port) as connection:
        connection.sendall(request(b"GET " + path, close=False))
        assert parts(received_by(connection))[0] == 200


def test_a_request_that_begins_behind_another_has_all_its_time() -> None:
    limits = Limits(seconds_to_send=SECONDS_TO_WAIT)
    with running(Told(), limits, keep_alive=SOON) as port, connected(port) as connection, connected(port) as other:
        connection.sendall(request(b"GET /ready", close=False) + b"GET /rea")
        other.sendall(request(b"GET /ready", close=False))
        received_by(other)  # closed, so a connection that had only rested would be closed as well
        connection.sendall(b"dy/again HTTP/1.1\r\nHost: a\r\n\r\n")
        assert received_by(connection).count(b"rrrrr") == 2


def test_a_connection_that_is_used_outlives_the_time_of_its_first_request() -> None:
    limits = Limits(seconds_to_send=SOON)
    with (
        running(Told(), limits, keep_alive=SECONDS_TO_WAIT) as port,
        connected(port) as used,
        connected(port) as silent,
    ):
        used.sendall(request(b"GET /ready", close=False))
        one_answer(used, b"rrrrr")
        assert received_by(silent) == b""  # closed, so the time is over for the other as well
        used.sendall(request(b"GET /ready", close=False))
        one_answer(used, b"rrrrr")


def test_no_header_can_bring_another_with_it() -> None:
    assert (
        header_lines([(b"etag", b'"a"'), (b"vary", b"Accept\tLanguage")]) == b'etag: "a"\r\nvary: Accept\tLanguage\r\n'
    )
    for name, value in ((b"link", b"a\r\nset-cookie: b"), (b"link", b"a\0"), (b"link\n", b"a")):
        with pytest.raises(ValueError, match="control character"):
            header_lines([(name, value)])


# The cache


def without_date(response: bytes) -> tuple[int, dict[str, str], bytes]:
    status, headers, body = parts(response)
    del headers["date"]
    return status, headers, body


def test_what_the_cache_has_ready_is_the_same_byte_for_byte(cached_app: CachedApp, inside: Inside) -> None:
    coded = b"Accept-Encoding: gzip"
    with running(cached_app) as port:
        # With `Connection: close` the application is called, without it the answer is ready.
        called = [exchange(port, request(method + b" /v1/events", coded)) for method in (b"GET", b"HEAD")]
        base = without_date(called[0])[1]["etag"].strip('"').removesuffix("-gzip")
        tags = [f'"{base}-gzip"', f'W/"{base}-gzip"', f'"{base}"', "*", f'"other", "{base}-br"']
        revalidations = [[coded, b"If-None-Match: " + each.encode()] for each in tags]
        called += [exchange(port, request(b"GET /v1/events", *each)) for each in revalidations]
        ready = []
        for method, headers in ((b"GET", [coded]), (b"HEAD", [coded]), *((b"GET", each) for each in revalidations)):
            with connected(port) as connection:
                connection.sendall(request(method + b" /v1/events", *headers, close=False))
                connection.shutdown(socket.SHUT_WR)
                ready.append(received_by(connection))
    assert [without_date(each)[0] for each in ready] == [200, 200, *[304] * len(tags)]
    for one, other in zip(called, ready, strict=True):
        status, headers, body = without_date(one)
        assert headers.pop("connection") == "close"
        assert (status, headers, body) == without_date(other)
    assert inside.calls == 1


def test_ready_answers_are_counted_and_logged(cached_app: CachedApp, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "timeline.requests")
    metrics = Metrics("1")
    app = MeasuredApp(cached_app, metrics, logged=1)
    with running(app, keep_alive=SECONDS_TO_WAIT) as port, connected(port) as connection:
        for _ in range(3):
            connection.sendall(request(b"GET /v1/small", close=False))
            one_answer(connection, b"}")
    assert 'route="/v1/small",status="200"} 3.0' in metrics.text(None).decode()
    assert "timeline_cache_hits_total 2.0" in metrics.text(None).decode()
    logged = [record.__dict__["fields"] for record in caplog.records if record.name == "timeline.requests"]
    assert [each["cache"] for each in logged] == ["miss", "hit", "hit"]
    assert {each["route"] for each in logged} == {"/v1/small"}
