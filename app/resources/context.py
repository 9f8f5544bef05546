"""The context of records in search: where, by whom and what about; and how many links a record has."""

from collections.abc import Iterable, Iterator

from app.resources.snapshot import Snapshot


def of_event(snapshot: Snapshot, event: str, actors: Iterable[str]) -> tuple[str, ...]:
    """The context of an event; `actors` are those in it and those whom they stand for."""
    row = snapshot.events[event]
    return (
        *_kind(snapshot, "event", row.kind),
        *_place(snapshot, row.place),
        *_names(snapshot, actors, row.collection),
        *(snapshot.topics[each.topic].name for each in snapshot.event_topics[event]),
        *_answered(snapshot, event),
    )


def of_document(snapshot: Snapshot, document: str, actors: Iterable[str]) -> tuple[str, ...]:
    """The context of a document; it answers what its events answer."""
    row = snapshot.documents[document]
    events = dict.fromkeys(each.event for each in snapshot.document_events[document])
    return (
        *_kind(snapshot, "document", row.kind),
        *_place(snapshot, row.place),
        *_names(snapshot, actors, row.collection),
        *(snapshot.topics[each.topic].name for each in snapshot.document_topics[document]),
        *(title for event in events for title in _answered(snapshot, event)),
    )


def of_paragraph(snapshot: Snapshot, document: str) -> tuple[str, ...]:
    """The context of a paragraph: the title of its document."""
    return (snapshot.documents[document].title,)


def of_claim(snapshot: Snapshot, claim: str) -> tuple[str, ...]:
    """The context of a claim: who asserts it where, its topics and what it is about."""
    row = snapshot.claims[claim]
    titles = {
        "event": lambda record: snapshot.events[record].title,
        "document": lambda record: snapshot.documents[record].title,
        "actor": lambda record: snapshot.actors[record].name,
    }
    return (
        *_kind(snapshot, "claim", row.kind),
        *_names(snapshot, (each.actor for each in snapshot.claim_authors[claim]), row.collection),
        snapshot.documents[row.asserted_document].title,
        *(snapshot.topics[each.topic].name for each in snapshot.claim_topics[claim]),
        *(titles[each.type](each.record) for each in snapshot.claim_subjects[claim]),
    )


def of_actor(snapshot: Snapshot, actor: str) -> tuple[str, ...]:
    """The context of an actor: its kind and offices, former ids, and Latin spellings of its names."""
    return (
        *snapshot.names_in_search[actor],
        *_joined_names(snapshot, actor),
        *_kind(snapshot, "actor", snapshot.actors[actor].kind),
        *(each.office for each in snapshot.tenures_by_holder[actor]),
        *(snapshot.actors[each.of].name for each in snapshot.tenures_by_holder[actor]),
        *snapshot.actor_aliases.get(actor, ()),
    )


def _kind(snapshot: Snapshot, type_: str, kind: str) -> Iterator[str]:
    label = snapshot.kind_labels.get((type_, kind))
    if label is not None:
        yield label


def _place(snapshot: Snapshot, place: str | None) -> Iterator[str]:
    if place is not None:
        row = snapshot.places[place]
        yield row.name
        if row.historical_name is not None:
            yield row.historical_name


def _names(snapshot: Snapshot, actors: Iterable[str], collection: str) -> Iterator[str]:
    """The names of actors: their own, and those that the collection of the record gives them."""
    for actor in dict.fromkeys(actors):
        yield from snapshot.names_in_search[actor]
        yield from (each.name for each in snapshot.joined_names.get((actor, collection), ()))


def _joined_names(snapshot: Snapshot, actor: str) -> Iterator[str]:
    for joined in snapshot.joined_actors.get(actor, ()):
        yield from (each.name for each in snapshot.joined_names[actor, joined.collection])


def _answered(snapshot: Snapshot, event: str) -> Iterator[str]:
    return (snapshot.events[each.responds_to].title for each in snapshot.responses[event])


def links_of_event(snapshot: Snapshot, event: str) -> int:
    """What refers to an event: answers to it and by it, claims about it, its parts."""
    return (
        len(snapshot.responses[event])
        + len(snapshot.answers[event])
        + len(snapshot.claims_about[event])
        + snapshot.parts[event]
    )


def links_of_document(snapshot: Snapshot, document: str) -> int:
    """What refers to a document: its events, claims about it or asserted in it, and evidence that rests on it."""
    return (
        len(snapshot.document_events[document])
        + len(snapshot.claims_about[document])
        + snapshot.claims_asserted_in(document)
        + snapshot.evidence_in(document)
    )


def links_of_paragraph(snapshot: Snapshot, document: str, n: int) -> int:
    """What refers to a paragraph: claims made in it, and evidence that rests on it."""
    return len(snapshot.claims_by_passage(document, n)) + len(snapshot.evidence_by_passage(document, n))


def links_of_actor(snapshot: Snapshot, actor: str) -> int:
    """What refers to an actor: events and documents in which it has a role, and claims about it."""
    return snapshot.events_of[actor] + snapshot.documents_of[actor] + len(snapshot.claims_about[actor])
