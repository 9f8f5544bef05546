"""The threads that read: the event loop never touches the database.

Each worker has two, each the only user of one read-only connection: `lists` for lists and details, `heavy` for what
may take long (searches, facets, networks, files), so that a wide count never holds up a page.
"""

import asyncio
import contextlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from starlette.requests import Request

from app.delivery.problems import BUSY, Problem
from app.search.folders import Indexes, NoIndex, ReleaseIndexes, ReleaseKey
from app.store.derived import FORMAT
from app.store.engine import NoRelease, QueryTimeout, Reader, ReleaseHead

Made = TypeVar("Made")
TRIES = 5


class ReadingThread:
    """One thread and its reader; the reader is opened at the first question."""

    def __init__(self, name: str, path: Path, deadline_seconds: float) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._path = path
        self._deadline_seconds = deadline_seconds
        self._reader: Reader | None = None

    async def read(self, work: Callable[[Reader, ReleaseHead], Made]) -> Made:
        """What `work` makes in one read transaction.

        Raises:
            Problem: 503 where nothing is loaded, or the deadline passed.
        """
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, self._in_transaction, work)
        except NoRelease:
            raise Problem(BUSY, "No data is loaded yet.") from None
        except QueryTimeout:
            raise Problem(BUSY, "The query took too long and was stopped; a narrower one may succeed.") from None

    def _in_transaction(self, work: Callable[[Reader, ReleaseHead], Made]) -> Made:
        if self._reader is None:
            if not self._path.is_file():
                raise NoRelease
            self._reader = Reader(self._path, deadline_seconds=self._deadline_seconds)
        with self._reader.answer() as release:
            return work(self._reader, release)

    def close(self) -> None:
        """Finish what is under way, then close the connection."""
        self._pool.shutdown(wait=True)
        if self._reader is not None:
            self._reader.close()


@dataclass(frozen=True, slots=True)
class Reading:
    """The reading threads of a worker."""

    lists: ReadingThread
    heavy: ReadingThread
    indexes: Indexes
    """Used by `heavy` alone."""

    async def search(self, work: Callable[[Reader, ReleaseHead, ReleaseIndexes], Made]) -> Made:
        """What `work` makes from the rows and the search indexes of one release.

        The indexes may be removed just after the release row was read, once two further releases were loaded: then
        the row is read again.

        Raises:
            Problem: 503 where nothing is loaded, the deadline passed, or the indexes are not built yet.
        """

        def in_one_release(reader: Reader, release: ReleaseHead) -> Made:
            key = ReleaseKey(release.number, release.checksum, release.loaded_at, FORMAT)
            return work(reader, release, self.indexes.of(key))

        for _ in range(TRIES):
            with contextlib.suppress(NoIndex):
                return await self.heavy.read(in_one_release)
        raise Problem(BUSY, "The search index of this release is not built yet; all but searching works.")

    def close(self) -> None:
        """Close both."""
        self.lists.close()
        self.heavy.close()


def reading(request: Request) -> Reading:
    """The reading threads of the application that got `request`."""
    threads = request.app.state.reading
    assert isinstance(threads, Reading)  # noqa: S101 - put there by main.py
    return threads
