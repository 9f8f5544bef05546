"""Ids: whether each is one record's own, whether every reference is right, and which references form loops.

These rules look at records as they are written, so that a record with another fault is still known and still checked.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.loading.data_files import FORMATS
from app.loading.parsing import Draft
from app.loading.record_formats import Pattern
from app.loading.values import Problem, Value, ValuePath
from app.timeline.record_types import RecordType
from app.timeline.words import nearest, with_article

RESERVED = {"none", "undated"}
"""Words with a meaning of their own where a request could name an id."""

Types = tuple[RecordType, ...]

_REFERENCES = {type_: form.references() for type_, form in FORMATS.items()}


MOST_GUESSES = 50
"""For so many wrong names of a check the nearest known one is looked for: that takes time."""


@dataclass(slots=True)
class Guesses:
    """Guesses at what was meant by wrong names, as many as are left."""

    left: int = MOST_GUESSES

    def nearest(self, name: str, known: Iterable[str]) -> str | None:
        """The known name that is most similar; None if none is, or no guess is left."""
        if self.left <= 0:
            return None
        self.left -= 1
        return nearest(name, known)


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
    _ids: dict[RecordType, dict[str, Draft]] = field(default_factory=lambda: {type_: {} for type_ in FORMATS})
    """The first record with each id."""
    _aliases: dict[str, dict[str, list[Bearer]]] = field(default_factory=lambda: defaultdict(dict))
    """By name space, then alias: the first of each type of record."""
    _guesses: Guesses = field(default_factory=Guesses)
    _known: dict[Types, dict[str, str]] = field(default_factory=dict)
    """The names of records of some types, each with the id of its record, where they were asked for."""

    def take_id(self, type_: RecordType, draft: Draft) -> Iterator[Problem]:
        """Enter the id of a record. Yields a problem if another record has it, or none may have it."""
        name = draft.values.get("id") if draft.doubt else draft.name
        if isinstance(name, str):
            yield from self._refused("id", type_, ("id",), name)
            self._ids[type_].setdefault(name, draft)

    def take_aliases(self, type_: RecordType, draft: Draft) -> Iterator[Problem]:
        """Enter the aliases of a record. Yields a problem for each that another record has, or that none may have."""
        if not draft.has("aliases"):
            return
        own = draft.values.get("id")
        for path, name in texts(draft.values, ("aliases", "*")):
            yield from self._refused("alias", type_, path, name)
            if all(bearer.type is not type_ for bearer in self._bearers(type_.id_space, name)):
                bearer = Bearer(type_, own if isinstance(own, str) else "", draft, path)
                self._aliases[type_.id_space].setdefault(name, []).append(bearer)

    def _refused(self, what: str, type_: RecordType, path: ValuePath, name: str) -> Iterator[Problem]:
        if name in RESERVED:
            yield Problem(path, f"{what} '{name}' is reserved", "another id")
        bearer = next(self._bearers(type_.id_space, name), None)
        if bearer is not None:
            yield Problem(path, f"{what} '{name}' is taken by {bearer.shown()}", "an id of its own")

    def _bearers(self, space: str, name: str) -> Iterator[Bearer]:
        """The records of a name space that have a name, first those whose id it is: the first of each type."""
        for type_, drafts in self._ids.items():
            if type_.id_space == space and name in drafts:
                yield Bearer(type_, name, drafts[name], ("id",))
        yield from self._aliases[space].get(name, ())

    def unknown(self, type_: RecordType, draft: Draft) -> Iterator[Problem]:
        """A problem for each id in a record that is not the id of a record of the right type."""
        values = draft.values
        for pattern, types in _REFERENCES[type_]:
            for path, name in texts(values, pattern):
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
        spaces = dict.fromkeys(type_.id_space for type_ in FORMATS)
        other = next((bearer for space in spaces for bearer in self._bearers(space, name)), None)
        known, meant = " or ".join(types), self._similar(name, types)
        if other is not None:
            message = f"{key} '{name}' is {with_article(other.type)}, not {with_article(known)}"
            return Problem(path, message, f"the id of {with_article(known)}", meant)
        return Problem(path, f"{key} '{name}' is not a known {known}", None, meant)

    def _of(self, name: str, types: Types) -> list[Bearer]:
        """The records of these types that have a name, first the one whose id it is."""
        spaces = dict.fromkeys(type_.id_space for type_ in types)
        return [bearer for space in spaces for bearer in self._bearers(space, name) if bearer.type in types]

    def _similar(self, name: str, types: Types) -> str | None:
        """The id of the record of these types whose id or alias is most similar to a name."""
        if types not in self._known:
            spaces = dict.fromkeys(type_.id_space for type_ in types)
            named = (name for type_ in types for name in self._ids[type_])
            aliases = (name for space in spaces for name in self._aliases[space])
            self._known[types] = {
                each: bearers[0].id for each in (*named, *aliases) if (bearers := self._of(each, types))
            }
        known = self._known[types]
        similar = self._guesses.nearest(name, known)
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
    """Loops of links, each once: the link that closes it, and the way from its source back there, the source first.

    Without these links there are no loops. Takes time in proportion to the number of links and the lengths of the ways.
    """
    following: dict[str, list[Link]] = defaultdict(list)
    for link in links:
        following[link.source].append(link)
    done: set[str] = set()
    for start in list(following):
        if start not in done:
            yield from _loops_from(start, following, done)


def _loops_from(
    start: str, following: Mapping[str, list[Link]], done: set[str]
) -> Iterator[tuple[Link, tuple[str, ...]]]:
    """The loops met on a walk into the depth from a record. Those that were walked to their ends are `done`."""
    way = [start]
    places = {start: 0}
    ahead = [iter(following[start])]
    while ahead:
        link = next(ahead[-1], None)
        if link is None:
            ahead.pop()
            here = way.pop()
            del places[here]
            done.add(here)
        elif link.target in places:
            yield link, (link.source, *way[places[link.target] : -1])
        elif link.target not in done and link.target in following:
            places[link.target] = len(way)
            way.append(link.target)
            ahead.append(iter(following[link.target]))
