"""What the pages of lists share: the filters of the API as a form, a part of the list, links to its other parts."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from app.catalogue.catalogue import Catalogue
from app.catalogue.facets import UNDATED, TooManyBins, count_facet
from app.catalogue.paging import Cursor, Page, Sort
from app.catalogue.queries import DateMatch
from app.catalogue.words.folders import NoIndex
from app.http.answers import Answer
from app.http.dependencies import CataloguesDep
from app.http.lists import RecordList, list_answer
from app.http.page_parameters import ListParameters
from app.http.pagination import ListRequest, address
from app.http.request_checks import parse_query
from app.http.routing import Sent
from app.pages.filters import FilterForm, Labels, chips, filter_form, formats
from app.pages.query_params import ListPageRoute, pairs_of, typed
from app.pages.rendering import Head, data_page
from app.pages.template_filters import in_words
from app.resources.models import Date
from app.resources.titles import Titled, titles
from app.timeline.bins import Unit
from app.timeline.dates import Precision
from app.timeline.record_types import RecordType
from app.timeline.titles import title_key
from app.timeline.vocabulary import ClaimStatus

PAGE_SIZE = 100
PAGE_SIZE_BY_LETTER = 500
"""A list with letters to jump to is shown in larger pages, so that most letters are on the same page."""
MOST_PERIODS = 48
"""Links to months or years above a list; of more months, years are shown, of more years none."""


@dataclass(frozen=True, slots=True)
class ListEntry:
    """A record in a list. `label` is shown beside its title.

    `status` is a verdict; `asserted_by` and `asserted_in` are who says it where. `letter_of` is the name by which an
    alphabetical list puts it under a letter.
    """

    id: str
    date: Date | None
    title: str
    label: str
    status: ClaimStatus | None = None
    asserted_by: tuple[Titled, ...] = ()
    asserted_in: Titled | None = None


@dataclass(frozen=True, slots=True)
class ListNames:
    """What the entries of a page look up: labels of the kinds of their type, titles of other records."""

    catalogue: Catalogue
    kinds: Mapping[str, str]

    def title(self, record: str) -> Titled:
        """The title of an event, actor, document or claim with a current id."""
        reader = self.catalogue.reader
        return reader.remembered(("title", record), lambda: titles(reader, [record])[record])


MakeEntry = Callable[[bytes, ListNames], ListEntry]
"""Makes the entry of an encoded list item."""
Extras = Callable[[ListRequest, RecordList, Page], Mapping[str, object]]
"""Makes further variables for the template of a list."""


@dataclass(frozen=True, slots=True)
class Listing:
    """The list of all records of a type.

    `has_dates` says whether its records are shown by their dates, `has_letters` whether they are shown under letters.
    """

    type: RecordType
    title: str
    description: str
    has_dates: bool = True
    has_letters: bool = False
    template: str = "list.html"

    @property
    def path(self) -> str:
        """Its path below the root path."""
        return f"/{self.type.plural}"


@dataclass(frozen=True, slots=True)
class Group:
    """Entries under a heading; `key` ends the heading's id. Without a heading the title is empty."""

    key: str
    title: str
    entries: list[ListEntry]


@dataclass(frozen=True, slots=True)
class Jump:
    """A link to a part of a list, with the number of records there, None where it is not counted."""

    title: str
    path: str
    count: int | None = None


LIST_PAGES: dict[str, tuple[Listing, type[ListParameters]]] = {}
"""The pages of lists by their paths, with the parameters that they take."""


def list_page(
    router: APIRouter, listing: Listing, parameters: type[ListParameters], extras: Extras | None = None
) -> Callable[[MakeEntry], MakeEntry]:
    """Register the page of a list, such as `/events`, with the parameters of the list in the API.

    The decorated function makes its entries.
    """
    LIST_PAGES[listing.path] = (listing, parameters)

    def register(make_entry: MakeEntry) -> MakeEntry:
        async def show(params: ListParameters, request: Request, catalogues: CataloguesDep) -> Response:
            size = PAGE_SIZE_BY_LETTER if listing.has_letters else PAGE_SIZE
            given = params if "limit" in params.model_fields_set else params.model_copy(update={"limit": size})
            # Without headers, so that an Accept header does not select a format of the API.
            plain = Request({**request.scope, "headers": []}, request.receive)
            renderer = _Renderer(request, listing, make_entry, extras)
            try:
                return await list_answer(plain, given, catalogues, render=renderer.render)
            except NoIndex:
                if getattr(params, "q", None) is not None:
                    raise
                uncounted = replace(renderer, counted=False)
                return await list_answer(plain, given, catalogues, render=uncounted.render)

        show.__annotations__["params"] = Annotated[parameters, Query()]
        router.add_api_route(listing.path, show, route_class_override=ListPageRoute)
        return make_entry

    return register


