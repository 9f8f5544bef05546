"""The import of places in LP-TSV."""

from pathlib import Path

import pytest

from app.importing.heads import Options
from app.importing.linked_places import import_linked_places
from app.importing.xml import UnreadableFile
from app.timeline.record_types import RecordType
from tests.serving import ROOT

FILE = ROOT / "tests" / "data" / "linked-places" / "places.tsv"
TOLD = Options("atlas", title="Atlas", licence="CC0", language="en")


def test_a_row_with_country_and_point_is_a_place() -> None:
    places = {place.id: place for place in import_linked_places(FILE, TOLD).data.of(RecordType.PLACE)}
    assert set(places) == {"atlas-u-1", "atlas-u-2"}
    first, second = places["atlas-u-1"], places["atlas-u-2"]
    assert (first.name, first.country, first.lat, first.lon, first.precision.value) == (
        "Utopia",
        "PL",
        54.03,
        19.03,
        "city",
    )
    assert first.note == "Named in Atlas of Utopia (1480 to 1491). Also Utopolis, Eutopia. A town."
    assert [(each.scheme, each.id) for each in first.identifiers] == [("geonames", "100"), ("wikidata", "Q1")]
    assert (second.lat, second.lon, second.precision.value) == (-60.25, 10.5, "building")


def test_other_rows_are_reported_with_column_and_value() -> None:
    left_out = import_linked_places(FILE, TOLD).left_out
    assert [(each.line, each.message, each.expected) for each in left_out] == [
        (4, "column 'ccodes': '' cannot be read; expected the code of one country, such as DE", None),
        (5, "columns 'lon' and 'lat' are empty; expected a point", None),
        (6, "column 'end': '1491' is before the start, '1499'; expected a later year", None),
        (7, "column 'start' is empty, but 'end' is '1491'; LP-TSV requires a start", None),
        (8, "column 'lat': lat '94.5' does not fit", "90 or less"),
        (9, "has the same id as another row: 'u/1'", None),
    ]


def test_a_table_without_a_required_column_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "places.tsv"
    path.write_text(FILE.read_text(encoding="utf-8").replace("title_source", "source"), encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"places\.tsv:1: has no column 'title_source', which LP-TSV requires"):
        import_linked_places(path, TOLD)
