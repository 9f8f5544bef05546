"""The HTTP/1.1 protocol of a connection, with a bound on everything that a client can make the server hold.

uvicorn's own protocol looks at a request when all of its head has arrived, queues every request that a client sends
before it reads an answer, and waits without end for what a client sends and takes. Here:

- a request line or a head that is too long is refused as soon as the bytes over the bound arrive (414, 431);
- a connection on which `MOST_QUEUED` requests wait is not read until they are answered;
- a request that does not arrive in time is refused (408), and a client that does not take its answer is cut off;
- connections over the bound are refused (503);
- a request of HTTP/1.1 has exactly one `Host` (RFC 9112, section 3.2), and `Upgrade` is ignored without a word.

A refusal is a problem document, sent after the answers to earlier requests of the connection. Then the connection is
closed.

An answer that is there already (`app.http.ready`) is written while its request is parsed, without a task. Of the
requests that arrive together that is so for the first one alone, so that no client gets more than its turn.

This is the one file that knows uvicorn's protocol.
"""

import asyncio
import logging
import math
import time
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote

import httptools
import uvicorn
from starlette.types import ASGIApp
from uvicorn._types import ASGISendEvent, HTTPResponseStartEvent, HTTPScope
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware
from uvicorn.protocols.http.flow_control import FlowControl
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol, RequestResponseCycle
from uvicorn.protocols.utils import is_ssl
from uvicorn.server import ServerState

from app.http.cors import NOSNIFF, CrossOrigin
from app.http.problems import (
    BAD_REQUEST,
    BUSY,
    HEADERS_TOO_LARGE,
    REQUEST_TIMEOUT,
    URI_TOO_LONG,
    Problem,
    problem_response,
)
from app.http.ready import AnswersAtOnce, FinalHeaders, answers_at_once, header_lines
from app.settings import Settings

LONGEST_TARGET = 8_192
"""Bytes of the address in a request line."""
LARGEST_HEAD = 32_768
"""Bytes of a head: request line and headers. Also of what may come between two pieces of a body: trailers, chunk
extensions. Counted in slices, so that a head may have up to `SLICE` more."""
MOST_HEADERS = 100
MOST_QUEUED = 16
"""Requests of a connection that wait for the answers before them, and those in the same slice."""
SLICE = 1_024
"""Bytes that are parsed before the bounds are checked."""
SLOWEST = 1_000
"""Bytes a second that a client must take, on average over the time that it has."""
SECONDS_TO_LINGER = 2
"""Seconds that a refused client has to read the refusal."""
LARGEST_REST = 1_000_000
"""Bytes that a refused client may still send. If the server closed at once, the client's system would throw the
refusal away."""
MOST_REFUSED = 100
"""Connections over the bound that are told so at the same time; others are closed without a word."""
SECONDS_TO_LEAVE = 0.2
"""For which connections without a request stay open when the server ends, for one may be on its way."""
SECONDS_BETWEEN_WARNINGS = 60
_LONGEST_SHOWN = 1_000
_SHORTEST_WAIT = 0.001
"""Seconds that a timer may be early: the loop counts in milliseconds."""
_NOTED = frozenset({b"host", b"expect", b"content-length", b"transfer-encoding"})
"""The headers that are looked at here."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds that an operator can set.

    `hosts` are the names that `Host` may have, in lower case, `*.example.org` for all below one; empty: any.
    `headers` go with each refusal.
    """

    connections: int = 1_000
    seconds_to_send: float = 30.0
    seconds_to_take: float = 60.0
    hosts: tuple[str, ...] = ()
    root_path: str = ""
    headers: tuple[tuple[bytes, bytes], ...] = ()


def limits_of(settings: Settings) -> Limits:
    """The bounds that the settings set."""
    return Limits(
        connections=settings.max_connections,
        seconds_to_send=settings.request_timeout_seconds,
        seconds_to_take=settings.response_timeout_seconds,
        hosts=() if settings.allowed_hosts == ("*",) else settings.allowed_hosts,
        root_path=settings.root_path,
        headers=(*CrossOrigin(settings.allowed_origins).headers(None), NOSNIFF),
    )


