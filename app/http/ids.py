"""From the names in a request to current ids, and every unknown one told at once with what was meant."""

from collections.abc import Mapping

from app.database.engine import Reader
from app.http.problems import (
    GONE,
    INVALID_PARAMETER,
    MOST_ERRORS,
    UNKNOWN_RECORD,
    ParameterError,
    Problem,
    nearest,
    quoted,
)
from app.store.names import RecordType, current_id, kinds, nearest_id, type_of, was_removed
from app.timeline.filters import NO_WHOLE, ActorInRole, Groups

MOST_GUESSES = 10
"""For so many unknown names what was meant is looked for."""

NAMED_BY = {
    "actor": RecordType.ACTOR,
    "kind": None,
    "topic": RecordType.TOPIC,
    "place": RecordType.PLACE,
    "collection": RecordType.COLLECTION,
    "document": RecordType.DOCUMENT,
    "event": RecordType.EVENT,
    "part_of": RecordType.EVENT,
    "about": None,
    "asserted_by": RecordType.ACTOR,
    "asserted_in": RecordType.DOCUMENT,
    "holder": RecordType.ACTOR,
    "of": RecordType.ACTOR,
    "member": RecordType.ACTOR,
    "group": RecordType.ACTOR,
}
"""The parameters that name records or kinds, and which; None: those of no one type."""

SUBJECTS = (RecordType.EVENT, RecordType.ACTOR, RecordType.DOCUMENT, RecordType.CLAIM)
"""The types whose records share one name space, so that an id alone says which is meant."""


class Names:
    """The ids of one request: looked up one after the other, faults collected."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader
        self._faults: list[ParameterError] = []

    def refuse_unknown(self) -> None:
        """Raise the problem that names every unknown name met so far, if there was one."""
        if self._faults:
            raise Problem(INVALID_PARAMETER, errors=self._faults)

    def records(self, parameter: str, type_: RecordType, groups: Groups) -> Groups:
        """Groups of ids or aliases as groups of current ids."""
        return tuple(tuple(self._record(parameter, type_, name) for name in group) for group in groups)

    def wholes(self, groups: Groups) -> Groups:
        """The same for `part_of`, which also takes `none`."""
        return tuple(
            tuple(name if name == NO_WHOLE else self._record("part_of", RecordType.EVENT, name) for name in group)
            for group in groups
        )

    def actors(self, groups: Groups) -> tuple[tuple[ActorInRole, ...], ...]:
        """Groups of `ID` or `ID:ROLE`."""
        return tuple(tuple(self._actor(part) for part in group) for group in groups)

    def subjects(self, groups: Groups) -> Groups:
        """The same for `about`, which takes the ids of events, actors, documents and claims."""
        return tuple(tuple(self._subject(name) for name in group) for group in groups)

    def kinds(self, type_: RecordType, groups: Groups) -> Groups:
        """Groups of kinds."""
        known = kinds(self._reader, type_)
        for group in groups:
            for kind in group:
                if kind not in known:
                    self._faults.append(ParameterError("kind", kind, f"a kind of {type_}", nearest(kind, known)))
        return groups

    def sent(self, type_: RecordType | None, sent: Mapping[str, list[str]]) -> list[ParameterError]:
        """The unknown names among parameters as they were sent; `kind` is one of `type_`, or (None) names nothing."""
        for parameter, named in NAMED_BY.items():
            groups = tuple(tuple(filter(None, value.split(","))) for value in sent.get(parameter, []))
            match parameter:
                case "actor":
                    self.actors(groups)
                case "part_of":
                    self.wholes(groups)
                case "about":
                    self.subjects(groups)
                case "kind" if type_ is not None:
                    self.kinds(type_, groups)
                case _ if named is not None:
                    self.records(parameter, named, groups)
        return self._faults

    def _actor(self, part: str) -> ActorInRole:
        name, _, role = part.partition(":")
        return ActorInRole(self._record("actor", RecordType.ACTOR, name), role)

    def _subject(self, name: str) -> str:
        found = next(filter(None, (current_id(self._reader, type_, name) for type_ in SUBJECTS)), None)
        if found is None and len(self._faults) < MOST_GUESSES:
            guesses = [guess for type_ in SUBJECTS if (guess := nearest_id(self._reader, type_, name))]
            expected = "the id of an event, actor, document or claim"
            self._faults.append(ParameterError("about", name, expected, nearest(name, guesses)))
        elif found is None:
            self._faults.append(ParameterError("about", name, "the id of a record"))
        return found or name

    def _record(self, parameter: str, type_: RecordType, name: str) -> str:
        found = current_id(self._reader, type_, name)
        if found is None and len(self._faults) < MOST_ERRORS:
            self._faults.append(self._fault(parameter, type_, name))
        return found or name

    def _fault(self, parameter: str, type_: RecordType, name: str) -> ParameterError:
        """What is wrong with a name that is no current id. Guessing is slow, so only the first ones are guessed."""
        expected = f"the id of {with_article(type_)}"
        if was_removed(self._reader, type_, name):
            reason = f"{quoted(name)} is the id of {with_article(type_)} that was removed"
            return ParameterError(parameter, name, expected, reason=reason)
        if other := type_of(self._reader, name):
            reason = f"{quoted(name)} is the id of {with_article(other)}, not of {with_article(type_)}"
            return ParameterError(parameter, name, expected, reason=reason)
        guess = nearest_id(self._reader, type_, name) if len(self._faults) < MOST_GUESSES else None
        return ParameterError(parameter, name, expected, guess)


def with_article(type_: str) -> str:
    """`an event`, `a claim`."""
    return f"an {type_}" if type_[0] in "aeiou" else f"a {type_}"


def record_in_path(reader: Reader, type_: RecordType, name: str) -> str:
    """The current id of a record that a path names.

    Raises:
        Moved: the path has an alias.
        Problem: 410 for a removed record, 404 with a guess for an unknown one.
    """
    found = current_id(reader, type_, name)
    if found == name:
        return found
    if found is not None:
        raise Moved(found)
    if was_removed(reader, type_, name):
        raise Problem(GONE, f"The {type_} '{name}' was removed from the data.")
    other = type_of(reader, name)
    guess = None if other else nearest_id(reader, type_, name)
    hint = f" Did you mean '{guess}'?" if guess else ""
    if other:
        hint = f" '{name}' is the id of {with_article(other)}: see /v1/{other}s/{name}."
    errors = [ParameterError(type_, name, f"the id of an existing {type_}", guess)]
    raise Problem(UNKNOWN_RECORD, f"There is no {type_} '{name}'.{hint}", errors=errors)


class Moved(Exception):
    """A path names a record by an alias; `record` is the current id."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.record = record
