"""Copies of the database for other programs."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.database.snapshots import portable_copy, without_strict


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
