"""Checks the files of a data set: either everything that is wrong with them, or the data set they hold."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import combinations
from operator import attrgetter
from pathlib import Path
from typing import Any

from app.loading.collecting import Files
from app.loading.data_files import FORMATS, TYPES_WITH_KINDS
from app.loading.data_set import DataSet
from app.loading.garbage import collection_paused
from app.loading.parsing import Draft
from app.loading.reading import read
from app.loading.references import Link, Names, loops, texts
from app.loading.yaml_files import Finding, Problem, Reading, Value, ValuePath, printable, shown
from app.progress import Progress, silent
from app.timeline.dates import is_edtf, parse
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key
from app.timeline.words import nearest

_ACTOR = (RecordType.ACTOR,)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with the files, or the data set if nothing is. `notes` are worth a look, but are not errors."""

    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    data: DataSet | None


def check(path: Path, progress: Progress = silent) -> Checked:
    """Check the data files below a folder (or one file) against their format and against each other.

    Returns all findings at once, in the order of files and lines. Nothing is raised.
    """
    return check_reading(read(path, progress), shown(path))


@collection_paused()
def check_reading(reading: Reading, name: str) -> Checked:
    """Check data files that were read. Findings about all of them together call them by `name`."""
    files = Files(reading)
    complete = not reading.lost and not reading.findings
    found = [*reading.findings, *files.findings, *_without_doubles(files.misshapen, _misnamed(files))]
    found += _unlabelled(files) if complete else []
    found += _not_one_collection(files, name, complete=complete)
    found += _in_loops(files)
    found += _against_rules_between_records(files)
    findings = tuple(sorted(set(found), key=_order))
    data = None if findings else _data_set(files)
    return Checked(findings, tuple(sorted(_notes(files), key=_order)), data)


def rendered(findings: Iterable[Finding], severity: str = "") -> Iterator[str]:
    """One line for each finding, as compilers write them: `file:line:column: record: what is wrong; what was meant`.

    `severity`, such as `warning`, is written before the record.
    """
    for one in findings:
        at = f"{one.file}:{one.line}:{one.column}" if one.line else one.file
        parts = [f"{one.record}: {one.message}" if one.record else one.message]
        parts += [f"expected {one.expected}"] if one.expected else []
        parts += [f"did you mean '{one.did_you_mean}'?"] if one.did_you_mean else []
        yield printable(f"{at}: {severity and f'{severity}: '}{'; '.join(parts)}")


def _order(one: Finding) -> tuple[str, int, int, str]:
    return one.file, one.line, one.column, one.message


def _without_doubles(misshapen: list[Finding], misnamed: list[Finding]) -> list[Finding]:
    """All findings, but only one of two at the same place: what is not a slug is not a known id either.

    The finding about the id is kept, as it says what was meant.
    """
    known = {(one.file, one.line, one.column) for one in misnamed}
    return misnamed + [one for one in misshapen if (one.file, one.line, one.column) not in known]


def _misnamed(files: Files) -> list[Finding]:
    """Ids that are taken or reserved, and wrong references."""
    known = Names(files.reading.lost, files.reading.unread)
    found = [
        draft.finding(problem)
        for step in (known.take_id, known.take_aliases, known.unknown)
        for type_, draft in files.each()
        for problem in step(type_, draft)
    ]
    return found + list(_wrong_identities(files, known))


def _wrong_identities(files: Files, known: Names) -> Iterator[Finding]:
    same: set[str] = set()
    judged: set[tuple[object, str]] = set()
    for draft in files.identities:
        for path, name in texts(draft.values, ("actor",)):
            if problem := known.reference(path, name, _ACTOR):
                yield draft.finding(problem)
        if not draft.values.get("same_as") and not draft.values.get("not_same_as") and not draft.doubt:
            yield draft.finding(Problem((), "judges nobody", "same_as or not_same_as, with ids of imported actors"))
        for path, name in (*texts(draft.values, ("same_as", "*")), *texts(draft.values, ("not_same_as", "*"))):
            pair = (draft.values.get("actor"), name)
            if pair in judged or (path[0] == "same_as" and name in same):
                yield draft.finding(Problem(path, f"'{name}' is listed twice", "each once"))
            elif known.has(name, _ACTOR):
                message = f"'{name}' is an actor of these files"
                expected = "an imported actor; join two of these files by hand, with an alias"
                yield draft.finding(Problem(path, message, expected))
            judged.add(pair)
            if path[0] == "same_as":
                same.add(name)


def _unlabelled(files: Files) -> Iterator[Finding]:
    for type_ in TYPES_WITH_KINDS:
        labels = files.labels[type_]
        for draft in files.records[type_]:
            for path, kind in texts(draft.values, ("kind",)):
                if kind not in labels:
                    expected = f"a label under kinds: {type_}:"
                    problem = Problem(path, f"kind '{kind}' has no label", expected, nearest(kind, labels))
                    yield draft.finding(problem)


