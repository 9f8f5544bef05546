"""The characters that texts of data files may have, and how texts are shown in messages."""

import re
import unicodedata
from collections.abc import Iterator
from io import StringIO
from itertools import takewhile
from pathlib import Path

from app.loading.findings import Finding
from app.timeline.words import LONGEST_RUN_OF_MARKS, long_run_of_marks

UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffd-\uffff\ud800-\udfff"
    "\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufff9-\ufffb"
    "\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
"""Control characters, and format characters (category Cf) but for two kinds: U+200C and U+200D, which some scripts
need, and the visible signs of Arabic, Syriac and Kaithi that enclose numbers."""

_NAMES = {
    "\t": "a tab",
    "\r": "a carriage return",
    "\x00": "a NUL character",
    "\ufeff": "a byte order mark inside the text",
    "\ufffd": "a replacement character (the text was damaged)",
}

UNCOMPOSED = ("text is not in Unicode's composed form", "normal form C (NFC)")

MANY_MARKS = (f"has more than {LONGEST_RUN_OF_MARKS} accents in a row", "a text that can be read")


def unseen(text: str, file: str) -> Iterator[Finding]:
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


def uncomposed(text: str, file: str) -> Iterator[Finding]:
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


def shown(path: Path) -> str:
    """A path as findings write it: with slashes, and what cannot be printed escaped."""
    return printable(path.as_posix().encode(errors="backslashreplace").decode())


def printable(text: str) -> str:
    """The text on one line, with signs that would move or hide others in a terminal written as escapes."""
    return "".join(sign if sign.isprintable() else ascii(sign)[1:-1] for sign in text)
