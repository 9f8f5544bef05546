"""The versions of the code that are measured: the source tree itself, and older commits in git worktrees.

A version is used through what it shows to the outside only: the `timeline` command, `app.main:app_factory`, the
`TIMELINE_` variables and HTTP. All versions run in the same virtual environment.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bench.cache import CACHE, ROOT

MODULE = "app"
COMMAND = "from app.cli import main; main()"
"""The program of versions whose package cannot be run as a module."""
PREFIX = "TIMELINE_"


class Unusable(Exception):
    """A version or a tool cannot be used. The message says what to do."""


@dataclass(frozen=True)
class Version:
    """One state of the code: a short name for tables, and the folder that holds `app/`."""

    name: str
    tree: Path

    @property
    def key(self) -> str:
        """12 hexadecimal digits that change with any file of `app/` or `migrations/`, whether committed or not."""
        digest = hashlib.sha256()
        for folder in ("app", "migrations"):
            for path in sorted((self.tree / folder).rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    digest.update(f"{path.relative_to(self.tree).as_posix()}\0".encode())
                    digest.update(hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()[:12]

    def command(self, *arguments: str) -> list[str]:
        """The `timeline` command of this version with arguments. Needs `environment`."""
        is_module = (self.tree / "app" / "__main__.py").is_file()
        return [sys.executable, *(("-m", MODULE) if is_module else ("-c", COMMAND)), *arguments]

    def environment(self, settings: Mapping[str, str]) -> dict[str, str]:
        """The environment for a process of this version, with no `TIMELINE_` variables but those in `settings`."""
        return service_environment() | {"PYTHONPATH": str(self.tree)} | dict(settings)

    def check(self) -> None:
        """Raise Unusable if a process of this version would import `app` from another place than its tree."""
        done = subprocess.run(
            [sys.executable, "-c", "import app; print(app.__file__)"],
            env=self.environment({}),
            cwd=CACHE,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not Path(done.stdout.strip()).is_relative_to(self.tree):
            raise Unusable(f"`app` of {self.name} is not imported from {self.tree}: {done.stdout}{done.stderr}")


def service_environment() -> dict[str, str]:
    """The environment of this process for a server: no settings, and Python may keep what it compiled.

    Without that each start would compile the source anew, though not that of installed packages.
    """
    return {
        name: value
        for name, value in os.environ.items()
        if not name.upper().startswith(PREFIX) and name != "PYTHONDONTWRITEBYTECODE"
    }


def named(text: str) -> Version:
    """The version that a command line names: a folder with a source tree, or a commit."""
    folder = Path(text).resolve()
    if (folder / "app" / "main.py").is_file():
        return source_tree() if folder == ROOT else Version(folder.name, folder)
    return commit(text)


def source_tree() -> Version:
    """The code as it is now, changes that are not committed included."""
    return Version("now", ROOT)


def commit(reference: str) -> Version:
    """The code of a commit, checked out into a git worktree in the cache folder. Raises Unusable without git."""
    full = _git("rev-parse", "--verify", "--quiet", f"{reference}^{{commit}}")
    tree = CACHE / f"tree-{full[:12]}"
    if not (tree / "app").is_dir():
        _git("worktree", "add", "--detach", "--force", str(tree), full)
    return Version(full[:7], tree)


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    except FileNotFoundError as fault:
        raise Unusable("AGAINST needs git.") from fault
    if done.returncode:
        raise Unusable(f"git {' '.join(arguments)} failed: {done.stderr.strip() or 'no such commit'}.")
    return done.stdout.strip()
