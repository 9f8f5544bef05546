"""The records of an import: they are checked by the rules of data files, and those that break one are left out."""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from app.loading.characters import UNSEEN
from app.loading.check import check_reading
from app.loading.data_files import FORMATS, LISTS
from app.loading.data_set import DataSet
from app.loading.findings import Finding
from app.loading.parsing import inner
from app.loading.references import texts
from app.loading.values import Problem, Value, ValuePath
from app.loading.yaml_files import Reading, YamlFile
from app.timeline.words import without_long_runs_of_marks

PARTS = frozenset({"offices", "member_of", "cross_references", "seen_in_office"})
"""Lists of which one entry can be left out, and the record kept."""


class Origin(NamedTuple):
    """Where a record comes from: a file, and a line in it that counts from 1.

    `columns` are those of a table that the keys of the record are read from, by key.
    """

    file: str
    line: int
    columns: Mapping[str, str] = {}

    def about(self, path: ValuePath) -> str:
        """The column that the value at a path in a list of records comes from, as a message begins; else nothing."""
        column = next((self.columns[step] for step in map(str, path[2:]) if self.columns.get(step)), "")
        return f"column '{column}': " if column else ""


@dataclass(frozen=True, slots=True)
class Imported:
    """The collection that an import makes. `left_out` are records and parts of them, with what is wrong with them."""

    data: DataSet
    left_out: tuple[Finding, ...]


@dataclass(slots=True)
class _Table(YamlFile):
    """The records as a file of data would hold them, whose findings name the files that they come from."""

    origins: dict[ValuePath, Origin] = field(default_factory=dict)
    found: list[tuple[ValuePath, Finding]] = field(default_factory=list)
    """The findings, each with the record, or the part of one, that it is about."""

    def position(self, path: ValuePath, *, of_key: bool = False) -> tuple[int, int]:  # noqa: ARG002 - as in the base
        return self._origin(path).line, 1

    def finding(self, problem: Problem, record: str | None = None) -> Finding:
        origin = self._origin(problem.path)
        message = f"{origin.about(problem.path)}{problem.message}"
        found = Finding(origin.file, origin.line, 1, record, message, problem.expected, problem.did_you_mean)
        part = len(problem.path) > 3 and problem.path[2] in PARTS
        self.found.append((problem.path[: 4 if part else 2], found))
        return found

    def records(self) -> Iterator[tuple[ValuePath, dict[str, Value]]]:
        """Each record of the lists, with its path."""
        for list_, records in self.table.items():
            for place, record in enumerate(records if isinstance(records, list) else ()):
                if isinstance(record, dict):
                    yield (list_, place), record

    def record(self, path: ValuePath) -> dict[str, Value]:
        """The record at a path."""
        found = inner(self.table, path[:2])
        assert isinstance(found, dict)  # noqa: S101 - lists of an import hold nothing else
        return found

    def wrong(self, findings: Iterable[Finding]) -> dict[ValuePath, Finding]:
        """What has to be left out, with the first of these findings about it."""
        wanted, wrong = set(findings), dict[ValuePath, Finding]()
        for path, finding in self.found:
            if finding in wanted:
                wrong.setdefault(path, finding)
        return wrong

    def _origin(self, path: ValuePath) -> Origin:
        lengths = range(len(path), -1, -1)
        return next((self.origins[path[:n]] for n in lengths if path[:n] in self.origins), Origin(self.name, 0))


@dataclass(slots=True)
class _Found:
    """A record as an importer finds it, and entries of its lists that have origins of their own."""

    values: dict[str, Value]
    origin: Origin
    parts: dict[str, list[tuple[Value, Origin]]] = field(default_factory=dict)


