"""Reads data files as a plain part of YAML 1.2: tables, lists and texts, with the line and column of any of them.

Every value stays a text, so that no date or `NO` is converted. Anchors, aliases, tags, several documents in a file,
repeated keys and missing values are findings, as are invisible characters and texts that are not in Unicode's composed
form (NFC).
"""

import codecs
import re
import sys
import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from itertools import takewhile
from pathlib import Path
from typing import Any, Protocol

import yaml

from app.loading.findings import FileFindings, Finding, TooManyFindings
from app.timeline.dates import is_edtf
from app.timeline.edtf import LONGEST_TEXT
from app.timeline.words import LONGEST_RUN_OF_MARKS, long_run_of_marks

DEEPEST = 12
"""How deeply tables and lists may be nested; records need six levels."""

MOST_VALUES = 1_200_000
"""The most keys and values of a file. Files of records that are as large as a file may be have about a million."""

MOST_LINES_TRIED = 1_000_000
"""In a file that is not YAML and has more lines, no records are looked for that are."""

_Event = Any  # Any: the types of PyYAML's events do not know what those of its parsers hold

_SECOND_DOCUMENT = "but found another document"

Value = str | list["Value"] | dict[str, "Value"]
"""A value of a file: a text without the white space around it, a list or a table."""

ValuePath = tuple[str | int, ...]
"""The keys and list indexes (from 0) that lead to a value."""

UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff\ud800-\udfff"
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Control characters, and format characters (category Cf) but for two kinds: U+200C and U+200D, which some scripts
need, and the visible signs of Arabic, Syriac and Kaithi that enclose numbers."""

# Without going back (`*+`), which takes memory for each hyphen of a long line of them.
_ID = re.compile(rb"(?:^|[{,])[ \t]*+(?:- ++)*+[\"']?id[\"']?[ \t]*: *[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)", re.MULTILINE)
_NAMES = {
    "\t": "a tab",
    "\r": "a carriage return without a line feed",
    "\x00": "a NUL character",
    "\ufeff": "a byte order mark inside the text",
    "\ufffd": "a replacement character (the text was damaged)",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with the value at `path`: what, what was expected, and what was probably meant."""

    path: ValuePath
    message: str
    expected: str | None = None
    did_you_mean: str | None = None
    depends_on: str | None = None
    """A key of the record: if its value is in doubt, there may be no problem."""
    at_key: bool = False
    """Whether the key is wrong, not its value."""


class _RefusedFile(Exception):
    """The values of a file are more, or deeper nested, than any data file needs; `expected` is what it needs."""

    def __init__(self, mark: "_Mark", message: str, expected: str) -> None:
        super().__init__(message)
        self.mark, self.expected = mark, expected


_LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # Any: a class that takes a stream and parses it
"""PyYAML's parser in C, about twenty times as fast as the one in Python. Both leave every value a text."""


@dataclass(slots=True)
class YamlFile:
    """A data file that was read: its table, without the values that were refused because of a finding.

    The table is read without positions. `position` reads the text once more, which only files with findings need.
    """

    name: str
    text: str
    table: dict[str, Value]
    refused: frozenset[ValuePath]
    """Keys whose values were refused."""
    lost: frozenset[str] = frozenset()
    """Ids that seem to be in records that are not YAML and are left out of the table."""
    _places: "_Place | None" = field(default=None, init=False, repr=False)
    _refused_keys: dict[ValuePath, set[str]] | None = field(default=None, init=False, repr=False)

    def position(self, path: ValuePath, *, of_key: bool = False) -> tuple[int, int]:
        """Line and column of the value at `path` (or of its key), or of the last value on the way that exists."""
        if self._places is None:
            self._places = _PlaceComposer(self.name, FileFindings()).read(self.text)
        if self._places is None:
            return 0, 0
        key = place = self._places
        for step in path:
            found = _inner_places(place, step)
            if found is None:
                break
            key, place = found
        at = key if of_key else place
        return divmod(at if isinstance(at, int) else at[0], _COLUMNS)

    def refused_keys(self, path: ValuePath) -> frozenset[str]:
        """The keys whose values were refused in the table at `path`."""
        if self._refused_keys is None:
            self._refused_keys = defaultdict(set)
            for each in self.refused:
                self._refused_keys[each[:-1]].add(str(each[-1]))
        return frozenset(self._refused_keys.get(path, ()))

    def finding(self, problem: Problem, record: str | None = None) -> Finding:
        """A finding about a problem, whose path starts at the root of the file."""
        line, column = self.position(problem.path, of_key=problem.at_key)
        return Finding(self.name, line, column, record, problem.message, problem.expected, problem.did_you_mean)


