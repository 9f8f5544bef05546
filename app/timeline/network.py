"""How actors are connected by the events in which they took part."""

from app.timeline.exchanges import MOVERS
from app.timeline.vocabulary import ParticipationRole, Word

Roles = frozenset[ParticipationRole]

MEETING: Roles = frozenset(
    {
        ParticipationRole.PARTICIPANT,
        ParticipationRole.CHAIR,
        ParticipationRole.HOST,
        ParticipationRole.OBSERVER,
        ParticipationRole.SIGNATORY,
    }
)
"""Who is in one of these roles in an event meets the others who are."""


class EdgeKind(Word):
    """How two actors are connected; `met` has no direction, the others run from the one who acts."""

    MET = "met", "Met"
    WROTE = "wrote", "Wrote to"
    OPPOSED = "opposed", "Opposed"

    @property
    def source_roles(self) -> Roles:
        """The roles of which the edge's source has one in each of its events."""
        return _ENDS[self][0]

    @property
    def target_roles(self) -> Roles:
        """The same for the target."""
        return _ENDS[self][1]


_ENDS: dict[EdgeKind, tuple[Roles, Roles]] = {
    EdgeKind.MET: (MEETING, MEETING),
    EdgeKind.WROTE: (
        frozenset({ParticipationRole.AUTHOR, ParticipationRole.SENDER}),
        frozenset({ParticipationRole.RECIPIENT}),
    ),
    EdgeKind.OPPOSED: (frozenset({ParticipationRole.OPPONENT}), MOVERS),
}
