"""The catalogue as requests use it: on the reader threads of a worker, with the search indexes beside the database."""

from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass
from typing import TypeVar

from app.catalogue.catalogue import Catalogue
from app.catalogue.words.folders import IndexCache, Indexes, ReleaseKey
from app.database.engine import Reader, ReleaseHead
from app.database.reading import Reading

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Catalogues:
    """Runs work on the catalogue of the current release, in one read transaction."""

    readers: Reading
    indexes: IndexCache

    async def read(self, work: Callable[[Catalogue], Result], *, long: bool = False) -> Result:
        """Run `work` on a reader thread; `long`: it takes long or uses the search indexes.

        Raises:
            Problem: 503, nothing is loaded, the deadline passed, or the indexes are not built.
        """
        if long:
            return await self.readers.read_long(lambda reader, release: work(self._catalogue(reader, release)))
        return await self.readers.lists.read(lambda reader, release: work(self._catalogue(reader, release)))

    async def file(
        self, prepare: Callable[[Catalogue], tuple[Result, Iterator[bytes]]]
    ) -> tuple[Result, AsyncGenerator[bytes]]:
        """Run `prepare`; returns its first result and the chunks of a file that its second one yields.

        All chunks are read in one transaction, which ends with the generator; it must be closed.

        Raises:
            Problem: as `read`, or too many files are being written.
        """
        return await self.readers.file(lambda reader, release: prepare(self._catalogue(reader, release)))

    def _catalogue(self, reader: Reader, release: ReleaseHead) -> Catalogue:
        return Catalogue(reader, release, self._indexes_of)

    def _indexes_of(self, release: ReleaseHead) -> Indexes:
        return self.indexes.of(ReleaseKey(release.number, release.checksum, release.loaded_at, release.fingerprint))
