"""A soak: a real server answers without a pause while data are loaded again and again, and some loads are killed.

    python -m bench.soak                            ten minutes, a load every 20 seconds
    python -m bench.soak --seconds 120 --workers 2

Each load puts its number into the names of all topics and actors, so that every answer tells which loads it has parts
of, beside the number of the release that it says it is of. Counted are requests that fail, answers with parts of two
loads, and two loads that answers call by one release.

Each second it is looked what all processes of the server have together: anonymous memory (the files of databases and
search indexes that are mapped belong to the system's cache), file handles, and files that are mapped. The median of
the last third may be more than that of the first third by `--megabytes`, `--handles` and `--mapped`. Before that the
same goes on for `--warm-up` seconds. The response cache, which is empty after each load, is small: the default one
would rise and fall by more than what is looked for.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import os
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from bench.serve import free_port, memory_of

ROOT = Path(__file__).resolve().parent.parent
COMMAND = [sys.executable, "-c", "from app.cli import main; main()"]
HOST = "127.0.0.1"
PATHS = (
    "/v1/topics?limit=100",
    "/v1/actors?limit=200",
    "/v1/actors/molotov",
    "/v1/search?q=soak*&limit=40",
    "/v1/search?q=note+molotov&limit=20",
    "/v1/events?limit=50&facet=topic,actor",
    "/v1/events?q=soak*+note&limit=20",
    "/v1/events?actor=molotov&date=1954-02&limit=20",
    "/v1/events?format=csv",
    "/v1/suggest?q=soak",
    "/v1/events?limit={n}&sort=-date",
    "/v1/search?q=soak*+treaty&limit={m}",
    "/v1/dataset",
    "/topics",
)
"""What is asked. `n` and `m` change from request to request, so that no cache has all answers."""
SECONDS_TO_START = 120
SECONDS_BETWEEN_LOOKS = 1.0
CACHE_BYTES = 8_000_000
POINTS = 12
"""Points of the curve of memory that is printed."""
SECONDS_TO_ANSWER = 60
LONGEST_LIFE_OF_A_KILLED_LOAD = 6.0
_NAME = re.compile(r"^(  name: .*[^'\"\s>|])$", re.MULTILINE)
_MARK = re.compile(rb"Soak([0-9]+)", re.IGNORECASE)
_RELEASE = re.compile(rb'"release":([0-9]+)')


@dataclass
class Seen:
    """What the readers have seen."""

    answers: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    mixed: int = 0
    loads: dict[int, int] = field(default_factory=dict)
    """The load that answers of a release have parts of."""
    milliseconds: list[float] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)
    """Loads by how they ended."""
    lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, path: str, status: int, body: bytes, milliseconds: float) -> None:
        """Count an answer."""
        marks = {int(mark) for mark in _MARK.findall(body)}
        release = _RELEASE.search(body)
        with self.lock:
            self.answers += 1
            self.milliseconds.append(milliseconds)
            if status != 200:
                self.failed[f"{status} {path}"] += 1
            if len(marks) > 1:
                self.mixed += 1
            elif marks and release:
                (mark,) = marks
                self.mixed += self.loads.setdefault(int(release[1]), mark) != mark


class Held(NamedTuple):
    """What all processes of the server have at a moment."""

    megabytes: int
    """Anonymous memory."""
    handles: int
    """Open file handles."""
    mapped: int
    """Files in memory, removed ones too; of each process apart."""


def main() -> None:
    """Run the soak that the arguments describe, and print a table.

    The exit status is 1 if a request failed or was mixed, a load failed, or the server holds more than it may.
    """
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=int, default=600)
    arguments.add_argument("--every", type=float, default=20, help="seconds from load to load")
    arguments.add_argument("--readers", type=int, default=4)
    arguments.add_argument("--workers", type=int, default=1, help="processes of the server")
    arguments.add_argument("--warm-up", type=int, default=60, help="seconds before anything is counted")
    arguments.add_argument("--megabytes", type=int, default=10, help="how much anonymous memory may grow")
    arguments.add_argument("--handles", type=int, default=4, help="how many more file handles there may be")
    arguments.add_argument("--mapped", type=int, default=8, help="how many more files may be mapped")
    given = arguments.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="timeline-soak-"))
    try:
        sys.exit(_soak(folder, given))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _soak(folder: Path, given: argparse.Namespace) -> int:
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TIMELINE_")} | {
        "PYTHONPATH": str(ROOT),
        "TIMELINE_PORT": str(port),
        "TIMELINE_WORKERS": str(given.workers),
        "TIMELINE_ACCESS_LOG": "false",
        "TIMELINE_CACHE_BYTES": str(CACHE_BYTES),
    }
    _write(folder, 0)
    _load(folder, environment).wait()
    with (folder / "serve.log").open("wb") as log:
        server = subprocess.Popen([*COMMAND, "serve", "--no-load"], cwd=folder, env=environment, stdout=log, stderr=log)
        try:
            return _measured(folder, environment, port, server, given)
        finally:
            server.terminate()
            server.wait()


def _measured(
    folder: Path, environment: dict[str, str], port: int, server: subprocess.Popen[bytes], given: argparse.Namespace
) -> int:
    seen, warming = Seen(), Seen()
    _wait_until_ready(port)
    loads = _Loads(folder, environment, given.every)
    _read_for(warming, port, given.readers, lambda: loads.run(given.warm_up, warming))
    with _watched(server.pid) as held:
        _read_for(seen, port, given.readers, lambda: loads.run(given.seconds, seen))
    log = (folder / "serve.log").read_text(encoding="utf-8", errors="replace")
    grown = _print(given, seen, held)
    print(f"The log has {log.count('Traceback')} tracebacks.")
    return 1 if seen.failed or seen.mixed or seen.made["failed"] or grown else 0


@dataclass
class _Loads:
    """Loads one after the other, every second one of which is killed."""

    folder: Path
    environment: dict[str, str]
    every: float
    number: int = 0

    def run(self, seconds: float, seen: Seen) -> None:
        """Load every `every` seconds, for so many seconds."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.number += 1
            next_load = time.monotonic() + min(self.every, left)
            _write(self.folder, self.number)
            process = _load(self.folder, self.environment)
            if self.number % 2 == 0:
                time.sleep(random.uniform(0.2, LONGEST_LIFE_OF_A_KILLED_LOAD))
                process.kill()
            status = process.wait()
            seen.made["killed" if status == -signal.SIGKILL else "whole" if status == 0 else "failed"] += 1
            time.sleep(max(0, next_load - time.monotonic()))


