"""`timeline backup` and `restore`, against the files that they leave and a server that goes on meanwhile."""

import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from app.cli.backups import refuse_server
from app.cli.steps import CommandError
from app.database.backup import write_backup
from app.settings import Settings
from tests.commands import Run
from tests.serving import ROOT, clean_environment, get, run_timeline, start_server
from tests.waiting import SECONDS_TO_RUN, wait_until

SEED = ROOT / "seed"


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """The seed with the name of one topic changed, and one topic that is new."""
    folder = tmp_path / "edited"
    shutil.copytree(SEED, folder)
    topics = folder / "topics.yaml"
    text = topics.read_text(encoding="utf-8").replace("name: ", "name: New ", 1)
    topics.write_text(f"{text}\n- id: new-topic\n  name: New\n  description: Not there before.\n", encoding="utf-8")
    return folder


def rows(path: Path) -> list[str]:
    """All a database holds, as the statements that make it."""
    connection = sqlite3.connect(path)
    try:
        return list(connection.iterdump())
    finally:
        connection.close()


def set_revision(path: Path, revision: str) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = ?", (revision,))
    connection.close()


@pytest.mark.usefixtures("loaded")
def test_a_backup_is_one_file_that_sqlite_opens_and_restore_puts_back(
    timeline: Run, tmp_path: Path, edited: Path
) -> None:
    before = timeline("status").out
    done = timeline("backup", "saved")
    assert re.fullmatch(r"Wrote release 1 to saved, [\d,]+ bytes\.\n", done.out)
    database = tmp_path / "var" / "timeline.sqlite"
    assert rows(tmp_path / "saved") == rows(database)
    assert not list(tmp_path.glob("saved?*"))
    assert timeline("load", str(edited)).code == 0
    assert timeline("restore", "saved").out == "Restored release 1 from saved.\n"
    assert timeline("status").out == before
    assert rows(tmp_path / "saved") == rows(database)
    assert not list(tmp_path.glob("var/*taken-out*"))
    assert timeline("load", str(SEED)).out == "Release 1 holds these files already.\n"


@pytest.mark.usefixtures("loaded")
def test_restore_makes_the_database_where_there_is_none(timeline: Run, tmp_path: Path) -> None:
    timeline("backup", "saved")
    shutil.rmtree(tmp_path / "var")
    done = timeline("restore", "saved")
    assert (done.code, done.out) == (0, "Restored release 1 from saved.\n")
    assert "Release   1\n" in timeline("status").out
    assert len(list((tmp_path / "var" / "timeline.sqlite.search").glob("*-1-*"))) == 1


@pytest.mark.usefixtures("loaded")
def test_a_damaged_database_is_set_aside_by_a_restore(timeline: Run, tmp_path: Path) -> None:
    timeline("backup", "saved")
    database = tmp_path / "var" / "timeline.sqlite"
    database.write_bytes(b"\0" * 10_000)
    done = timeline("restore", "saved")
    assert "is damaged; it is now var/timeline.sqlite.damaged." in done.out
    assert done.err == ""
    assert database.with_name("timeline.sqlite.damaged").read_bytes() == b"\0" * 10_000
    assert "Release   1\n" in timeline("status").out


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("place", [0, 4096 * 20])
def test_a_damaged_database_is_not_kept_as_a_former_release(timeline: Run, tmp_path: Path, place: int) -> None:
    timeline("backup", "saved")
    with (tmp_path / "var" / "timeline.sqlite").open("r+b") as file:
        file.seek(place)
        file.write(b"\xff" * 4096 * 100)
    done = timeline("restore", "saved", keep_releases="1")
    assert done.code == 0
    assert done.err == "The release before it is not kept: the database cannot be read.\n"
    assert done.out.endswith("Restored release 1 from saved.\n")
    assert not list(tmp_path.glob("var/*/*.backup"))


@pytest.mark.usefixtures("loaded")
def test_a_backup_replaces_an_older_one_but_nothing_else(timeline: Run, tmp_path: Path) -> None:
    assert timeline("backup", "saved").code == timeline("backup", "saved").code == 0
    (tmp_path / "text").write_text("Some words.")
    for name, reason in (
        ("text", "text exists and is no backup: name another file"),
        ("var", "var is a folder: name a file in it"),
        ("nowhere/saved", "The folder nowhere does not exist"),
        ("var/timeline.sqlite", "var/timeline.sqlite is the database itself: name another file"),
    ):
        done = timeline("backup", name)
        assert (done.code, done.err) == (1, f"{reason}. No backup was written.\n")
    assert (tmp_path / "text").read_text() == "Some words."


@pytest.mark.usefixtures("loaded")
def test_a_damaged_database_is_not_backed_up(timeline: Run, tmp_path: Path) -> None:
    database = tmp_path / "var" / "timeline.sqlite"
    with database.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xff" * 4096 * 400)
    done = timeline("backup", "saved")
    assert done.code == 1
    assert "damaged" in done.err or "malformed" in done.err
    assert not list(tmp_path.glob("saved*"))


