"""TimelineJS 3: the JSON that it loads as its source address, a slide a record.

Its dates are years, months and days in numbers; what they cannot say stands in `display_date`, which every slide has.
Its years are astronomical: -43 is 44 BC, though its axis calls it 43 BC. Headline and text are HTML there, so all text
of ours is escaped; group names and `display_date` are plain text.
"""

from collections.abc import Iterable, Iterator
from html import escape
from typing import Any

import orjson

from app.formats.dating import Dating, Moment, dating
from app.formats.format import Edition, Format, ListOf, Record
from app.formats.web_addresses import is_web_address
from app.resources import models as m
from app.resources.stories.models import StoryDetail
from app.timeline.dates import parts_of
from app.timeline.days import Day

Json = dict[str, Any]  # what becomes JSON: its values are of any kind

MOST_GROUPS = 6
"""With more of them the axis pushes the slides out of sight."""
OTHER = "Other"
_FURTHEST_YEAR = 270_000
"""The dates of JavaScript reach 275,760 years in either direction."""
_DATED = frozenset((ListOf.EVENTS, ListOf.DOCUMENTS))


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """The timeline: a title slide, then a slide for each record, or for each dated step of a story."""
    if edition.of is ListOf.STORIES:
        for record in records:
            yield _story(StoryDetail.model_validate_json(record), edition)
        return
    source = edition.source
    told = f"{source.attribution}. Release {edition.release}."
    title = {"text": {"headline": escape(source.title), "text": f"<p>{escape(told)}</p>"}}
    yield b'{"scale":"human","title":%b,"events":[' % orjson.dumps(title)
    groups = {kind for kind, _ in edition.survey.kinds.most_common(MOST_GROUPS)}
    for place, record in enumerate(records):
        yield (b",\n" if place else b"\n") + orjson.dumps(_slide(record, edition, groups))
    yield b"\n]}\n"


def holds(record: Record) -> bool:
    """Whether there is a day to put the slide at, within what JavaScript counts."""
    if "steps" in record:
        return True
    return record["date"] is not None and _has_day(record["date"]["edtf"])


def _has_day(edtf: str) -> bool:
    date = dating(edtf)
    days = [day for day in (date.first, date.last) if day is not None]
    return bool(days) and all(abs(parts_of(day)[0]) <= _FURTHEST_YEAR for day in days)


def _slide(record: bytes, edition: Edition, groups: set[str]) -> Json:
    kind = m.Event if edition.of is ListOf.EVENTS else m.Document
    item = kind.model_validate_json(record)
    assert item.date is not None  # noqa: S101 - held records have one
    date = dating(item.date.edtf)
    labels = edition.kinds["event" if isinstance(item, m.Event) else "document"]
    return {
        "unique_id": item.id,
        **_dates(date),
        "display_date": date.label,
        "group": labels.get(item.kind, item.kind) if item.kind in groups else OTHER,
        "text": {"headline": escape(item.title), "text": _text(item, edition)},
    }


def _story(story: StoryDetail, edition: Edition) -> bytes:
    """A story with a slide for each step that has a day. The others are counted."""
    slides = []
    for step in story.steps:
        if step.record.date is None or not _has_day(step.record.date.edtf):
            edition.survey.omitted += 1
            continue
        date = dating(step.record.date.edtf)
        link = edition.link(step.record.links.html or step.record.links.self)
        paragraphs = (escape(step.text), f'<a href="{escape(link)}">{escape(step.record.title)}</a>')
        text = {"headline": escape(step.heading), "text": "".join(f"<p>{each}</p>" for each in paragraphs)}
        slides.append({"unique_id": f"step-{step.n}", **_dates(date), "display_date": date.label, "text": text})
    title = {"text": {"headline": escape(story.title), "text": f"<p>{escape(story.summary)}</p>"}}
    return orjson.dumps({"scale": "human", "title": title, "events": slides}, option=orjson.OPT_APPEND_NEWLINE)


def _dates(date: Dating) -> Json:
    first = date.last if date.first is None else date.first
    last = date.first if date.last is None else date.last
    assert first is not None and last is not None  # noqa: S101, PT018 - held records have one of them
    begin = date.begin
    start = _numbers(first, begin)
    if begin is not None and begin is date.end and begin.iso:
        return {"start_date": start}
    end = _numbers(last, date.end)
    return {"start_date": start} if end == start else {"start_date": start, "end_date": end}


def _numbers(day: Day, moment: Moment | None) -> Json:
    """A day, or the month or year that is written for it."""
    year, month, day_of_month = parts_of(day)
    parts = {"year": year, "month": month, "day": day_of_month}
    written = moment.iso.removeprefix("-").count("-") + 1 if moment is not None and moment.iso else 3
    return dict(list(parts.items())[:written])


def _text(item: m.Event | m.Document, edition: Edition) -> str:
    told = item.summary if isinstance(item, m.Event) else item.abstract
    names = ", ".join(dict.fromkeys(actor.name for actor in item.actors))
    link = edition.link(item.links.html or item.links.self)
    paragraphs = [escape(told), escape(names), f'<a href="{escape(link)}">{escape(item.id)}</a>']
    if isinstance(item, m.Document) and item.url is not None and is_web_address(item.url):
        paragraphs.append(f'<a href="{escape(item.url)}">Source</a>')
    return "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs if paragraph)


FORMAT = Format(
    alias="timelinejs",
    media_type="application/vnd.timelinejs+json",
    content_type="application/vnd.timelinejs+json",
    extension="json",
    description="The JSON of TimelineJS 3, to be given to it as its source address; grouped by the six commonest "
    "kinds. Records without a day to be put at are left out. Some hundred records are what it can show well.",
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
    lists=_DATED,
    records=frozenset((ListOf.STORIES,)),
    write=write,
    holds=holds,
)
