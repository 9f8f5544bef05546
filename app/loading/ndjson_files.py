"""Reads NDJSON data files: one record a line, with the keys that it has in YAML, and `type`, which says what it is.

    {"type": "collection", "id": "letters", "title": "Letters", "version": "1", "licence": {"name": "CC0"}}
    {"type": "event", "id": "note-1954-03-31", "kind": "note", "title": "A note", "date": "1954-03-31"}

Lines are read one after the other, so that a file may be of any size. Numbers, `true` and `false` may be written as
such or as texts. The rules for texts are those of YAML files.
"""

import json
import os
import re
import sys
import unicodedata
import weakref
from array import array
from codecs import BOM_UTF8
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO, NoReturn, overload

from app.loading.characters import MANY_MARKS, UNCOMPOSED, UNSEEN, unseen_words
from app.loading.data_files import LISTS
from app.loading.findings import FileFindings, Finding
from app.loading.served_records import NONE_SERVED, ServedRecords
from app.loading.values import Value, ValuePath
from app.loading.yaml_files import YamlFile
from app.timeline.words import long_run_of_marks, nearest

LONGEST_LINE = 4 * 1024 * 1024
"""The most bytes of a line. A document of a thousand pages has about half of it."""

LIST_OF_TYPE: Mapping[str, str] = {type_.value: name for name, type_ in LISTS.items()} | {"identity": "identities"}
"""The list of a data file that a record of a type belongs to."""
ALONE = ("collection", "kinds")
"""Types that are no list: all files together have one line of each."""

_ID = re.compile(rb'"id"\s*:\s*"([a-z0-9]+(?:-[a-z0-9]+)*)"')


@dataclass(slots=True)
class LinesFile(YamlFile):
    """An NDJSON file that was read: its table as that of a YAML file, and the line of each record.

    The lists of the table are read again line by line when they are asked for.
    """

    lines: Mapping[str, Sequence[int]] = field(default_factory=dict)

    def position(self, path: ValuePath, *, of_key: bool = False) -> tuple[int, int]:  # noqa: ARG002 - as in the base
        """The line of the record that a path leads to, and column 1."""
        lines = self.lines.get(str(path[0]), ()) if path else ()
        place = path[1] if len(path) > 1 and isinstance(path[1], int) else 0
        return (lines[place], 1) if place < len(lines) else (0, 0)


class _Refused(ValueError):
    """A line is no record: what is wrong with it, and what was expected. `column` counts from 1."""

    def __init__(self, message: str, expected: str | None = None, meant: str | None = None, column: int = 1) -> None:
        super().__init__(message)
        self.expected, self.meant, self.column = expected, meant, column


def read_lines(stream: BinaryIO, name: str, findings: FileFindings, served: ServedRecords = NONE_SERVED) -> LinesFile:
    """Read an NDJSON file that findings call `name`.

    A line that is no record becomes a finding, and the ids in it are `lost`. Those of `served` records are right.

    Raises:
        OSError: the file cannot be read.
        TooManyFindings: there are more than `MOST_FINDINGS`.
    """
    records = _Records(stream.fileno(), served)
    lost: set[str] = set()
    number, start = 0, 0
    while line := stream.readline(LONGEST_LINE + 1):
        number += 1
        if number == 1 and line.startswith(BOM_UTF8):
            line, start = line.removeprefix(BOM_UTF8), len(BOM_UTF8)
        try:
            records.add(line, number, start)
        except _Refused as refused:
            found = _ID.search(line)
            id_ = found[1].decode() if found else None
            lost.update([id_] if id_ else [])
            findings.append(Finding(name, number, refused.column, id_, str(refused), refused.expected, refused.meant))
        start += len(line)
        while len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            line = stream.readline(LONGEST_LINE + 1)
            start += len(line)
    return LinesFile(name, "", records.table, frozenset(), frozenset(lost), lines=records.lines)


class ChangedWhileRead(OSError):
    """A file was changed between the first and the second time that it was read."""


class LineRecords(Sequence[dict[str, Value]]):
    """The records on some lines of a file that was read, each read again when it is asked for.

    Raises ChangedWhileRead where a line is no record any more.
    """

    def __init__(self, descriptor: int) -> None:
        self._descriptor = os.dup(descriptor)
        weakref.finalize(self, os.close, self._descriptor)
        self._starts, self._sizes = array("Q"), array("Q")

    def add(self, start: int, size: int) -> None:
        """Add the record on the line of `size` bytes that begins at the byte `start`."""
        self._starts.append(start)
        self._sizes.append(size)

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, place: int) -> dict[str, Value]: ...
    @overload
    def __getitem__(self, place: slice) -> list[dict[str, Value]]: ...
    def __getitem__(self, place: int | slice) -> dict[str, Value] | list[dict[str, Value]]:
        if isinstance(place, slice):
            return [self[each] for each in range(*place.indices(len(self)))]
        try:
            return _record(self.line(place))[1]
        except _Refused as refused:
            raise ChangedWhileRead(f"a line was changed while it was read: {refused}") from None

    def line(self, place: int) -> bytes:
        """The line of a record."""
        return os.pread(self._descriptor, self._sizes[place], self._starts[place])


