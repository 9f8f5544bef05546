"""Reader threads: requests share transactions, files are read chunk by chunk while other work goes on."""

import asyncio
import contextlib
import os
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.catalogue.pages import read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.queries import RecordQuery
from app.database import readers
from app.database.engine import NoRelease, QueryTimeout, Reader, ReleaseHead
from app.database.migrating import migrate
from app.database.readers import FILE_CHUNK_BYTES, NotTaken, ReaderThread, TooManyFiles, TooManyRequests
from app.loading.data_set import DataSet
from app.loading.release import load
from app.timeline.record_types import RecordType
from tests.catalogue import corpus
from tests.catalogues import catalogue_of
from tests.serving import ROOT
from tests.waiting import SECONDS_TO_WAIT, wait_until

pytestmark = pytest.mark.anyio
EVENTS = 30


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def url(tmp_path: Path) -> str:
    return corpus.loaded(tmp_path, data("old"))


@pytest.fixture
def thread(url: str, tmp_path: Path) -> Iterator[ReaderThread]:
    made = ReaderThread("heavy", tmp_path / "timeline.sqlite", SECONDS_TO_WAIT)
    yield made
    made.close()


def data(word: str) -> DataSet:
    return corpus.data_set([corpus.event(f"e-{number:03}", "1954", title=word) for number in range(EVENTS)])


def titles(reader: Reader, release: ReleaseHead) -> tuple[int, Iterator[bytes]]:
    """The release, and a large piece for each event that tells release and first word of its title."""

    def pieces() -> Iterator[bytes]:
        request = PageRequest(Sort.DATE, 1)
        while True:
            page = read_page(catalogue_of(reader, release), RecordQuery((RecordType.EVENT,)), request)
            (row,) = page.rows
            word = b"old" if b'"title":"old"' in row.value else b"new"
            yield word.ljust(FILE_CHUNK_BYTES)
            if page.next is None:
                return
            request = PageRequest(Sort.DATE, 1, page.next)

    return release.number, pieces()


def counted(length: int) -> Callable[[Reader, ReleaseHead], tuple[None, Iterator[bytes]]]:
    return lambda _reader, _release: (None, (b"x" * 1_000 for _ in range(length)))


async def test_a_file_is_of_one_release_though_another_is_loaded_meanwhile(thread: ReaderThread, url: str) -> None:
    release, pieces = await thread.file(titles)
    words = [(await anext(pieces)).strip()]
    load(url, data("new"))
    assert await thread.read(lambda _reader, head: head.number) == release + 1
    words += [piece.strip() async for piece in pieces]
    assert words == [b"old"] * EVENTS


async def test_small_pieces_are_handed_out_together(thread: ReaderThread) -> None:
    _, pieces = await thread.file(counted(200))
    sizes = [len(piece) async for piece in pieces]
    assert sum(sizes) == 200_000
    assert sizes[:-1] == [FILE_CHUNK_BYTES] * (200_000 // FILE_CHUNK_BYTES)


async def test_empty_pieces_let_others_go_first_and_are_not_handed_out(thread: ReaderThread) -> None:
    _, pieces = await thread.file(lambda _reader, _release: (None, iter([b"a", b"", b"", b"b", b""])))
    assert [piece async for piece in pieces] == [b"a", b"b"]


async def test_other_work_goes_on_between_the_pieces(thread: ReaderThread) -> None:
    _, pieces = await thread.file(titles)
    await anext(pieces)
    assert await thread.read(lambda _reader, release: release.number) == 1
    await pieces.aclose()


def open_files(path: Path) -> int:
    """How often this process has a file open."""
    links = (Path("/proc/self/fd") / name for name in os.listdir("/proc/self/fd"))  # noqa: PTH208 - names that go away
    return sum(1 for link in links if link.exists() and link.resolve() == path.resolve())


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="counts open files, which needs /proc")
@pytest.mark.parametrize("taken", [1, EVENTS + 1])
async def test_the_connection_is_closed_at_the_end_and_where_the_client_goes(
    thread: ReaderThread, tmp_path: Path, taken: int
) -> None:
    await thread.read(lambda _reader, _release: None)
    before = open_files(tmp_path / "timeline.sqlite")
    for _ in range(5):
        _, pieces = await thread.file(titles)
        for _ in range(taken):
            await anext(pieces, None)
        await pieces.aclose()
        await thread.read(lambda _reader, _release: None)  # comes after the closing
    # SQLite keeps one at hand for the next connection, for closing it would end the locks of the others.
    assert open_files(tmp_path / "timeline.sqlite") <= before + 1


