"""The front page: a story to start with, a search form, pictures of the timeline, what else is here, the API."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fastapi import APIRouter
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.catalogue.facets import UNDATED, count_facet
from app.catalogue.pages import read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.queries import DateFilter, RecordQuery, TermKey
from app.catalogue.words.folders import NoIndex
from app.database.errors import UnreadableDatabase
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.pages import queries as page_queries
from app.pages.context import lookups
from app.pages.linked_data import LinkedData
from app.pages.rendering import Head, data_page
from app.resources import models as m
from app.resources.dataset import queries as dataset
from app.resources.dataset.histogram import histogram
from app.resources.exchanges.display import chain, exchange_around, fold
from app.resources.stories.models import StoryDetail, StoryHead
from app.resources.titles import first_days_of_events, most_discussed_event, topics_of
from app.timeline.bins import Unit, number_of_bins
from app.timeline.dates import parse
from app.timeline.days import Day, Span
from app.timeline.record_types import RecordType

router = APIRouter(include_in_schema=False)

MOST_MONTHS = 72
"""A longer period is counted by year."""
MOST_YEARS = 300
MOST_MOVES = 60
"""Of a longer exchange the page shows only the moves next to its event."""
_DAYS_IN_A_YEAR = 366


@dataclass(frozen=True, slots=True)
class Period:
    """The period with most events: events by month or year, and the numbers of events before and after it."""

    unit: Unit
    counts: list[tuple[str, int]]
    before: int
    after: int


@router.get("/")
async def show_home(request: Request, catalogues: CataloguesDep) -> Answer:
    """The front page."""

    def read(catalogue: Catalogue) -> Answer:
        reader, release = catalogue.reader, catalogue.release
        collection, *others = dataset.collections(reader)
        version, _ = dataset.counts(reader, release.number)
        period = reader.remembered("busiest period", lambda: busiest_period(catalogue, collection.id))
        event = _main_event(catalogue, collection.id)
        exchange = None if event is None else exchange_around(reader, event, MOST_MOVES)
        moves = exchange.moves if exchange else []
        linked_data = LinkedData(request, catalogue)
        publisher = None if collection.publisher is None else {"@type": "Organization", "name": collection.publisher}
        json_ld = {
            "@id": "/v1/dataset",
            "@type": "Dataset",
            "name": collection.title,
            "description": collection.description,
            "url": linked_data.link("/"),
            "version": version,
            "dateModified": release.loaded_at.strftime("%Y-%m-%d"),
            "inLanguage": collection.language,
            "license": collection.licence_url,
            "creator": publisher,
        }
        head = Head(
            title=collection.title,
            description=collection.description or collection.title,
            path="/",
            data="/v1/dataset",
            types=("Dataset",),
            licence_url=collection.licence_url,
            json_ld=linked_data.document(RecordType.EVENT, json_ld),
        )
        return data_page(
            request,
            "dataset/home.html",
            head,
            release,
            story=_first_story(catalogue, collection.id),
            topics=topics_of(reader, collection.id),
            lookups=lookups(catalogue, collection.id, [answer.id for move in moves for answer in move.answers]),
            collection=collection,
            others=[(other, dataset.collection_counts(reader, other.id)) for other in others],
            only={"collection": collection.id} if others else {},
            version=version,
            counts=dataset.collection_counts(reader, collection.id),
            period=period,
            histogram=None if period is None else histogram(period.counts),
            event=event,
            exchange=exchange,
            folded=None if exchange is None else fold(exchange),
            chain=None if exchange is None else chain(moves),
            examples=list(_examples(event)),
        )

    return await catalogues.read(read, long=True)


def busiest_period(catalogue: Catalogue, collection: str) -> Period | None:
    """The period of a collection that the histogram shows; None: no event has a date, or no index can count them."""
    days = first_days_of_events(catalogue.reader, collection)
    if not days:
        return None
    first, last = busiest(days)
    unit = Unit.MONTH if number_of_bins(Unit.MONTH, first, last) <= MOST_MONTHS else Unit.YEAR
    if unit is Unit.YEAR:
        first = max(first, Day(last - MOST_YEARS * _DAYS_IN_A_YEAR))
    query = RecordQuery((RecordType.EVENT,), groups=_of(collection), dates=DateFilter(Span(first, last)))
    try:
        facet = count_facet(catalogue, query, None, unit)
    except NoIndex:  # the page can do without
        return None
    counts = [(count.value, count.records) for count in facet.counts if count.value != UNDATED]
    if not counts:
        raise UnreadableDatabase(f"the events of {collection} are in no count")
    return Period(
        unit,
        counts,
        before=sum(number for day, number in days if day < first),
        after=sum(number for day, number in days if day > last),
    )


def busiest(days: Iterable[tuple[Day, int]]) -> tuple[Day, Day]:
    """The first and last day of the period with most events.

    `days` are days in order, each with its number of events. Two periods are separated by a gap of over a year.
    """
    periods: list[tuple[int, Day, Day]] = []
    for day, number in days:
        if periods and day - periods[-1][2] <= _DAYS_IN_A_YEAR:
            total, first, _ = periods[-1]
            periods[-1] = (total + number, first, day)
        else:
            periods.append((number, day, day))
    _, first, last = max(periods, key=lambda period: period[0])
    return first, last


def _of(collection: str) -> tuple[tuple[TermKey, ...], ...]:
    """The filter for the records of a collection."""
    return ((TermKey("collection", collection),),)


def _main_event(catalogue: Catalogue, collection: str) -> m.Event | None:
    record = most_discussed_event(catalogue.reader, collection)
    if record is None:
        return None
    return m.EventDetail.model_validate_json(page_queries.detail(catalogue, RecordType.EVENT, record))


def _first_story(catalogue: Catalogue, collection: str) -> StoryDetail | None:
    """The first story of a collection by title; None if it has none."""
    query = RecordQuery((RecordType.STORY,), groups=_of(collection))
    page = read_page(catalogue, query, PageRequest(Sort.TITLE, 1))
    if not page.rows:
        return None
    story = StoryHead.model_validate_json(page.rows[0].value + b"}")
    return StoryDetail.model_validate_json(page_queries.detail(catalogue, RecordType.STORY, story.id))


def _examples(event: m.Event | None) -> Iterator[tuple[str, str]]:
    """Paths to try that have results in this data, each with what it returns."""
    if event is None:
        yield "/v1/events", "All events, by date"
        return
    person = next((actor for actor in event.actors if actor.kind == "person"), None)
    body = next((actor for actor in event.actors if actor.kind != "person"), None)
    day = event.date.earliest
    if person is not None and day is not None:
        month = day[:-3]
        yield f"/v1/events?actor={person.id}&date={month}", f"What {person.name} did in {parse(month).label}"
    if body is not None:
        yield (
            f"/v1/events?actor={body.id}&actor_scope=representatives&facet=year",
            f"{body.name} and all who acted for it, counted by year",
        )
    yield f"/v1/events/{event.id}/exchange", f"The moves around: {event.title}"
    yield f"/v1/claims?about={event.id}", "The claims about it, each with its verdict"
    yield f"/v1/events/{event.id}/citation", "A citation of it to paste"
    yield "/v1/events?limit=5&fields=title,date", "The first five events, titles and dates alone"
