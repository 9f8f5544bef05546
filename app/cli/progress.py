"""How the command shows the progress of long work: a bar on a terminal, lines in a log, JSON lines for programs."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, ProgressColumn, Task, TaskID, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars
from rich.text import Text

from app.progress import Progress

JsonLines = Annotated[
    bool, typer.Option("--json", help="Print progress and result as JSON, an object a line, for programs.")
]
"""The option of commands that take long."""

SECONDS_BETWEEN_LINES = 10
"""A log gets a line about work that has taken longer than this since the last one."""
SECONDS_BETWEEN_JSON_LINES = 1


@contextlib.contextmanager
def shown(out: Console, err: Console, *, as_json: bool = False) -> Iterator[Progress]:
    """Progress that is shown while the work in the block lasts.

    On a terminal it is a bar on `err`, with rate and time left. Elsewhere it is a line on `err` now and then, so short
    work has none. `as_json`: it is a JSON object a line on `out`.
    """
    if as_json:
        lines = Lines(SECONDS_BETWEEN_JSON_LINES, lambda step: print_json(out, step.as_json()), every_stage=True)
        yield lines
        lines.end()
    elif err.is_terminal:
        with Bars(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            _Rate(),
            TimeRemainingColumn(),
            console=err,
            transient=True,
        ) as bars:
            yield _Bar(bars)
    else:
        lines = Lines(SECONDS_BETWEEN_LINES, lambda step: err.print(step.in_words(), markup=False))
        yield lines
        lines.end()


def print_json(out: Console, value: object) -> None:
    """Print a JSON value on a line of its own."""
    out.print(json.dumps(value, ensure_ascii=False), markup=False)


@dataclass(frozen=True, slots=True)
class Step:
    """How far a stage is. `rate` is in records a second, `left` in seconds; None: not known yet."""

    stage: str
    done: int
    total: int | None
    rate: float | None
    left: float | None

    def as_json(self) -> dict[str, object]:
        """The step for programs."""
        rounded = {
            "rate": None if self.rate is None else round(self.rate),
            "seconds_left": None if self.left is None else round(self.left),
        }
        return {"stage": self.stage, "done": self.done, "total": self.total, **rounded}

    def in_words(self) -> str:
        """The step for a log: `writing events: 1,000 of 3,000, 500 a second, 4 s left`."""
        parts = [f"{self.stage}: {self.done:,}" + ("" if self.total is None else f" of {self.total:,}")]
        parts += [] if self.rate is None else [f"{self.rate:,.{0 if self.rate >= 10 else 1}f} a second"]
        parts += [] if self.left is None else [f"{self.left:,.0f} s left"]
        return ", ".join(parts)


@dataclass
class Lines:
    """Progress as lines: one whenever `seconds` have passed since the last, by `clock`.

    `every_stage`: also one where a stage begins and one where it ends. Otherwise one where a stage ends that had a
    line.
    """

    seconds: float
    write: Callable[[Step], None]
    every_stage: bool = False
    clock: Callable[[], float] = time.monotonic
    _stage: str = field(default="", init=False)
    _began: float = field(default=0, init=False)
    _last: float = field(default=0, init=False)
    _told: tuple[int, int | None] | None = field(default=None, init=False)
    """Done and total in the last line of the stage; None: it had none."""
    _now: tuple[int, int | None] = field(default=(0, None), init=False)

    def __post_init__(self) -> None:
        self._last = self.clock()

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        """Take a report (see `Progress`)."""
        now = self.clock()
        if stage != self._stage:
            self.end()
            self._stage, self._began = stage, now
            self._now = done, total
            if self.every_stage:
                self._tell(now)
            return
        self._now = done, total
        if now - self._last >= self.seconds:
            self._tell(now)

    def end(self) -> None:
        """The last stage has ended."""
        if self._stage and self._told not in {None, self._now}:
            self._tell(self.clock())
        self._told = None

    def _tell(self, now: float) -> None:
        (done, total), took = self._now, now - self._began
        rate = done / took if done and took > 0 else None
        left = None if rate is None or total is None else (total - done) / rate
        self.write(Step(self._stage, done, total, rate, left))
        self._last, self._told = now, self._now


class _Rate(ProgressColumn):
    """Records a second."""

    def render(self, task: Task) -> Text:
        took = task.finished_time or task.elapsed
        return Text(f"{task.completed / took:,.0f}/s" if took and task.completed else "")


class _Bar:
    """Progress as bars on a terminal, one for each stage."""

    def __init__(self, bars: Bars) -> None:
        self._bars = bars
        self._stage = ""
        self._task: TaskID | None = None
        self._next = 0.0

    def __call__(self, stage: str, done: int, total: int | None) -> None:
        now = time.monotonic()
        if stage != self._stage or self._task is None:
            if self._task is not None:
                self._bars.remove_task(self._task)
            self._stage, self._task = stage, self._bars.add_task(stage, total=total, completed=done)
        elif now < self._next and done != total:
            return
        self._next = now + 1 / 10  # the screen is drawn no more often
        self._bars.update(self._task, completed=done, total=total)
