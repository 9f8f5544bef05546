"""The tables that a run beside the rivals ends with, in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from dataclasses import dataclass

from bench.measure import Result


@dataclass(frozen=True)
class Single:
    """A figure that is not of a question: what was measured, the figures of the rounds, their unit."""

    name: str
    figures: tuple[float, ...]
    unit: str


def speeds(results: list[Result], ours: str) -> Iterator[str]:
    """A row for each server, question and number of connections, with the ratio of ours to that server."""
    yield (
        "| question | connections | server | requests/s (low-high) | p50 ms | p99 ms | cpu µs | bytes "
        "| times its requests/s | share of its p99 |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"
    mine = {(result.question, result.connections): result for result in results if result.server == ours}
    for result in sorted(results, key=lambda result: list(mine).index((result.question, result.connections))):
        yield _row(result, mine[result.question, result.connections])


def _row(result: Result, mine: Result) -> str:
    head = f"| {result.question} | {result.connections} | {result.server} |"
    if result.fault:
        return f"{head} {result.fault} | | | | | | |"
    ratios = " | "
    if result is not mine and not mine.fault:
        ratios = f"{ratio(mine, result):.2f} | {p99_share(mine, result):.2f}"
    return (
        f"{head} {result.median(lambda run: run.per_second):,.0f} ({result.low:,.0f}-{result.high:,.0f}) "
        f"| {result.median(lambda run: run.p50):.2f} | {result.median(lambda run: run.p99):.2f} "
        f"| {result.median(lambda run: run.cpu):,.0f} | {result.median(lambda run: run.size):,.0f} | {ratios} |"
    )


def ratio(mine: Result, other: Result) -> float:
    """The median over the rounds of the requests per second of ours divided by those of the other server."""
    pairs = zip(mine.runs, other.runs, strict=True)
    return statistics.median(one.per_second / max(1e-9, two.per_second) for one, two in pairs)


def p99_share(mine: Result, other: Result) -> float:
    """The median over the rounds of the p99 of ours divided by that of the other server."""
    pairs = zip(mine.runs, other.runs, strict=True)
    return statistics.median(one.p99 / max(1e-9, two.p99) for one, two in pairs)


def singles(figures: list[Single]) -> Iterator[str]:
    """A row for each single figure: the median of the rounds, with the lowest and highest."""
    yield "| measure | median (low-high) |"
    yield "| --- | --- |"
    for one in figures:
        low, high = min(one.figures), max(one.figures)
        yield f"| {one.name} | {statistics.median(one.figures):,.1f} {one.unit} ({low:,.1f}-{high:,.1f}) |"
