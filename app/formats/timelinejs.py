"""TimelineJS 3: the JSON that it loads from its source address, one slide for each record.

Its dates are years, months and days in numbers. Every slide also has the date in words as `display_date`. What is open
or unknown at one end is shown at the other, without an end of its own. Years are
astronomical: -43 is 44 BC, although its axis shows 43 BC. Headline and text are HTML, so our text is escaped there;
group names and `display_date` are plain text.
"""

from collections.abc import Iterable, Iterator
from html import escape

import orjson

from app.formats.context import ExportContext
from app.formats.event_or_document import (
    EVENTS_AND_DOCUMENTS,
    EventOrDocument,
    abstract_of,
    date_of,
    decoded,
    kind_label,
)
from app.formats.format import Format, JsonObject, json_array_items
from app.formats.web_addresses import is_web_address
from app.resources import models as m
from app.resources.stories.models import StoryDetail
from app.timeline.date_parts import DateParts, Moment, date_parts
from app.timeline.dates import parts_of
from app.timeline.days import Day
from app.timeline.record_types import RecordType

MOST_GROUPS = 6
"""With more groups the axis leaves no room for the slides."""
OTHER = "Other"
_FURTHEST_YEAR = 270_000
"""The dates of JavaScript reach 275,760 years in either direction."""


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """The timeline: a title slide, then a slide for each record, or for each dated step of a story."""
    if context.list_type is RecordType.STORY:
        for record in records:
            yield _story(StoryDetail.model_validate_json(record), context)
        return
    collection = context.main_collection
    text = f"{collection.attribution}. Release {context.release}."
    title = {"text": {"headline": escape(collection.title), "text": f"<p>{escape(text)}</p>"}}
    yield b'{"scale":"human","title":%b,"events":[' % orjson.dumps(title)
    groups = {kind for kind, _ in context.survey.kinds.most_common(MOST_GROUPS)}
    yield from json_array_items(_slide(record, context, groups) for record in records)
    yield b"\n]}\n"


def holds(record: JsonObject) -> bool:
    """Whether the record has a day at which the slide can be, within the years of JavaScript."""
    if "steps" in record:
        return True
    return record["date"] is not None and _has_day(record["date"]["edtf"])


def _has_day(edtf: str) -> bool:
    date = date_parts(edtf)
    days = [day for day in (date.first, date.last) if day is not None]
    return bool(days) and all(abs(parts_of(day)[0]) <= _FURTHEST_YEAR for day in days)


def _slide(record: bytes, context: ExportContext, groups: set[str]) -> JsonObject:
    item = decoded(record, context)
    date = date_of(item)
    assert date is not None  # noqa: S101 - `holds` leaves out records without one
    return {
        "unique_id": item.id,
        **_dates(date),
        "display_date": date.label,
        "group": kind_label(item, context) if item.kind in groups else OTHER,
        "text": {"headline": escape(item.title), "text": _text(item, context)},
    }


def _story(story: StoryDetail, context: ExportContext) -> bytes:
    """A story with a slide for each step that has a day. The others are counted."""
    slides = []
    for step in story.steps:
        if step.record.date is None or not _has_day(step.record.date.edtf):
            context.survey.omitted += 1
            continue
        date = date_parts(step.record.date.edtf)
        link = context.link(step.record.links.html or step.record.links.self)
        paragraphs = (escape(step.text), f'<a href="{escape(link)}">{escape(step.record.title)}</a>')
        text = {"headline": escape(step.heading), "text": "".join(f"<p>{each}</p>" for each in paragraphs)}
        slides.append({"unique_id": f"step-{step.n}", **_dates(date), "display_date": date.label, "text": text})
    title = {"text": {"headline": escape(story.title), "text": f"<p>{escape(story.summary)}</p>"}}
    return orjson.dumps({"scale": "human", "title": title, "events": slides}, option=orjson.OPT_APPEND_NEWLINE)


def _dates(date: DateParts) -> JsonObject:
    first, last = date.first, date.last
    if first is None or last is None:
        day = last if first is None else first
        assert day is not None  # noqa: S101 - `holds` leaves out dates without either
        return {"start_date": _numbers(day, _only_end(date))}
    begin = date.begin
    start = _numbers(first, begin)
    if begin is not None and begin is date.end and begin.numbers:
        return {"start_date": start}
    end = _numbers(last, date.end)
    if len(end) < len(start) and list(start.values())[: len(end)] == list(end.values()):
        # TimelineJS takes a month or year for its first day, so that such an end would come before the start.
        end = _numbers(last, None)
    return {"start_date": start} if end == start else {"start_date": start, "end_date": end}


def _only_end(date: DateParts) -> Moment | None:
    """The end that is known of a date whose other end is open or unknown."""
    moments = (date.begin, date.end, *(moment for member in date.members for moment in member))
    return next(
        (
            each
            for each in moments
            if each and (each.last == date.last if date.first is None else each.first == date.first)
        ),
        None,
    )


def _numbers(day: Day, moment: Moment | None) -> JsonObject:
    """A day, or the month or year if no more is written."""
    year, month, day_of_month = parts_of(day)
    parts = {"year": year, "month": month, "day": day_of_month}
    written = len(moment.numbers) if moment is not None and moment.numbers else len(parts)
    return dict(list(parts.items())[:written])


def _text(item: EventOrDocument, context: ExportContext) -> str:
    names = ", ".join(dict.fromkeys(actor.name for actor in item.actors))
    link = context.link(item.links.html or item.links.self)
    paragraphs = [escape(abstract_of(item)), escape(names), f'<a href="{escape(link)}">{escape(item.id)}</a>']
    if isinstance(item, m.Document) and item.url is not None and is_web_address(item.url):
        paragraphs.append(f'<a href="{escape(item.url)}">Source</a>')
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


FORMAT = Format(
    alias="timelinejs",
    name="TimelineJS",
    media_type="application/vnd.timelinejs+json",
    content_type="application/vnd.timelinejs+json",
    extension="json",
    description="The JSON of TimelineJS 3, for use as its source address; grouped by the six most frequent kinds. "
    "Records without a known day are left out. It shows a few hundred records well.",
    example={
        "scale": "human",
        "title": {"text": {"headline": "Moscow and the North Atlantic Treaty, 1954", "text": ""}},
        "events": [
            {
                "unique_id": "berlin-conference-1954",
                "start_date": {"year": 1954, "month": 1, "day": 25},
                "end_date": {"year": 1954, "month": 2, "day": 18},
                "display_date": "25 January - 18 February 1954",
                "group": "Conference",
                "text": {"headline": "Berlin Conference", "text": "<p>The four powers met.</p>"},
            }
        ],
    },
    lists=EVENTS_AND_DOCUMENTS,
    records=frozenset((RecordType.STORY,)),
    write=write,
    holds=holds,
)
