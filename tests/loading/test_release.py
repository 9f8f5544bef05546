"""A load is all or nothing, and the same content again is no load."""

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import text

from app.database.engine import writing_engine
from app.loading.check import check
from app.loading.data_set import DataSet
from app.loading.deriving import derive_anew
from app.loading.ledger import IdReused
from app.loading.release import load, search_folder
from tests.catalogue.corpus import actor, data_set, document, event, loaded
from tests.databases import contents, database_url
from tests.serving import ROOT
from tests.waiting import SECONDS_TO_RUN

TABLES_OF_STAMPS = {"release", "ledger"}


def test_the_same_content_again_changes_nothing(tmp_path: Path) -> None:
    data = data_set([event("a", "1954")], [actor("x")])
    url = loaded(tmp_path, data)
    before = contents(tmp_path)
    again = load(url, data)
    assert (again.number, again.changed) == (1, False)
    assert contents(tmp_path) == before


def test_two_loads_into_two_files_make_the_same_rows(tmp_path: Path) -> None:
    data = data_set([event("a", "1954"), event("b", "1954-03")], [actor("x")], [document("d", None)])
    found = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        loaded(tmp_path / name, data)
        rows = contents(tmp_path / name)
        found.append({table: rows[table] for table in rows if table not in TABLES_OF_STAMPS})
    assert found[0] == found[1]


def test_the_ledger_tells_which_release_changed_and_removed_a_record(tmp_path: Path) -> None:
    url = loaded(tmp_path, data_set([event("a", "1954"), event("b", "1954")]))
    load(url, data_set([event("a", "1954"), event("c", "1955")]))
    load(url, data_set([event("a", "1954", title="Another"), event("b", "1954"), event("c", "1955")]))
    rows = contents(tmp_path)["ledger"]
    ledger = {row[1]: (row[4], row[5]) for row in rows if row[0] == "record"}
    assert ledger == {"a": (3, None), "b": (3, None), "c": (2, None)}
    load(url, data_set([event("a", "1954", title="Another"), event("c", "1955")]))
    rows = contents(tmp_path)["ledger"]
    assert {row[1]: row[5] for row in rows if row[0] == "record"} == {"a": None, "b": 4, "c": None}


def test_an_id_never_becomes_that_of_another_type(tmp_path: Path) -> None:
    url = loaded(tmp_path, data_set([event("a", "1954"), event("z", "1954")]))
    load(url, data_set([event("z", "1954")]))
    before = contents(tmp_path)
    with pytest.raises(IdReused, match="'a' was the id of an event"):
        load(url, data_set([event("z", "1954")], [actor("a")]))
    assert contents(tmp_path) == before


def test_an_alias_never_moves_to_another_record_and_is_remembered(tmp_path: Path) -> None:
    url = loaded(tmp_path, data_set(actors=[actor("ussr", aliases=["soviet-union"]), actor("usa")]))
    before = contents(tmp_path)
    for moved in (
        data_set(actors=[actor("ussr"), actor("usa", aliases=["soviet-union"])]),
        data_set(actors=[actor("ussr"), actor("usa"), actor("soviet-union")]),
    ):
        with pytest.raises(IdReused, match="'soviet-union' meant 'ussr'"):
            load(url, moved)
        assert contents(tmp_path) == before
    load(url, data_set(actors=[actor("ussr"), actor("usa")]))
    ledger = {row[1]: row[5] for row in contents(tmp_path)["ledger"]}
    assert ledger["soviet-union"] == 2


def test_a_renamed_record_takes_its_ids_along(tmp_path: Path) -> None:
    url = loaded(tmp_path, data_set(actors=[actor("ussr", aliases=["soviet-union"])]))
    load(url, data_set(actors=[actor("soviet-state", aliases=["ussr", "soviet-union"])]))
    load(url, data_set(actors=[actor("ussr", aliases=["soviet-state", "soviet-union"])]))
    ledger = {row[1]: (row[5], row[6]) for row in contents(tmp_path)["ledger"]}
    assert {name: ledger[name] for name in ("ussr", "soviet-state", "soviet-union")} == {
        "ussr": (None, None),
        "soviet-state": (None, "ussr"),
        "soviet-union": (None, "ussr"),
    }


def test_a_load_that_fails_at_the_last_record_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    url = loaded(tmp_path, data_set([event("a", "1954")]))
    before = contents(tmp_path)
    # Not checked before, so it fails where its representation is made, after all plain rows are written.
    broken = data_set([event("a", "1955"), event("b", "1954", place="nowhere")])
    with pytest.raises(Exception, match="nowhere"):
        load(url, broken)
    assert contents(tmp_path) == before


def test_a_catalogue_of_other_software_is_made_anew_in_the_same_release(tmp_path: Path) -> None:
    url = loaded(tmp_path, data_set([event("a", "1954")], [actor("x")]))
    before = contents(tmp_path)
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE release SET fingerprint = 'other'"))
        connection.execute(text("DELETE FROM posting"))
        connection.execute(text("UPDATE item SET item = :value"), {"value": b"{"})
    engine.dispose()
    search = search_folder(url)
    assert derive_anew(url, search)
    assert contents(tmp_path) == before
    assert not derive_anew(url, search)


LOADER = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from app.loading.check import check
from app.loading.release import load

moments, last = 0, int(sys.argv[3])

def count(*_):
    global moments
    moments += 1
    if moments == last:
        os.kill(os.getpid(), signal.SIGKILL)

data = check(Path(sys.argv[2])).data
# Every 10,000 instructions of SQLite, before every commit, and whenever a file is opened, moved or removed.
event.listen(Engine, "connect", lambda connection, _record: connection.set_progress_handler(count, 10_000))
event.listen(Engine, "commit", count)
sys.addaudithook(lambda name, _: count() if name in {"open", "os.rename", "os.remove", "os.mkdir"} else None)
load(sys.argv[1], data)
print(moments)
"""


@pytest.mark.sqlite
@pytest.mark.slow
def test_a_loader_killed_at_any_moment_leaves_the_release_before_or_the_one_after(tmp_path: Path) -> None:
    kept, whole_folder = tmp_path / "kept", tmp_path / "whole"
    kept.mkdir()
    loaded(kept, data_set([event("a", "1954")], [actor("x")]))
    before = contents(kept)
    shutil.copytree(kept, whole_folder)
    moments = int(_run_loader(whole_folder).stdout)
    whole = contents(whole_folder)
    assert moments > 20
    seed = _seed()
    for step in range(1, 12):
        folder = tmp_path / f"killed-{step}"
        shutil.copytree(kept, folder)
        assert _run_loader(folder, moments * step // 12).returncode == -signal.SIGKILL
        after = contents(folder)
        expected = before if len(after["release"]) == 1 else whole
        assert _without_moments(after) == _without_moments(expected)
        assert load(database_url(folder), seed).number == 2
        assert _without_moments(contents(folder)) == _without_moments(whole)


def _seed() -> DataSet:
    found = check(ROOT / "seed").data
    assert found is not None
    return found


def _without_moments(rows: dict[str, list[tuple[object, ...]]]) -> dict[str, list[tuple[object, ...]]]:
    """The rows, but for the moment at which each release was loaded."""
    return rows | {"release": [(*row[:3], *row[4:]) for row in rows["release"]]}


def _run_loader(folder: Path, kill_at: int = 0) -> subprocess.CompletedProcess[str]:
    """Load the seed in a process that prints how many moments it counted, or kills itself at one of them."""
    command = [sys.executable, "-c", LOADER, database_url(folder), str(ROOT / "seed"), str(kill_at)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS_TO_RUN, check=False)
