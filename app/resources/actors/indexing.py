"""How actors get into the catalogue: their terms, words and encoded items."""

from collections.abc import Iterator, Sequence

from app.catalogue.indexing import Head, IndexedRecord, Indexing, Suggestion, bounds_of, first_day
from app.catalogue.queries import TermKey
from app.catalogue.words.index import Words
from app.resources import context
from app.resources import models as m
from app.resources import representation as parts
from app.resources.actors.models import ActorBase, ActorRow, OtherNameBase
from app.resources.claims import indexing as claims
from app.resources.faces import shared_fields
from app.resources.memberships import indexing as memberships
from app.resources.snapshot import Snapshot, as_date
from app.resources.tenures import indexing as tenures
from app.timeline.date_words import date_words, years
from app.timeline.dates import EdtfDate
from app.timeline.record_types import RecordType
from app.timeline.romanization import romanized
from app.timeline.titles import title_key


def actor(snapshot: Snapshot, row: ActorRow) -> m.Actor:
    """An actor as lists show it."""
    return m.Actor(
        **shared_fields(row, ActorBase),
        other_names=_other_names(snapshot, row),
        date=parts.optional_date(row.edtf),
        identifiers=_identifiers(snapshot, row),
        aliases=snapshot.actor_aliases.get(row.id, []),
        counts=_counts(snapshot, row.id),
        collection=row.collection,
        updated=parts.updated(snapshot, row.id),
        licence=snapshot.collections[row.collection].licence,
        links=m.ActorLinks(
            self=f"/v1/actors/{row.id}",
            html=f"/actors/{row.id}",
            events=f"/v1/actors/{row.id}/events",
            documents=f"/v1/actors/{row.id}/documents",
        ),
    )


def _other_names(snapshot: Snapshot, row: ActorRow) -> list[m.OtherName]:
    """The further names of an actor, and those that only the actors joined with it have."""
    found = [m.OtherName(**shared_fields(each, OtherNameBase)) for each in snapshot.names[row.id]]
    known = {title_key(name) for name in (row.name, *(each.name for each in found))}
    for joined in snapshot.joined_actors.get(row.id, ()):
        note = f"In the collection {snapshot.collections[joined.collection].title}"
        names = [m.OtherName(name=joined.name, language=None, script=None, note=note)]
        names += [m.OtherName(**shared_fields(each, OtherNameBase)) for each in snapshot.names[joined.id]]
        for each in names:
            if title_key(each.name) not in known:
                known.add(title_key(each.name))
                found.append(each)
    return found


def _identifiers(snapshot: Snapshot, row: ActorRow) -> list[m.Identifier]:
    actors = (row.id, *(each.id for each in snapshot.joined_actors.get(row.id, ())))
    rows = dict.fromkeys((each.scheme, each.value) for actor in actors for each in snapshot.identifiers[actor])
    return [m.Identifier(scheme=scheme, id=value) for scheme, value in rows]


def _sources(snapshot: Snapshot, row: ActorRow) -> list[m.Source]:
    actors = (row.id, *(each.id for each in snapshot.joined_actors.get(row.id, ())))
    return [source for actor in actors for source in parts.sources(snapshot, "actor", actor)]


def _counts(snapshot: Snapshot, actor_id: str) -> m.ActorCounts:
    by_role = snapshot.event_roles[actor_id] + snapshot.document_roles[actor_id]
    return m.ActorCounts(
        events=snapshot.events_of[actor_id],
        documents=snapshot.documents_of[actor_id],
        by_role=dict(sorted(by_role.items())),
    )


def _hint(snapshot: Snapshot, row: ActorRow, dates: EdtfDate | None) -> str | None:
    """What tells namesakes apart: the years of a person's life, else the kind."""
    if row.kind == "person" and dates is not None:
        return years(dates)
    return snapshot.kind_labels.get(("actor", row.kind))


def _record(snapshot: Snapshot, row: ActorRow) -> IndexedRecord:
    dates = as_date(row.edtf)
    names = (row.name, *(each.name for each in _other_names(snapshot, row)))
    return IndexedRecord(
        item=actor(snapshot, row),
        parts={
            "tenures": [tenures.tenure(snapshot, each) for each in snapshot.tenures_by_holder[row.id]],
            "memberships": [memberships.membership(snapshot, each) for each in snapshot.memberships_by_member[row.id]],
            "maybe_same_as": [parts.named(snapshot, each) for each in snapshot.maybe_same.get(row.id, ())],
            "claims": claims.claims_about(snapshot, row.id),
            "citations": _sources(snapshot, row),
        },
        terms=(TermKey("kind", row.kind), TermKey("collection", row.collection)),
        dates=bounds_of(dates),
        updated=parts.updated_day(snapshot, row.id),
        words=Words(
            names=names,
            body=parts.texts(row.summary, row.note),
            context=context.of_actor(snapshot, row.id),
            dates=date_words(dates),
            links=context.links_of_actor(snapshot, row.id),
        ),
        suggestion=Suggestion(
            row.name,
            names,
            context.links_of_actor(snapshot, row.id),
            _hint(snapshot, row, dates),
            spellings=tuple((each, romanized(each)) for each in names),
        ),
    )


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    actors = snapshot.actors.values()
    return (Head(row.id, first_day(as_date(row.edtf)), row.sort_name or row.name) for row in actors)


def _rows(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[ActorRow]:
    snapshot.load_actors(ids)
    return (snapshot.actors[id_] for id_ in ids)


INDEXING = Indexing(RecordType.ACTOR, _heads, _rows, _record)
