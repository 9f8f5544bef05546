"""What a request asks for, in no query language: made from parameters, turned into SQL by `store` and into an index
query by `search`.

A group is a tuple of alternatives: one of them must hold. A tuple of groups: all of them must hold. So
`actor=molotov&actor=dulles,eden` is `((molotov,), (dulles, eden))`. Ids are current ones, aliases already replaced.
"""

from dataclasses import dataclass, field
from enum import StrEnum

from app.timeline.days import Day, Span
from app.timeline.vocabulary import ActorScope

Group = tuple[str, ...]
Groups = tuple[Group, ...]

NO_WHOLE = "none"
"""The value of `part_of` that asks for events that are part of nothing."""


class DateMatch(StrEnum):
    """How a record's dates must lie to the asked span."""

    OVERLAPS = "overlaps"
    WITHIN = "within"
    COVERS = "covers"


@dataclass(frozen=True, slots=True)
class Dates:
    """The asked span, or (`span` is None) the records without a date."""

    span: Span | None
    match: DateMatch = DateMatch.OVERLAPS


@dataclass(frozen=True, slots=True)
class ActorInRole:
    """An actor, in one role or (`role` empty) in any."""

    actor: str
    role: str = ""
    represented: bool = False
    """Whether those who act for the actor count too."""

    @property
    def axis(self) -> str:
        """The axis of terms on which it is found."""
        return "represented" if self.represented else "actor"


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees (RFC 7946, section 5); west > east crosses the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Cast:
    """Who must be in a record, and in which roles.

    Roles and scope are those of the actors asked for; where one actor is `fixed` (by the path), of that one alone.
    """

    actors: tuple[tuple[ActorInRole, ...], ...] = ()
    roles: Group = ()
    scope: ActorScope = ActorScope.SELF
    fixed: str | None = None

    def groups(self) -> tuple[tuple[ActorInRole, ...], ...]:
        """The actor groups, roles and scope put in: each actor that names no role must be in one of them."""
        if self.fixed is None:
            return tuple(tuple(part for asked in group for part in self._filled(asked)) for group in self.actors)
        return (self._filled(ActorInRole(self.fixed)), *self.actors)

    def _filled(self, asked: ActorInRole) -> tuple[ActorInRole, ...]:
        represented = self.scope is ActorScope.REPRESENTATIVES
        roles = (asked.role,) if asked.role or not self.roles else self.roles
        return tuple(ActorInRole(asked.actor, role, represented) for role in roles)

    def roles_alone(self) -> Group:
        """Roles in which anybody must be: all of them where no actor takes them over."""
        taken = self.fixed is not None or any(not asked.role for group in self.actors for asked in group)
        return () if taken else self.roles

    @property
    def added(self) -> tuple[str, Group]:
        """The axis and the roles in which a further actor would be asked for."""
        if self.fixed is not None:
            return "actor", ()
        return ("actor" if self.scope is ActorScope.SELF else "represented"), self.roles


@dataclass(frozen=True, slots=True)
class RecordFilter:
    """What events and documents are asked by alike."""

    dates: Dates | None = None
    cast: Cast = field(default_factory=Cast)
    kinds: Groups = ()
    topics: Groups = ()
    places: Groups = ()
    confidences: Groups = ()
    collections: Groups = ()
    updated_since: Day | None = None
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class EventFilter:
    """Which events are asked for."""

    records: RecordFilter = field(default_factory=RecordFilter)
    documents: Groups = ()
    wholes: Groups = ()


@dataclass(frozen=True, slots=True)
class DocumentFilter:
    """Which documents are asked for."""

    records: RecordFilter = field(default_factory=RecordFilter)
    events: Groups = ()


@dataclass(frozen=True, slots=True)
class ActorFilter:
    """Which actors are asked for; the dates are of life or existence."""

    dates: Dates | None = None
    kinds: Groups = ()
    collections: Groups = ()
    updated_since: Day | None = None


@dataclass(frozen=True, slots=True)
class ClaimFilter:
    """Which claims are asked for. `subjects` are events, actors or documents."""

    dates: Dates | None = None
    kinds: Groups = ()
    statuses: Groups = ()
    stances: Groups = ()
    subjects: Groups = ()
    authors: Groups = ()
    asserted_in: Groups = ()
    documents: Groups = ()
    events: Groups = ()
    collections: Groups = ()
    updated_since: Day | None = None


@dataclass(frozen=True, slots=True)
class ResultFilter:
    """Which records of any type are asked for, by what they have in common; paragraphs are asked as their documents."""

    dates: Dates | None = None
    actors: tuple[tuple[ActorInRole, ...], ...] = ()
    collections: Groups = ()


@dataclass(frozen=True, slots=True)
class TenureFilter:
    """Which tenures are asked for. `bodies` take in their organs; `words` must all be in the title of the office."""

    dates: Dates | None = None
    on: Day | None = None
    certainties: Groups = ()
    bodies: Groups = ()
    holders: Groups = ()
    words: Group = ()
    collections: Groups = ()


@dataclass(frozen=True, slots=True)
class MembershipFilter:
    """Which memberships are asked for."""

    dates: Dates | None = None
    on: Day | None = None
    certainties: Groups = ()
    groups: Groups = ()
    members: Groups = ()
    kinds: Groups = ()
    collections: Groups = ()


@dataclass(frozen=True, slots=True)
class VocabularyFilter:
    """Which places or topics are asked for; a box is for places alone."""

    collections: Groups = ()
    box: Box | None = None