@dataclass(frozen=True, slots=True)
class Reading:
    """The files in the order of their paths, and what kept parts of them from being read."""

    files: tuple[YamlFile, ...]
    findings: tuple[Finding, ...]
    lost: frozenset[str] = frozenset()
    """Ids that seem to be in files that could not be read, so that references to them may be right."""
    unread: bool = False
    """Whether there are files of which not even the ids are known, so that any reference may be right."""


def parse(text: str, name: str) -> tuple[YamlFile | None, tuple[Finding, ...]]:
    """Read the text of a file that findings call `name`. Returns no file where the text has no table.

    Records that are not YAML are left out, so that all that is wrong with the others is reported at once.

    Raises:
        TooManyFindings: there are more than `MOST_FINDINGS`.
    """
    findings = FileFindings()
    file = parse_into(findings, text, name)
    return file, tuple(findings)


def parse_into(findings: FileFindings, text: str, name: str) -> YamlFile | None:
    """The same, with what is found added to `findings`, where it stays if there are too many."""
    findings += _unseen(text, name)
    if findings:
        return None
    findings += _uncomposed(text, name)
    before, lost = len(findings), ""
    composer = _ValueComposer(name, findings)
    root = composer.read(text)
    if root is None and composer.not_yaml:
        of_whole = findings[before:]
        del findings[before:]
        kept = _without_broken_records(text, name, findings)
        if kept is None:
            findings += of_whole
        else:
            text, lost = kept
            composer = _ValueComposer(name, findings)
            root = composer.read(text)
    if root is None:
        return None
    if not isinstance(root, dict):
        message = "is not a table of lists"
        findings.append(Finding(name, *composer.begins, None, message, "keys such as events: or actors:"))
        return None
    return YamlFile(name, text, root, frozenset(composer.refused), frozenset(ids_in(lost.encode())))


def shown(path: Path) -> str:
    """A path as findings write it: with slashes, and what cannot be printed escaped."""
    return printable(path.as_posix().encode(errors="backslashreplace").decode())


