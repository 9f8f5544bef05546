"""The records of all files of a data set, each made into what it can be, before they are held against each other."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from app.loading.parsing import Draft, Problem, draft, finding, inner, nearest
from app.loading.records import (
    Actor,
    Claim,
    Collection,
    DataFile,
    Document,
    Event,
    Identity,
    Kinds,
    Place,
    Record,
    RecordType,
    Topic,
)
from app.loading.yaml_nodes import Finding, Listing, Node, Position, Reading, Scalar, Table

LISTS: Mapping[str, tuple[RecordType, type[Record]]] = {
    "events": ("event", Event),
    "actors": ("actor", Actor),
    "documents": ("document", Document),
    "claims": ("claim", Claim),
    "places": ("place", Place),
    "topics": ("topic", Topic),
}
"""The lists of records that a file may hold."""

KINDED: tuple[RecordType, ...] = ("actor", "event", "document", "claim")


@dataclass
class Files:
    """The records of all files, as they stand there.

    `labels` are those of the kinds, by type of record. `misshapen` says which records do not fit their model,
    `findings` what else is wrong with the files.
    """

    reading: Reading
    records: dict[RecordType, list[Draft]] = field(default_factory=lambda: {kind: [] for kind, _ in LISTS.values()})
    collections: list[Draft] = field(default_factory=list)
    identities: list[Draft] = field(default_factory=list)
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: {kind: {} for kind in KINDED})
    findings: list[Finding] = field(default_factory=list)
    misshapen: list[Finding] = field(default_factory=list)

    def __post_init__(self) -> None:
        for table in self.reading.tables:
            for key, entry in table.entries.items():
                self._add(key, entry.at, entry.node)

    def _add(self, key: str, at: Position, node: Node) -> None:
        if key == "collection":
            self.collections += self._drafts(Collection, key, [node])
        elif key == "kinds":
            for one in self._drafts(Kinds, key, [node]):
                self._add_labels(one)
        elif key == "identities":
            self.identities += self._drafts(Identity, key, self._items(key, node))
        elif key in LISTS:
            kind, model = LISTS[key]
            self.records[kind] += self._drafts(model, key, self._items(key, node))
        else:
            known = list(DataFile.model_fields)
            message, expected = f"'{key}' is not a known key", f"one of {', '.join(known)}"
            self.findings.append(remark(at, message, expected, nearest(key, known)))

    def _items(self, key: str, node: Node) -> tuple[Node, ...]:
        if isinstance(node, Listing):
            return node.items
        self.findings.append(remark(node.at, f"{key} is no list", "entries that begin with '- '"))
        return ()

    def _drafts(self, model: type[Record], key: str, nodes: Iterable[Node]) -> Iterator[Draft]:
        for place, node in enumerate(nodes, 1):
            if not isinstance(node, Table):
                self.findings.append(remark(node.at, f"an entry of {key} is no record", "a table of keys"))
                continue
            own = inner(node, ("id",))
            name = own.text if isinstance(own, Scalar) else f"{key} {place}" if key in LISTS else key
            made, findings = draft(model, node, name)
            self.misshapen += findings
            yield made

    def _add_labels(self, kinds: Draft) -> None:
        for kind, known in self.labels.items():
            labels: Mapping[str, str] = getattr(kinds.record, kind)
            for slug, label in labels.items():
                if known.setdefault(slug, label) is not label:
                    problem = Problem(
                        (kind, slug), f"the {kind} kind '{slug}' has its label elsewhere too", "one label"
                    )
                    self.findings.append(finding(kinds.name, kinds.kept, problem))

    @cached_property
    def drafts(self) -> Mapping[str, Draft]:
        """The events, actors, documents and claims by what findings call them: they share one name space."""
        return {one.name: one for kind in KINDED for one in self.records[kind]}

    def each(self) -> Iterator[tuple[RecordType, Draft]]:
        """Every record with its type."""
        for kind, drafts in self.records.items():
            for one in drafts:
                yield kind, one


def remark(at: Position, message: str, expected: str | None = None, did_you_mean: str | None = None) -> Finding:
    """A finding about no record."""
    return Finding(at.file, at.line, at.column, None, message, expected, did_you_mean)