class ServerConfig(uvicorn.Config):
    """uvicorn's configuration, with the bounds of its connections."""

    def __init__(self, app: ASGIApp | str, limits: Limits, **options: Any) -> None:  # uvicorn's options
        super().__init__(app, http=BoundedProtocol, ws="none", **options)
        self.limits = limits
        self.at_once: AnswersAtOnce | None = None
        self._server_headers: list[tuple[bytes, bytes]] = []
        self._server_lines = b""

    def load(self) -> None:
        """Load the application. Its ready answers depend on no address of a client, which proxies name."""
        super().load()
        app = self.loaded_app
        self.at_once = answers_at_once(app.app if isinstance(app, ProxyHeadersMiddleware) else app)

    def server_lines(self, headers: list[tuple[bytes, bytes]]) -> bytes:
        """The lines of the headers that the server adds to each response. They are another list each second."""
        if headers is not self._server_headers:
            self._server_headers, self._server_lines = headers, header_lines(headers)
        return self._server_lines


class _Flow(FlowControl):
    """Reading and writing of a connection; nobody makes it read on while it is `full`."""

    full = False

    def resume_reading(self) -> None:
        if self.read_paused and not self.full:
            super().resume_reading()


class _Cycle(RequestResponseCycle):
    """A request and its response. The head of a response with `FinalHeaders` is written together with its body."""

    protocol: "BoundedProtocol"
    head: HTTPResponseStartEvent | None = None  # not written yet
    lines = b""  # its headers

    async def send(self, message: ASGISendEvent) -> None:
        """Send a message of the response."""
        head = self.head
        if head is None:
            headers = message.get("headers")
            if message["type"] == "http.response.start" and isinstance(headers, FinalHeaders):
                self.head, self.lines = message, headers.lines
            else:
                await super().send(message)
            return
        self.head = None
        if message["type"] != "http.response.body":  # the application failed, and this is another head
            await super().send(message)
            return
        if message.get("more_body"):
            await super().send(head)
            await super().send(message)
            return
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if not self.disconnected:
            self._send_whole(head["status"], message.get("body", b""))

    def _send_whole(self, status: int, body: bytes) -> None:
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        self.protocol.write_whole(status, self.lines, body, close=not self.keep_alive)
        self.message_event.set()
        if not self.keep_alive:
            self.transport.close()
        self.on_response()


