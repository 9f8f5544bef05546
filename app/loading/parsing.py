"""Nodes -> records: whether each has the keys and values of its model, and what to say where it has not."""

import difflib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from app.loading.records import EXPECTED, Record
from app.loading.yaml_nodes import Finding, Listing, Node, Position, Scalar, Table

Path = tuple[str | int, ...]
"""The way from a record to a value in it: keys, and places in lists from 0."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong at a place in a record.

    It is none where parts of the value of the key `whole` are in doubt.
    """

    path: Path
    message: str
    expected: str | None = None
    did_you_mean: str | None = None
    whole: str | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A record as it stands in a file, right or wrong.

    `name` is what findings call it: its id, or its place in its list. `record` is what could be made of it, out of the
    node `kept`: all of it, unless keys are in `doubt`; then what is wrong is left out, and needed keys that are missing
    are None or empty.
    """

    name: str
    node: Table
    record: Record
    kept: Table
    doubt: frozenset[str] = frozenset()


def finding(name: str, node: Table, problem: Problem) -> Finding:
    """What to say about a problem in the record that a node describes, at its place or the nearest above it."""
    return _finding(name, position(node, problem.path), problem.message, problem.expected, problem.did_you_mean)


def draft(model: type[Record], node: Table, name: str) -> tuple[Draft, tuple[Finding, ...]]:
    """The record that a table of a file describes, with a finding for each key and value that does not fit."""
    try:
        return Draft(name, node, model.model_validate(plain(node)), node, node.refused), ()
    except ValidationError as refusal:
        errors = refusal.errors(include_url=False)
    told = [(error, _told(model, node, error)) for error in errors]
    misspelt = {(*error["loc"][:-1], meant) for error, (*_, meant) in told if error["type"] == "extra_forbidden"}
    findings = tuple(
        _finding(name, *words) for error, words in told if not (error["loc"] in misspelt or _told_before(node, error))
    )
    rest = node
    for path in sorted({_cut(error["loc"]) for error in errors}, key=_from_the_end, reverse=True):
        rest = _without(rest, path)
    doubt = node.refused.union(str(error["loc"][0]) for error in errors)
    return Draft(name, node, _lenient(model).model_validate(plain(rest)), rest, doubt), findings


def plain(node: Node) -> object:
    """The node's texts in plain dictionaries and lists."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {key: plain(entry.node) for key, entry in node.entries.items()}


def position(node: Node, path: Path) -> Position:
    """Where the value at `path` stands, or the last that there is on the way to it."""
    for step in path:
        deeper = within(node, step)
        if deeper is None:
            break
        node = deeper
    return node.at


def within(node: Node, step: str | int) -> Node | None:
    """The value of a key, or in a place of a list; None where there is none."""
    if isinstance(node, Table) and isinstance(step, str):
        entry = node.entries.get(step)
        return None if entry is None else entry.node
    if isinstance(node, Listing) and isinstance(step, int) and step < len(node.items):
        return node.items[step]
    return None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like this one; None where none is like it."""
    close = difflib.get_close_matches(word.strip().lower().replace(" ", "-").replace("_", "-"), known, n=1)
    close = close or difflib.get_close_matches(word, known, n=1)
    return close[0] if close else None


Told = tuple[Position, str, str | None, str | None]
"""Where, the message, what was expected, what was meant."""


def _finding(name: str, at: Position, message: str, expected: str | None, did_you_mean: str | None) -> Finding:
    return Finding(at.file, at.line, at.column, name, message, expected, did_you_mean)


def _told(model: type[Record], node: Table, error: ErrorDetails) -> Told:
    path = error["loc"]
    if error["type"] == "extra_forbidden":
        return _unknown_key(model, node, path)
    if error["type"] == "missing":
        return position(node, path[:-1]), f"'{path[-1]}' is missing", _described(model, path), None
    word = error["input"] if isinstance(error["input"], str) else ""
    meant = nearest(word, _words(error)) if error["type"] == "enum" else None
    return position(node, path), _message(path, error), _expected(error), meant


def _unknown_key(model: type[Record], node: Table, path: Path) -> Told:
    table, key = inner(node, path[:-1]), str(path[-1])
    at = table.entries[key].at if isinstance(table, Table) else position(node, path)
    record = _model_at(model, path[:-1])
    keys = _fields(record) if record else {}
    return at, f"'{key}' is not a known key", f"one of {', '.join(keys)}", nearest(key, keys)


def _told_before(node: Table, error: ErrorDetails) -> bool:
    """Whether something is missing only because it could not be read: a key's value, or the entries of a list."""
    path = error["loc"]
    if error["type"] == "too_short":
        return bool(error["input"])
    table = inner(node, path[:-1])
    return error["type"] == "missing" and isinstance(table, Table) and path[-1] in table.refused


