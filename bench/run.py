"""Measure this source tree, and an older version in the same rounds.

    python -m bench.run [--against COMMIT_OR_FOLDER] [--events 30000] [--rounds 3] [--questions Q1,Q2]

See README.md for what is asked and printed.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import platform
import sqlite3
import statistics
import sys
import time
from importlib.metadata import version as installed
from pathlib import Path

from bench import measure, questions
from bench.cache import CACHE, corpus_folder
from bench.database import Load, database
from bench.measure import Plan, Result
from bench.questions import QUESTIONS, Question
from bench.serve import Server, timeline
from bench.versions import Unusable, Version, named, source_tree

PACKAGES = ("fastapi", "starlette", "uvicorn", "pydantic", "sqlmodel", "sqlalchemy", "tantivy")


def main() -> None:
    """Measure as the command line says. A fault ends with one sentence and exit code 1."""
    given = _arguments()
    try:
        measure.check_tools()
        CACHE.mkdir(parents=True, exist_ok=True)
        print_surroundings()
        _measure(_versions(given.against), given)
    except Unusable as fault:
        sys.exit(str(fault))


def _arguments() -> argparse.Namespace:
    names = [question.name for question in QUESTIONS]
    parser = argparse.ArgumentParser(description="Measure the speed of the service on a synthetic corpus.")
    parser.add_argument("--against", default="", help="a commit or source tree to measure in the same rounds")
    parser.add_argument("--events", type=int, default=30_000, help="events in the corpus; default: 30000")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; default: 3")
    parser.add_argument("--seconds", type=float, default=3, help="length of each run; default: 3")
    parser.add_argument("--connections", type=int, default=16, help="open connections; default: 16")
    parser.add_argument("--questions", default=",".join(names), help=f"default: {','.join(names)}")
    parser.add_argument("--nice", type=int, default=0, help="scheduling priority; -10 on a busy machine, as root")
    given = parser.parse_args()
    given.questions = [question for question in QUESTIONS if question.name in given.questions.split(",")]
    if not given.questions:
        parser.error(f"--questions takes a comma list of {', '.join(names)}")
    return given


def _versions(against: str) -> list[Version]:
    """This source tree, and the other version if there is one. Raises Unusable if one cannot be run."""
    versions = [source_tree()]
    if against:
        versions.append(named(against))
        if versions[0].key == versions[1].key:
            print("Both versions have the same app/ and migrations/: the ratios show how noisy the machine is.")
    if len({version.name for version in versions}) < len(versions):
        raise Unusable("AGAINST names this source tree itself.")
    for version in versions:
        version.check()
    return versions


def _measure(versions: list[Version], given: argparse.Namespace) -> None:
    files: dict[str, Path] = {}
    print(f"\nLoading {given.events:,} events and as many documents (kept in {CACHE.name}/ for the next time)")
    for version in versions:
        files[version.name], report = database(version, given.events)
        print(load_line(version.name, report))
    change_priority(given.nice)
    with contextlib.ExitStack() as stack:

        def start(version: Version, cache_bytes: int | None) -> Server:
            log = CACHE / f"server-{version.name}{'' if cache_bytes == 0 else '-cached'}.log"
            server = stack.enter_context(Server(timeline(version, files[version.name], cache_bytes), log))
            memory = server.memory()
            print(
                f"{version.name:8} cache {'off' if cache_bytes == 0 else 'on':3} ready after "
                f"{server.seconds_to_start:.1f} s, {memory.resident} MB, of it {memory.anonymous} anonymous"
            )
            return server

        print("\nServers, one worker each")
        plain = [start(version, 0) for version in versions]
        cached = [start(version, None) for version in versions] if any(q.cached for q in given.questions) else []
        paths = questions.paths(corpus_folder(given.events))
        paths["hot"] = [measure.hot_path(plain[-1], paths["Q1w"])]
        if len(plain) > 1:
            print("\nAnswers")
            for name in questions.PATHS:
                print(measure.agreement(name, plain[0], plain[1], paths[name]), flush=True)
        _time(given, plain, cached, paths)


def _time(given: argparse.Namespace, plain: list[Server], cached: list[Server], paths: dict[str, list[str]]) -> None:
    print(f"\n{given.rounds} rounds of {given.seconds:g} s, {given.connections} connections")
    results: list[Result] = []
    begun = time.monotonic()
    plan = Plan(given.rounds, given.seconds, [given.connections])

    def servers(question: Question) -> list[Server]:
        return cached if question.cached else plain

    def asked(question: Question, _server: Server) -> list[str]:
        return paths[question.paths]

    for results in measure.measured(plan, given.questions, servers, asked):  # noqa: B007 - the last ones are printed
        print(f"{time.monotonic() - begun:5.0f} s, load average {os.getloadavg()[0]:.1f}", flush=True)
    print()
    print("question version   requests/s (low-high)      p50 ms   p99 ms   cpu us    bytes    MB anonymous")
    for question in given.questions:
        _print_results(question, [result for result in results if result.question == question.name])


def _print_results(question: Question, results: list[Result]) -> None:
    for result in results:
        low_high = f"({result.low:,.0f}-{result.high:,.0f})"
        last = result.runs[-1]
        print(
            f"{question.name:8} {result.server:8} {result.median(lambda run: run.per_second):8,.0f} {low_high:17} "
            f"{result.median(lambda run: run.p50):8.2f} {result.median(lambda run: run.p99):8.2f} "
            f"{result.median(lambda run: run.cpu):8.0f} {result.median(lambda run: run.size):8,.0f} "
            f"{last.memory.resident:5} {last.memory.anonymous:9}  {result.fault}"
        )
    if len(results) == 2:
        now, old = results
        pairs = list(zip(now.runs, old.runs, strict=True))
        speed = statistics.median(a.per_second / b.per_second for a, b in pairs)
        cpu = statistics.median(b.cpu / max(1e-9, a.cpu) for a, b in pairs)
        print(f"{question.name:8} ratio    {speed:8.2f} times the requests/s, {cpu:.2f} times by processor time")


def change_priority(nice: int) -> None:
    """Set the priority of this process, which servers and load generator inherit.

    Where the kernel schedules groups of processes (autogroup, see sched(7)), a nice value works within a group only.
    There that of the group is set, too.
    """
    if nice == 0:
        return
    autogroup = Path("/proc/self/autogroup")
    try:
        os.nice(nice)
        if autogroup.exists():
            autogroup.write_text(str(nice), encoding="utf-8")
    except PermissionError as fault:
        raise Unusable("--nice with a negative number needs root.") from fault


def load_line(name: str, load: Load) -> str:
    """What loading took, in one line."""
    return (
        f"{name:8} {load.seconds:.0f} s, {load.cpu_seconds:.0f} s of processor time, "
        f"peak {load.peak_mb:,.0f} MB, database {load.database_mb:.0f} MB, search index {load.search_mb:.0f} MB, "
        f"load average {load.load_average}"
    )


def print_surroundings() -> None:
    """Print what the figures depend on: cores and versions."""
    packages = ", ".join(f"{name} {installed(name)}" for name in PACKAGES)
    print(f"{os.cpu_count()} cores, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}")


if __name__ == "__main__":
    main()
