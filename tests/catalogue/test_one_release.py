"""Every answer speaks of one release, rows and index alike, whatever happens to those who load."""

import asyncio
import random
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from pathlib import Path

import httpx
import pytest

from app.catalogue.catalogue import Catalogue
from app.catalogue.pool import Catalogues
from app.catalogue.queries import RecordQuery
from app.catalogue.words.building import BUILDING, DEAD, LOCK, locked
from app.catalogue.words.folders import IndexCache
from app.catalogue.words.grammar import parse
from app.catalogue.words.queries import WordQuery
from app.database.engine import Reader
from app.database.readers import ReaderPool
from app.timeline.record_types import RecordType
from tests.catalogue.loading import calls_of_load, killed_at, load_variant, loader, migrated, size
from tests.serving import Served, start_server
from tests.waiting import SECONDS_TO_WAIT, wait_until

pytestmark = pytest.mark.slow

ADDRESSES = [
    "/v1/events?q=common&limit=500",
    "/v1/events?q=common&limit=500&sort=-date",
    "/v1/documents?q=%22common%22&limit=500&sort=title",
    "/v1/search?q=common&limit=500&type=event,document",
]


@dataclass
class Watcher:
    """Asks a server over and over, and remembers what did not fit together."""

    base: str
    variants: dict[int, str] = field(default_factory=dict)
    """Which data set each release turned out to be."""
    answers: int = 0
    faults: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)

    def watch(self) -> None:
        chance = random.Random(threading.get_ident())
        with httpx.Client(base_url=self.base, timeout=SECONDS_TO_WAIT) as client:
            while not self._over.is_set():
                self._check(chance.choice(ADDRESSES), client)
                time.sleep(0.01)

    def _check(self, address: str, client: httpx.Client) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            self.faults.append(f"{address}: {answer.status_code} {answer.text}")
            return
        body = answer.json()
        marks = set(re.findall(r"variant\d+", answer.text))
        expected = self.variants.setdefault(body["release"], next(iter(marks), "none"))
        number = size(int(expected.removeprefix("variant"))) * (2 if "search" in address else 1)
        if marks != {expected} or not body["total"] == len(body["items"]) == number:
            self.faults.append(f"{address}: release {body['release']}, {marks}, {body['total']}, {len(body['items'])}")
        self.answers += 1

    def wait_for(self, variant: str, *, answers: int = 0) -> None:
        """Wait until the server has answered from a data set, and so often in all."""
        wait_until(
            lambda: self.faults or (variant in self.variants.values() and self.answers >= answers),
            lambda: f"{variant} is not served: {self.variants}, {self.answers} answers",
        )

    def stop(self) -> None:
        self._over.set()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """Two workers over a database with the first data set, keeping no answers."""
    load_variant(migrated(tmp_path), 0)
    database = f"sqlite:///{tmp_path / 'timeline.sqlite'}"
    server = start_server(tmp_path, "--no-load", database_url=database, workers="2", cache_bytes="0").until_ready()
    yield server
    server.stop()


def left_over(search: Path) -> set[str]:
    return {path.name for path in search.iterdir() if path.name.startswith((BUILDING, DEAD))}


KILLS = 36
SMALLEST = 37
"""The number of a data set of the fewest records: every other takes more calls."""


