"""How long a small change takes in a large database: one record more, a small import beside it, its removal.

    python -m bench.changes [--events 30000]

Each is one command on a copy of the database with the corpus. Prints seconds, processor time and memory.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.cache import CACHE, ROOT, data_folder
from bench.database import FILE, database, measured
from bench.versions import named

TIMELINE = (sys.executable, "-m", "app")
VISITS = ROOT / "tests" / "data" / "histstate"


def with_another_title(source: Path, target: Path, events: int) -> None:
    """The data of `source` in the empty folder `target`, with another title of the event in the middle."""
    for path in source.iterdir():
        if path.name != "events.ndjson":
            (target / path.name).symlink_to(path)
            continue
        # Line by line: what this process holds counts in the memory of those that it starts.
        with path.open(encoding="utf-8") as given, (target / path.name).open("w", encoding="utf-8") as written:
            for place, line in enumerate(given):
                changed = place == events // 2
                written.write(json.dumps(json.loads(line) | {"title": "Another title"}) + "\n" if changed else line)


def commands(changed: Path) -> Iterator[tuple[str, list[str]]]:
    """What is measured, in order, with its name."""
    yield "another title of one event", [*TIMELINE, "load", str(changed)]
    yield "a small import beside it", [*TIMELINE, "import", "histstate", str(VISITS)]
    yield "the removal of one collection", [*TIMELINE, "remove", "histstate-visits"]


def main() -> None:
    """Measure each command on the database as the one before left it."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=30_000)
    events = parser.parse_args().events
    version = named(str(ROOT))
    source, _ = database(version, events, ndjson=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        copy, changed = Path(folder) / FILE, Path(folder) / "data"
        shutil.copy(source, copy)
        shutil.copytree(f"{source}.search", f"{copy}.search")
        changed.mkdir()
        with_another_title(data_folder(events, ndjson=True), changed, events)
        for name, command in commands(changed):
            found = measured(command, version, copy)
            print(
                f"{name}: {found.seconds:.1f} s, {found.cpu_seconds:.1f} s of processor time, {found.peak_mb:.0f} MB",
                flush=True,
            )


if __name__ == "__main__":
    main()