@dataclass(slots=True)
class _Records:
    """The table of a file while its lines are read, and the lines of its records."""

    descriptor: int
    served: ServedRecords
    table: dict[str, Any] = field(default_factory=dict)  # Any: lists are `LineRecords`
    lines: dict[str, "array[int]"] = field(default_factory=dict)

    def add(self, line: bytes, number: int, start: int) -> None:
        """Add the record on a line that begins at the byte `start`; a blank line has none. Raises _Refused."""
        if len(line) > LONGEST_LINE:
            raise _Refused(f"is longer than {LONGEST_LINE:,} bytes", "one record a line")
        if not line.strip():
            return
        known = self.served.find(line, unread=True)
        list_, record = (LIST_OF_TYPE[known.type], known.values) if known else _record(line)
        if list_ not in ALONE:
            if list_ not in self.table:
                self.table[list_] = LineRecords(self.descriptor)
            self.table[list_].add(start, len(line))
        elif list_ in self.table:
            raise _Refused(f"a second {list_}; the first is on line {self.lines[list_][0]}", "one in all files")
        else:
            self.table[list_] = record
        self.lines.setdefault(list_, array("Q")).append(number)


def _record(line: bytes) -> tuple[str, dict[str, Value]]:
    """The list that a line belongs to, and its record. Raises _Refused."""
    try:
        text = line.decode()
    except UnicodeDecodeError as error:
        message = f"is not UTF-8: {error.reason}"
        raise _Refused(message, "a file saved as UTF-8", column=error.start + 1) from None
    try:
        record = _DECODER.decode(text.strip())
    except json.JSONDecodeError as error:
        message = f"is not JSON: {error.msg[0].lower()}{error.msg[1:]}"
        raise _Refused(message, "one record a line", column=error.colno) from None
    except RecursionError:
        raise _Refused("is nested too deeply", "records as the schema describes them") from None
    if not isinstance(record, dict):
        raise _Refused("is not a record", 'a table of keys with a "type"')
    type_ = record.pop("type", None)
    known = (*LIST_OF_TYPE, *ALONE)
    if type_ is None:
        raise _Refused("'type' is missing", f"one of {', '.join(known)}")
    if not isinstance(type_, str) or type_ not in known:
        meant = nearest(type_, known) if isinstance(type_, str) else None
        raise _Refused(f"type '{type_}' is not known", f"one of {', '.join(known)}", meant)
    return LIST_OF_TYPE.get(type_, type_), record


def _table(pairs: Iterable[tuple[str, object]]) -> dict[str, Value]:
    table: dict[str, Value] = {}
    for key, value in pairs:
        if not key.isascii() and (unseen := UNSEEN.search(key)):
            message, expected = unseen_words(unseen[0])
            raise _Refused(f"a key {message}", expected)
        if key in table:
            raise _Refused(f"the key '{key}' is given twice", "each key once")
        table[sys.intern(key)] = _value(key, value)
    return table


def _value(key: str, value: object) -> Value:
    if isinstance(value, str):
        return _text(key, value)
    if isinstance(value, dict):
        return value  # a table made before
    if isinstance(value, list):
        return [_value(key, item) for item in value]
    if value is None:
        raise _Refused(f"{key}: there is no value", "a value, or the key left out")
    return "true" if value else "false"


def _text(key: str, value: str) -> str:
    text = value.strip()
    if not text:
        raise _Refused(f"{key}: there is no value", "a value, or the key left out")
    if not text.isprintable() and (unseen := UNSEEN.search(text)):
        message, expected = unseen_words(unseen[0])
        raise _Refused(f"{key} {message}", expected)
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        if long_run_of_marks(text) is not None:
            message, expected = MANY_MARKS
            raise _Refused(f"{key}: {message}", expected)
        message, expected = UNCOMPOSED
        raise _Refused(f"{key}: {message}", expected, unicodedata.normalize("NFC", text)[:60])
    return text


def _no_number(text: str) -> NoReturn:
    raise _Refused(f"is not JSON: {text}", "a number")


_DECODER = json.JSONDecoder(object_pairs_hook=_table, parse_int=str, parse_float=str, parse_constant=_no_number)
