"""Runs the `timeline` command as a person would: a process of its own, in a folder, with settings of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Self, TypeVar

import httpx
import pytest

from app.settings import PREFIX

ROOT = Path(__file__).resolve().parent.parent
TIMELINE = Path(sys.executable).with_name("timeline")
SECONDS_TO_START = 60
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
        timeout=SECONDS_TO_START,
        check=False,
    )


@dataclass
class Served:
    """A server process, with the file that it writes to."""

    process: subprocess.Popen[str]
    log: Path

    @property
    def base(self) -> str:
        """Its address, without a slash at the end, once it has printed it."""
        found = self._wait_for(lambda: re.search(r"http://[\w.\[\]:]+", self.output()))
        return found[0]

    def output(self) -> str:
        """All it has written so far, to either stream."""
        return self.log.read_text(encoding="utf-8")

    def until_ready(self) -> Self:
        """Itself, once it answers."""
        base = self.base
        self._wait_for(lambda: _answers(f"{base}/health/ready"))
        return self

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(SECONDS_TO_START)

    def _wait_for(self, look: Callable[[], T | None]) -> T:
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline and self.process.poll() is None:
            if found := look():
                return found
            time.sleep(0.05)
        self.process.kill()
        self.process.wait()
        pytest.fail(f"timeline serve did not get ready; it wrote:\n{self.output()}")


def start_server(folder: Path, *arguments: str, command: Path = TIMELINE, **settings: str) -> Served:
    """Start `timeline serve` in `folder` on a free port. The caller waits until it is ready, and stops it."""
    log = folder / "serve.log"
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [command, "serve", *arguments],
            cwd=folder,
            env=clean_environment(**({"port": "0"} | settings)),
            stdin=subprocess.DEVNULL,
            stdout=stream,
            stderr=subprocess.STDOUT,
            text=True,
        )
    return Served(process, log)


def _answers(address: str) -> bool:
    try:
        return httpx.get(address, timeout=5).status_code == 200
    except httpx.TransportError:
        return False
