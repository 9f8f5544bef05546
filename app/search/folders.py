"""Where the indexes lie, and opening those of one release.

Below the search folder each release has a folder of its own, complete from the moment it has its name, and in it one
folder for each kind. The database's release row says which is current.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.search.index import KindIndex
from app.search.schema import FORMAT, Kind
from app.search.suggest import FOLDER, NamesIndex

OPEN_RELEASES = 2
CHECKSUM_DIGITS = 20
_NAME = re.compile(rf"[0-9a-f]{{{CHECKSUM_DIGITS}}}-\d+-\d{{8}}T\d{{6}}Z-.+")


def names_release(folder: str) -> bool:
    """Whether a folder's name is that of some release's indexes."""
    return _NAME.fullmatch(folder) is not None


class NoIndex(Exception):
    """The folder of a release is not there, or cannot be opened."""


@dataclass(frozen=True, slots=True)
class ReleaseKey:
    """What decides the content of a release's indexes.

    Number and time of loading are in it since records of equal content may have been changed on other days;
    `derived` is the number of the store's derived format.
    """

    number: int
    checksum: str
    loaded_at: datetime
    derived: int

    @property
    def folder(self) -> str:
        """The name of the folder."""
        stamp = self.loaded_at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")
        return f"{self.checksum[:CHECKSUM_DIGITS]}-{self.number}-{stamp}-{FORMAT}.{self.derived}"


class ReleaseIndexes:
    """The indexes of one release, all open."""

    def __init__(self, folder: Path) -> None:
        """Raises NoIndex."""
        try:
            self.kinds: Mapping[Kind, KindIndex] = {kind: KindIndex(folder / kind) for kind in Kind}
            self.names = NamesIndex(folder / FOLDER)
        except (OSError, ValueError) as error:
            raise NoIndex(f"{folder}: {error}") from error


class Indexes:
    """The indexes below one search folder, for one thread; those of the last two releases asked for stay open."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: dict[str, ReleaseIndexes] = {}

    def of(self, release: ReleaseKey) -> ReleaseIndexes:
        """The indexes of a release.

        Raises:
            NoIndex: they are not there: removed a moment ago, or never built.
        """
        name = release.folder
        if name not in self._open:
            found = ReleaseIndexes(self._root / name)
            while len(self._open) >= OPEN_RELEASES:
                del self._open[next(iter(self._open))]
            self._open[name] = found
        return self._open[name]