async def test_what_is_wrong_from_the_start_is_told_and_nothing_stays_open(thread: ReaderThread) -> None:
    def refuse(_reader: Reader, _release: ReleaseHead) -> tuple[None, Iterator[bytes]]:
        raise LookupError("no such thing")

    for _ in range(readers.MAX_OPEN_FILES + 1):
        with pytest.raises(LookupError):
            await thread.file(refuse)


async def test_too_many_files_at_once_are_refused_until_one_ends(
    thread: ReaderThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MAX_OPEN_FILES", 2)
    files = [(await thread.file(titles))[1] for _ in range(2)]
    for pieces in files:
        await anext(pieces)
    with pytest.raises(TooManyFiles):
        await thread.file(titles)
    await files[0].aclose()
    _, pieces = await thread.file(titles)
    await anext(pieces)
    for each in (pieces, files[1]):
        await each.aclose()


async def test_a_client_that_takes_nothing_is_cut_off(thread: ReaderThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "CHUNK_TIMEOUT_SECONDS", 0)
    _, pieces = await thread.file(titles)
    await anext(pieces)
    await thread.read(lambda _reader, _release: None)
    with pytest.raises(NotTaken):
        await anext(pieces)


async def test_a_client_that_takes_nothing_loses_its_place_once(
    thread: ReaderThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "CHUNK_TIMEOUT_SECONDS", 0)
    monkeypatch.setattr(readers, "MAX_OPEN_FILES", 1)
    stalled = (await thread.file(titles))[1]
    await anext(stalled)
    await thread.read(lambda _reader, _release: None)
    other = (await thread.file(titles))[1]
    await stalled.aclose()
    with pytest.raises(TooManyFiles):
        await thread.file(titles)
    await other.aclose()
    assert (await thread.file(titles))[0] == 1


async def test_no_more_than_some_requests_wait(thread: ReaderThread, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "MOST_WAITING", 2)
    free = threading.Event()
    waiting = [asyncio.create_task(thread.read(lambda _reader, _release: free.wait(SECONDS_TO_WAIT))) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooManyRequests):
        await thread.read(number)
    with pytest.raises(TooManyRequests):
        await thread.file(titles)
    free.set()
    await asyncio.gather(*waiting)
    assert await thread.read(number) == 1


async def test_a_request_that_waited_too_long_is_not_run(url: str, tmp_path: Path) -> None:
    thread = ReaderThread("short", tmp_path / "timeline.sqlite", 0)
    ran: list[int] = []
    with pytest.raises(TooManyRequests):
        await thread.read(lambda _reader, _release: ran.append(1))
    assert ran == []
    thread.close()


async def test_a_file_that_nobody_begins_to_take_gives_its_place_back(
    thread: ReaderThread, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "MAX_OPEN_FILES", 1)
    for _ in range(3):
        await (await thread.file(titles))[1].aclose()


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM release", "CREATE TABLE t (x)", "DROP TABLE event", "PRAGMA user_version = 7", "VACUUM", "ANALYZE"],
)
async def test_the_service_cannot_write(thread: ReaderThread, tmp_path: Path, statement: str) -> None:
    before = (tmp_path / "timeline.sqlite").read_bytes()

    def write(reader: Reader, _release: ReleaseHead) -> None:
        reader.end()
        reader.connection.execute("PRAGMA query_only=OFF")  # what is left is that it was opened without the right
        reader.connection.execute(statement)

    with pytest.raises(sqlite3.OperationalError) as caught:
        await thread.read(write)
    assert caught.value.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY
    assert (tmp_path / "timeline.sqlite").read_bytes() == before


