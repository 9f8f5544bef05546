"""The three faces of a record: a record of a data file, a row of a table, a response.

What all three share is declared once, in a class derived from `SQLModel` (such as `EventBase`). The faces inherit it:

    class EventRow(EventBase, DatedRow, table=True)    the table
    class EventRecord(EventBase, FileRecord)              the record of a data file
    class Event(EventBase, ResponseModel)                 the response
"""

from copy import copy
from functools import cache
from typing import Any, ClassVar, Self, get_type_hints

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined
from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel
from sqlmodel._compat import SQLModelConfig

Values = dict[str, Any]  # the values of columns and fields are of every type


def _new(cls: type[BaseModel], /, **_: object) -> BaseModel:
    return object.__new__(cls)


class FileRecord(SQLModel):
    """A table of keys in a data file: unknown keys are refused, and an instance can't be changed."""

    model_config = SQLModelConfig(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        from_attributes=False,
        model_title_generator=lambda model: model.__name__.removesuffix("Record"),
    )
    always_in_checksums: ClassVar[frozenset[str]] = frozenset()
    """Lists that once were required: empty ones still count in checksums, so that older data sets keep theirs."""

    # Those of SQLModel are for tables and take several times as long.
    __new__ = _new  # type: ignore[assignment]
    __init__ = BaseModel.__init__
    model_dump = BaseModel.model_dump

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """Make a record of a mapping. Raises ValidationError where it does not fit the model."""
        return super(SQLModel, cls).model_validate(obj, **options)


class ResponseModel(BaseModel):
    """A part of a response. Every key is in the answer, those with a default too.

    A field of a base class that is shared with a table or a data file is required and has its type without the
    constraints, which hold for data files. `key_order` sets the place of such fields among the keys: its names,
    separated by spaces, come first, then all other fields as they are declared.
    """

    model_config = SQLModelConfig(json_schema_serialization_defaults_required=True, frozen=True, from_attributes=False)

    key_order: ClassVar[str] = ""

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: object) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        bases = [base for base in cls.__mro__ if issubclass(base, SQLModel) and not issubclass(base, ResponseModel)]
        shared = {
            name: hint for base in bases for name, hint in get_type_hints(base).items() if name in base.model_fields
        }
        if not shared:
            return
        fields = cls.model_fields
        ordered = [(name, fields[name]) for name in dict.fromkeys((*cls.key_order.split(), *fields))]
        fields.clear()
        fields.update((name, _plain(field, shared[name]) if name in shared else field) for name, field in ordered)
        for name, value in _MADE_BY_PYDANTIC.items():
            setattr(cls, name, value)
        cls.model_rebuild(force=True)


_MADE_BY_PYDANTIC = {"__new__": _new, "__init__": BaseModel.__init__, "__pydantic_custom_init__": False}
"""Attributes of a class whose instances pydantic makes. SQLModel's way is for tables and takes twice as long."""


def _plain(field: FieldInfo, hint: Any) -> FieldInfo:
    """The same field, required and of the type `hint`, which is without constraints."""
    changed = copy(field)
    changed.default, changed.annotation, changed.metadata = PydanticUndefined, hint, []
    return changed


class DatedRow(SQLModel):
    """The columns of a date: its EDTF text and bounds in days (`app.timeline.days.Day`). All null: without a date.

    `earliest` and `latest` are null where a date is open or unknown; `has_certain` tells whether any day is certain,
    since null inner bounds alone can't say so.
    """

    edtf: str | None = None
    earliest: int | None = Field(default=None, sa_type=BigInteger)
    latest: int | None = Field(default=None, sa_type=BigInteger)
    certain_from: int | None = Field(default=None, sa_type=BigInteger)
    certain_to: int | None = Field(default=None, sa_type=BigInteger)
    has_certain: bool = False


class CollectedRow(SQLModel):
    """The column of the collection that a record came with."""

    collection: str = Field(foreign_key="collection.id")


@cache
def _columns(record: type[FileRecord], table: type[SQLModel]) -> set[str]:
    return record.model_fields.keys() & table.model_fields.keys()


def column_values(record: FileRecord, table: type[SQLModel]) -> Values:
    """The values of a record for the columns of `table` that it has as fields of the same name."""
    return record.model_dump(mode="json", include=_columns(type(record), table))


def shared_fields(row: SQLModel, base: type[SQLModel]) -> Values:
    """The values of a row for the fields of `base`, the class that its table shares with a response."""
    return {name: getattr(row, name) for name in base.model_fields}
