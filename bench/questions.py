"""The questions that servers are asked, as paths with a query.

| name | question | cache of responses |
| --- | --- | --- |
| Q1 | events of an actor that overlap a window of 60 days, the first 50 | off |
| Q1w | the same with a window of ten years, so that most pages are full | off |
| Q2 | one event by id, with its actors and documents | off |
| Q3 | events that contain two words, the best 20 | off |
| hot | one page of about 20 kB over and over | on |
| 304 | the same page with `If-None-Match` | on |
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Question:
    """One row of the table: its name, the list of paths that it takes, and how it is asked.

    `cached`: the server keeps responses. `repeat`: the same path over and over. `revalidate`: with `If-None-Match`.
    """

    name: str
    paths: str
    cached: bool = False
    repeat: bool = False
    revalidate: bool = False


QUESTIONS = (
    Question("Q1", "Q1"),
    Question("Q1w", "Q1w"),
    Question("Q2", "Q2"),
    Question("Q3", "Q3"),
    Question("hot", "hot", cached=True, repeat=True),
    Question("304", "hot", cached=True, repeat=True, revalidate=True),
)


def _window(given: dict[str, Any]) -> str:
    return f"/v1/events?actor=act-{given['actor']:06d}&date_from={given['from']}&date_to={given['to']}"


PATHS: dict[str, Callable[[dict[str, Any]], str]] = {
    "Q1": _window,
    "Q1w": _window,
    "Q2": lambda given: f"/v1/events/evt-{given['event']:07d}",
    "Q3": lambda given: f"/v1/events?q={'+'.join(given['words'])}&limit=20",
}


def paths(corpus_folder: Path) -> dict[str, list[str]]:
    """The paths of Q1, Q1w, Q2 and Q3 from the parameters in `questions.json` of a corpus."""
    drawn = json.loads((corpus_folder / "questions.json").read_text(encoding="utf-8"))
    return {name: [path(given) for given in drawn[name]] for name, path in PATHS.items()}
