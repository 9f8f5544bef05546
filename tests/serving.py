"""Runs the `timeline` command as a person would: a process of its own, in a folder, with settings of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from app.settings import PREFIX

ROOT = Path(__file__).resolve().parent.parent
TIMELINE = Path(sys.executable).with_name("timeline")
SECONDS_TO_START = 60


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
    """A server process that is ready. `base` is its address without a slash at the end."""

    process: subprocess.Popen[str]
    base: str
    log: Path

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to end, and return its exit code."""
        self.process.send_signal(number)
        return self.process.wait(SECONDS_TO_START)

    def output(self) -> str:
        """All it has written so far, to either stream."""
        return self.log.read_text(encoding="utf-8")


def start_server(folder: Path, *, command: Path = TIMELINE, arguments: tuple[str, ...] = (), **settings: str) -> Served:
    """Start `timeline serve` in `folder` on a free port and wait until it is ready.

    Fails with what it wrote if it ends before that. The caller stops it.
    """
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
    served = Served(process, "", log)
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline and process.poll() is None:
        if not served.base and (found := re.search(r"http://[\w.\[\]:]+", served.output())):
            served.base = found[0]
        if served.base and _ready(served.base):
            return served
        time.sleep(0.05)
    process.kill()
    process.wait()
    pytest.fail(f"timeline serve did not get ready; it wrote:\n{served.output()}")


def _ready(base: str) -> bool:
    try:
        return httpx.get(f"{base}/health/ready", timeout=5).status_code == 200
    except httpx.TransportError:
        return False
