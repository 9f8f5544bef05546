"""What is wrong with a text that is not YAML, in words, and which of its records are not."""

import re
from collections import deque
from collections.abc import Iterator
from typing import Any, Protocol

import yaml

from app.loading.findings import FileFindings, Finding

MOST_LINES_TRIED = 1_000_000
"""In a file that is not YAML and has more lines, no records are looked for that are."""

LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # Any: a class that takes a stream and parses it
"""PyYAML's parser in C, about twenty times as fast as the one in Python. Both leave every value a text."""

_QUOTED_VALUE = re.compile(r"""[^'"#]*?(?:^|[:-]\s+|[\[{,]\s*)(['"])(.*)""")

_KEY_ALONE = re.compile(r"\s*+(?:- ++)*+[\w-]+")


class Mark(Protocol):
    """Where a YAML parser is: line and column from 0. The parsers in C and in Python have a class each."""

    line: int
    column: int


def place_of(mark: Mark | None) -> tuple[int, int]:
    """Line and column from 1; zeros where they are unknown."""
    return (mark.line + 1, mark.column + 1) if mark else (0, 0)


def end_of(text: str) -> tuple[int, int]:
    """Line and column behind a text, from 1. Where it does not end with a line break, parsers say the next line."""
    return text.count("\n") + 1, len(text) - text.rfind("\n")


def syntax_words(error: yaml.MarkedYAMLError, text: str) -> tuple[str, str | None]:
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


def place_of_error(error: yaml.MarkedYAMLError, text: str) -> tuple[int, int]:
    """Where to look: what is never closed is found at the end, or behind it, and wrong where it begins."""
    last = text.count("\n")
    problem = error.problem or ""
    found: Mark | None = error.problem_mark
    at_end = "end of stream" in problem or "<stream end>" in problem or (found is not None and found.line > last)
    begin: Mark | None = error.context_mark if at_end else None
    mark = begin or found
    return place_of(mark) if mark is None or mark.line <= last else end_of(text)


def _line(text: str, mark: Mark | None) -> tuple[str, int]:
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


def without_broken_records(text: str, file: str, findings: FileFindings) -> tuple[str, str] | None:
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
            deque(yaml.parse(part, LOADER), maxlen=0)
        except yaml.MarkedYAMLError as error:
            message, expected = syntax_words(error, part)
            line, column = place_of_error(error, part)
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
