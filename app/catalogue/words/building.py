"""Building the indexes of a release, and removing those of releases that are no longer read.

A folder is built under a passing name, written through to the disk, and only then renamed: what has a release's name
is complete. Only who holds the lock builds or removes; the system frees it when its holder dies.
"""

import contextlib
import fcntl
import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from app.catalogue.words.folders import ReleaseKey, names_release
from app.catalogue.words.sums import BLOCKS, fault, write_sums
from app.database.files import sync

LOCK = ".lock"
BUILDING = ".building-"
DEAD = ".dead-"
KEPT_RELEASES = 2


class CannotWriteIndex(OSError):
    """The search engine could not write its files: the disk is full, or fails."""


class Builder:
    """Who may build and remove below one search folder. Made by `locked`."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def folder(self, release: ReleaseKey) -> Path:
        """Where the indexes of a release are, if they are."""
        return self._root / release.folder

    def has(self, release: ReleaseKey) -> bool:
        """Whether the indexes of a release are there, complete and undamaged. Reads all of their files."""
        return self.fault(release) is None

    def fault(self, release: ReleaseKey) -> str | None:
        """What is wrong with the indexes of a release, in words; None where they are complete and undamaged."""
        return fault(self.folder(release))

    def build(self, release: ReleaseKey, write: Callable[[Path], None]) -> None:
        """Let `write` write the indexes of a release into an empty folder, and give that the release's name.

        Interrupted at any moment it leaves nothing with the release's name. Where it fails it leaves nothing at all, so
        that it does not keep a disk full.

        Raises:
            OSError, ValueError: the folder cannot be written.
        """
        building = self._root / f"{BUILDING}{os.getpid()}-{secrets.token_hex(4)}"
        building.mkdir()
        try:
            write(building)
            write_sums(building)
            to_disk(building)
            if self.folder(release).exists():  # damaged
                self._remove(self.folder(release))
            building.rename(self.folder(release))
        except BaseException as error:
            shutil.rmtree(building, ignore_errors=True)
            # The engine has one type for all its errors; only the text says that a file could not be written.
            if isinstance(error, ValueError) and "IO error" in str(error):
                raise CannotWriteIndex(str(error)) from error
            raise
        sync(self._root)

    def keep(self, releases: Sequence[ReleaseKey]) -> None:
        """Remove the indexes of all other releases, and what interrupted runs left. What else lies there stays.

        The first release is the current one. What a derivation can take over is kept of that one alone.
        """
        for release in releases[1:]:
            shutil.rmtree(self.folder(release) / BLOCKS, ignore_errors=True)
        kept = {release.folder for release in releases}
        for folder in list(self._root.iterdir()):
            ours = folder.name.startswith((BUILDING, DEAD)) or names_release(folder.name)
            if ours and folder.name not in kept:
                self._remove(folder)

    def _remove(self, folder: Path) -> None:
        # Renamed first, so that a reader finds a release's folder whole or not at all.
        dead = folder if folder.name.startswith(DEAD) else folder.with_name(f"{DEAD}{secrets.token_hex(8)}")
        if dead != folder:
            folder.rename(dead)
        shutil.rmtree(dead)


@contextlib.contextmanager
def locked(root: Path) -> Iterator[Builder]:
    """The sole right to build and remove below `root`, which is made if need be; waits for who has it.

    Raises:
        OSError: the folder cannot be made or written.
    """
    root.mkdir(parents=True, exist_ok=True)
    with (root / LOCK).open("w") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield Builder(root)


def to_disk(folder: Path) -> None:
    """Write a folder through to the disk with all it holds."""
    for path in folder.iterdir():
        if path.is_dir():
            to_disk(path)
        else:
            sync(path)
    sync(folder)
