"""Reader threads: the event loop never touches the database.

Each worker has three, each the only user of one read-only connection: `lists` for lists and details, `heavy` for what
may take long (searches, networks, files), `facets` for what counts all matches, so that neither delays a page and no
search waits for a count.

Requests that wait for a thread are handed over together, once per turn of the event loop. One read transaction serves
all requests of `SNAPSHOT_SECONDS`: it costs as much to begin as a small query. The thread ends it when that time is
over, also while idle, because an open transaction keeps SQLite's write-ahead log from shrinking.
"""

import asyncio
import contextlib
import queue
import threading
import time
from collections.abc import AsyncGenerator, Callable, Iterator
from dataclasses import dataclass, fields
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar, TypeVarTuple

from app.database.dialects import database_of
from app.database.dialects.protocol import Choose, Database
from app.database.engine import ConnectionLost, DatabaseUnavailable, NoRelease, Reader, ReleaseHead

Result = TypeVar("Result")
Args = TypeVarTuple("Args")
Work = Callable[[Reader, ReleaseHead], Result]
Prepare = Callable[[Reader, ReleaseHead], tuple[Result, Iterator[bytes]]]

SNAPSHOT_SECONDS = 0.1
"""How long requests share a read transaction, and so how soon they see a new release."""
RESULTS_SECONDS = 0.005
"""Results of requests handed over together are returned together, but those there are after each such time."""
FILE_CHUNK_BYTES = 64_000
MAX_OPEN_FILES = 32
"""Files each thread may write at the same time: each has a connection of its own."""
CHUNK_TIMEOUT_SECONDS = 120
"""How long a client may take for a chunk of a file before its transaction is ended. The server ends the connection of
such a client before; this is for all that may lie between."""
MOST_WAITING = 1_000
"""Requests that each thread may have before it."""
MOST_DEADLINES = 2
"""How often the time of a query a request may wait before it is begun."""


class TooManyFiles(DatabaseUnavailable):
    """`MAX_OPEN_FILES` files are being written already."""


class WorkFailed(Exception):
    """What ran on a thread ended it with something that is no `Exception`, such as a panic of the search engine."""


class TooManyRequests(DatabaseUnavailable):
    """`MOST_WAITING` requests wait already, or this one waited for too long."""


class NotTaken(Exception):
    """The client did not take a chunk of a file in time; the rest of the file is gone."""


@dataclass(slots=True)
class _Job:
    """A call for the thread. Its result or error is for `future`."""

    future: asyncio.Future[Any]
    call: Callable[..., Any]
    arguments: tuple[Any, ...]
    latest: float
    """The moment after which it is not begun any more, by the monotonic clock."""
    result: Any = None
    error: Exception | None = None
    finished: bool = False


@dataclass(slots=True)
class _File(Generic[Result]):
    """A file being written: a reader with an open transaction, and the chunks that are left."""

    reader: Reader
    prepared: Result
    chunks: Iterator[bytes]
    closed: bool = False

    def read(self) -> bytes | None:
        """About `FILE_CHUNK_BYTES`, or nothing where the writer lets others go first; None at the end."""
        parts, size = [], 0
        with self.reader.within_deadline():
            for part in self.chunks:
                parts.append(part)
                size += len(part)
                if not part or size >= FILE_CHUNK_BYTES:
                    break
        return b"".join(parts) if parts else None


