"""Actors, tenures, memberships as they leave."""

from collections import Counter

from app.loading.derive import shared as parts
from app.loading.derive.snapshot import Facts
from app.resources import models as m
from app.store import tables as t
from app.timeline.vocabulary import MemberCapacity, MembershipKind, OfficeCapacity, Verification


def actor(facts: Facts, row: t.Actor) -> m.Actor:
    """An actor as lists show it."""
    return m.Actor(
        id=row.id,
        kind=row.kind,
        name=row.name,
        other_names=[
            m.OtherName(name=each.name, language=each.language, script=each.script, note=each.note)
            for each in facts.names[row.id]
        ],
        date=parts.optional_date(row.edtf),
        summary=row.summary,
        verification=Verification(row.verification),
        identifiers=[m.Identifier(scheme=each.scheme, id=each.value) for each in facts.identifiers[row.id]],
        aliases=[each.id for each in facts.aliases[f"actor/{row.id}"]],
        counts=_counts(facts, row.id),
        collection=row.collection,
        note=row.note,
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
        holder=parts.named(facts, row.holder),
        office=row.office,
        of=parts.named(facts, row.of),
        date=parts.optional_date(row.edtf),
        represents=row.represents,
        capacity=OfficeCapacity(row.capacity),
        sole=row.sole,
        jointly=row.jointly,
        note=row.note,
        citations=parts.sources(facts, "tenure", str(row.key)) or parts.sources(facts, "actor", row.holder),
    )


def membership(facts: Facts, row: t.Membership) -> m.Membership:
    """A membership; its citations are its own, else the member's."""
    return m.Membership(
        member=parts.named(facts, row.member),
        group=parts.named(facts, row.group),
        kind=MembershipKind(row.kind),
        date=parts.optional_date(row.edtf),
        capacity=None if row.capacity is None else MemberCapacity(row.capacity),
        note=row.note,
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