@pytest.mark.slow
def test_loaders_killed_at_any_call_mix_no_answer_and_leave_nothing(tmp_path: Path, served: Served) -> None:
    url, search = f"sqlite:///{tmp_path / 'timeline.sqlite'}", tmp_path / "timeline.sqlite.search"
    watcher = Watcher(served.base)
    threads = [threading.Thread(target=watcher.watch) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        calls = calls_of_load(url, SMALLEST)
        orphans = 0
        for step in range(KILLS):
            assert killed_at(url, step + 3, calls * (step + 1) // (KILLS + 1))
            orphans += bool(left_over(search))
            if step % 9 == 0:
                assert _ended(loader(url, 100 + step)) == 0
                watcher.wait_for(f"variant{100 + step}")
        assert _ended(loader(url, 200)) == 0
        watcher.wait_for("variant200", answers=100)
    finally:
        watcher.stop()
        for thread in threads:
            thread.join()
    assert watcher.faults == []
    assert orphans > 1
    assert left_over(search) == set()
    assert len(list(search.iterdir())) == 3, "two releases and the lock"
    assert watcher.variants[max(watcher.variants)] == "variant200"
    assert {f"variant{100 + step}" for step in range(0, KILLS, 9)} <= set(watcher.variants.values())


def _ended(process: BaseProcess) -> int:
    process.join()
    assert process.exitcode is not None
    return process.exitcode


@pytest.mark.slow
def test_two_loads_at_once_make_two_releases(tmp_path: Path) -> None:
    url = migrated(tmp_path)
    processes = [loader(url, variant) for variant in (1, 2, 3, 3)]
    assert [_ended(process) for process in processes] == [0] * 4
    reader = Reader(tmp_path / "timeline.sqlite", deadline_seconds=SECONDS_TO_WAIT)
    with reader.answer() as release:
        # Three, or four where another came between the equal ones.
        assert release.number in {3, 4}
        (title,) = reader.connection.execute("SELECT title FROM event WHERE id = 'e0'").fetchone()
    reader.close()
    catalogues = catalogues_of(tmp_path)
    found = asyncio.run(catalogues.read(lambda catalogue: _total(catalogue, f'"{title}"'), long=True))
    catalogues.readers.close()
    assert found == 1
    assert left_over(tmp_path / "timeline.sqlite.search") == set()


def _total(catalogue: Catalogue, text: str) -> int:
    """The number of events that match words."""
    return WordQuery.of(catalogue, RecordQuery((RecordType.EVENT,)), parse(text)).total()


def catalogues_of(folder: Path) -> Catalogues:
    """The catalogue of the database in a folder, as a worker has it."""
    path = folder / "timeline.sqlite"
    return Catalogues(ReaderPool.started(path, SECONDS_TO_WAIT), IndexCache(Path(f"{path}.search")))


def test_an_index_removed_between_row_and_opening_is_asked_for_again(tmp_path: Path) -> None:
    url = migrated(tmp_path)
    load_variant(url, 1)
    catalogues = catalogues_of(tmp_path)
    seen: list[int] = []

    def work(catalogue: Catalogue) -> int:
        if not seen:
            for variant in (2, 3):  # after two more releases the first one's index is gone
                load_variant(url, variant)
        seen.append(catalogue.release.number)
        return _total(catalogue, "variant3")

    assert asyncio.run(catalogues.read(work, long=True)) == size(3)
    assert seen == [1, 3]
    catalogues.readers.close()


def test_an_open_index_answers_on_after_its_folder_is_gone(tmp_path: Path) -> None:
    url = migrated(tmp_path)
    load_variant(url, 1)
    catalogues = catalogues_of(tmp_path)

    async def ask() -> list[int]:
        def work(catalogue: Catalogue) -> int:
            assert catalogue.indexes.words.size
            with locked(tmp_path / "timeline.sqlite.search") as builder:
                builder.keep([])
            return _total(catalogue, "common")

        return [await catalogues.read(work, long=True), await catalogues.read(work, long=True)]

    assert asyncio.run(ask()) == [size(1)] * 2
    catalogues.readers.close()
    assert [path.name for path in (tmp_path / "timeline.sqlite.search").iterdir()] == [LOCK]


def test_what_else_lies_in_the_folder_stays(tmp_path: Path) -> None:
    url, search = migrated(tmp_path), tmp_path / "timeline.sqlite.search"
    (search / "notes").mkdir(parents=True)
    (search / "notes" / "one.txt").write_text("not ours")
    (search / "two.txt").write_text("not ours")
    for variant in (1, 2, 3, 4):
        load_variant(url, variant)
    assert (search / "notes" / "one.txt").read_text() == (search / "two.txt").read_text() == "not ours"
    assert len(list(search.iterdir())) == 5, "these two, the lock and two releases"
