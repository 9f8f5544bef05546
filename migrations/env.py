"""Alembic's entry: runs the revisions on the connection that `app.store.migrating` hands over."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.store import derived, tables

TABLES = (tables.Release, derived.EventTerm)  # naming them keeps the modules imported: they fill the metadata


def run() -> None:
    """Run the asked revisions in the transaction of the given connection."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        transactional_ddl=True,
    )
    context.run_migrations()


run()
