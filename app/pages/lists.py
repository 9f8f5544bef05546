"""Lists to leaf through: events and documents by date, actors by name, claims by date; a hundred on a page."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request

from app.database.engine import Reader, ReleaseHead
from app.http.answers import Answer
from app.http.problems import INVALID_PARAMETER, ParameterError, Problem
from app.pages.dependencies import threads
from app.pages.query_params import refuse_unknown
from app.pages.rendering import Head, data_page
from app.resources import models as m
from app.store import documents, events, numbered, records
from app.store.names import RecordType, kinds
from app.store.paging import Asked, BadCursor, Cursor, Page, Sort, decode_cursor, encode_cursor
from app.timeline.dates import EdtfDate, InvalidDate, parse
from app.timeline.filters import Dates, DocumentFilter, EventFilter, RecordFilter

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 100
EXPECTED_DATE = "an EDTF date such as 1954-02 or 1954-02-10"


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in a list; `aside` is what stands beside its title."""

    date: m.Date | None
    path: str
    title: str
    aside: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A kind of list: its heading, its order, how a page of it is read and a record shown."""

    title: str
    description: str
    of: RecordType
    sort: Sort
    read: Callable[[Reader, Asked, Dates | None], Page]
    entry: Callable[[bytes, dict[str, str]], Entry]
    dated: bool = False
    """Whether `date` narrows it."""

    @property
    def name(self) -> str:
        """The last part of its path."""
        return f"{self.of}s"

    @property
    def key_types(self) -> tuple[type[int | str], ...]:
        """What a cursor holds in its order."""
        return (str if self.sort is Sort.TITLE else int, str)


def _events(reader: Reader, asked: Asked, dates: Dates | None) -> Page:
    question = events.question(reader, EventFilter(RecordFilter(dates=dates)))
    return numbered.page(reader, question, asked, ("item",))


def _documents(reader: Reader, asked: Asked, dates: Dates | None) -> Page:
    question = documents.question(reader, DocumentFilter(RecordFilter(dates=dates)))
    return numbered.page(reader, question, asked, ("item",))


def _actors(reader: Reader, asked: Asked, _dates: Dates | None) -> Page:
    return records.page(reader, records.ACTORS, [], asked)


def _claims(reader: Reader, asked: Asked, _dates: Dates | None) -> Page:
    return records.page(reader, records.CLAIMS, [], asked)


def _event_entry(item: bytes, labels: dict[str, str]) -> Entry:
    found = m.Event.model_validate_json(item)
    return Entry(found.date, f"/events/{found.id}", found.title, labels.get(found.kind, found.kind))


def _document_entry(item: bytes, labels: dict[str, str]) -> Entry:
    found = m.Document.model_validate_json(item)
    return Entry(found.date, f"/documents/{found.id}", found.title, labels.get(found.kind, found.kind))


def _actor_entry(item: bytes, labels: dict[str, str]) -> Entry:
    found = m.Actor.model_validate_json(item)
    return Entry(found.date, f"/actors/{found.id}", found.name, labels.get(found.kind, found.kind))


def _claim_entry(item: bytes, _labels: dict[str, str]) -> Entry:
    found = m.Claim.model_validate_json(item)
    return Entry(found.date, f"/claims/{found.id}", found.statement, found.status.label)


EVENTS = Listed("Events", "What happened, by date.", RecordType.EVENT, Sort.DATE, _events, _event_entry, dated=True)
DOCUMENTS = Listed(
    "Documents",
    "Sources, by date; the undated last.",
    RecordType.DOCUMENT,
    Sort.DATE,
    _documents,
    _document_entry,
    dated=True,
)
ACTORS = Listed("Actors", "Who acts, by name.", RecordType.ACTOR, Sort.TITLE, _actors, _actor_entry)
CLAIMS = Listed("Claims", "What is asserted, by date.", RecordType.CLAIM, Sort.DATE, _claims, _claim_entry)


@router.get("/events")
async def show_events(request: Request) -> Answer:
    """Events by date."""
    return await _answer(request, EVENTS)


@router.get("/documents")
async def show_documents(request: Request) -> Answer:
    """Documents by date."""
    return await _answer(request, DOCUMENTS)


@router.get("/actors")
async def show_actors(request: Request) -> Answer:
    """Actors by name."""
    return await _answer(request, ACTORS)


@router.get("/claims")
async def show_claims(request: Request) -> Answer:
    """Claims by date."""
    return await _answer(request, CLAIMS)


async def _answer(request: Request, listed: Listed) -> Answer:
    """A page of a list."""
    refuse_unknown(request, ("date", "cursor") if listed.dated else ("cursor",))
    date = _date(request.query_params.get("date")) if listed.dated else None
    tag = f"/{listed.name}?date={date.text if date else ''}"
    asked = Asked(listed.sort, ON_A_PAGE, _cursor(request.query_params.get("cursor"), tag, listed))

    def read(reader: Reader, release: ReleaseHead) -> Answer:
        page = listed.read(reader, asked, None if date is None else Dates(date.outer))
        labels = kinds(reader, listed.of)
        narrowed = f"?{urlencode({'date': date.text})}" if date else ""
        head = Head(
            title=f"{listed.title}: {date.label}" if date else listed.title,
            description=listed.description,
            path=f"/{listed.name}{narrowed}",
            data=f"/v1/{listed.name}{narrowed}",
            types=("CollectionPage",),
        )
        return data_page(
            request,
            "list.html",
            head,
            release,
            listed=listed,
            date=date,
            total=page.total,
            entries=[listed.entry(row.values[0] + b"}", labels) for row in page.rows],
            next_cursor=None if page.next is None else encode_cursor(page.next, tag),
            previous_cursor=None if page.prev is None else encode_cursor(page.prev, tag),
        )

    return await threads(request).lists.read(read)


def _date(text: str | None) -> EdtfDate | None:
    """The date asked for; an empty field of the form asks for none."""
    if not text:
        return None
    try:
        return parse(text)
    except InvalidDate as fault:
        error = ParameterError("date", text, EXPECTED_DATE, reason=str(fault).rstrip("."))
        raise Problem(INVALID_PARAMETER, errors=[error]) from None


def _cursor(text: str | None, tag: str, listed: Listed) -> Cursor | None:
    if text is None:
        return None
    try:
        return decode_cursor(text, tag, listed.key_types)
    except BadCursor as fault:
        expected = "a cursor from a link of this page"
        error = ParameterError("cursor", text, expected, reason=f"it cannot be used: {fault}")
        raise Problem(INVALID_PARAMETER, errors=[error]) from None
