"""Makes values, or the places of values, of the text of a YAML file, event by event."""

import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from app.loading.characters import MANY_MARKS, UNCOMPOSED, UNSEEN, unseen_words
from app.loading.findings import FileFindings, Finding, TooManyFindings
from app.loading.values import Value, ValuePath
from app.loading.yaml_syntax import LOADER, Mark, end_of, place_of, place_of_error, syntax_words
from app.timeline.dates import is_edtf
from app.timeline.edtf import LONGEST_TEXT
from app.timeline.words import long_run_of_marks

DEEPEST = 12
"""How deeply tables and lists may be nested; records need six levels."""

MOST_VALUES = 1_200_000
"""The most keys and values of a file. Files of records that are as large as a file may be have about a million."""

_Event = Any  # Any: the types of PyYAML's events do not know what those of its parsers hold

_SECOND_DOCUMENT = "but found another document"


class _RefusedFile(Exception):
    """The values of a file are more, or deeper nested, than any data file needs; `expected` is what it needs."""

    def __init__(self, mark: "Mark", message: str, expected: str) -> None:
        super().__init__(message)
        self.mark, self.expected = mark, expected


@dataclass(slots=True)
class _Composer:
    """Makes something of each value of a text: see `ValueComposer` and `PlaceComposer`. What is refused is left out.

    It takes PyYAML's events one after the other and keeps none, so that it needs no more memory than what it makes.
    """

    file: str
    findings: FileFindings
    refused: set[ValuePath] = field(default_factory=set)
    not_yaml: bool = False
    """Whether the text could not be read to its end."""
    begins: tuple[int, int] = (0, 0)
    """Line and column where the value of the whole text begins."""
    _events: Iterator[_Event] = field(default_factory=lambda: iter(()))
    _about_values: FileFindings = field(default_factory=FileFindings)
    _aliases: bool = False
    _values: int = 0
    _end: tuple[int, int] = (0, 0)

    def read(self, text: str) -> Any:
        """What is made of the text; None if it holds nothing, is refused, or cannot be read to its end.

        Raises:
            TooManyFindings: there are more than `MOST_FINDINGS`.
        """
        self._end = end_of(text)
        try:
            self._events = yaml.parse(text, LOADER)
            root = self._root()
        except _RefusedFile as error:
            self._report(error.mark, str(error), error.expected)
        except yaml.MarkedYAMLError as error:
            self.not_yaml = True
            if error.problem == _SECOND_DOCUMENT:
                self._report(error.problem_mark, "a second document begins", "one document in a file")
            else:
                message, expected = syntax_words(error, text)
                self.findings.append(Finding(self.file, *place_of_error(error, text), None, message, expected))
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: escapes outside Unicode
            self._report(None, f"is not YAML: {error}")
        except TooManyFindings:
            self.findings += self._about_values
            raise
        else:
            if not self._aliases:
                self.findings += self._about_values
                return root
        return None

    def _root(self) -> Any:
        next(self._events)  # the stream begins
        document = next(self._events)
        if isinstance(document, yaml.StreamEndEvent):
            return None
        event = next(self._events)
        self.begins = self._place_of(event.start_mark)
        root = self._value(event, ())
        next(self._events)  # the document ends
        after: _Event = next(self._events)
        mark: Any = after.start_mark  # Any: the parser in C has a class of marks of its own
        if isinstance(after, yaml.DocumentStartEvent):
            raise yaml.MarkedYAMLError(problem=_SECOND_DOCUMENT, problem_mark=mark)
        return root

    def _value(self, event: _Event, path: ValuePath) -> Any:
        """What is made of the value that begins with an event; None, with a finding, if it is refused."""
        self._take(event, len(path))
        if isinstance(event, yaml.ScalarEvent):
            text = self._text(event)
            return None if text is None else self._of_text(event, text)
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(event, path)
        return self._list(event, path) if isinstance(event, yaml.SequenceStartEvent) else None

    def _take(self, event: _Event, depth: int) -> None:
        """Count the value that an event begins, and report an anchor, an alias or a tag.

        Raises:
            _RefusedFile: there are too many values, or they are nested too deeply.
        """
        self._values += 1
        if depth >= DEEPEST:
            message = f"is nested more than {DEEPEST} levels deep"
            raise _RefusedFile(event.start_mark, message, "records as the schema describes them")
        if self._values > MOST_VALUES:
            message = f"holds more than {MOST_VALUES:,} keys and values"
            raise _RefusedFile(event.start_mark, message, "the records in several files, or as NDJSON")
        if isinstance(event, yaml.AliasEvent):
            self._aliases = True
            self._report(event.start_mark, f"the alias '*{event.anchor}' is not allowed", "the value itself")
            return
        if event.anchor is not None:
            self._report(event.start_mark, f"the anchor '&{event.anchor}' is not allowed", "the value alone")
        if event.tag is not None:
            self._report(event.start_mark, f"the tag '{event.tag}' is not allowed", "the value alone")

    def _list(self, begin: _Event, path: ValuePath) -> Any:
        items: list[Any] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            item = self._value(event, (*path, len(items)))
            if item is not None:
                items.append(item)
        return self._of_list(begin, items)

    def _table(self, begin: _Event, path: ValuePath) -> Any:
        entries: dict[str, Any] = {}
        lines: dict[str, int] = {}
        # What may be a set of dates without quotes, whose dates YAML takes for keys. The longest has fewer members.
        dates: list[tuple[_Event, _Event]] | None = [] if begin.flow_style else None
        while not isinstance(key := next(self._events), yaml.MappingEndEvent):
            value = next(self._events) if isinstance(key, yaml.ScalarEvent) else None
            if dates is not None and len(dates) < LONGEST_TEXT and _is_empty(value):
                dates.append((key, value))
                continue
            for one in dates or ():
                self._enter(*one, path, entries, lines)
            dates = None
            self._enter(key, value, path, entries, lines)
        if dates:
            if self._is_unquoted_set(begin, dates, path):
                return None
            for one in dates:
                self._enter(*one, path, entries, lines)
        return self._of_table(begin, entries)

    def _enter(
        self,
        key_event: _Event,
        value_event: _Event | None,
        path: ValuePath,
        entries: dict[str, Any],
        lines: dict[str, int],
    ) -> None:
        """Enter a key of the table at `path` and its value. A key that is a list or table has no event of a value."""
        if value_event is None:
            self._skip(key_event, len(path))
            self._skip(next(self._events), len(path))
            if not isinstance(key_event, yaml.AliasEvent):
                self._refuse(key_event.start_mark, "a list or table is used as a key", "a key")
            return
        self._take(key_event, len(path))
        key = sys.intern(self._text(key_event) or "")
        value = self._value(value_event, (*path, key))
        if not key:
            return
        if key in lines:
            message = f"the key '{key}' is given twice, first on line {lines[key]}"
            self._refuse(key_event.start_mark, message, "each key once")
        elif value is None:
            self.refused.add((*path, key))
        else:
            entries[key] = self._of_entry(key_event, value)
            lines[key] = key_event.start_mark.line + 1

    def _skip(self, event: _Event, depth: int) -> None:
        """Take no notice of the value that an event begins, but of its anchors and tags."""
        inside = 0
        while True:
            if isinstance(event, yaml.CollectionEndEvent):
                inside -= 1
            else:
                self._take(event, depth + inside)
                inside += isinstance(event, yaml.CollectionStartEvent)
            if not inside:
                return
            event = next(self._events)

    def _is_unquoted_set(self, begin: _Event, dates: list[tuple[_Event, _Event]], path: ValuePath) -> bool:
        """Whether a table in braces is a set of dates without quotes."""
        text = f"{{{','.join(key.value for key, _ in dates)}}}"
        if not is_edtf(text):
            return False
        what = next((f"{step} " for step in reversed(path) if isinstance(step, str)), "")
        self._refuse(begin.start_mark, f"{what}is a table of keys", "quotes around a set of dates", text)
        return True

    def _text(self, event: _Event) -> str | None:
        text: str = event.value.strip()
        if not text or (not event.style and text in {"~", "null", "Null", "NULL"}):
            self._refuse(event.start_mark, "there is no value", "a value, or the key left out")
            return None
        if event.style == '"' and (unseen := UNSEEN.search(text)):
            self._refuse(event.start_mark, *unseen_words(unseen[0]))
            return None
        if event.style == '"' and not unicodedata.is_normalized("NFC", text):
            many = long_run_of_marks(text) is not None
            self._refuse(event.start_mark, *(MANY_MARKS if many else (*UNCOMPOSED, unicodedata.normalize("NFC", text))))
            return None
        return text

    def _of_text(self, event: _Event, text: str) -> Any:
        raise NotImplementedError

    def _of_list(self, begin: _Event, items: list[Any]) -> Any:
        raise NotImplementedError

    def _of_table(self, begin: _Event, entries: dict[str, Any]) -> Any:
        raise NotImplementedError

    def _of_entry(self, key: _Event, value: Any) -> Any:
        raise NotImplementedError

    def _refuse(
        self, mark: Mark | None, message: str, expected: str | None = None, did_you_mean: str | None = None
    ) -> None:
        """Report a value. Nothing is said of values where the text cannot be read to its end."""
        self._about_values.append(Finding(self.file, *self._place_of(mark), None, message, expected, did_you_mean))

    def _place_of(self, mark: Mark | None) -> tuple[int, int]:
        return min(place_of(mark), self._end)

    def _report(self, mark: Mark | None, message: str, expected: str | None = None) -> None:
        self.findings.append(Finding(self.file, *self._place_of(mark), None, message, expected))