class Records:
    """The records of one collection while an importer finds them, as tables of keys like those of a data file.

    `collection` and `kinds` are as in a data file.
    """

    def __init__(self, collection: Mapping[str, Value], kinds: Mapping[str, Value]) -> None:
        self.id = str(collection["id"])
        self._heads: dict[str, Value] = {"collection": dict(collection), "kinds": dict(kinds)}
        self._lists: dict[str, list[_Found]] = {}
        self._by_id: dict[tuple[str, str], _Found] = {}
        self._left_out: list[Finding] = []

    def has(self, list_: str, id_: str) -> bool:
        """Whether a list, such as `actors`, has a record with an id."""
        return (list_, id_) in self._by_id

    def add(self, list_: str, record: Mapping[str, Value], origin: Origin) -> None:
        """Add a record to a list. Empty texts and lists are left out."""
        found = _Found(_filled(record), origin)
        self._by_id.setdefault((list_, str(record["id"])), found)
        self._lists.setdefault(list_, []).append(found)

    def add_part(self, list_: str, id_: str, key: str, part: Mapping[str, Value], origin: Origin) -> None:
        """Add an entry to a list of a record, such as an office to an actor."""
        self._by_id[list_, id_].parts.setdefault(key, []).append((_filled(part), origin))

    def leave_out(self, origin: Origin, record: str | None, message: str) -> None:
        """Report something that the importer cannot read."""
        self._left_out.append(Finding(origin.file, origin.line, 1, record, message))

    def checked(self) -> Imported:
        """The records that keep to all rules, and what was left out.

        A record that refers to one that is left out is left out too.
        """
        left_out = list(self._left_out)
        while True:
            table = self._table()
            result = check_reading(Reading((table,), ()), self.id, most=None, warnings=False)
            if result.data is not None:
                return Imported(result.data, tuple(sorted(left_out, key=lambda one: (one.file, one.line))))
            wrong = table.wrong(result.findings)
            if not wrong or any(path[0] in self._heads for path in wrong):
                # Without this, a fault of the importer would go round for ever.
                raise ValueError(f"the importer makes no right collection: {result.findings[0]}")
            wrong |= _dependents(table, wrong)
            left_out += wrong.values()
            self._remove(wrong)

    def _table(self) -> _Table:
        values: dict[str, Value] = dict(self._heads)
        origins: dict[ValuePath, Origin] = {}
        for list_, records in self._lists.items():
            made: list[Value] = []
            for place, found in enumerate(records):
                origins[list_, place] = found.origin
                record = dict(found.values)
                for key, parts in found.parts.items():
                    record[key] = [part for part, _ in parts]
                    origins |= {(list_, place, key, n): origin for n, (_, origin) in enumerate(parts)}
                made.append(record)
            values[list_] = made
        return _Table(self.id, "", values, frozenset(), origins=origins)

    def _remove(self, paths: Iterable[ValuePath]) -> None:
        """Take records and parts away, the last first, so that the indexes of the others stay right."""
        for path in sorted(paths, key=lambda path: (str(path[0]), path[1], *path[2:]), reverse=True):
            records = self._lists[str(path[0])]
            if len(path) == 2:
                del records[int(path[1])]
            else:
                del records[int(path[1])].parts[str(path[2])][int(path[3])]


def _dependents(table: _Table, wrong: Collection[ValuePath]) -> dict[ValuePath, Finding]:
    """What refers to records that are left out, and so on, with a finding about each.

    Checking again would find those that refer to them first, then those that refer to these: a round for each.
    """
    ids: Counter[tuple[str, str]] = Counter()
    referring: dict[tuple[str, str], list[tuple[ValuePath, Problem]]] = defaultdict(list)
    for path, record in table.records():
        type_ = LISTS[str(path[0])]
        ids[type_.id_space, str(record.get("id"))] += 1
        for pattern, types in FORMATS[type_].references():
            for inside, name in texts(record, pattern):
                key = next(str(step) for step in reversed(inside) if isinstance(step, str))
                problem = Problem((*path, *inside), f"{key} '{name}' is not a known {' or '.join(types)}")
                for space in {each.id_space for each in types}:
                    referring[space, name].append((path, problem))
    found: dict[ValuePath, Finding] = {}
    todo: list[ValuePath] = [path for path in wrong if len(path) == 2]
    while todo:
        path = todo.pop()
        gone = (LISTS[str(path[0])].id_space, str(table.record(path).get("id")))
        ids[gone] -= 1
        for owner, problem in referring[gone] if not ids[gone] else ():
            out = problem.path[:4] if problem.path[2] in PARTS else owner
            if out not in wrong and out not in found and owner not in wrong and owner not in found:
                found[out] = table.finding(problem, str(table.record(owner).get("id")))
                todo += [out] if out == owner else []
    return found


def _filled(table: Mapping[str, Value]) -> dict[str, Value]:
    return {key: _as_in_files(value) for key, value in table.items() if value not in ("", [])}


def _as_in_files(value: Value) -> Value:
    """The value with texts as data files can hold them, so that the collection can be exported: composed (NFC), without
    white space around them, tabs, and characters that cannot be seen. Those that stand for damaged ones stay."""
    if isinstance(value, str):
        if value.isascii() and value.isprintable():
            return value.strip()
        seen = UNSEEN.sub(lambda found: {"\t": " ", "\ufffd": "\ufffd"}.get(found[0], ""), value)
        return unicodedata.normalize("NFC", without_long_runs_of_marks(seen)).strip()
    if isinstance(value, dict):
        return {key: _as_in_files(each) for key, each in value.items()}
    return [_as_in_files(each) for each in value]


def slug(text: str, longest: int = 60) -> str:
    """An id of the words of a text: lower-case letters and digits of ASCII joined by hyphens, at most `longest`."""
    plain = unicodedata.normalize("NFKD", text.replace("’", "").replace("'", "")).encode("ascii", "ignore").decode()
    words = "".join(sign if sign.isalnum() else " " for sign in plain.lower()).split()
    made = "-".join(words)
    return made if len(made) <= longest else made[:longest].rpartition("-")[0] or made[:longest]
