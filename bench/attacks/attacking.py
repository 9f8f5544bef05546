"""What the attacks share: a server of a source tree, another client beside the attacker, and the figures."""

import argparse
import os
import re
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 300
PAUSE = 0.02


def arguments(description: str, **numbers: int) -> argparse.Namespace:
    """The arguments of an attack: `--tree`, and a number for each of `numbers`, with its default."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--tree", type=Path, default=ROOT, help="the source tree whose server is attacked; this one")
    for name, number in numbers.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    return parser.parse_args()


@dataclass
class Victim:
    """A server, and how long another client waits for its answers."""

    process: subprocess.Popen[str]
    base: str
    waited: list[float] = field(default_factory=list)
    failed: int = 0

    @property
    def address(self) -> tuple[str, int]:
        """Host and port."""
        return "127.0.0.1", int(self.base.rpartition(":")[2])

    def megabytes(self) -> float:
        """Resident memory of the server."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 1e6

    def processor_seconds(self) -> float:
        """Processor time of the server."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def connect(self, receive_buffer: int | None = None) -> socket.socket:
        """A new connection."""
        connection = socket.socket()
        if receive_buffer is not None:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        connection.settimeout(120)
        connection.connect(self.address)
        return connection


@contextmanager
def victim(tree: Path, **settings: str) -> Iterator[Victim]:
    """Serve the data that come with `tree`, in a folder of its own."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TIMELINE_")}
        environment |= {"PYTHONPATH": str(tree), "TIMELINE_PORT": "0", "PYTHONUNBUFFERED": "1"}
        environment |= {f"TIMELINE_{name.upper()}": value for name, value in settings.items()}
        with log.open("w") as stream:
            command = [sys.executable, "-c", "from app.cli import main; main()", "serve"]
            process = subprocess.Popen(command, cwd=folder, env=environment, stdout=stream, stderr=stream, text=True)
        try:
            yield Victim(process, _when_ready(process, log))
        finally:
            process.kill()
            process.wait()


def _when_ready(process: subprocess.Popen[str], log: Path) -> str:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        found = re.search(r"http://[\w.]+:\d+", log.read_text())
        if found:
            try:
                if httpx.get(f"{found[0]}/health/ready").status_code == httpx.codes.OK:
                    return found[0]
            except httpx.TransportError:
                pass
        time.sleep(0.1)
    raise SystemExit(f"The server does not start:\n{log.read_text()}")


@contextmanager
def another_client(of: Victim) -> Iterator[None]:
    """Meanwhile another client asks for a small list again and again."""
    end = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=of.base, timeout=120) as client:
            while not end.is_set():
                begun = time.perf_counter()
                try:
                    client.get("/v1/events?limit=1").raise_for_status()
                except httpx.HTTPError:
                    of.failed += 1
                of.waited.append(time.perf_counter() - begun)
                time.sleep(PAUSE)

    thread = threading.Thread(target=ask)
    thread.start()
    _until_answers(of, 5)
    try:
        yield
        _until_answers(of, len(of.waited) + 5)
    finally:
        end.set()
        thread.join()


def _until_answers(of: Victim, number: int) -> None:
    while len(of.waited) < number:
        time.sleep(PAUSE)


@contextmanager
def measured(of: Victim, name: str) -> Iterator[list[str]]:
    """Print a row: memory before and after, processor time, times of the other client, and what the caller adds."""
    added: list[str] = []
    of.waited.clear()
    before, spent = of.megabytes(), of.processor_seconds()
    with another_client(of):
        yield added
    print(
        f"{name:<24} {before:6.0f} -> {of.megabytes():6.0f} MB  {of.processor_seconds() - spent:6.1f} s of processor  "
        f"other client: median {statistics.median(of.waited) * 1e3:6.1f} ms, worst {max(of.waited) * 1e3:8.1f} ms, "
        f"failed {of.failed}  {'; '.join(added)}",
        flush=True,
    )


def flood(connection: socket.socket, start: bytes, again: bytes, most: int) -> int:
    """Send `start`, then `again` until `most` bytes are sent or the server ends it. Returns how many were sent."""
    sent = 0
    try:
        connection.sendall(start)
        while sent < most:
            sent += connection.send(again)
    except OSError:
        pass
    return sent


def answer_of(connection: socket.socket) -> str:
    """The status line of the answer, or what came in its place."""
    try:
        return connection.recv(1_000).split(b"\r\n")[0].decode("latin-1") or "closed"
    except OSError as error:
        return type(error).__name__