async def test_the_service_cannot_make_or_attach_a_file_to_write_to(thread: ReaderThread, tmp_path: Path) -> None:
    def attach(reader: Reader, _release: ReleaseHead) -> None:
        reader.end()
        reader.connection.execute("ATTACH ? AS other", (f"file:{tmp_path / 'other'}?mode=rwc",))
        reader.connection.execute("CREATE TABLE other.t (x)")

    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        await thread.read(attach)


def number(_reader: Reader, release: ReleaseHead) -> int:
    return release.number


def fail(_reader: Reader, _release: ReleaseHead) -> None:
    raise LookupError("no such thing")


def endless(reader: Reader, _release: ReleaseHead) -> None:
    reader.connection.execute(
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
    ).fetchone()


async def test_an_error_of_one_request_does_not_harm_those_handed_over_with_it(thread: ReaderThread) -> None:
    results = await asyncio.gather(*(thread.read(work) for work in (number, fail, number)), return_exceptions=True)
    assert (results[0], type(results[1]), results[2]) == (1, LookupError, 1)


async def test_each_request_has_a_deadline_of_its_own(url: str, tmp_path: Path) -> None:
    thread = ReaderThread("short", tmp_path / "timeline.sqlite", 0.3)
    works = (endless, number, endless)
    results = await asyncio.gather(*(thread.read(work) for work in works), return_exceptions=True)
    assert [type(result) for result in results] == [QueryTimeout, int, QueryTimeout]
    thread.close()


async def test_a_result_does_not_wait_for_the_requests_after_it(thread: ReaderThread) -> None:
    first_is_there = threading.Event()
    first = asyncio.create_task(thread.read(number))
    second = asyncio.create_task(thread.read(lambda _reader, _release: first_is_there.wait(SECONDS_TO_WAIT)))
    assert await first == 1
    first_is_there.set()
    assert await second


async def test_a_request_that_was_cancelled_is_not_run(thread: ReaderThread) -> None:
    ran: list[int] = []
    kept = asyncio.create_task(thread.read(lambda _reader, _release: ran.append(1)))
    cancelled = asyncio.create_task(thread.read(lambda _reader, _release: ran.append(2)))
    await asyncio.sleep(0)
    cancelled.cancel()
    await kept
    assert ran == [1]


async def test_requests_share_a_transaction_that_ends_by_itself(
    thread: ReaderThread, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(readers, "SNAPSHOT_SECONDS", SECONDS_TO_WAIT)
    assert await thread.read(number) == 1
    load(url, data("new"))
    assert await thread.read(number) == 1
    monkeypatch.setattr(readers, "SNAPSHOT_SECONDS", 0.05)
    assert await thread.read(number, fresh=True) == 2
    load(url, data("newer"))
    while await thread.read(number) != 3:  # noqa: ASYNC110 - nothing tells when the transaction ends
        await asyncio.sleep(0.01)


async def test_an_idle_thread_keeps_no_transaction_open(thread: ReaderThread, url: str, tmp_path: Path) -> None:
    await thread.read(number)
    load(url, data("new"))
    with contextlib.closing(sqlite3.connect(tmp_path / "timeline.sqlite")) as connection:
        checkpoint = "PRAGMA wal_checkpoint(TRUNCATE)"
        wait_until(lambda: connection.execute(checkpoint).fetchone()[0] == 0, "a transaction blocks the checkpoint")


async def test_a_thread_without_a_release_sees_the_first_one_at_once(tmp_path: Path) -> None:
    thread = ReaderThread("lists", tmp_path / "timeline.sqlite", SECONDS_TO_WAIT)
    with pytest.raises(NoRelease):
        await thread.read(number)
    migrate(f"sqlite:///{tmp_path / 'timeline.sqlite'}", ROOT / "migrations")
    with pytest.raises(NoRelease):
        await thread.read(number)
    load(f"sqlite:///{tmp_path / 'timeline.sqlite'}", data("old"))
    assert await thread.read(number) == 1
    thread.close()


def test_a_thread_serves_one_event_loop_after_another(thread: ReaderThread) -> None:
    assert [asyncio.run(thread.read(number)) for _ in range(3)] == [1, 1, 1]
