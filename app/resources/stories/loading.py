"""Stories in data files: their format, their rules, their rows."""

import re
from collections.abc import Iterator, Sequence

from app.loading import rules
from app.loading.data_set import DataSet
from app.loading.record_formats import Drafts, RecordFormat, Rows, by_name
from app.loading.rows import entry_rows
from app.loading.stored import Stored, picked
from app.loading.values import Problem, ValuePath
from app.resources.documents.models import DocumentRecord
from app.resources.events.models import EventRecord
from app.resources.faces import Values, column_values
from app.resources.stories.models import SHOWN, ShownRecord, StoryRecord, StoryRow, StoryStepRecord, StoryStepRow
from app.timeline.record_types import RecordType

MOST_SENTENCES = 3

_SENTENCE_END = re.compile(
    r"""(?<!\b[A-Z])(?<!\bMr)(?<!\bMrs)(?<!\bDr)(?<!\bSt)[.!?…]["'”’»)\]]*(?=\s+["'“‘«(\[]*[^\W\d_a-z]|\s*$)"""
)
"""What ends a sentence: not the stop of an initial or a form of address, nor one before a small letter."""


def _rules(story: StoryRecord) -> Iterator[Problem]:
    yield from rules.quotations(("summary",), story.summary)
    for place, step in enumerate(story.steps):
        path: ValuePath = ("steps", place)
        number = len(_SENTENCE_END.findall(step.text))
        if number > MOST_SENTENCES:
            yield Problem((*path, "text"), f"text has {number} sentences", "one to three sentences")
        yield from rules.quotations((*path, "text"), step.text)
        yield from _one_record((*path, "shows"), step.shows)


def _one_record(path: ValuePath, shows: ShownRecord) -> Iterator[Problem]:
    named = [name for name in SHOWN if getattr(shows, name) is not None]
    if len(named) != 1:
        yield Problem(path, f"shows {' and '.join(named) or 'no record'}", f"one of {', '.join(SHOWN)}")
    if shows.paragraph is not None and shows.document is None:
        yield Problem((*path, "paragraph"), "a paragraph without its document", "the document that it is in")


def _rules_between(drafts: Drafts) -> Iterator[tuple[str, Problem]]:
    """Paragraphs and exchanges that there are not, each with the story's id."""
    documents = by_name(drafts[RecordType.DOCUMENT], DocumentRecord, certain="paragraphs")
    events = by_name(drafts[RecordType.EVENT], EventRecord, certain="responds_to")
    answered = {row.event for _, event in events.with_some("responds_to") for row in event.responds_to}
    without_doubt = len(events) == len(drafts[RecordType.EVENT])
    for name, story in by_name(drafts[RecordType.STORY], StoryRecord).items():
        for place, step in enumerate(story.steps):
            path, shows = ("steps", place, "shows"), step.shows
            document, event = documents.get(shows.document or ""), events.get(shows.exchange or "")
            if document is not None and (shows.paragraph or 0) > len(document.paragraphs):
                last = len(document.paragraphs)
                expected = f"1 to {last}" if last else "the document alone: its paragraphs are not entered"
                message = f"'{shows.document}' has no paragraph {shows.paragraph}"
                yield name, Problem((*path, "paragraph"), message, expected)
            if event is not None and without_doubt and not event.responds_to and shows.exchange not in answered:
                message = f"'{shows.exchange}' has no exchange: it answers nothing and is not answered"
                yield name, Problem((*path, "exchange"), message, "another event, or the key event")


def _rows(_data: DataSet, stories: Sequence[StoryRecord]) -> Rows:
    return {
        StoryRow: (column_values(story, StoryRow) for story in stories),
        StoryStepRow: entry_rows("story", stories, "steps", StoryStepRow, _shown),
    }


def _shown(step: StoryStepRecord) -> Values:
    shows = step.shows
    if shows.paragraph is not None:
        return {"type": "paragraph", "record": shows.document, "n": shows.paragraph}
    ((type_, record),) = ((name, getattr(shows, name)) for name in SHOWN if getattr(shows, name) is not None)
    return {"type": type_, "record": record, "n": None}


def _keys(story: Stored) -> Values:
    steps = [picked(row, StoryStepRecord) | {"shows": _shows(row)} for row in story.rows(StoryStepRow)]
    return picked(story.row, StoryRecord) | {"steps": steps, "aliases": story.aliases()}


def _shows(row: Values) -> Values:
    if row["type"] == "paragraph":
        return {"document": row["record"], "paragraph": row["n"]}
    return {row["type"]: row["record"]}


FORMAT = RecordFormat(
    type=RecordType.STORY,
    model=StoryRecord,
    refers_to={
        "steps.*.shows.event": (RecordType.EVENT,),
        "steps.*.shows.document": (RecordType.DOCUMENT,),
        "steps.*.shows.claim": (RecordType.CLAIM,),
        "steps.*.shows.exchange": (RecordType.EVENT,),
    },
    rules=_rules,
    rules_between=_rules_between,
    rows=_rows,
    table=StoryRow,
    keys=_keys,
)
