"""Compare what the service answers on SQLite and on PostgreSQL, byte for byte, with a synthetic corpus in both.

    python -m bench.engines postgresql+psycopg://app@127.0.0.1:5432/empty [--events 30000]

Both are loaded by the loader from the same files as if at the same moment. A database that has the corpus is not loaded
again. `questions` are lists, searches and records; with them come facets, files in all formats, pages for people, walks
through lists forwards and back, and mistakes. The corpus has no claims, stories, offices and exchanges: those of the
data set that comes with the service are compared by `tests/database/test_postgresql.py`.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import json
import sqlite3
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlsplit

import httpx
from fastapi.testclient import TestClient

import app.loading.release
from app.database.migrating import migrate
from app.loading.check import check
from app.loading.data_set import DataSet
from app.main import served_app
from app.settings import Settings
from bench.cache import CACHE, ROOT, corpus_folder, data_folder
from bench.questions import PATHS

Drawn = Mapping[str, list[dict[str, Any]]]
"""The parameters in `questions.json` of a corpus."""
Told = tuple[int, str, str | None, str | None]
"""What must be the same of an answer: status, digest of the body, entity tag, and where a redirect leads."""

ORDERS = {
    "/v1/events": ("date", "-date", "title"),
    "/v1/documents": ("date", "-date", "title"),
    "/v1/actors": ("date", "-date", "title"),
    "/v1/places": ("title",),
    "/v1/topics": ("title",),
}
"""The lists that the corpus fills, and their orders."""
OF_EACH_QUESTION = 300
PAGES_OF_A_WALK = 40
FACETS = "kind,place,topic,actor,year"
WHOLE = ("csv", "ndjson")
"""The formats in which whole lists are asked for; in the others they take minutes."""
MISTAKES = (
    "/v1/events/evt-9999999",
    "/v1/actors/act-0000",
    "/v1/events?actor=act-9999999",
    "/v1/events?cursor=AAAA",
    "/v1/events?date=1954-13",
    "/events?actor=nobody",
)


class AtOneMoment(datetime):
    """The moment of all loads, since the answers tell it."""

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> AtOneMoment:
        return cls(2026, 1, 2, 3, 4, 5, tzinfo=tz or UTC)


@contextmanager
def serving(url: str, data: DataSet, search: Path) -> Iterator[httpx.Client]:
    """A client of the service in this process, on a database that is loaded if need be."""
    with patch.object(app.loading.release, "datetime", AtOneMoment):
        migrate(url, ROOT / "migrations")
        app.loading.release.load(url, data, search)
    settings = Settings(
        database_url=url,
        search_dir=search,
        query_timeout_seconds=300,
        cache_bytes=0,
        public_url="https://timeline.example.org",
    )
    with TestClient(served_app(settings), base_url="http://testserver", follow_redirects=False) as client:
        yield client


def read(files: Path) -> DataSet:
    """The data in a folder of files."""
    checked = check(files)
    if checked.data is None:
        raise ValueError(f"the data files have faults: {checked.findings[:3]}")
    return checked.data


def addresses(
    client: httpx.Client, drawn: Drawn, number: int = OF_EACH_QUESTION, walk: int = PAGES_OF_A_WALK
) -> Iterator[str]:
    """Addresses of all kinds, for the first so many parameters of each question.

    `client` is asked for the next pages of lists, up to `walk` of each.
    """
    drawn = {name: every[:number] for name, every in drawn.items()}
    yield from _questions(drawn)
    yield from _counts(drawn)
    for path, orders in ORDERS.items():
        for order in orders:
            yield from itertools.islice(walked(client, f"{path}?sort={order}&limit=37"), 2 * walk)
    yield from MISTAKES
    yield from _files(client, drawn)


def _questions(drawn: Drawn) -> Iterator[str]:
    """Lists, records and searches, and the pages for people with the same."""
    for name in ("Q1", "Q1w"):
        for number, given in enumerate(drawn[name]):
            one = PATHS[name](given)
            yield one
            other = f"act-{drawn[name][number - 1]['actor']:06d}"
            yield one.replace("/v1/events", "/v1/documents") + "&sort=-date&limit=7"
            yield one + f"&actor={other}&sort=title"
            yield f"/v1/events?actor={other},act-{given['actor']:06d}&date={given['from'][:4]}&date_match=covers"
            if number % 10 == 0:
                yield one.removeprefix("/v1")
                yield f"/actors/act-{given['actor']:06d}"
                yield one + "&include=documents,citations&role=author,participant"
                yield one + f"&topic=top-{number % 40:02d}&kind=meeting,treaty&date_match=within"
                yield one + "&bbox=-20,-30,60,50"
    for given in drawn["Q2"]:
        yield PATHS["Q2"](given)
        yield f"/v1/documents/doc-{given['event']:07d}"
        yield f"/v1/events/evt-{given['event']:07d}/exchange"
        if given["event"] % 10 == 0:
            yield f"/events/evt-{given['event']:07d}"
            yield f"/documents/doc-{given['event']:07d}"
            yield f"/v1/events/evt-{given['event']:07d}/citation"
    for given in drawn["Q3"]:
        yield PATHS["Q3"](given)
        words = "+".join(given["words"])
        yield f"/v1/search?q={words}&facet=type,collection"
        yield f"/v1/documents?q={given['words'][0]}&sort=date"
        yield f"/v1/suggest?q={given['words'][0][:3]}"
    yield from (f"/search?q={'+'.join(given['words'])}" for given in drawn["Q3"][:50])


def _counts(drawn: Drawn) -> Iterator[str]:
    """Facets and networks, of everything, of the busiest actors and of those who are asked for."""
    actors = [f"act-{number:06d}" for number in (1, 2, 3)]
    actors += [f"act-{given['actor']:06d}" for given in drawn["Q1"][:50]]
    for of in ("", *(f"actor={actor}&" for actor in actors)):
        yield f"/v1/events?{of}facet={FACETS}"
        yield f"/v1/documents?{of}facet=kind,topic,actor,decade"
        yield f"/v1/events?{of}date=1931/1947&facet=actor,month&sort=title"
        yield f"/v1/network?{of}limit=50"
    yield from (f"{path}?facet=kind" for path in ("/v1/actors", "/v1/places"))


def _files(client: httpx.Client, drawn: Drawn) -> Iterator[str]:
    """Lists and records in each format, and the whole."""
    given = drawn["Q1w"][0]
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        parameters = {each["name"]: each for each in methods.get("get", {}).get("parameters", ())}
        for form in parameters.get("format", {}).get("schema", {}).get("enum", ()):
            one = path.format(
                event=f"evt-{drawn['Q2'][0]['event']:07d}",
                document=f"doc-{drawn['Q2'][0]['event']:07d}",
                actor=f"act-{given['actor']:06d}",
                place="plc-00001",
                topic="top-01",
                claim="none",
                story="none",
            )
            if path == "/v1/search":
                yield f"{one}?format={form}&q={'+'.join(drawn['Q3'][0]['words'])}"
            elif "actor" in parameters and path in ORDERS:
                yield f"{one}?format={form}&actor=act-{given['actor']:06d}&date_from={given['from']}&sort=-date"
            if path not in {"/v1/search", *ORDERS} or form in WHOLE:
                yield f"{one}?format={form}"


def walked(client: httpx.Client, address: str | None) -> Iterator[str]:
    """The addresses of all pages of a list from one on, and of the page before each."""
    while address is not None:
        yield address
        links = client.get(address).links
        if "prev" in links:
            yield own(links["prev"]["url"])
        address = own(links["next"]["url"]) if "next" in links else None


def own(address: str) -> str:
    """An address without its host."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def told(client: httpx.Client, address: str) -> Told:
    """What a client is answered."""
    answer = client.get(address)
    digest = hashlib.sha256(answer.content).hexdigest()
    return answer.status_code, digest, answer.headers.get("etag"), answer.headers.get("location")


