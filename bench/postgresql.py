"""Measure the service on PostgreSQL beside SQLite and Datasette, on one machine.

    python -m bench.postgresql postgresql+psycopg://app@127.0.0.1:5432/empty [--events 300000] [--only pages,load]

The database must be empty or hold the corpus already. It gets the rows of the corpus in SQLite by COPY, in a schema of
their own, as a load writes them; reading and checking the data files is left out. `--file` names an SQLite database
that holds the corpus. What is measured:

- `pages`: Q1 and Q1w (see `questions.py`) at the driver: statement, way and rows, without the encoding of the answer;
- `load`: the same pages, one after the other, before and while a release is written beside them;
- `servers`: requests a second of one worker on PostgreSQL, one on SQLite, and Datasette, each on the first core, after
  their answers were compared;
- `scale`: requests a second of 1 and 2 workers, and of 2 nodes on PostgreSQL. They share all cores with PostgreSQL
  and the load generator.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import multiprocessing
import os
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.queries import ActorInRole, Cast, DateFilter, RecordQuery
from app.catalogue.words.folders import Indexes
from app.database.dialects import database_of, writing
from app.database.engine import NoRelease, Reader, ReleaseHead, writing_engine
from app.database.migrating import migrate
from app.database.readers import SNAPSHOT_SECONDS
from app.loading.deriving import DERIVED_TABLES
from app.timeline.dates import parse
from app.timeline.record_types import RecordType
from bench import measure, questions
from bench.cache import CACHE, ROOT, corpus_folder
from bench.database import database
from bench.measure import Load, Plan, finished, path_file
from bench.questions import QUESTIONS, Question
from bench.rivals import answers, programs
from bench.rivals.data import indexed_folder
from bench.rivals.environments import python_of
from bench.run import print_surroundings
from bench.serve import Program, Server, wait_until_idle
from bench.versions import Unusable, Version, source_tree

PAGE = 50
DEADLINE = 300
PARTS = ("pages", "load", "servers", "scale")
WARM_UP = 300


def main() -> None:
    """Measure as the command line says. A fault ends with one sentence and exit code 1."""
    parser = argparse.ArgumentParser(description="Measure the service on PostgreSQL.")
    parser.add_argument("address", help="a PostgreSQL database that is empty or was filled by this command")
    parser.add_argument("--events", type=int, default=300_000, help="events in the corpus; default: 300000")
    parser.add_argument("--file", type=Path, help="an SQLite database with the corpus; default: it is loaded")
    parser.add_argument("--only", default=",".join(PARTS), help=f"default: {','.join(PARTS)}")
    parser.add_argument("--questions", default="Q1,Q1w,Q2,Q3", help="for `servers`; default: Q1,Q1w,Q2,Q3")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; default: 3")
    parser.add_argument("--seconds", type=float, default=3, help="length of each run; default: 3")
    given = parser.parse_args()
    try:
        measure.check_tools()
        CACHE.mkdir(parents=True, exist_ok=True)
        print_surroundings()
        _measure(given, given.only.split(","))
    except Unusable as fault:
        sys.exit(str(fault))


def _measure(given: argparse.Namespace, parts: Sequence[str]) -> None:
    file = given.file.absolute() if given.file else database(source_tree(), given.events, ndjson=True)[0]
    if _current(given.address) is None:
        begun = time.monotonic()
        rows = copy(file, given.address)
        print(f"{rows:,} rows copied in {time.monotonic() - begun:.0f} s, load average {os.getloadavg()[0]:.1f}")
    drawn = json.loads((corpus_folder(given.events) / "questions.json").read_text(encoding="utf-8"))
    if "pages" in parts:
        for name in ("Q1", "Q1w"):
            for address in (f"sqlite:///{file}", given.address):
                times, rows = _pages(address, drawn[name])
                print(f"{name:4} {address.partition(':')[0]:18} {_told(times)}, {rows:.1f} events", flush=True)
        print(f"load average {os.getloadavg()[0]:.1f}")
    if "load" in parts:
        _beside_a_load(file, given.address, drawn["Q1"])
    version = source_tree()
    if "servers" in parts:
        _servers(given, version, file)
    if "scale" in parts:
        _scale(given, version, file)


def copy(file: Path, address: str) -> int:
    """Write the rows of an SQLite database as a release of a PostgreSQL database. Returns their number."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
        reader = Reader(database_of(file), deadline_seconds=DEADLINE)
        with reader.answer() as head:
            pass
        reader.close()
        migrate(address, ROOT / "migrations")
        engine = writing_engine(address)
        with engine.begin() as connection:
            writer = writing(connection)
            writer.begin_release(connection, DERIVED_TABLES)
            tables = SQLModel.metadata.sorted_tables
            for table in reversed(tables):
                connection.execute(table.delete())
            for table in tables:
                names = ", ".join(f'"{column.name}"' for column in table.columns)
                writer.insert_rows(connection, table, source.execute(f'SELECT {names} FROM "{table.name}"'))
            writer.finish_release(connection, head)
        with engine.connect() as connection:
            writer.settle(connection)
        engine.dispose()
        return sum(source.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0] for table in tables)


