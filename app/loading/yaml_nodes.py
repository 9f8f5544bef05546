"""Data files -> nodes: what stands where, every value a text, so that no tool's idea of a date or of `NO` gets in.

Read is a plain part of YAML 1.2: tables, lists and texts. Anchors, tags, several documents in a file, keys given twice
and values left empty are findings, as are characters that nobody sees and texts not in Unicode's composed form (NFC).
"""

import codecs
import os
import re
import stat
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Protocol

import yaml

LARGEST_FILE = 16 * 1024 * 1024
"""Bytes that a data file may have. Larger ones belong into several files."""

DEEPEST = 12
"""Levels of tables and lists that a file may have; records need six."""

SUFFIXES = (".yaml", ".yml")

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""The C parser where PyYAML has it (twenty times as fast), else the same in Python. Both leave every value a text."""

_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff\ud800-\udfff"
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Controls, and format characters (category Cf) but for two kinds: U+200C and U+200D, without which words of some
scripts are not written right, and the signs of Arabic, Syriac and Kaithi that stand around numbers and are seen."""

_ID = re.compile(rb"(?:^|[{,])[ \t]*(?:- +)*[\"']?id[\"']?[ \t]*: *[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)", re.MULTILINE)
_NAMES = {
    "\t": "a tab",
    "\r": "a carriage return without a line feed",
    "\x00": "a NUL character",
    "\ufeff": "a byte order mark inside the text",
    "\ufffd": "a replacement character (the text was damaged)",
}


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place in a file: its path as asked for, line and column from 1. Line 0 is the file or folder as a whole."""

    file: str
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the files, or worth a look: where, in which record, what, and what was expected or meant."""

    file: str
    line: int
    column: int
    record: str | None
    message: str
    expected: str | None = None
    did_you_mean: str | None = None


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text, without the white space around it."""

    at: Position
    text: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A list."""

    at: Position
    items: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key's place and its value."""

    at: Position
    node: "Node"


@dataclass(frozen=True, slots=True)
class Table:
    """Keys with their values, in the order of the file; `refused` are the keys whose value a finding tells about."""

    at: Position
    entries: Mapping[str, Entry]
    refused: frozenset[str] = frozenset()


Node = Scalar | Listing | Table


@dataclass(frozen=True, slots=True)
class Reading:
    """What the files hold, each one's table in the order of paths, and what kept parts of them from being read."""

    tables: tuple[Table, ...]
    findings: tuple[Finding, ...]
    lost: frozenset[str] = frozenset()
    """Ids that seem to stand in files that could not be read: nobody can say that they are unknown."""
    unread: bool = False
    """Whether there are files of which not even the ids are known: then nobody can say of any id that it is unknown."""


def read(path: Path) -> Reading:
    """Reads a data file, or all those below a folder (`*.yaml`, `*.yml`; names that begin with a dot are left out).

    Whatever is wrong is told in the findings and never raised: paths that are missing or may not be read, links that
    lead in a circle, files that are no UTF-8, too large or no YAML. What can be read is read all the same.
    """
    findings: list[Finding] = []
    files = list(_data_files(path, findings))
    unread = bool(findings)
    if not files and not findings:
        findings.append(_finding(Position(shown(path)), "holds no data files", "files named *.yaml"))
    tables: list[Table] = []
    lost: set[str] = set()
    for file in files:
        content = _content(file, findings)
        if content is None:
            unread = True
            continue
        known = len(findings)
        table = _decoded(content, shown(file), findings)
        if table is not None:
            tables.append(table)
        elif len(findings) > known:
            lost.update(_ids(content))
    return Reading(tuple(tables), tuple(findings), frozenset(lost), unread)


def parse(text: str, file: str) -> tuple[Table | None, tuple[Finding, ...]]:
    """The table that a file's text holds (None where it holds none) and the findings; `file` is what they call it."""
    findings = list(_unseen(text, file))
    if findings:
        return None, tuple(findings)
    findings += _uncomposed(text, file)
    parser = _Parser(file, findings)
    node = parser.document(text)
    if isinstance(node, Table):
        return node, tuple(findings)
    if node is not None:
        findings.append(_finding(node.at, "no table of lists", "keys such as events: or actors:"))
    return None, tuple(findings)


class _Mark(Protocol):
    """Where a YAML parser is: line and column from 0. The parsers in C and in Python have a class each."""

    line: int
    column: int


def _finding(at: Position, message: str, expected: str | None = None, did_you_mean: str | None = None) -> Finding:
    return Finding(at.file, at.line, at.column, None, message, expected, did_you_mean)


def shown(path: Path) -> str:
    """A path as findings write it: with slashes, and what cannot be printed escaped."""
    return printable(path.as_posix().encode(errors="backslashreplace").decode())


