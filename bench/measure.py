"""Ask servers the questions, and compare their answers, their speed and their memory."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.questions import Question
from bench.serve import Memory, Server, pinned, wait_until_idle
from bench.versions import Unusable

ROTATE = Path(__file__).with_name("rotate.lua")
COMPARED = 100
HOT_BYTES = 20_000
UNSTEADY = 2
"""Rounds whose fastest is more than this many times the slowest show nothing."""


@dataclass(frozen=True)
class Run:
    """One run of the load generator against one server.

    `p50` and `p99` are times to answer in milliseconds, `cpu` processor time of the server in microseconds a request,
    `size` bytes of a response with its headers, `bad` the number of answers that are errors or are missing. `memory` is
    that of the server after the run.
    """

    per_second: float
    p50: float
    p99: float
    cpu: float
    size: float
    bad: int
    memory: Memory


@dataclass(frozen=True)
class Plan:
    """How often and how long the load generator runs: rounds, seconds of one run, numbers of open connections."""

    rounds: int
    seconds: float
    connections: Sequence[int]


@dataclass
class Result:
    """The runs of one question against one server with so many connections, in the order of the rounds."""

    question: str
    server: str
    connections: int
    runs: list[Run] = field(default_factory=list)

    def median(self, value: Callable[[Run], float]) -> float:
        """The median of a figure over the rounds."""
        return statistics.median(value(run) for run in self.runs)

    @property
    def low(self) -> float:
        """Requests a second in the slowest round."""
        return min(run.per_second for run in self.runs)

    @property
    def high(self) -> float:
        """Requests a second in the fastest round."""
        return max(run.per_second for run in self.runs)

    @property
    def fault(self) -> str:
        """Why the result shows nothing; empty if it is sound."""
        bad = sum(run.bad for run in self.runs)
        if bad:
            return f"{bad} bad answers"
        if self.low == 0:
            return "a round without answers"
        return "unsteady, repeat it" if self.high > UNSTEADY * self.low else ""


def check_tools() -> None:
    """Raise Unusable if a program is missing."""
    if not shutil.which("wrk"):
        raise Unusable(
            "wrk is missing, the load generator: on Debian `apt-get install wrk`, on others github.com/wg/wrk."
        )
    if not shutil.which("taskset"):
        raise Unusable("taskset is missing: it is in util-linux, on Debian `apt-get install util-linux`.")


def hot_path(server: Server, paths: list[str]) -> str:
    """The one of the first 100 paths whose body is nearest to 20,000 bytes."""
    return min(paths[:COMPARED], key=lambda path: abs(len(server.get(path)[2]) - HOT_BYTES))


def agreement(name: str, first: Server, second: Server, paths: list[str]) -> str:
    """Say for how many of the first 100 paths two servers give the same answer, and where they first differ."""
    same_ids = same_sets = equal = 0
    paths = paths[:COMPARED]
    differing = []
    for path in paths:
        one, other = (_body(server, path) for server in (first, second))
        ids, other_ids = _ids(one), _ids(other)
        same_ids += ids == other_ids
        same_sets += sorted(ids) == sorted(other_ids)
        equal += one == other
        if one != other:
            differing.append(path)
    return (
        f"{name:4} of {len(paths)} answers {same_ids} have the same ids in the same order, {same_sets} the same ids "
        f"in any order, {equal} are equal in full"
        + "".join(f"; the first that differs: {path}" for path in differing[:1])
    )


def measured(
    plan: Plan,
    questions: list[Question],
    servers: Callable[[Question], list[Server]],
    paths: Callable[[Question, Server], list[str]],
) -> Iterator[list[Result]]:
    """Put each question to each of its servers in turn, in several rounds. Yields the results so far after each.

    The servers take turns within a question, so that a slow minute of the machine meets all of them, and each second
    round begins with the last one.
    """
    results: dict[tuple[str, str, int], Result] = {}
    everyone = list({id(server): server for question in questions for server in servers(question)}.values())
    with tempfile.TemporaryDirectory() as folder:
        for number in range(plan.rounds):
            for question, connections in itertools.product(questions, plan.connections):
                for server in servers(question)[:: -1 if number % 2 else 1]:
                    asked = paths(question, server)
                    file = path_file(Path(folder), asked)
                    wait_until_idle(everyone)
                    load = Load(file, connections, plan.seconds, number, question.repeat, _tag(question, server, asked))
                    key = question.name, server.name, connections
                    results.setdefault(key, Result(*key)).runs.append(_run(server, load))
            yield list(results.values())


def path_file(folder: Path, paths: list[str]) -> Path:
    """Write a list of paths for the load generator."""
    file = folder / "paths"
    file.write_text("".join(f"{path}\n" for path in paths), encoding="utf-8")
    return file


@dataclass(frozen=True)
class Load:
    """What the load generator does: it asks for the paths in a file in turn.

    `repeat`: for the first path only. `tag`, if any, is sent as `If-None-Match`. `core` as in `pinned`.
    """

    paths: Path
    connections: int
    seconds: float
    seed: int = 0
    repeat: bool = False
    tag: str = ""
    core: int | None = 1

    def start(self, server: Server) -> subprocess.Popen[str]:
        """Start the load generator against a server."""
        return self.start_at(server.base)

    def start_at(self, base: str) -> subprocess.Popen[str]:
        """Start the load generator against what listens at an address such as `http://127.0.0.1:40001`."""
        variables = {"PATHS": str(self.paths), "SEED": str(self.seed + 1)}
        variables |= {"REPEAT": "1"} if self.repeat else {}
        variables |= {"ETAG": self.tag} if self.tag else {}
        command = ["wrk", "-t1", f"-c{self.connections}", f"-d{self.seconds:g}s", "--timeout", "10s", "-s", str(ROTATE)]
        return subprocess.Popen(
            pinned([*command, base], self.core),
            env=os.environ | variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )


def finished(load: subprocess.Popen[str]) -> dict[str, float]:
    """What a load generator measured, when it has ended: the keys that `rotate.lua` prints."""
    printed, _ = load.communicate()
    if load.returncode:
        raise Unusable(f"wrk failed: {printed}")
    found: dict[str, float] = json.loads(printed.splitlines()[-1])
    return found


def _tag(question: Question, server: Server, paths: list[str]) -> str:
    """The ETag of the first path, where the question is about revalidation."""
    return server.get(paths[0])[1]["ETag"] if question.revalidate else ""


def _run(server: Server, load: Load) -> Run:
    before = server.cpu_seconds()
    found = finished(load.start(server))
    wait_until_idle([server])
    used = server.cpu_seconds() - before
    requests = max(1, found["requests"])
    return Run(
        per_second=found["per_second"],
        p50=found["p50"],
        p99=found["p99"],
        cpu=1e6 * used / requests,
        size=found["bytes"] / requests,
        bad=int(found["bad"]),
        memory=server.memory(),
    )


def _body(server: Server, path: str) -> Any:
    status, _, body = server.get(path)
    if status != 200:
        raise Unusable(f"{server.name} answers {path} with {status}: {body[:300]!r}")
    return json.loads(body)


def _ids(body: Any) -> list[str]:
    """The ids of a list; of one record its id and those of its actors and documents."""
    if "items" in body:
        return [item["id"] for item in body["items"]]
    return [body["id"], *(_id_of(one) for name in ("actors", "documents") for one in body.get(name, ()))]


def _id_of(link: Any) -> str:
    """The id in a link to a record, such as `{"role": "chair", "actor": {"id": "molotov"}}`."""
    if "id" in link:
        return str(link["id"])
    return next(value["id"] for value in link.values() if isinstance(value, dict) and "id" in value)
