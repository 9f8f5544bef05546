"""Texts that wait on disk."""

import errno
import os
import sys
from pathlib import Path

import pytest

from app.cli import main
from app.loading import spool
from app.loading.check import check
from app.loading.data_set import RecordsOnDisk
from app.loading.findings import FileFindings
from app.loading.ndjson_files import ChangedWhileRead, read_lines
from app.loading.spool import Spool
from app.timeline.record_types import RecordType
from tests.serving import ROOT


def test_texts_come_back_before_and_after_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "PENDING", 100)
    kept = Spool()
    texts = [bytes([number]) * (number % 37) for number in range(250)]
    for number, text in enumerate(texts):
        assert kept.add(text) == number
        assert kept[number] == text
    assert [kept[number] for number in range(len(texts))] == texts


def _open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def test_its_file_has_no_name_and_is_closed_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool.tempfile, "tempdir", str(tmp_path))
    before = _open_files()
    kept = Spool()
    kept.add(b"text")
    assert list(tmp_path.iterdir()) == []
    assert _open_files() == before + 1
    del kept
    assert _open_files() == before


def test_a_checked_data_set_reads_its_records_from_disk() -> None:
    data = check(ROOT / "seed").data
    assert data is not None
    events = data.of(RecordType.EVENT)
    assert isinstance(events, RecordsOnDisk)
    assert [event.id for event in events] == sorted(event.id for event in events)
    assert [id_ for id_, _ in data.names(RecordType.EVENT)] == [event.id for event in events]
    actors = data.of(RecordType.ACTOR)
    assert [tuple(aliases) for _, aliases in data.names(RecordType.ACTOR)] == [actor.aliases for actor in actors]
    assert any(actor.aliases for actor in actors)
    assert events[0] == events[0]
    assert events[0] is not events[0]
    assert events[1:3] == (events[1], events[2])
    some = [events[-1].id, events[3].id, events[0].id]
    assert [*data.named(RecordType.EVENT, some)] == [events[0], events[3], events[-1]]
    assert data.entries(RecordType.EVENT, "responds_to") == sum(len(event.responds_to) for event in events) > 0


def test_a_line_that_is_changed_while_the_file_is_read_is_told(tmp_path: Path) -> None:
    path = tmp_path / "places.ndjson"
    path.write_text('{"type": "place", "id": "a"}\n{"type": "place", "id": "b"}\n', encoding="utf-8")
    with path.open("rb") as stream:
        file = read_lines(stream, "places.ndjson", FileFindings())
    places = file.table["places"]
    assert [place["id"] for place in places] == ["a", "b"]
    path.write_text("x" * 100, encoding="utf-8")
    with pytest.raises(ChangedWhileRead, match="changed while it was read"):
        places[1]


def test_a_full_disk_is_told_in_plain_words(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(spool.os, "pwrite", full)
    monkeypatch.setattr(spool, "PENDING", 1)
    monkeypatch.setattr(sys, "argv", ["timeline", "check", str(ROOT / "seed")])
    with pytest.raises(SystemExit):
        main()
    told = capsys.readouterr().err
    assert "No space left on device" in told
    assert "Nothing was checked." in told
