"""Column types and constraint names that all tables share. Imported before any table is defined."""

from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, BigInteger, Boolean, Enum, Float, LargeBinary, String, Text
from sqlalchemy.ext.compiler import compiles
from sqlmodel import SQLModel

# STRICT tables of SQLite know five type names only, so SQLAlchemy's names are mapped to them once.
_STRICT = {BigInteger: "INTEGER", Boolean: "INTEGER", Float: "REAL", LargeBinary: "BLOB"}
_STRICT |= dict.fromkeys((Enum, JSON, String, Text), "TEXT")


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

JSON_TEXT = JSON(none_as_null=True)
"""A list or dictionary, stored as JSON text; None is NULL."""


def word_column(vocabulary: type[StrEnum]) -> Enum:
    """The type of a column that stores a word of `vocabulary` as text."""
    return Enum(vocabulary, native_enum=False, values_callable=list)
