"""What statements need of the database that is in use: its dialect, and lists of values as one bound value."""

from sqlalchemy import ScalarSelect, Select, SelectBase, Table, bindparam, func, select
from sqlalchemy.dialects import sqlite
from sqlmodel import SQLModel


def table(name: str) -> Table:
    """The table of this name; KeyError where no imported module defines one."""
    return SQLModel.metadata.tables[name]


def compiled(statement: SelectBase | Select[tuple[object, ...]] | ScalarSelect[object]) -> str:
    """The statement as text for the driver, its values bound by name."""
    return str(statement.compile(dialect=sqlite.dialect(paramstyle="named")))


def array(name: str) -> Select[tuple[object]]:
    """The values of a JSON array bound under `name`, for `column.in_(...)`."""
    values = func.json_each(bindparam(name)).table_valued("value")
    return select(values.c.value)
