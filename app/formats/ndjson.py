"""NDJSON: the items of the list as in JSON, one on each line, for programs that read line by line."""

from collections.abc import Iterable, Iterator

import orjson

from app.formats.context import ExportContext
from app.formats.format import EVERY_LIST, Format
from app.formats.links import rooted

# Unicode's line ends (NEL, LS, PS) are allowed in JSON, but some readers split lines at them, so they are escaped.
_LINE_ENDS = {"\u0085".encode(): rb"\u0085", "\u2028".encode(): rb"\u2028", "\u2029".encode(): rb"\u2029"}


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """Each record on its own line, with keys and links as in JSON."""
    keys = frozenset(context.keys)
    for record in records:
        yield one_line(_narrowed(record, keys) if context.narrowed else record, context.root_path)


def one_line(record: bytes, root_path: str) -> bytes:
    """An encoded record as one line for every reader, its links below the root path."""
    for sign, escaped in _LINE_ENDS.items():
        if sign in record:
            record = record.replace(sign, escaped)
    return rooted(record, root_path) + b"\n"


def _narrowed(record: bytes, keys: frozenset[str]) -> bytes:
    return orjson.dumps({key: value for key, value in orjson.loads(record).items() if key in keys})


FORMAT = Format(
    alias="ndjson",
    name="NDJSON",
    media_type="application/x-ndjson",
    content_type="application/x-ndjson",
    extension="ndjson",
    description="The items of the list, one JSON object on each line; `fields` and `include` work as with JSON.",
    example='{"id":"berlin-conference-1954","kind":"conference","title":"Berlin Conference"}\n',
    lists=EVERY_LIST,
    write=write,
    shaped_by_request=True,
)