def differing(one: httpx.Client, other: httpx.Client, asked: Iterable[str]) -> tuple[list[str], dict[int, int]]:
    """The addresses that two clients are answered differently, and how many answers had which status."""
    found = []
    statuses: dict[int, int] = {}
    for address in dict.fromkeys(asked):
        if "format=sqlite" in address:  # compared by its rows
            continue
        first = told(one, address)
        statuses[first[0]] = statuses.get(first[0], 0) + 1
        number = sum(statuses.values())
        if number % 1_000 == 0:
            print(f"{number:,} answers compared, {len(found)} differ", flush=True)
        if first != told(other, address):
            found.append(address)
    return found, statuses


def differing_tables(one: httpx.Client, other: httpx.Client, folder: Path) -> list[str]:
    """The tables whose rows differ in the SQLite files for download."""
    files = [folder / "one.sqlite", folder / "other.sqlite"]
    for client, file in zip((one, other), files, strict=True):
        with client.stream("GET", "/v1/dataset/download?format=sqlite") as answer, file.open("wb") as stream:
            answer.raise_for_status()
            for chunk in answer.iter_bytes():
                stream.write(chunk)
    with closing(sqlite3.connect(files[0])) as db:
        db.execute("ATTACH ? AS other", (str(files[1]),))
        one_set, other_set = (
            {name for (name,) in db.execute(f"SELECT name FROM {of}.sqlite_master WHERE type = 'table'")}
            for of in ("main", "other")
        )
        same = [name for name in sorted(one_set & other_set) if _same_rows(db, name)]
    return sorted((one_set | other_set) - set(same))


