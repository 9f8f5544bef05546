"""The page of a place."""

from fastapi import APIRouter

from app.catalogue.queries import TermKey
from app.http.answers import Answer
from app.pages.queries import events_and_documents
from app.pages.records import RecordView, record_page
from app.resources import models as m
from app.timeline.record_types import RecordType

router = APIRouter(include_in_schema=False)


@record_page(router, RecordType.PLACE)
def show_place(view: RecordView) -> Answer:
    """A place, with the events and documents there."""
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
    )
