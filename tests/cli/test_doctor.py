"""`timeline doctor`: what it finds, what it says to do, and what it mends."""

import json
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands import Ended, Run
from tests.serving import ROOT


def found(done: Ended) -> dict[str, tuple[str, str, str]]:
    """State, finding and advice of each check."""
    return {each["name"]: (each["state"], each["found"], each["advice"]) for each in json.loads(done.out)["checks"]}


@pytest.mark.usefixtures("loaded")
def test_where_all_is_well_it_says_so(timeline: Run) -> None:
    done = timeline("doctor")
    assert (done.code, done.err) == (0, "")
    lines = [line.split(maxsplit=1) for line in done.out.splitlines()]
    assert [state for state, _ in lines] == ["ok"] * 7
    assert f"SQLite        {sqlite3.sqlite_version}, with STRICT tables" in done.out
    done = timeline("doctor", "--json")
    assert (done.code, json.loads(done.out)["ok"]) == (0, True)
    assert list(found(done)) == [
        "settings", "SQLite", "disk space", "database", "migrations", "release", "search index"
    ]  # fmt: skip


def test_a_setting_that_cannot_be_used_is_a_fault(timeline: Run) -> None:
    done = timeline("doctor", "--json", port="many")
    assert done.code == 1
    state, text, advice = found(done)["settings"]
    assert (state, "TIMELINE_PORT" in text, advice) == ("fault", True, "See `timeline settings` for their names.")


def test_without_a_database_it_says_how_to_make_one(timeline: Run, tmp_path: Path) -> None:
    done = timeline("doctor", "--json")
    assert (done.code, found(done)["folder"][0]) == (1, "fault")
    (tmp_path / "var").mkdir()
    assert found(timeline("doctor", "--json"))["database"] == (
        "fault", "there is none at var/timeline.sqlite", "Run `timeline serve` or `timeline load PATH`."
    )  # fmt: skip
    timeline("migrate")
    assert found(timeline("doctor", "--json"))["release"][:2] == ("fault", "nothing is loaded")


@pytest.mark.usefixtures("loaded")
def test_a_damaged_database_is_a_fault(timeline: Run, tmp_path: Path) -> None:
    with (tmp_path / "var" / "timeline.sqlite").open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xff" * 4096 * 400)
    done = timeline("doctor", "--json")
    state, text, advice = found(done)["database"]
    assert (done.code, state, advice) == (1, "fault", "Put a backup back: `timeline restore FILE`.")
    assert "var/timeline.sqlite" in text


@pytest.mark.usefixtures("loaded")
def test_rows_that_refer_to_nothing_are_a_fault(timeline: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "var" / "timeline.sqlite") as connection:
        connection.execute("UPDATE ledger SET changed = 99 WHERE id = 'molotov'")
    connection.close()
    state, text, _ = found(timeline("doctor", "--json"))["database"]
    assert (state, "rows refer to nothing, the first in table ledger" in text) == ("fault", True)


@pytest.mark.usefixtures("loaded")
def test_a_schema_that_is_not_the_newest_is_a_fault(timeline: Run, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "var" / "timeline.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    connection.close()
    state, _, advice = found(timeline("doctor", "--json"))["migrations"]
    assert (state, advice) == ("fault", "Run `timeline migrate`, after a `timeline backup FILE`.")
    with sqlite3.connect(tmp_path / "var" / "timeline.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    state, text, _ = found(timeline("doctor", "--json"))["database"]
    assert (state, "newer version" in text) == ("fault", True)


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0xFF
    path.write_bytes(content)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("spoil", [garbage, half, changed, Path.unlink, None])
def test_a_damaged_search_index_is_built_anew(
    timeline: Run, tmp_path: Path, spoil: Callable[[Path], None] | None
) -> None:
    (index,) = (path for path in (tmp_path / "var" / "timeline.sqlite.search").iterdir() if path.is_dir())
    if spoil is None:
        shutil.rmtree(index)
    else:
        spoil(next(index.glob("words/*.idx")))
    done = timeline("doctor", "--json")
    state, text, _ = found(done)["search index"]
    assert (done.code, state) == (0, "mended")
    assert text.endswith("; it was built anew")
    assert found(timeline("doctor", "--json"))["search index"][0] == "ok"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("command", [("load", str(ROOT / "seed")), ("migrate",)])
def test_other_commands_build_it_anew_too(timeline: Run, tmp_path: Path, command: tuple[str, ...]) -> None:
    (index,) = (path for path in (tmp_path / "var" / "timeline.sqlite.search").iterdir() if path.is_dir())
    changed(next(index.glob("names/*.term")))
    assert "Built the search index in var/timeline.sqlite.search." in timeline(*command).out
    assert found(timeline("doctor", "--json"))["search index"][0] == "ok"


@pytest.mark.usefixtures("loaded")
def test_a_search_index_that_cannot_be_built_is_a_fault(timeline: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = timeline("doctor", "--json", search_dir=str(tmp_path / "file" / "search"))
    assert (done.code, found(done)["search index"][0]) == (1, "fault")


class Usage(NamedTuple):
    free: int


@pytest.mark.usefixtures("loaded")
def test_a_disk_that_is_nearly_full_is_a_fault(timeline: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(1_000_000))
    state, text, _ = found(timeline("doctor", "--json"))["disk space"]
    assert (state, text.startswith("1 MB free at var; a load may need ")) == ("fault", True)


@pytest.mark.usefixtures("loaded")
def test_a_damaged_kept_release_is_a_fault(timeline: Run, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "seed", tmp_path / "edited")
    topics = tmp_path / "edited" / "topics.yaml"
    topics.write_text(topics.read_text(encoding="utf-8").replace("name: ", "name: New ", 1), encoding="utf-8")
    timeline("load", "edited", keep_releases="1")
    assert found(timeline("doctor", "--json"))["releases"][:2] == (
        "ok", "1 kept in var/timeline.sqlite.releases, each as it was written"
    )  # fmt: skip
    changed(tmp_path / "var" / "timeline.sqlite.releases" / "1.backup")
    done = timeline("doctor", "--json")
    assert (done.code, found(done)["releases"][0]) == (1, "fault")
