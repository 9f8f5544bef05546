"""Bring a database to the newest schema: Alembic's revisions, all in one transaction."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.database.engine import database_path, writing_engine


class BrokenReferences(Exception):
    """A migration left rows that refer to nothing; it was rolled back."""


def _config(migrations: Path, connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def newest_revision(migrations: Path) -> str | None:
    """The revision that this software wants."""
    return ScriptDirectory.from_config(_config(migrations)).get_current_head()


def current_revision(connection: Connection) -> str | None:
    """The revision that a database is at; None for an empty one."""
    return MigrationContext.configure(connection).get_current_revision()


def migrate(url: str, migrations: Path, revision: str = "head") -> bool:
    """Run the revisions that are missing. Returns whether there were any.

    A revision that fails, or that leaves a broken reference, leaves the database as it was.

    Raises:
        BrokenReferences: rows refer to nothing after the migration.
    """
    database_path(url).parent.mkdir(parents=True, exist_ok=True)
    engine = writing_engine(url, foreign_keys=False)
    try:
        with engine.begin() as connection:
            before = current_revision(connection)
            command.upgrade(_config(migrations, connection), revision)
            broken = connection.exec_driver_sql("PRAGMA foreign_key_check").fetchall()
            if broken:
                raise BrokenReferences(f"{len(broken)} rows refer to nothing, the first in table {broken[0][0]}")
            return current_revision(connection) != before
    finally:
        engine.dispose()


def pending_differences(url: str) -> list[object]:
    """What autogenerate would still change to make the database match the models; empty when they agree."""
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, SQLModel.metadata))
    finally:
        engine.dispose()
