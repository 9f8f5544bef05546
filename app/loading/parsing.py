"""Tables of files -> records: whether each has the keys and values of its model, and what to report if not."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Self, get_args, get_origin

import orjson
from pydantic import ValidationError, create_model
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from app.loading.canonical import canonical, content
from app.loading.findings import MOST_FINDINGS, Finding
from app.loading.spool import Spool
from app.loading.values import Problem, Value, ValuePath
from app.loading.yaml_files import YamlFile
from app.resources.faces import FileRecord
from app.resources.fields import CHECKED, EXPECTED
from app.timeline.dates import is_edtf
from app.timeline.words import nearest


@dataclass(frozen=True, slots=True)
class Entry:
    """A record as written in a file, right or wrong."""

    name: str
    """What findings call it: its id, or its number in its list."""
    file: YamlFile
    path: ValuePath
    """Where in the file it is."""
    values: dict[str, Value]

    def finding(self, problem: Problem) -> Finding:
        """A finding about a problem, at its value or the nearest one above it."""
        return self.file.finding(replace(problem, path=(*self.path, *problem.path)), self.name)

    def refuses(self, path: ValuePath) -> bool:
        """Whether the value at `path` was refused when the file was read."""
        return (*self.path, *path) in self.file.refused

    def refused_keys(self) -> frozenset[str]:
        """The keys of the record whose values were refused."""
        return self.file.refused_keys(self.path)


class Draft:
    """A record as written, with the `record` that could be made of it.

    If keys are in `doubt`, some of their values are wrong. They are `left_out`, here in their order, and required keys
    that are missing are None or empty. `name`, `file`, `path` and `values` are those of its entry; of a right record
    numbers and truths among the values may be such, or texts.
    """

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def name(self) -> str: ...
        @property
        def file(self) -> YamlFile: ...
        @property
        def path(self) -> ValuePath: ...
        @property
        def values(self) -> dict[str, Value]: ...
        @property
        def record(self) -> FileRecord: ...
        @property
        def model(self) -> type[FileRecord]: ...
        @property
        def doubt(self) -> frozenset[str]: ...
        @property
        def left_out(self) -> tuple[ValuePath, ...]: ...
        def has(self, key: str) -> bool: ...

    def finding(self, problem: Problem) -> Finding:
        """A finding about a problem, at its value or the nearest one above it."""
        return self.file.finding(replace(problem, path=(*self.path, *problem.path)), self.name)

    def finding_in_record(self, problem: Problem) -> Finding:
        """A finding about a problem whose path leads through `record`, where list items may be left out."""
        return self.finding(self.in_record(problem))

    def in_record(self, problem: Problem) -> Problem:
        """A problem whose path leads through `record`, with the path of the same value as written."""
        path = problem.path
        if not self.left_out or len(path) < 2 or not isinstance(path[1], int):
            return problem
        index = path[1]
        for out in self.left_out:
            if len(out) > 1 and out[0] == path[0] and int(out[1]) <= index:
                index += 1
        return replace(problem, path=(path[0], index, *path[2:]))


@dataclass(frozen=True, slots=True)
class DraftInMemory(Draft):
    """A draft as it was just made, or with something wrong in it."""

    name: str
    file: YamlFile
    path: ValuePath
    values: dict[str, Value]
    record: FileRecord
    doubt: frozenset[str]
    left_out: tuple[ValuePath, ...] = ()

    @property
    def model(self) -> type[FileRecord]:
        """The model of the record."""
        return type(self.record)

    def has(self, key: str) -> bool:
        """Whether there is something under a key."""
        return bool(self.values.get(key))


class RightRecord(Draft):
    """A record that is right by itself, on disk (`Spool`): it is read whenever it is asked for."""

    __slots__ = ("_list", "_place", "file", "keys", "model", "name", "number", "spool")
    name: str
    """What findings call it: its id."""
    file: YamlFile
    model: type[FileRecord]
    keys: frozenset[str]
    """The keys under which there is something: one object for all records that have the same."""
    spool: Spool
    number: int
    """Its number in the spool."""

    def __init__(self, model: type[FileRecord], entry: Entry, text: bytes, spool: Spool) -> None:
        """Put a record on disk. The values of `entry` are its content, `text` is that as canonical JSON."""
        keys = frozenset(key for key, value in entry.values.items() if value)
        self.name, self.file, self.model = entry.name, entry.file, model
        self._list, self._place = str(entry.path[0]), entry.path[1] if len(entry.path) > 1 else None
        self.keys = _KEYS.setdefault(keys, keys)
        self.spool, self.number = spool, spool.add(text)

    @classmethod
    def of(cls, draft: DraftInMemory, spool: Spool) -> Self:
        """Put a draft without a fault on disk."""
        found = content(draft.record)
        return cls(draft.model, Entry(draft.name, draft.file, draft.path, found), canonical(found), spool)

    @property
    def text(self) -> bytes:
        """The content of the record as canonical JSON."""
        return self.spool[self.number]

    @property
    def path(self) -> ValuePath:
        """Where in the file it is."""
        return (self._list,) if self._place is None else (self._list, self._place)

    @property
    def values(self) -> dict[str, Value]:
        """Its values, but for those that say the default."""
        found: dict[str, Value] = orjson.loads(self.text)
        return found

    @property
    def record(self) -> FileRecord:
        """The record."""
        return right_record(self.model, self.text)

    @property
    def doubt(self) -> frozenset[str]:
        """Nothing."""
        return frozenset()

    @property
    def left_out(self) -> tuple[ValuePath, ...]:
        """Nothing."""
        return ()

    def has(self, key: str) -> bool:
        """Whether there is something under a key. The record is not read."""
        return key in self.keys


def right_record(model: type[FileRecord], text: bytes) -> FileRecord:
    """The record of a text that was found right before: `text` is its canonical JSON."""
    return model.model_validate_json(text, context=CHECKED)


_KEYS: dict[frozenset[str], frozenset[str]] = {}
"""Sets of keys, each once: many records have the same."""


def draft(
    model: type[FileRecord], entry: Entry, most: int | None = MOST_FINDINGS
) -> tuple[DraftInMemory, tuple[Problem, ...]]:
    """The record that an entry of a file describes, with a problem for each key and value that does not fit.

    If there are more than `most` (None: any number), one more than that are told.
    """
    doubt = entry.refused_keys() if entry.file.refused else frozenset()
    try:
        record = model.model_validate(entry.values)
        return DraftInMemory(entry.name, entry.file, entry.path, entry.values, record, doubt), ()
    except ValidationError as refusal:
        errors = refusal.errors(include_url=False)
    told = errors if most is None else errors[: most + 1]
    found = [(error, _problem(model, error)) for error in told]
    misspelt = {(*error["loc"][:-1], problem.did_you_mean) for error, problem in found if error["type"] == _UNKNOWN_KEY}
    problems = tuple(problem for error, problem in found if error["loc"] not in misspelt and not _follows(entry, error))
    left_out = sorted({_to_leave_out(error["loc"]) for error in errors}, key=_in_order)
    record = _lenient(model).model_validate(_without(entry.values, left_out))
    doubt = doubt.union(str(error["loc"][0]) for error in errors)
    return DraftInMemory(entry.name, entry.file, entry.path, entry.values, record, doubt, tuple(left_out)), problems


def unknown_key(path: ValuePath, keys: Iterable[str]) -> Problem:
    """The problem with a key that is not one of `keys`."""
    key, known = str(path[-1]), list(keys)
    expected = f"one of {', '.join(known)}"
    return Problem(path, f"'{key}' is not a known key", expected, nearest(key, known), at_key=True)


def inner(value: Value, path: ValuePath) -> Value | None:
    """The value at `path` in another; None if there is none."""
    found: Value | None = value
    for step in path:
        if isinstance(found, dict) and isinstance(step, str):
            found = found.get(step)
        elif isinstance(found, list) and isinstance(step, int) and step < len(found):
            found = found[step]
        else:
            return None
    return found


_UNKNOWN_KEY = "extra_forbidden"


def _problem(model: type[FileRecord], error: ErrorDetails) -> Problem:
    path = error["loc"]
    if error["type"] == _UNKNOWN_KEY:
        table = _model_at(model, path[:-1])
        keys = _fields(table) if table else {}
        return unknown_key(path, keys)
    if error["type"] == "missing":
        return Problem(path[:-1], f"'{path[-1]}' is missing", _description(model, path))
    if error["type"] == "string_type" and (unquoted := _unquoted_set(error["input"])):
        return Problem(path, _message(path, error), "quotes around a set of dates", unquoted)
    return Problem(path, _message(path, error), _expected(error), _meant(error))


def _meant(error: ErrorDetails) -> str | None:
    if error["type"] == "enum":
        return nearest(error["input"] if isinstance(error["input"], str) else "", _words(error))
    if error["type"] == "edtf":
        meant: str | None = error.get("ctx", {})["meant"]
        return meant
    return None


def _unquoted_set(value: object) -> str | None:
    """The EDTF text of a set whose quotes were forgotten, so that YAML reads a list: `[1954-02-10..1954-03-26]`."""
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return None
    text = f"[{','.join(value)}]"
    return text if is_edtf(text) else None


def _follows(entry: Entry, error: ErrorDetails) -> bool:
    """Whether something is missing only because it was refused: a key's value, or the items of a list."""
    if error["type"] == "too_short":
        return bool(error["input"])
    return error["type"] == "missing" and entry.refuses(error["loc"])


