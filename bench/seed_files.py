"""Turn a corpus into a folder of data files that `timeline load` takes.

The ids of the corpus are kept (evt-0000001), so answers of two versions can be compared id by id. What the corpus
lacks and the format needs is added in a fixed way: one of 40 topics by the number of the record, one source each,
and places and kinds as records of their own.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

ROLES = {
    "initiator": "author",
    "participant": "participant",
    "target": "target",
    "mediator": "chair",
    "observer": "observer",
    "signatory": "signatory",
}
"""Roles of the corpus to roles of the data format."""

COUNTRIES = ("DE", "FR", "GB", "RU", "US", "IT", "PL", "AT", "NL", "BE")
TOPICS = 40
RECORDS_PER_FILE = 10_000
BYTES_PER_FILE = 15_000_000
"""The loader takes files of up to 16 MiB."""

Record = dict[str, Any]


def write(corpus: Path, folder: Path, *, ndjson: bool = False) -> dict[str, int]:
    """Write the data files of a corpus into an empty folder, as YAML or NDJSON.

    Returns the number of records by list name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    db = sqlite3.connect(f"file:{corpus}?mode=ro", uri=True)
    (folder / "collection.yaml").write_text("\n".join(_block(collection(db), 0)) + "\n", encoding="utf-8")
    counts: dict[str, int] = {}
    for name, records in lists(db).items():
        counts[name] = (_write_lines if ndjson else _write_list)(folder, name, records)
    db.close()
    return counts


def _write_list(folder: Path, name: str, records: Iterator[Record]) -> int:
    """Write one list into as many files as it needs. Returns the number of records."""
    texts: list[str] = []
    size = total = files = 0

    def flush() -> None:
        nonlocal texts, size, files
        if texts:
            (folder / f"{name}-{files:04d}.yaml").write_text(f"{name}:\n" + "".join(texts), encoding="utf-8")
            texts, size, files = [], 0, files + 1

    for record in records:
        first, *others = _block(record, 2)
        text = "\n".join(["- " + first[2:], *others]) + "\n"
        length = len(text.encode())
        if len(texts) == RECORDS_PER_FILE or size + length > BYTES_PER_FILE:
            flush()
        texts.append(text)
        size += length
        total += 1
    flush()
    return total


