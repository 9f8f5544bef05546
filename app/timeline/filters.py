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


@dataclass(frozen=True, slots=True)
class Box:
    """A box in degrees (RFC 7946, section 5); west > east crosses the date line."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Cast:
    """Who must be in a record, and in which roles."""

    actors: tuple[tuple[ActorInRole, ...], ...] = ()
    roles: Group = ()
    scope: ActorScope = ActorScope.SELF

    def groups(self) -> tuple[tuple[ActorInRole, ...], ...]:
        """The actor groups with `roles` put in: each actor that names no role must be in one of them."""
        if not self.roles:
            return self.actors
        return tuple(
            tuple(
                ActorInRole(asked.actor, role)
                for asked in group
                for role in ((asked.role,) if asked.role else self.roles)
            )
            for group in self.actors
        )

    def roles_alone(self) -> Group:
        """Roles in which anybody must be: all of them where no actor takes them over."""
        taken = any(not asked.role for group in self.actors for asked in group)
        return () if taken else self.roles


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