def _current(address: str) -> ReleaseHead | None:
    """The release that a database has, if any."""
    reader = Reader(database_of(address), deadline_seconds=DEADLINE)
    try:
        with reader.answer() as head:
            return head
    except NoRelease:
        return None
    finally:
        reader.close()


class _Timed:
    """A connection that sums up the seconds of its statements, until all rows are there."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection
        self.statements = connection.statements
        self.seconds = 0.0

    def execute(self, text: str, values: Any = ()) -> _Rows:
        begun = time.perf_counter()
        rows = _Rows(self.connection.execute(text, values).fetchall())
        self.seconds += time.perf_counter() - begun
        return rows


class _Rows(list[Any]):
    """Rows that are there already."""

    def fetchall(self) -> list[Any]:
        return self

    def fetchone(self) -> Any:
        return self[0] if self else None


def _no_indexes(_head: ReleaseHead) -> Indexes:
    raise NotImplementedError


@dataclass
class _Pages:
    """Reads pages one after the other, as the thread of the service does: many in one transaction of 0.1 s."""

    reader: Reader

    def __post_init__(self) -> None:
        self._timed: Any = _Timed(self.reader.connection)
        self._head: ReleaseHead | None = None
        self._until = 0.0

    def read(self, given: dict[str, Any]) -> tuple[float, float, int]:
        """Seconds in statements and in all, with the begin of a transaction, and the number of events."""
        begun = time.perf_counter()
        if self._head is None or time.monotonic() > self._until:
            self.reader.connection = self._timed.connection
            self.reader.end()
            self._head = self.reader.begin()
            self._until = time.monotonic() + SNAPSHOT_SECONDS
        self.reader.connection, self._timed.seconds = self._timed, 0.0
        actor = ActorInRole(f"act-{given['actor']:06d}")
        span = parse(f"{given['from']}/{given['to']}").outer
        query = RecordQuery((RecordType.EVENT,), cast=Cast(((actor,),)), dates=DateFilter(span))
        page = read_page(Catalogue(self.reader, self._head, _no_indexes), query, PageRequest(Sort.DATE, PAGE))
        return self._timed.seconds, time.perf_counter() - begun, len(page.rows)


@contextlib.contextmanager
def _reading(address: str) -> Iterator[_Pages]:
    reader = Reader(database_of(address), deadline_seconds=DEADLINE)
    connection = reader.connection
    try:
        yield _Pages(reader)
    finally:
        reader.connection = connection
        reader.end()
        reader.close()


def _pages(address: str, drawn: list[dict[str, Any]]) -> tuple[list[float], float]:
    """Seconds in statements of each page, at its second reading, and the mean number of events on it."""
    with _reading(address) as pages:
        for given in drawn:
            pages.read(given)
        found = [pages.read(given) for given in drawn]
    return [seconds for seconds, _, _ in found], statistics.mean(rows for _, _, rows in found)


def _told(seconds: list[float]) -> str:
    ordered = sorted(1e3 * each for each in seconds)
    return (
        f"mean {statistics.mean(ordered):.3f} ms, median {ordered[len(ordered) // 2]:.3f}, "
        f"p99 {ordered[int(0.99 * len(ordered))]:.3f}, highest {ordered[-1]:.1f}"
    )


def _beside_a_load(file: Path, address: str, drawn: list[dict[str, Any]]) -> None:
    """Read pages before and while a release is written by another process; prints the times of both."""
    with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
        (postings,) = source.execute("SELECT count(*) FROM posting").fetchone()
    with _reading(address) as pages:
        for given in drawn[:WARM_UP]:
            pages.read(given)
        before = [pages.read(given)[1] for given in drawn]
        load = multiprocessing.get_context("spawn").Process(target=copy, args=(file, address))
        begun = time.monotonic()
        load.start()
        during = []
        while load.is_alive():
            during += [pages.read(given)[1] for given in drawn[:100]]
        load.join()
        if load.exitcode:
            raise Unusable("The load beside the pages failed.")
        seconds = time.monotonic() - begun
    print(f"pages alone                        {_told(before)}")
    print(
        f"pages beside a load of {seconds:.0f} s with {postings:,} postings: {len(during):,}, {_told(during)}; "
        f"load average {os.getloadavg()[0]:.1f}",
        flush=True,
    )


def _service(version: Version, address: str, file: Path, name: str, workers: int = 1) -> Program:
    """The service on a database, without a cache of answers, with the search index that belongs to an SQLite file."""

    def environment(port: int) -> dict[str, str]:
        return version.environment(
            {
                "TIMELINE_DATABASE_URL": address,
                "TIMELINE_SEARCH_DIR": f"{file}.search",
                "TIMELINE_CACHE_BYTES": "0",
                "TIMELINE_WORKERS": str(workers),
                "TIMELINE_PORT": str(port),
            }
        )

    return Program(name, lambda _port: version.command("serve", "--no-load"), environment, file.parent)


def _servers(given: argparse.Namespace, version: Version, file: Path) -> None:
    """Requests a second of one worker each, in turn."""
    drawn = json.loads((corpus_folder(given.events) / "questions.json").read_text(encoding="utf-8"))
    ours = questions.paths(corpus_folder(given.events))
    theirs = {name: [path(one) for one in drawn[name]] for name, path in programs.PATHS[programs.DATASETTE].items()}
    asked = [question for question in QUESTIONS if question.name in given.questions.split(",")]
    with contextlib.ExitStack() as stack:
        servers = [
            stack.enter_context(Server(program, CACHE / f"server-{program.name}.log"))
            for program in (
                _service(version, given.address, file, "postgresql"),
                _service(version, f"sqlite:///{file}", file, "sqlite"),
                programs.datasette(python_of("datasette"), indexed_folder(given.events)),
            )
        ]
        for name in (question.name for question in asked if question.name != "Q3"):
            print(measure.agreement(name, servers[0], servers[1], ours[name]))
            print(answers.compared(name, servers[0], servers[2], (ours[name], theirs[name])), flush=True)

        def paths(question: Question, server: Server) -> list[str]:
            return (theirs if server.name == programs.DATASETTE else ours)[question.paths]

        results: list[measure.Result] = []
        for results in measure.measured(Plan(given.rounds, given.seconds, [16]), asked, lambda _: servers, paths):  # noqa: B007
            print(f"load average {os.getloadavg()[0]:.1f}", flush=True)
        for result in results:
            print(
                f"{result.question:4} {result.server:10} {result.median(lambda run: run.per_second):8,.0f} requests/s "
                f"({result.low:,.0f}-{result.high:,.0f}), p50 {result.median(lambda run: run.p50):.2f} ms, "
                f"p99 {result.median(lambda run: run.p99):.2f} ms, cpu {result.median(lambda run: run.cpu):.0f} us"
                f"  {result.fault}"
            )
        for server in servers:
            print(f"{server.name:10} memory {server.memory()}, started in {server.seconds_to_start:.1f} s")


def _scale(given: argparse.Namespace, version: Version, file: Path) -> None:
    """Requests a second for Q1 of 1 and 2 workers, and of 2 nodes, which share all cores with the load generator."""
    ours = questions.paths(corpus_folder(given.events))["Q1"]
    with tempfile.TemporaryDirectory() as folder:
        asked = path_file(Path(folder), ours)
        cases = [
            ("SQLite, 1 worker", f"sqlite:///{file}", [1]),
            ("SQLite, 2 workers", f"sqlite:///{file}", [2]),
            ("PostgreSQL, 1 node, 1 worker", given.address, [1]),
            ("PostgreSQL, 1 node, 2 workers", given.address, [2]),
            ("PostgreSQL, 2 nodes, 1 worker each", given.address, [1, 1]),
        ]
        figures: dict[str, list[float]] = {}
        for _ in range(given.rounds):
            for name, address, nodes in cases:
                with contextlib.ExitStack() as stack:
                    servers = [
                        stack.enter_context(
                            Server(
                                _service(version, address, file, f"node{number}", workers),
                                CACHE / f"server-node{number}.log",
                                core=None,
                            )
                        )
                        for number, workers in enumerate(nodes)
                    ]
                    loads = [Load(asked, 16 // len(nodes), given.seconds, core=None) for _ in servers]
                    for _ in range(2):  # the first time warms up
                        wait_until_idle(servers)
                        running = [load.start(server) for load, server in zip(loads, servers, strict=True)]
                        found = [finished(each) for each in running]
                    figures.setdefault(name, []).append(sum(each["per_second"] for each in found))
                    if any(each["bad"] for each in found):
                        print(f"{name}: bad answers")
        for name, values in figures.items():
            print(
                f"{name:34} {statistics.median(values):8,.0f} requests/s for Q1 ({min(values):,.0f}-{max(values):,.0f})"
            )
        print(f"load average {os.getloadavg()[0]:.1f}; {shutil.disk_usage(file.parent).free / 1e9:.0f} GB free")


if __name__ == "__main__":
    main()
