"""How stories get into the catalogue: their terms, words and encoded items."""

from collections.abc import Iterator, Sequence

from app.catalogue.indexing import Head, IndexedRecord, Indexing
from app.catalogue.queries import TermKey
from app.catalogue.sort_keys import AFTER_ALL
from app.catalogue.words.index import Words
from app.resources import representation as parts
from app.resources.faces import shared_fields
from app.resources.shared import Links
from app.resources.snapshot import Snapshot
from app.resources.stories.models import (
    Shown,
    StoryBase,
    StoryHead,
    StoryRow,
    StoryStep,
    StoryStepBase,
    StoryStepRow,
)
from app.timeline.record_types import RecordType


def story(snapshot: Snapshot, row: StoryRow) -> StoryHead:
    """A story without its steps."""
    return StoryHead(
        **shared_fields(row, StoryBase),
        collection=row.collection,
        updated=parts.updated(snapshot, row.id, RecordType.STORY.id_space),
        licence=snapshot.collections[row.collection].licence,
        links=Links(self=f"/v1/stories/{row.id}", html=f"/stories/{row.id}"),
    )


def step(snapshot: Snapshot, row: StoryStepRow) -> StoryStep:
    """A step with the record it shows."""
    return StoryStep(n=row.position + 1, **shared_fields(row, StoryStepBase), record=_shown(snapshot, row))


def _shown(snapshot: Snapshot, row: StoryStepRow) -> Shown:
    id_, path, data = row.record, f"/events/{row.record}", ""
    match row.type:
        case "claim":
            claim = snapshot.claims[row.record]
            title, edtf, path = claim.statement, claim.edtf, f"/claims/{row.record}"
        case "document" | "paragraph":
            document = snapshot.documents[row.record]
            title, edtf, path = document.title, document.edtf, f"/documents/{row.record}"
        case _:
            event = snapshot.events[row.record]
            title, edtf = event.title, event.edtf
    data, html = f"/v1{path}", path
    if row.type == "exchange":
        data, html = f"{data}/exchange", f"{html}#exchange"
    elif row.type == "paragraph":
        id_, data, html = f"{row.record}/{row.n}", f"{data}/paragraphs/{row.n}", f"{html}#p{row.n}"
    return Shown.model_validate(
        {
            "type": row.type,
            "id": id_,
            "title": title,
            "date": parts.optional_date(edtf),
            "links": Links(self=data, html=html),
        }
    )


def _record(snapshot: Snapshot, found: tuple[StoryRow, list[StoryStepRow]]) -> IndexedRecord:
    row, rows = found
    texts = (text for each in rows for text in (each.heading, each.text))
    return IndexedRecord(
        item=story(snapshot, row),
        parts={"steps": [step(snapshot, each) for each in rows]},
        list_parts={"step_count": len(rows)},
        terms=(TermKey("collection", row.collection),),
        updated=parts.updated_day(snapshot, row.id, RecordType.STORY.id_space),
        words=Words(row.title, body=(row.summary, *texts)),
    )


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    return (Head(row.id, AFTER_ALL, row.title) for row in snapshot.stream(StoryRow))


def _rows(snapshot: Snapshot, ids: Sequence[str]) -> Iterator[tuple[StoryRow, list[StoryStepRow]]]:
    rows = {row.id: row for row in snapshot.all(StoryRow)}
    steps = snapshot.in_order(StoryStepRow, "story")
    return ((rows[id_], steps[id_]) for id_ in ids)


INDEXING = Indexing(RecordType.STORY, _heads, _rows, _record)
