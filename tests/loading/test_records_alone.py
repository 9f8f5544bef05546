"""Records that are as they were are not checked again, and their rows stay."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import text

from app.catalogue.tables import TABLES
from app.database.engine import writing_engine
from app.loading import collecting, writing
from app.loading.check import Checked, check
from app.loading.checksums import checksums
from app.loading.data_set import DataSet
from app.loading.exporting import export
from app.loading.ndjson_files import ChangedWhileRead, LineRecords
from app.loading.ndjson_writing import NdjsonFile
from app.loading.release import load
from app.loading.served import served_collections
from app.loading.served_records import ServedRecords
from app.resources.topics.models import TopicRecord
from app.timeline.record_types import RecordType
from tests.catalogue.corpus import actor, data_set, event, loaded
from tests.catalogue.test_derived_in_part import CHANGES, NOTE, changed_somewhere, with_changed, without
from tests.databases import contents, reading
from tests.serving import ROOT

LEFT_OUT = {"release", "ledger", "alembic_version"} | {str(each.__tablename__) for each in TABLES}
"""Tables that say which release changed what, and those that are derived."""
OF_ACTORS = {
    "an actor's name",
    "a person's offices",
    "a ministry's name",
    "whose organ a body is",
    "the years of a state",
}
"""The changes after which all rows are written."""
CLAIM = "essay-left-commentators"


@pytest.fixture(scope="module")
def seed() -> DataSet:
    """The seed."""
    data = check(ROOT / "seed").data
    assert data is not None
    return data


@pytest.fixture
def wholes(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The collections of which all rows were removed to be written, one for each time."""
    found: list[str] = []
    remove = writing.remove_collection

    def noted(connection: Any, collection: str) -> None:
        found.append(collection)
        remove(connection, collection)

    monkeypatch.setattr(writing, "remove_collection", noted)
    return found