class ReaderThread:
    """A thread and its reader, which is opened at the first request. Used from one event loop at a time.

    `database` and `choose` are as in `Reader`.
    """

    def __init__(
        self, name: str, database: Database | Path, deadline_seconds: float, choose: Choose | None = None
    ) -> None:
        self._database = database_of(database) if isinstance(database, Path) else database
        self._deadline_seconds = deadline_seconds
        self._choose = choose
        self._waiting: list[_Job] = []
        self._jobs: queue.SimpleQueue[Callable[[], None] | None] = queue.SimpleQueue()
        self._reader: Reader | None = None
        self._release: ReleaseHead | None = None
        self._snapshot_ends = 0.0
        self._open_files = 0
        self._number_waiting = 0
        self._closed = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self._thread.start()

    async def read(self, work: Work[Result], *, fresh: bool = False) -> Result:
        """Run `work` on the thread in a read transaction, which it may share with other requests.

        `fresh` begins a new transaction, to see a release that was loaded a moment ago.

        Raises:
            DatabaseUnavailable: nothing is loaded, the file cannot be read, the deadline passed or too many wait.
        """
        return await self._begin(self._in_snapshot, work, fresh)

    async def file(self, prepare: Prepare[Result]) -> tuple[Result, AsyncGenerator[bytes]]:
        """Run `prepare` on the thread. Returns its first result and the chunks of a file that its second one yields.

        All chunks are read in one transaction, on a connection of its own since other work goes on between the
        chunks. The transaction ends with the generator, which must be closed.

        Raises:
            DatabaseUnavailable: as `read`; too many files are being written.
            NotTaken: by the generator, when its caller comes back for a chunk after `CHUNK_TIMEOUT_SECONDS`.
        """
        if self._open_files >= MAX_OPEN_FILES:
            raise TooManyFiles
        self._open_files += 1
        try:
            file = await self._begin(self._open_file, prepare)
        except BaseException:
            self._open_files -= 1
            raise
        chunks = self._chunks(file)
        await anext(chunks)  # a generator that was never begun would not be closed either
        return file.prepared, chunks

    @property
    def open_files(self) -> int:
        """Files that are being written."""
        return self._open_files

    def close(self) -> None:
        """Finish the work handed over, then close the connection."""
        self._closed = True
        self._jobs.put(None)
        self._thread.join()

    # On the event loop:

    def _begin(self, call: Callable[[*Args], Result], *arguments: *Args) -> asyncio.Future[Result]:
        """Submit what begins a request, which is refused where too many wait, or once it has waited for too long."""
        if self._number_waiting >= MOST_WAITING:
            raise TooManyRequests
        return self._submit(call, *arguments, latest=time.monotonic() + MOST_DEADLINES * self._deadline_seconds)

    def _submit(
        self, call: Callable[[*Args], Result], *arguments: *Args, latest: float = float("inf")
    ) -> asyncio.Future[Result]:
        """Wait for the thread together with all requests of this turn of the loop; not longer than to `latest`."""
        if self._closed:
            raise RuntimeError("the reader thread is closed")
        loop = asyncio.get_running_loop()
        future: asyncio.Future[Result] = loop.create_future()
        if not self._waiting:
            loop.call_soon(self._hand_over, loop)
        self._waiting.append(_Job(future, call, arguments, latest))
        self._number_waiting += 1
        return future

    def _hand_over(self, loop: asyncio.AbstractEventLoop) -> None:
        jobs, self._waiting = self._waiting, []
        self._jobs.put(partial(self._run_all, jobs, loop))
        if len(jobs) > 1:
            loop.call_later(RESULTS_SECONDS, _set_first_results, jobs, loop)

    async def _chunks(self, file: _File[Result]) -> AsyncGenerator[bytes]:
        loop = asyncio.get_running_loop()
        try:
            yield b""
            while (chunk := await self._submit(file.read)) is not None:
                if chunk:
                    timeout = loop.call_later(CHUNK_TIMEOUT_SECONDS, self._close_file, file)
                    yield chunk
                    timeout.cancel()
                    if file.closed:
                        raise NotTaken
        finally:
            self._close_file(file)

    def _close_file(self, file: _File[Result]) -> None:
        """Close a file once, after the work that the thread has before it; without waiting, as the client may be gone.

        Its place is free at once, whether or not the client comes back.
        """
        if file.closed:
            return
        file.closed = True  # at once: the client may come back before the thread gets to it
        self._open_files -= 1
        if self._closed:
            file.reader.close()
        else:
            self._jobs.put(file.reader.close)

    # On the thread:

    def _run(self) -> None:
        while True:
            try:
                job = self._jobs.get(timeout=self._snapshot_seconds())
            except queue.Empty:
                continue
            if job is None:
                break
            job()
        self._end_snapshot()
        if self._reader is not None:
            self._reader.close()

    def _snapshot_seconds(self) -> float | None:
        """For how many more seconds the transaction may stay open; None where there is none, or it ended here."""
        if self._release is None:
            return None
        seconds = self._snapshot_ends - time.monotonic()
        if seconds > 0:
            return seconds
        self._end_snapshot()
        return None

    def _run_all(self, jobs: list[_Job], loop: asyncio.AbstractEventLoop) -> None:
        """Run jobs in order, then hand over all results."""
        for job in jobs:
            if not job.future.cancelled():
                try:
                    if time.monotonic() > job.latest:
                        raise TooManyRequests  # noqa: TRY301 - as an error of the call would
                    job.result = job.call(*job.arguments)
                except Exception as error:  # noqa: BLE001 - raised where the future is awaited
                    job.error = error
                except BaseException as error:  # noqa: BLE001 - a panic of the search engine must not end the thread
                    job.error = WorkFailed(repr(error))
            job.finished = True
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(self._finish, jobs)

    def _finish(self, jobs: list[_Job]) -> None:
        """Hand over the results of all jobs; on the event loop."""
        self._number_waiting -= len(jobs)
        _set_results(jobs)

    def _in_snapshot(self, work: Work[Result], fresh: bool) -> Result:
        try:
            return self._in_this_snapshot(work, fresh)
        except ConnectionLost:  # it has only read, so that it can read again
            self._drop_reader()
            return self._in_this_snapshot(work, fresh)

    def _in_this_snapshot(self, work: Work[Result], fresh: bool) -> Result:
        if fresh or time.monotonic() >= self._snapshot_ends:
            self._end_snapshot()
        try:
            reader = self._current_reader() if self._reader is None or self._release is None else self._reader
            with reader.within_deadline():
                if self._release is None:
                    self._release = reader.begin()
                    self._snapshot_ends = time.monotonic() + SNAPSHOT_SECONDS
                return work(reader, self._release)
        except Exception as error:
            if isinstance(error, DatabaseUnavailable) or (self._reader and isinstance(error, self._reader.faults)):
                self._end_snapshot()
            raise

    def _current_reader(self) -> Reader:
        """The reader of the file that is there now: another one may have been put in its place, such as a backup."""
        if self._reader is not None and self._reader.outdated:
            self._drop_reader()
        if self._reader is None:
            self._reader = self._new_reader()
        return self._reader

    def _drop_reader(self) -> None:
        self._release = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def _end_snapshot(self) -> None:
        self._release = None
        if self._reader is not None:
            self._reader.end()

    def _open_file(self, prepare: Prepare[Result]) -> _File[Result]:
        try:
            return self._open_new_file(prepare)
        except ConnectionLost:  # no piece was handed out yet
            return self._open_new_file(prepare)

    def _open_new_file(self, prepare: Prepare[Result]) -> _File[Result]:
        with contextlib.ExitStack() as on_error:
            reader = self._new_reader()
            on_error.callback(reader.close)
            with reader.within_deadline():
                prepared, chunks = prepare(reader, reader.begin())
            on_error.pop_all()
            return _File(reader, prepared, chunks)

    def _new_reader(self) -> Reader:
        if not self._database.exists():
            raise NoRelease
        return Reader(self._database, deadline_seconds=self._deadline_seconds, choose=self._choose)


