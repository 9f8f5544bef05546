"""Start the servers that are compared, and watch their processes."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bench.versions import Unusable, Version

HOST = "127.0.0.1"
READY = "/v1/events?limit=1"
SECONDS_TO_START = 120
SECONDS_TO_STOP = 15
SECONDS_TO_ANSWER = 60
TICKS = os.sysconf("SC_CLK_TCK")

Answer = tuple[int, http.client.HTTPMessage, bytes]
"""Status, headers and body."""


def pinned(command: list[str], core: int | None) -> list[str]:
    """The command on one processor core, the first or second of those that this process may use.

    Servers run on core 0 and the load generator on core 1, so that neither takes time from the other. On a machine
    with one core, or where `core` is None, nothing is pinned.
    """
    cores = sorted(os.sched_getaffinity(0))
    return command if core is None or len(cores) < 2 else ["taskset", "-c", str(cores[core]), *command]


@dataclass(frozen=True)
class Program:
    """A server as it is started: one worker that listens on 127.0.0.1.

    `name` stands in tables. `command` and `environment` take the port. `ready` is a path that is answered with 200 as
    soon as the server can be used. `folder` is the current folder of the process.
    """

    name: str
    command: Callable[[int], list[str]]
    environment: Callable[[int], dict[str, str]]
    folder: Path
    ready: str = READY


def timeline(version: Version, database: Path, cache_bytes: int | None = None, name: str = "") -> Program:
    """The service in a version, with a loaded database. It loads no data at start.

    `cache_bytes` is the size of its response cache; None leaves the default. Tables show `name`, or
    that of the version.
    """

    def environment(port: int) -> dict[str, str]:
        settings = {"TIMELINE_DATABASE_URL": f"sqlite:///{database}", "TIMELINE_PORT": str(port)}
        if cache_bytes is not None:
            settings["TIMELINE_CACHE_BYTES"] = str(cache_bytes)
        return version.environment(settings)

    return Program(
        name or version.name, lambda _port: version.command("serve", "--no-load"), environment, database.parent
    )


@dataclass(frozen=True)
class Memory:
    """Memory of a process in MB of 1,000,000 bytes.

    `anonymous` is the part of the resident size that no file backs, `unshared` the part that no other process has.
    """

    resident: int
    anonymous: int
    unshared: int


def memory_of(pid: int) -> Memory:
    """The memory of a process now. Raises OSError if it has ended."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="utf-8").splitlines()[1:]
    kib = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines)}
    unshared = kib["Private_Clean"] + kib["Private_Dirty"]
    return Memory(*(round(size * 1.024e-3) for size in (kib["Rss"], kib["Anonymous"], unshared)))


class Server:
    """A running program on a free port. `log` takes what it prints. `core` as in `pinned`; None: all cores."""

    def __init__(self, program: Program, log: Path, core: int | None = 0) -> None:
        self.program = program
        self.log = log
        self.port = free_port()
        begun = time.perf_counter()
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                pinned(program.command(self.port), core),
                env=program.environment(self.port),
                cwd=program.folder,
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
        self._wait_until_ready()
        self.seconds_to_start = time.perf_counter() - begun

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self.stop()

    @property
    def base(self) -> str:
        """The address, such as `http://127.0.0.1:40001`."""
        return f"http://{HOST}:{self.port}"

    @property
    def name(self) -> str:
        """The name of the program."""
        return self.program.name

    def get(self, path: str, headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request over a connection of its own. Raises OSError if there is no answer."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=SECONDS_TO_ANSWER)
        try:
            connection.request("GET", path, headers=dict(headers or {}))
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()

    def cpu_seconds(self) -> float:
        """Processor time of the process since its start, all threads."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    def memory(self) -> Memory:
        """The memory of the process now."""
        return memory_of(self.process.pid)

    def stop(self) -> None:
        """End the process and wait for it."""
        self.process.terminate()
        try:
            self.process.wait(SECONDS_TO_STOP)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until and self.process.poll() is None:
            with contextlib.suppress(OSError, http.client.HTTPException):
                if self.get(self.program.ready)[0] == 200:
                    return
            time.sleep(0.02)
        self.stop()
        text = self.log.read_text(encoding="utf-8", errors="replace")
        raise Unusable(f"The server {self.name} does not answer {self.program.ready} with 200:\n{text[-2000:]}")


def wait_until_idle(servers: list[Server], seconds: float = 20) -> None:
    """Wait until the processor time of the servers stops growing, at most that long.

    When a load generator stops, a slow server still works through the requests that it has queued.
    """
    until = time.monotonic() + seconds
    before = -1.0
    while time.monotonic() < until:
        now = sum(server.cpu_seconds() for server in servers)
        if now - before <= 1.1 / TICKS:
            return
        before = now
        time.sleep(0.15)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
