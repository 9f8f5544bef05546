"""What was loaded can be written as files again: loaded once more, they make the same checksum."""

import itertools
import os
import shutil
import sqlite3
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import GenericAlias
from typing import Any, get_args

import pytest
import yaml
from sqlalchemy import create_engine

from app.database.migrating import migrate
from app.importing.csv_table import import_csv
from app.importing.frus import import_frus
from app.importing.heads import Options
from app.importing.histstate import import_histstate
from app.loading import exporting, yaml_writing
from app.loading.check import check
from app.loading.checksums import checksums
from app.loading.data_files import DataFile
from app.loading.data_set import DataSet
from app.loading.exporting import CannotExport, Exported, Writer, export, new_folder
from app.loading.ndjson_writing import NdjsonFile
from app.loading.release import load
from app.loading.served import current_release, served_collections
from app.loading.yaml_writing import KEY_ORDER, YamlFiles, rendered
from app.resources.actors.models import IdentityRecord
from app.resources.dataset.models import LicenceRecord
from app.resources.faces import FileRecord
from app.resources.topics.models import TopicRecord
from app.timeline.record_types import RecordType
from tests.catalogue.corpus import actor, data_set, event
from tests.loading.small_set import FILES, changed, checked
from tests.serving import ROOT

CAST = [{"actor": "envoy", "role": "sender"}]
HOSTILE = {
    "two lines": "The first line.\nThe second line.",
    "an empty line and a list": "Said:\n\n- one\n  - two: 'three'\n\n# no comment",
    "quotation marks": "He said \"no\", and it's 'so'.",
    "a colon and a hash": "note: one # two",
    "what looks like a date": "1954-03-26",
    "what looks like a number": "007",
    "what looks like nothing": "null",
    "a tilde": "~",
    "what looks like a truth": "no",
    "signs of YAML": "*alias &anchor !tag %directive @at `tick` | > - ? {a: b} [c]",
    "a long line": "word " * 200 + "end",
    "a long line with gaps": "word   " * 200 + "end",
    "indented lines": "one\n    two\n  three",
    "lines that end in spaces": "one  \ntwo",
    "other scripts": "Вячеслав Молотов, 北京, القاهرة, 𐎀𐎁",
    "a backslash": "C:\\new\\table",
    "brackets of dates": "{1954-02,1954-03}",
}


def url_of(folder: Path) -> str:
    return f"sqlite:///{folder / 'timeline.sqlite'}"


def loaded(folder: Path, *data: DataSet) -> str:
    """A new database in `folder` with these collections."""
    folder.mkdir(exist_ok=True)
    migrate(url_of(folder), ROOT / "migrations")
    for each in data:
        load(url_of(folder), each)
    return url_of(folder)


def exported(
    folder: Path,
    target: Path,
    *,
    only: str | None = None,
    overwrite: bool = False,
    writer: Callable[[Path], Writer] = YamlFiles,
) -> Exported:
    """The collections of the database in `folder`, or one, written into `target`."""
    with create_engine(url_of(folder)).connect() as connection:
        served = served_collections(connection)
        connection.rollback()
        chosen = served if only is None else {only: served[only]}
        with new_folder(target, overwrite=overwrite) as place:
            return export(connection, chosen, place, writer)


def checksum_of(url: str) -> str:
    with create_engine(url).connect() as connection:
        release = current_release(connection)
    assert release is not None
    return release.checksum


def small(folder: Path, files: dict[str, str] = FILES) -> DataSet:
    found = checked(folder, files)
    assert found.data, found.findings
    return found.data


