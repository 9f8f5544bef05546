"""Bring a database to the newest schema: Alembic's revisions, all in one transaction."""

from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from app.database.dialects import database_of, writing
from app.database.errors import BrokenReferences

__all__ = ["BrokenReferences", "current_revision", "migrate", "newest_revision", "pending_differences"]


class WrongSchema(Exception):
    """A database that this software cannot use; the message says why, and what to do."""


class NewerSchema(WrongSchema):
    """A newer version of this software made the schema."""


class ForeignDatabase(WrongSchema):
    """The database is that of another program."""


OURS = frozenset({"release", "ledger"})
"""Tables that a database of this software has at every revision."""


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


def check_schema(connection: Connection, migrations: Path) -> str | None:
    """The revision that a database is at, one that this software knows; None for a database without tables.

    Raises:
        NewerSchema: the revision is not known here.
        ForeignDatabase: there are tables, but not those of this software.
    """
    names = set(inspect(connection).get_table_names())
    current = current_revision(connection)
    if names - {"alembic_version"} and not (names >= OURS and current):
        raise ForeignDatabase(
            f"it is not a database of this software: it has other tables ({', '.join(sorted(names)[:3])}). "
            "Set TIMELINE_DATABASE_URL to another file"
        )
    newest = newest_revision(migrations)
    known = {script.revision for script in ScriptDirectory.from_config(_config(migrations)).walk_revisions()}
    if current is not None and current not in known:
        raise NewerSchema(
            f"it was made by a newer version of this software (schema {current}, and this version knows those up to "
            f"{newest}). Install that version"
        )
    return current


def migrate(url: str, migrations: Path, revision: str = "head") -> bool:
    """Run the revisions that are missing. Returns whether there were any.

    A revision that fails, or that leaves a broken reference, leaves the database as it was.

    Raises:
        BrokenReferences: rows refer to nothing after the migration.
        WrongSchema: a newer version made the database, or another program.
    """
    database = database_of(url)
    database.local_path.parent.mkdir(parents=True, exist_ok=True)
    engine = database.writing_engine(migrating=True)
    try:
        with engine.begin() as connection:
            before = check_schema(connection, migrations)
            if before is not None and before == _revision(migrations, revision):
                return False
            dialect = writing(connection)
            dialect.begin_migration(connection)
            command.upgrade(_config(migrations, connection), revision)
            dialect.finish_migration(connection)
            return current_revision(connection) != before
    finally:
        engine.dispose()


def _revision(migrations: Path, name: str) -> str | None:
    """The revision that is asked for by `head` or its own name."""
    return newest_revision(migrations) if name == "head" else name


def pending_differences(url: str) -> list[object]:
    """What autogenerate would still change to make the database match the models; empty when they agree."""
    engine = database_of(url).writing_engine()
    try:
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, SQLModel.metadata))
    finally:
        engine.dispose()