def _same_rows(db: sqlite3.Connection, name: str) -> bool:
    """Whether a table has the same rows in both files. No table has a row twice: each has a key."""
    # By name, since their order may differ.
    columns = ", ".join(sorted(f'"{row[1]}"' for row in db.execute(f"PRAGMA main.table_info('{name}')")))
    tables = [f'SELECT {columns} FROM {of}."{name}"' for of in ("main", "other")]
    counts = {db.execute(f"SELECT count(*) FROM ({each})").fetchone() for each in tables}
    return len(counts) == 1 and db.execute(" EXCEPT ".join(tables) + " LIMIT 1").fetchone() is None


def main() -> None:
    """Compare as the command line says. Exit code 1 if something differs."""
    parser = argparse.ArgumentParser(description="Compare the answers on SQLite and on PostgreSQL.")
    parser.add_argument("address", help="a PostgreSQL database that is empty or was loaded by this command")
    parser.add_argument("--events", type=int, default=30_000, help="events in the corpus; default: 30000")
    given = parser.parse_args()
    files, folder = data_folder(given.events, ndjson=True), CACHE / f"engines-{given.events}"
    folder.mkdir(parents=True, exist_ok=True)
    drawn = json.loads((corpus_folder(given.events) / "questions.json").read_text(encoding="utf-8"))
    begun = time.monotonic()
    data = read(files)
    with ExitStack() as stack:
        one = stack.enter_context(serving(f"sqlite:///{folder / 'timeline.sqlite'}", data, folder / "search"))
        print(f"{time.monotonic() - begun:6.0f} s  SQLite has the corpus", flush=True)
        other = stack.enter_context(serving(given.address, data, folder / "search-postgresql"))
        print(f"{time.monotonic() - begun:6.0f} s  PostgreSQL has the corpus", flush=True)
        found, statuses = differing(one, other, addresses(one, drawn))
        number = sum(statuses.values())
        print(f"{time.monotonic() - begun:6.0f} s  {number:,} answers, by status {statuses}", flush=True)
        tables = differing_tables(one, other, folder)
    print(f"{time.monotonic() - begun:6.0f} s  {len(found)} answers differ, {len(tables)} tables of the SQLite file")
    if found or tables:
        sys.exit("\n".join([*found[:20], *tables]))


if __name__ == "__main__":
    main()
