"""Runs the `timeline` command as a user would, in a process and a folder of its own, and serves files."""

import functools
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self, TypeVar

import httpx
import pytest

from app.settings import PREFIX
from tests.waiting import SECONDS_TO_RUN, SECONDS_TO_WAIT, wait_until

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "tests" / "data"
"""Files that tests read; `README.md` there names their sources and licences."""
TIMELINE = Path(sys.executable).with_name("timeline")
T = TypeVar("T")


def clean_environment(**settings: str) -> dict[str, str]:
    """This process's environment without the product's settings, but with `settings` (`port="0"`)."""
    environment = {name: value for name, value in os.environ.items() if not name.upper().startswith(PREFIX)}
    return environment | {f"{PREFIX}{name.upper()}": value for name, value in settings.items()}


def run_timeline(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """What the command `timeline` did with `arguments` in `folder`, once it has ended."""
    return subprocess.run(
        [TIMELINE, *arguments],
        cwd=folder,
        env=clean_environment(**settings),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=False,
    )


@dataclass
class Served:
    """A server process, with the file that it writes to."""

    process: subprocess.Popen[str]
    log: Path

    @property
    def base(self) -> str:
        """Its address, without a slash at the end. Waits until the server has printed it."""
        return self._wait_for(lambda: re.search(r"http://[\w.\[\]:]+", self.output()))[0]

    def output(self) -> str:
        """All it has written so far, to stdout and stderr."""
        return self.log.read_text(encoding="utf-8")

    def get(self, path: str) -> httpx.Response:
        """The response to `GET path`."""
        return get(f"{self.base}{path}")

    def until_live(self) -> Self:
        """Wait until it answers, whether or not data is loaded, and return it."""
        self._wait_for(lambda: _succeeds(f"{self.base}/health/live"))
        return self

    def until_ready(self) -> Self:
        """Wait until it serves data, and return it."""
        self._wait_for(lambda: _succeeds(f"{self.base}/health/ready"))
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(SECONDS_TO_WAIT)

    def _wait_for(self, condition: Callable[[], T]) -> T:
        def checked() -> T:
            value = condition()
            if not value and self.process.poll() is not None:
                pytest.fail(f"timeline serve ended with {self.process.returncode}; it wrote:\n{self.output()}")
            return value

        try:
            return wait_until(checked, lambda: f"timeline serve did not get ready; it wrote:\n{self.output()}")
        except pytest.fail.Exception:
            self.process.kill()
            self.process.wait()
            raise


def start_server(folder: Path, *arguments: str, command: Path = TIMELINE, **settings: str) -> Served:
    """Start `timeline serve` in `folder` on a free port. The caller waits until it is ready, and stops it.

    Without another setting, queries have the longest limit of time there is.
    """
    log = folder / "serve.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [command, "serve", *arguments],
            cwd=folder,
            env=clean_environment(**({"port": "0", "query_timeout_seconds": "300"} | settings)),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return Served(process, log)


def get(address: str, **options: Any) -> httpx.Response:  # options of httpx.get, of many types
    """The response to a GET of a full address."""
    return httpx.get(address, timeout=SECONDS_TO_WAIT, **options)


def client_of(base: str) -> httpx.Client:
    """A client of the server at `base`: `client_of(base).get("/v1/events")`."""
    return httpx.Client(base_url=base, timeout=SECONDS_TO_WAIT)


def _succeeds(address: str) -> bool:
    try:
        return get(address).status_code == 200
    except httpx.TransportError:
        return False


class _QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Write no log."""


@contextmanager
def serve_files(folder: Path) -> Iterator[str]:
    """Serve the files of `folder` on a free port, and give the origin (`http://127.0.0.1:1234`)."""
    handler = functools.partial(_QuietHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()
