"""Tables by name."""

from sqlalchemy import Table
from sqlmodel import SQLModel


def table(name: str) -> Table:
    """The table of this name; KeyError where no imported module defines one."""
    return SQLModel.metadata.tables[name]
