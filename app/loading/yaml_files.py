"""Reads data files as a plain part of YAML 1.2: tables, lists and texts, with the line and column of any of them.

Every value stays a text, so that no date or `NO` is converted. Anchors, aliases, tags, several documents in a file,
repeated keys and missing values are findings, as are invisible characters and texts that are not in Unicode's composed
form (NFC).
"""

import codecs
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.loading.characters import uncomposed, unseen
from app.loading.findings import FileFindings, Finding
from app.loading.values import Problem, Value, ValuePath
from app.loading.yaml_composing import COLUMNS, Place, PlaceComposer, ValueComposer, inner_places
from app.loading.yaml_syntax import without_broken_records

# Without going back (`*+`), which takes memory for each hyphen of a long line of them.
_ID = re.compile(rb"(?:^|[{,])[ \t]*+(?:- ++)*+[\"']?id[\"']?[ \t]*: *[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)", re.MULTILINE)


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
    _places: "Place | None" = field(default=None, init=False, repr=False)
    _refused_keys: dict[ValuePath, set[str]] | None = field(default=None, init=False, repr=False)

    def position(self, path: ValuePath, *, of_key: bool = False) -> tuple[int, int]:
        """Line and column of the value at `path` (or of its key), or of the last value on the way that exists."""
        if self._places is None:
            self._places = PlaceComposer(self.name, FileFindings()).read(self.text)
        if self._places is None:
            return 0, 0
        key = place = self._places
        for step in path:
            found = inner_places(place, step)
            if found is None:
                break
            key, place = found
        at = key if of_key else place
        return divmod(at if isinstance(at, int) else at[0], COLUMNS)

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
    findings += unseen(text, name)
    if findings:
        return None
    findings += uncomposed(text, name)
    before, lost = len(findings), ""
    composer = ValueComposer(name, findings)
    root = composer.read(text)
    if root is None and composer.not_yaml:
        of_whole = findings[before:]
        del findings[before:]
        kept = without_broken_records(text, name, findings)
        if kept is None:
            findings += of_whole
        else:
            text, lost = kept
            composer = ValueComposer(name, findings)
            root = composer.read(text)
    if root is None:
        return None
    if not isinstance(root, dict):
        message = "is not a table of lists"
        findings.append(Finding(name, *composer.begins, None, message, "keys such as events: or actors:"))
        return None
    return YamlFile(name, text, root, frozenset(composer.refused), frozenset(ids_in(lost.encode())))


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
