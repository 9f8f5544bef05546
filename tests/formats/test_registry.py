"""The registry: what every format has in common."""

from collections.abc import Iterator

import pytest

from app.formats.context import LISTS, SEARCH_RESULTS, ListType
from app.formats.format import Format
from app.formats.registry import FORMATS, of_list, of_record
from app.timeline.record_types import RecordType
from tests.formats.making import document, event, export_context, hostile_documents, hostile_events, written

ALL = tuple(FORMATS.values())


@pytest.mark.parametrize(
    ("of", "aliases"),
    [
        (RecordType.EVENT, "atom bibtex csl-json csv geojson ics jsonld ndjson ris timelinejs xlsx"),
        (RecordType.DOCUMENT, "atom bibtex cmif csl-json csv geojson ics jsonld ndjson ris timelinejs xlsx"),
        (RecordType.ACTOR, "csv jsonld ndjson xlsx"),
        (RecordType.CLAIM, "bibtex csl-json csv ndjson ris xlsx"),
        (RecordType.STORY, "csv ndjson xlsx"),
        (RecordType.TENURE, "csv ndjson xlsx"),
        (RecordType.MEMBERSHIP, "csv ndjson xlsx"),
        (RecordType.PLACE, "csv geojson ndjson xlsx"),
        (RecordType.TOPIC, "csv ndjson xlsx"),
        (SEARCH_RESULTS, "csv ndjson xlsx"),
    ],
)
def test_every_list_is_to_be_had_in_the_formats_of_the_contract(of: ListType, aliases: str) -> None:
    assert [each.alias for each in of_list(of)] == aliases.split()


def test_single_records_are_to_be_had_where_that_makes_sense() -> None:
    found = {of: " ".join(each.alias for each in of_record(of)) for of in LISTS}
    assert {of: aliases for of, aliases in found.items() if aliases} == {
        RecordType.EVENT: "geojson ics jsonld",
        RecordType.DOCUMENT: "geojson ics jsonld",
        RecordType.ACTOR: "jsonld",
        RecordType.STORY: "timelinejs",
        RecordType.PLACE: "geojson",
    }


def test_a_media_type_is_that_of_one_format_and_what_is_sent_is_of_it() -> None:
    types = [each.media_type for each in ALL]
    assert len(set(types)) == len(types)
    assert "application/json" not in types
    assert all(each.content_type.partition(";")[0] == each.media_type for each in ALL)


@pytest.mark.parametrize("format_", ALL, ids=lambda format_: format_.alias)
def test_equal_requests_have_equal_bytes(format_: Format) -> None:
    for of, records in ((RecordType.EVENT, hostile_events()), (RecordType.DOCUMENT, hostile_documents())):
        if of in format_.lists:
            assert written(format_.alias, records, export_context(of)) == written(
                format_.alias, records, export_context(of)
            )


@pytest.mark.parametrize("format_", [each for each in ALL if each.alias != "xlsx"], ids=lambda format_: format_.alias)
def test_a_file_is_written_while_its_records_are_read(format_: Format) -> None:
    of = RecordType.EVENT if RecordType.EVENT in format_.lists else RecordType.DOCUMENT
    make = event if of is RecordType.EVENT else document
    read: list[int] = []

    def records() -> Iterator[bytes]:
        for number in range(100):
            read.append(number)
            yield make(f"r-{number}")

    pieces = format_.write(records(), export_context(of))
    size = 0
    while size < 3_000:
        size += len(next(pieces))
    assert len(read) < 50


@pytest.mark.parametrize("format_", ALL, ids=lambda format_: format_.alias)
def test_no_file_tells_the_place_where_it_was_made(format_: Format) -> None:
    of = RecordType.EVENT if RecordType.EVENT in format_.lists else RecordType.DOCUMENT
    file = written(format_.alias, [event("a") if of is RecordType.EVENT else document("a")], export_context(of))
    assert b"127.0.0.1" not in file
    assert b"localhost" not in file