class BoundedProtocol(HttpToolsProtocol):
    """One connection. Its configuration must be a `ServerConfig`."""

    config: ServerConfig
    flow: _Flow

    def __init__(
        self,
        config: ServerConfig,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state, _loop)
        self._limits = config.limits
        self._running: RequestResponseCycle | None = None  # what is being answered, or was last
        self._received: RequestResponseCycle | None = None  # the last that came, if it was not answered at once
        # Of the request that is arriving:
        self._begun = self._has_head = False
        self._hosts = 0
        self._host = b""  # the last of them
        self._is_bare = True  # it has no body and expects nothing
        self._fault: Problem | None = None
        self._unreported = 0  # bytes of whole slices since the parser last handed something on
        self._reported = False
        # Of the connection:
        self._held = b""  # received while the queue was full
        self._last_words: bytes | None = None  # a refusal that waits for the answers before it
        self._deaf = False  # nothing more is read from what arrives
        self._rest = 0  # bytes that arrived since
        self._leaving = False
        self._at_once = config.at_once
        self._is_first = False  # of the requests that arrived together
        # When it is given up unless something arrives: `_due`, by the clock of the loop. The timer may be set to an
        # earlier moment and is then set again, since setting it anew with each request would take longer.
        self._due = math.inf
        self._resting = False  # nothing has arrived since the last answer
        self._timer: asyncio.TimerHandle | None = None
        self._timer_due = math.inf
        self._taking: asyncio.TimerHandle | None = None
        self._to_take = 0
        self._end: asyncio.TimerHandle | None = None

    # The connection:

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin, or refuse one connection too many."""
        super().connection_made(transport)
        self.flow = _Flow(transport)
        number, most = len(self.connections), self._limits.connections
        if number > most:
            _warn_of_connections(most)
            if number > most + MOST_REFUSED:
                self._deaf = True
                transport.abort()
            else:
                self._refuse(Problem(BUSY, f"{most:,} connections are open already."))
        else:
            self._wait_at_most(self._limits.seconds_to_send)

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was to be done. The request that is being answered learns of it, and no other begins."""
        for timer in (self._timer, self._taking, self._end):
            if timer is not None:
                timer.cancel()
        self._deaf, self._held = True, b""
        self.pipeline.clear()
        running = self._running
        super().connection_lost(exc)
        if running is not None and not running.response_complete:
            running.disconnected = True
            running.message_event.set()

    def shutdown(self) -> None:
        """Finish the requests there are; wait a moment for one that is on its way."""
        if self._is_answering() or self._last_words is not None:
            self.cycle.keep_alive = False
        elif self._deaf:
            self.transport.close()
        else:
            self._leaving = True
            self._end = self.loop.call_later(SECONDS_TO_LEAVE, self._leave)

    def _leave(self) -> None:
        if not self._is_answering():
            self._close()

    def _is_answering(self) -> bool:
        return self._running is not None and not self._running.response_complete

    def _close(self) -> None:
        """Close the connection when all is sent; in the end also if the client does not take it."""
        self.transport.close()
        if self._taking is None:
            self._taking = self.loop.call_later(self._limits.seconds_to_take, self.transport.abort)

    # What arrives:

    def data_received(self, data: bytes) -> None:
        """Parse what arrived, slice by slice, unless the queue is full."""
        if self._deaf:
            self._rest += len(data)
            if self._rest > LARGEST_REST:
                self.transport.abort()
        elif self.flow.full:
            self._held += data  # no more than was on its way when reading was paused
        else:
            self._parse(data)

    def _parse(self, data: bytes) -> None:
        if self._resting:
            self._resting = False
            self._wait_at_most(self._limits.seconds_to_send)
        self._is_first = True
        if len(data) <= SLICE:
            self._feed(data)
        else:
            start = 0
            while start < len(data) and not self._deaf and len(self.pipeline) < MOST_QUEUED:
                self._feed(data[start : start + SLICE])
                start += SLICE
            self._held = b"" if self._deaf else data[start:]
        if self._deaf:
            return
        if len(self.pipeline) >= MOST_QUEUED:
            self.flow.pause_reading()
            self.flow.full = True
        if self._begun:
            if self._resting or self._due == math.inf:
                self._resting = False
                self._wait_at_most(self._limits.seconds_to_send)
        elif self._is_answering():
            self._due = math.inf

    def _feed(self, data: bytes) -> None:
        self._reported = False
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            # The request is answered as any other. What follows it could be of another protocol.
            if self._fault is None:
                self._begun, self._deaf = False, True
                self.cycle.keep_alive = False
                return
        except httptools.HttpParserError as error:
            if self._fault is None:
                self._fault = Problem(BAD_REQUEST, _fault_of(error))
        if not self._reported:
            self._unreported += len(data)
            if self._unreported > LARGEST_HEAD and self._fault is None:
                self._fault = _TOO_LARGE
        if self._fault is not None:
            self._refuse(self._fault)

    def on_message_begin(self) -> None:
        """A request begins."""
        if self._fault is not None:
            return
        self.url = b""
        self.headers = []
        self.expect_100_continue = False
        self._begun = self._reported = self._is_bare = True
        self._has_head = False
        self._unreported = 0
        self._hosts = 0

    def on_url(self, url: bytes) -> None:
        """A piece of the address."""
        self.url += url
        if len(self.url) > LONGEST_TARGET and self._fault is None:
            self._fault = _TARGET_TOO_LONG

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or a trailer of a body."""
        name = name.lower()
        self.headers.append((name, value))
        if name in _NOTED:
            self._note(name, value)
        elif len(self.headers) > MOST_HEADERS and self._fault is None:
            self._fault = _TOO_LARGE

    def _note(self, name: bytes, value: bytes) -> None:
        if name == b"host":
            self._hosts += 1
            self._host = value
            return
        self._is_bare = False
        if name == b"expect" and value.lower() == b"100-continue":
            self.expect_100_continue = True

    def on_headers_complete(self) -> None:
        """Answer a request, begin to, or queue it, if its head is sound."""
        if self._fault is None and (self._hosts != 1 or self._limits.hosts):
            self._fault = self._host_fault()
        if self._fault is not None:
            return
        self.scope = self._scope_of_request()
        if not self._is_answered_at_once():
            self._begin_or_queue()
        self._has_head = self._reported = True
        self._unreported = 0

    def _scope_of_request(self) -> HTTPScope:
        url = httptools.parse_url(self.url)
        path = url.path.decode("ascii")
        return {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": self.parser.get_http_version(),
            "server": self.server,
            "client": self.client,
            "scheme": self.scheme or "http",
            "method": self.parser.get_method().decode("ascii"),
            "root_path": self.root_path,
            "path": self.root_path + (unquote(path) if "%" in path else path),
            "raw_path": self.root_path.encode("ascii") + url.path,
            "query_string": url.query or b"",
            "headers": self.headers,
            "state": self.app_state.copy(),
        }

    def _is_answered_at_once(self) -> bool:
        """Write the answer if it is there and nothing is before it; whether that was so."""
        if self._at_once is None or not self._is_first or not self._is_bare or self._leaving or self._is_answering():
            return False
        self._is_first = False
        parser = self.parser
        if self.flow.write_paused or parser.should_upgrade() or not parser.should_keep_alive():
            return False
        answer = self._at_once.ready_answer(cast("dict[str, Any]", self.scope))
        if answer is None:
            return False
        self.write_whole(answer.status, answer.headers.lines, answer.body)
        self.server_state.total_requests += 1
        return True

    def write_whole(self, status: int, lines: bytes, body: bytes, *, close: bool = False) -> None:
        """Write a response whose header lines are these and those of the server, in one call of the system."""
        added = self.config.server_lines(self.server_state.default_headers)
        head = b"%b%b%b%b\r\n" % (STATUS_LINE[status], added, lines, b"connection: close\r\n" if close else b"")
        if body:
            self.transport.writelines((head, body))
        else:
            self.transport.write(head)

    def _begin_or_queue(self) -> None:
        before = self._received
        self.cycle = self._received = cycle = _Cycle(
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=not self._leaving and self.scope["http_version"] != "1.0" and self.parser.should_keep_alive(),
            on_response=self.on_response_complete,
        )
        cycle.protocol = self
        if before is None or before.response_complete:
            self._start_asgi_task(self.cycle, self.app)
        else:
            self.flow.pause_reading()
            self.pipeline.appendleft((self.cycle, self.app))

    def _host_fault(self) -> Problem | None:
        if self._hosts != 1 and (self._hosts or self.parser.get_http_version() == "1.1"):
            return Problem(BAD_REQUEST, f"The request has {self._hosts or 'no'} Host headers; one is needed.")
        if not self._limits.hosts:
            return None
        host = self._host.decode("latin-1").lower() if self._hosts else ""
        name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        if any(name.endswith(known[1:]) if known[0] == "*" else name == known for known in self._limits.hosts):
            return None
        return Problem(BAD_REQUEST, "The Host of the request is none that this service has.")

    def on_chunk_header(self) -> None:
        """The length of a piece of a body was read."""
        self._reported, self._unreported = True, 0

    def on_body(self, body: bytes) -> None:
        """A piece of a body."""
        self._reported, self._unreported = True, 0
        if self._fault is None:
            super().on_body(body)

    def on_message_complete(self) -> None:
        """All of a request is there."""
        self._reported = True
        if self._fault is None:
            self._begun = False
            if self._received is None or self._received.response_complete:
                self._rest_for_a_while()
            else:
                self._received.more_body = False
                self._received.message_event.set()

    def _rest_for_a_while(self) -> None:
        """Wait for the next request, unless it has begun to arrive."""
        if not self._begun:
            self._resting = True
            self._wait_at_most(self.timeout_keep_alive)

    def _wait_at_most(self, seconds: float) -> None:
        """Give the connection up after so many seconds, unless that is changed before."""
        self._due = self.loop.time() + seconds
        if self._due < self._timer_due:
            self._set_timer()

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer_due = self._due
        self._timer = self.loop.call_at(self._due, self._timer_fires)

    def _timer_fires(self) -> None:
        self._timer, self._timer_due = None, math.inf
        if self._due > self.loop.time() + _SHORTEST_WAIT:
            if self._due < math.inf:
                self._set_timer()
        else:
            self._due = math.inf
            self._arrives_late()

    def _arrives_late(self) -> None:
        if self._deaf or self.transport.is_closing():
            return
        if self.flow.read_paused:  # it is the server that does not read
            self._wait_at_most(self._limits.seconds_to_send)
        elif self._begun:
            detail = f"The request did not arrive within {self._limits.seconds_to_send:g} seconds."
            self._refuse(Problem(REQUEST_TIMEOUT, detail))
        else:
            self._close()

    # What is answered:

    def _start_asgi_task(self, cycle: RequestResponseCycle, app: Any) -> None:  # uvicorn's own type
        self._running = cycle
        super()._start_asgi_task(cycle, app)

    def on_response_complete(self) -> None:
        """Go on with the next request, with what was held back, or with the refusal that waits."""
        self.server_state.total_requests += 1
        if self.flow.full and len(self.pipeline) <= 1:
            self.flow.full = False
        if self.transport.is_closing():
            self._close()
            return
        self.flow.resume_reading()
        if self.pipeline:
            self._start_asgi_task(*self.pipeline.pop())
        else:
            self._rest_for_a_while()
        if self._last_words is not None:
            if not self._is_answering():
                self._say(self._last_words)
        elif self._held and not self.flow.full:
            data, self._held = self._held, b""
            self._parse(data)

    def _refuse(self, problem: Problem) -> None:
        """Answer with a problem after the answers that are due before it, then close. Nothing more is read."""
        self._deaf, self._held = True, b""
        self._due = math.inf
        answer = self._refusal(problem)
        if self._begun and self._has_head:
            if self.pipeline and self.pipeline[0][0] is self.cycle:
                self.pipeline.popleft()
            elif self.cycle.response_started:
                self._end_early()
                return
            else:
                self.cycle.disconnected = True
                self.cycle.message_event.set()
                self._running = None
        if self._is_answering():
            self._last_words = answer
        else:
            self._say(answer)

    def _end_early(self) -> None:
        """End a connection where the request was answered, or nearly so, before all of it arrived."""
        if self.cycle.response_complete:
            self._close()
        else:
            self.cycle.keep_alive = False

    def _refusal(self, problem: Problem) -> bytes:
        path = (self.url if self._begun else b"").partition(b"?")[0][:_LONGEST_SHOWN] or b"/"
        scope = {"path": "/", "raw_path": path, "root_path": self._limits.root_path}
        response = problem_response(problem, scope)
        headers = [
            *self.server_state.default_headers,
            *response.raw_headers,
            *self._limits.headers,
            (b"connection", b"close"),
        ]
        lines = [STATUS_LINE[response.status_code], *(b"%b: %b\r\n" % header for header in headers), b"\r\n"]
        return b"".join(lines) + bytes(response.body)

    def _say(self, answer: bytes) -> None:
        """Send the last bytes, then close as soon as the client does, or after a moment."""
        self._due = math.inf
        self._last_words = None
        self.transport.write(answer)
        self.flow.full = False
        self.flow.resume_reading()
        if is_ssl(self.transport):
            self._close()
            return
        self.transport.write_eof()
        self._end = self.loop.call_later(SECONDS_TO_LINGER, self.transport.abort)

    # What the client takes:

    def pause_writing(self) -> None:
        """The client takes less than there is; it has a time for it."""
        super().pause_writing()
        if self._taking is None:
            self._watch_taking()

    def resume_writing(self) -> None:
        """The client took nearly all there was."""
        super().resume_writing()
        if self._taking is not None and not self.transport.is_closing():
            self._taking.cancel()
            self._taking = None

    def _watch_taking(self) -> None:
        self._to_take = self.transport.get_write_buffer_size()
        self._taking = self.loop.call_later(self._limits.seconds_to_take, self._takes_late)

    def _takes_late(self) -> None:
        taken = self._to_take - self.transport.get_write_buffer_size()
        if taken >= SLOWEST * self._limits.seconds_to_take:
            self._watch_taking()
            return
        path = self._running.scope["path"][:_LONGEST_SHOWN] if self._running is not None else ""
        log.info("A client does not take its answer (%r): its connection is closed.", path)
        self.transport.abort()


_TARGET_TOO_LONG = Problem(URI_TOO_LONG, f"The address is longer than {LONGEST_TARGET:,} bytes.")
_TOO_LARGE = Problem(
    HEADERS_TOO_LARGE, f"Request line and headers may have {LARGEST_HEAD:,} bytes together and be {MOST_HEADERS}."
)


def _fault_of(error: httptools.HttpParserError) -> str:
    if isinstance(error, httptools.HttpParserCallbackError):
        return "The address of the request cannot be read."
    return f"This is no request of HTTP/1.1: {error}."


class _Warned:
    """When the operator was last told of too many connections, by the monotonic clock."""

    at = float("-inf")


def _warn_of_connections(most: int) -> None:
    """Tell the operator, but not with each connection."""
    now = time.monotonic()
    if now - _Warned.at >= SECONDS_BETWEEN_WARNINGS:
        _Warned.at = now
        log.warning("%d connections are open, as TIMELINE_MAX_CONNECTIONS allows: more are refused.", most)