def _set_results(jobs: list[_Job]) -> None:
    """Set the results of the futures of finished jobs; on the event loop."""
    for job in jobs:
        if not job.finished or job.future.done():  # not yet, already, or cancelled
            continue
        if job.error is not None:
            job.future.set_exception(job.error)
        else:
            job.future.set_result(job.result)


def _set_first_results(jobs: list[_Job], loop: asyncio.AbstractEventLoop) -> None:
    """Set the results there are while the thread is still at work on others."""
    if not jobs[-1].finished:
        _set_results(jobs)
        loop.call_later(RESULTS_SECONDS, _set_first_results, jobs, loop)


@dataclass(frozen=True, slots=True)
class ReaderPool:
    """The reader threads of a worker: `lists` for what is quick, `heavy` for what may take long, `facets` to count."""

    lists: ReaderThread
    heavy: ReaderThread
    facets: ReaderThread

    @classmethod
    def started(cls, database: Database | Path, deadline_seconds: float, choose: Choose | None = None) -> "ReaderPool":
        """A pool of new threads, each with a reader of `database`; the arguments are those of `ReaderThread`."""
        names = (each.name for each in fields(cls))
        return cls(*(ReaderThread(name, database, deadline_seconds, choose) for name in names))

    def close(self) -> None:
        """Close the threads."""
        for each in (self.lists, self.heavy, self.facets):
            each.close()
