"""Measure the processor time of one list request inside the application, without a network.

    python -m bench.in_process [--of COMMIT_OR_FOLDER] [--against COMMIT_OR_FOLDER] [--events 30000]

The requests are those of Q1, 16 at once, on a loaded corpus with the response cache off. The time counted is that of
all threads of the process. The best of several rounds is the figure to compare, since other work on the machine
only adds. Figures of different machines, or of different days on a shared one, cannot be compared: use `--against`,
which measures two versions in turn.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import subprocess
import sys
import time
from pathlib import Path

import uvloop

from bench.asgi import Running, make_app
from bench.cache import ROOT, corpus_folder
from bench.database import database
from bench.questions import paths
from bench.versions import Unusable, Version, named

REQUESTS = 2_000
TURNS = 3


async def rounds(running: Running, urls: list[str], count: int, together: int) -> list[float]:
    """Processor time of a request in microseconds, for each of `count` rounds after a first one that only warms up."""

    async def one_round(offset: int) -> float:
        numbers = iter(range(REQUESTS))

        async def client() -> None:
            for number in numbers:
                await running.get(urls[(number + offset) % len(urls)])

        begun = time.process_time()
        async with asyncio.TaskGroup() as group:
            for _ in range(together):
                group.create_task(client())
        return (time.process_time() - begun) / REQUESTS * 1e6

    await one_round(0)
    return [await one_round(37 * number) for number in range(1, count + 1)]


async def measure(version: Version, file: Path, urls: list[str], count: int, together: int) -> list[float]:
    """The `rounds` of an application that is started for it."""
    async with Running(make_app(version.tree, file)) as running:
        return await rounds(running, urls, count, together)


def in_turn(versions: list[Version], given: argparse.Namespace) -> dict[str, list[float]]:
    """The rounds of several versions by name, each measured in processes of its own, which take turns."""
    found: dict[str, list[float]] = {version.name: [] for version in versions}
    for _ in range(TURNS):
        for version in versions:
            command = [sys.executable, "-m", "bench.in_process", "--of", str(version.tree), "--bare"]
            command += [f"--events={given.events}", f"--rounds={given.rounds}", f"--together={given.together}"]
            done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode:
                raise Unusable(done.stderr)
            found[version.name] += map(float, done.stdout.split())
    return found


def one_alone(version: Version, given: argparse.Namespace) -> list[float]:
    """The rounds of one version, measured in this process."""
    file = given.database.resolve() if given.database else database(version, given.events)[0]
    urls = paths(corpus_folder(given.events))["Q1"]
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(measure(version, file, urls, given.rounds, given.together))


def main() -> None:
    """Print the best and the median round."""
    parser = argparse.ArgumentParser(description="Processor time of a list request inside the application.")
    parser.add_argument("--of", default=str(ROOT), help="a commit or a source tree; default: this tree as it is")
    parser.add_argument("--against", default="", help="a commit or a source tree to measure in turn with it")
    parser.add_argument("--events", type=int, default=30_000, help="size of the corpus; default: 30000")
    parser.add_argument("--rounds", type=int, default=7, help="rounds of 2000 requests; default: 7")
    parser.add_argument("--together", type=int, default=16, help="requests at once; default: 16")
    parser.add_argument("--database", type=Path, help="a loaded database, instead of the one in the cache")
    parser.add_argument("--bare", action="store_true", help="print the figure of each round and nothing else")
    given = parser.parse_args()
    try:
        version = named(given.of)
        if given.against:
            found = in_turn([version, named(given.against)], given)
        else:
            found = {version.name: one_alone(version, given)}
    except Unusable as fault:
        sys.exit(str(fault))
    if given.bare:
        print(*found[version.name])
        return
    for name, costs in found.items():
        print(f"{name:8} best {min(costs):.0f}, median {statistics.median(costs):.0f} us of processor time a request")


if __name__ == "__main__":
    main()
