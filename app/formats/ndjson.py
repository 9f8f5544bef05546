"""NDJSON: the items of the list as JSON has them, one on each line. For programs that read as they go."""

from collections.abc import Iterable, Iterator

import orjson

from app.formats.format import EVERY_LIST, Edition, Format
from app.formats.links import rooted

# Signs that some readers take for line ends (Unicode's NEL, LS, PS) may stand unescaped in JSON: they are escaped.
_LINE_ENDS = {"\u0085".encode(): rb"\u0085", "\u2028".encode(): rb"\u2028", "\u2029".encode(): rb"\u2029"}


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """Each record on a line of its own, keys and links as in JSON."""
    keys = frozenset(edition.keys)
    for record in records:
        yield one_line(_narrowed(record, keys) if edition.narrowed else record, edition.root_path)


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
    media_type="application/x-ndjson",
    content_type="application/x-ndjson",
    extension="ndjson",
    description="The items of the list, one JSON object on each line; `fields` and `include` work as with JSON.",
    example='{"id":"berlin-conference-1954","kind":"conference","title":"Berlin Conference"}\n',
    lists=EVERY_LIST,
    write=write,
    shaped_by_request=True,
)
