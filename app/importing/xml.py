"""Reading XML files element by element, safe against entities."""

import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO
from xml.parsers import expat

from lxml import etree

from app.importing.errors import CannotImport
from app.loading.characters import shown
from app.timeline.words import without_long_runs_of_marks

_TWICE = etree.ErrorTypes.DTD_ID_REDEFINED
_INVISIBLE = {"Cc", "Cf"}
_NEEDED = {"\u200c", "\u200d"}
"""Format characters that some scripts need."""


class UnreadableFile(CannotImport):
    """A file that cannot be read, or is no XML; the message names file and line."""


class _NotWellFormed(ValueError):
    """What the parser found first, and whether it found nothing but ids that stand twice."""

    def __init__(self, line: int, reason: str, *, only_ids: bool) -> None:
        super().__init__(reason)
        self.line, self.reason, self.only_ids = line, reason, only_ids


def elements(path: Path, tags: Collection[str]) -> Iterator[etree._Element]:
    """The elements of these names in a file, each when it is complete. Afterwards it is emptied, to save memory.

    Raises:
        UnreadableFile: as `parsed` says.
    """
    for event, element in parsed(path):
        if event == "end" and element.tag in tags:
            yield element
            element.clear()


def parsed(path: Path) -> Iterator[tuple[str, etree._Element]]:
    """The elements of a file in the order of its tags, each at its `start`, without content, and at its `end`.

    An `xml:id` may stand twice. No entity is expanded and nothing is fetched. Who reads a large file empties the
    elements that are done with.

    Raises:
        UnreadableFile: the file cannot be read, is not well-formed, or has a document type of its own.
    """
    try:
        with path.open("rb") as file:
            yield from _events(file, shown(path))
    except _NotWellFormed as error:
        line, reason = error.line, error.reason
        if error.only_ids:
            # An id that stands twice is told at the end, in place of what else is wrong. Importers report such ids.
            other = _first_error(path)
            if other is None:
                return
            line, reason = other
        raise UnreadableFile(f"{shown(path)}:{line}: is not well-formed XML: {reason}.") from error
    except OSError as error:
        raise UnreadableFile(f"{shown(path)}: cannot be read: {error.strerror or error}.") from error


def _first_error(path: Path) -> tuple[int, str] | None:
    """Line and reason of the first error in a file without a document type, apart from its ids; None if it has none."""
    parser = expat.ParserCreate()
    with path.open("rb") as file:
        try:
            parser.ParseFile(file)
        except expat.ExpatError as error:
            return error.lineno, expat.ErrorString(error.code)
    return None


def _events(file: BinaryIO, name: str) -> Iterator[tuple[str, etree._Element]]:
    parsed = etree.iterparse(
        file, events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False
    )
    try:
        for place, (event, element) in enumerate(parsed):
            if place == 0 and element.getroottree().docinfo.doctype:
                raise UnreadableFile(f"{name}: has a document type, which could define entities.")
            yield event, element
    except etree.XMLSyntaxError as error:
        # The error itself is about what an undefined entity leaves behind. The first entry of the log has the cause.
        found = [(entry.line, entry.message) for entry in parsed.error_log if entry.type != _TWICE]
        line, message = found[0] if found else (error.lineno or 1, error.msg or "is no XML")
        only_ids = not found and error.code == _TWICE
        raise _NotWellFormed(line, message.partition(" (")[0].strip(), only_ids=only_ids) from error


def text(element: etree._Element, path: str = ".") -> str:
    """All the text at a path below an element, on one line, in Unicode's composed form; empty where there is none."""
    found = element.find(path)
    return "" if found is None else plain("".join(found.itertext()))


def plain(written: str) -> str:
    """A text on one line, in Unicode's composed form (NFC), without characters that cannot be seen."""
    return visible(" ".join(written.split()))


def visible(line: str) -> str:
    """A text without line breaks in Unicode's composed form (NFC), without characters that cannot be seen.

    Of accents in a row it keeps as many as any language needs: to compose more would take very long.
    """
    if line.isascii() and line.isprintable():
        return line
    seen = (sign for sign in line if unicodedata.category(sign) not in _INVISIBLE or sign in _NEEDED)
    return unicodedata.normalize("NFC", without_long_runs_of_marks("".join(seen)))
