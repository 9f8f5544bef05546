"""The records of all files of a data set, each parsed and checked by itself, before they are compared."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from app.loading.data_files import FORMATS, LISTS, TYPES_WITH_KINDS, DataFile, KindsRecord
from app.loading.findings import MOST_FINDINGS, Finding
from app.loading.ndjson_files import LineRecords
from app.loading.parsing import Draft, DraftInMemory, Entry, RightRecord, draft, unknown_key
from app.loading.served_records import NONE_SERVED, ServedRecords
from app.loading.spool import Spool
from app.loading.values import Problem, Value, ValuePath
from app.loading.yaml_files import Reading, YamlFile
from app.progress import Progress, silent
from app.resources.actors.models import IdentityRecord
from app.resources.dataset.models import CollectionRecord
from app.resources.faces import FileRecord
from app.timeline.record_types import RecordType

CHECKING = "checking records"


Place = tuple[str, ValuePath]
"""The name of a file and the path of a value in it."""


def place_of(one: Draft, problem: Problem) -> Place:
    """The place of a problem of a record."""
    return one.file.name, (*one.path, *problem.path)


@dataclass
class Files:
    """The records of all files.

    `labels` are those of the kinds, by type of record. `misshapen` are the findings about records that do not fit their
    model, each with its place, `findings` all others.

    Where a file has more than `most` of them (None: any number), the rest of its records are not looked at. It is then
    one of those that are `cut`, and the ids of those records are `lost`. Records that are `served` are right by
    themselves.
    """

    reading: Reading
    most: int | None = MOST_FINDINGS
    served: ServedRecords = NONE_SERVED
    progress: Progress = silent
    records: dict[RecordType, list[Draft]] = field(default_factory=lambda: {type_: [] for type_ in FORMATS})
    collections: list[Draft] = field(default_factory=list)
    identities: list[Draft] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: {type_: {} for type_ in TYPES_WITH_KINDS})
    findings: list[Finding] = field(default_factory=list)
    misshapen: list[tuple[Place, Finding]] = field(default_factory=list)
    cut: dict[str, None] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)
    _spool: Spool = field(default_factory=Spool)
    _before: int = 0
    """How many findings there were before the file that is looked at."""
    _done: int = 0
    _total: int = 0

    def __post_init__(self) -> None:
        tables = [file.table for file in self.reading.files]
        self._total = sum(len(value) for table in tables for key, value in table.items() if key in LISTS)
        self.progress(CHECKING, 0, self._total)
        for file in self.reading.files:
            self._before = len(self.findings) + len(self.misshapen)
            for key, value in file.table.items():
                if self._has_room(file):
                    self._add(file, key, value)
                elif key in LISTS and isinstance(value, Sequence):
                    for each in value:
                        self._lose(each)

    def _has_room(self, file: YamlFile) -> bool:
        """Whether more findings about the file will be told; if not, it is cut here."""
        if self.most is None or len(self.findings) + len(self.misshapen) - self._before <= self.most:
            return True
        self.cut[file.name] = None
        return False

    def _add(self, file: YamlFile, key: str, value: Value) -> None:
        if key == "collection":
            self.collections += self._drafts(CollectionRecord, file, key, [((key,), value)])
        elif key == "kinds":
            for one in self._drafts(KindsRecord, file, key, [((key,), value)]):
                self._add_labels(one)
        elif key == "identities":
            self.identities += self._drafts(IdentityRecord, file, key, self._items(file, key, value))
        elif key in LISTS:
            self._add_records(LISTS[key], file, key, value)
        else:
            self.findings.append(file.finding(unknown_key((key,), DataFile.model_fields)))

    def _add_records(self, type_: RecordType, file: YamlFile, key: str, value: Value | LineRecords) -> None:
        form = FORMATS[type_]
        for one in self._drafts(form.model, file, key, self._to_be_checked(type_, file, key, value)):
            problems = (problem for problem in form.rules(one.record) if problem.depends_on not in one.doubt)
            told = problems if self.most is None else islice(problems, self.most + 1)
            self.findings += map(one.finding_in_record, told)
            self._put(type_, one if one.doubt or one.left_out else RightRecord.of(one, self._spool))

    def _to_be_checked(
        self, type_: RecordType, file: YamlFile, key: str, value: Value | LineRecords
    ) -> Iterator[tuple[ValuePath, Value]]:
        """The items of a list that are to be checked, each with its path; records that are served are added here."""
        if not isinstance(value, LineRecords):
            yield from self._items(file, key, value)
            return
        model = FORMATS[type_].model
        for place in range(len(value)):
            known = self.served.find(value.line(place)) if self._has_room(file) else None
            if known is None:
                yield (key, place), value[place]
            else:
                entry = Entry(str(known.values["id"]), file, (key, place), known.values)
                self._put(type_, RightRecord(model, entry, known.text, self._spool))

    def _put(self, type_: RecordType, one: Draft) -> None:
        self.records[type_].append(one)
        self._done += 1
        self.progress(CHECKING, self._done, self._total)

    def _items(self, file: YamlFile, key: str, value: Value) -> Iterator[tuple[ValuePath, Value]]:
        if isinstance(value, Sequence) and not isinstance(value, str):
            yield from (((key, index), item) for index, item in enumerate(value))
        else:
            problem = Problem((key,), f"{key} is not a list", "entries that begin with '- '")
            self.findings.append(file.finding(problem))

    def _drafts(
        self, model: type[FileRecord], file: YamlFile, key: str, items: Iterable[tuple[ValuePath, Value]]
    ) -> Iterator[DraftInMemory]:
        for path, values in items:
            if not self._has_room(file):
                self._lose(values)
                continue
            if not isinstance(values, dict):
                problem = Problem(path, f"an entry of {key} is not a record", "a table of keys")
                self.findings.append(file.finding(problem))
                continue
            own = values.get("id")
            name = own if isinstance(own, str) else f"{key} {int(path[1]) + 1}" if key in LISTS else key
            parsed, problems = draft(model, Entry(name, file, path, values), self.most)
            self.misshapen += ((place_of(parsed, problem), parsed.finding(problem)) for problem in problems)
            yield parsed

    def _lose(self, values: Value) -> None:
        """Remember the names of a record that is not looked at."""
        if isinstance(values, dict):
            aliases = values.get("aliases")
            names = [values.get("id"), *(aliases if isinstance(aliases, list) else [])]
            self.lost.update(name for name in names if isinstance(name, str))

    def _add_labels(self, kinds: Draft) -> None:
        for type_, known in self.labels.items():
            labels: Mapping[str, str] = getattr(kinds.record, type_)
            for slug, label in labels.items():
                if slug in known:
                    message = f"the {type_} kind '{slug}' has a label elsewhere too"
                    self.findings.append(kinds.finding(Problem((type_, slug), message, "one label")))
                known.setdefault(slug, label)

    def each(self, stage: str) -> Iterator[tuple[RecordType, Draft]]:
        """Every record with its type; their number is reported as the progress of a stage."""
        total = sum(map(len, self.records.values()))
        self.progress(stage, 0, total)
        done = 0
        for type_, drafts in self.records.items():
            for one in drafts:
                yield type_, one
                done += 1
                self.progress(stage, done, total)
