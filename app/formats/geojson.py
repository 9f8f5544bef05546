"""GeoJSON (RFC 7946). Besides its properties each feature has a `when`, as in the Linked Places format.

GIS programs drop `when`, so that the properties have `earliest` and `latest` too, the first and last possible day. They
are there for years 1 to 9999 alone: readers turn full days in properties into dates, and some of them refuse a file
with other years.
"""

from collections.abc import Callable, Iterable, Iterator

import orjson

from app.formats.context import ExportContext, ListType
from app.formats.event_or_document import EventOrDocument, date_of
from app.formats.format import Format, JsonObject, json_array_items
from app.resources import models as m
from app.timeline.date_parts import DateParts, Form, Moment, has_ordinary_year, iso_of_day
from app.timeline.dates import parts_of
from app.timeline.days import Day
from app.timeline.record_types import RecordType


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """A collection of features, or one feature of a single record."""
    feature_of = _FEATURES[context.list_type]
    features = (feature_of(record, context) for record in records)
    if context.alone:
        yield from (orjson.dumps(feature) + b"\n" for feature in features)
        return
    yield b'{"type":"FeatureCollection","features":['
    yield from json_array_items(features)
    yield b"\n]}\n"


def _event(record: bytes, context: ExportContext) -> JsonObject:
    event = m.Event.model_validate_json(record)
    return _feature(
        event.id,
        event.place,
        date_of(event),
        {
            "title": event.title,
            "kind": event.kind,
            "kind_label": context.kinds[RecordType.EVENT].get(event.kind),
            "summary": event.summary,
            **_of_record(event, context),
            "part_of": event.part_of,
            "actors": [f"{actor.id}:{actor.role}" for actor in event.actors],
            "actor_names": [actor.name for actor in event.actors],
        },
    )


def _document(record: bytes, context: ExportContext) -> JsonObject:
    document = m.Document.model_validate_json(record)
    return _feature(
        document.id,
        document.place,
        date_of(document),
        {
            "title": document.title,
            "kind": document.kind,
            "kind_label": context.kinds[RecordType.DOCUMENT].get(document.kind),
            "abstract": document.abstract,
            **_of_record(document, context),
            "language": document.language,
            "repository": document.repository,
            "signature": document.signature,
            "actors": [f"{actor.id}:{actor.role}" for actor in document.actors],
            "actor_names": [actor.name for actor in document.actors],
        },
    )


def _of_record(record: EventOrDocument, context: ExportContext) -> JsonObject:
    date = date_of(record)
    return {
        "edtf": None if date is None else date.edtf,
        "label": None if date is None else date.label,
        "earliest": None if date is None else _ordinary_day(date.first),
        "latest": None if date is None else _ordinary_day(date.last),
        "place": None if record.place is None else record.place.name,
        "place_precision": None if record.place is None else record.place.precision.value,
        "topics": record.topics,
        "confidence": record.confidence.value,
        "collection": record.collection,
        "link": context.link(record.links.self),
    }


def _ordinary_day(day: Day | None) -> str | None:
    """The day in ISO 8601; None outside the years that readers of dates know."""
    return iso_of_day(day) if day is not None and has_ordinary_year(parts_of(day)) else None


def _place(record: bytes, context: ExportContext) -> JsonObject:
    place = m.Place.model_validate_json(record)
    return _feature(
        place.id,
        place,
        None,
        {
            "title": place.name,
            "historical_name": place.historical_name,
            "country": place.country,
            "place_precision": place.precision.value,
            "note": place.note,
            "events": place.counts.events,
            "documents": place.counts.documents,
            "link": context.link(place.links.self),
        },
    )


def _feature(
    record: str, place: m.PlaceName | m.Place | None, date: DateParts | None, properties: JsonObject
) -> JsonObject:
    geometry = None if place is None else {"type": "Point", "coordinates": [place.lon, place.lat]}
    known = {key: value for key, value in properties.items() if value is not None}
    feature = {"type": "Feature", "id": record, "geometry": geometry, "properties": known}
    return feature if date is None else {**feature, "when": when(date)}


def when(date: DateParts) -> JsonObject:
    """The time of a feature. A timespan without an end means some time during its start."""
    certainty = "uncertain" if date.date.uncertain else "less-certain" if date.date.approximate else "certain"
    return {"timespans": _timespans(date), "label": date.label, "certainty": certainty, "edtf": date.edtf}


def _timespans(date: DateParts) -> list[JsonObject]:
    match date.form:
        case Form.POINT if date.begin is not None:
            return [{"start": _at(date.begin)}]
        case Form.INTERVAL:
            return [_interval(date.begin, date.end)]
        case Form.EACH_OF:
            return [
                {"start": _at(first)} if first == last and first is not None else _interval(first, last)
                for first, last in date.members
            ]
        case _:
            return [{"start": _between(date.first, date.last)}]


def _interval(begin: Moment | None, end: Moment | None) -> JsonObject:
    span: JsonObject = {}
    if begin is not None:
        span["start"] = _at(begin)
        span["end"] = {"earliest": iso_of_day(begin.first)} if end is None else _at(end)
    elif end is not None:
        span["start"] = {"latest": iso_of_day(end.last)}
        span["end"] = _at(end)
    return span


def _at(moment: Moment) -> JsonObject:
    return {"in": moment.iso} if moment.iso else _between(moment.first, moment.last)


def _between(first: Day | None, last: Day | None) -> JsonObject:
    bounds = {"earliest": first, "latest": last}
    return {name: iso_of_day(day) for name, day in bounds.items() if day is not None}


_FEATURES: dict[ListType, Callable[[bytes, ExportContext], JsonObject]] = {
    RecordType.EVENT: _event,
    RecordType.DOCUMENT: _document,
    RecordType.PLACE: _place,
}

FORMAT = Format(
    alias="geojson",
    name="GeoJSON",
    media_type="application/geo+json",
    content_type="application/geo+json",
    extension="geojson",
    description="RFC 7946: one feature for each record, without a geometry if its place is unknown. `when` has the "
    "date as in the Linked Places format: bounds, words and certainty; `earliest` and `latest` in the properties are "
    "its first and last possible day, where there is one in the years 1 to 9999.",
    example={
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "berlin-conference-1954",
                "geometry": {"type": "Point", "coordinates": [13.405, 52.52]},
                "properties": {
                    "title": "Berlin Conference",
                    "kind": "conference",
                    "edtf": "1954-01-25/1954-02-18",
                    "earliest": "1954-01-25",
                    "latest": "1954-02-18",
                },
                "when": {
                    "timespans": [{"start": {"in": "1954-01-25"}, "end": {"in": "1954-02-18"}}],
                    "label": "25 January - 18 February 1954",
                    "certainty": "certain",
                },
            }
        ],
    },
    lists=frozenset(_FEATURES),
    records=frozenset(_FEATURES),
    write=write,
)
