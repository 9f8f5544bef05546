"""Places and topics as they leave."""

from app.loading.derive.snapshot import Facts
from app.resources import models as m
from app.resources.faces import shared_fields
from app.resources.places.models import PlaceBase
from app.resources.topics.models import TopicBase
from app.store import tables as t


def place(facts: Facts, row: t.Place) -> m.Place:
    """A place with the number of records there."""
    return m.Place(
        **shared_fields(row, PlaceBase),
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
        **shared_fields(row, TopicBase),
        counts=m.RecordCounts(events=facts.events_about[row.id], documents=facts.documents_about[row.id]),
        links=m.PlaceLinks(
            self=f"/v1/topics/{row.id}",
            html=f"/topics/{row.id}",
            events=f"/v1/events?topic={row.id}",
        ),
    )