def printable(text: str) -> str:
    """The text on one line, with signs that would move or hide others in a terminal written as escapes."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)


def _data_files(
    path: Path, findings: list[Finding], above: frozenset[tuple[int, int]] = frozenset(), *, asked: bool = True
) -> Iterator[Path]:
    """Data files at or below `path` in the order of names; `above` are the folders that led here (device, inode)."""
    try:
        status = path.stat()
        if not stat.S_ISDIR(status.st_mode):
            if asked or path.suffix.lower() in SUFFIXES:
                yield path
            return
        here = (status.st_dev, status.st_ino)
        if here in above:
            findings.append(_finding(Position(shown(path)), "links back to a folder it lies in", "links without loops"))
            return
        entries = sorted(path.iterdir())
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        if asked or path.suffix.lower() in SUFFIXES or not path.is_symlink():
            findings.append(_finding(Position(shown(path)), f"cannot be read: {_reason(error)}"))
        return
    for entry in entries:
        if not entry.name.startswith("."):
            yield from _data_files(entry, findings, above | {here}, asked=False)


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)


def _content(path: Path, findings: list[Finding]) -> bytes | None:
    """What a file holds, unless it may not be read, is no file or is too large: then a finding says so."""
    whole = Position(shown(path))
    try:
        content = _bytes(path)
    except OSError as error:
        findings.append(_finding(whole, f"cannot be read: {_reason(error)}"))
        return None
    if content is None:
        findings.append(_finding(whole, "is no regular file", "a text file"))
    elif len(content) > LARGEST_FILE:
        findings.append(_finding(whole, f"is larger than {LARGEST_FILE:,} bytes", "the records in several files"))
        return None
    return content


def _ids(content: bytes) -> Iterator[str]:
    """What seem to be ids, whatever ends the lines, in UTF-16 and in all encodings with ASCII letters."""
    lines = content.replace(b"\0", b"").replace(b"\r", b"\n")
    return (match[1].decode() for match in _ID.finditer(lines))


def _decoded(content: bytes, file: str, findings: list[Finding]) -> Table | None:
    if content[:2].count(0) == 1:  # UTF-16 without a mark: decoded, it would be a finding for each line
        findings.append(_finding(Position(file, 1, 1), "is not UTF-8: it seems to be UTF-16", "a file saved as UTF-8"))
        return None
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError as error:
        before = content.removeprefix(codecs.BOM_UTF8)[: error.start]
        at = Position(file, before.count(b"\n") + 1, len(before) - before.rfind(b"\n"))
        findings.append(_finding(at, f"is not UTF-8: {error.reason}", "a file saved as UTF-8"))
        return None
    table, found = parse(text.replace("\r\n", "\n"), file)
    findings += found
    return table


def _bytes(path: Path) -> bytes | None:
    """The content, or one byte more than the most allowed; None for a pipe or device, which could block for ever."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            return None
        return file.read(LARGEST_FILE + 1)


def _unseen(text: str, file: str) -> Iterator[Finding]:
    """A finding for each line with characters that have no place in a text."""
    if _UNSEEN.search(text) is None:
        return
    for number, line in enumerate(text.split("\n"), 1):
        if match := _UNSEEN.search(line):
            at = Position(file, number, match.start() + 1)
            yield _finding(at, f"holds {_name(match[0])}", _instead(match[0]))


def _name(sign: str) -> str:
    return _NAMES.get(sign, f"the character U+{ord(sign):04X}, which nobody sees")


def _instead(sign: str) -> str:
    return "spaces" if sign == "\t" else "visible text"


def _uncomposed(text: str, file: str) -> Iterator[Finding]:
    """A finding for each line with letters and accents apart (as macOS may write them): they would not be found."""
    if unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        composed = unicodedata.normalize("NFC", line)
        if composed != line:
            equal = takewhile(lambda pair: pair[0] == pair[1], zip(line, composed, strict=False))
            column = sum(1 for _ in equal) + 1
            message = "text is not in Unicode's composed form"
            yield _finding(Position(file, number, column), message, "normal form C (NFC)", _word(composed, column))


def _word(line: str, column: int) -> str:
    """The word of a line around a column (from 1), or the nearest before it."""
    begin = line.rfind(" ", 0, column) + 1
    return line[begin:].split(" ", 1)[0]


class _TooDeepError(Exception):
    """Tables and lists are nested without end: the file is given up."""

    def __init__(self, at: Position) -> None:
        super().__init__(f"is nested more than {DEEPEST} levels deep")
        self.at = at


