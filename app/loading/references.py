"""Ids: which there are, whether each is one record's own, whether every reference meets one, and what runs in a loop.

All this is told of the files' nodes, so that a record with another fault is still known and still looked at.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from app.loading.parsing import Path, Problem, nearest
from app.loading.records import RecordType
from app.loading.yaml_nodes import Listing, Node, Position, Scalar, Table

RESERVED = {"none", "undated"}
"""Words with a meaning of their own where a request could name an id."""

Pattern = tuple[str, ...]
"""The way to values in a record; `*` stands for each entry of a list."""

ACTOR: tuple[RecordType, ...] = ("actor",)
EVENT: tuple[RecordType, ...] = ("event",)
DOCUMENT: tuple[RecordType, ...] = ("document",)
PLACE: tuple[RecordType, ...] = ("place",)
TOPIC: tuple[RecordType, ...] = ("topic",)

REFERENCES: Mapping[RecordType, tuple[tuple[Pattern, tuple[RecordType, ...]], ...]] = {
    "event": (
        (("place",), PLACE),
        (("part_of",), EVENT),
        (("topics", "*"), TOPIC),
        (("actors", "*", "actor"), ACTOR),
        (("actors", "*", "on_behalf_of"), ACTOR),
        (("responds_to", "*", "event"), EVENT),
        (("documents", "*", "document"), DOCUMENT),
    ),
    "actor": (
        (("offices", "*", "of"), ACTOR),
        (("member_of", "*", "group"), ACTOR),
        (("maybe_same_as", "*"), ACTOR),
    ),
    "document": (
        (("place",), PLACE),
        (("topics", "*"), TOPIC),
        (("actors", "*", "actor"), ACTOR),
    ),
    "claim": (
        (("about", "*"), ("event", "actor", "document")),
        (("asserted_by", "*"), ACTOR),
        (("asserted_in", "document"), DOCUMENT),
        (("evidence", "*", "document"), DOCUMENT),
    ),
    "place": (),
    "topic": (),
}
"""Where a record names others, and of what type these must be."""


@dataclass(frozen=True, slots=True)
class Named:
    """What an id or alias is taken by."""

    type: RecordType
    id: str
    at: Position


@dataclass(slots=True)
class Names:
    """The ids and aliases of a data set.

    `lost` are ids in files that could not be read: a reference may mean them. `unread`: it may mean any id, since there
    are files whose ids are not known. A name that several have counts for each of them, so that their clash is all that
    is told of it; ids are entered before the first alias, for the record with the id comes first.
    """

    lost: frozenset[str] = frozenset()
    unread: bool = False
    _taken: dict[str, dict[str, list[Named]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))

    def take_id(self, kind: RecordType, record: Table) -> Iterator[Problem]:
        """Enters the id of a record; a problem where another has it, or none may have it."""
        yield from self._take("id", kind, record, values(record, ("id",)))

    def take_aliases(self, kind: RecordType, record: Table) -> Iterator[Problem]:
        """Enters the aliases of a record; a problem for each that another has, or that none may have."""
        yield from self._take("alias", kind, record, values(record, ("aliases", "*")))

    def _take(
        self, what: str, kind: RecordType, record: Table, taking: Iterable[tuple[Path, Scalar]]
    ) -> Iterator[Problem]:
        own = next((scalar.text for _, scalar in values(record, ("id",))), "")
        for path, scalar in taking:
            if scalar.text in RESERVED:
                yield Problem(path, f"{what} '{scalar.text}' is reserved", "another id")
            bearers = self._taken[_space(kind)][scalar.text]
            if bearers:
                yield Problem(path, f"{what} '{scalar.text}' is taken by {_whose(bearers[0])}", "an id of its own")
            bearers.append(Named(kind, own, scalar.at))

    def unknown(self, kind: RecordType, record: Table) -> Iterator[Problem]:
        """A problem for each id in a record that names no record of the type that belongs there."""
        for pattern, wanted in REFERENCES[kind]:
            for path, scalar in values(record, pattern):
                problem = self.missed(path, scalar.text, wanted)
                if problem is not None:
                    yield problem

    def has(self, name: str, wanted: tuple[RecordType, ...]) -> bool:
        """Whether a record of one of these types has the name as its id or an alias."""
        return bool(self._bearers(name, wanted))

    def missed(self, path: Path, name: str, wanted: tuple[RecordType, ...]) -> Problem | None:
        """The problem with a name where the id of a record of certain types should stand; None where it is one."""
        key = next(str(step) for step in reversed(path) if isinstance(step, str))
        bearers = self._bearers(name, wanted)
        if any(named.id == name for named in bearers) or self.unread or name in self.lost:
            return None
        if bearers:
            return Problem(path, f"{key} '{name}' is an alias of '{bearers[0].id}'", "the id", bearers[0].id)
        other = next((space[name][0] for space in self._taken.values() if name in space), None)
        known = " or ".join(wanted)
        if other is not None:
            is_what = f"is {_article(other.type)}, not {_article(known)}"
            return Problem(path, f"{key} '{name}' {is_what}", f"the id of {_article(known)}", self._like(name, wanted))
        return Problem(path, f"{key} '{name}' is not a known {known}", None, self._like(name, wanted))

    def _bearers(self, name: str, wanted: tuple[RecordType, ...]) -> list[Named]:
        """The records of these types that have a name, whose id it is first."""
        spaces = {_space(kind): None for kind in wanted}
        return [named for space in spaces for named in self._taken[space].get(name, ()) if named.type in wanted]

    def _like(self, name: str, wanted: tuple[RecordType, ...]) -> str | None:
        known = {
            key: bearers[0].id
            for space in {_space(kind): None for kind in wanted}
            for key in self._taken[space]
            if key != name and (bearers := self._bearers(key, wanted))
        }
        like = nearest(name, known)
        return None if like is None else known[like]


def values(record: Node, pattern: Pattern, path: Path = ()) -> Iterator[tuple[Path, Scalar]]:
    """The texts at a pattern, each with the way to it."""
    if not pattern:
        if isinstance(record, Scalar):
            yield path, record
    elif pattern[0] == "*":
        for place, item in enumerate(record.items if isinstance(record, Listing) else ()):
            yield from values(item, pattern[1:], (*path, place))
    elif isinstance(record, Table) and (entry := record.entries.get(pattern[0])) is not None:
        yield from values(entry.node, pattern[1:], (*path, pattern[0]))


@dataclass(frozen=True, slots=True)
class Link:
    """A step from a record to another that it names at `path`."""

    source: str
    target: str
    path: Path


def loops(links: Iterable[Link]) -> Iterator[tuple[Link, tuple[str, ...]]]:
    """The links that lead back to where they start, each with the shortest such way: the start first, and not again."""
    source, target = attrgetter("source"), attrgetter("target")
    left = _leading_on(_leading_on(list(links), source, target), target, source)
    following: dict[str, list[Link]] = defaultdict(list)
    for link in left:
        following[link.source].append(link)
    for link in left:
        way = _way(link.target, link.source, following)
        if way is not None:
            yield link, (link.source, *way[:-1])


def _leading_on(links: list[Link], begin: Callable[[Link], str], end: Callable[[Link], str]) -> list[Link]:
    """The links left when those whose end leads nowhere are taken away again and again."""
    onward = Counter(map(begin, links))
    arriving: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        arriving[end(link)].append(link)
    ends = deque(place for place in arriving if not onward[place])
    gone: set[Link] = set()
    while ends:
        for link in arriving[ends.popleft()]:
            gone.add(link)
            onward[begin(link)] -= 1
            if not onward[begin(link)]:
                ends.append(begin(link))
    return [link for link in links if link not in gone]


def _way(start: str, goal: str, following: Mapping[str, list[Link]]) -> tuple[str, ...] | None:
    """The shortest way from `start` to `goal`, both included."""
    before: dict[str, str | None] = {start: None}
    todo = deque([start])
    while todo:
        here = todo.popleft()
        if here == goal:
            return _back(here, before)
        for link in following.get(here, ()):
            if link.target not in before:
                before[link.target] = here
                todo.append(link.target)
    return None


def _back(here: str, before: Mapping[str, str | None]) -> tuple[str, ...]:
    way: list[str] = []
    step: str | None = here
    while step is not None:
        way.append(step)
        step = before[step]
    return tuple(reversed(way))


def _space(kind: RecordType) -> str:
    return kind if kind in {"place", "topic"} else "record"


def _whose(named: Named) -> str:
    return f"{named.type} '{named.id}' ({named.at.file}:{named.at.line})"


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"