def inner(node: Node, path: Path) -> Node | None:
    """The value at `path`; None where there is none."""
    found: Node | None = node
    for step in path:
        found = None if found is None else within(found, step)
    return found


def _message(path: Path, error: ErrorDetails) -> str:
    key = next((str(step) for step in reversed(path) if isinstance(step, str) and step != "[key]"), "value")
    if error["type"] in _OWN_MESSAGES:
        return f"{key}: {error['msg'].rstrip('.')}"
    value = error["input"]
    if isinstance(value, list):
        return f"{key} is an empty list" if not value else f"{key} is a list"
    if isinstance(value, dict):
        return f"{key} is a table of keys"
    shown = value if len(str(value)) <= 60 else f"{str(value)[:60]}..."
    return f"{key} '{shown}' {'is not known' if error['type'] == 'enum' else 'does not fit'}"


_OWN_MESSAGES = {"edtf", "end", "whole_number", "decimal", "truth", "passage"}

_EXPECTED: Mapping[str, Callable[[Mapping[str, Any]], str]] = {  # Any: what pydantic knows of an error
    "enum": lambda known: known["expected"].replace("'", ""),
    "string_pattern_mismatch": lambda known: EXPECTED[known["pattern"]],
    "string_too_long": lambda known: f"at most {known['max_length']:,} characters",
    "string_type": lambda _: "a text",
    "too_short": lambda _: "at least one",
    "tuple_type": lambda _: "a list",
    "dict_type": lambda _: "a table of keys",
    "model_type": lambda _: "a table of keys",
    "int_type": lambda _: "a whole number",
    "float_type": lambda _: "a number",
    "bool_type": lambda _: "true or false",
    "greater_than_equal": lambda known: f"{known['ge']:g} or more",
    "less_than_equal": lambda known: f"{known['le']:g} or less",
    "edtf": lambda _: "an EDTF date such as '1954-02' or '1954-02-10'",
    "end": lambda _: "one date such as '1954-02' or '1954-02-10', or '..'",
    "whole_number": lambda _: "a whole number such as 6",
    "decimal": lambda _: "a number of degrees such as 52.52",
    "truth": lambda _: "true or false",
}


def _expected(error: ErrorDetails) -> str | None:
    expected = _EXPECTED.get(error["type"])
    return None if expected is None else expected(error.get("ctx", {}))


def _words(error: ErrorDetails) -> list[str]:
    expected = str(error.get("ctx", {}).get("expected", ""))
    return [word.strip(" '") for word in expected.replace(" or ", ",").split(",")]


def _described(model: type[Record], path: Path) -> str | None:
    record = _model_at(model, path[:-1])
    description = None if record is None else _fields(record)[str(path[-1])].description
    return None if description is None else description[0].lower() + description[1:].rstrip(".")


@cache
def _fields(model: type[Record]) -> dict[str, FieldInfo]:
    return {str(info.validation_alias or name): info for name, info in model.model_fields.items()}


def _model_at(model: type[Record], path: Path) -> type[Record] | None:
    """The model of the table at `path`."""
    found: type[Record] | None = model
    for step in path:
        if found is not None and isinstance(step, str):
            field = _fields(found).get(step)
            found = None if field is None else _model_in(field.annotation)
    return found


def _model_in(annotation: object) -> type[Record] | None:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _cut(path: Path) -> Path:
    """What to leave out of a record for an error at `path`: a key, or one entry of its list."""
    return path[:2] if len(path) > 1 and isinstance(path[1], int) else path[:1]


def _from_the_end(path: Path) -> tuple[str, int]:
    return str(path[0]), path[1] if len(path) > 1 and isinstance(path[1], int) else -1


def _without(table: Table, path: Path) -> Table:
    entries = dict(table.entries)
    entry = entries.get(str(path[0]))
    if entry is None:
        return table
    if len(path) == 1 or not isinstance(entry.node, Listing):
        del entries[str(path[0])]
    else:
        items = tuple(item for place, item in enumerate(entry.node.items) if place != path[1])
        entries[str(path[0])] = type(entry)(entry.at, Listing(entry.node.at, items))
    return Table(table.at, entries, table.refused)


@cache
def _lenient(model: type[Record]) -> type[Record]:
    """The same model with nothing required: what is missing is an empty list, or None."""
    fields: dict[str, Any] = {}  # Any: create_model takes its fields as keywords of every sort
    for name, info in model.model_fields.items():
        if info.is_required():
            empty = () if get_origin(info.annotation) is tuple else None
            fields[name] = (info.annotation, FieldInfo.merge_field_infos(info, default=empty))
    return create_model(f"Partial{model.__name__}", __base__=model, **fields)
