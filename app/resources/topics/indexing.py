"""How topics get into the catalogue: their terms, words and encoded items."""

from collections.abc import Iterator, Sequence

from app.catalogue.indexing import Head, IndexedRecord, Indexing, Suggestion
from app.catalogue.queries import TermKey
from app.catalogue.sort_keys import AFTER_ALL
from app.catalogue.words.index import Words
from app.resources import models as m
from app.resources import representation as parts
from app.resources.faces import shared_fields
from app.resources.snapshot import Snapshot
from app.resources.topics.models import TopicBase, TopicRow
from app.timeline.record_types import RecordType


def topic(snapshot: Snapshot, row: TopicRow) -> m.Topic:
    """A topic with the number of records about it."""
    return m.Topic(
        **shared_fields(row, TopicBase),
        counts=m.RecordCounts(events=snapshot.events_about[row.id], documents=snapshot.documents_about[row.id]),
        links=m.PlaceLinks(
            self=f"/v1/topics/{row.id}",
            html=f"/topics/{row.id}",
            events=f"/v1/events?topic={row.id}",
        ),
    )


def _record(snapshot: Snapshot, row: TopicRow) -> IndexedRecord:
    links = snapshot.events_about[row.id] + snapshot.documents_about[row.id]
    return IndexedRecord(
        item=topic(snapshot, row),
        terms=(TermKey("collection", row.collection),),
        words=Words(row.name, body=parts.texts(row.description), links=links),
        suggestion=Suggestion(row.name, (row.name,), links, "Topic"),
    )


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    return (Head(row.id, AFTER_ALL, row.name) for row in snapshot.topics.values())


def _rows(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[TopicRow]:
    return (snapshot.topics[id_] for id_ in ids)


INDEXING = Indexing(RecordType.TOPIC, _heads, _rows, _record)
