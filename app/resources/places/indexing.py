"""How places get into the catalogue: their terms, words and encoded items."""

from collections.abc import Iterator, Sequence

from app.catalogue.indexing import Head, IndexedRecord, Indexing, Suggestion
from app.catalogue.queries import TermKey
from app.catalogue.sort_keys import AFTER_ALL
from app.catalogue.words.index import Point, Words
from app.resources import models as m
from app.resources import representation as parts
from app.resources.faces import shared_fields
from app.resources.places.models import PlaceBase, PlaceRow
from app.resources.snapshot import Snapshot
from app.timeline.record_types import RecordType


def place(snapshot: Snapshot, row: PlaceRow) -> m.Place:
    """A place with the number of records there."""
    return m.Place(
        **shared_fields(row, PlaceBase),
        identifiers=[m.Identifier(**each) for each in row.identifiers],
        counts=m.RecordCounts(events=snapshot.events_at[row.id], documents=snapshot.documents_at[row.id]),
        links=m.PlaceLinks(
            self=f"/v1/places/{row.id}",
            html=f"/places/{row.id}",
            events=f"/v1/events?place={row.id}",
        ),
    )


def _record(snapshot: Snapshot, row: PlaceRow) -> IndexedRecord:
    links = snapshot.events_at[row.id] + snapshot.documents_at[row.id]
    return IndexedRecord(
        item=place(snapshot, row),
        terms=(TermKey("place", row.id), TermKey("collection", row.collection)),
        point=Point(row.lat, row.lon),
        words=Words(names=(row.name,), body=parts.texts(row.historical_name, row.note), links=links),
        suggestion=Suggestion(row.name, (row.name,), links, "Place"),
    )


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    return (Head(row.id, AFTER_ALL, row.name) for row in snapshot.places.values())


def _rows(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[PlaceRow]:
    return (snapshot.places[id_] for id_ in ids)


INDEXING = Indexing(RecordType.PLACE, _heads, _rows, _record)
