"""Alembic's entry: runs the revisions on the connection that `app.database.migrating` hands over."""

from typing import Literal

from alembic import context
from sqlalchemy import Connection
from sqlmodel import AutoString

from app.resources.registry import metadata


def render(kind: str, found: object, _context: object) -> str | Literal[False]:
    """SQLModel's text type as the plain one, so that revisions need SQLAlchemy alone."""
    return "sa.String()" if kind == "type" and isinstance(found, AutoString) else False


def run() -> None:
    """Run the asked revisions in the transaction of the given connection."""
    connection: Connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=metadata(),
        render_as_batch=True,
        compare_type=True,
        render_item=render,
        transactional_ddl=True,
    )
    context.run_migrations()


run()