def printable(text: str) -> str:
    """The text on one line, with signs that would move or hide others in a terminal written as escapes."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def ids_in(content: bytes) -> Iterator[str]:
    """What seem to be ids, whatever ends the lines, in UTF-16 and in all encodings with ASCII letters."""
    lines = content.replace(b"\0", b"").replace(b"\r", b"\n")
    return (match[1].decode() for match in _ID.finditer(lines))


def decoded(content: bytes, name: str, findings: FileFindings) -> YamlFile | None:
    """The file with this content; None, with findings, if it is no UTF-8 or has no table.

    Raises:
        TooManyFindings: there are more than `MOST_FINDINGS`; the first are in `findings`.
    """
    if content[:2].count(0) == 1:  # UTF-16 without a mark: decoded, it would be a finding for each line
        message = "is not UTF-8: it seems to be UTF-16"
        findings.append(Finding(name, 1, 1, None, message, "a file saved as UTF-8"))
        return None
    content = content.removeprefix(codecs.BOM_UTF8)
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        before = content[: error.start]
        line, column = before.count(b"\n") + 1, len(before) - before.rfind(b"\n")
        findings.append(Finding(name, line, column, None, f"is not UTF-8: {error.reason}", "a file saved as UTF-8"))
        return None
    return parse_into(findings, text.replace("\r\n", "\n"), name)


def _unseen(text: str, file: str) -> Iterator[Finding]:
    """A finding for each line with characters that have no place in a text."""
    if text.replace("\n", "").isprintable() and "\ufffd" not in text:  # a quick test, which most files pass
        return
    number, begin, found = 1, 0, UNSEEN.search(text)
    while found is not None:
        number += text.count("\n", begin, found.start())
        column = found.start() - text.rfind("\n", 0, found.start())
        yield Finding(file, number, column, None, *unseen_words(found[0]))
        begin = text.find("\n", found.end())
        found = UNSEEN.search(text, begin) if begin >= 0 else None


def unseen_words(sign: str) -> tuple[str, str]:
    """Message and expectation about an invisible character."""
    name = _NAMES.get(sign, f"the invisible character U+{ord(sign):04X}")
    return f"contains {name}", "spaces" if sign == "\t" else "visible text"


UNCOMPOSED = ("text is not in Unicode's composed form", "normal form C (NFC)")
MANY_MARKS = (f"has more than {LONGEST_RUN_OF_MARKS} accents in a row", "a text that can be read")


def _uncomposed(text: str, file: str) -> Iterator[Finding]:
    """A finding for each line where letters are separate from their accents (as macOS may write them).

    Searches would not find such texts. A line with a long run of accents is told as such: to compose it would take
    time that grows with the square of their number.
    """
    if unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(StringIO(text, newline="\n"), 1):
        if line.isascii() or unicodedata.is_normalized("NFC", line):
            continue
        if (run := long_run_of_marks(line)) is not None:
            yield Finding(file, number, run + 1, None, *MANY_MARKS)
            continue
        composed = unicodedata.normalize("NFC", line)
        equal = takewhile(lambda pair: pair[0] == pair[1], zip(line, composed, strict=False))
        column = sum(1 for _ in equal) + 1
        yield Finding(file, number, column, None, *UNCOMPOSED, _word(composed.rstrip("\n"), column))


def _word(line: str, column: int) -> str:
    """The word of a line around a column (from 1), or the nearest before it."""
    begin = line.rfind(" ", 0, column) + 1
    return line[begin:].split(" ", 1)[0]


class _Mark(Protocol):
    """Where a YAML parser is: line and column from 0. The parsers in C and in Python have a class each."""

    line: int
    column: int


@dataclass(slots=True)
class _Composer:
    """Makes something of each value of a text: see `_ValueComposer` and `_PlaceComposer`. What is refused is left out.

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

    def read(self, text: str) -> Any:
        """What is made of the text; None if it holds nothing, is refused, or cannot be read to its end.

        Raises:
            TooManyFindings: there are more than `MOST_FINDINGS`.
        """
        try:
            self._events = yaml.parse(text, _LOADER)
            root = self._root()
        except _RefusedFile as error:
            self._report(error.mark, str(error), error.expected)
        except yaml.MarkedYAMLError as error:
            self.not_yaml = True
            if error.problem == _SECOND_DOCUMENT:
                self._report(error.problem_mark, "a second document begins", "one document in a file")
            else:
                message, expected = _yaml_words(error, text)
                self._report(_mark_of(error), message, expected)
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
        self.begins = _place(event.start_mark)
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
        self, mark: "_Mark | None", message: str, expected: str | None = None, did_you_mean: str | None = None
    ) -> None:
        """Report a value. Nothing is said of values where the text cannot be read to its end."""
        self._about_values.append(Finding(self.file, *_place(mark), None, message, expected, did_you_mean))

    def _report(self, mark: "_Mark | None", message: str, expected: str | None = None) -> None:
        self.findings.append(Finding(self.file, *_place(mark), None, message, expected))


