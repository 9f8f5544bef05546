"""Writing and keeping many rows: inserts by the driver, and temporary tables for what would not fit into memory."""

from collections.abc import Iterable, Iterator, Sequence, Sized
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, MetaData, Table, Text

from app.database.dialects import writing

TEMPORARY = MetaData()
"""Tables of one transaction, which the database keeps on disk where they are large."""

Row = Sequence[object]
T = TypeVar("T")


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of `size`, the last maybe shorter."""
    rest = iter(items)
    while batch := list(islice(rest, size)):
        yield batch


def insert_rows(connection: Connection, table: Table, rows: Iterable[Row]) -> None:
    """Insert rows, each with a value for every column in the order of the table, by the driver: it is much faster."""
    if not isinstance(rows, Sized) or len(rows):
        writing(connection).insert_rows(connection, table, rows)


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
    """Define a temporary table. Its texts compare by code points, as all texts do."""
    for column in columns:
        if isinstance(column.type, Text):
            column.type = Text().with_variant(Text(collation="C"), "postgresql")
    return Table(name, TEMPORARY, *columns, prefixes=["TEMPORARY"])
