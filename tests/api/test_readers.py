"""Files are read piece by piece, in one release, while other work goes on."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.database import readers
from app.database.engine import Reader, ReleaseHead
from app.database.readers import FILE_CHUNK_BYTES, ReaderThread, TooManyFiles
from app.loading.records import DataSet
from app.loading.release import load
from app.store import numbered
from app.store.paging import Asked, Sort
from app.store.postings import Question
from app.store.terms import Numbered
from tests.catalogue import corpus

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
    made = ReaderThread("heavy", tmp_path / "timeline.sqlite", 10)
    yield made
    made.close()


def data(word: str) -> DataSet:
    return corpus.data_set([corpus.event(f"e-{number:03}", "1954", title=word) for number in range(EVENTS)])


def titles(reader: Reader, release: ReleaseHead) -> tuple[int, Iterator[bytes]]:
    """The release, and a large piece for each event that tells release and first word of its title."""

    def pieces() -> Iterator[bytes]:
        asked = Asked(Sort.DATE, 1)
        while True:
            page = numbered.page(reader, Question(Numbered.EVENT, ()), asked, ("item",))
            (row,) = page.rows
            word = b"old" if b'"title":"old"' in row.values[0] else b"new"
            yield word.ljust(FILE_CHUNK_BYTES)
            if page.next is None:
                return
            asked = Asked(Sort.DATE, 1, page.next)

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
    with pytest.raises(TimeoutError):
        await anext(pieces)