def read(path: Path) -> DataSet:
    found = check(path)
    assert found.data, found.findings
    return found.data


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where files are exported; it is not there yet."""
    return tmp_path / "files" / "exported"


@pytest.mark.parametrize("writer", [YamlFiles, NdjsonFile])
def test_a_collection_that_is_exported_and_loaded_again_is_the_same(
    tmp_path: Path, target: Path, writer: Callable[[Path], Writer]
) -> None:
    first = loaded(tmp_path / "first", small(tmp_path / "small"))
    done = exported(tmp_path / "first", target, writer=writer)
    assert done.collections["small"]["events"] == 4
    second = loaded(tmp_path / "second", read(target))
    assert checksum_of(second) == checksum_of(first)


def test_several_collections_have_a_folder_each(tmp_path: Path, target: Path) -> None:
    imported = [each.data for each in import_histstate(ROOT / "tests" / "data" / "histstate")]
    first = loaded(tmp_path / "first", small(tmp_path / "small"), *imported)
    exported(tmp_path / "first", target)
    folders = sorted(path.name for path in target.iterdir())
    assert folders == ["histstate-travels", "histstate-visits", "pocom", "small"]
    second = loaded(tmp_path / "second", *(read(target / name) for name in reversed(folders)))
    assert checksum_of(second) == checksum_of(first)


def test_one_collection_of_several_is_exported_alone(tmp_path: Path, target: Path) -> None:
    imported = [each.data for each in import_histstate(ROOT / "tests" / "data" / "histstate")]
    loaded(tmp_path / "first", small(tmp_path / "small"), *imported)
    exported(tmp_path / "first", target, only="small")
    assert read(target) == small(tmp_path / "again")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_texts_stay_as_they_are(text: str) -> None:
    (found,) = yaml.load(rendered([{"note": text}]), yaml.BaseLoader)
    assert found == {"note": text}


@pytest.mark.parametrize("writer", [YamlFiles, NdjsonFile])
def test_all_texts_go_round(tmp_path: Path, target: Path, writer: Callable[[Path], Writer]) -> None:
    events = [
        event(f"e{number}", "1954", actors=CAST).model_copy(update={"note": text, "summary": text})
        for number, text in enumerate(HOSTILE.values())
    ]
    data = data_set(events, [actor("envoy")])
    places = tuple(place.model_copy(update={"lat": 0.000001}) for place in data.of(RecordType.PLACE))
    url = loaded(tmp_path / "first", replace(data, records={**data.records, RecordType.PLACE: places}))
    exported(tmp_path / "first", target, writer=writer)
    assert checksum_of(loaded(tmp_path / "second", read(target))) == checksum_of(url)


@pytest.mark.parametrize("text", ["soft\xadhyphen", " around ", "a\ttab", "e\u0301"])
def test_a_text_that_no_file_can_hold_is_told(tmp_path: Path, target: Path, text: str) -> None:
    loaded(tmp_path / "first", data_set([event("e1", "1954").model_copy(update={"note": text})]))
    with pytest.raises(CannotExport, match=r"curated, event e1: note .*, which data files cannot hold"):
        exported(tmp_path / "first", target)
    assert list(target.parent.iterdir()) == []


@pytest.mark.parametrize("degrees", [0.0, 52.52, -0.000001, 13.405123456789, 90.0])
def test_degrees_have_no_exponent(degrees: float) -> None:
    (found,) = yaml.load(rendered([{"lat": degrees}]), yaml.BaseLoader)
    assert "e" not in found["lat"]
    assert float(found["lat"]) == degrees


def test_files_read_as_if_written_by_hand(tmp_path: Path, target: Path) -> None:
    files = changed(
        "deep/events.yml", "  summary: A note was sent.\n", "  summary: |-\n    A note:\n    it was sent.\n"
    )
    loaded(tmp_path / "first", small(tmp_path / "small", files))
    exported(tmp_path / "first", target)
    names = sorted(path.relative_to(target).as_posix() for path in target.rglob("*.yaml"))
    assert names == [
        "actors.yaml",
        "claims.yaml",
        "collection.yaml",
        "documents/1954.yaml",
        "events/1954.yaml",
        "kinds.yaml",
        "places.yaml",
        "topics.yaml",
    ]
    text = (target / "events" / "1954.yaml").read_text(encoding="utf-8")
    note = text[text.index("- id: note\n") : text.index("- id: reply\n")]
    assert note == (
        "- id: note\n"
        "  title: A note\n"
        "  kind: note\n"
        "  date: '1954-03-31'\n"
        "  topics:\n"
        "  - german-question\n"
        "  summary: |-\n"
        "    A note:\n"
        "    it was sent.\n"
        "  actors:\n"
        "  - actor: molotov\n"
        "    role: sender\n"
        "  responds_to:\n"
        "  - event: berlin-conference\n"
        "    manner: takes_up\n"
        "  documents:\n"
        "  - document: doc-note\n"
        "    relation: produced\n"
        "  sources:\n"
        "  - title: An edition\n"
        "  confidence: high\n"
    )


def tables(model: Any) -> Iterator[type[FileRecord]]:  # Any: an annotation
    """The tables of keys below a model."""
    if isinstance(model, type) and not isinstance(model, GenericAlias) and issubclass(model, FileRecord):
        yield model
        for info in model.model_fields.values():
            yield from tables(info.annotation)
    for part in get_args(model):
        yield from tables(part)


def test_every_key_of_every_table_has_its_place_in_the_order() -> None:
    heads = {*DataFile.model_fields, "actor", "event", "document", "claim", "story", "place", "topic"}
    keys = {
        str(info.serialization_alias or name) for table in tables(DataFile) for name, info in table.model_fields.items()
    }
    assert keys - heads - set(KEY_ORDER) == set()
    assert len(KEY_ORDER) == len(set(KEY_ORDER))


def test_records_go_on_in_another_file_before_it_is_too_large(
    tmp_path: Path, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yaml_writing, "FILE_BYTES", 1000)
    monkeypatch.setattr(yaml_writing, "OPEN_FILES", 1)
    events = [event(f"e{number}", str(1950 + number % 3), actors=CAST) for number in range(60)]
    url = loaded(tmp_path / "first", data_set(events, [actor("envoy")]))
    exported(tmp_path / "first", target)
    names = sorted(path.name for path in (target / "events").iterdir())
    assert names[:3] == ["1950-2.yaml", "1950-3.yaml", "1950-4.yaml"]
    assert all(path.stat().st_size < 1500 for path in (target / "events").iterdir())
    assert checksum_of(loaded(tmp_path / "second", read(target))) == checksum_of(url)


def test_records_without_a_known_day_have_a_file_too(tmp_path: Path, target: Path) -> None:
    loaded(tmp_path / "first", data_set([event("e1", "../1950"), event("e2", "-0043"), event("e3", "1954/..")]))
    exported(tmp_path / "first", target)
    assert sorted(path.name for path in (target / "events").iterdir()) == ["-0043.yaml", "1950.yaml", "1954.yaml"]


def test_a_folder_that_holds_something_is_left_alone(tmp_path: Path, target: Path) -> None:
    loaded(tmp_path / "first", small(tmp_path / "small"))
    target.mkdir(parents=True)
    exported(tmp_path / "first", target)  # an empty one is taken
    (target / "mine.txt").write_text("mine")
    with pytest.raises(CannotExport, match="is not empty"):
        exported(tmp_path / "first", target)
    assert (target / "mine.txt").read_text() == "mine"
    exported(tmp_path / "first", target, overwrite=True)
    assert not (target / "mine.txt").exists()
    assert [path.name for path in target.parent.iterdir()] == ["exported"]


def test_a_file_in_the_way_is_told(tmp_path: Path, target: Path) -> None:
    loaded(tmp_path / "first", small(tmp_path / "small"))
    target.parent.mkdir()
    target.write_text("mine")
    with pytest.raises(CannotExport, match="is a file"):
        exported(tmp_path / "first", target, overwrite=True)
    assert target.read_text() == "mine"


def full_disk(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_folder: Path) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(exporting, "to_disk", full)


def refused_name(monkeypatch: pytest.MonkeyPatch) -> None:
    rename = Path.rename

    def refused(path: Path, new: Path) -> Path:
        if ".exporting-" in path.name:
            raise PermissionError(13, os.strerror(13))
        return rename(path, new)

    monkeypatch.setattr(Path, "rename", refused)


@pytest.mark.parametrize(
    ("fault", "message"), [(full_disk, "No space left"), (refused_name, r"\[Errno 13\] Permission denied")]
)
def test_an_export_that_fails_leaves_the_earlier_one(
    tmp_path: Path,
    target: Path,
    monkeypatch: pytest.MonkeyPatch,
    fault: Callable[[pytest.MonkeyPatch], None],
    message: str,
) -> None:
    loaded(tmp_path / "first", small(tmp_path / "small"))
    exported(tmp_path / "first", target)
    before = {path: path.read_bytes() for path in target.rglob("*.yaml")}
    fault(monkeypatch)
    with pytest.raises(OSError, match=message):
        exported(tmp_path / "first", target, overwrite=True)
    assert {path: path.read_bytes() for path in target.rglob("*.yaml")} == before
    assert [path.name for path in target.parent.iterdir()] == ["exported"]


def test_what_the_database_does_not_hold_as_it_was_loaded_is_told(tmp_path: Path, target: Path) -> None:
    loaded(tmp_path / "first", small(tmp_path / "small"))
    connection = sqlite3.connect(tmp_path / "first" / "timeline.sqlite")
    connection.execute("UPDATE event SET summary = 'Changed.' WHERE id = 'note'")
    connection.commit()
    connection.close()
    with pytest.raises(CannotExport, match=r"does not hold all that was loaded of small \(event note\)"):
        exported(tmp_path / "first", target)
    assert list(target.parent.iterdir()) == []


def test_progress_names_each_list_and_its_records(tmp_path: Path) -> None:
    loaded(tmp_path / "first", small(tmp_path / "small"))
    reports: list[tuple[str, int, int | None]] = []
    with create_engine(url_of(tmp_path / "first")).connect() as connection:
        served = served_collections(connection)
        connection.rollback()
        export(connection, served, tmp_path / "files", YamlFiles, lambda *report: reports.append(report))
    stages = {stage: list(group) for stage, group in itertools.groupby(reports, key=lambda report: report[0])}
    assert [report[1:] for report in stages["exporting events of small"]] == [(number, 4) for number in range(5)]


def test_memory_does_not_grow_with_the_data(tmp_path: Path) -> None:
    peaks = []
    for number in (300, 1200):
        folder = tmp_path / str(number)
        events = [event(f"e{each}", "1954") for each in range(number)]
        loaded(folder, data_set(events, [actor(f"a{each}") for each in range(number)]))
        tracemalloc.start()
        exported(folder, folder / "files")
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 1.5 * peaks[0]


@pytest.mark.parametrize("writer", [YamlFiles, NdjsonFile])
def test_what_stands_in_a_list_keeps_its_order_and_notes_of_topics_and_identities_go_round(
    tmp_path: Path, target: Path, writer: Callable[[Path], Writer]
) -> None:
    actors = [
        actor("a", aliases=list("zyxwvutsrq"), maybe_same_as=["c", "b"]),
        actor("b", maybe_same_as=["c"]),
        actor("c", aliases=["p"], seen_in_office=[{"office": "Envoy", "date": "1954"}]),
    ]
    identities = [
        {"actor": "c", "same_as": ["one-c", "another-c"], "not_same_as": ["third-c"], "note": "By a handbook."},
        {"actor": "a", "not_same_as": ["one-a"]},
        {"actor": "a", "same_as": ["another-a"]},
    ]
    topic = TopicRecord(id="peace", name="Peace", description="A topic.", note="A note.")
    made = data_set(actors=actors)
    licence = LicenceRecord(name="CC0-1.0", spdx="CC0-1.0")
    data = replace(
        made,
        collection=made.collection.model_copy(update={"licence": licence}),
        identities=tuple(IdentityRecord.model_validate(each) for each in identities),
        records={**made.records, RecordType.TOPIC: (topic,)},
    )
    url = loaded(tmp_path / "first", data)
    exported(tmp_path / "first", target, writer=writer)
    assert sorted(read(target).identities, key=repr) == sorted(data.identities, key=repr)
    assert checksum_of(loaded(tmp_path / "second", read(target))) == checksum_of(url)


@pytest.mark.parametrize("writer", [YamlFiles, NdjsonFile])
def test_the_seed_goes_round(tmp_path: Path, target: Path, database: Path, writer: Callable[[Path], Writer]) -> None:
    (tmp_path / "first").mkdir()
    shutil.copy(database, tmp_path / "first" / "timeline.sqlite")
    exported(tmp_path / "first", target, writer=writer)
    assert checksums(read(target)).data_set == checksum_of(url_of(tmp_path / "first"))


@pytest.mark.parametrize("writer", [YamlFiles, NdjsonFile])
def test_volumes_of_documents_with_full_text_go_round(
    tmp_path: Path, target: Path, writer: Callable[[Path], Writer]
) -> None:
    volumes = [each.data for each in import_frus(sorted((ROOT / "tests" / "data" / "frus").glob("*.xml")))]
    url = loaded(tmp_path / "first", *volumes)
    exported(tmp_path / "first", target, writer=writer)
    again = [read(target / each.collection.id) for each in volumes]
    assert [checksums(each).data_set for each in again] == [checksums(each).data_set for each in volumes]
    assert checksum_of(loaded(tmp_path / "second", *again)) == checksum_of(url)


def test_texts_of_imports_are_as_files_can_hold_them_so_they_go_round(tmp_path: Path, target: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("n,name\n1,E\u0301va\tB\u00adartok\n", encoding="utf-8")
    rows = tmp_path / "map.yaml"
    rows.write_text(
        "collection: {title: A table, language: en, licence: {name: CC0}}\nrecords: actors\nid: '{n}'\n"
        "record: {kind: person, name: '{name}', summary: Somebody., verification: unchecked}\n",
        encoding="utf-8",
    )
    data = import_csv(table, rows, Options(collection="table", attribution="Nobody")).data
    assert [each.name for each in data.of(RecordType.ACTOR)] == ["\u00c9va Bartok"]
    url = loaded(tmp_path / "first", data)
    exported(tmp_path / "first", target)
    assert checksum_of(loaded(tmp_path / "second", read(target))) == checksum_of(url)


def test_what_the_tables_lack_is_told(tmp_path: Path, target: Path) -> None:
    loaded(tmp_path / "first", data_set(actors=[actor("a", aliases=["z", "y"])]))
    connection = sqlite3.connect(tmp_path / "first" / "timeline.sqlite")
    connection.execute("UPDATE alias SET position = 0")  # as in a database from before there was an order
    connection.commit()
    connection.close()
    with pytest.raises(CannotExport, match=r"does not hold all that was loaded of curated \(actor a\)"):
        exported(tmp_path / "first", target)
