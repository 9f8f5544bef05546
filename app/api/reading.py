"""The threads that read: the event loop never touches the database.

Each worker has two, each the only user of one read-only connection: `lists` for lists and details, `heavy` for what
may take long (searches, facets, networks, files), so that a wide count never holds up a page.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from starlette.requests import Request

from app.delivery.problems import BUSY, Problem
from app.store.engine import NoRelease, QueryTimeout, Reader, ReleaseHead

Made = TypeVar("Made")


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

    def close(self) -> None:
        """Close both."""
        self.lists.close()
        self.heavy.close()


def reading(request: Request) -> Reading:
    """The reading threads of the application that got `request`."""
    threads = request.app.state.reading
    assert isinstance(threads, Reading)  # noqa: S101 - put there by main.py
    return threads
