"""Column types and constraint names that all tables share. Imported before any table is defined."""

import json
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, Boolean, Dialect, Enum, Float, LargeBinary, String, Text, TypeDecorator
from sqlalchemy.ext.compiler import compiles
from sqlmodel import SQLModel

# STRICT tables of SQLite know five type names only, so SQLAlchemy's names are mapped to them once.
_STRICT = {BigInteger: "INTEGER", Boolean: "INTEGER", Float: "REAL", LargeBinary: "BLOB"}
_STRICT |= dict.fromkeys((Enum, String, Text), "TEXT")


def _name_for(strict: str) -> Any:  # what SQLAlchemy's @compiles decorates is untyped there
    return lambda _element, _compiler, **_options: strict


for _type, _strict in _STRICT.items():
    compiles(_type, "sqlite")(_name_for(_strict))

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

STRICT: dict[str, Any] = {"sqlite_strict": True}  # dialect options are untyped in SQLAlchemy
CLUSTERED: dict[str, Any] = {"sqlite_strict": True, "sqlite_with_rowid": False}
"""The rows lie in the order of the primary key, which is then the only index they need."""


class _JsonText(TypeDecorator[Any]):
    """JSON as text, on databases with a type for JSON too: it would reorder keys."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> str | None:  # noqa: ARG002
        return None if value is None else json.dumps(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> Any:  # noqa: ARG002
        return None if value is None else json.loads(value)


JSON_TEXT = _JsonText()
"""A list or dictionary, stored as JSON text; None is NULL."""


def word_column(vocabulary: type[StrEnum]) -> Enum:
    """The type of a column that stores a word of `vocabulary` as text."""
    return Enum(vocabulary, native_enum=False, values_callable=list)
