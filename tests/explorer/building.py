"""Installs and builds the explorer, as `make explorer` does."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.serving import ROOT
from tests.waiting import SECONDS_TO_RUN

EXPLORER = ROOT / "examples" / "explorer"
SOURCES = EXPLORER / "src"
ARTEFACTS = ROOT / "test-artefacts" / "explorer"
HOW_TO_GET_NODE = "needs Node.js 18 or newer with npm: apt-get install nodejs npm"
NO_NETWORK = ("ENOTFOUND", "EAI_AGAIN", "ECONNREFUSED", "ETIMEDOUT", "ENETUNREACH")


def run(*command: str | Path) -> subprocess.CompletedProcess[str]:
    """What a command did in the explorer's folder, with both its streams together."""
    return subprocess.run(
        command,
        cwd=EXPLORER,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=False,
    )


def tool(name: str) -> Path:
    """The program of an installed npm package."""
    return EXPLORER / "node_modules" / ".bin" / name


def install() -> None:
    """Run `npm ci`, unless the packages of the lock are there. Skips the test without Node.js or network."""
    if (
        not shutil.which("node")
        or not shutil.which("npm")
        or int(run("node", "-p", "parseInt(process.version.slice(1))").stdout) < 18
    ):
        pytest.skip(HOW_TO_GET_NODE)
    lock, installed = EXPLORER / "package-lock.json", EXPLORER / "node_modules" / ".package-lock.json"
    if installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime:
        return
    done = run("npm", "ci", "--no-progress")
    if any(sign in done.stdout for sign in NO_NETWORK):
        pytest.skip("the packages of examples/explorer could not be fetched: run `npm ci` there once, with a network")
    assert done.returncode == 0, done.stdout
    installed.touch()
