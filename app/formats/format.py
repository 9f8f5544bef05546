"""What a file format is, and what a file says of itself. The formats are in `formats`, a file each.

A writer takes the records of a list one after the other, as they are stored, and yields bytes as it goes on: it never
holds more than it needs for one record, so that a file of any length takes the memory of a short one.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

import orjson


class ListOf(StrEnum):
    """The lists there are, by the last part of their paths."""

    EVENTS = "events"
    DOCUMENTS = "documents"
    ACTORS = "actors"
    CLAIMS = "claims"
    STORIES = "stories"
    TENURES = "tenures"
    MEMBERSHIPS = "memberships"
    PLACES = "places"
    TOPICS = "topics"
    RESULTS = "search"


SURVEYED_AT_ONCE = 500
EVERY_LIST = frozenset(ListOf)


@dataclass(frozen=True, slots=True)
class Source:
    """A collection, as far as files tell of it."""

    title: str
    publisher: str | None
    attribution: str
    licence_name: str
    licence_url: str | None


@dataclass(slots=True)
class Survey:
    """What is known of the records of a file before the first of them is written, where a format asks for it."""

    omitted: int = 0
    """Records that the format cannot hold."""
    kinds: Counter[str] = field(default_factory=Counter)
    """How many of the others there are of each kind."""


@dataclass(frozen=True, slots=True)
class Edition:
    """What a file says of itself and needs to know of its surroundings.

    `base` is the full address of the service, root path included, without a slash at its end; `address` that of the
    file. `public_url` is the base where the operator has configured one. `keys` are the keys to keep of each record,
    in order. `kinds` are labels of kinds by record type and slug. `identifiers` gives the numbers of an actor in
    authority files, as pairs of scheme and number. `alone`: the file is of one record, not of a list.
    """

    of: ListOf
    release: int
    loaded_at: datetime
    language: str
    collections: Mapping[str, Source]
    kinds: Mapping[str, Mapping[str, str]]
    base: str
    address: str
    identifiers: Callable[[str], list[tuple[str, str]]]
    keys: tuple[str, ...] = ()
    public_url: str | None = None
    root_path: str = ""
    alone: bool = False
    narrowed: bool = False
    """Whether `keys` are fewer than the records have."""
    byte_order_mark: bool = False
    survey: Survey = field(default_factory=Survey)

    @property
    def source(self) -> Source:
        """The collection that speaks for the data set: the first."""
        return next(iter(self.collections.values()))

    def link(self, path: str) -> str:
        """The full address of a stored path such as `/v1/events/x`."""
        return f"{self.base}{path}"


Writer = Callable[[Iterable[bytes], Edition], Iterator[bytes]]
"""Takes encoded records (JSON objects) and yields the file, piece by piece.

An empty piece is no part of the file: it lets other work of the thread go on, where a writer has nothing to hand out
for long.
"""
Record = dict[str, Any]  # a decoded record: its shape is that of the models


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the name that `format=` takes, its media type, what it is of, and what writes it.

    `media_type` is what Accept asks for; `content_type` what is sent, with its parameters. `lists` are the lists it
    is offered for, `records` the single records. `example` is a short file, for the description: text, or what JSON
    holds. `holds` says whether the format can hold a record, for formats that cannot hold every one: it is asked of all
    before the first is written, and those it cannot hold are left out and counted. `shaped_by_request`: the format has
    the keys of the records and so obeys `fields` and `include`.
    """

    alias: str
    media_type: str
    extension: str
    description: str
    example: object
    lists: frozenset[ListOf]
    write: Writer
    content_type: str
    records: frozenset[ListOf] = frozenset()
    holds: Callable[[Record], bool] | None = None
    shaped_by_request: bool = False

    def pieces(self, records: Callable[[], Iterable[bytes]], edition: Edition) -> Iterator[bytes]:
        """The file of all encoded records that the format can hold; `records` reads them from the first on.

        Where a format must look at all of them first, `edition.survey` is complete when the first piece that is not
        empty comes.
        """
        holds = self.holds
        if holds is None:
            yield from self.write(records(), edition)
            return
        for place, encoded in enumerate(records(), start=1):
            record: Record = orjson.loads(encoded)
            if holds(record):
                edition.survey.kinds[record.get("kind", "")] += 1
            else:
                edition.survey.omitted += 1
            if place % SURVEYED_AT_ONCE == 0:
                yield b""
        held: Iterable[bytes] = records()
        if edition.survey.omitted:
            held = (encoded for encoded in held if holds(orjson.loads(encoded)))
        yield from self.write(held, edition)