@dataclass(frozen=True, slots=True)
class _Renderer:
    """Makes pages of a list. `counted` says whether the choices of the form are counted, which takes the index."""

    request: Request
    listing: Listing
    make_entry: MakeEntry
    extras: Extras | None
    counted: bool = True

    def render(self, listed: ListRequest, records: RecordList, page: Page) -> Answer:
        """A page of the list."""
        listing, catalogue = self.listing, records.catalogue
        sent = parse_query(listed.request.scope["query_string"])
        names = ListNames(catalogue, catalogue.kinds(listing.type))
        entries = [self.make_entry(row.value + b"}", names) for row in page.rows]
        active = chips(listing.path, sent, Labels(catalogue, listing.type))
        links = listed.links(page)
        head = Head(
            title=": ".join([listing.title, *([", ".join(chip.text for chip in active)] if active else [])]),
            description=listing.description,
            path=address(listing.path, [pair for pair in pairs_of(sent) if pair[0] not in {"cursor", "limit"}]),
            data=formats(listing.type, sent)[0][1],
            types=("CollectionPage",),
        )
        groups = self._groups(entries, listed.page.sort)
        return data_page(
            self.request,
            listing.template,
            head,
            catalogue.release,
            listing=listing,
            form=self._form(listed, records, sent),
            chips=active,
            understood=_understood(typed(self.request), sent),
            formats=formats(listing.type, sent),
            total=page.total,
            groups=groups,
            letters=self._letters(listed, catalogue, page, groups) if listing.has_letters else [],
            periods=_periods(listing.path, listed.params, records, sent) if self.counted else [],
            next=links["next"],
            prev=links["prev"],
            **(self.extras(listed, records, page) if self.extras else {}),
        )

    def _form(self, listed: ListRequest, records: RecordList, sent: Sent) -> FilterForm:
        return filter_form(self.listing.path, listed.params, sent, records, counted=self.counted)

    def _groups(self, entries: list[ListEntry], sort: Sort) -> list[Group]:
        """The entries under letters, months or years; under no heading where they are in another order."""
        if self.listing.has_letters and sort is Sort.TITLE:
            return _grouped(entries, lambda entry: _letter(entry.title))
        if self.listing.has_dates and sort in {Sort.DATE, Sort.DATE_REVERSED}:
            return _by_time(entries)
        return [Group("", "", entries)] if entries else []

    def _letters(self, listed: ListRequest, catalogue: Catalogue, page: Page, groups: Sequence[Group]) -> list[Jump]:
        """Links to the letters of a list in the order of the alphabet."""
        if listed.page.sort is not Sort.TITLE:
            return []
        if page.next is None and page.prev is None:
            return [Jump(group.title, f"#{group.key}") for group in groups]
        number, root = self.listing.type.number, len(listed.path.root)
        return [
            Jump(sign.upper(), listed.link_from(Cursor((sign, number, "")))[root:])
            for sign in catalogue.initials(self.listing.type)
        ]


def _understood(as_typed: Sent, sent: Sent) -> list[tuple[str, str]]:
    """The dates that were written in another way than the API takes: as typed, and as EDTF."""
    return [
        (" ".join(written.split()), value)
        for name in ("date", "date_from", "date_to", "updated_since")
        for written, value in zip(filter(str.strip, as_typed.get(name, [])), sent.get(name, []), strict=False)
        if written.strip() != value
    ]


def _grouped(entries: Sequence[ListEntry], title: Callable[[ListEntry], str]) -> list[Group]:
    grouped = [(name, list(same)) for name, same in groupby(entries, title)]
    return [Group(f"group-{place}", name, same) for place, (name, same) in enumerate(grouped, start=1)]


def _letter(name: str) -> str:
    return title_key(name)[:1].upper()


def _by_time(entries: list[ListEntry]) -> list[Group]:
    """The entries under months, or under years where most months would have few."""
    by_month = _grouped(entries, lambda entry: _month(entry.date))
    if 2 * len(by_month) <= len(entries):
        return by_month
    return _grouped(entries, lambda entry: _year(entry.date))


def _month(date: Date | None) -> str:
    if date is None or date.earliest is None or date.precision not in {Precision.DAY, Precision.MONTH}:
        return _year(date)
    month = date.earliest.rpartition("-")[0]
    return in_words(month) if len(month) == len("1954-03") else _year(date)


def _year(date: Date | None) -> str:
    if date is None:
        return "Undated"
    if date.earliest is None:
        return "Beginning open or unknown"
    year = date.earliest.rsplit("-", 2)[0]
    return in_words(year) if len(year) == len("1954") else year


def _periods(path: str, params: ListParameters, records: RecordList, sent: Sent) -> list[Jump]:
    """Links to the months or years of a list, each with the number of records that may lie in it."""
    if "year" not in getattr(params, "facets", ()) or not _narrows_by_month(params):
        return []
    for unit in (Unit.MONTH, Unit.YEAR):
        try:
            counts = count_facet(records.catalogue, records.query, records.search, unit).counts
        except TooManyBins:
            continue
        some = [count for count in counts if count.records and count.value != UNDATED]
        if 1 < len(some) <= MOST_PERIODS:
            kept = [pair for pair in pairs_of(sent) if pair[0] not in {"date", "cursor", "limit"}]
            return [
                Jump(in_words(count.value), address(path, [*kept, ("date", count.value)]), count.records)
                for count in some
            ]
    return []


def _narrows_by_month(params: ListParameters) -> bool:
    """Whether the list with a month of its span in place of its dates is the list narrowed to the month."""
    date, match = getattr(params, "date", None), getattr(params, "date_match", None)
    if match not in {None, DateMatch.OVERLAPS} or params.model_fields_set & {"date_from", "date_to"}:
        return False
    return "date" not in params.model_fields_set or (date is not None and date.precision is Precision.YEAR)
