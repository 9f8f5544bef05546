"""Ids: whether each is one record's own, whether every reference is right, and which references form loops.

These rules look at records as they are written, so that a record with another fault is still known and still checked.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from operator import attrgetter

from app.loading.data_files import FORMATS
from app.loading.parsing import Draft
from app.loading.record_formats import Pattern
from app.loading.yaml_files import Problem, Value, ValuePath
from app.timeline.record_types import RecordType
from app.timeline.words import nearest, with_article

RESERVED = {"none", "undated"}
"""Words with a meaning of their own where a request could name an id."""

Types = tuple[RecordType, ...]

_REFERENCES = {type_: form.references() for type_, form in FORMATS.items()}


@dataclass(frozen=True, slots=True)
class Bearer:
    """The record that has a name as its id or alias, and where that is written."""

    type: RecordType
    id: str
    draft: Draft
    path: ValuePath

    def shown(self) -> str:
        """The record and its place, for a message."""
        line, _ = self.draft.file.position((*self.draft.path, *self.path))
        return f"{self.type} '{self.id}' ({self.draft.file.name}:{line})"


@dataclass(slots=True)
class Names:
    """The ids and aliases of a data set.

    A reference may mean an id that is `lost` in a file that could not be read, and any id if there are files that are
    `unread`. A name that several records have counts for each of them, so that only their conflict is reported. Ids are
    entered before the first alias, so that the record with the id comes first.
    """

    lost: frozenset[str] = frozenset()
    unread: bool = False
    _bearers: dict[str, dict[str, list[Bearer]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(list)))
    """By name space, then name."""
    _ids: dict[RecordType, set[str]] = field(default_factory=lambda: defaultdict(set))

    def take_id(self, type_: RecordType, draft: Draft) -> Iterator[Problem]:
        """Enter the id of a record. Yields a problem if another record has it, or none may have it."""
        return self._take("id", type_, draft, ("id",))

    def take_aliases(self, type_: RecordType, draft: Draft) -> Iterator[Problem]:
        """Enter the aliases of a record. Yields a problem for each that another record has, or that none may have."""
        return self._take("alias", type_, draft, ("aliases", "*"))

    def _take(self, what: str, type_: RecordType, draft: Draft, pattern: Pattern) -> Iterator[Problem]:
        own = draft.values.get("id")
        space = self._bearers[type_.id_space]
        for path, name in texts(draft.values, pattern):
            if name in RESERVED:
                yield Problem(path, f"{what} '{name}' is reserved", "another id")
            bearers = space[name]
            if bearers:
                yield Problem(path, f"{what} '{name}' is taken by {bearers[0].shown()}", "an id of its own")
            bearers.append(Bearer(type_, own if isinstance(own, str) else "", draft, path))
            if what == "id":
                self._ids[type_].add(name)

    def unknown(self, type_: RecordType, draft: Draft) -> Iterator[Problem]:
        """A problem for each id in a record that is not the id of a record of the right type."""
        for pattern, types in _REFERENCES[type_]:
            for path, name in texts(draft.values, pattern):
                problem = self.reference(path, name, types)
                if problem is not None:
                    yield problem

    def has(self, name: str, types: Types) -> bool:
        """Whether a record of one of these types has the name as its id or an alias."""
        return bool(self._of(name, types))

    def reference(self, path: ValuePath, name: str, types: Types) -> Problem | None:
        """The problem with a reference to a record of one of these types; None if it is right."""
        if any(name in self._ids[type_] for type_ in types) or self.unread or name in self.lost:
            return None
        bearers = self._of(name, types)
        key = next(str(step) for step in reversed(path) if isinstance(step, str))
        if bearers:
            return Problem(path, f"{key} '{name}' is an alias of '{bearers[0].id}'", "the id", bearers[0].id)
        other = next((space[name][0] for space in self._bearers.values() if name in space), None)
        known, meant = " or ".join(types), self._similar(name, types)
        if other is not None:
            message = f"{key} '{name}' is {with_article(other.type)}, not {with_article(known)}"
            return Problem(path, message, f"the id of {with_article(known)}", meant)
        return Problem(path, f"{key} '{name}' is not a known {known}", None, meant)

    def _of(self, name: str, types: Types) -> list[Bearer]:
        """The records of these types that have a name, first the one whose id it is."""
        spaces = dict.fromkeys(type_.id_space for type_ in types)
        return [bearer for space in spaces for bearer in self._bearers[space].get(name, ()) if bearer.type in types]

    def _similar(self, name: str, types: Types) -> str | None:
        """The id of the record of these types whose id or alias is most similar to a name."""
        spaces = dict.fromkeys(type_.id_space for type_ in types)
        known = {
            each: bearers[0].id
            for space in spaces
            for each in self._bearers[space]
            if each != name and (bearers := self._of(each, types))
        }
        similar = nearest(name, known)
        return None if similar is None else known[similar]


def texts(record: Value, pattern: Pattern) -> list[tuple[ValuePath, str]]:
    """The texts at a pattern, each with its path."""
    found: list[tuple[ValuePath, Value]] = [((), record)]
    for step in pattern:
        if step == "*":
            found = [
                ((*path, index), item)
                for path, value in found
                if isinstance(value, list)
                for index, item in enumerate(value)
            ]
        else:
            found = [((*path, step), value[step]) for path, value in found if isinstance(value, dict) and step in value]
    return [(path, value) for path, value in found if isinstance(value, str)]


@dataclass(frozen=True, slots=True)
class Link:
    """A step from a record to another that it names at `path`."""

    source: str
    target: str
    path: ValuePath


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
