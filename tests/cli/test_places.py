"""Where the database lies: folders that are missing, that may only be read, and the log beside it."""

import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from app.database.backup import shorten_log
from tests.commands import Run
from tests.serving import ROOT, TIMELINE, clean_environment
from tests.waiting import SECONDS_TO_RUN

SEED = ROOT / "seed"


@pytest.mark.parametrize("command", [("migrate",), ("load", str(SEED)), ("serve",), ("remove", "curated")])
def test_a_folder_that_does_not_exist_is_refused_where_the_address_is_configured(
    timeline: Run, tmp_path: Path, command: tuple[str, ...]
) -> None:
    done = timeline(*command, database_url="sqlite:///vra/timeline.sqlite", port="0")
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        "The folder vra does not exist: make it, or set TIMELINE_DATABASE_URL to a file in another one.\n"
    )
    assert list(tmp_path.iterdir()) == []


def test_the_default_folder_is_made(timeline: Run, tmp_path: Path) -> None:
    assert timeline("migrate").code == 0
    assert (tmp_path / "var" / "timeline.sqlite").is_file()


def without_rights(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """What a command did for a user who may do no more than the modes of files say; root may do all."""
    dropped = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if os.geteuid() == 0 else []
    return subprocess.run(
        [*dropped, TIMELINE, *arguments],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv (Debian's util-linux)")
@pytest.mark.usefixtures("loaded")
def test_status_works_where_nothing_may_be_written_and_a_load_says_why_not(timeline: Run, tmp_path: Path) -> None:
    expected = timeline("status").out
    folder = tmp_path / "var"
    for path in folder.glob("timeline.sqlite-*"):  # as after a clean stop
        path.unlink()
    folder.chmod(0o555)
    try:
        done = without_rights("status", folder=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, expected, "")
        done = without_rights("load", str(SEED), folder=tmp_path)
        assert (done.returncode, done.stderr) == (1, "The folder var of the database cannot be written to.\n")
    finally:
        folder.chmod(0o755)


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("setpriv") is None, reason="needs setpriv (Debian's util-linux)")
@pytest.mark.usefixtures("loaded")
def test_what_is_in_the_log_alone_is_not_overlooked_where_nothing_may_be_written(timeline: Run, tmp_path: Path) -> None:
    database = tmp_path / "var" / "timeline.sqlite"
    writer = sqlite3.connect(database)
    writer.execute("UPDATE release SET version = 'in the log'")
    writer.commit()
    (tmp_path / "var").chmod(0o555)
    try:
        assert "Version   in the log\n" in without_rights("status", folder=tmp_path).stdout
    finally:
        (tmp_path / "var").chmod(0o755)
        writer.close()


@pytest.mark.usefixtures("loaded")
def test_the_log_is_short_after_a_load_even_while_others_have_the_database_open(timeline: Run, tmp_path: Path) -> None:
    database = tmp_path / "var" / "timeline.sqlite"
    reader = sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)
    reader.execute("SELECT count(*) FROM release").fetchone()
    shutil.copytree(SEED, tmp_path / "edited")
    topics = tmp_path / "edited" / "topics.yaml"
    topics.write_text(topics.read_text(encoding="utf-8").replace("name: ", "name: New ", 1), encoding="utf-8")
    assert timeline("load", "edited").out.startswith("Loaded release 2: ")
    assert Path(f"{database}-wal").stat().st_size == 0
    reader.close()


def test_a_log_that_a_reader_still_needs_is_left(tmp_path: Path) -> None:
    database = tmp_path / "some.sqlite"
    writer, reader = sqlite3.connect(database), sqlite3.connect(database, isolation_level=None)
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE some (word)")
    reader.execute("BEGIN")
    assert reader.execute("SELECT * FROM some").fetchall() == []
    writer.execute("INSERT INTO some VALUES ('new')")
    writer.commit()
    shorten_log(database, seconds=0.01)
    assert reader.execute("SELECT * FROM some").fetchall() == []
    reader.execute("COMMIT")
    assert reader.execute("SELECT * FROM some").fetchall() == [("new",)]
    writer.close()
    reader.close()
