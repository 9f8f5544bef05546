"""A load holds a bounded number of records, whatever their number is."""

import gc
import json
from pathlib import Path

from sqlalchemy import BindParameter

from app.loading.check import check
from app.loading.release import load
from app.loading.writing import RECORDS_AT_ONCE
from app.resources.events.models import EventRecord
from app.timeline.record_types import RecordType
from tests.catalogue.loading import migrated

EVENTS = 5 * RECORDS_AT_ONCE


def _files(folder: Path) -> Path:
    """A collection of many events as NDJSON."""
    head = {
        "type": "collection",
        "id": "many",
        "title": "Many",
        "language": "en",
        "version": "1",
        "source": "made for a test",
        "licence": {"name": "Creative Commons Zero", "spdx": "CC0-1.0"},
        "attribution": "Nobody",
        "cite_as": "Many.",
    }
    topic = {"type": "topic", "id": "peace", "name": "Peace", "description": "A topic."}
    actor = {"type": "actor", "id": "a", "kind": "person", "name": "A B", "summary": "Somebody."}
    kinds = {"type": "kinds", "event": {"note": "Note"}, "actor": {"person": "Person"}}
    events = [
        {
            "type": "event",
            "id": f"e{number:06}",
            "title": f"Event {number}",
            "kind": "note",
            "date": f"1954-{number % 12 + 1:02}-{number % 28 + 1:02}",
            "topics": ["peace"],
            "summary": "Something.",
            "actors": [{"actor": "a", "role": "author"}],
            "responds_to": [],
            "documents": [],
            "sources": [{"title": "A source"}],
            "confidence": "high",
        }
        for number in range(EVENTS)
    ]
    lines = [head, kinds, topic, actor | {"verification": "unchecked"}, *events]
    (folder / "many.ndjson").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    return folder


def _live(type_: type) -> int:
    """The objects of a type in memory."""
    return sum(isinstance(each, type_) for each in gc.get_objects())


def test_few_records_are_in_memory_while_they_are_loaded(tmp_path: Path) -> None:
    (tmp_path / "files").mkdir()
    checked = check(_files(tmp_path / "files"))
    assert checked.findings == ()
    assert checked.data is not None
    before = _live(EventRecord)
    assert before < RECORDS_AT_ONCE
    live: list[int] = []
    bound: list[int] = []
    stages: set[str] = set()

    def report(stage: str, done: int, _total: int) -> None:
        stages.add(stage)
        if done % RECORDS_AT_ONCE == 0:
            live.append(_live(EventRecord))
            bound.append(_live(BindParameter))

    done = load(migrated(tmp_path), checked.data, progress=report)
    assert done.counts[RecordType.EVENT.plural] == EVENTS
    assert {"writing events of many", "indexing events"} <= stages
    assert max(live) <= before + 2 * RECORDS_AT_ONCE
    # Values bound in statements, each maybe a list of many, are freed batch by batch.
    assert max(bound[-3:]) <= bound[len(bound) // 2] + 60
