"""How long a light request takes while the same server does heavy work for others."""

from __future__ import annotations

import json
import random
import statistics
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.measure import Load, finished, path_file
from bench.questions import PATHS
from bench.serve import Server, wait_until_idle

ALONE = "alone"
BUSY_ACTORS = 40
HEAVY_LISTS = 3_000
TURNS = 40
SECONDS_AHEAD = 1
FACETS = "kind,place,topic,actor,year"


@dataclass
class Times:
    """99th percentiles of the light request in milliseconds, one for each round, and answers that were errors."""

    p99: list[float] = field(default_factory=list)
    bad: int = 0

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.p99)


def heavy_paths(corpus_folder: Path) -> dict[str, list[str]]:
    """Paths of requests that are heavy, by name. The cache helps none of them, for few repeat."""
    rng = random.Random(5)

    def busy() -> str:
        return ",".join(f"act-{actor:06d}" for actor in rng.sample(range(1, BUSY_ACTORS), 4))

    lists = []
    for _ in range(HEAVY_LISTS):
        first = rng.randrange(1861, 1930)
        years = f"date_from={first}&date_to={first + rng.randrange(20, 58)}"
        lists.append(f"/v1/events?actor={busy()}&actor={busy()}&{years}&sort={rng.choice(('date', '-date'))}")
    drawn = json.loads((corpus_folder / "questions.json").read_text(encoding="utf-8"))
    searches = [
        PATHS["Q3"](given).replace("limit=20", f"limit={20 + turn}") for turn in range(TURNS) for given in drawn["Q3"]
    ]
    return {"heavy lists": lists, "searches": searches}


def facet_paths() -> list[str]:
    """Five facets of the busiest actor, in requests that differ so that the cache does not help."""
    return [f"/v1/events?actor=act-000001&facet={FACETS}&limit={limit}" for limit in range(1, 201)]


def beside(
    server: Server, light: tuple[list[str], int], heavy: Mapping[str, list[str]], rounds: int, seconds: float
) -> dict[str, Times]:
    """The light request without other work, then beside each kind of heavy work on 4 connections, in rounds.

    `light` is a list of paths and the number of its connections; a single path is asked over and over.
    """
    paths, connections = light
    found: dict[str, Times] = {}
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        asked = Load(path_file(Path(one), paths), connections, seconds, repeat=len(paths) == 1)
        for number in range(rounds):
            for name, others in _loads(heavy):
                wait_until_idle([server])
                running = None
                if others:
                    work = Load(path_file(Path(other), others), 4, seconds + 2 * SECONDS_AHEAD, number)
                    running = work.start(server)
                    time.sleep(SECONDS_AHEAD)
                times = found.setdefault(name, Times())
                measured = finished(asked.start(server))
                times.p99.append(measured["p99"])
                times.bad += int(measured["bad"] + (finished(running)["bad"] if running else 0))
    return found


def _loads(heavy: Mapping[str, list[str]]) -> Iterator[tuple[str, list[str]]]:
    yield ALONE, []
    yield from heavy.items()


def answer_milliseconds(server: Server, paths: list[str]) -> float:
    """The median time of single requests, one after the other, each over a connection of its own."""
    times = []
    for path in paths:
        begun = time.perf_counter()
        server.get(path)
        times.append(1e3 * (time.perf_counter() - begun))
    return statistics.median(times)
