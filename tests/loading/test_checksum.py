"""Checksums depend on what the records say and on nothing else."""

import hashlib
import json
import re
from pathlib import Path

import pytest

from app.loading.canonical import content
from app.loading.checksums import checksum_of, checksums
from app.loading.data_set import DataSet
from app.resources.faces import FileRecord
from app.resources.shared import SourceRecord
from app.resources.tenures.models import TenureRecord
from app.resources.topics.models import TopicRecord
from app.timeline.record_types import WITH_IDS, RecordType
from tests.loading.small_set import FILES, changed, checked

EVENTS = "deep/events.yml"
TYPES = [type_ for type_ in WITH_IDS if type_ is not RecordType.STORY]


def data(folder: Path, files: dict[str, str] = FILES) -> DataSet:
    done = checked(folder, files)
    assert done.findings == ()
    assert done.data is not None
    return done.data


def checksum(folder: Path, files: dict[str, str] = FILES) -> str:
    return checksums(data(folder, files)).data_set


def test_it_is_the_same_each_time(tmp_path: Path) -> None:
    one, other = checksum(tmp_path / "one"), checksum(tmp_path / "other")
    assert one == other
    assert re.fullmatch("[0-9a-f]{64}", one)


def test_it_is_the_checksum_of_everything_as_canonical_json(tmp_path: Path) -> None:
    everything = data(tmp_path)
    says: dict[str, object] = {type_.plural: [content(record) for record in everything.of(type_)] for type_ in TYPES}
    says |= {"collection": content(everything.collection), "kinds": everything.kinds, "identities": []}
    text = json.dumps(says, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert checksum(tmp_path) == hashlib.sha256(text.encode()).hexdigest()


def test_files_their_names_and_their_order_do_not_count(tmp_path: Path) -> None:
    turned = {f"{9 - place}-{name.replace('/', '-')}": text for place, (name, text) in enumerate(FILES.items())}
    one = {"all.yaml": "\n".join(FILES.values())}
    assert checksum(tmp_path / "a", turned) == checksum(tmp_path / "b", one) == checksum(tmp_path / "plain")


def test_the_order_of_records_and_keys_does_not_count(tmp_path: Path) -> None:
    _, *records = re.split(r"(?m)^(?=- id)", FILES[EVENTS])
    turned = FILES | {EVENTS: "events:\n" + "".join(reversed(records))}
    keys = changed(EVENTS, "  title: A note\n  kind: note\n", "  kind: note\n  title: A note\n")
    assert checksum(tmp_path / "a", turned) == checksum(tmp_path / "plain")
    assert checksum(tmp_path / "b", keys) == checksum(tmp_path / "plain")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("# Events of two months\n", ""),
        ("summary: A note was sent.", "summary: >\n    A note\n    was sent."),
        ("summary: A note was sent.", '"summary":   "A note was sent."  # so it was'),
        ("  place: berlin\n  topics: [german-question]\n", "  place: berlin\n  topics:\n    - german-question\n"),
        ("date: '1954-03-31'", "date: 1954-03-31"),
    ],
    ids=["comments", "folding", "quotes", "flow", "quotes of dates"],
)
def test_spelling_does_not_count(tmp_path: Path, old: str, new: str) -> None:
    assert checksum(tmp_path / "a", changed(EVENTS, old, new)) == checksum(tmp_path / "plain")


def test_a_default_that_is_written_out_says_nothing_new(tmp_path: Path) -> None:
    written_out = changed(
        "actors.yaml",
        "    sole: true\n  verification: checked",
        "    represents: true\n    sole: true\n    jointly: false\n  verification: checked",
    )
    assert checksum(tmp_path / "a", written_out) == checksum(tmp_path / "plain")


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        (EVENTS, "title: A note", "title: The note"),
        (EVENTS, "date: 1954-05", "date: 1954-05?"),
        (EVENTS, "manner: rejects", "manner: counters"),
        ("documents.yaml", "languages: [ru, en]", "languages: [ru]"),
        ("documents.yaml", "about: [note, ussr, doc-note]", "about: [ussr, note, doc-note]"),
        ("actors.yaml", "    to: '1991'\n", ""),
        ("vocabularies.yaml", "lat: 52.52", "lat: 52.53"),
        ("collection.yaml", "version: '1'", "version: '2'"),
        ("collection.yaml", "note: Note}\n  claim", "note: A note}\n  claim"),
        ("vocabularies.yaml", "places:", "identities:\n- {actor: molotov, same_as: [m-1]}\nplaces:"),
    ],
)
def test_whatever_is_said_counts(tmp_path: Path, name: str, old: str, new: str) -> None:
    assert checksum(tmp_path / "a", changed(name, old, new)) != checksum(tmp_path / "plain")


@pytest.mark.parametrize(
    ("name", "old"),
    [
        (EVENTS, "  actors:\n  - actor: ussr\n    role: subject\n  responds_to: []\n  documents: []\n"),
        (EVENTS, "  - event: note\n    manner: rejects\n  documents: []\n"),
        ("documents.yaml", "    key_phrases: []\n"),
    ],
)
def test_an_empty_list_may_be_left_out(tmp_path: Path, name: str, old: str) -> None:
    kept = "".join(line for line in old.splitlines(keepends=True) if "[]" not in line)
    assert kept != old
    assert checksum(tmp_path / "short", changed(name, old, kept)) == checksum(tmp_path / "plain")


def test_an_empty_list_that_once_was_required_still_counts(tmp_path: Path) -> None:
    """So that loading the same data with newer software changes no record."""
    (event,) = [each for each in data(tmp_path, FILES).of(RecordType.EVENT) if each.id == "first-session"]
    assert content(event)["responds_to"] == content(event)["documents"] == []


def record_checksum(record: FileRecord) -> str:
    return checksum_of(content(record))


def test_a_record_has_a_checksum_of_its_own(tmp_path: Path) -> None:
    before, after = data(tmp_path / "a"), data(tmp_path / "b", changed(EVENTS, "title: A note", "title: The note"))
    changed_ids = {
        one.id
        for one, other in zip(before.of(RecordType.EVENT), after.of(RecordType.EVENT), strict=True)
        if record_checksum(one) != record_checksum(other)
    }
    assert changed_ids == {"note"}


def test_a_record_made_by_code_has_the_checksum_of_one_read() -> None:
    read = TopicRecord.model_validate({"id": "edc", "name": "EDC", "description": "A treaty."})
    assert record_checksum(TopicRecord(id="edc", name="EDC", description="A treaty.")) == record_checksum(read)
    of_code = TenureRecord.model_validate(
        {"office": "Head", "of": "x", "from_": "1954", "capacity": "state", "sole": True}
    )
    of_file = TenureRecord.model_validate(
        {"office": "Head", "of": "x", "from": "1954", "capacity": "state", "sole": "true"}
    )
    assert record_checksum(of_code) == record_checksum(of_file)


def test_texts_and_their_keys_cannot_be_taken_for_each_other() -> None:
    one, other = SourceRecord(title="a", locator="b"), SourceRecord(title='a","locator":"b')
    assert record_checksum(one) != record_checksum(other)
