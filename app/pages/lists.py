"""What the pages of lists share: a hundred records on a page, links to the previous and next page, a date filter."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import APIRouter
from starlette.requests import Request

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import read_page
from app.catalogue.paging import BadCursor, Cursor, PageRequest, Sort, decode_cursor, encode_cursor
from app.catalogue.pool import Catalogues
from app.catalogue.queries import DateFilter, RecordQuery
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.problems import INVALID_PARAMETER, ParameterError, Problem
from app.pages.query_params import refuse_unknown
from app.pages.rendering import Head, data_page
from app.resources.models import Date
from app.timeline.dates import EdtfDate, InvalidDate, parse
from app.timeline.record_types import RecordType

PAGE_SIZE = 100
EXPECTED_DATE = "an EDTF date such as 1954-02 or 1954-02-10"


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A record in a list. `label` is shown beside its title."""

    id: str
    date: Date | None
    title: str
    label: str


MakeEntry = Callable[[bytes, Mapping[str, str]], ListEntry]
"""Makes the entry of an encoded list item; gets the labels of the kinds of its record type too."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of all records of a type.

    `has_date_filter` says whether its page takes `date`, `has_dates` whether its records can have a date at all.
    """

    type: RecordType
    title: str
    description: str
    sort: Sort = Sort.DATE
    has_date_filter: bool = False
    has_dates: bool = True

    @property
    def path(self) -> str:
        """Its path below the root path."""
        return f"/{self.type.plural}"


def list_page(router: APIRouter, listing: Listing) -> Callable[[MakeEntry], MakeEntry]:
    """Register the page of a list, such as `/events`. The decorated function makes its entries."""

    def register(make_entry: MakeEntry) -> MakeEntry:
        @router.get(listing.path)
        async def show(request: Request, catalogues: CataloguesDep) -> Answer:
            return await _answer(request, catalogues, listing, make_entry)

        return make_entry

    return register


async def _answer(request: Request, catalogues: Catalogues, listing: Listing, make_entry: MakeEntry) -> Answer:
    """A page of a list.

    Raises:
        Problem: 422, a parameter is unknown or has an unusable value; 503, no data is loaded or the deadline passed.
    """
    refuse_unknown(request, ("date", "cursor") if listing.has_date_filter else ("cursor",))
    date = _date(request.query_params.get("date")) if listing.has_date_filter else None
    # A cursor is only valid for the list and date that it was made for.
    tag = f"{listing.path}?date={date.text if date else ''}"
    page_request = PageRequest(listing.sort, PAGE_SIZE, _cursor(request.query_params.get("cursor"), tag, listing.sort))

    def read(catalogue: Catalogue) -> Answer:
        dates = None if date is None else DateFilter(date.outer)
        page = read_page(catalogue, RecordQuery((listing.type,), dates=dates), page_request)
        labels = catalogue.kinds(listing.type)
        query = f"?{urlencode({'date': date.text})}" if date else ""
        head = Head(
            title=f"{listing.title}: {date.label}" if date else listing.title,
            description=listing.description,
            path=f"{listing.path}{query}",
            data=f"/v1{listing.path}{query}",
            types=("CollectionPage",),
        )
        return data_page(
            request,
            "list.html",
            head,
            catalogue.release,
            listing=listing,
            date=date,
            total=page.total,
            entries=[make_entry(row.value + b"}", labels) for row in page.rows],
            next_cursor=None if page.next is None else encode_cursor(page.next, tag),
            previous_cursor=None if page.prev is None else encode_cursor(page.prev, tag),
        )

    return await catalogues.read(read)


def _date(text: str | None) -> EdtfDate | None:
    """The date of the request; None for an empty field of the form."""
    if not text:
        return None
    try:
        return parse(text)
    except InvalidDate as fault:
        error = ParameterError("date", text, EXPECTED_DATE, reason=str(fault).rstrip("."))
        raise Problem(INVALID_PARAMETER, errors=[error]) from None


def _cursor(text: str | None, tag: str, sort: Sort) -> Cursor | None:
    if text is None:
        return None
    try:
        return decode_cursor(text, tag, sort)
    except BadCursor as fault:
        expected = "a cursor from a link of this page"
        error = ParameterError("cursor", text, expected, reason=f"it cannot be used: {fault}")
        raise Problem(INVALID_PARAMETER, errors=[error]) from None
