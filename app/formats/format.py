"""The description of a file format, which each module of this folder with a `FORMAT` makes.

A writer takes encoded records one after the other and yields bytes as it goes. It holds no more than one record, so
that a long file takes no more memory than a short one.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import orjson

from app.formats.context import LISTS, ExportContext, ListType

EVERY_LIST = frozenset(LISTS)
SURVEYED_AT_ONCE = 500

JsonObject = dict[str, Any]  # any JSON: what is in it differs by record type and format
Writer = Callable[[Iterable[bytes], ExportContext], Iterator[bytes]]
"""Takes encoded records (JSON objects) and yields the file in pieces.

An empty piece adds nothing to the file. It lets the thread do other work while a writer has nothing to yield for long.
"""


@dataclass(frozen=True, slots=True)
class Format:
    """A file format.

    `alias` is its name in `format=`, `name` that for people; `media_type` its name in Accept; `content_type` the header
    sent, with parameters. `lists` are the lists that it is offered for, `records` the types of single records.
    `example` is a short file for the description of the API: text, or an object that is JSON. `holds` says of a record
    whether the format can hold it, for formats that cannot hold every record; the others are left out and counted.
    `shaped_by_request`: the format keeps the keys of records, so that `fields` and `include` apply to it. `is_binary`:
    the file is not text.
    """

    alias: str
    name: str
    media_type: str
    extension: str
    description: str
    example: object
    lists: frozenset[ListType]
    write: Writer
    content_type: str
    records: frozenset[ListType] = frozenset()
    holds: Callable[[JsonObject], bool] | None = None
    shaped_by_request: bool = False
    is_binary: bool = False

    def pieces(self, records: Callable[[], Iterable[bytes]], context: ExportContext) -> Iterator[bytes]:
        """The file of all encoded records that the format can hold. Each call of `records` reads them from the start.

        `context.survey` is complete when the first piece that is not empty comes.
        """
        holds = self.holds
        if holds is None:
            yield from self.write(records(), context)
            return
        for place, encoded in enumerate(records(), start=1):
            record: JsonObject = orjson.loads(encoded)
            if holds(record):
                context.survey.kinds[record.get("kind", "")] += 1
            else:
                context.survey.omitted += 1
            if place % SURVEYED_AT_ONCE == 0:
                yield b""
        held: Iterable[bytes] = records()
        if context.survey.omitted:
            held = (encoded for encoded in held if holds(orjson.loads(encoded)))
        yield from self.write(held, context)


def json_array_items(objects: Iterable[JsonObject]) -> Iterator[bytes]:
    """The items of a JSON array, each on a line of its own, without the brackets."""
    for place, each in enumerate(objects):
        yield (b",\n" if place else b"\n") + orjson.dumps(each)