class _ValueComposer(_Composer):
    """Makes the plain values of a text."""

    def _of_text(self, event: _Event, text: str) -> Value:  # noqa: ARG002 - as in the base
        return text

    def _of_list(self, begin: _Event, items: list[Value]) -> Value:  # noqa: ARG002 - as in the base
        return items

    def _of_table(self, begin: _Event, entries: dict[str, Value]) -> Value:  # noqa: ARG002 - as in the base
        return entries

    def _of_entry(self, key: _Event, value: Value) -> Value:  # noqa: ARG002 - as in the base
        return value


_Place = int | tuple[int, list["_Place"] | dict[str, tuple[int, "_Place"]]]
"""Where a value begins: line and column as one number. A list has the places of its items too, and a table those of
its keys and values."""

_COLUMNS = 1 << 25
"""More than the columns of any line."""


class _PlaceComposer(_Composer):
    """Makes the places of the values of a text."""

    def _of_text(self, event: _Event, text: str) -> _Place:  # noqa: ARG002 - as in the base
        return _packed(event)

    def _of_list(self, begin: _Event, items: list[_Place]) -> _Place:
        return _packed(begin), items

    def _of_table(self, begin: _Event, entries: dict[str, tuple[int, _Place]]) -> _Place:
        return _packed(begin), entries

    def _of_entry(self, key: _Event, value: _Place) -> tuple[int, _Place]:
        return _packed(key), value


def _packed(event: _Event) -> int:
    mark: _Mark = event.start_mark
    return (mark.line + 1) * _COLUMNS + mark.column + 1


def _inner_places(place: _Place, step: str | int) -> tuple[_Place, _Place] | None:
    """The places of a key and its value, or of an item of a list twice; None if there is none."""
    inner = None if isinstance(place, int) else place[1]
    if isinstance(inner, dict) and isinstance(step, str):
        return inner.get(step)
    if isinstance(inner, list) and isinstance(step, int) and step < len(inner):
        return inner[step], inner[step]
    return None


def _is_empty(event: _Event | None) -> bool:
    return isinstance(event, yaml.ScalarEvent) and not event.value


def _place(mark: "_Mark | None") -> tuple[int, int]:
    """Line and column from 1; zeros where they are unknown."""
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


_QUOTED_VALUE = re.compile(r"""[^'"#]*?(?:^|[:-]\s+|[\[{,]\s*)(['"])(.*)""")
_KEY_ALONE = re.compile(r"\s*+(?:- ++)*+[\w-]+")


def _yaml_words(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str | None]:
    """Message and expectation about a text that is not YAML."""
    problem, context = error.problem or "", error.context or ""
    line, column = _line(text, error.problem_mark)
    if "expected key" in problem or "<block end>" in problem or "',' or" in problem:
        quoted = _QUOTED_VALUE.match(line)
        before = line[:column]
        if (
            quoted is not None
            and len(before.rstrip()) > quoted.start(2)
            and before.rstrip().endswith(quoted[1])
            and (before.endswith(quoted[1]) or line.rstrip().endswith(quoted[1]))
        ):
            return _inner_quote(quoted[1], quoted[2].rstrip(), in_list="',' or" in problem)
    if "end of stream" in problem and "quoted" in context:
        return "is not YAML: a quotation mark is not closed", "the same mark at the end of the text"
    return f"is not YAML: {problem or context}", _yaml_hint(problem, context, line, column)


def _yaml_hint(problem: str, context: str, line: str, column: int) -> str | None:
    same = "keys of one record at the same indentation"
    if "mapping values are not allowed" in problem:
        return same if _KEY_ALONE.fullmatch(line[:column]) else "quotes around a text with a colon in it"
    if "cannot start any token" in problem:
        return f"quotes around a text that begins with {line[column : column + 1]}"
    if "',' or" in problem:
        return "a closing bracket or brace"
    return same if "block" in problem or "block" in context else None


def _mark_of(error: yaml.MarkedYAMLError) -> _Mark | None:
    """Where to look: what is never closed is found at the end, and wrong where it begins."""
    mark: _Mark | None = error.context_mark if "end of stream" in (error.problem or "") else error.problem_mark
    return mark or error.problem_mark


