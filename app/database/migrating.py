"""Bring a database to the newest schema: Alembic's revisions, all in one transaction.

Alembic is imported where a revision is missing: it takes a while, and few starts of the service need it.
"""

# ruff: noqa: PLC0415

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect
from sqlmodel import SQLModel

from app.database.dialects import database_of, writing
from app.database.errors import BrokenReferences, CannotMigrate

if TYPE_CHECKING:
    from alembic.config import Config

__all__ = [
    "BrokenReferences",
    "CannotMigrate",
    "current_revision",
    "known_revisions",
    "migrate",
    "newest_revision",
    "pending_differences",
]
VERSION_TABLE = "alembic_version"


class WrongSchema(Exception):
    """A database that this software cannot use; the message says why, and what to do."""


class NewerSchema(WrongSchema):
    """A newer version of this software made the schema."""


class ForeignDatabase(WrongSchema):
    """The database is that of another program."""


OURS = frozenset({"release", "ledger"})
"""Tables that a database of this software has at every revision."""


def _config(migrations: Path, connection: Connection | None = None) -> Config:
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(migrations).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


def known_revisions(migrations: Path) -> list[str]:
    """The revisions that this software knows, oldest first. The name of a revision's file begins with it."""
    return sorted(path.name.partition("_")[0] for path in (migrations / "versions").glob("[0-9]*_*.py"))


def newest_revision(migrations: Path) -> str | None:
    """The revision that this software wants."""
    return max(known_revisions(migrations), default=None)


def current_revision(connection: Connection) -> str | None:
    """The revision that a database is at; None for an empty one."""
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.exec_driver_sql(f"SELECT version_num FROM {VERSION_TABLE}").scalar()  # noqa: S608 - our name
    return None if found is None else str(found)


def check_schema(connection: Connection, migrations: Path) -> str | None:
    """The revision that a database is at, one that this software knows; None for a database without tables.

    Raises:
        NewerSchema: the revision is not known here.
        ForeignDatabase: there are tables, but not those of this software.
    """
    names = set(inspect(connection).get_table_names())
    current = current_revision(connection)
    if names - {VERSION_TABLE} and not (names >= OURS and current):
        raise ForeignDatabase(
            f"it is not a database of this software: it has other tables ({', '.join(sorted(names)[:3])}). "
            "Set TIMELINE_DATABASE_URL to another file"
        )
    known = known_revisions(migrations)
    if current is not None and current not in known:
        raise NewerSchema(
            f"it was made by a newer version of this software (schema {current}, and this version knows those up to "
            f"{known[-1]}). Install that version"
        )
    return current


def migrate(url: str, migrations: Path, revision: str = "head") -> bool:
    """Run the revisions that are missing. Returns whether there were any.

    A revision that fails, or that leaves a broken reference, leaves the database as it was.

    Raises:
        BrokenReferences: rows refer to nothing after the migration.
        CannotMigrate: Alembic cannot run the revisions.
        WrongSchema: a newer version made the database, or another program.
    """
    database = database_of(url)
    database.local_path.parent.mkdir(parents=True, exist_ok=True)
    engine = database.writing_engine(migrating=True)
    try:
        with engine.begin() as connection:
            before = check_schema(connection, migrations)
            if before is not None and before == (newest_revision(migrations) if revision == "head" else revision):
                return False
            dialect = writing(connection)
            dialect.begin_migration(connection)
            _upgrade(connection, migrations, revision)
            dialect.finish_migration(connection)
            return current_revision(connection) != before
    finally:
        engine.dispose()


def _upgrade(connection: Connection, migrations: Path, revision: str) -> None:
    from alembic import command
    from alembic.util import CommandError

    try:
        command.upgrade(_config(migrations, connection), revision)
    except CommandError as error:
        raise CannotMigrate(str(error)) from error


def pending_differences(url: str) -> list[object]:
    """What autogenerate would still change to make the database match the models; empty when they agree."""
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = database_of(url).writing_engine()
    try:
        with engine.begin() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True})
            return list(compare_metadata(context, SQLModel.metadata))
    finally:
        engine.dispose()