@pytest.mark.usefixtures("loaded")
def test_a_full_disk_is_told_by_the_name_of_the_backup(
    timeline: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_database: Path, target: Path) -> None:
        target.with_name(f"{target.name}-journal").touch()
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr("app.database.backup.copy_database", full)
    done = timeline("backup", "saved")
    assert done.code == 1
    assert done.err == "saved cannot be written: database or disk is full. No backup was written.\n"
    assert not list(tmp_path.glob("saved*"))


def cut_short(backup: Path) -> None:
    backup.write_bytes(backup.read_bytes()[:-5000])


def changed_in_the_middle(backup: Path) -> None:
    content = bytearray(backup.read_bytes())
    content[100_000] ^= 1
    backup.write_bytes(content)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (cut_short, "is no backup by `timeline backup`, or was cut short"),
        (changed_in_the_middle, "is damaged: its content does not have the checksum"),
        (Path.unlink, "cannot be read: No such file or directory"),
    ],
)
def test_a_backup_that_is_not_as_it_was_written_is_refused(
    timeline: Run, tmp_path: Path, spoil: object, reason: str
) -> None:
    timeline("backup", "saved")
    before = rows(tmp_path / "var" / "timeline.sqlite")
    spoil(tmp_path / "saved")  # type: ignore[operator]
    done = timeline("restore", "saved")
    assert done.code == 1
    assert done.err.startswith(f"saved {reason}")
    assert done.err.endswith(". Nothing was restored.\n")
    assert rows(tmp_path / "var" / "timeline.sqlite") == before
    assert not list(tmp_path.glob("var/*taken-out*"))


@pytest.mark.usefixtures("loaded")
def test_a_backup_of_a_newer_version_is_refused_in_plain_words(timeline: Run, tmp_path: Path) -> None:
    newer = tmp_path / "newer.sqlite"
    shutil.copy(tmp_path / "var" / "timeline.sqlite", newer)
    set_revision(newer, "9999")
    write_backup(newer, tmp_path / "saved")
    done = timeline("restore", "saved")
    assert done.code == 1
    assert re.fullmatch(
        r"saved cannot be used: it was made by a newer version of this software \(schema 9999, and this version knows "
        r"those up to \d{4}\)\. Install that version\. Nothing was restored\.\n",
        done.err,
    )
    assert "Release   1\n" in timeline("status").out


@pytest.mark.usefixtures("loaded")
def test_a_restore_replaces_a_newer_schema_so_that_an_upgrade_can_be_undone(timeline: Run, tmp_path: Path) -> None:
    timeline("backup", "saved")
    set_revision(tmp_path / "var" / "timeline.sqlite", "9999")
    for command in (("status",), ("migrate",), ("load", str(SEED)), ("export", "x"), ("backup", "other")):
        done = timeline(*command)
        assert done.code == 1
        assert "was made by a newer version of this software (schema 9999" in done.err
    assert timeline("restore", "saved").code == 0
    assert "Release   1\n" in timeline("status").out


def test_the_database_of_another_program_is_left_alone(timeline: Run, tmp_path: Path, database: Path) -> None:
    write_backup(database, tmp_path / "saved")
    (tmp_path / "var").mkdir()
    with sqlite3.connect(tmp_path / "var" / "timeline.sqlite") as connection:
        connection.execute("CREATE TABLE release (title)")
        connection.execute("CREATE TABLE songs (title)")
    connection.close()
    before = (tmp_path / "var" / "timeline.sqlite").read_bytes()
    for command in (("status",), ("migrate",), ("backup", "x"), ("restore", "saved"), ("load", str(SEED))):
        done = timeline(*command)
        assert (done.code, done.out) == (1, "")
        assert "is not a database of this software: it has other tables (release, songs)" in done.err
        assert "TIMELINE_DATABASE_URL" in done.err
    after = tmp_path / "var" / "timeline.sqlite"
    assert rows(after)[:3] == ["BEGIN TRANSACTION;", "CREATE TABLE release (title);", "CREATE TABLE songs (title);"]
    assert len(before) == after.stat().st_size


@pytest.mark.usefixtures("loaded")
def test_releases_are_kept_listed_and_rolled_back_to(timeline: Run, tmp_path: Path, edited: Path) -> None:
    first = timeline("status").out
    kept = tmp_path / "var" / "timeline.sqlite.releases"
    assert timeline("load", str(SEED), keep_releases="2").out == "Release 1 holds these files already.\n"
    assert not kept.exists()
    timeline("load", str(edited), keep_releases="2")
    listed = timeline("releases").out.splitlines()
    assert [re.sub(r"\s+", " ", line.strip()).split(" ", 4)[0::4] for line in listed] == [
        ["2", "served"],
        ["1", "kept in var/timeline.sqlite.releases/1.backup"],
    ]
    done = timeline("rollback", "1", keep_releases="2")
    assert done.out.splitlines() == [
        "Release 3 has the content of release 1.",
        "~ topic collective-security",
        "- topic new-topic",
    ]
    assert checksum(timeline("status").out) == checksum(first)
    assert timeline("rollback", "2", keep_releases="2").out.splitlines()[1:] == [
        "+ topic new-topic",
        "~ topic collective-security",
    ]
    assert sorted(path.name for path in kept.iterdir()) == ["2.backup", "3.backup"]
    assert timeline("rollback", "4").err == ("Release 4 is not kept; kept are: 3, 2. Nothing was rolled back.\n")


