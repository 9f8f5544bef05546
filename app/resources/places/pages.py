"""The pages of places: the list by name with a map, and one place."""

from collections.abc import Mapping

from fastapi import APIRouter

from app.catalogue.pages import read_page
from app.catalogue.paging import Page, PageRequest, Sort
from app.catalogue.queries import RecordQuery, TermKey
from app.http.answers import Answer
from app.http.lists import RecordList
from app.http.pagination import ListRequest
from app.pages.lists import ListEntry, Listing, ListNames, list_page
from app.pages.queries import events_and_documents
from app.pages.records import RecordView, record_page
from app.pages.template_filters import number
from app.resources import models as m
from app.resources.places.map import Spot, map_around, maps
from app.resources.places.routes import PlaceParameters
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import PlacePrecision

router = APIRouter(include_in_schema=False)

MOST_AROUND = 500
"""Other places that the map of a place may show."""
_LISTING = Listing(
    RecordType.PLACE,
    "Places",
    "Where it happened, by name.",
    has_dates=False,
    has_letters=True,
    template="places/places.html",
)


def _spot(place: m.Place, *, main: bool = False) -> Spot:
    wide = place.precision in {PlacePrecision.CITY, PlacePrecision.COUNTRY}
    return Spot(place.id, place.name, place.lat, place.lon, place.counts.events, wide, main)


def _maps(_listed: ListRequest, _records: RecordList, page: Page) -> Mapping[str, object]:
    """The maps of the places on a page of the list."""
    return {"maps": maps([_spot(m.Place.model_validate_json(row.value + b"}")) for row in page.rows])}


@list_page(router, _LISTING, PlaceParameters, _maps)
def entry(item: bytes, _names: ListNames) -> ListEntry:
    """A place in the list."""
    place = m.Place.model_validate_json(item)
    events = number(place.counts.events, "event")
    return ListEntry(place.id, None, place.name, ", ".join(filter(None, (place.historical_name, events))))


@record_page(router, RecordType.PLACE)
def show_place(view: RecordView) -> Answer:
    """A place on a map, with the events and documents there."""
    place = m.Place.model_validate_json(view.detail())
    json_ld = {
        "@id": place.links.self,
        "@type": "Place",
        "name": place.name,
        "alternateName": place.historical_name,
        "address": {"@type": "PostalAddress", "addressCountry": place.country},
        "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon},
    }
    links = {name: f"/v1/{name}?place={view.id}" for name in ("events", "documents")}
    return view.render(
        place,
        title=place.name,
        description=f"{place.historical_name or place.name}: what happened there.",
        types=("Place",),
        json_ld=view.linked_data.document(RecordType.PLACE, json_ld),
        related=events_and_documents(view.catalogue, (TermKey("place", view.id),)),
        links=links,
        map=map_around(_spot(place, main=True), _others(view)),
    )


def _others(view: RecordView) -> list[Spot]:
    """The other places that the map of one may show."""
    page = read_page(view.catalogue, RecordQuery((RecordType.PLACE,)), PageRequest(Sort.TITLE, MOST_AROUND))
    spots = (_spot(m.Place.model_validate_json(row.value + b"}")) for row in page.rows)
    return [spot for spot in spots if spot.id != view.id]
