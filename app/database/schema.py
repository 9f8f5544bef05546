"""All tables by name, as SQLAlchemy knows them."""

from sqlalchemy import Table
from sqlmodel import SQLModel

from app.store import derived, tables

metadata = SQLModel.metadata
"""Filled by the two modules that define tables."""

MODULES = (tables, derived)


def table(name: str) -> Table:
    """The table of this name; KeyError where there is none."""
    return metadata.tables[name]
