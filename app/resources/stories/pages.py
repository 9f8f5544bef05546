"""The pages of stories: the list by title, and one story to read."""

from fastapi import APIRouter

from app.http.answers import Answer
from app.pages.lists import ListEntry, Listing, ListNames, list_page
from app.pages.records import RecordView, record_page
from app.resources.stories.models import StoryDetail, StoryHead
from app.resources.stories.routes import StoryParameters
from app.timeline.record_types import RecordType

router = APIRouter(include_in_schema=False)

_LISTING = Listing(RecordType.STORY, "Stories", "Guided readings through the records.", has_dates=False)


@list_page(router, _LISTING, StoryParameters)
def entry(item: bytes, _names: ListNames) -> ListEntry:
    """A story in the list."""
    story = StoryHead.model_validate_json(item)
    return ListEntry(story.id, None, story.title, story.summary)


@record_page(router, RecordType.STORY)
def show_story(view: RecordView) -> Answer:
    """A story: its steps in order, each with a link to the record it shows."""
    story = StoryDetail.model_validate_json(view.detail())
    shown = dict.fromkeys(view.linked_data.link(step.record.links.self) for step in story.steps)
    json_ld = {
        "@id": story.links.self,
        "@type": "Article",
        "name": story.title,
        "description": story.summary,
        "about": [{"@id": address} for address in shown],
    }
    return view.render(
        story,
        title=story.title,
        description=story.summary,
        types=("Article",),
        json_ld=view.linked_data.document(RecordType.STORY, json_ld),
        lookups=view.lookups(story.collection, ()),
    )
