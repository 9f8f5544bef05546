"""Writing and keeping many rows: inserts by the driver, and temporary tables for what would not fit into memory."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

from sqlalchemy import Connection, MetaData, Table

TEMPORARY = MetaData()
"""Tables of one transaction, which the database keeps on disk where they are large."""

Row = Sequence[object]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows, each with a value for every column in the order of the table, by the driver: it is much faster."""
    if rows:
        columns = ", ".join(f'"{column.name}"' for column in table.columns)
        marks = ", ".join("?" * len(table.columns))
        driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
        driver.executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({marks})', rows)  # noqa: S608 - names of ours


@contextmanager
def temporary(connection: Connection, *tables: Table) -> Iterator[None]:
    """The tables, empty, until the end of the block."""
    for table in tables:
        table.drop(connection, checkfirst=True)
        table.create(connection)
    yield
    for table in tables:
        table.drop(connection)


def temporary_table(name: str, *columns: Any) -> Table:  # Any: whatever a table takes
    """Define a temporary table."""
    return Table(name, TEMPORARY, *columns, prefixes=["TEMPORARY"])
