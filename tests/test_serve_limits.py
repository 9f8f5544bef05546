"""The limits of `timeline serve` as an operator sets them, from outside."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from app.database.readers import MAX_OPEN_FILES
from app.http.cors import NOSNIFF
from app.http.protocol import limits_of
from app.settings import Settings
from tests.catalogue.corpus import data_set, event, loaded
from tests.http.sockets import exchange, parts, request
from tests.serving import TIMELINE, Served, clean_environment, client_of, start_server
from tests.waiting import SECONDS_TO_WAIT, wait_until

pytestmark = pytest.mark.slow

Start = Callable[..., Served]


def test_every_limit_is_a_setting_or_a_fact_of_it() -> None:
    limits = limits_of(Settings(allowed_hosts=("example.org",), max_connections=7, request_timeout_seconds=8))
    assert (limits.hosts, limits.connections, limits.seconds_to_send) == (("example.org",), 7, 8)
    assert limits_of(Settings()).hosts == ()
    assert limits_of(Settings(cors_origins=("https://atlas.example",))).headers == (NOSNIFF,)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a database whose exports no buffer of a socket holds, and its address."""
    folder = tmp_path_factory.mktemp("large")
    events = [event(f"e-{number:05}", "1954", summary="A long summary. " * 250) for number in range(3_000)]
    return folder, loaded(folder, data_set(events))


def stalled(base: str, path: str) -> socket.socket:
    """A connection that asks for `path` and takes nothing of it."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
    address = urlsplit(base)
    connection.connect((address.hostname, address.port))
    connection.sendall(request(b"GET " + path.encode(), close=False))
    return connection


def test_clients_that_take_nothing_lose_their_places(large: tuple[Path, str]) -> None:
    folder, url = large
    # Long enough that all of them are seen, and that a client of the test is never slower.
    served = start_server(folder, "--no-load", database_url=url, response_timeout_seconds="10").until_ready()
    export = "/v1/events?format=ndjson"
    with contextlib.ExitStack() as stack, client_of(served.base) as client:
        for _ in range(MAX_OPEN_FILES):
            stack.enter_context(stalled(served.base, export))
        wait_until(lambda: _status(client, export) == 503, "the places are not taken")
        assert client.get("/v1/events?limit=5").status_code == 200
        wait_until(lambda: _status(client, export) == 200, "no place is given back")
        told = wait_until(lambda: served.output().count("does not take its"), "no line tells of it")
        assert told <= MAX_OPEN_FILES
    assert served.stop() == 0
    assert "Traceback" not in served.output()


def _status(client: httpx.Client, path: str) -> int:
    with client.stream("GET", path) as answer:
        return answer.status_code


@pytest.fixture
def serving(large: tuple[Path, str]) -> Iterator[Start]:
    folder, url = large
    running: list[Served] = []

    def start(**settings: str) -> Served:
        running.append(start_server(folder, "--no-load", database_url=url, **settings).until_live())
        return running[-1]

    yield start
    for served in running:
        served.stop()


@pytest.mark.parametrize(
    ("trusted", "client"), [("127.0.0.1", "203.0.113.9"), ("10.0.0.0/8", "127.0.0.1"), ("", "127.0.0.1")]
)
def test_only_a_trusted_proxy_names_the_client(serving: Start, trusted: str, client: str) -> None:
    served = serving(access_log="true", trusted_proxies=trusted)
    httpx.get(f"{served.base}/v1/topics", headers={"X-Forwarded-For": "198.51.100.1, 203.0.113.9"})
    line = wait_until(
        lambda: next((line for line in served.output().splitlines() if "/v1/topics" in line), ""), "it is not logged"
    )
    assert f" {client}:" in line
    assert "198.51.100.1" not in line


def test_a_client_over_its_limit_is_refused(serving: Start) -> None:
    served = serving(rate_limit="2/day", allowed_hosts="127.0.0.1")
    assert [served.get("/v1/topics").status_code for _ in range(3)] == [200, 200, 429]
    port = urlsplit(served.base).port
    assert parts(exchange(port, request(b"GET /v1/topics", host=b"evil.example")))[0] == 400


@pytest.mark.skipif(not Path("/proc/self/maps").is_file(), reason="sees by /proc how far a start is")
def test_ctrl_c_while_the_program_is_loaded_gives_no_traceback(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "app", "serve"]
    with subprocess.Popen(
        command,
        cwd=tmp_path,
        env=clean_environment(port="0"),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        maps = Path(f"/proc/{process.pid}/maps")
        wait_until(lambda: "_pydantic_core" in maps.read_text(), "it does not begin")
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=SECONDS_TO_WAIT)
    assert (process.returncode, output) == (130, "")
    assert os.listdir(tmp_path) == []  # noqa: PTH208


def test_a_server_may_open_as_many_files_as_it_takes_connections(large: tuple[Path, str], tmp_path: Path) -> None:
    _, url = large
    few = tmp_path / "few"
    few.write_text(f'#!/bin/sh\nulimit -S -n 256\nexec {TIMELINE} "$@"\n', encoding="utf-8")
    few.chmod(0o755)
    served = start_server(tmp_path, "--no-load", command=few, database_url=url).until_live()
    with contextlib.ExitStack() as stack:
        address = ("127.0.0.1", urlsplit(served.base).port)
        for _ in range(300):
            stack.enter_context(socket.create_connection(address, timeout=SECONDS_TO_WAIT))
        assert served.get("/health/live").status_code == 200
    assert served.stop() == 0
