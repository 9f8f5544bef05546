"""Migrations: up from an empty file, all or nothing, and the models say the same as the schema."""

import shutil
import sqlite3
from pathlib import Path

import pytest
from alembic.util.exc import CommandError

from app.database.migrating import BrokenReferences, migrate, newest_revision, pending_differences
from tests.serving import ROOT

MIGRATIONS = ROOT / "migrations"


def _url(folder: Path) -> str:
    return f"sqlite:///{folder / 'timeline.sqlite'}"


def test_an_empty_file_comes_up_to_the_newest_schema_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    assert migrate(_url(tmp_path), MIGRATIONS)
    assert not migrate(_url(tmp_path), MIGRATIONS)
    with sqlite3.connect(tmp_path / "timeline.sqlite") as connection:
        (revision,) = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        (mode,) = connection.execute("PRAGMA journal_mode").fetchone()
    connection.close()
    assert (revision, mode) == (newest_revision(MIGRATIONS), "wal")


def test_the_models_and_the_migrated_schema_agree(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    assert pending_differences(_url(tmp_path)) == []


def test_every_table_of_ours_is_strict(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    loose = connection.execute(
        "SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND NOT strict "
        "AND name NOT LIKE 'sqlite_%'"
    ).fetchall()
    connection.close()
    assert loose == [("alembic_version",)]


def _with_revision(folder: Path, body: str) -> Path:
    """A copy of the migrations with one more revision, whose upgrade is `body`."""
    copied = folder / "migrations"
    shutil.copytree(MIGRATIONS, copied)
    head = newest_revision(MIGRATIONS)
    text = (
        f'"""One more"""\nfrom alembic import op\nrevision = "9999"\ndown_revision = "{head}"\n\n\n'
        f"def upgrade() -> None:\n{body}\n\n\ndef downgrade() -> None:\n    pass\n"
    )
    (copied / "versions" / "9999_one_more.py").write_text(text, encoding="utf-8")
    return copied


def test_a_revision_that_fails_halfway_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    body = '    op.execute("CREATE TABLE half (id INTEGER)")\n    op.execute("DROP TABLE no_such_table")'
    with pytest.raises(Exception, match="no such table: no_such_table"):
        migrate(_url(tmp_path), _with_revision(tmp_path, body))
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'half'").fetchone() == (0,)
    assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (newest_revision(MIGRATIONS),)
    connection.close()


def test_a_revision_that_breaks_a_reference_is_rolled_back(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    body = "    op.execute(\"INSERT INTO maybe_same (actor, other) VALUES ('nobody', 'no-one')\")"
    with pytest.raises(BrokenReferences, match="maybe_same"):
        migrate(_url(tmp_path), _with_revision(tmp_path, body))
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    assert connection.execute("SELECT count(*) FROM maybe_same").fetchone() == (0,)
    connection.close()


def test_a_database_of_newer_software_is_refused(tmp_path: Path) -> None:
    migrate(_url(tmp_path), MIGRATIONS)
    connection = sqlite3.connect(tmp_path / "timeline.sqlite")
    connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    connection.commit()
    connection.close()
    with pytest.raises(CommandError, match="from-the-future"):
        migrate(_url(tmp_path), MIGRATIONS)
