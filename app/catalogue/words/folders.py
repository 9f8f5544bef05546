"""Where the search indexes of releases lie, and opening those of one.

Below the search folder each release has a folder of its own, complete from the moment it has its name. The database's
release row says which release is current.
"""

import re
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Self

from app.catalogue.words.index import FOLDER, WordIndex
from app.catalogue.words.suggest import FOLDER as NAMES
from app.catalogue.words.suggest import NamesIndex
from app.catalogue.words.sums import FileState, fault, states
from app.database.errors import ReleaseHead

OPEN_RELEASES = 2
SECONDS_BETWEEN_CHECKS = 1
"""How often it is checked whether the files of an open index are still the same."""
CHECKSUM_DIGITS = 20
_NAME = re.compile(rf"[0-9a-f]{{{CHECKSUM_DIGITS}}}-\d+-\d{{8}}T\d{{6}}Z-.+")


def names_release(folder: str) -> bool:
    """Whether a folder's name is that of some release's indexes."""
    return _NAME.fullmatch(folder) is not None


class NoIndex(Exception):
    """The indexes of a release are not there."""


class DamagedIndex(NoIndex):
    """The indexes of a release are there, but not as they were written."""


class SearchState(StrEnum):
    """Whether the release that was asked for last can be searched."""

    READY = "ready"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class ReleaseKey:
    """What decides the content of a release's indexes.

    Number and time of loading are in it since records of equal content may have been changed on other days;
    `fingerprint` is that of the code that made them, with a sign where it did so in part.
    """

    number: int
    checksum: str
    loaded_at: datetime
    fingerprint: str

    @classmethod
    def of(cls, release: ReleaseHead) -> Self:
        """The key of a release that readers see."""
        return cls(release.number, release.checksum, release.loaded_at, release.fingerprint)

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
            DamagedIndex: a file is missing or is not as it was written. All are read: the engine would open them, and
                fail or end the thread in the middle of a search.
        """
        if not folder.is_dir():
            raise NoIndex(str(folder))
        wrong = fault(folder)
        if wrong is not None:
            raise (DamagedIndex if folder.is_dir() else NoIndex)(wrong)
        try:
            self.words = WordIndex(folder / FOLDER)
            self.names = NamesIndex(folder / NAMES)
        except (OSError, ValueError) as error:
            raise (DamagedIndex if folder.is_dir() else NoIndex)(f"{folder}: {error}") from error


@dataclass(slots=True)
class _Opened:
    """What came of opening the indexes of a release, and of which files. `checked` is on the clock that only rises."""

    result: Indexes | DamagedIndex
    files: tuple[FileState, ...]
    checked: float


class IndexCache:
    """The indexes below one search folder; those of the last two releases used stay open.

    Any thread may ask for them, and waits while another opens some. `state` None: nothing was asked for yet.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._open: dict[str, _Opened] = {}
        self._lock = threading.Lock()
        self.state: SearchState | None = None

    def of(self, release: ReleaseKey) -> Indexes:
        """The indexes of a release. Where their files were replaced or written, they are opened again.

        Raises:
            NoIndex: they are not there: removed a moment ago, or never built.
            DamagedIndex: they are damaged.
        """
        name = release.folder
        with self._lock:
            opened = self._current(name) or self._opened(name)
        if isinstance(opened.result, DamagedIndex):
            self.state = SearchState.DAMAGED
            raise opened.result.with_traceback(None)
        self.state = SearchState.READY
        return opened.result

    def _current(self, name: str) -> _Opened | None:
        """What was opened before, unless its files are others now. A folder that is gone is still read."""
        opened = self._open.get(name)
        now = time.monotonic()
        if opened is None or now < opened.checked + SECONDS_BETWEEN_CHECKS:
            return opened
        opened.checked = now
        files = states(self._root / name)
        return opened if files in {opened.files, ()} else None

    def _opened(self, name: str) -> _Opened:
        folder = self._root / name
        files = states(folder)
        try:
            result: Indexes | DamagedIndex = Indexes(folder)
        except DamagedIndex as error:
            result = error
        except NoIndex:
            self.state = SearchState.MISSING
            raise
        self._open.pop(name, None)
        while len(self._open) >= OPEN_RELEASES:
            del self._open[next(iter(self._open))]
        self._open[name] = _Opened(result, files, time.monotonic())
        return self._open[name]
