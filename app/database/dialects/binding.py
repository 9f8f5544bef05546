"""Rows given by the names of columns -> what a driver binds, without a statement of SQLAlchemy for each row."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from sqlalchemy import Dialect, Table


def bound_rows(
    dialect: Dialect, table: Table, rows: Iterable[Mapping[str, Any]]
) -> tuple[list[str], Iterator[list[Any]]]:
    """The names of the columns that are given, and for each row their values as the driver binds them.

    The first row says which columns are given. One with a default is too, and a row that lacks it gets the default.
    """
    left = iter(rows)
    first = next(left, None)
    if first is None:
        return [], iter(())
    columns = [column for column in table.columns if column.name in first or column.default is not None]
    makers = [column.type.dialect_impl(dialect).bind_processor(dialect) for column in columns]
    given = [
        (column.name, getattr(column.default, "arg", None), make) for column, make in zip(columns, makers, strict=True)
    ]
    return [column.name for column in columns], (
        [
            value if make is None or value is None else make(value)
            for name, default, make in given
            for value in (row.get(name, default),)
        ]
        for row in chain([first], left)
    )
