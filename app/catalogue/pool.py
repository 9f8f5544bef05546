"""The catalogue as requests use it: on the reader threads of a worker, with the search indexes beside the database."""

import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from app.catalogue.catalogue import Catalogue
from app.catalogue.words.folders import DamagedIndex, IndexCache, Indexes, NoIndex, ReleaseKey, SearchState
from app.database.engine import Reader, ReleaseHead
from app.database.readers import ReaderPool, ReaderThread

Result = TypeVar("Result")
INDEX_RETRIES = 5


@dataclass(slots=True)
class _Load:
    """What is to be done at the moment."""

    searching: int = 0


@dataclass(frozen=True, slots=True)
class Catalogues:
    """Runs work on the catalogue of the current release, in one read transaction."""

    readers: ReaderPool
    indexes: IndexCache
    _load: _Load = field(default_factory=_Load)

    @property
    def searching(self) -> int:
        """Long requests that wait or are at work."""
        return self._load.searching

    @property
    def open_files(self) -> int:
        """Files that are being written."""
        return self.readers.heavy.open_files

    async def read(self, work: Callable[[Catalogue], Result], *, long: bool = False, facets: bool = False) -> Result:
        """Run `work` on a reader thread; `long`: it takes long or uses the search indexes; `facets`: it counts facets.

        Raises:
            DatabaseUnavailable: nothing is loaded, the file cannot be read or the deadline passed.
            NoIndex: the indexes of the release are not built yet.
        """
        if not (long or facets):
            return await self.readers.lists.read(lambda reader, release: work(self._catalogue(reader, release)))
        self._load.searching += 1
        try:
            return await self._search(work, self.readers.facets if facets else self.readers.heavy)
        finally:
            self._load.searching -= 1

    async def _search(self, work: Callable[[Catalogue], Result], thread: ReaderThread) -> Result:
        return await _retry(
            lambda fresh: thread.read(lambda reader, release: work(self._catalogue(reader, release)), fresh=fresh)
        )

    async def file(
        self, prepare: Callable[[Catalogue], tuple[Result, Iterator[bytes]]]
    ) -> tuple[Result, AsyncGenerator[bytes]]:
        """Run `prepare`; returns its first result and the chunks of a file that its second one yields.

        All chunks are read in one transaction, which ends with the generator; it must be closed.

        Raises:
            DatabaseUnavailable: as `read`; too many files are being written.
            NoIndex: as `read`.
        """
        return await _retry(
            lambda _fresh: self.readers.heavy.file(lambda reader, release: prepare(self._catalogue(reader, release)))
        )

    async def damage(self) -> str | None:
        """What is wrong with the stored data, if the database can tell; for an error that nothing else explains.

        Raises:
            DatabaseUnavailable: as `read`; the deadline passes where there is very much to look at.
        """
        return await self.readers.heavy.read(lambda reader, _release: reader.damage())

    async def search_state(self) -> SearchState:
        """Whether the current release can be searched; from the last look at its indexes, which `check_search` takes.

        Raises:
            DatabaseUnavailable: as `read`.
        """
        if self.indexes.state is None:
            await self.check_search()
        return self.indexes.state or SearchState.MISSING

    async def check_search(self) -> None:
        """Open the search indexes of the current release, unless they are open.

        Raises:
            DatabaseUnavailable: as `read`.
        """
        with contextlib.suppress(NoIndex):
            await self._search(lambda catalogue: catalogue.indexes, self.readers.heavy)

    def _catalogue(self, reader: Reader, release: ReleaseHead) -> Catalogue:
        return Catalogue(reader, release, self._indexes_of)

    def _indexes_of(self, release: ReleaseHead) -> Indexes:
        return self.indexes.of(ReleaseKey.of(release))


async def _retry(read: Callable[[bool], Awaitable[Result]]) -> Result:
    """Read again where the indexes were removed after the release was read: two newer releases were loaded since."""
    for attempt in range(INDEX_RETRIES - 1):
        try:
            return await read(attempt > 0)
        except DamagedIndex:
            raise
        except NoIndex:
            continue
    return await read(True)
