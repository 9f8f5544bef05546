"""Copies of the database for other programs."""

import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.database.engine import NoRoom, unavailable
from app.database.snapshots import portable_copy, without_strict
from tests.serving import ROOT
from tests.waiting import SECONDS_TO_RUN


@pytest.mark.parametrize(
    ("table", "without"),
    [
        ("CREATE TABLE a (b TEXT) STRICT", "CREATE TABLE a (b TEXT)"),
        ("CREATE TABLE a (b TEXT)\n STRICT\n\n", "CREATE TABLE a (b TEXT)"),
        (
            "CREATE TABLE a (b, PRIMARY KEY (b))\n WITHOUT ROWID,\n STRICT",
            "CREATE TABLE a (b, PRIMARY KEY (b)) WITHOUT ROWID",
        ),
        (
            "CREATE TABLE a (b, PRIMARY KEY (b)) strict, WITHOUT ROWID",
            "CREATE TABLE a (b, PRIMARY KEY (b)) WITHOUT ROWID",
        ),
        ("CREATE TABLE strict (strict TEXT)", "CREATE TABLE strict (strict TEXT)"),
    ],
)
def test_strict_is_left_out_and_nothing_else(table: str, without: str) -> None:
    assert without_strict(table) == without


def _content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    with closing(sqlite3.connect(path)) as connection:
        names = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(connection.execute(f'SELECT * FROM "{name}"'), key=repr) for name in names}


def test_the_copy_has_all_rows_and_indexes(database: Path, tmp_path: Path) -> None:
    release = portable_copy(database, tmp_path / "copy.sqlite")
    assert release.number == 1
    assert _content(tmp_path / "copy.sqlite") == _content(database)
    with closing(sqlite3.connect(tmp_path / "copy.sqlite")) as copy, closing(sqlite3.connect(database)) as original:
        indexes = "SELECT name, tbl_name FROM sqlite_master WHERE type = 'index' ORDER BY name"
        assert copy.execute(indexes).fetchall() == original.execute(indexes).fetchall()
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []


def test_equal_databases_give_equal_bytes(database: Path, tmp_path: Path) -> None:
    for name in ("one", "other"):
        portable_copy(database, tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_where_there_is_no_room_it_is_told_so(database: Path, tmp_path: Path) -> None:
    program = (
        "import resource, sys; from pathlib import Path; from app.database.snapshots import portable_copy;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); portable_copy(*map(Path, sys.argv[1:]))"
    )
    arguments = [sys.executable, "-c", program, str(database), str(tmp_path / "copy.sqlite")]
    done = subprocess.run(arguments, capture_output=True, text=True, check=False, timeout=SECONDS_TO_RUN, cwd=ROOT)
    # A limit of the size is told as a fault of the device, a full one by a code of its own.
    assert re.search(r"(UnreadableDatabase|NoRoom): .*(disk I/O error|disk is full)", done.stderr), done.stderr


def test_a_full_disk_has_a_meaning(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "full.sqlite", isolation_level=None)) as connection:
        connection.execute("PRAGMA max_page_count = 2")
        connection.execute("CREATE TABLE t (x)")
        with pytest.raises(sqlite3.OperationalError) as caught:
            connection.execute("INSERT INTO t VALUES (zeroblob(100000))")
    assert isinstance(unavailable(caught.value, tmp_path), NoRoom)
