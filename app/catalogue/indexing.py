"""What a resource says of its records so that they can be listed, filtered, counted and searched."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import orjson
from pydantic import BaseModel

from app.catalogue.queries import TermKey
from app.catalogue.sort_keys import AFTER_ALL, BEFORE_ALL
from app.catalogue.words.index import Bounds, Point, Words
from app.timeline.dates import EdtfDate
from app.timeline.days import Day
from app.timeline.record_types import RecordType


class Head(NamedTuple):
    """What orders a record: its tie key, its first possible day and its title."""

    key: str
    day: Day
    title: str


class Suggestion(NamedTuple):
    """How a record is completed: what it is shown as, its names, the number of its links, and what tells it apart.

    `spellings` are pairs of a name and its further spellings, by which it is completed too.
    """

    label: str
    names: tuple[str, ...]
    links: int
    hint: str | None = None
    spellings: tuple[tuple[str, tuple[str, ...]], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexedRecord:
    """A record for the catalogue.

    `dates` is None where it has none. `valid` is for tenures and memberships: the days on which it holds. `item` is
    what lists and details show, `parts` what `include` and details add, in order, `list_parts` what lists alone add.
    """

    item: BaseModel
    parts: Mapping[str, object] = field(default_factory=dict)
    list_parts: Mapping[str, object] = field(default_factory=dict)
    terms: Iterable[TermKey] = ()
    dates: Bounds | None = None
    valid: Bounds | None = None
    updated: Day | None = None
    point: Point | None = None
    words: Words = field(default_factory=Words)
    suggestion: Suggestion | None = None


@dataclass(frozen=True, slots=True)
class Indexing:
    """How records of one type get into the catalogue. `Any` is the resource's snapshot of the plain tables.

    `heads` are those of all records, in any order. `rows` takes the tie keys of some and returns what `record` makes
    those records of, in their order, once what that needs has been read for all of them. `listed` is False for records
    that are searched but have no list of their own.

    `heads_of` are those of the records with some ids; ids of other records are passed over. Types without it are few
    records, and made anew in each release. `part_of` is the type of the wholes of records that are parts: the ids are
    those of the wholes then, and tie keys begin with them and a slash.
    """

    type: RecordType
    heads: Callable[[Any], Iterable[Head]]
    rows: Callable[[Any, Sequence[str]], Iterable[Any]]
    record: Callable[[Any, Any], IndexedRecord]
    listed: bool = True
    heads_of: Callable[[Any, Collection[str]], Iterable[Head]] | None = None
    part_of: RecordType | None = None

    @property
    def whole(self) -> RecordType:
        """The type whose ids tell the records from each other: that of their wholes, where they are parts."""
        return self.part_of or self.type

    def id_of(self, key: str) -> str:
        """The id of a record by its tie key; of a part, that of its whole."""
        return key if self.part_of is None else key.partition("/")[0]


def first_day(date: EdtfDate | None) -> Day:
    """The day by which a date is ordered."""
    if date is None:
        return AFTER_ALL
    return BEFORE_ALL if date.outer.first is None else date.outer.first


def bounds_of(date: EdtfDate | None) -> Bounds | None:
    """The bounds of a date, or None."""
    return None if date is None else Bounds(date.outer, date.inner)


def encoded(value: object) -> bytes:
    """A response model, a list of them or a plain value as JSON."""
    return orjson.dumps(value, default=lambda model: model.model_dump(mode="json"))
