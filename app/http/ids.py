"""From the ids in a request to current ids; every unknown one is reported at once with what was meant."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from typing import Self

from app.catalogue.catalogue import Catalogue
from app.catalogue.queries import ActorInRole, TermKey
from app.http.problems import (
    GONE,
    INVALID_PARAMETER,
    MOST_ERRORS,
    UNKNOWN_RECORD,
    BadValue,
    ParameterError,
    Problem,
    nearest,
    quoted,
)
from app.http.values import Filter, Groups
from app.timeline.record_types import RecordType
from app.timeline.words import with_article

MOST_GUESSES = 10
"""For so many unknown ids the nearest known one is looked for: that is slow."""


class Ids:
    """The ids of one request: looked up one after the other, faults collected.

    As a context it raises at its end, where an id was unknown, the problem (422) that names every one.
    """

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.faults: list[ParameterError] = []
        """What was unknown so far, at most `MOST_ERRORS`."""
        self._more = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, error: object, *_: object) -> None:
        if error is None and self.faults:
            raise Problem(INVALID_PARAMETER, errors=self.faults, more_errors=self._more)

    def terms(self, parameter: str, mark: Filter, type_: RecordType, groups: Groups) -> Iterable[tuple[TermKey, ...]]:
        """The groups of terms that a filter parameter of a list of `type_` means."""
        for group in groups:
            yield tuple(TermKey(mark.axis, self.current(parameter, mark, type_, value)) for value in group)

    def current(self, parameter: str, mark: Filter, type_: RecordType, value: str) -> str:
        """The value as the catalogue knows it: an id made current; unknown ones are noted."""
        if mark.kinds:
            known = self.catalogue.kinds(type_)
            if value not in known:
                self._note(
                    lambda: ParameterError(
                        parameter, value, f"a kind of {type_}", nearest(value, known) if self._guessing else None
                    )
                )
        elif mark.ids and value not in mark.literals:
            return self.record(parameter, value, *mark.ids)
        return value

    def record(self, parameter: str, name: str, *types: RecordType) -> str:
        """The current id of a record of one of these types; an unknown one is noted and returned as it is."""
        for type_ in types:
            current = self.catalogue.current_id(type_, name)
            if current is not None:
                return current
        self._note(lambda: self._fault(parameter, name, types))
        return name

    def _note(self, fault: Callable[[], ParameterError]) -> None:
        """Note what is unknown; beyond what a problem names it is counted alone."""
        if len(self.faults) < MOST_ERRORS:
            self.faults.append(fault())
        else:
            self._more += 1

    @property
    def _guessing(self) -> bool:
        return len(self.faults) < MOST_GUESSES

    def actors(self, groups: Groups) -> tuple[tuple[ActorInRole, ...], ...]:
        """Groups of `ID` or `ID:ROLE` as actors in roles, their ids made current."""
        return tuple(
            tuple(
                ActorInRole(self.record("actor", actor, RecordType.ACTOR), role)
                for actor, _, role in (value.partition(":") for value in group)
            )
            for group in groups
        )

    def unknown_in(
        self, filters: Mapping[str, Filter], type_: RecordType | None, sent: Mapping[str, list[str]]
    ) -> None:
        """Note the unknown ids among parameters as they were sent, which may be malformed otherwise."""
        for parameter, mark in filters.items():
            if parameter not in sent or (mark.kinds and type_ is None):
                continue
            for text in sent[parameter]:
                with suppress(BadValue):
                    for value in filter(None, text.split(",")):
                        name = value.partition(":")[0] if mark.roles else value
                        self.current(parameter, mark, type_ or RecordType.EVENT, name)

    def _fault(self, parameter: str, name: str, types: tuple[RecordType, ...]) -> ParameterError:
        """What is wrong with a name that is no current id."""
        if len(types) > 1:
            guesses = [guess for type_ in types if self._guessing and (guess := self.catalogue.nearest_id(type_, name))]
            expected = f"the id of an {', '.join(types[:-1])} or {types[-1]}"
            return ParameterError(parameter, name, expected, nearest(name, guesses))
        (type_,) = types
        expected = f"the id of {with_article(type_)}"
        if self.catalogue.was_removed(type_, name):
            reason = f"{quoted(name)} is the id of {with_article(type_)} that was removed"
            return ParameterError(parameter, name, expected, reason=reason)
        if other := self.catalogue.type_of(name):
            reason = f"{quoted(name)} is the id of {with_article(other)}, not of {with_article(type_)}"
            return ParameterError(parameter, name, expected, reason=reason)
        guess = self.catalogue.nearest_id(type_, name) if self._guessing else None
        return ParameterError(parameter, name, expected, guess)


def record_in_path(catalogue: Catalogue, type_: RecordType, name: str) -> str:
    """The current id of a record that a path names.

    Raises:
        Moved: the path has an alias.
        Problem: 410 for a removed record, 404 with a guess for an unknown one.
    """
    current = catalogue.current_id(type_, name)
    if current == name:
        return current
    if current is not None:
        raise Moved(current)
    if catalogue.was_removed(type_, name):
        raise Problem(GONE, f"The {type_} '{name}' was removed from the data.")
    other = catalogue.type_of(name)
    guess = None if other else catalogue.nearest_id(type_, name)
    hint = f" Did you mean '{guess}'?" if guess else ""
    if other:
        hint = f" '{name}' is the id of {with_article(other)}: see /v1/{other.plural}/{name}."
    errors = [ParameterError(type_, name, f"the id of an existing {type_}", guess)]
    raise Problem(UNKNOWN_RECORD, f"There is no {type_} '{name}'.{hint}", errors=errors)


class Moved(Exception):
    """A path names a record by an alias; `record` is the current id."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.record = record
