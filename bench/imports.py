"""Import the real data of the Office of the Historian, and ask questions with known answers.

    python -m bench.imports FOLDER

FOLDER holds the repositories (visits, travels, pocom), or volumes of Foreign Relations (frus*.xml), or both. Questions
are asked on what it holds. Prints counts, time and memory, then each question with its answer; exit code 1 if one is
not the known one.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from app.database.migrating import migrate
from app.importing.frus import import_frus
from app.importing.histstate import PARTS, import_histstate
from app.loading.release import load
from app.loading.writing import count
from bench.asgi import make_app

TREE = Path(__file__).resolve().parent.parent
TRAVELS = "collection=histstate-travels&actor=travels-eisenhower-dwight-d"
VISITS = "collection=histstate-visits"
ON = "on=1954-03-26&office=ambassador"
DULLES = "collection=frus1955-57v04&actor=frus1955-57v04-p-djf1"
QUESTIONS_ON_VOLUMES: dict[str, tuple[str, list[str]]] = {
    "Which documents of 1955-1957, IV did Dulles sign in December 1955?": (
        f"/v1/documents?{DULLES}:signatory&date=1955-12",
        [
            "Letter From the Secretary of State to Foreign Secretary Macmillan",
            "Message From the Secretary of State to the President",
            "Message From the Secretary of State to the President",
        ],
    ),
    "Who was ambassador to Guatemala on 1 January 1954?": (
        "/v1/tenures?collection=frus1952-54guat&on=1954-01-01&office=ambassador+to+guatemala",
        ["John E. Peurifoy"],
    ),
}
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


def main() -> int:
    """Import the data in the folder that is given into a database of their own. Returns the exit code."""
    folder = Path(sys.argv[1]).resolve()
    with tempfile.TemporaryDirectory() as made:
        database = Path(made) / "timeline.sqlite"
        migrate(f"sqlite:///{database}", TREE / "migrations")
        start = time.perf_counter()
        repositories = any((folder / part.folder).is_dir() for part in PARTS)
        volumes = sorted(folder.glob("frus*.xml"))
        imported = [*(import_histstate(folder) if repositories else ()), *import_frus(volumes)]
        read = time.perf_counter()
        load(f"sqlite:///{database}", [each.data for each in imported], by="import")
        end = time.perf_counter()
        for each in imported:
            counts = ", ".join(f"{number} {name}" for name, number in count(each.data).items() if number)
            print(f"{each.data.collection.id}: {counts}; {len(each.left_out)} left out")
        print(f"read and checked in {read - start:.1f} s, loaded, derived and indexed in {end - read:.1f} s")
        print(f"most memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        with TestClient(make_app(TREE, database)) as client:
            asked = (QUESTIONS if repositories else {}) | (QUESTIONS_ON_VOLUMES if volumes else {})
            right = [_answered(client, *question) for question in asked.items()]
            if repositories:
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
