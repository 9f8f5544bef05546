"""What is wrong in data files, or worth a look: a finding, and how many of them are kept of a file."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self, SupportsIndex

MOST_FINDINGS = 1_000
"""Findings that are kept of one file. Nobody reads more, and each costs time and memory."""

LONGEST_OF_FINDING = 1_000
"""Characters of a text in a finding."""


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

    def __post_init__(self) -> None:
        """Cut long texts: what is wrong with a value of megabytes is seen at its beginning."""
        for name in ("record", "message", "expected", "did_you_mean"):
            text = getattr(self, name)
            if text is not None and len(text) > LONGEST_OF_FINDING:
                object.__setattr__(self, name, f"{text[:LONGEST_OF_FINDING]}...")


class TooManyFindings(Exception):
    """A file has more than `MOST_FINDINGS`, so that reading it ends."""


class FileFindings(list[Finding]):
    """The findings of reading one file. Adding more than `MOST_FINDINGS` raises `TooManyFindings`."""

    def append(self, finding: Finding, /) -> None:
        """Add a finding. Raises TooManyFindings."""
        if len(self) >= MOST_FINDINGS:
            raise TooManyFindings
        super().append(finding)

    def extend(self, findings: Iterable[Finding], /) -> None:
        """Add findings one by one. Raises TooManyFindings."""
        for one in findings:
            self.append(one)

    def __iadd__(self, findings: Iterable[Finding], /) -> Self:  # type: ignore[override,misc]
        self.extend(findings)
        return self

    def insert(self, index: SupportsIndex, finding: Finding, /) -> None:
        """Is not offered: findings are added at the end."""
        raise NotImplementedError


class Found:
    """The findings of a check, each once, and at most so many of a file; None: all.

    What is beyond them is counted alone.
    """

    def __init__(self, most: int | None = MOST_FINDINGS) -> None:
        self.most = most
        self._of_files: dict[str, dict[Finding, None]] = defaultdict(dict)
        self._more: Counter[str] = Counter()

    def has_room(self, file: str) -> bool:
        """Whether a finding about a file will be kept. If not, it need not be made: `count` it."""
        return self.most is None or len(self._of_files[file]) < self.most

    def count(self, file: str) -> None:
        """Count a finding about a file that is not kept."""
        self._more[file] += 1

    def add(self, finding: Finding) -> None:
        """Keep a finding, or count it if its file has no room. There is always room for one about a file as a whole."""
        if finding in self._of_files[finding.file]:
            return
        if not finding.line or self.has_room(finding.file):
            self._of_files[finding.file][finding] = None
        else:
            self.count(finding.file)

    def extend(self, findings: Iterable[Finding]) -> None:
        """Add findings one by one."""
        for one in findings:
            self.add(one)

    def count_all(self, other: "Found") -> None:
        """Count what is counted in another as well."""
        self._more.update(other._more)  # noqa: SLF001 - of another of the same class

    def __iter__(self) -> Iterator[Finding]:
        """The findings that are kept."""
        return (one for of_file in self._of_files.values() for one in of_file)

    @property
    def more(self) -> int:
        """How many are not kept, of all files."""
        return self._more.total()

    def sorted(self) -> tuple[Finding, ...]:
        """The findings in the order of files and lines, with one about each file that has more of them."""
        return tuple(sorted(self._all(), key=lambda one: (one.file, one.line, one.column, one.message)))

    def _all(self) -> Iterator[Finding]:
        yield from self
        for file, number in self._more.items():
            more = (
                "and 1 more finding, which is not told" if number == 1 else f"and {number:,} more, which are not told"
            )
            yield Finding(file, 0, 0, None, more)


def cut(file: str, what: str) -> Finding:
    """The finding that a file has more findings than are told, so that the rest of it was not `what`."""
    return Finding(file, 0, 0, None, f"has more than {MOST_FINDINGS:,} findings: the rest of it was not {what}")
