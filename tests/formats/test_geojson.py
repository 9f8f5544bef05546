"""GeoJSON, checked by the strictest checker of npm and read by geojson-pydantic."""

from typing import Any

import orjson
import pytest
from geojson_pydantic import Feature, FeatureCollection

from app.formats.geojson import when
from app.timeline.date_parts import date_parts
from app.timeline.record_types import RecordType
from tests.formats.making import (
    EVERY_DATE,
    dated_events,
    document,
    event,
    export_context,
    hostile_documents,
    hostile_events,
    place,
    written,
)
from tests.node.programs import run

Json = dict[str, Any]  # decoded JSON


def features(file: bytes) -> list[Json]:
    checked = run("geojson.mjs", file)
    assert checked.returncode == 0, checked.stderr.decode()
    decoded = orjson.loads(file)
    FeatureCollection.model_validate(decoded)
    assert set(decoded) == {"type", "features"}
    found: list[Json] = decoded["features"]
    return found


def test_every_date_and_every_hostile_text_is_valid() -> None:
    events = [*dated_events(), *hostile_events()]
    assert len(features(written("geojson", events))) == len(events)
    documents = [*hostile_documents(), document("undated", None)]
    assert len(features(written("geojson", documents, export_context(RecordType.DOCUMENT)))) == len(documents)
    assert features(written("geojson", [])) == []


def test_coordinates_are_longitude_then_latitude() -> None:
    (found,) = features(written("geojson", [event("a")]))
    assert found["geometry"] == {"type": "Point", "coordinates": [13.405, 52.52]}
    (suva,) = features(written("geojson", [place("suva", -18.1, 178.4)], export_context(RecordType.PLACE)))
    assert suva["geometry"]["coordinates"] == [178.4, -18.1]
    assert "when" not in suva


def test_without_a_place_there_is_no_geometry_but_properties() -> None:
    (found,) = features(written("geojson", [event("a", place=None)]))
    assert found["geometry"] is None
    assert found["id"] == "a"
    assert "place" not in found["properties"]


def test_no_value_is_null() -> None:
    for found in features(written("geojson", dated_events())):
        assert None not in found["properties"].values()
        assert "date" not in found["properties"]
        assert "@id" not in found


@pytest.mark.parametrize(
    ("edtf", "earliest", "latest"),
    [
        ("1954-03", "1954-03-01", "1954-03-31"),
        ("1954-03-26", "1954-03-26", "1954-03-26"),
        ("[1954-02-10..1954-03-26]", "1954-02-10", "1954-03-26"),
        ("1954-03-31/..", "1954-03-31", None),
        ("/1888", None, "1888-12-31"),
        ("0033-04-03", "0033-04-03", "0033-04-03"),
        ("0000/0001", None, "0001-12-31"),
        ("-0043-03-15", None, None),
        ("9999/Y10000", "9999-01-01", None),
    ],
)
def test_the_bounds_are_properties_in_years_that_readers_of_dates_know(
    edtf: str, earliest: str | None, latest: str | None
) -> None:
    for file in (written("geojson", [event("a", edtf)]),
                 written("geojson", [document("a", edtf)], export_context(RecordType.DOCUMENT))):  # fmt: skip
        (found,) = features(file)
        assert (found["properties"].get("earliest"), found["properties"].get("latest")) == (earliest, latest)


def test_a_single_record_is_a_feature() -> None:
    found = orjson.loads(written("geojson", [event("a")], export_context(alone=True)))
    Feature.model_validate(found)
    assert found["type"] == "Feature"


@pytest.mark.parametrize(
    ("edtf", "timespans", "certainty"),
    [
        ("1954-03", [{"start": {"in": "1954-03"}}], "certain"),
        ("1954-01-25/1954-02-18", [{"start": {"in": "1954-01-25"}, "end": {"in": "1954-02-18"}}], "certain"),
        ("1954-03?", [{"start": {"in": "1954-03"}}], "uncertain"),
        ("1954-03~", [{"start": {"in": "1954-03"}}], "less-certain"),
        ("[1954-02-10..1954-03-26]", [{"start": {"earliest": "1954-02-10", "latest": "1954-03-26"}}], "certain"),
        ("{1954-02-10,1954-02-15}", [{"start": {"in": "1954-02-10"}}, {"start": {"in": "1954-02-15"}}], "certain"),
        ("../1954-05-07", [{"start": {"latest": "1954-05-07"}, "end": {"in": "1954-05-07"}}], "certain"),
        ("1954-03-31/..", [{"start": {"in": "1954-03-31"}, "end": {"earliest": "1954-03-31"}}], "certain"),
        ("195X", [{"start": {"earliest": "1950-01-01", "latest": "1959-12-31"}}], "certain"),
        ("-0044-03-15", [{"start": {"in": "-0044-03-15"}}], "certain"),
    ],
)
def test_times_after_linked_places(edtf: str, timespans: list[Json], certainty: str) -> None:
    assert when(date_parts(edtf)) == {
        "timespans": timespans,
        "label": date_parts(edtf).label,
        "certainty": certainty,
        "edtf": edtf,
    }


def test_every_date_is_carried_as_text() -> None:
    found = features(written("geojson", dated_events()))
    assert [feature["properties"]["edtf"] for feature in found] == list(EVERY_DATE)