def rows(folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the plain tables."""
    return {name: found for name, found in contents(folder).items() if name not in LEFT_OUT}


def rows_of(data: DataSet, *others: DataSet, folder: Path) -> dict[str, list[tuple[object, ...]]]:
    """Those of data sets that are loaded into an empty database, one after the other."""
    folder.mkdir()
    url = loaded(folder, data)
    for each in others:
        load(url, each)
    return rows(folder)


def execute(url: str, statement: str) -> None:
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_leaves_the_rows_of_a_whole_load(tmp_path: Path, seed: DataSet, wholes: list[str], name: str) -> None:
    url = loaded(tmp_path, seed)
    wholes.clear()
    changed = CHANGES[name](seed)
    load(url, changed)
    assert bool(wholes) == (name in OF_ACTORS)
    assert rows(tmp_path) == rows_of(changed, folder=tmp_path / "new")


@pytest.mark.slow
@pytest.mark.parametrize("seed_of_changes", range(3))
def test_so_do_any_changes(tmp_path: Path, seed: DataSet, seed_of_changes: int) -> None:
    random, data = Random(seed_of_changes), seed
    url = loaded(tmp_path, seed)
    for step in range(6):
        for _ in range(random.choice((1, 1, 3, 10))):
            data = changed_somewhere(data, random)
        load(url, data)
        assert rows(tmp_path) == rows_of(data, folder=tmp_path / f"new-{step}")


def test_so_do_aliases_that_come_move_and_go(tmp_path: Path, wholes: list[str]) -> None:
    def with_aliases(**aliases: list[str]) -> DataSet:
        return data_set(event(f"e{n}", "1954", aliases=aliases.get(f"e{n}", [])) for n in range(40))

    url = loaded(tmp_path, with_aliases(e1=["a", "b"]))
    steps = (with_aliases(e1=["b"], e2=["c"]), with_aliases(e1=["d"], e2=["e", "c"]), with_aliases())
    for step, data in enumerate(steps):
        wholes.clear()
        load(url, data)
        assert not wholes
        assert rows(tmp_path) == rows_of(data, folder=tmp_path / f"new-{step}")


def test_so_do_records_that_are_renamed_or_joined(tmp_path: Path, wholes: list[str]) -> None:
    """The old id becomes an alias: what was a record is one no more."""
    rest = [event(f"e{n}", "1954") for n in range(2, 40)]
    pair = [event("e0", "1954", aliases=["former"]), event("e1", "1954")]
    renamed = [event("new", "1954", aliases=["e0", "former"]), event("e1", "1954")]
    joined = [event("new", "1954", aliases=["e0", "e1", "former"])]
    url = loaded(tmp_path, data_set([*pair, *rest]))
    for step, some in enumerate((renamed, joined)):
        wholes.clear()
        load(url, data_set([*some, *rest]))
        assert not wholes
        assert rows(tmp_path) == rows_of(data_set([*some, *rest]), folder=tmp_path / f"new-{step}")


def test_all_rows_are_written_where_many_records_differ(tmp_path: Path, wholes: list[str]) -> None:
    def with_titles(title: str, number: int) -> DataSet:
        return data_set(event(f"e{n}", "1954", title=title if n < number else "A note") for n in range(40))

    url = loaded(tmp_path, with_titles("A note", 0))
    wholes.clear()
    load(url, with_titles("Another", 4))
    assert not wholes
    load(url, with_titles("Yet another", 20))
    assert wholes


def test_all_rows_are_written_where_other_software_wrote_them(tmp_path: Path, seed: DataSet) -> None:
    url = loaded(tmp_path, seed)
    execute(url, "UPDATE event SET summary = 'by another' WHERE id = 'berlin-close-1954-02-18'")
    load(url, with_changed(seed, RecordType.EVENT, NOTE, title="Once"))
    assert "by another" in repr(rows(tmp_path)["event"])
    execute(url, "UPDATE collection SET software = 'another'")
    data = with_changed(seed, RecordType.EVENT, NOTE, title="Twice")
    load(url, data)
    assert rows(tmp_path) == rows_of(data, folder=tmp_path / "new")


def test_rows_of_other_collections_stay(tmp_path: Path, seed: DataSet, wholes: list[str]) -> None:
    other = collection("other", range(40))
    url = loaded(tmp_path, seed)
    load(url, other)
    wholes.clear()
    one, two = without(seed, RecordType.CLAIM, CLAIM), with_changed(other, RecordType.EVENT, "e007", title="Another")
    load(url, one)
    load(url, two)
    assert not wholes
    assert rows(tmp_path) == rows_of(one, two, folder=tmp_path / "new")


def collection(id_: str, events: range, *, actors: range = range(0)) -> DataSet:
    """A collection of events and actors with these numbers."""
    made = data_set(
        (event(f"e{n:03}", "1954", topics=[f"topic-{id_}"], aliases=[f"a{n:03}"]) for n in events),
        (actor(f"p{n}") for n in actors),
    )
    topic = TopicRecord(id=f"topic-{id_}", name="A topic", description="A topic.")
    records = {**made.records, RecordType.TOPIC: (topic,), RecordType.PLACE: ()}
    return replace(made, collection=made.collection.model_copy(update={"id": id_}), records=records)


@pytest.mark.parametrize("number", [1, 40])
@pytest.mark.parametrize("actors", [0, 1])
@pytest.mark.parametrize("ids", [("one", "two"), ("two", "one")])
def test_records_move_from_one_collection_to_another(
    tmp_path: Path, ids: tuple[str, str], number: int, actors: int
) -> None:
    giving, taking = ids
    before = [collection(giving, range(100), actors=range(2)), collection(taking, range(100, 200))]
    after = [
        collection(giving, range(100 - number), actors=range(actors, 2)),
        collection(taking, range(100 - number, 200), actors=range(actors)),
    ]
    url = loaded(tmp_path, before[0])
    load(url, before)
    load(url, after)
    (tmp_path / "new").mkdir()
    new = loaded(tmp_path / "new", after[0])
    load(new, after)
    assert rows(tmp_path) == rows(tmp_path / "new")
    load(url, before)
    assert [len(each) for each in rows(tmp_path).values() if len(each) > 100] == [200, 200, 200, 200]


# Files: lines of records that are served


class Lines:
    """A database with the seed, and the seed as NDJSON. `checked` are the records that were checked by themselves."""

    def __init__(self, folder: Path, seed: DataSet, checked: list[str]) -> None:
        self.url = loaded(folder, seed)
        self.files = folder / "files"
        self.checked = checked
        with reading(folder) as connection:
            export(connection, served_collections(connection), self.files, NdjsonFile)

    def check(self) -> Checked:
        engine = writing_engine(self.url)
        with engine.begin() as connection:
            served = ServedRecords.of(connection)
        engine.dispose()
        self.checked.clear()
        return check(self.files, served=served)

    def findings(self) -> list[str]:
        return [f"{each.record}: {each.message}" for each in self.check().findings]

    def rewrite(self, change: Callable[[str], str]) -> None:
        """Change the line of a note."""
        path = self.files / "records.ndjson"
        lines = path.read_text(encoding="utf-8").splitlines()
        changed = [change(line) if f'"id": "{NOTE}"' in line else line for line in lines]
        path.write_text("".join(f"{line}\n" for line in changed), encoding="utf-8")

    def change(self, change: Callable[[dict[str, Any]], Iterator[dict[str, Any]]]) -> None:
        """Make other records of each record of the files."""
        path = self.files / "records.ndjson"
        changed = [new for line in path.read_text().splitlines() for new in change(json.loads(line))]
        path.write_text("".join(json.dumps(each) + "\n" for each in changed))


@pytest.fixture
def lines(tmp_path: Path, seed: DataSet, monkeypatch: pytest.MonkeyPatch) -> Lines:
    checked: list[str] = []
    draft = collecting.draft

    def noted(model: Any, entry: Any, most: Any) -> Any:
        checked.append(entry.name)
        return draft(model, entry, most)

    monkeypatch.setattr(collecting, "draft", noted)
    return Lines(tmp_path, seed, checked)


def test_records_that_are_served_are_not_checked_again(lines: Lines, seed: DataSet) -> None:
    lines.change(lambda record: iter([record | ({"title": "Another"} if record.get("id") == NOTE else {})]))
    data = lines.check().data
    assert data is not None
    assert checksums(data) == checksums(with_changed(seed, RecordType.EVENT, NOTE, title="Another"))
    assert NOTE in lines.checked
    number = sum(map(len, seed.records.values()))
    assert len(lines.checked) < number / 10
    execute(lines.url, "UPDATE collection SET software = 'another'")
    lines.check()
    assert len(lines.checked) > number


def test_they_are_held_against_the_others_all_the_same(lines: Lines) -> None:
    def without_one_and_twice_another(record: dict[str, Any]) -> Iterator[dict[str, Any]]:
        if record.get("id") != "nuclear":
            yield record
        if record.get("id") == NOTE:
            yield record

    lines.change(without_one_and_twice_another)
    found = lines.findings()
    assert any("is not a known topic" in each for each in found)
    assert any("is taken by" in each for each in found)


def test_so_is_a_record_with_the_keys_of_one_of_another_type(lines: Lines) -> None:
    lines.change(lambda record: iter([record | ({"type": "place"} if record.get("id") == "nuclear" else {})]))
    assert lines.check().data is None
    assert "nuclear" in lines.checked


@pytest.mark.parametrize(
    "change",
    [
        lambda line: f"\u00a0{line}\u2003",
        lambda line: f"\f{line}\x1f",
        lambda line: re.sub('"title": "[^"]*"', '"title": 1e400', line, count=1),
        lambda line: re.sub('"title": "[^"]*"', f'"title": {"9" * 310}', line, count=1),
    ],
)
def test_lines_that_only_a_check_reads_are_checked(lines: Lines, change: Callable[[str], str]) -> None:
    lines.rewrite(change)
    assert lines.findings() == [f"{each.record}: {each.message}" for each in check(lines.files).findings]
    assert NOTE in lines.checked


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line.replace('"title": ', '"title": "Another", "title": ', 1),
        lambda line: line.replace('"title": ', '"title" : "Another", "title": ', 1),
        lambda line: line.replace('"title": ', r'"titl\u0065" : "Another", "title": ', 1),
        lambda line: line.replace('"title": ', '"title" : null, "title": ', 1),
    ],
)
def test_a_key_that_is_given_twice_is_told(lines: Lines, change: Callable[[str], str]) -> None:
    """The second one makes it a record that is served."""
    lines.rewrite(change)
    assert lines.findings() == [f"{each.record}: {each.message}" for each in check(lines.files).findings] != []


def test_a_file_that_is_changed_while_it_is_read_is_told(lines: Lines, monkeypatch: pytest.MonkeyPatch) -> None:
    line = LineRecords.line
    monkeypatch.setattr(LineRecords, "line", lambda lines, place: line(lines, place)[1:])
    with pytest.raises(ChangedWhileRead):
        lines.check()


@pytest.mark.parametrize("written", ["5.25e1", "52.50000000000000000", "52.500000000000000000000001"])
def test_decimals_are_checked_however_near_they_are(lines: Lines, written: str) -> None:
    lines.change(lambda record: iter([record | ({"lat": "52.5"} if record.get("id") == "berlin" else {})]))
    data = lines.check().data
    assert data is not None
    load(lines.url, data)
    path = lines.files / "records.ndjson"
    path.write_text(path.read_text().replace('"lat": "52.5"', f'"lat": {written}'))
    assert lines.findings() == [f"berlin: lat: '{written}' is not a number of degrees"]


def test_findings_are_those_of_a_whole_check_where_there_are_too_many(lines: Lines) -> None:
    path = lines.files / "records.ndjson"
    bad = "".join(f'{{"type": "place", "id": "bad-{n}"}}\n' for n in range(300))
    path.write_text(bad + path.read_text())
    assert lines.findings() == [f"{each.record}: {each.message}" for each in check(lines.files).findings]


def test_records_that_say_what_may_be_left_out_are_checked(lines: Lines, seed: DataSet) -> None:
    lines.change(lambda record: iter([{"aliases": []} | record if record.get("id") == NOTE else record]))
    assert lines.check().data is not None
    assert NOTE in lines.checked