def _message(path: ValuePath, error: ErrorDetails) -> str:
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


def _description(model: type[FileRecord], path: ValuePath) -> str | None:
    table = _model_at(model, path[:-1])
    description = None if table is None else _fields(table)[str(path[-1])].description
    return None if description is None else description[0].lower() + description[1:].rstrip(".")


@cache
def _fields(model: type[FileRecord]) -> dict[str, FieldInfo]:
    return {str(info.validation_alias or name): info for name, info in model.model_fields.items()}


def _model_at(model: type[FileRecord], path: ValuePath) -> type[FileRecord] | None:
    """The model of the table at `path`."""
    found: type[FileRecord] | None = model
    for step in path:
        if found is not None and isinstance(step, str):
            field = _fields(found).get(step)
            found = None if field is None else _model_in(field.annotation)
    return found


def _model_in(annotation: object) -> type[FileRecord] | None:
    if isinstance(annotation, type) and issubclass(annotation, FileRecord):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part)) is not None), None)


def _to_leave_out(path: ValuePath) -> ValuePath:
    """What to leave out of a record because of an error at `path`: a key, or one item of its list."""
    return path[:2] if len(path) > 1 and isinstance(path[1], int) else path[:1]


def _in_order(path: ValuePath) -> tuple[str, int]:
    return str(path[0]), path[1] if len(path) > 1 and isinstance(path[1], int) else -1


def _without(table: Mapping[str, Value], paths: Collection[ValuePath]) -> dict[str, Value]:
    """The table without the keys, and the items of its lists, at these paths."""
    items: dict[str, set[int]] = defaultdict(set)
    kept = dict(table)
    for path in paths:
        key = str(path[0])
        if len(path) == 1 or not isinstance(table.get(key), list):
            kept.pop(key, None)
        else:
            items[key].add(int(path[1]))
    for key, out in items.items():
        value = kept.get(key)
        if isinstance(value, list):
            kept[key] = [item for place, item in enumerate(value) if place not in out]
    return kept


@cache
def _lenient(model: type[FileRecord]) -> type[FileRecord]:
    """The same model with nothing required: what is missing is an empty list, or None."""
    fields: dict[str, Any] = {}  # Any: create_model takes its fields as keywords of every sort
    for name, info in model.model_fields.items():
        if info.is_required():
            empty = () if get_origin(info.annotation) is tuple else None
            fields[name] = (info.annotation, FieldInfo.merge_field_infos(info, default=empty))
    return create_model(f"Partial{model.__name__}", __base__=model, **fields)
