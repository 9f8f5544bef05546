"""The front page: what this is, the release, the timeline as pictures, a search box, links to try."""

from collections.abc import Iterable
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request

from app.database.engine import Reader, ReleaseHead
from app.http.answers import Answer
from app.pages import svg as drawing
from app.pages.context import surroundings
from app.pages.dependencies import threads
from app.pages.exchange_view import chain_around
from app.pages.linked_data import LinkedData
from app.pages.rendering import Head, data_page
from app.resources import models as m
from app.resources.dataset import queries as dataset
from app.store import facets, numbered
from app.store.postings import Question
from app.store.terms import Numbered
from app.store.titles import first_days_of_events, most_discussed_event
from app.timeline.bins import Unit, number_of_bins
from app.timeline.dates import parse
from app.timeline.days import Day, Span
from app.timeline.filters import Dates

router = APIRouter(include_in_schema=False)

MOST_MONTHS = 72
"""Of a longer stretch the histogram shows years."""
MOST_YEARS = 300
MOST_MOVES = 60
"""Of a longer exchange the page shows the moves next to its event."""
_DAYS_IN_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Stretch:
    """The years in which most events lie close together, counted by month or year; events outside it are told."""

    unit: Unit
    counts: list[tuple[str, int]]
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class ToTry:
    """A request worth trying, and what it asks."""

    path: str
    meaning: str


@router.get("/")
async def show_home(request: Request) -> Answer:
    """What this is, and where to begin."""

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        rows = dataset.collections(reader)
        version, counts = dataset.counts(reader, release.number)
        stretch = reader.remembered("stretch", lambda: stretch_of(reader))
        event = _main_event(reader)
        moves = None if event is None else chain_around(reader, event, MOST_MOVES)
        head = Head(
            title=rows[0].title,
            description=rows[0].description or rows[0].title,
            path="/",
            data="/v1/dataset",
            types=("Dataset",),
            licence_url=rows[0].licence_url,
            json_ld=LinkedData(request, reader, release).data_set(rows[0], version),
        )
        return data_page(
            request,
            "home.html",
            head,
            release,
            around=surroundings(reader, rows[0].id, _ids(moves)),
            collection=rows[0],
            others=rows[1:],
            version=version,
            counts=counts,
            stretch=stretch,
            histogram=None if stretch is None else drawing.histogram(stretch.counts),
            event=event,
            exchange=moves,
            chain=None if moves is None else drawing.chain(moves.moves),
            to_try=list(_to_try(event)),
        )

    return await threads(request).heavy.read(read)


def stretch_of(reader: Reader) -> Stretch | None:
    """The stretch of the timeline that the histogram shows; None without dated events."""
    days = first_days_of_events(reader)
    if not days:
        return None
    first, last = busiest(days)
    unit = Unit.MONTH if number_of_bins(Unit.MONTH, first, last) <= MOST_MONTHS else Unit.YEAR
    if unit is Unit.YEAR:
        first = max(first, Day(last - MOST_YEARS * _DAYS_IN_A_YEAR))
    found = facets.date_facet(reader, Question(Numbered.EVENT, (), Dates(Span(first, last))), unit)
    return Stretch(
        unit,
        [(count.value, count.records) for count in found.counts if count.value != facets.UNDATED],
        before=sum(number for day, number in days if day < first),
        after=sum(number for day, number in days if day > last),
    )


def busiest(days: Iterable[tuple[Day, int]]) -> tuple[Day, Day]:
    """The first and last day of the part with most events, where a gap of over a year parts `days` (in order)."""
    stretches: list[tuple[int, Day, Day]] = []
    for day, number in days:
        if stretches and day - stretches[-1][2] <= _DAYS_IN_A_YEAR:
            total, first, _ = stretches[-1]
            stretches[-1] = (total + number, first, day)
        else:
            stretches.append((number, day, day))
    _, first, last = max(stretches, key=lambda stretch: stretch[0])
    return first, last


def _main_event(reader: Reader) -> m.Event | None:
    record = most_discussed_event(reader)
    stored = None if record is None else numbered.one(reader, Numbered.EVENT, record, ("item",))
    return None if stored is None else m.Event.model_validate_json(stored[0] + b"}")


def _ids(found: m.Exchange | None) -> list[str]:
    return [answer.id for move in (found.moves if found else ()) for answer in move.answers]


def _to_try(event: m.Event | None) -> Iterable[ToTry]:
    """Requests that work on this data, made of its main event."""
    if event is None:
        yield ToTry("/v1/events", "All events, by date")
        return
    person = next((actor for actor in event.actors if actor.kind == "person"), None)
    body = next((actor for actor in event.actors if actor.kind != "person"), None)
    span = event.date.earliest
    if person is not None and span is not None:
        month = span[:-3]
        yield ToTry(f"/v1/events?actor={person.id}&date={month}", f"What {person.name} did in {parse(month).label}")
    if body is not None:
        yield ToTry(
            f"/v1/events?actor={body.id}&actor_scope=representatives&facet=year",
            f"{body.name} and all who acted for it, counted by year",
        )
    yield ToTry(f"/v1/events/{event.id}/exchange", f"The moves around: {event.title}")
    yield ToTry(f"/v1/claims?about={event.id}", "What has been claimed about it, and how the claims fare")
    yield ToTry(f"/v1/events/{event.id}/citation", "A citation of it to paste")
    yield ToTry("/v1/events?limit=5&fields=title,date", "The first five events, titles and dates alone")
