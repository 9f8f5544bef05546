"""Virtual environments for the rivals, made from lock files in this folder and kept in the cache."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from bench.cache import CACHE, made
from bench.versions import Unusable

HERE = Path(__file__).parent
LOCKS = {"datasette": HERE / "datasette.txt", "plain": HERE / "plain.txt"}


def python_of(name: str) -> Path:
    """The Python of the environment with the packages of a lock file. It is made if it is missing.

    Raises Unusable if the packages cannot be installed; the first time needs the network.
    """
    lock = LOCKS[name]
    key = hashlib.sha256(lock.read_bytes() + sys.version.encode()).hexdigest()[:12]
    return made(CACHE / f"environment-{name}-{key}", lambda folder: _make(folder, lock)) / "bin" / "python"


def _make(folder: Path, lock: Path) -> None:
    print(f"Installing the packages of {lock.name}", flush=True)
    _run([sys.executable, "-m", "venv", str(folder)], lock)
    install = ["-m", "pip", "--disable-pip-version-check", "--no-input", "install", "--quiet", "--require-hashes"]
    _run([str(folder / "bin" / "python"), *install, "-r", str(lock)], lock)


def _run(command: list[str], lock: Path) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unusable(f"The packages of {lock} cannot be installed: {done.stdout}{done.stderr}")
