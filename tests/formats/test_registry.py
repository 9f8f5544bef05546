"""The registry: what every format has in common."""

from collections.abc import Iterator

import pytest

from app.formats.format import Format, ListOf
from app.formats.registry import FORMATS, of_list, of_record
from tests.formats.making import document, edition, event, hostile_documents, hostile_events, written

ALL = tuple(FORMATS.values())


@pytest.mark.parametrize(
    ("of", "aliases"),
    [
        (ListOf.EVENTS, "atom bibtex csl-json csv geojson ics jsonld ndjson ris timelinejs xlsx"),
        (ListOf.DOCUMENTS, "atom bibtex cmif csl-json csv geojson ics jsonld ndjson ris timelinejs xlsx"),
        (ListOf.ACTORS, "csv jsonld ndjson xlsx"),
        (ListOf.CLAIMS, "bibtex csl-json csv ndjson ris xlsx"),
        (ListOf.TENURES, "csv ndjson xlsx"),
        (ListOf.MEMBERSHIPS, "csv ndjson xlsx"),
        (ListOf.PLACES, "csv geojson ndjson xlsx"),
        (ListOf.TOPICS, "csv ndjson xlsx"),
        (ListOf.RESULTS, "csv ndjson xlsx"),
    ],
)
def test_every_list_is_to_be_had_in_the_formats_of_the_contract(of: ListOf, aliases: str) -> None:
    assert [each.alias for each in of_list(of)] == aliases.split()


def test_single_records_are_to_be_had_where_that_makes_sense() -> None:
    found = {of: " ".join(each.alias for each in of_record(of)) for of in ListOf}
    assert {of: aliases for of, aliases in found.items() if aliases} == {
        ListOf.EVENTS: "geojson ics jsonld",
        ListOf.DOCUMENTS: "geojson ics jsonld",
        ListOf.ACTORS: "jsonld",
        ListOf.PLACES: "geojson",
        ListOf.STORIES: "timelinejs",
    }


def test_a_media_type_is_that_of_one_format_and_what_is_sent_is_of_it() -> None:
    types = [each.media_type for each in ALL]
    assert len(set(types)) == len(types)
    assert "application/json" not in types
    assert all(each.content_type.partition(";")[0] == each.media_type for each in ALL)


@pytest.mark.parametrize("format_", ALL, ids=lambda format_: format_.alias)
def test_equal_requests_have_equal_bytes(format_: Format) -> None:
    for of, records in ((ListOf.EVENTS, hostile_events()), (ListOf.DOCUMENTS, hostile_documents())):
        if of in format_.lists:
            assert written(format_.alias, records, edition(of)) == written(format_.alias, records, edition(of))


@pytest.mark.parametrize("format_", [each for each in ALL if each.alias != "xlsx"], ids=lambda format_: format_.alias)
def test_a_file_is_written_while_its_records_are_read(format_: Format) -> None:
    of = ListOf.EVENTS if ListOf.EVENTS in format_.lists else ListOf.DOCUMENTS
    make = event if of is ListOf.EVENTS else document
    read: list[int] = []

    def records() -> Iterator[bytes]:
        for number in range(100):
            read.append(number)
            yield make(f"r-{number}")

    pieces = format_.write(records(), edition(of))
    size = 0
    while size < 3_000:
        size += len(next(pieces))
    assert len(read) < 50


@pytest.mark.parametrize("format_", ALL, ids=lambda format_: format_.alias)
def test_no_file_tells_the_place_where_it_was_made(format_: Format) -> None:
    of = ListOf.EVENTS if ListOf.EVENTS in format_.lists else ListOf.DOCUMENTS
    file = written(format_.alias, [event("a") if of is ListOf.EVENTS else document("a")], edition(of))
    assert b"127.0.0.1" not in file
    assert b"localhost" not in file
