"""From the names in a request to current ids, and every unknown one told at once with what was meant."""

from app.delivery.problems import GONE, INVALID_PARAMETER, UNKNOWN_RECORD, ParameterError, Problem, nearest
from app.store.engine import Reader
from app.store.names import RecordType, current_id, kinds, nearest_id, was_removed
from app.timeline.filters import NO_WHOLE, ActorInRole, Groups


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

    def kinds(self, type_: RecordType, groups: Groups) -> Groups:
        """Groups of kinds."""
        known = kinds(self._reader, type_)
        for group in groups:
            for kind in group:
                if kind not in known:
                    self._faults.append(ParameterError("kind", kind, f"a kind of {type_}", nearest(kind, known)))
        return groups

    def _actor(self, part: str) -> ActorInRole:
        name, _, role = part.partition(":")
        return ActorInRole(self._record("actor", RecordType.ACTOR, name), role)

    def _record(self, parameter: str, type_: RecordType, name: str) -> str:
        found = current_id(self._reader, type_, name)
        if found is None:
            guess = nearest_id(self._reader, type_, name)
            article = "an" if type_[0] in "aeiou" else "a"
            self._faults.append(ParameterError(parameter, name, f"the id of {article} {type_}", guess))
        return found or name


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
    guess = nearest_id(reader, type_, name)
    hint = f" Did you mean '{guess}'?" if guess else ""
    errors = [ParameterError(type_, name, f"the id of an existing {type_}", guess)]
    raise Problem(UNKNOWN_RECORD, f"There is no {type_} '{name}'.{hint}", errors=errors)


class Moved(Exception):
    """A path names a record by an alias; `record` is the current id."""

    def __init__(self, record: str) -> None:
        super().__init__(record)
        self.record = record
