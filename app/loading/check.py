"""Whether the files of a data set are right: everything that is wrong with them at once, or the data set they hold."""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TypeVar

from app.loading import references as names
from app.loading import rules
from app.loading.collecting import KINDED, Files, remark
from app.loading.parsing import Draft, Problem, finding, inner, nearest
from app.loading.records import Actor, Claim, Collection, DataSet, Document, Event, Identity, Place, Record, Topic
from app.loading.references import Link, Names, values
from app.loading.yaml_nodes import Finding, Position, Scalar, Table, printable, read, shown

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong with the files, or, where nothing is, the data set. `notes` are worth a look, and no errors."""

    findings: tuple[Finding, ...]
    notes: tuple[Finding, ...]
    data: DataSet | None


def check(path: Path) -> Checked:
    """Checks the data files below a folder (or one file) against their format and against each other.

    All findings come at once, in the order of files and lines; nothing is raised.
    """
    reading = read(path)
    files = Files(reading)
    whole = not reading.lost and not reading.findings
    found = [*reading.findings, *files.findings, *_without_doubles(files.misshapen, _misnamed(files))]
    found += _unlabelled(files) if whole else []
    found += _alone(files, shown(path), whole=whole)
    found += _looping(files)
    found += _against_rules(files)
    findings = tuple(sorted(set(found), key=_order))
    data = None if findings else _data_set(files)
    return Checked(findings, tuple(sorted(_notes(files), key=_order)), data)


def rendered(findings: Iterable[Finding]) -> Iterator[str]:
    """One line for each finding, as compilers write them: `file:line:column: record: what is wrong; what was meant`."""
    for one in findings:
        at = f"{one.file}:{one.line}:{one.column}" if one.line else one.file
        parts = [f"{one.record}: {one.message}" if one.record else one.message]
        parts += [f"expected {one.expected}"] if one.expected else []
        parts += [f"did you mean '{one.did_you_mean}'?"] if one.did_you_mean else []
        yield printable(f"{at}: {'; '.join(parts)}")


def _order(one: Finding) -> tuple[str, int, int, str]:
    return one.file, one.line, one.column, one.message


def _without_doubles(misshapen: list[Finding], misnamed: list[Finding]) -> list[Finding]:
    """A name that is no slug is no record's id either: once is enough, and the latter says what was meant."""
    told = {(one.file, one.line, one.column) for one in misnamed}
    return misnamed + [one for one in misshapen if (one.file, one.line, one.column) not in told]


def _misnamed(files: Files) -> list[Finding]:
    """Ids that are taken or reserved, and references that meet nothing."""
    known = Names(files.reading.lost, files.reading.unread)
    found = [
        finding(one.name, one.node, problem)
        for step in (known.take_id, known.take_aliases, known.unknown)
        for kind, one in files.each()
        for problem in step(kind, one.node)
    ]
    return found + list(_misjudged(files, known))


def _misjudged(files: Files, known: Names) -> Iterator[Finding]:
    judged: set[str] = set()
    for one in files.identities:
        for path, scalar in values(one.node, ("actor",)):
            problem = known.missed(path, scalar.text, names.ACTOR)
            if problem is not None:
                yield finding(one.name, one.node, problem)
        for path, scalar in values(one.node, ("same_as", "*")):
            if scalar.text in judged:
                yield finding(one.name, one.node, Problem(path, f"'{scalar.text}' stands here twice", "each once"))
            elif known.has(scalar.text, names.ACTOR):
                message = f"'{scalar.text}' is an actor of these files"
                expected = "an imported actor; join two of these files by hand, with an alias"
                yield finding(one.name, one.node, Problem(path, message, expected))
            judged.add(scalar.text)


def _unlabelled(files: Files) -> list[Finding]:
    found = []
    for kind in KINDED:
        labels = files.labels[kind]
        for one in files.records[kind]:
            for path, scalar in values(one.node, ("kind",)):
                if scalar.text not in labels:
                    message = f"kind '{scalar.text}' has no label"
                    problem = Problem(path, message, f"a label under kinds: {kind}:", nearest(scalar.text, labels))
                    found.append(finding(one.name, one.node, problem))
    return found


