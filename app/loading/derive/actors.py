"""Actors, tenures, memberships as they leave."""

from collections import Counter

from app.loading.derive import shared as parts
from app.loading.derive.snapshot import Facts
from app.resources import models as m
from app.resources.actors.models import ActorBase, OtherNameBase
from app.resources.faces import shared_fields
from app.resources.memberships.models import MembershipBase
from app.resources.tenures.models import TenureBase
from app.store import tables as t


def actor(facts: Facts, row: t.Actor) -> m.Actor:
    """An actor as lists show it."""
    return m.Actor(
        **shared_fields(row, ActorBase),
        other_names=[m.OtherName(**shared_fields(each, OtherNameBase)) for each in facts.names[row.id]],
        date=parts.optional_date(row.edtf),
        identifiers=[m.Identifier(scheme=each.scheme, id=each.value) for each in facts.identifiers[row.id]],
        aliases=[each.id for each in facts.aliases[f"actor/{row.id}"]],
        counts=_counts(facts, row.id),
        collection=row.collection,
        updated=parts.updated(facts, "record", row.id),
        licence=facts.collections[row.collection].licence,
        links=m.ActorLinks(
            self=f"/v1/actors/{row.id}",
            html=f"/actors/{row.id}",
            events=f"/v1/actors/{row.id}/events",
            documents=f"/v1/actors/{row.id}/documents",
        ),
    )


def _counts(facts: Facts, actor_id: str) -> m.ActorCounts:
    events, documents = facts.roles_in_events[actor_id], facts.roles_in_documents[actor_id]
    by_role = Counter(role for _, role in events) + Counter(role for _, role in documents)
    return m.ActorCounts(
        events=len({event for event, _ in events}),
        documents=len({document for document, _ in documents}),
        by_role=dict(sorted(by_role.items())),
    )


def tenure(facts: Facts, row: t.Tenure) -> m.Tenure:
    """A tenure; its citations are its own, else the holder's."""
    return m.Tenure(
        **shared_fields(row, TenureBase),
        holder=parts.named(facts, row.holder),
        of=parts.named(facts, row.of),
        date=parts.optional_date(row.edtf),
        citations=parts.sources(facts, "tenure", str(row.key)) or parts.sources(facts, "actor", row.holder),
    )


def membership(facts: Facts, row: t.Membership) -> m.Membership:
    """A membership; its citations are its own, else the member's."""
    return m.Membership(
        **shared_fields(row, MembershipBase),
        member=parts.named(facts, row.member),
        group=parts.named(facts, row.group),
        date=parts.optional_date(row.edtf),
        citations=parts.sources(facts, "membership", str(row.key)) or parts.sources(facts, "actor", row.member),
    )


def tenures_of(facts: Facts, actor_id: str) -> list[m.Tenure]:
    """The offices that an actor held, the earliest first."""
    return [tenure(facts, row) for row in facts.tenures_by_holder[actor_id]]


def memberships_of(facts: Facts, actor_id: str) -> list[m.Membership]:
    """What an actor belonged to, the earliest first."""
    return [membership(facts, row) for row in facts.memberships_by_member[actor_id]]


def maybe_same_as(facts: Facts, actor_id: str) -> list[m.Named]:
    """Actors who may be the same."""
    return [parts.named(facts, row.other) for row in facts.maybe_same[actor_id]]
