"""Events in data files: their format, their rules, their rows."""

from collections.abc import Iterator, Sequence

from app.loading import rules
from app.loading.data_set import DataSet
from app.loading.record_formats import Chain, Drafts, RecordFormat, Rows, by_name
from app.loading.rows import dated, entry_rows, id_rows, source_rows
from app.loading.stored import Stored, picked
from app.loading.values import Problem
from app.resources.actors.loading import Lived
from app.resources.actors.models import ActorRecord
from app.resources.events.models import (
    AnswerRow,
    EventDocumentRecord,
    EventDocumentRow,
    EventRecord,
    EventRow,
    EventTopicRow,
    ParticipationRecord,
    ParticipationRow,
)
from app.resources.faces import Values, column_values
from app.resources.shared import CitationRow
from app.timeline.dates import EdtfDate, parse
from app.timeline.days import Span
from app.timeline.record_types import RecordType


def _rules(event: EventRecord) -> Iterator[Problem]:
    """What is wrong with an event taken by itself."""
    yield from rules.says_when(event.date, "a date")
    yield from rules.topics(event.topics)
    if event.actors == ():
        yield Problem(("actors",), "nobody takes part", "at least one actor with a role", depends_on="actors")
    for place, row in enumerate(event.actors):
        path = ("actors", place, "on_behalf_of")
        if row.on_behalf_of is not None and not row.role.acting:
            yield Problem(path, f"a {row.role} does not act, on nobody's behalf", "an acting role")
        if row.on_behalf_of == row.actor:
            yield Problem(path, f"'{row.actor}' acts on behalf of itself", "somebody else, or the key left out")
    yield from rules.twice(("actors",), "participation", [(row.actor, row.role) for row in event.actors])
    yield from rules.twice(("responds_to",), "answer", [row.event for row in event.responds_to], "event")
    yield from rules.twice(("documents",), "document", [(row.document, row.relation) for row in event.documents])
    yield from rules.quotations(("summary",), event.summary)


def _rules_between(drafts: Drafts) -> Iterator[tuple[str, Problem]]:
    """Responses to later events, and parts outside the dates of the event they belong to, each with the event's id."""
    events = by_name(drafts[RecordType.EVENT], EventRecord)
    for name, event in events.with_some("responds_to", "part_of"):
        mine = _date_of(event)
        for place, row in enumerate(event.responds_to):
            theirs = _date_of(events.get(row.event))
            if mine and theirs and _before(mine.outer, theirs.outer):
                message = f"answers '{row.event}' ({theirs.text}), which certainly began after it ended ({mine.text})"
                yield name, Problem(("responds_to", place, "event"), message, "an earlier event")
        whole = _date_of(events.get(event.part_of or ""))
        if mine and whole and not mine.outer.meets(whole.outer):
            message = f"lies outside the time of '{event.part_of}', of which it is part: {mine.text}, not {whole.text}"
            yield name, Problem(("part_of",), message, "a day of the whole")


def _warnings_between(drafts: Drafts) -> Iterator[tuple[str, Problem]]:
    """Actors who act in an event before or after their lives, each with the event's id."""
    lives = {name: Lived.of(actor) for name, actor in by_name(drafts[RecordType.ACTOR], ActorRecord).items()}
    for name, event in by_name(drafts[RecordType.EVENT], EventRecord).items():
        date = _date_of(event)
        for place, row in enumerate(event.actors if date else ()):
            if not row.role.acting:
                continue
            for key, actor in (("actor", row.actor), ("on_behalf_of", row.on_behalf_of)):
                when = lives[actor].outside(date.outer) if date and actor in lives else None
                if when:
                    message = f"'{actor}' acts on {event.date}, {when}"
                    yield name, Problem(("actors", place, key), message, "a role that does not act, or other dates")


def _date_of(event: EventRecord | None) -> EdtfDate | None:
    text = None if event is None else event.date
    return parse(text) if text else None


def _before(one: Span, other: Span) -> bool:
    return one.last is not None and other.first is not None and one.last < other.first


def _rows(_data: DataSet, events: Sequence[EventRecord]) -> Rows:
    return {
        EventRow: (column_values(event, EventRow) | dated(event.date) for event in events),
        EventTopicRow: id_rows("event", events, "topics", "topic"),
        ParticipationRow: entry_rows("event", events, "actors", ParticipationRow),
        EventDocumentRow: entry_rows("event", events, "documents", EventDocumentRow),
        AnswerRow: entry_rows("event", events, "responds_to", AnswerRow, lambda answer: {"responds_to": answer.event}),
        CitationRow: source_rows("event", ((event.id, event) for event in events)),
    }


def _keys(event: Stored) -> Values:
    answers = event.rows(AnswerRow)
    return picked(event.row, EventRecord) | {
        "date": event.row["edtf"],
        "topics": event.column(EventTopicRow, "topic"),
        "actors": event.entries(ParticipationRow, ParticipationRecord),
        "responds_to": [{"event": row["responds_to"], "manner": row["manner"]} for row in answers],
        "documents": event.entries(EventDocumentRow, EventDocumentRecord),
        "sources": event.sources(),
        "aliases": event.aliases(),
    }


FORMAT = RecordFormat(
    type=RecordType.EVENT,
    model=EventRecord,
    refers_to={
        "place": (RecordType.PLACE,),
        "part_of": (RecordType.EVENT,),
        "topics.*": (RecordType.TOPIC,),
        "actors.*.actor": (RecordType.ACTOR,),
        "actors.*.on_behalf_of": (RecordType.ACTOR,),
        "responds_to.*.event": (RecordType.EVENT,),
        "documents.*.document": (RecordType.DOCUMENT,),
    },
    rules=_rules,
    rules_between=_rules_between,
    warnings_between=_warnings_between,
    chains=(Chain("responds_to", "responds_to.*.event"), Chain("part_of", "part_of")),
    rows=_rows,
    table=EventRow,
    keys=_keys,
)
