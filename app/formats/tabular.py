"""Records as rows of a table: the columns of a list and the cells of a record.

A key with a single value is one column of the same name. A date is a column with its EDTF text and one column for each
of its other values; other objects are split in the same way. Lists are joined by a bar; a bar in a value becomes `\\|`.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import orjson

from app.formats.context import ExportContext, ListType
from app.timeline.record_types import RecordType

Cell = str | int | float | None
Value = Any  # the JSON value of a key: its shape depends on the model
Cells = Callable[[Value], tuple[Cell, ...]]
BAR = "|"

_DATE_PARTS = (
    "earliest",
    "latest",
    "certain_from",
    "certain_to",
    "precision",
    "approximate",
    "uncertain",
    "label",
)
_IN_EDTF_OR_ISO = frozenset(("", "earliest", "latest", "certain_from", "certain_to"))
"""The parts of a date that have the form of a date. The first is its EDTF text."""


class Columns:
    """The columns of a table of records with these keys, and the cells of each record."""

    def __init__(self, context: ExportContext) -> None:
        known = {**_KEYS, **_OF_LIST.get(context.list_type, {})}
        self._keys = [(key, known.get(key, (("",), _plain))) for key in context.keys]
        self._base = context.base
        self.names = tuple(_name(key, suffix) for key, (suffixes, _) in self._keys for suffix in suffixes)
        self.are_dates = tuple(
            key == "date" and suffix in _IN_EDTF_OR_ISO for key, (suffixes, _) in self._keys for suffix in suffixes
        )
        """For each column whether its cells are dates in EDTF or ISO 8601, or empty."""

    def row(self, encoded: bytes) -> list[Cell]:
        """The cells of an encoded record."""
        record: dict[str, Value] = orjson.loads(encoded)
        cells: list[Cell] = []
        for key, (suffixes, cells_of) in self._keys:
            value = record.get(key)
            if key == "links":
                cells.append(None if value is None else f"{self._base}{value['self']}")
            elif value is None:
                cells += [None] * len(suffixes)
            else:
                cells += cells_of(value)
        return cells


def _name(key: str, suffix: str) -> str:
    return suffix.removeprefix("=") if suffix.startswith("=") else f"{key}_{suffix}" if suffix else key


def _plain(value: Value) -> tuple[Cell, ...]:
    """A single value as it is, a list of texts joined, anything else as JSON."""
    if isinstance(value, bool):
        return ("true" if value else "false",)
    if isinstance(value, (str, int, float)):
        return (value,)
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return (_joined(value),)
    return (orjson.dumps(value).decode(),)


def _joined(values: Iterable[str]) -> str:
    return BAR.join(value.replace(BAR, f"\\{BAR}") for value in values)


def _parts(*names: str) -> Cells:
    return lambda value: tuple(_plain(value[name])[0] if value[name] is not None else None for name in names)


def _each(*names: str, between: str = ":") -> Cells:
    """For each object of a list the values with these names, without null."""

    def cells(value: Value) -> tuple[Cell, ...]:
        words = (between.join(str(each[name]) for name in names if each[name] is not None) for each in value)
        return (_joined(words) or None,)

    return cells


def _cast(value: Value) -> tuple[Cell, ...]:
    represented = {each["id"]: None for actor in value for each in actor["represents"]}
    return (
        _joined(f"{actor['id']}:{actor['role']}" for actor in value) or None,
        _joined(actor["name"] for actor in value) or None,
        _joined(represented) or None,
    )


def _counts(value: Value) -> tuple[Cell, ...]:
    return (value["events"], value["documents"])


def _counts_by_role(value: Value) -> tuple[Cell, ...]:
    return (*_counts(value), _joined(f"{role}:{number}" for role, number in value["by_role"].items()) or None)


def _exchange(value: Value) -> tuple[Cell, ...]:
    return (_joined(value["openings"]) or None, value["moves"], _joined(value["unanswered"]) or None)


def _snippet(value: Value) -> tuple[Cell, ...]:
    return ("".join(piece["text"] for piece in value),)


_NAMED: tuple[tuple[str, ...], Cells] = (("", "name"), _parts("id", "name"))
_KEYS: Mapping[str, tuple[tuple[str, ...], Cells]] = {
    "date": (("", *_DATE_PARTS), _parts("edtf", *_DATE_PARTS)),
    "place": (
        ("", "name", "country", "=lat", "=lon", "precision"),
        _parts("id", "name", "country", "lat", "lon", "precision"),
    ),
    "responds_to": (("",), _each("id", "manner")),
    "answered_by": (("",), _each("id", "manner")),
    "actors": (("", "names", "represented"), _cast),
    "documents": (("",), _each("id", "relation")),
    "events": (("",), _each("id", "relation")),
    "citations": (("",), _each("title", "locator", "url", between=", ")),
    "claims": (("",), _each("id", "status")),
    "exchange": (("openings", "moves", "unanswered"), _exchange),
    "paragraphs": (("",), _each("n", "label", "abstract", between=" ")),
    "frus": (("volume", "document", "page"), _parts("volume", "document", "page")),
    "other_names": (("",), _each("name")),
    "identifiers": (("",), _each("scheme", "id")),
    "counts": (("events", "documents"), _counts),
    "holder": _NAMED,
    "of": _NAMED,
    "member": _NAMED,
    "group": _NAMED,
    "asserted_in": (("", "n", "locator"), _parts("document", "n", "locator")),
    "about": (("",), _each("type", "id")),
    "stances": (("supports", "disputes", "qualifies"), _parts("supports", "disputes", "qualifies")),
    "snippet": (("",), _snippet),
    "links": (("=link",), _plain),
}
"""By key: the suffixes of its columns' names (`=lat`: the whole name), and the function that makes the cells."""
_OF_LIST: Mapping[ListType, Mapping[str, tuple[tuple[str, ...], Cells]]] = {
    RecordType.ACTOR: {"counts": (("events", "documents", "by_role"), _counts_by_role)},
}
"""By list: the keys whose columns differ from `_KEYS`."""
