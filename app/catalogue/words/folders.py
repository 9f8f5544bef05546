"""Where the search indexes of releases lie, and opening those of one.

Below the search folder each release has a folder of its own, complete from the moment it has its name. The database's
release row says which release is current.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.catalogue.words.index import FOLDER, WordIndex
from app.catalogue.words.suggest import FOLDER as NAMES
from app.catalogue.words.suggest import NamesIndex

OPEN_RELEASES = 2
CHECKSUM_DIGITS = 20
_NAME = re.compile(rf"[0-9a-f]{{{CHECKSUM_DIGITS}}}-\d+-\d{{8}}T\d{{6}}Z-.+")


def names_release(folder: str) -> bool:
    """Whether a folder's name is that of some release's indexes."""
    return _NAME.fullmatch(folder) is not None


class NoIndex(Exception):
    """The indexes of a release are not there, or cannot be opened."""


@dataclass(frozen=True, slots=True)
class ReleaseKey:
    """What decides the content of a release's indexes.

    Number and time of loading are in it since records of equal content may have been changed on other days;
    `fingerprint` is that of the code that made them.
    """

    number: int
    checksum: str
    loaded_at: datetime
    fingerprint: str

    @property
    def folder(self) -> str:
        """The name of the folder."""
        stamp = self.loaded_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        return f"{self.checksum[:CHECKSUM_DIGITS]}-{self.number}-{stamp}-{self.fingerprint}"


class Indexes:
    """The search indexes of one release, open: words, and names to complete."""

    def __init__(self, folder: Path) -> None:
        """Open the indexes in `folder`.

        Raises:
            NoIndex: they are not there.
        """
        try:
            self.words = WordIndex(folder / FOLDER)
            self.names = NamesIndex(folder / NAMES)
        except (OSError, ValueError) as error:
            raise NoIndex(f"{folder}: {error}") from error


class IndexCache:
    """The indexes below one search folder, for one thread; those of the last two releases used stay open."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: dict[str, Indexes] = {}

    def of(self, release: ReleaseKey) -> Indexes:
        """The indexes of a release.

        Raises:
            NoIndex: they are not there: removed a moment ago, or never built.
        """
        name = release.folder
        if name not in self._open:
            found = Indexes(self._root / name)
            while len(self._open) >= OPEN_RELEASES:
                del self._open[next(iter(self._open))]
            self._open[name] = found
        return self._open[name]
