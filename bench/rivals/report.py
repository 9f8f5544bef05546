"""The tables that a run beside the rivals ends with, in Markdown."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bench.measure import Result, Run


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
        "| times its requests/s | by cpu | share of its p99 |"
    )
    yield "| --- " * 11 + "|"
    mine = {(result.question, result.connections): result for result in results if result.server == ours}
    for result in sorted(results, key=lambda result: list(mine).index((result.question, result.connections))):
        yield _row(result, mine[result.question, result.connections])


def _row(result: Result, mine: Result) -> str:
    head = f"| {result.question} | {result.connections} | {result.server} |"
    if result.fault:
        return f"{head} {result.fault} | | | | | | | |"
    ratios = " |  | "
    if result is not mine and not mine.fault:
        speed = ratio(mine, result, lambda run: run.per_second)
        cpu = 1 / max(1e-9, ratio(mine, result, lambda run: run.cpu))
        ratios = f"{speed:.2f} | {cpu:.2f} | {ratio(mine, result, lambda run: run.p99):.2f}"
    return (
        f"{head} {result.median(lambda run: run.per_second):,.0f} ({result.low:,.0f}-{result.high:,.0f}) "
        f"| {result.median(lambda run: run.p50):.2f} | {result.median(lambda run: run.p99):.2f} "
        f"| {result.median(lambda run: run.cpu):,.0f} | {result.median(lambda run: run.size):,.0f} | {ratios} |"
    )


def ratio(mine: Result, other: Result, figure: Callable[[Run], float]) -> float:
    """The median over the rounds of a figure of ours divided by that of the other server."""
    pairs = zip(mine.runs, other.runs, strict=True)
    return statistics.median(figure(one) / max(1e-9, figure(two)) for one, two in pairs)


def singles(figures: list[Single]) -> Iterator[str]:
    """A row for each single figure: the median of the rounds, with the lowest and highest."""
    yield "| measure | median (low-high) |"
    yield "| --- | --- |"
    for one in figures:
        digits = 2 if one.unit == "s" else 1
        three = statistics.median(one.figures), min(one.figures), max(one.figures)
        median, low, high = (f"{figure:,.{digits}f}" for figure in three)
        yield f"| {one.name} | {median} {one.unit} ({low}-{high}) |"