class ValueComposer(_Composer):
    """Makes the plain values of a text."""

    def _of_text(self, event: _Event, text: str) -> Value:  # noqa: ARG002 - as in the base
        return text

    def _of_list(self, begin: _Event, items: list[Value]) -> Value:  # noqa: ARG002 - as in the base
        return items

    def _of_table(self, begin: _Event, entries: dict[str, Value]) -> Value:  # noqa: ARG002 - as in the base
        return entries

    def _of_entry(self, key: _Event, value: Value) -> Value:  # noqa: ARG002 - as in the base
        return value


Place = int | tuple[int, list["Place"] | dict[str, tuple[int, "Place"]]]
"""Where a value begins: line and column as one number. A list has the places of its items too, and a table those of
its keys and values."""

COLUMNS = 1 << 25
"""More than the columns of any line."""


class PlaceComposer(_Composer):
    """Makes the places of the values of a text."""

    def _of_text(self, event: _Event, text: str) -> Place:  # noqa: ARG002 - as in the base
        return _packed(event)

    def _of_list(self, begin: _Event, items: list[Place]) -> Place:
        return _packed(begin), items

    def _of_table(self, begin: _Event, entries: dict[str, tuple[int, Place]]) -> Place:
        return _packed(begin), entries

    def _of_entry(self, key: _Event, value: Place) -> tuple[int, Place]:
        return _packed(key), value


def _packed(event: _Event) -> int:
    mark: Mark = event.start_mark
    return (mark.line + 1) * COLUMNS + mark.column + 1


def inner_places(place: Place, step: str | int) -> tuple[Place, Place] | None:
    """The places of a key and its value, or of an item of a list twice; None if there is none."""
    inner = None if isinstance(place, int) else place[1]
    if isinstance(inner, dict) and isinstance(step, str):
        return inner.get(step)
    if isinstance(inner, list) and isinstance(step, int) and step < len(inner):
        return inner[step], inner[step]
    return None


def _is_empty(event: _Event | None) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.value