def _line(text: str, mark: _Mark | None) -> tuple[str, int]:
    """The line of a text at a mark, and the column there."""
    if mark is None:
        return "", 0
    lines = text.split("\n", mark.line + 1)
    return lines[min(mark.line, len(lines) - 1)], mark.column


def _inner_quote(quote: str, rest: str, *, in_list: bool) -> tuple[str, str]:
    """Message and expectation about a quoted text that a quotation mark inside it ends.

    `rest` is the line after the first quotation mark.
    """
    text = rest.removesuffix(quote)
    if quote == "'":
        message = "is not YAML: an apostrophe inside single quotes ends the text"
        better = f'"{text}"' if '"' not in text and "\\" not in text else "'" + text.replace("'", "''") + "'"
        return message, "it twice: ''" if in_list else better
    message = "is not YAML: a quotation mark inside double quotes ends the text"
    better = f"'{text}'" if "'" not in text else '"' + text.replace('"', '\\"') + '"'
    return message, 'a backslash before it: \\"' if in_list else better


def _without_broken_records(text: str, file: str, findings: FileFindings) -> tuple[str, str] | None:
    """The text with the lines of records that are not YAML empty, and those records, with a finding for each.

    A record is an entry of the outermost lists: from a line that begins with their `- ` to the next. None if no record
    is found to be broken, or if there are too many to look at.

    Raises:
        TooManyFindings: there are more than `MOST_FINDINGS`.
    """
    if text.count("\n") > MOST_LINES_TRIED:
        return None
    lines = text.split("\n")
    kept, lost = lines.copy(), []
    for first, end in _records(lines):
        part = "\n".join(lines[first:end])
        try:
            deque(yaml.parse(part, _LOADER), maxlen=0)
        except yaml.MarkedYAMLError as error:
            message, expected = _yaml_words(error, part)
            line, column = _place(_mark_of(error))
            findings.append(Finding(file, first + max(line, 1), max(column, 1), None, message, expected))
        except (yaml.YAMLError, ValueError, OverflowError):
            continue  # found again, and reported, when the rest is read
        else:
            continue
        kept[first:end] = [""] * (end - first)
        lost.append(part)
    if not lost:
        return None
    _close_empty_lists(kept, lines)
    return "\n".join(kept), "\n".join(lost)


def _close_empty_lists(kept: list[str], lines: list[str]) -> None:
    """Write `[]` at each key whose list has lost all its records, since it would have no value."""
    before = now = ""
    for number in range(len(lines) - 1, -1, -1):
        line = lines[number]
        if re.fullmatch(r"\w+:\s*", line) and before.startswith("- ") and not now.startswith((" ", "- ")):
            kept[number] = f"{line.rstrip()} []"
        before = line.lstrip() if _holds_something(line) else before
        now = kept[number] if _holds_something(kept[number]) else now


def _holds_something(line: str) -> bool:
    """Whether a line holds more than a comment."""
    text = line.lstrip()
    return bool(text) and not text.startswith("#")


def _records(lines: list[str]) -> Iterator[tuple[int, int]]:
    """The first line of each record and the one after its last, counted from 0."""
    indents = [len(line) - len(line.lstrip()) for line in lines]
    entries = [indent for indent, line in zip(indents, lines, strict=True) if line.lstrip().startswith("- ")]
    outermost = min(entries, default=0)
    first = None
    for number, line in enumerate(lines):
        if line.strip() and indents[number] <= outermost:
            if first is not None:
                yield first, number
            first = number if line.lstrip().startswith("- ") else None
    if first is not None:
        yield first, len(lines)


def fault_of(text: str) -> str | None:
    """Why a data file cannot hold a text as it is; None if it can.

    Spaces around a text do not count in a file, and what is invisible or not composed is refused.
    """
    if text != text.strip():
        return "has white space at its beginning or end"
    if unseen := UNSEEN.search(text):
        return unseen_words(unseen[0])[0]
    if not unicodedata.is_normalized("NFC", text):
        return UNCOMPOSED[0].removeprefix("text ")
    return None if text else "is empty"