def _not_one_collection(files: Files, path: str, *, complete: bool) -> Iterator[Finding]:
    """A finding if there is not exactly one collection."""
    for draft in files.collections[1:]:
        first = files.collections[0]
        line, _ = first.file.position(first.path)
        message = f"a second collection; the first is in {first.file.name}:{line}"
        yield draft.finding(Problem((), message, "one in all files"))
    if complete and not files.collections:
        expected = "the key collection: in one of them"
        yield Finding(path, 0, 0, None, "no file holds the collection", expected)


def _in_loops(files: Files) -> Iterator[Finding]:
    for type_, form in FORMATS.items():
        for chain in form.chains:
            owners: dict[Link, Draft] = {}
            for draft in files.records[type_]:
                for path, name in texts(draft.values, tuple(chain.pattern.split("."))):
                    if chain.holds(draft, path):
                        owners.setdefault(Link(draft.name, name, path), draft)
            for link, way in loops(owners):
                message = f"{chain.name} runs in a loop: {' -> '.join([*way, link.source])}"
                yield owners[link].finding(Problem(link.path, message, "a way that ends"))


def _against_rules_between_records(files: Files) -> Iterator[Finding]:
    for type_, form in FORMATS.items():
        drafts = {draft.name: draft for draft in files.records[type_]}
        for name, problem in form.rules_between(files.records):
            yield drafts[name].finding_in_record(problem)


def _data_set(files: Files) -> DataSet:
    (collection,) = (draft.record for draft in files.collections)
    found: dict[str, Any] = {  # Any: the models of checked records are those of their lists
        "collection": collection,
        "identities": tuple(draft.record for draft in files.identities),
        "records": {
            type_: tuple(sorted((draft.record for draft in drafts), key=attrgetter("id")))
            for type_, drafts in files.records.items()
        },
    }
    return DataSet(kinds=files.labels, **found)


def _notes(files: Files) -> Iterator[Finding]:
    """What is probably wrong, and what nobody has judged."""
    yield from _maybe_the_same(files)
    for type_, form in FORMATS.items():
        drafts = {draft.name: draft for draft in files.records[type_]}
        for name, problem in form.warnings_between(files.records):
            yield drafts[name].finding_in_record(problem)
    for _, draft in files.each():
        yield from map(draft.finding, (*_with_html((), draft.values), *_in_the_future(draft)))


_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]{2,}|#[0-9]+|#x[0-9a-f]+);", re.IGNORECASE)
_DATES = ("date", "born", "died", "founded", "dissolved")


def _with_html(path: ValuePath, value: Value) -> Iterator[Problem]:
    """The first tag or character reference of HTML in each text of a value but addresses."""
    if isinstance(value, str):
        if ("<" in value or "&" in value) and path[-1] != "url" and (found := _HTML.search(value)):
            yield Problem(path, f"contains HTML: {found[0]}", "plain text, which is shown as it is written")
        return
    for step, inner in value.items() if isinstance(value, dict) else enumerate(value):
        yield from _with_html((*path, step), inner)


def _in_the_future(draft: Draft) -> Iterator[Problem]:
    today = datetime.now(UTC).date().toordinal()
    for key in _DATES:
        text = draft.values.get(key)
        first = parse(text).outer.first if isinstance(text, str) and is_edtf(text) else None
        if first is not None and first > today:
            yield Problem((key,), f"{key} '{text}' lies in the future")


def _maybe_the_same(files: Files) -> Iterator[Finding]:
    """Pairs of actors that may be the same, because the files or their names say so, and that nobody has judged."""
    actors = {draft.name: draft for draft in files.records[RecordType.ACTOR]}
    noted: set[frozenset[str]] = set()
    for draft in actors.values():
        for path, other in texts(draft.values, ("maybe_same_as", "*")):
            if frozenset((draft.name, other)) not in noted:
                noted.add(frozenset((draft.name, other)))
                yield draft.finding(Problem(path, f"may be the same as '{other}'; nobody has judged"))
    for name, other in _namesakes(actors.values()):
        if frozenset((name, other)) not in noted:
            noted.add(frozenset((name, other)))
            message = f"bears the same name as '{name}'; nobody has judged whether they are the same"
            yield actors[other].finding(Problem(("name",), message))


def _namesakes(actors: Iterable[Draft]) -> Iterator[tuple[str, str]]:
    """Pairs of actors of one kind that have a name in common, apart from accents and case."""
    bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for draft in actors:
        kind = draft.values.get("kind")
        names = [*texts(draft.values, ("name",)), *texts(draft.values, ("other_names", "*", "name"))]
        for name in {title_key(name) for _, name in names}:
            bearers[kind if isinstance(kind, str) else "", name].append(draft.name)
    for same in bearers.values():
        yield from combinations(same, 2)
