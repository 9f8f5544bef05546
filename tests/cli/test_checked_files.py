"""Data files that were loaded already are not read and checked again; any change of them is noticed."""

import json
import os
from pathlib import Path

import pytest

from app.loading.checked_files import CheckedFiles, files_checksum
from app.loading.checksums import Content
from tests.commands import Run
from tests.loading.small_set import changed, written

NAME = ("name: Vyacheslav Molotov", "name: Vyacheslav Mikhailovich Molotov")


def stages(timeline: Run, folder: Path) -> set[str]:
    """The stages of a load of these files."""
    done = timeline("load", str(folder), "--json")
    assert done.code == 0, done.err
    return {line["stage"] for line in map(json.loads, done.out.splitlines()) if "stage" in line}


def test_the_same_files_are_checked_once(timeline: Run, tmp_path: Path) -> None:
    folder = written(tmp_path / "data")
    assert "checking records" in stages(timeline, folder)
    assert stages(timeline, folder) == set()


def test_files_that_changed_are_checked_though_they_hold_the_same(timeline: Run, tmp_path: Path) -> None:
    folder = written(tmp_path / "data")
    stages(timeline, folder)
    with (folder / "actors.yaml").open("a") as stream:
        stream.write("# seen\n")
    assert "checking records" in stages(timeline, folder)
    assert stages(timeline, folder) == set()


def test_former_files_are_loaded_again_after_others_of_their_collection(timeline: Run, tmp_path: Path) -> None:
    first, second = written(tmp_path / "first"), written(tmp_path / "second", changed("actors.yaml", *NAME))
    for folder in (first, second, first):
        assert "writing actors of small" in stages(timeline, folder)
    assert stages(timeline, first) == set()


def test_files_are_loaded_again_after_their_collection_was_removed(timeline: Run, tmp_path: Path) -> None:
    small = written(tmp_path / "small")
    other = written(tmp_path / "other", {"collection.yaml": OTHER})
    stages(timeline, small)
    stages(timeline, other)
    assert timeline("remove", "small").code == 0
    assert "writing actors of small" in stages(timeline, small)
    assert stages(timeline, other) == set()


OTHER = """\
collection:
  id: other
  title: Another set
  language: en
  version: '1'
  source: Made up for tests
  licence:
    name: Creative Commons Zero
  attribution: Nobody
  cite_as: Another set
"""


def test_a_damaged_memory_only_means_another_check(timeline: Run, tmp_path: Path) -> None:
    folder = written(tmp_path / "data")
    stages(timeline, folder)
    (memory,) = (tmp_path / "var").glob("*.search/checked-files.json")
    for text in ("", "[]", '{"a": 1}', '{"a": ["b"]}', "\x00"):
        memory.write_text(text)
        assert "checking records" in stages(timeline, folder)
        assert stages(timeline, folder) == set()


def test_a_checksum_depends_on_names_and_bytes_alone(tmp_path: Path) -> None:
    one, same = written(tmp_path / "one"), written(tmp_path / "same")
    assert files_checksum(one) == files_checksum(same) is not None
    (same / "notes.txt").write_text("No data file.")
    assert files_checksum(one) == files_checksum(same)
    (same / "actors.yaml").rename(same / "people.yaml")
    assert files_checksum(one) != files_checksum(same)
    assert files_checksum(one / "actors.yaml") != files_checksum(same / "people.yaml")


@pytest.mark.parametrize("broken", ["missing", "pipe", "loop"])
def test_files_that_cannot_be_read_have_no_checksum(tmp_path: Path, broken: str) -> None:
    folder = written(tmp_path / "data")
    if broken == "missing":
        folder /= "missing"
    elif broken == "pipe":
        os.mkfifo(folder / "pipe.yaml")
    else:
        (folder / "again").symlink_to(folder)
    assert files_checksum(folder) is None


def test_the_last_files_of_each_collection_are_remembered(tmp_path: Path) -> None:
    known = CheckedFiles(tmp_path)
    known.keep("files", Content("small", "content"))
    known.keep("others", Content("large", "content"))
    assert known.content("files") == Content("small", "content")
    known.keep("later", Content("small", "content"))
    assert known.content("files") is None
    assert CheckedFiles(tmp_path).content("others") == Content("large", "content")


def test_nothing_is_remembered_where_nothing_can_be_written(tmp_path: Path) -> None:
    known = CheckedFiles(tmp_path / "missing")
    known.keep("files", Content("small", "content"))
    assert known.content("files") is None