@pytest.mark.usefixtures("loaded")
def test_a_rollback_goes_on_with_the_history_of_ids(timeline: Run, tmp_path: Path, edited: Path) -> None:
    timeline("load", str(edited), keep_releases="1")
    timeline("rollback", "1", keep_releases="1")
    connection = sqlite3.connect(tmp_path / "var" / "timeline.sqlite")
    ledger = "SELECT changed, removed FROM ledger WHERE id = ?"
    for id_, known in (
        ("collective-security", (3, None)),
        ("new-topic", (2, 3)),
        ("soviet-note-1954-03-31", (1, None)),
    ):
        assert connection.execute(ledger, (id_,)).fetchall() == [known]
    assert connection.execute("SELECT loaded_by FROM collection").fetchall() == [("load",)]
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()
    assert timeline("load", str(edited)).out.startswith("Loaded release 4: ")


@pytest.mark.usefixtures("loaded")
def test_a_rollback_to_what_is_not_kept_says_so(timeline: Run) -> None:
    assert timeline("rollback", "1").err == (
        "Release 1 is not kept: none is, and TIMELINE_KEEP_RELEASES is 0. Nothing was rolled back.\n"
    )


def test_for_a_database_on_a_server_its_own_tools_are_named() -> None:
    settings = Settings.model_construct(database_url="postgresql+psycopg://user@host/timeline")
    with pytest.raises(CommandError, match=r"pg_dump --format=custom .*pg_restore"):
        refuse_server(settings)
    refuse_server(Settings())


@pytest.mark.usefixtures("loaded")
def test_where_a_release_cannot_be_kept_nothing_is_loaded(timeline: Run, tmp_path: Path, edited: Path) -> None:
    (tmp_path / "var" / "timeline.sqlite.releases").write_text("in the way")
    done = timeline("load", str(edited), keep_releases="1")
    assert done.code == 1
    assert done.err.startswith("Nothing was loaded: the release before it cannot be kept: ")
    assert "Release   1\n" in timeline("status").out


def checksum(status: str) -> str:
    found = re.search(r"^Checksum  (\w+)$", status, re.MULTILINE)
    assert found is not None
    return found[1]


KILLED = """
import os, signal, sys
from app.database import backup
from app import cli

moment = sys.argv[1]
original = getattr(backup, moment)

def killed(*arguments, **options):
    os.kill(os.getpid(), signal.SIGKILL)

setattr(backup, moment, killed)
sys.argv = ["timeline", *sys.argv[2:]]
cli.main()
"""
"""Runs a command, and kills it where it calls a function of `backup`."""


@pytest.mark.slow
@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize("moment", ["damage", "_digest", "sync"])
def test_a_backup_that_is_killed_leaves_the_older_one_or_the_new_one(
    timeline: Run, tmp_path: Path, edited: Path, moment: str
) -> None:
    timeline("backup", "saved")
    older = (tmp_path / "saved").read_bytes()
    timeline("load", str(edited))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, moment, "backup", "saved"],
        cwd=tmp_path,
        env=clean_environment(),
        timeout=SECONDS_TO_RUN,
        check=False,
    )
    assert done.returncode == -signal.SIGKILL
    if moment == "sync":  # after it got its name
        assert timeline("restore", "saved").out == "Restored release 2 from saved.\n"
    else:
        assert (tmp_path / "saved").read_bytes() == older
    assert timeline("backup", "saved").code == 0
    assert [path.name for path in tmp_path.glob("saved*")] == ["saved"]


@pytest.mark.slow
def test_a_running_service_is_backed_up_and_goes_over_to_what_is_restored(tmp_path: Path, edited: Path) -> None:
    served = start_server(tmp_path, workers="2").until_ready()
    try:
        topics = f"{served.base}/v1/topics?limit=500"
        assert run_timeline("backup", "saved", folder=tmp_path).returncode == 0
        first = get(topics)
        assert run_timeline("load", str(edited), folder=tmp_path).returncode == 0
        wait_until(lambda: get(topics).json()["total"] == first.json()["total"] + 1, "the load does not show")
        assert run_timeline("restore", "saved", folder=tmp_path).returncode == 0
        seen: list[int] = []

        def restored() -> bool:
            for path in ("/v1/topics?limit=500", "/v1/search?q=molotov", "/v1/events?facet=kind"):
                assert get(f"{served.base}{path}").status_code == 200
            seen.append(get(topics).json()["release"])
            return seen[-8:] == [1] * 8

        wait_until(restored, "the restored release does not show")
        last = get(topics)
        assert (last.content, last.headers["etag"]) == (first.content, first.headers["etag"])
    finally:
        assert served.stop() == 0
