"""GeoJSON (RFC 7946), with a `when` beside the properties of each feature, after the Linked Places format.

Bounds stand in `when` alone: readers make dates of full days in properties, and some refuse a file with years before 1.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from app.formats.dating import Dating, Form, Moment, dating, iso
from app.formats.format import Edition, Format, ListOf
from app.resources import models as m
from app.timeline.days import Day

Json = dict[str, Any]  # what becomes JSON: its values are of any kind

_PLACED = frozenset((ListOf.EVENTS, ListOf.DOCUMENTS, ListOf.PLACES))


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """A collection of features, or one feature of a single record."""
    feature = _FEATURES[edition.of]
    if edition.alone:
        for record in records:
            yield orjson.dumps(feature(record, edition)) + b"\n"
        return
    yield b'{"type":"FeatureCollection","features":['
    for place, record in enumerate(records):
        yield (b",\n" if place else b"\n") + orjson.dumps(feature(record, edition))
    yield b"\n]}\n"


def _event(record: bytes, edition: Edition) -> Json:
    event = m.Event.model_validate_json(record)
    return _feature(
        event.id,
        event.place,
        dating(event.date.edtf),
        {
            "title": event.title,
            "kind": event.kind,
            "kind_label": edition.kinds["event"].get(event.kind),
            "summary": event.summary,
            **_of_record(event, edition),
            "part_of": event.part_of,
            "actors": [f"{actor.id}:{actor.role}" for actor in event.actors],
            "actor_names": [actor.name for actor in event.actors],
        },
    )


def _document(record: bytes, edition: Edition) -> Json:
    document = m.Document.model_validate_json(record)
    return _feature(
        document.id,
        document.place,
        None if document.date is None else dating(document.date.edtf),
        {
            "title": document.title,
            "kind": document.kind,
            "kind_label": edition.kinds["document"].get(document.kind),
            "abstract": document.abstract,
            **_of_record(document, edition),
            "language": document.language,
            "repository": document.repository,
            "signature": document.signature,
            "actors": [f"{actor.id}:{actor.role}" for actor in document.actors],
            "actor_names": [actor.name for actor in document.actors],
        },
    )


def _of_record(record: m.Event | m.Document, edition: Edition) -> Json:
    return {
        "edtf": None if record.date is None else record.date.edtf,
        "label": None if record.date is None else record.date.label,
        "place": None if record.place is None else record.place.name,
        "place_precision": None if record.place is None else record.place.precision.value,
        "topics": record.topics,
        "confidence": record.confidence.value,
        "collection": record.collection,
        "link": edition.link(record.links.self),
    }


def _place(record: bytes, edition: Edition) -> Json:
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
            "link": edition.link(place.links.self),
        },
    )


def _feature(record: str, place: m.PlaceName | m.Place | None, date: Dating | None, properties: Json) -> Json:
    geometry = None if place is None else {"type": "Point", "coordinates": [place.lon, place.lat]}
    known = {key: value for key, value in properties.items() if value is not None}
    feature = {"type": "Feature", "id": record, "geometry": geometry, "properties": known}
    return feature if date is None else {**feature, "when": when(date)}


def when(date: Dating) -> Json:
    """The time of a feature. A timespan without an end is some time during its start."""
    certainty = "uncertain" if date.date.uncertain else "less-certain" if date.date.approximate else "certain"
    return {"timespans": _timespans(date), "label": date.label, "certainty": certainty, "edtf": date.edtf}


def _timespans(date: Dating) -> list[Json]:
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


def _interval(begin: Moment | None, end: Moment | None) -> Json:
    span: Json = {}
    if begin is not None:
        span["start"] = _at(begin)
        span["end"] = {"earliest": iso(begin.first)} if end is None else _at(end)
    elif end is not None:
        span["start"] = {"latest": iso(end.last)}
        span["end"] = _at(end)
    return span


def _at(moment: Moment) -> Json:
    return {"in": moment.iso} if moment.iso else _between(moment.first, moment.last)


def _between(first: Day | None, last: Day | None) -> Json:
    bounds = {"earliest": first, "latest": last}
    return {name: iso(day) for name, day in bounds.items() if day is not None}


_FEATURES: dict[ListOf, Callable[[bytes, Edition], Json]] = {
    ListOf.EVENTS: _event,
    ListOf.DOCUMENTS: _document,
    ListOf.PLACES: _place,
}

FORMAT = Format(
    alias="geojson",
    media_type="application/geo+json",
    content_type="application/geo+json",
    extension="geojson",
    description="RFC 7946: a feature a record, without a geometry where no place is known. Times stand in `when` "
    "(Linked Places): bounds, words and certainty.",
    example={
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": "berlin-conference-1954",
                "geometry": {"type": "Point", "coordinates": [13.405, 52.52]},
                "properties": {"title": "Berlin Conference", "kind": "conference", "edtf": "1954-01-25/1954-02-18"},
                "when": {
                    "timespans": [{"start": {"in": "1954-01-25"}, "end": {"in": "1954-02-18"}}],
                    "label": "25 January - 18 February 1954",
                    "certainty": "certain",
                },
            }
        ],
    },
    lists=_PLACED,
    records=_PLACED,
    write=write,
)
