"""Former releases that are kept, each as a backup in a folder beside the database."""

import re
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from app.database.backup import connected, release_in, write_backup

_NAME = re.compile(r"([1-9][0-9]*)\.backup")


@dataclass(frozen=True, slots=True)
class KeptRelease:
    """A release that is kept in a file. `loaded_at` is as it is stored: UTC, ISO 8601."""

    number: int
    version: str
    checksum: str
    loaded_at: str
    path: Path

    def is_release(self, number: int, checksum: str, loaded_at: str) -> bool:
        """Whether it is that release, and not another of the same number."""
        return (self.number, self.checksum, self.loaded_at) == (number, checksum, loaded_at)


class KeptReleases:
    """The kept releases of one database. Used by who has the right to write it (`turns.py`)."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self.folder = Path(f"{database}.releases")

    def keep(self) -> None:
        """Keep the release that is served now, if there is one.

        Raises:
            CannotBackUp, OSError, sqlite3.DatabaseError: it cannot be written.
        """
        release = release_in(self._database)
        if release is None:
            return
        path = self.folder / f"{release.number}.backup"
        if path.exists():
            kept = release_in(path)
            if kept is not None and kept.name == release.name:
                path.touch()  # so that it counts as the one kept last
                return
        self.folder.mkdir(exist_ok=True)
        write_backup(self._database, path)

    def prune(self, number: int) -> None:
        """Remove all but the `number` releases that were kept last.

        Raises:
            OSError: one cannot be removed.
        """
        by_age = sorted(self.paths(), key=lambda path: path.stat().st_mtime_ns, reverse=True)
        for path in by_age[number:]:
            path.unlink(missing_ok=True)

    def all(self) -> list[KeptRelease]:
        """All that are kept, the highest number first. A file that cannot be read is left out."""
        found = [self._read(path) for path in self.paths()]
        return sorted((each for each in found if each is not None), key=lambda each: -each.number)

    def find(self, number: int) -> KeptRelease | None:
        """The kept release of a number, or None."""
        return next((each for each in self.all() if each.number == number), None)

    def paths(self) -> list[Path]:
        """The files of the kept releases."""
        return [path for path in self.folder.glob("*.backup") if _NAME.fullmatch(path.name)]

    def _read(self, path: Path) -> KeptRelease | None:
        statement = "SELECT number, version, checksum, loaded_at FROM release ORDER BY number DESC LIMIT 1"
        try:
            with connected(path, read_only=True) as connection:
                row = connection.execute(statement).fetchone()
        except sqlite3.DatabaseError:
            return None
        if row is None:
            return None
        number, version, checksum, loaded_at = row
        return KeptRelease(number, version, checksum, loaded_at, path)
