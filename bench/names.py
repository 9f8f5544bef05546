"""How well names are matched: `python -m bench.names names.ndjson [others.ndjson]`.

Each line of the files is a person: `id`, `preferred`, `forms`, `born`, `died`. All preferred names are loaded, each
other form is looked for, and the person it belongs to is expected. Printed are

- recall: forms whose first candidate is right; missing and wrong ones are counted apart;
- precision: certain answers (`match: true`) that are right, and how many of all answers are certain;
- false alarms: preferred names that are looked for in an index without their person, and answered as certain;
- the time for a name, median and 99th percentile.

`others.ndjson` beside the first file is taken too if no second file is named.
"""

import argparse
import json
import statistics
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.matching import Entry, MatchIndex, Query

HALVES = 2


@dataclass(slots=True)
class Result:
    """What came of asking each form once. Times are in seconds."""

    asked: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0
    certain: int = 0
    certain_right: int = 0
    seconds: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    @property
    def recall(self) -> float:
        """Right first answers, as a share of all forms."""
        return self.right / self.asked if self.asked else 0.0

    @property
    def precision(self) -> float:
        """Right answers, as a share of the certain ones."""
        return self.certain_right / self.certain if self.certain else 1.0


def people(paths: list[Path]) -> Iterator[dict[str, Any]]:
    """The persons of the files."""
    for path in paths:
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines if line.strip())


def measure(persons: list[dict[str, Any]]) -> Result:
    """Ask every form of every person. A form that several persons have is right with any of them."""
    index = MatchIndex(_entries(persons))
    owners: dict[str, set[str]] = defaultdict(set)
    for person in persons:
        for form in person["forms"]:
            owners[form].add(person["id"])
    result = Result()
    names = {person["id"]: person["preferred"] for person in persons}
    for person in persons:
        for form in person["forms"]:
            began = time.perf_counter()
            found = index.match(Query(form, is_person=True))
            result.seconds.append(time.perf_counter() - began)
            result.asked += 1
            first = found[0] if found else None
            if first is None:
                result.missing += 1
                result.faults.append(f"none    {form} <- {names[person['id']]}")
                continue
            right = first.id in owners[form]
            result.right += right
            result.wrong += not right
            result.certain += first.match
            result.certain_right += first.match and right
            if not right:
                sure = "CERTAIN" if first.match else "wrong  "
                shown = ", ".join(f"{each.name} {each.score}" for each in found[:3])
                result.faults.append(f"{sure} {form} <- {names[person['id']]}: {shown}")
    return result


def false_alarms(persons: list[dict[str, Any]]) -> tuple[int, int]:
    """Ask each half of the persons in an index of the other half: none is there. Returns certain answers and names."""
    certain = asked = 0
    for half in range(HALVES):
        index = MatchIndex(_entries([each for place, each in enumerate(persons) if place % HALVES != half]))
        for person in persons[half::HALVES]:
            found = index.match(Query(person["preferred"], is_person=True))
            certain += bool(found and found[0].match)
            asked += 1
    return certain, asked


def _entries(persons: list[dict[str, Any]]) -> Iterator[Entry]:
    return (Entry(each["id"], (each["preferred"],), born=each["born"], died=each["died"]) for each in persons)


def main() -> None:
    """Print the figures of the files named on the command line."""
    parser = argparse.ArgumentParser(description="How well names are matched.")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--faults", action="store_true", help="list wrong and missing answers too")
    arguments = parser.parse_args()
    files: list[Path] = arguments.files
    others = files[0].with_name("others.ndjson")
    if len(files) == 1 and files[0].name != others.name and others.is_file():
        files.append(others)
    persons = list(people(files))
    began = time.perf_counter()
    index = MatchIndex(_entries(persons))
    built = time.perf_counter() - began
    result = measure(persons)
    certain, asked = false_alarms(persons)
    times = sorted(result.seconds)
    print(f"persons {len(index)}, forms {result.asked}, index made in {built:.1f} s")
    print(f"recall {result.recall:.4f}: right {result.right}, wrong {result.wrong}, missing {result.missing}")
    print(
        f"precision {result.precision:.4f}: certain {result.certain}, of these wrong "
        f"{result.certain - result.certain_right}; certain of all {result.certain / result.asked:.4f}"
    )
    print(f"false alarms {certain} of {asked} names of persons who are not there")
    print(
        f"time a name: median {1000 * statistics.median(times):.2f} ms, "
        f"99th percentile {1000 * times[int(len(times) * 0.99)]:.2f} ms"
    )
    if arguments.faults:
        print(*result.faults, sep="\n")


if __name__ == "__main__":
    main()