def _print(given: argparse.Namespace, seen: Seen, held: list[Held]) -> bool:
    """Print the table. Returns whether the server holds more at the end than it may."""
    quantiles = statistics.quantiles(seen.milliseconds, n=1000)
    first, last = _middle(held[: len(held) // 3]), _middle(held[-(len(held) // 3) :])
    rows = {
        "seconds, readers, workers": f"{given.seconds}, {given.readers}, {given.workers}",
        "loads: whole, killed, failed": f"{seen.made['whole']}, {seen.made['killed']}, {seen.made['failed']}",
        "releases seen": f"{len(seen.loads)}",
        "answers": f"{seen.answers:,}, {seen.answers / given.seconds:,.0f} a second",
        "milliseconds: p50, p99, p99.9, most": (
            f"{quantiles[499]:.1f}, {quantiles[989]:.1f}, {quantiles[998]:.1f}, {max(seen.milliseconds):.0f}"
        ),
        "failed requests": f"{seen.failed.total()}",
        "mixed releases": f"{seen.mixed}",
        "MB of anonymous memory: first, last third": f"{first.megabytes}, {last.megabytes}",
        "file handles: first, last third": f"{first.handles}, {last.handles}",
        "mapped files: first, last third": f"{first.mapped}, {last.mapped}",
        "load average": f"{os.getloadavg()[0]:.1f}",
    }
    for name, value in rows.items():
        print(f"| {name:<41} | {value:>34} |")
    step = -(-len(held) // POINTS)
    curve = [_middle(held[at : at + step]).megabytes for at in range(0, len(held), step)]
    print(f"MB of anonymous memory over time: {', '.join(map(str, curve))}")
    for fault, number in seen.failed.most_common(10):
        print(f"{number} x {fault}")
    allowed = Held(given.megabytes, given.handles, given.mapped)
    grown = [name for name, was, now, more in zip(Held._fields, first, last, allowed, strict=True) if now > was + more]
    if grown:
        print(f"More than is allowed was added to: {', '.join(grown)}.")
    return bool(grown)


def _middle(held: list[Held]) -> Held:
    """The median of each figure."""
    return Held(*(round(statistics.median(each)) for each in zip(*held, strict=True)))


def _read_for(seen: Seen, port: int, readers: int, work: Callable[[], None]) -> None:
    """Let readers ask while `work`, a function, runs."""
    stop = threading.Event()
    threads = [threading.Thread(target=_read, args=(seen, port, stop, number)) for number in range(readers)]
    for thread in threads:
        thread.start()
    try:
        work()
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _read(seen: Seen, port: int, stop: threading.Event, number: int) -> None:
    """Ask one path after the other on one connection."""
    connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS_TO_ANSWER)
    turn = number
    while not stop.is_set():
        path = PATHS[turn % len(PATHS)].format(n=turn % 397 + 1, m=turn % 97 + 1)
        turn += 1
        begun = time.perf_counter()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            connection.close()
            with seen.lock:
                seen.failed[f"{type(error).__name__} {path}"] += 1
            continue
        seen.take(path, answer.status, body, (time.perf_counter() - begun) * 1000)
    connection.close()


def _write(folder: Path, number: int) -> None:
    """Write the data files, with the number of the load in names."""
    data = folder / "data"
    shutil.rmtree(data, ignore_errors=True)
    shutil.copytree(ROOT / "seed", data)
    for path in [data / "topics.yaml", *sorted((data / "actors").glob("*.yaml"))]:
        text = path.read_text(encoding="utf-8")
        path.write_text(_NAME.sub(rf"\1 Soak{number}", text), encoding="utf-8")


def _load(folder: Path, environment: dict[str, str]) -> subprocess.Popen[bytes]:
    with (folder / "load.log").open("ab") as log:
        return subprocess.Popen([*COMMAND, "load", "data"], cwd=folder, env=environment, stdout=log, stderr=log)


def _wait_until_ready(port: int) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while True:
        connection = http.client.HTTPConnection(HOST, port, timeout=SECONDS_TO_ANSWER)
        try:
            connection.request("GET", "/health/ready")
            if connection.getresponse().status == 200:
                return
        except OSError:
            pass
        finally:
            connection.close()
        if time.monotonic() > deadline:
            raise TimeoutError("the server does not get ready")
        time.sleep(0.2)


@contextlib.contextmanager
def _watched(pid: int) -> Iterator[list[Held]]:
    """What a server holds, each second inside the block."""
    held: list[Held] = []
    end = threading.Event()

    def look() -> None:
        while True:
            held.append(_held(pid))
            if end.wait(SECONDS_BETWEEN_LOOKS):
                return

    thread = threading.Thread(target=look)
    thread.start()
    try:
        yield held
    finally:
        end.set()
        thread.join()


def _held(pid: int) -> Held:
    """What a process and those that it has started hold."""
    found, todo = [], [pid]
    while todo:
        process = Path("/proc") / str(todo.pop())
        with contextlib.suppress(OSError):  # one that has just ended
            for task in (process / "task").iterdir():
                todo += map(int, (task / "children").read_text(encoding="utf-8").split())
            files = set(re.findall(r" (/.*)$", (process / "maps").read_text(encoding="utf-8"), re.MULTILINE))
            found.append(
                Held(memory_of(int(process.name)).anonymous, len(list((process / "fd").iterdir())), len(files))
            )
    return Held(*map(sum, zip(*found, strict=True)))


if __name__ == "__main__":
    main()