def _write_lines(folder: Path, name: str, records: Iterator[Record]) -> int:
    """Write one list as a file of NDJSON. Returns the number of records."""
    total = 0
    with (folder / f"{name}.ndjson").open("w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps({"type": name.removesuffix("s"), **record}, ensure_ascii=False) + "\n")
            total += 1
    return total


def lists(db: sqlite3.Connection) -> dict[str, Iterator[Record]]:
    """The records of a corpus by the name of their list, in the order in which the files hold them."""
    places = _places(db)
    uids: dict[int, str] = dict(db.execute("SELECT id, uid FROM actor"))
    by_name: dict[str, str] = {}
    for name, uid in db.execute("SELECT name, uid FROM actor ORDER BY id"):
        by_name.setdefault(name, uid)
    return {
        "places": _place_records(places),
        "topics": (_topic_record(number) for number in range(TOPICS)),
        "actors": _actor_records(db),
        "events": _event_records(db, places, uids),
        "documents": _document_records(db, by_name),
    }


def _places(db: sqlite3.Connection) -> dict[tuple[str, float, float], str]:
    rows = db.execute("SELECT DISTINCT place, lat, lon FROM event ORDER BY place, lat, lon")
    return {row: f"plc-{number:05d}" for number, row in enumerate(rows, 1)}


def _place_records(places: Mapping[tuple[str, float, float], str]) -> Iterator[Record]:
    for number, ((name, lat, lon), uid) in enumerate(places.items(), 1):
        country = COUNTRIES[number % len(COUNTRIES)]
        yield {"id": uid, "name": name, "country": country, "lat": lat, "lon": lon, "precision": "city"}


def _topic_record(number: int) -> Record:
    return {"id": _topic(number), "name": f"Topic {number}", "description": f"Records of group {number}."}


def _actor_records(db: sqlite3.Connection) -> Iterator[Record]:
    for uid, name, kind, born, died in db.execute("SELECT uid, name, kind, born, died FROM actor ORDER BY id"):
        begin, end = ("born", "died") if kind == "person" else ("founded", "dissolved")
        yield {
            "id": uid,
            "kind": kind,
            "name": name,
            begin: str(born),
            end: str(died),
            "summary": f"{name}, a {kind} of the synthetic corpus.",
            "verification": "unchecked",
        }


def _event_records(
    db: sqlite3.Connection, places: Mapping[tuple[str, float, float], str], uids: Mapping[int, str]
) -> Iterator[Record]:
    actors: dict[int, list[Record]] = {}
    documents: dict[int, list[Record]] = {}
    for event, actor, role in db.execute("SELECT * FROM event_actor ORDER BY event_id, rowid"):
        actors.setdefault(event, []).append({"actor": uids[actor], "role": ROLES[role]})
    for event, document in db.execute("SELECT * FROM event_document ORDER BY event_id, document_id"):
        documents.setdefault(event, []).append({"document": f"doc-{document:07d}", "relation": "reports"})
    rows = db.execute(
        "SELECT id, uid, title, summary, kind, date_start, date_end, place, lat, lon FROM event ORDER BY id"
    )
    for number, uid, title, summary, kind, start, end, place, lat, lon in rows:
        yield {
            "id": uid,
            "title": title,
            "kind": kind,
            "date": start if start == end else f"{start}/{end}",
            "place": places[place, lat, lon],
            "topics": [_topic(number)],
            "summary": summary,
            "actors": actors.get(number, []),
            "responds_to": [],
            "documents": documents.get(number, []),
            "sources": [_source(number)],
            "confidence": "medium",
        }


def _document_records(db: sqlite3.Connection, by_name: Mapping[str, str]) -> Iterator[Record]:
    rows = db.execute("SELECT id, uid, title, abstract, date, authors, recipients FROM document ORDER BY id")
    for number, uid, title, abstract, day, authors, recipients in rows:
        cast = {("author", by_name[name]): None for name in authors.split("; ")}
        cast |= {("recipient", by_name[name]): None for name in recipients.split("; ")}
        yield {
            "id": uid,
            "title": title,
            "kind": "telegram",
            "date": day,
            "language": "en",
            "languages": ["en"],
            "actors": [{"actor": actor, "role": role} for role, actor in cast],
            "rights": "Made up.",
            "topics": [_topic(number)],
            "abstract": abstract,
            "confidence": "medium",
            "sources": [_source(number)],
        }


def collection(db: sqlite3.Connection) -> Record:
    """What stands in the file of the collection: `collection` and `kinds`."""
    kinds = {
        of: {kind: kind.capitalize() for (kind,) in db.execute(f"SELECT DISTINCT kind FROM {of}")}
        for of in ("event", "actor")
    }
    return {
        "collection": {
            "id": "synthetic",
            "title": "Synthetic corpus",
            "language": "en",
            "version": "1",
            "source": "bench/corpus.py",
            "licence": {"name": "CC0 1.0", "spdx": "CC0-1.0"},
            "attribution": "bench/corpus.py",
            "cite_as": "Synthetic corpus.",
        },
        "kinds": kinds | {"document": {"telegram": "Telegram"}},
    }


def _topic(number: int) -> str:
    return f"top-{number % TOPICS:02d}"


def _source(number: int) -> Record:
    return {"title": "Synthetic corpus", "locator": str(number)}


def _block(value: Mapping[str, Any], indent: int) -> list[str]:
    """Lines of block YAML with every scalar in single quotes, as a curator could write it."""
    pad = " " * indent
    lines: list[str] = []
    for key, item in value.items():
        if isinstance(item, dict):
            lines += [f"{pad}{key}:", *_block(item, indent + 2)]
        elif isinstance(item, list) and item and isinstance(item[0], dict):
            lines.append(f"{pad}{key}:")
            lines += [f"{pad}- {{{', '.join(f'{k}: {_quoted(v)}' for k, v in one.items())}}}" for one in item]
        elif isinstance(item, list):
            lines.append(f"{pad}{key}: [{', '.join(_quoted(one) for one in item)}]")
        else:
            lines.append(f"{pad}{key}: {_quoted(item)}")
    return lines


def _quoted(value: object) -> str:
    return "'" + str(value).replace("'", "''") + "'"
