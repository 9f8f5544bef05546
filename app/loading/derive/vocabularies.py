"""Places and topics as they leave."""

from app.loading.derive.snapshot import Facts
from app.resources import models as m
from app.store import tables as t
from app.timeline.vocabulary import PlacePrecision


def place(facts: Facts, row: t.Place) -> m.Place:
    """A place with the number of records there."""
    return m.Place(
        id=row.id,
        name=row.name,
        historical_name=row.historical_name,
        country=row.country,
        lat=row.lat,
        lon=row.lon,
        precision=PlacePrecision(row.precision),
        note=row.note,
        counts=m.RecordCounts(events=facts.events_at[row.id], documents=facts.documents_at[row.id]),
        links=m.PlaceLinks(
            self=f"/v1/places/{row.id}",
            html=f"/places/{row.id}",
            events=f"/v1/events?place={row.id}",
        ),
    )


def topic(facts: Facts, row: t.Topic) -> m.Topic:
    """A topic with the number of records about it."""
    return m.Topic(
        id=row.id,
        name=row.name,
        description=row.description,
        counts=m.RecordCounts(events=facts.events_about[row.id], documents=facts.documents_about[row.id]),
        links=m.PlaceLinks(
            self=f"/v1/topics/{row.id}",
            html=f"/topics/{row.id}",
            events=f"/v1/events?topic={row.id}",
        ),
    )
