"""Measure this service beside its rivals: Datasette, a plain service, and a bare application as the floor.

    python -m bench.rivals.run [--events 30000] [--rounds 3] [--seconds 5] [--questions Q1,hot]

See ../README.md for what is asked and printed.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench import beside, measure, questions
from bench.cache import CACHE, corpus_folder
from bench.database import database
from bench.measure import Plan, Result
from bench.questions import QUESTIONS, Question
from bench.rivals import answers, bare, programs, report
from bench.rivals.data import indexed_folder
from bench.rivals.environments import python_of
from bench.rivals.report import Single
from bench.run import change_priority, load_line, print_surroundings
from bench.serve import Program, Server, timeline
from bench.versions import Unusable, source_tree

OURS = "timeline"
STARTS = 5
SEARCH_CONNECTIONS = 1
HOT_CONNECTIONS = 4


@dataclass(frozen=True)
class Field:
    """The servers that are measured, and what they are asked.

    `plain` are this service without a response cache and the rivals, `cached` this service with the usual cache and
    the floor.
    """

    plain: list[Server]
    cached: list[Server]
    paths: dict[str, dict[str, list[str]]]


def main() -> None:
    """Measure as the command line says. A fault ends with one sentence and exit code 1."""
    given = _arguments()
    try:
        measure.check_tools()
        CACHE.mkdir(parents=True, exist_ok=True)
        print_surroundings()
        with contextlib.ExitStack() as stack:
            _measure(_servers(stack, given), given)
    except Unusable as fault:
        sys.exit(str(fault))


def _arguments() -> argparse.Namespace:
    names = [question.name for question in QUESTIONS]
    parser = argparse.ArgumentParser(description="Measure the service beside its rivals on a synthetic corpus.")
    parser.add_argument("--events", type=int, default=30_000, help="events in the corpus; default: 30000")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; default: 3")
    parser.add_argument("--seconds", type=float, default=5, help="length of each run; default: 5")
    parser.add_argument("--connections", default="16,64", help="open connections; default: 16,64")
    parser.add_argument("--questions", default="Q1,Q2,Q3,hot,304", help=f"of {','.join(names)}; Q1w is left out")
    parser.add_argument("--nice", type=int, default=0, help="scheduling priority; -10 on a busy machine, as root")
    given = parser.parse_args()
    given.connections = [int(number) for number in given.connections.split(",")]
    given.questions = [question for question in QUESTIONS if question.name in given.questions.split(",")]
    if not given.questions:
        parser.error(f"--questions takes a comma list of {', '.join(names)}")
    return given


def _servers(stack: contextlib.ExitStack, given: argparse.Namespace) -> Field:
    """Load the corpus, start the servers, and compare their answers."""
    version = source_tree()
    version.check()
    pythons = {name: python_of(name) for name in ("datasette", "plain")}
    print(f"\nLoading {given.events:,} events and as many documents (kept in {CACHE.name}/ for the next time)")
    file, loaded = database(version, given.events, ndjson=True)
    print(load_line(OURS, loaded))
    indexed, corpus = indexed_folder(given.events), corpus_folder(given.events)
    change_priority(given.nice)

    def start(program: Program, log: str = "") -> Server:
        server = stack.enter_context(Server(program, CACHE / f"server-{program.name}{log}.log"))
        print(f"{server.name:10} ready after {server.seconds_to_start:.2f} s", flush=True)
        return server

    print("\nServers, one worker each")
    ours = start(timeline(version, file, cache_bytes=0, name=OURS))
    plain = [
        ours,
        start(programs.datasette(pythons["datasette"], indexed)),
        start(programs.plain(pythons["plain"], indexed)),
    ]
    drawn = json.loads((corpus / "questions.json").read_text(encoding="utf-8"))
    paths = {OURS: questions.paths(corpus)}
    for name, of in programs.PATHS.items():
        paths[name] = {question: [path(given) for given in drawn[question]] for question, path in of.items()}
    hot = measure.hot_path(ours, paths[OURS]["Q1w"])
    print("\nAnswers")
    _compare(plain, indexed, drawn, paths)
    cached = start(timeline(version, file, name=OURS), "-cached")
    recorded = CACHE / "recorded"
    record(cached, hot, recorded)
    floor = start(programs.bare(pythons["plain"], recorded))
    compare_bytes(cached, floor, hot)
    for server in (cached, floor):
        paths[server.name] = paths.get(server.name, {}) | {"hot": [hot]}
    return Field(plain, [cached, floor], paths)


def _compare(plain: list[Server], indexed: Path, drawn: dict[str, Any], paths: dict[str, dict[str, list[str]]]) -> None:
    """Compare the answers of this service and its rivals. Raises Unusable if they differ."""
    ours, *rivals = plain
    for rival in rivals:
        for name in ("Q1", "Q1w", "Q2"):
            print(answers.compared(name, ours, rival, (paths[ours.name][name], paths[rival.name][name])), flush=True)
    print(answers.matches(ours, indexed, drawn["Q3"], paths[ours.name]["Q3"]))
    first, second = rivals
    print(answers.compared("Q3", first, second, (paths[first.name]["Q3"], paths[second.name]["Q3"])))


def record(server: Server, path: str, folder: Path) -> None:
    """Record the response that the floor sends, and that to a conditional request."""
    status, headers, content = server.get(path)
    bare.record(folder, status, headers.items(), content)
    status, headers, content = server.get(path, {"If-None-Match": headers["ETag"]})
    bare.record(folder, status, headers.items(), content)


def compare_bytes(server: Server, floor: Server, path: str) -> None:
    """Raise Unusable unless the floor sends the same bytes and headers, but for the date."""
    tag = server.get(path)[1]["ETag"]
    for asked in ({}, {"If-None-Match": tag}):
        one, other = (_response(each, path, asked) for each in (server, floor))
        if one != other:
            raise Unusable(f"The floor does not send what {server.name} sends:\n{one[:2]}\n{other[:2]}")
    print(f"hot  {floor.name} sends the bytes and headers of {server.name}, and so it does for 304")


def _response(server: Server, path: str, asked: dict[str, str]) -> tuple[int, list[tuple[str, str]], bytes]:
    status, headers, content = server.get(path, asked)
    kept = sorted((name.lower(), value) for name, value in headers.items() if name.lower() != "date")
    return status, kept, content


def _measure(servers: Field, given: argparse.Namespace) -> None:
    results: list[Result] = []

    def asked(question: Question, server: Server) -> list[str]:
        return servers.paths[server.name][question.paths]

    def of(question: Question) -> list[Server]:
        return servers.cached if question.cached else servers.plain

    print(f"\n{given.rounds} rounds of {given.seconds:g} s", flush=True)
    plan = Plan(given.rounds, given.seconds, given.connections)
    for results in measure.measured(plan, given.questions, of, asked):  # noqa: B007 - the last ones are printed
        print(f"load average {os.getloadavg()[0]:.1f}", flush=True)
    print()
    print("\n".join(report.speeds(results, OURS)), flush=True)
    figures = [Single(f"memory not shared of {each.name}", (each.memory().unshared,), "MB") for each in servers.plain]
    figures += _beside(servers, given)
    for server in servers.plain:
        figures += _starts(server.program)
    print()
    print("\n".join(report.singles(figures)))
    print(f"\nload average {os.getloadavg()[0]:.1f}")


def _beside(servers: Field, given: argparse.Namespace) -> list[Single]:
    """Light requests beside heavy ones, and five facets of the busiest actor."""
    ours, cached = servers.plain[0], servers.cached[0]
    facets = beside.facet_paths()
    times = [beside.answer_milliseconds(ours, facets[:10]) for _ in range(given.rounds)]
    figures = [Single("five facets of the busiest actor, one request", tuple(times), "ms")]
    cases: list[tuple[str, Server, tuple[list[str], int], dict[str, list[str]]]] = [
        (
            "p99 of a cached answer",
            cached,
            (servers.paths[OURS]["hot"], HOT_CONNECTIONS),
            beside.heavy_paths(corpus_folder(given.events)),
        ),
        ("p99 of a search", ours, (servers.paths[OURS]["Q3"], SEARCH_CONNECTIONS), {"five facets": facets}),
    ]
    for label, server, light, heavy in cases:
        for name, found in beside.beside(server, light, heavy, given.rounds, given.seconds).items():
            bad = f", {found.bad} bad answers" if found.bad else ""
            figures.append(Single(f"{label}, {'beside ' if name in heavy else ''}{name}{bad}", tuple(found.p99), "ms"))
    return figures


def _starts(program: Program) -> list[Single]:
    """Elapsed and processor seconds from the start of the process to the first answer, of several starts."""
    elapsed, used = [], []
    for _ in range(STARTS):
        with Server(program, CACHE / f"server-{program.name}-start.log") as server:
            elapsed.append(server.seconds_to_start)
            used.append(server.cpu_seconds())
    return [
        Single(f"start to first answer of {program.name}", tuple(elapsed), "s"),
        Single(f"start to first answer of {program.name}, processor time", tuple(used), "s"),
    ]


if __name__ == "__main__":
    main()
