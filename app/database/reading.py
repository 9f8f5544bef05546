"""The threads that read: the event loop never touches the database.

Each worker has two, each the only user of one read-only connection: `lists` for lists and details, `heavy` for what
may take long (searches, facets, networks, files), so that a wide count never holds up a page.
"""

import asyncio
import contextlib
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, ParamSpec, TypeVar

from starlette.requests import Request

from app.catalogue.words.folders import NoIndex
from app.database.engine import NoRelease, QueryTimeout, Reader, ReleaseHead, UnreadableDatabase
from app.http.problems import BUSY, Problem

Made = TypeVar("Made")
log = logging.getLogger(__name__)
Given = ParamSpec("Given")
TRIES = 5
PIECE = 64_000
"""Bytes of a file that are handed out at once."""
MOST_FILES = 32
"""Files that may be under way at once in each worker: each has a connection of its own."""
SECONDS_TO_TAKE = 60
"""How long a client may leave a piece untaken: an open transaction keeps the database's log from shrinking."""


@dataclass(slots=True)
class _File(Generic[Made]):
    """A file in the making: a reader in a transaction that stays open, and what writes the pieces."""

    reader: Reader
    made: Made
    pieces: Iterator[bytes]
    closed: bool = False

    def piece(self) -> bytes | None:
        """The next piece, empty where the writer lets others go first; None at the end."""
        gathered, size = [], 0
        with self.reader.within_deadline():
            for piece in self.pieces:
                gathered.append(piece)
                size += len(piece)
                if not piece or size >= PIECE:
                    break
        return b"".join(gathered) if gathered else None

    def close(self) -> None:
        """End the transaction, on the thread that makes the pieces."""
        self.reader.close()


class ReadingThread:
    """One thread and its reader; the reader is opened at the first question."""

    def __init__(self, name: str, path: Path, deadline_seconds: float) -> None:
        self._pool = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._path = path
        self._deadline_seconds = deadline_seconds
        self._reader: Reader | None = None
        self._files = 0

    async def read(self, work: Callable[[Reader, ReleaseHead], Made]) -> Made:
        """What `work` makes in one read transaction.

        Raises:
            Problem: 503 where nothing is loaded, or the deadline passed.
        """
        return await self._run(self._in_transaction, work)

    async def file(
        self, prepare: Callable[[Reader, ReleaseHead], tuple[Made, Iterator[bytes]]]
    ) -> tuple[Made, AsyncGenerator[bytes]]:
        """What `prepare` made, and the pieces of the file it writes: all in one read transaction, piece after piece.

        Other work goes on between the pieces, so the transaction has a connection of its own. It ends with the
        generator, which must be closed.

        Raises:
            Problem: 503 where nothing is loaded, a deadline passed, or too many files are under way.
        """
        if self._files >= MOST_FILES:
            raise Problem(BUSY, f"{MOST_FILES} files are being written already; try again in a moment.")
        self._files += 1
        try:
            file = await self._run(self._opened, prepare)
        except BaseException:
            self._files -= 1
            raise
        return file.made, self._pieces(file)

    async def _pieces(self, file: _File[Made]) -> AsyncGenerator[bytes]:
        loop = asyncio.get_running_loop()
        try:
            while (piece := await self._run(file.piece)) is not None:
                if piece:
                    untaken = loop.call_later(SECONDS_TO_TAKE, self._close_file, file)
                    yield piece
                    untaken.cancel()
                    if file.closed:
                        raise TimeoutError("the client did not take the file")
        finally:
            self._files -= 1
            self._close_file(file)

    def _close_file(self, file: _File[Made]) -> None:
        """Close a file after what its thread has under way; nothing waits for it, for the client may be gone."""
        file.closed = True  # at once: the client may come back before the thread gets to it
        try:
            self._pool.submit(file.close)
        except RuntimeError:  # the pool has been shut down, and so its thread has ended
            file.close()

    def _opened(self, prepare: Callable[[Reader, ReleaseHead], tuple[Made, Iterator[bytes]]]) -> _File[Made]:
        with contextlib.ExitStack() as undone:
            reader = self._new_reader()
            undone.callback(reader.close)
            with reader.within_deadline():
                made, pieces = prepare(reader, reader.begin())
            undone.pop_all()
            return _File(reader, made, pieces)

    async def _run(self, work: Callable[Given, Made], *given: Given.args, **_none: Given.kwargs) -> Made:
        """Run `work` on the thread; what it says of the database becomes a problem."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work, *given)
        except NoRelease:
            raise Problem(BUSY, "No data is loaded yet.") from None
        except QueryTimeout:
            raise Problem(BUSY, "The query took too long and was stopped; a narrower one may succeed.") from None
        except UnreadableDatabase as fault:
            log.error("The database %s cannot be read: %s", self._path, fault)  # noqa: TRY400 - no fault of the code
            raise Problem(BUSY, "The database cannot be read at the moment.") from None

    def _in_transaction(self, work: Callable[[Reader, ReleaseHead], Made]) -> Made:
        if self._reader is not None and self._reader.outdated:
            self._reader.close()
            self._reader = None
        if self._reader is None:
            self._reader = self._new_reader()
        with self._reader.answer() as release:
            return work(self._reader, release)

    def _new_reader(self) -> Reader:
        if not self._path.is_file():
            raise NoRelease
        return Reader(self._path, deadline_seconds=self._deadline_seconds)

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

    async def read_long(self, work: Callable[[Reader, ReleaseHead], Made]) -> Made:
        """What `work` makes on the thread for long work; it may ask for `indexes_of` the release.

        Raises:
            Problem: as `search`.
        """
        return await _again(lambda: self.heavy.read(work))

    async def file(
        self, prepare: Callable[[Reader, ReleaseHead], tuple[Made, Iterator[bytes]]]
    ) -> tuple[Made, AsyncGenerator[bytes]]:
        """What `ReadingThread.file` makes on the thread for long work; `prepare` may ask for `indexes_of` the release.

        Raises:
            Problem: as that and `search`.
        """
        return await _again(lambda: self.heavy.file(prepare))

    def close(self) -> None:
        """Close both."""
        self.lists.close()
        self.heavy.close()


async def _again(read: Callable[[], Awaitable[Made]]) -> Made:
    for _ in range(TRIES):
        with contextlib.suppress(NoIndex):
            return await read()
    raise Problem(BUSY, "The search index of this release is not built yet; all but searching works.")


def reading(request: Request) -> Reading:
    """The reading threads of the application that got `request`."""
    threads = request.app.state.reading
    assert isinstance(threads, Reading)  # noqa: S101 - put there by main.py
    return threads
