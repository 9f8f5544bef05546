"""Runs the programs of this folder, which need Node and `npm ci`."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.waiting import SECONDS_TO_RUN

FOLDER = Path(__file__).resolve().parent


def run(program: str, given: bytes) -> subprocess.CompletedProcess[bytes]:
    """What `program` made of `given` on its input; skips the test where it cannot be run."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node.js: apt-get install nodejs npm")
    if not (FOLDER / "node_modules").is_dir():
        pytest.skip("needs packages: npm ci --prefix tests/node")
    return subprocess.run(
        [node, FOLDER / program], input=given, capture_output=True, timeout=SECONDS_TO_RUN, check=False
    )
