"""What the `loading.py` of a resource says of its records: how files hold them, their rules, and their rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar, cast

from sqlmodel import SQLModel

from app.loading.data_set import DataSet
from app.loading.parsing import Draft
from app.loading.stored import Stored
from app.loading.values import Problem, ValuePath
from app.resources.faces import FileRecord, Values
from app.timeline.record_types import RecordType

R = TypeVar("R", bound=FileRecord)

Pattern = tuple[str, ...]
"""The keys that lead to values in a record; `*` means each item of a list."""

Drafts = Mapping[RecordType, Sequence[Draft]]
"""The records of all files, by type."""

Rows = Mapping[type[SQLModel], Iterable[Values]]
"""Rows by table. The writer adds the `collection` where a table has that column."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Links between records of one type that must not lead back to where they start.

    `holds` says whether the link at a path in a record is one of them.
    """

    name: str
    pattern: str
    holds: Callable[[Draft, ValuePath], bool] = lambda _draft, _path: True


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFormat:
    """How one type of record is written in data files, what it must keep to, and what it becomes in the database.

    `refers_to` has the types of the records whose ids are at a pattern of keys, written with dots. `rules` takes a
    record and yields what is wrong with it taken by itself; `rules_between` takes the records of all types and yields
    what is wrong between them, with what findings call the record of this type. `warnings_between` yields what is
    probably wrong. All must expect incomplete records (see `app.loading.parsing.Draft`). `counted` are keys of lists
    whose entries count as records of a type. `rows` takes a data set and some of its records of this type. `table` has
    the rows of the records themselves, and `keys` makes the keys of a data file of such a row and of the rows that
    belong to it: the reverse of `rows`.
    """

    model: type[FileRecord]
    table: type[SQLModel]
    type: RecordType
    rows: Callable[[DataSet, Sequence[Any]], Rows]
    keys: Callable[[Stored], Values]
    refers_to: Mapping[str, tuple[RecordType, ...]] = field(default_factory=dict)
    rules: Callable[..., Iterator[Problem]] = lambda _record: iter(())
    rules_between: Callable[[Drafts], Iterator[tuple[str, Problem]]] = lambda _drafts: iter(())
    warnings_between: Callable[[Drafts], Iterator[tuple[str, Problem]]] = lambda _drafts: iter(())
    chains: tuple[Chain, ...] = ()
    counted: Mapping[RecordType, str] = field(default_factory=dict)

    def references(self) -> list[tuple[Pattern, tuple[RecordType, ...]]]:
        """The patterns of `refers_to` and the types of records they refer to."""
        return [(tuple(pattern.split(".")), types) for pattern, types in self.refers_to.items()]


class RecordsByName(Mapping[str, R]):
    """Records by what findings call them. Those on disk are read when they are asked for."""

    def __init__(self, drafts: Mapping[str, Draft]) -> None:
        self._drafts = drafts

    def __getitem__(self, name: str) -> R:
        return cast("R", self._drafts[name].record)

    def __iter__(self) -> Iterator[str]:
        return iter(self._drafts)

    def __len__(self) -> int:
        return len(self._drafts)

    def with_some(self, *keys: str) -> Iterator[tuple[str, R]]:
        """The records that have something under one of the keys; the others are not read."""
        for name, draft in self._drafts.items():
            if any(map(draft.has, keys)):
                yield name, self[name]


def by_name(drafts: Iterable[Draft], model: type[R], *, certain: str = "") -> RecordsByName[R]:
    """The records of a model by what findings call them, without those whose key `certain` is in doubt."""
    return RecordsByName(
        {draft.name: draft for draft in drafts if issubclass(draft.model, model) and certain not in draft.doubt}
    )