def _alone(files: Files, path: str, *, whole: bool) -> Iterator[Finding]:
    """A finding where there is not exactly one collection."""
    for one in files.collections[1:]:
        first = files.collections[0].node.at
        message = f"a second collection; the first is in {first.file}:{first.line}"
        yield finding(one.name, one.node, Problem((), message, "one in all files"))
    if whole and not files.collections:
        yield remark(Position(path), "no file holds the collection", "the key collection: in one of them")


def _looping(files: Files) -> Iterator[Finding]:
    for what, kind, pattern in (
        ("responds_to", "event", ("responds_to", "*", "event")),
        ("part_of", "event", ("part_of",)),
        ("organ of", "actor", ("member_of", "*", "group")),
    ):
        owners: dict[Link, Draft] = {}
        for one in files.records["event" if kind == "event" else "actor"]:
            for path, scalar in values(one.node, pattern):
                if kind == "event" or _is_organ(one.node, path):
                    owners.setdefault(Link(one.name, scalar.text, path), one)
        for link, way in names.loops(owners):
            owner = owners[link]
            message = f"{what} runs in a loop: {' -> '.join([*way, link.source])}"
            yield finding(owner.name, owner.node, Problem(link.path, message, "a way that ends"))


def _is_organ(actor: Table, path: tuple[str | int, ...]) -> bool:
    kind = inner(actor, (*path[:-1], "kind"))
    return isinstance(kind, Scalar) and kind.text == "organ"


def _against_rules(files: Files) -> Iterator[Finding]:
    for _, one in files.each():
        for problem in rules.within(one.record):
            if problem.whole not in one.doubt:
                yield finding(one.name, one.kept, problem)
    events, actors, claims = _by_name(files, Event), _by_name(files, Actor), _by_name(files, Claim)
    documents = {
        name: document
        for name, document in _by_name(files, Document).items()
        if "paragraphs" not in files.drafts[name].doubt
    }
    for name, problem in (
        *rules.between_events(events),
        *rules.between_holders(actors),
        *rules.between_passages(claims, documents),
    ):
        one = files.drafts[name]
        yield finding(name, one.kept, problem)


def _by_name(files: Files, model: type[R]) -> dict[str, R]:
    return {name: one.record for name, one in files.drafts.items() if isinstance(one.record, model)}


def _of(drafts: Iterable[Draft], model: type[R]) -> tuple[R, ...]:
    return tuple(one.record for one in sorted(drafts, key=lambda one: one.name) if isinstance(one.record, model))


def _data_set(files: Files) -> DataSet:
    records = files.records
    return DataSet(
        collection=_of(files.collections, Collection)[0],
        kinds=files.labels,
        events=_of(records["event"], Event),
        actors=_of(records["actor"], Actor),
        documents=_of(records["document"], Document),
        claims=_of(records["claim"], Claim),
        places=_of(records["place"], Place),
        topics=_of(records["topic"], Topic),
        identities=tuple(sorted(_of(files.identities, Identity), key=lambda one: one.actor)),
        where={(kind, one.name): one.node.at for kind, one in files.each()},
    )


def _notes(files: Files) -> Iterator[Finding]:
    """Pairs of actors that may be the same, because the files or their names say so, and that nobody has judged."""
    actors = {one.name: one for one in files.records["actor"]}
    told: set[frozenset[str]] = set()
    for one in actors.values():
        for path, scalar in values(one.node, ("maybe_same_as", "*")):
            if frozenset((one.name, scalar.text)) not in told:
                told.add(frozenset((one.name, scalar.text)))
                yield finding(
                    one.name, one.node, Problem(path, f"may be the same as '{scalar.text}'; nobody has judged")
                )
    for name, other in _namesakes(actors.values()):
        if frozenset((name, other)) not in told:
            told.add(frozenset((name, other)))
            message = f"bears the same name as '{name}'; nobody has judged whether they are the same"
            yield finding(other, actors[other].node, Problem(("name",), message))


def _namesakes(actors: Iterable[Draft]) -> Iterator[tuple[str, str]]:
    """Pairs of actors of one kind with a name in common, accents and case apart."""
    bearers: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in actors:
        kind = inner(one.node, ("kind",))
        written = [*values(one.node, ("name",)), *values(one.node, ("other_names", "*", "name"))]
        for name in {_folded(scalar.text) for _, scalar in written}:
            bearers[kind.text if isinstance(kind, Scalar) else "", name].append(one.name)
    for same in bearers.values():
        yield from combinations(same, 2)


def _folded(name: str) -> str:
    apart = unicodedata.normalize("NFD", name.casefold())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))
