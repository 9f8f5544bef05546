"""A server of its own for a test, and requests to it byte by byte."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from app.http.protocol import Limits, ServerConfig
from tests.waiting import SECONDS_TO_WAIT, wait_until


@contextmanager
def running(app: ASGIApp, limits: Limits = Limits(), keep_alive: float = 5) -> Iterator[int]:  # noqa: B008 - never changed
    """Serve `app` as `timeline serve` does, and give the port. Connections rest for `keep_alive` seconds."""
    config = ServerConfig(
        app, limits, port=0, lifespan="off", log_config=None, server_header=False, timeout_keep_alive=keep_alive
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    wait_until(lambda: server.started, "the server does not start")
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()


def exchange(port: int, *requests: bytes) -> bytes:
    """Send requests over one connection, and read until the server closes it."""
    with socket.create_connection(("127.0.0.1", port), timeout=SECONDS_TO_WAIT) as connection:
        connection.sendall(b"".join(requests))
        received = b""
        while chunk := connection.recv(65_536):
            received += chunk
    return received


def request(line: bytes, *headers: bytes, host: bytes = b"localhost", close: bool = True) -> bytes:
    """A request without a body."""
    wanted = [b"Host: " + host, *headers, *([b"Connection: close"] if close else [])]
    return b"\r\n".join([line + b" HTTP/1.1", *wanted, b"", b""])


def parts(response: bytes) -> tuple[int, dict[str, str], bytes]:
    """Status, headers by their names in lower case, and body of a response."""
    head, _, body = response.partition(b"\r\n\r\n")
    status, *lines = head.decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    assert len(headers) == len(lines), "a header is sent twice"
    return int(status.split()[1]), headers, body
