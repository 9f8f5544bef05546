"""Checks the files of a data set: either everything that is wrong with them, or the data set they hold."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.loading.characters import printable, shown
from app.loading.collecting import Files, Place, place_of
from app.loading.data_files import FORMATS, TYPES_WITH_KINDS
from app.loading.data_set import DataSet, RecordsOnDisk
from app.loading.findings import MOST_FINDINGS, Finding, Found, cut
from app.loading.parsing import Draft, RightRecord
from app.loading.reading import read
from app.loading.references import Guesses, Link, Names, loops, texts
from app.loading.served_records import NONE_SERVED, ServedRecords
from app.loading.values import Problem, ValuePath
from app.loading.yaml_files import Reading
from app.memory import collection_paused
from app.progress import Progress, silent
from app.timeline.dates import is_edtf, parse
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key

_ACTOR = (RecordType.ACTOR,)

MOST_SHOWN_OF_A_LOOP = 10
"""Records of a loop that its finding names."""
MOST_NAMESAKES = 20
"""Actors of one name that each further one is told with."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with the files, or the data set if nothing is. `notes` are worth a look, but are not errors.

    Where a file has more than `MOST_FINDINGS`, one of them says so; `more` is how many are counted and not told.
    """

    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    data: DataSet | None
    more: int = 0


def check(
    path: Path, progress: Progress = silent, *, warnings: bool = True, served: ServedRecords = NONE_SERVED
) -> Checked:
    """Check the data files below a folder (or one file) against their format and against each other.

    Returns all findings at once, in the order of files and lines, at most `MOST_FINDINGS` of a file. Without `warnings`
    no notes are looked for, which takes a third of the time. Records that are `served` are not checked by themselves.

    Raises:
        OSError: the temporary file for the records that are right cannot be written, or a file is changed meanwhile.
    """
    return check_reading(read(path, progress, served), shown(path), progress=progress, warnings=warnings, served=served)


@collection_paused()
def check_reading(  # noqa: PLR0913 - the last ones are options
    reading: Reading,
    name: str,
    most: int | None = MOST_FINDINGS,
    progress: Progress = silent,
    *,
    warnings: bool = True,
    served: ServedRecords = NONE_SERVED,
) -> Checked:
    """Check data files that were read. Findings about all of them together call them by `name`.

    `most` findings of a file are told; None: all. `warnings` and `served` are as in `check`.
    """
    files = Files(reading, most, served, progress)
    complete = not reading.lost and not reading.findings and not files.cut
    found = Found(most)
    found.extend(reading.findings)
    found.extend(cut(each, "checked") for each in files.cut)
    found.extend(files.findings)
    _add_misnamed(files, found)
    if complete:
        _add_findings(_unlabelled(files), found)
    found.extend(_not_one_collection(files, name, complete=complete))
    _add_findings(_in_loops(files), found)
    if not files.cut:
        _add_findings(_against_rules_between_records(files), found)
    notes = Found(most)
    if warnings:
        _add_findings(_notes(files), notes)
    findings = found.sorted()
    data = None if findings else _data_set(files)
    return Checked(findings, notes.sorted(), data, found.more)


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


def as_json(checked: Checked) -> Iterator[dict[str, object]]:
    """Each finding with its `severity`, `error` or `warning`, and at last whether the files are clean: JSON values."""
    for severity, findings in (("error", checked.findings), ("warning", checked.notes)):
        for one in findings:
            yield {"severity": severity} | asdict(one)
    yield {
        "clean": checked.data is not None,
        "errors": len(checked.findings),
        "errors_not_told": checked.more,
        "warnings": len(checked.notes),
    }


Problems = Iterator[tuple[Draft, Problem]]
"""Problems, each with the record that has it."""


def _add_findings(problems: Problems, found: Found) -> set[Place]:
    """Add the findings about problems. Those that have no room are not made: to find their lines takes time.

    Returns the places of those that were added.
    """
    places: set[Place] = set()
    for draft, problem in problems:
        if found.has_room(draft.file.name):
            found.add(draft.finding(problem))
            places.add(place_of(draft, problem))
        else:
            found.count(draft.file.name)
    return places


def _add_misnamed(files: Files, found: Found) -> None:
    """Add findings about names and about the shape of records, but only one of two at the same place.

    What is not a slug is not a known id either. The finding about the id is kept, as it says what was meant.
    """
    misnamed = Found(found.most)
    places = _add_findings(_misnamed(files), misnamed)
    found.extend(misnamed)
    found.extend(one for place, one in files.misshapen if place not in places)
    found.count_all(misnamed)


def _misnamed(files: Files) -> Problems:
    """Ids that are taken or reserved, and wrong references."""
    known = Names(files.reading.lost | files.lost, files.reading.unread)
    for stage, step in (
        ("checking ids", known.take_id),
        ("checking aliases", known.take_aliases),
        ("checking references", known.unknown),
    ):
        for type_, draft in files.each(stage):
            for problem in step(type_, draft):
                yield draft, problem
    yield from _wrong_identities(files, known)


def _wrong_identities(files: Files, known: Names) -> Problems:
    same: set[str] = set()
    judged: set[tuple[object, str]] = set()
    for draft in files.identities:
        for path, name in texts(draft.values, ("actor",)):
            if problem := known.reference(path, name, _ACTOR):
                yield draft, problem
        if not draft.values.get("same_as") and not draft.values.get("not_same_as") and not draft.doubt:
            yield draft, Problem((), "judges nobody", "same_as or not_same_as, with ids of imported actors")
        for path, name in (*texts(draft.values, ("same_as", "*")), *texts(draft.values, ("not_same_as", "*"))):
            pair = (draft.values.get("actor"), name)
            if pair in judged or (path[0] == "same_as" and name in same):
                yield draft, Problem(path, f"'{name}' is listed twice", "each once")
            elif known.has(name, _ACTOR):
                message = f"'{name}' is an actor of these files"
                expected = "an imported actor; join two of these files by hand, with an alias"
                yield draft, Problem(path, message, expected)
            judged.add(pair)
            if path[0] == "same_as":
                same.add(name)


def _unlabelled(files: Files) -> Problems:
    guesses = Guesses()
    for type_ in TYPES_WITH_KINDS:
        labels = files.labels[type_]
        for draft in files.records[type_]:
            for path, kind in texts(draft.values, ("kind",)):
                if kind not in labels:
                    expected = f"a label under kinds: {type_}:"
                    yield draft, Problem(path, f"kind '{kind}' has no label", expected, guesses.nearest(kind, labels))


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


def _in_loops(files: Files) -> Problems:
    for type_, form in FORMATS.items():
        for chain in form.chains:
            owners: dict[Link, Draft] = {}
            pattern = tuple(chain.pattern.split("."))
            for draft in (each for each in files.records[type_] if each.has(pattern[0])):
                for path, name in texts(draft.values, pattern):
                    if chain.holds(draft, path):
                        owners.setdefault(Link(draft.name, name, path), draft)
            for link, way in loops(owners):
                yield (
                    owners[link],
                    Problem(link.path, f"{chain.name} runs in a loop: {_shown_way(way)}", "a way that ends"),
                )


def _shown_way(way: Sequence[str]) -> str:
    """The records of a loop, from one to itself; of a long loop the first and the last ones."""
    left_out = len(way) + 1 - MOST_SHOWN_OF_A_LOOP
    middle = [f"({left_out:,} more)"] if left_out > 1 else []
    shown = [*way[: MOST_SHOWN_OF_A_LOOP - 2], *middle, way[-1]] if middle else way
    return " -> ".join([*shown, way[0]])


def _against_rules_between_records(files: Files) -> Problems:
    for type_, form in FORMATS.items():
        drafts = {draft.name: draft for draft in files.records[type_]}
        for name, problem in form.rules_between(files.records):
            yield drafts[name], drafts[name].in_record(problem)


def _data_set(files: Files) -> DataSet:
    (collection,) = (draft.record for draft in files.collections)
    found: dict[str, Any] = {  # Any: the models of checked records are those of their lists
        "collection": collection,
        "identities": tuple(draft.record for draft in files.identities),
        "records": {
            type_: RecordsOnDisk(draft for draft in drafts if isinstance(draft, RightRecord))
            for type_, drafts in files.records.items()
        },
    }
    return DataSet(kinds=files.labels, **found)


def _notes(files: Files) -> Problems:
    """What is probably wrong, and what nobody has judged."""
    yield from _maybe_the_same(files)
    for type_, form in FORMATS.items():
        drafts = {draft.name: draft for draft in files.records[type_]}
        for name, problem in form.warnings_between(files.records):
            yield drafts[name], drafts[name].in_record(problem)
    for _, draft in files.each("looking for warnings"):
        values = draft.values
        for problem in (*_with_html((), values), *_in_the_future(values)):
            yield draft, problem


_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|&(?:[a-z]{2,}|#[0-9]+|#x[0-9a-f]+);", re.IGNORECASE)
_DATES = ("date", "born", "died", "founded", "dissolved")


def _with_html(path: ValuePath, value: object) -> Iterator[Problem]:
    """The first tag or character reference of HTML in each text of a value but addresses."""
    if isinstance(value, str):
        if ("<" in value or "&" in value) and path[-1] != "url" and (found := _HTML.search(value)):
            yield Problem(path, f"contains HTML: {found[0]}", "plain text, which is shown as it is written")
        return
    entries = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in entries:
        yield from _with_html((*path, step), inner)


def _in_the_future(values: Mapping[str, object]) -> Iterator[Problem]:
    today = datetime.now(UTC).date().toordinal()
    for key in _DATES:
        text = values.get(key)
        first = parse(text).outer.first if isinstance(text, str) and is_edtf(text) else None
        if first is not None and first > today:
            yield Problem((key,), f"{key} '{text}' lies in the future")


def _maybe_the_same(files: Files) -> Problems:
    """Pairs of actors that may be the same, because the files or their names say so, and that nobody has judged."""
    actors = {draft.name: draft for draft in files.records[RecordType.ACTOR]}
    noted: set[frozenset[str]] = set()
    for draft in actors.values():
        for path, other in texts(draft.values, ("maybe_same_as", "*")):
            if frozenset((draft.name, other)) not in noted:
                noted.add(frozenset((draft.name, other)))
                yield draft, Problem(path, f"may be the same as '{other}'; nobody has judged")
    for name, other in _namesakes(actors.values()):
        if frozenset((name, other)) not in noted:
            noted.add(frozenset((name, other)))
            message = f"bears the same name as '{name}'; nobody has judged whether they are the same"
            yield actors[other], Problem(("name",), message)


def _namesakes(actors: Iterable[Draft]) -> Iterator[tuple[str, str]]:
    """Pairs of actors of one kind that have a name in common, apart from accents and case.

    Of many with one name, each is told with the first few.
    """
    bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for draft in actors:
        kind = draft.values.get("kind")
        names = [*texts(draft.values, ("name",)), *texts(draft.values, ("other_names", "*", "name"))]
        for name in {title_key(name) for _, name in names}:
            before = bearers[kind if isinstance(kind, str) else "", name]
            yield from ((other, draft.name) for other in before)
            if len(before) < MOST_NAMESAKES:
                before.append(draft.name)
