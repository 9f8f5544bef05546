"""Import real data of others, and ask questions with known answers.

    python -m bench.imports FOLDER [SAMPLES]

FOLDER has the data of the Office of the Historian (visits, travels, pocom, and milestones/chapters, if it is there).
SAMPLES has files in other formats: tables, cmif, tei-letters, timeline, linked-places. Prints counts, time and memory,
then each question with its answer; exit code 1 if one is not the known one.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.database.migrating import migrate
from app.importing.csv_table import import_csv
from app.importing.heads import Options
from app.importing.histstate import import_histstate
from app.importing.linked_places import import_linked_places
from app.importing.records import Imported, slug
from app.importing.tei_files import import_tei
from app.importing.timelinejs import import_timelinejs
from app.loading.release import load
from app.loading.writing import count
from bench.asgi import make_app

TREE = Path(__file__).resolve().parent.parent
TRAVELS = "collection=histstate-travels&actor=travels-eisenhower-dwight-d"
VISITS = "collection=histstate-visits"
ON = "on=1954-03-26&office=ambassador"
QUESTIONS: dict[str, tuple[str, list[str]]] = {
    "Where did President Eisenhower travel in 1955?": (
        f"/v1/events?{TRAVELS}&date=1955",
        ["Travel of Dwight D. Eisenhower to Geneva, Switzerland"],
    ),
    "Who visited the United States in March 1954?": (f"/v1/events?{VISITS}&date=1954-03", []),
    "Who visited the United States in June 1954?": (
        f"/v1/events?{VISITS}&date=1954-06",
        [
            "Visit of Prime Minister Menderes (Turkey) to the United States",
            "Visit of Prime Minister Churchill (United Kingdom) to the United States",
        ],
    ),
    "Who was ambassador in Moscow?": (f"/v1/tenures?{ON}&of=pocom-mission-russia", ["Charles Eustis Bohlen"]),
    "Who was ambassador in Paris?": (f"/v1/tenures?{ON}&of=pocom-mission-france", ["Clarence Douglas Dillon"]),
    # The embassy was established again on 5 May 1955; Conant was High Commissioner, which the source does not list.
    "Who was ambassador in Bonn?": (f"/v1/tenures?{ON}&of=pocom-mission-germany", []),
    "Who was ambassador in London?": (
        f"/v1/tenures?{ON}&of=pocom-mission-united-kingdom",
        ["Winthrop Williams Aldrich"],
    ),
}
LETTERS: dict[str, tuple[str, list[str]]] = {
    "To whom did Spener write in 1666?": (
        "/v1/documents?collection=spener&date=1666&date_match=within&actor=spener-person-gnd-118616099",
        [
            "Letter of Philipp Jakob Spener to Gottlieb Spizel, 21. September 1666",
            "Letter of Philipp Jakob Spener to Balthasar Scheidt, 1. November 1666",
            "Letter of Philipp Jakob Spener to Balthasar Bebel, 16. November 1666",
        ],
    ),
    "Which letter to Schnitzler is certainly of August 1891?": (
        "/v1/documents?collection=letters-schnitzler&date=1891-08&date_match=within",
        ["Hugo von Hofmannsthal an Arthur Schnitzler, [16. 8. 1891]"],
    ),
}
"""Questions on the samples."""


@dataclass(frozen=True)
class Source:
    """Files in one format: what becomes of them, and the counts that are known of the real ones."""

    name: str
    read: Callable[[], Imported]
    files: int


def samples(historian: Path, folder: Path | None) -> Iterator[Source]:
    """The sources in the formats of others, as far as their files are there."""
    chapters = sorted((historian / "milestones" / "chapters").glob("*.xml"))
    told = Options(
        "milestones", "Milestones", "Public domain", language="en", rights="Work of the United States Government"
    )
    if chapters:
        yield Source("milestones", partial(import_tei, chapters, told), len(chapters))
    if folder is None:
        return
    table, map_file = folder / "tables" / "spener-letters.csv", TREE / "examples" / "maps" / "spener-letters.yaml"
    if table.is_file():
        yield Source("tables", partial(import_csv, table, map_file, Options("spener")), 1)
    for path in sorted((folder / "cmif").glob("*.xml")):
        yield Source(f"cmif {path.stem}", partial(import_tei, [path], Options(f"cmif-{slug(path.stem)}")), 1)
    for name in ("schnitzler", "example"):
        paths = sorted((folder / "tei-letters").glob(f"{name}*.xml"))
        if paths:
            letters = Options(f"letters-{name}", name.capitalize())
            yield Source(f"tei-letters {name}", partial(import_tei, paths, letters), len(paths))
    for path in sorted((folder / "timeline").glob("women*")):
        slides = Options(f"timeline-{path.suffix[1:]}", licence="MPL-2.0", language="en")
        yield Source(f"timeline {path.name}", partial(import_timelinejs, path, slides), 1)
    for path in sorted((folder / "linked-places").glob("*.tsv")):
        places = Options(f"places-{slug(path.stem)}", path.stem, "BSD-3-Clause", language="en")
        yield Source(f"linked-places {path.name}", partial(import_linked_places, path, places), 1)


def read_samples(historian: Path, folder: Path | None) -> Iterator[Imported]:
    """Read each source in turn, print counts and times, and give the collections that have records."""
    for source in samples(historian, folder):
        start = time.perf_counter()
        imported = source.read()
        end = time.perf_counter()
        counts = ", ".join(f"{number} {name}" for name, number in count(imported.data).items() if number)
        said = f"{counts or 'nothing'}; {len(imported.left_out)} left out"
        print(f"{source.name}, files: {source.files}: {said}; read and checked in {end - start:.2f} s")
        if counts:
            yield imported


def main() -> int:
    """Import the data in the folders that are given into a database of their own. Returns the exit code."""
    folder = Path(sys.argv[1]).resolve()
    others = Path(sys.argv[2]).resolve() if len(sys.argv) > 2 else None
    with tempfile.TemporaryDirectory() as made:
        database = Path(made) / "timeline.sqlite"
        migrate(f"sqlite:///{database}", TREE / "migrations")
        start = time.perf_counter()
        imported = list(import_histstate(folder))
        read = time.perf_counter()
        load(f"sqlite:///{database}", [each.data for each in imported], by="import")
        end = time.perf_counter()
        for each in imported:
            counts = ", ".join(f"{number} {name}" for name, number in count(each.data).items() if number)
            print(f"{each.data.collection.id}: {counts}; {len(each.left_out)} left out")
        print(f"read and checked in {read - start:.1f} s, loaded, derived and indexed in {end - read:.1f} s")
        found = list(read_samples(folder, others))
        if found:
            start = time.perf_counter()
            load(f"sqlite:///{database}", [each.data for each in found], by="import")
            print(f"{len(found)} collections of them loaded in {time.perf_counter() - start:.1f} s")
        print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        with TestClient(make_app(TREE, database)) as client:
            asked = QUESTIONS | (LETTERS if others else {})
            right = [_answered(client, *question) for question in asked.items()]
            total = client.get(f"/v1/tenures?{ON}").json()["total"]
            print(f"American ambassadors in all the world on 26 March 1954: {total}")
        return 0 if all(right) else 1


def _answered(client: TestClient, question: str, asked: tuple[str, list[str]]) -> bool:
    path, known = asked
    items: list[dict[str, Any]] = client.get(path).json()["items"]
    answer = [item["title"] if "title" in item else item["holder"]["name"] for item in items]
    print(f"{'right' if answer == known else 'WRONG'}: {question} {'; '.join(answer) or 'nobody'}")
    return answer == known


if __name__ == "__main__":
    sys.exit(main())
