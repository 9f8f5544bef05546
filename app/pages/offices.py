"""The order of offices on the page of an event or document: those in which an actor acts there come first."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from app.pages.template_filters import by_role
from app.resources.models import DocumentActor, HeldOffice, Participant

Member = TypeVar("Member", Participant, DocumentActor)

_KINDS = ("ministry", "state")


def by_relevance(actors: Iterable[Member], kinds: Mapping[str, str]) -> list[Member]:
    """The actors with their offices in order: of whom they act for, in what they represent, certain ones first.

    Of those alike, an office in a ministry comes before one of a state, and both before any other. `kinds` are the
    kinds of the bodies by id. The actors come grouped by role, as a page lists them; who has several roles is listed
    with offices once, at the first.
    """
    seen: set[str] = set()
    ordered = []
    for actor in (member for _, members in by_role(actors) for member in members):
        ordered.append(actor.model_copy(update={"offices": []}) if actor.id in seen else _ordered(actor, kinds))
        seen.add(actor.id)
    return ordered


def _ordered(actor: Member, kinds: Mapping[str, str]) -> Member:
    represented = {each.id for each in actor.represents}

    def rank(office: HeldOffice) -> tuple[bool, bool, bool, int]:
        kind = kinds.get(office.of, "")
        return (
            office.of != actor.on_behalf_of,
            office.of not in represented,
            office.certainty == "possible",
            _KINDS.index(kind) if kind in _KINDS else len(_KINDS),
        )

    return actor.model_copy(update={"offices": sorted(actor.offices, key=rank)})
