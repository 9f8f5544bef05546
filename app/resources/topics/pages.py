"""The pages of topics: the list by name, and one topic."""

from fastapi import APIRouter

from app.catalogue.queries import TermKey
from app.http.answers import Answer
from app.pages.lists import ListEntry, Listing, ListNames, list_page
from app.pages.queries import events_and_documents
from app.pages.records import RecordView, record_page
from app.pages.template_filters import number
from app.resources import models as m
from app.resources.topics.routes import TopicParameters
from app.timeline.record_types import RecordType

router = APIRouter(include_in_schema=False)


@list_page(router, Listing(RecordType.TOPIC, "Topics", "What it was about, by name.", has_dates=False), TopicParameters)
def entry(item: bytes, _names: ListNames) -> ListEntry:
    """A topic in the list."""
    topic = m.Topic.model_validate_json(item)
    counts = f"{number(topic.counts.events, 'event')}, {number(topic.counts.documents, 'document')}"
    return ListEntry(topic.id, None, topic.name, f"{topic.description} {counts}")


@record_page(router, RecordType.TOPIC)
def show_topic(view: RecordView) -> Answer:
    """A topic, with the events and documents about it."""
    topic = m.Topic.model_validate_json(view.detail())
    json_ld = {"@id": topic.links.self, "@type": "DefinedTerm", "name": topic.name, "description": topic.description}
    links = {name: f"/v1/{name}?topic={view.id}" for name in ("events", "documents")}
    return view.render(
        topic,
        title=topic.name,
        description=topic.description,
        types=("DefinedTerm",),
        json_ld=view.linked_data.document(RecordType.TOPIC, json_ld),
        related=events_and_documents(view.catalogue, (TermKey("topic", view.id),)),
        links=links,
    )
