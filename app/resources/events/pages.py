"""The pages of events: the list by date, and one event."""

from fastapi import APIRouter

from app.catalogue.queries import TermKey
from app.citations import chicago, citation
from app.http.answers import Answer
from app.pages.context import cast, ids_of_cast, ids_of_claims, with_evidence
from app.pages.lists import ListEntry, Listing, ListNames, list_page
from app.pages.queries import first_events
from app.pages.records import RecordView, record_page
from app.resources import models as m
from app.resources.events.routes import EventParameters
from app.resources.exchanges.display import exchange_around, fold
from app.timeline.record_types import RecordType

router = APIRouter(include_in_schema=False)

MOST_MOVES = 300
"""Of a longer exchange the page shows only the moves next to the event."""


@list_page(router, Listing(RecordType.EVENT, "Events", "What happened, by date."), EventParameters)
def entry(item: bytes, names: ListNames) -> ListEntry:
    """An event in the list."""
    event = m.Event.model_validate_json(item)
    kind = names.kinds.get(event.kind, event.kind)
    return ListEntry(event.id, event.date, event.title, f"{kind}, {event.place.name}" if event.place else kind)


@record_page(router, RecordType.EVENT)
def show_event(view: RecordView) -> Answer:
    """An event: when, where, who in which office, its exchange, claims about it."""
    encoded = view.detail()
    event = m.EventDetail.model_validate_json(encoded)
    exchange = exchange_around(view.catalogue.reader, event, MOST_MOVES)
    claims = with_evidence(view.catalogue, event.claims)
    parts, number_of_parts = first_events(view.catalogue, (TermKey("part_of", view.id),)) if event.parts else ([], 0)
    lookups = view.lookups(
        event.collection,
        [
            *([event.part_of] if event.part_of else []),
            *(each.id for each in (*event.responds_to, *event.answered_by)),
            *ids_of_cast(event.actors),
            *ids_of_claims(claims),
            *(answer.id for move in (exchange.moves if exchange else ()) for answer in move.answers),
        ],
    )
    cited = citation.of_record(event, lookups.kinds["event"], view.data_set(event.collection))
    return view.render(
        event,
        title=event.title,
        description=f"{event.date.label}. {event.summary}",
        types=("Event",),
        json_ld=view.linked_data.record(RecordType.EVENT, encoded),
        lookups=lookups,
        sections=[
            *([("actors", "Who")] if event.actors else []),
            *([("documents", "Documents")] if event.documents else []),
            ("sources", "Sources"),
            ("cite", "Cite this"),
            *([("parts", "Parts")] if parts else []),
            *([("exchange", "Exchange")] if exchange else []),
            *([("claims", f"Claims ({len(event.claims)})")] if claims else []),
        ],
        cast=cast(view.catalogue, event.actors),
        exchange=exchange,
        folded=None if exchange is None else fold(exchange),
        claims=claims,
        parts_listed=parts,
        number_of_parts=number_of_parts,
        citation=chicago.text(cited),
    )