@dataclass(slots=True)
class _Parser:
    """Makes nodes of the events of a YAML parser, which say of each value where it stands, its anchor and its tag."""

    file: str
    findings: list[Finding]
    _events: Iterator[yaml.Event] = field(default_factory=lambda: iter(()), init=False)

    def document(self, text: str) -> Node | None:
        """The one value of the text; None where it has none, or cannot be read to its end."""
        self._events = iter(yaml.parse(text, Loader=_LOADER))
        try:
            return self._only_document()
        except _TooDeepError as error:
            self.findings.append(_finding(error.at, str(error), "records as the schema describes them"))
        except yaml.MarkedYAMLError as error:
            at = _position(self.file, error.problem_mark)
            self.findings.append(_finding(at, f"is no YAML: {error.problem or error.context}", _yaml_hint(error)))
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: escapes outside Unicode
            self.findings.append(_finding(Position(self.file), f"is no YAML: {error}"))
        return None

    def _only_document(self) -> Node | None:
        next(self._events)  # the stream begins
        if isinstance(next(self._events), yaml.StreamEndEvent):
            return None
        node = self._node(next(self._events), 1)
        next(self._events)  # the document ends
        event = next(self._events)
        if not isinstance(event, yaml.StreamEndEvent):
            self.findings.append(_finding(self._at(event), "a second document begins", "one document in a file"))
            for _ in self._events:  # so that what is no YAML there is found too
                pass
        return node

    def _at(self, event: yaml.Event) -> Position:
        return _position(self.file, event.start_mark)

    def _node(self, event: yaml.Event, level: int) -> Node | None:
        """What begins with this event; None where it is refused, for which there is a finding then."""
        at = self._at(event)
        if level > DEEPEST:
            raise _TooDeepError(at)
        if isinstance(event, yaml.AliasEvent):
            self._refuse(at, f"'*{event.anchor}' stands for another value", "the value itself")
            return None
        if isinstance(event, yaml.NodeEvent) and event.anchor is not None:
            self.findings.append(_finding(at, f"the anchor '&{event.anchor}' has no use here", "the value alone"))
        tag = getattr(event, "tag", None)
        if tag is not None:
            self.findings.append(_finding(at, f"the tag '{tag}' has no use here", "the value alone"))
        if isinstance(event, yaml.MappingStartEvent):
            return self._table(at, level)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._list(at, level)
        return self._scalar(event, at)

    def _list(self, at: Position, level: int) -> Listing:
        items: list[Node] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            item = self._node(event, level + 1)
            if item is not None:
                items.append(item)
        return Listing(at, tuple(items))

    def _table(self, at: Position, level: int) -> Table:
        entries: dict[str, Entry] = {}
        refused: set[str] = set()
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            key = self._node(event, level + 1)
            node = self._node(next(self._events), level + 1)
            if isinstance(key, Listing | Table):
                self.findings.append(_finding(key.at, "a list or table stands where a key should", "a key"))
            elif key is not None and key.text in entries:
                message = f"the key '{key.text}' stands twice, first on line {entries[key.text].at.line}"
                self.findings.append(_finding(key.at, message, "each key once"))
            elif key is not None and node is not None:
                entries[key.text] = Entry(key.at, node)
            elif key is not None:
                refused.add(key.text)
        return Table(at, entries, frozenset(refused))

    def _scalar(self, event: yaml.Event, at: Position) -> Scalar | None:
        assert isinstance(event, yaml.ScalarEvent)  # noqa: S101 - no other event begins a node
        text = event.value.strip()
        if not text or (not event.style and text in {"~", "null", "Null", "NULL"}):
            self._refuse(at, "no value stands here", "a value, or the key left out")
            return None
        if event.style == '"' and (bad := _UNSEEN.search(text)):
            self._refuse(at, f"holds {_name(bad[0])}", _instead(bad[0]))
            return None
        if event.style == '"' and not unicodedata.is_normalized("NFC", text):
            composed = unicodedata.normalize("NFC", text)
            self._refuse(at, "text is not in Unicode's composed form", "normal form C (NFC)", composed)
            return None
        return Scalar(at, text)

    def _refuse(self, at: Position, message: str, expected: str, did_you_mean: str | None = None) -> None:
        self.findings.append(_finding(at, message, expected, did_you_mean))


def _position(file: str, mark: _Mark | None) -> Position:
    return Position(file) if mark is None else Position(file, mark.line + 1, mark.column + 1)


def _yaml_hint(error: yaml.MarkedYAMLError) -> str | None:
    problem = error.problem or ""
    if "mapping values are not allowed" in problem:
        return "quotes around a text with a colon in it"
    if "block" in problem or "block" in (error.context or ""):
        return "keys of one record at the same indentation"
    return None
