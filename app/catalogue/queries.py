"""What a list is filtered by: one query for all record types, made from parameters in no query language.

A group is a tuple of alternatives: one of them must hold. All groups must hold. Ids are current ones; aliases are
already replaced.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from app.timeline.days import Day, Span
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import ActorScope, Certainty

NO_WHOLE = "none"
"""The value of `part_of` for events that are part of no other."""


class TermKey(NamedTuple):
    """A value on an axis that records are filtered and counted by; for actors maybe in one role."""

    axis: str
    value: str = ""
    role: str = ""


Group = tuple[TermKey, ...]
EVERYTHING = TermKey("all")
"""The term that every record has."""

SINGLE_VALUED = frozenset({"all", "kind", "place", "confidence", "collection", "language", "status", "holder", "of"})
"""Axes on which a record has at most one value, so that the counts of several values add up."""


class DateMatch(StrEnum):
    """How a record's dates must relate to the requested span."""

    OVERLAPS = "overlaps"
    WITHIN = "within"
    COVERS = "covers"


class DateFilter(NamedTuple):
    """Records whose dates relate to `span`; None: records without a date."""

    span: Span | None
    match: DateMatch = DateMatch.OVERLAPS


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees (RFC 7946, section 5); west > east crosses the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class DayFilter:
    """Tenures or memberships that hold on a day.

    How certainly they hold must be one of `certainties`; empty: nothing matches. `certain_terms` are terms of which a
    record must have one to be certain (the bodies that were certainly organs that day); None: no such condition.
    """

    day: Day
    certainties: frozenset[Certainty] = frozenset(Certainty)
    certain_terms: Group | None = None


class ActorInRole(NamedTuple):
    """An actor, in one role or (empty) in any."""

    actor: str
    role: str = ""


class Cast(NamedTuple):
    """Who must be in a record, and in which roles.

    `roles` and `scope` apply to the actors that name no role; where one actor is `fixed` by the path, to that one
    alone.
    """

    actors: tuple[tuple[ActorInRole, ...], ...] = ()
    roles: tuple[str, ...] = ()
    scope: ActorScope = ActorScope.SELF
    fixed: str | None = None

    def groups(self) -> tuple[Group, ...]:
        """The groups of terms that this means."""
        if self.fixed is not None:
            one = self._replace(actors=((ActorInRole(self.fixed),),), fixed=None)
            return (*one.groups(), *(tuple(TermKey("actor", *each) for each in group) for group in self.actors))
        axis = "actor" if self.scope is ActorScope.SELF else "represented"
        groups = [
            tuple(
                TermKey(axis, actor, own)
                for actor, role in group
                for own in ((role,) if role or not self.roles else self.roles)
            )
            for group in self.actors
        ]
        if self.roles and not any(not each.role for group in self.actors for each in group):
            groups.append(tuple(TermKey("role", role) for role in self.roles))
        return tuple(groups)

    @property
    def added(self) -> tuple[str, tuple[str, ...]]:
        """The axis and the roles in which a further `actor` would be looked for."""
        if self.fixed is not None:
            return "actor", ()
        return ("actor" if self.scope is ActorScope.SELF else "represented"), self.roles


NOBODY = Cast()
"""No condition on who is in a record."""


class RecordQuery(NamedTuple):
    """Records of these types that have a term of each group, are in the cast and fulfil the other filters."""

    types: tuple[RecordType, ...]
    groups: tuple[Group, ...] = ()
    cast: Cast = NOBODY
    dates: DateFilter | None = None
    updated_since: Day | None = None
    box: Box | None = None
    on: DayFilter | None = None

    def all_groups(self) -> tuple[Group, ...]:
        """The groups of terms, those of the cast included; an empty one, which nothing has, where nothing can match."""
        groups = (*self.groups, *self.cast.groups()) if self.cast is not NOBODY else self.groups
        return groups if self.on is None or self.on.certainties else (*groups, ())

    def with_group(self, *keys: TermKey) -> "RecordQuery":
        """The query with one more group."""
        return self._replace(groups=(*self.groups, keys))
