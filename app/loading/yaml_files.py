"""Reads data files as a plain part of YAML 1.2: tables, lists and texts, with the line and column of any of them.

Every value stays a text, so that no date or `NO` is converted. Anchors, aliases, tags, several documents in a file,
repeated keys and missing values are findings, as are invisible characters and texts that are not in Unicode's composed
form (NFC).
"""

import codecs
import re
import sys
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import takewhile
from pathlib import Path
from typing import Any, Protocol

import yaml

from app.timeline.dates import is_edtf

DEEPEST = 12
"""How deeply tables and lists may be nested; records need six levels."""

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

_ANCHOR_ALIAS_OR_TAG = re.compile(r"[&*!](?<![^\s\[{,:].)")
"""A sign that may begin an anchor, an alias or a tag, because of what is before it. It may also be punctuation."""

_ID = re.compile(rb"(?:^|[{,])[ \t]*(?:- +)*[\"']?id[\"']?[ \t]*: *[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)", re.MULTILINE)
_NAMES = {
    "\t": "a tab",
    "\r": "a carriage return without a line feed",
    "\x00": "a NUL character",
    "\ufeff": "a byte order mark inside the text",
    "\ufffd": "a replacement character (the text was damaged)",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in the files, or worth a look.

    `line` and `column` count from 1; line 0 means the file or folder as a whole. `record` is the id of the record.
    """

    file: str
    line: int
    column: int
    record: str | None
    message: str
    expected: str | None = None
    did_you_mean: str | None = None


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


class _TooDeepError(Exception):
    """Tables and lists are nested deeper than `DEEPEST`."""

    def __init__(self, mark: yaml.Mark) -> None:
        super().__init__(f"is nested more than {DEEPEST} levels deep")
        self.mark = mark


class _DepthLimit:
    """Keeps PyYAML's composer, which is recursive, from running out of stack. It calls these for every node."""

    _depth = 0

    def descend_resolver(self, current_node: yaml.Node | None, current_index: object) -> None:  # noqa: ARG002
        self._depth += 1
        if self._depth > DEEPEST + 1 and current_node is not None:
            raise _TooDeepError(current_node.start_mark)

    def ascend_resolver(self) -> None:
        self._depth -= 1


def _limited(loader: type) -> Any:  # Any: a class that takes a stream and parses it
    """A loader class of PyYAML with the limit of depth."""
    return type("LimitedLoader", (_DepthLimit, loader), {})


_LOADER = _limited(getattr(yaml, "CBaseLoader", yaml.BaseLoader))
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
    _root: yaml.Node | None = field(default=None, init=False, repr=False)

    def position(self, path: ValuePath, *, of_key: bool = False) -> tuple[int, int]:
        """Line and column of the value at `path` (or of its key), or of the last value on the way that exists."""
        if self._root is None and (root := _Composer(self.name).read(self.text)):
            self._root, _ = root
        key = node = self._root
        for step in path:
            found = None if node is None else _child(node, step)
            if found is None:
                break
            key, node = found
        at = key if of_key else node
        return _place(at.start_mark if at else None)

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
    """
    findings = tuple(_unseen(text, name))
    if findings:
        return None, findings
    uncomposed = list(_uncomposed(text, name))
    composer, lost = _Composer(name, uncomposed.copy()), ""
    root = composer.read(text)
    if root is None and composer.not_yaml:
        kept, lost, broken = _without_broken_records(text, name)
        if broken:
            text, composer = kept, _Composer(name, [*uncomposed, *broken])
            root = composer.read(text)
    if root is None:
        return None, tuple(composer.findings)
    node, value = root
    if not isinstance(value, dict):
        message = "is not a table of lists"
        finding = Finding(name, *_place(node.start_mark), None, message, "keys such as events: or actors:")
        return None, (*composer.findings, finding)
    return YamlFile(name, text, value, frozenset(composer.refused), frozenset(ids_in(lost.encode()))), tuple(
        composer.findings
    )


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


def decoded(content: bytes, name: str, findings: list[Finding]) -> YamlFile | None:
    """The file with this content; None, with findings, if it is no UTF-8 or has no table."""
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
    file, found = parse(text.replace("\r\n", "\n"), name)
    findings += found
    return file


def _unseen(text: str, file: str) -> Iterator[Finding]:
    """A finding for each line with characters that have no place in a text."""
    if text.replace("\n", "").isprintable() and "\ufffd" not in text:  # a quick test, which most files pass
        return
    for number, line in enumerate(text.split("\n"), 1):
        if match := UNSEEN.search(line):
            yield Finding(file, number, match.start() + 1, None, *unseen_words(match[0]))


def unseen_words(sign: str) -> tuple[str, str]:
    """Message and expectation about an invisible character."""
    name = _NAMES.get(sign, f"the invisible character U+{ord(sign):04X}")
    return f"contains {name}", "spaces" if sign == "\t" else "visible text"


UNCOMPOSED = ("text is not in Unicode's composed form", "normal form C (NFC)")


def _uncomposed(text: str, file: str) -> Iterator[Finding]:
    """A finding for each line where letters are separate from their accents (as macOS may write them).

    Searches would not find such texts.
    """
    if unicodedata.is_normalized("NFC", text):
        return
    for number, line in enumerate(text.split("\n"), 1):
        composed = unicodedata.normalize("NFC", line)
        if composed != line:
            equal = takewhile(lambda pair: pair[0] == pair[1], zip(line, composed, strict=False))
            column = sum(1 for _ in equal) + 1
            yield Finding(file, number, column, None, *UNCOMPOSED, _word(composed, column))


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
    """Makes PyYAML's nodes of a text, and plain values of the nodes. What is refused is taken out of both."""

    file: str
    findings: list[Finding] = field(default_factory=list)
    refused: set[ValuePath] = field(default_factory=set)
    not_yaml: bool = False
    """Whether the text could not be read to its end."""

    def read(self, text: str) -> tuple[yaml.Node, Value] | None:
        """The root node and its value; None if there is none, it is refused, or the text cannot be read to its end."""
        try:
            if _ANCHOR_ALIAS_OR_TAG.search(text) and self._uses_aliases(text):
                return None
            node = yaml.compose(text, _LOADER)
            value = None if node is None else self._value(node, ())
            if node is not None and value is not None:
                return node, value
        except _TooDeepError as error:
            self._report(error.mark, str(error), "records as the schema describes them")
        except yaml.MarkedYAMLError as error:
            self.not_yaml = True
            if error.problem == "but found another document":
                self._report(error.problem_mark, "a second document begins", "one document in a file")
            else:
                message, expected = _yaml_words(error, text)
                self._report(_mark_of(error), message, expected)
        except (yaml.YAMLError, ValueError, OverflowError) as error:  # the last two: escapes outside Unicode
            self._report(None, f"is not YAML: {error}")
        return None

    def _uses_aliases(self, text: str) -> bool:
        """Report anchors, aliases and tags. Returns whether there are aliases, which composed nodes do not show."""
        aliases = False
        for event in yaml.parse(text, _LOADER):
            if isinstance(event, yaml.AliasEvent):
                aliases = True
                self._report(event.start_mark, f"the alias '*{event.anchor}' is not allowed", "the value itself")
            elif isinstance(event, yaml.NodeEvent):
                if event.anchor is not None:
                    self._report(event.start_mark, f"the anchor '&{event.anchor}' is not allowed", "the value alone")
                if (tag := getattr(event, "tag", None)) is not None:
                    self._report(event.start_mark, f"the tag '{tag}' is not allowed", "the value alone")
        return aliases

    def _value(self, node: yaml.Node, path: ValuePath) -> Value | None:
        """The plain value of a node; None, with a finding, if it is refused."""
        if len(path) >= DEEPEST:
            raise _TooDeepError(node.start_mark)
        if isinstance(node, yaml.ScalarNode):
            return self._text(node)
        if isinstance(node, yaml.MappingNode):
            return None if self._is_unquoted_set(node, path) else self._table(node, path)
        return self._list(node, path)

    def _list(self, node: yaml.Node, path: ValuePath) -> list[Value]:
        values: list[Value] = []
        kept = []
        for item in node.value:
            value = self._value(item, (*path, len(values)))
            if value is not None:
                values.append(value)
                kept.append(item)
        node.value = kept
        return values

    def _is_unquoted_set(self, node: yaml.MappingNode, path: ValuePath) -> bool:
        """Whether a table in braces is a set of dates without quotes, whose dates YAML takes for keys."""
        dates = [key.value for key, value in node.value if isinstance(key, yaml.ScalarNode) and not value.value]
        text = f"{{{','.join(dates)}}}"
        if not node.flow_style or len(dates) < len(node.value) or not is_edtf(text):
            return False
        what = next((f"{step} " for step in reversed(path) if isinstance(step, str)), "")
        self._report(node.start_mark, f"{what}is a table of keys", "quotes around a set of dates", text)
        return True

    def _table(self, node: yaml.MappingNode, path: ValuePath) -> dict[str, Value]:
        table: dict[str, Value] = {}
        kept: list[tuple[yaml.ScalarNode, yaml.Node]] = []
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._report(key_node.start_mark, "a list or table is used as a key", "a key")
                continue
            key = sys.intern(self._text(key_node) or "")
            value = self._value(value_node, (*path, key))
            if not key:
                continue
            if key in table:
                line = next(first for first, _ in kept if first.value.strip() == key).start_mark.line + 1
                message = f"the key '{key}' is given twice, first on line {line}"
                self._report(key_node.start_mark, message, "each key once")
            elif value is None:
                self.refused.add((*path, key))
            else:
                table[key] = value
                kept.append((key_node, value_node))
        node.value = kept
        return table

    def _text(self, node: yaml.ScalarNode) -> str | None:
        text: str = node.value.strip()
        if not text or (not node.style and text in {"~", "null", "Null", "NULL"}):
            self._report(node.start_mark, "there is no value", "a value, or the key left out")
            return None
        if node.style == '"' and (unseen := UNSEEN.search(text)):
            self._report(node.start_mark, *unseen_words(unseen[0]))
            return None
        if node.style == '"' and not unicodedata.is_normalized("NFC", text):
            self._report(node.start_mark, *UNCOMPOSED, unicodedata.normalize("NFC", text))
            return None
        return text

    def _report(
        self, mark: _Mark | None, message: str, expected: str | None = None, did_you_mean: str | None = None
    ) -> None:
        self.findings.append(Finding(self.file, *_place(mark), None, message, expected, did_you_mean))


def _place(mark: _Mark | None) -> tuple[int, int]:
    """Line and column from 1; zeros where they are unknown."""
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def _child(node: yaml.Node, step: str | int) -> tuple[yaml.Node, yaml.Node] | None:
    """The nodes of a key and its value, or of an item of a list twice; None if there is none."""
    if isinstance(node, yaml.MappingNode):
        return next(((key, value) for key, value in node.value if key.value.strip() == step), None)
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return node.value[step], node.value[step]
    return None


_QUOTED_VALUE = re.compile(r"""[^'"#]*?(?:^|[:-]\s+|[\[{,]\s*)(['"])(.*)""")
_KEY_ALONE = re.compile(r"\s*(?:- +)*[\w-]+")


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


def _without_broken_records(text: str, file: str) -> tuple[str, str, list[Finding]]:
    """The text with the lines of records that are not YAML empty, those records, and a finding for each.

    A record is an entry of the outermost lists: from a line that begins with their `- ` to the next.
    """
    lines = text.split("\n")
    kept, lost, findings = lines.copy(), [], []
    for first, end in _records(lines):
        part = "\n".join(lines[first:end])
        try:
            yaml.compose(part, _LOADER)
        except yaml.MarkedYAMLError as error:
            message, expected = _yaml_words(error, part)
            line, column = _place(_mark_of(error))
            findings.append(Finding(file, first + max(line, 1), max(column, 1), None, message, expected))
        except (_TooDeepError, yaml.YAMLError, ValueError, OverflowError):
            continue  # found again, and reported, when the rest is read
        else:
            continue
        kept[first:end] = [""] * (end - first)
        lost.append(part)
    if findings:
        _close_empty_lists(kept, lines)
    return "\n".join(kept), "\n".join(lost), findings


def _close_empty_lists(kept: list[str], lines: list[str]) -> None:
    """Write `[]` at each key whose list has lost all its records, since it would have no value."""
    for number, line in enumerate(lines):
        if re.fullmatch(r"\w+:\s*", line):
            before, now = _next_line(lines, number), _next_line(kept, number)
            if before.lstrip().startswith("- ") and not now.startswith((" ", "- ")):
                kept[number] = f"{line.rstrip()} []"


def _next_line(lines: list[str], number: int) -> str:
    """The next line that holds something but a comment."""
    following = (line for line in lines[number + 1 :] if line.strip() and not line.lstrip().startswith("#"))
    return next(following, "")


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
