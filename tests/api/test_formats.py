"""Formats over a real server: which one is sent, and that it holds what JSON lists."""

import csv
import io
from collections.abc import Iterator
from typing import Any

import feedparser
import httpx
import icalendar
import orjson
import pytest
import rispy

from app.formats.context import LISTS
from app.formats.registry import FORMATS, of_list, of_record
from app.timeline.record_types import RecordType
from tests.catalogue import corpus
from tests.formats.making import EVERY_DATE, HOSTILE
from tests.serving import client_of, start_server

Json = dict[str, Any]  # decoded JSON
RECORD_LISTS = [each for each in LISTS if isinstance(each, RecordType)]
RECORDS = {
    RecordType.EVENT: "berlin-conference-1954",
    RecordType.DOCUMENT: "doc-molotov-memorandum-1954-03-26",
    RecordType.ACTOR: "molotov",
    RecordType.PLACE: "berlin",
}
MANY = 1_300
"""More than are read at once."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A server with many events, among them every hostile text, and some documents, one of them undated."""
    folder = tmp_path_factory.mktemp("many")
    events = [corpus.event(f"e-{number:04}", f"1954-{1 + number % 12:02}", actors=CAST) for number in range(MANY)]
    hostile = [
        corpus.event(f"h-{number}", "1955", title=text.replace("\n", " "), summary=text)
        for number, text in enumerate(HOSTILE)
    ]
    dated = [corpus.event(f"d-{number}", edtf) for number, edtf in enumerate(EVERY_DATE)]
    documents = [corpus.document("undated", None), corpus.document("dated", "1954-03-26")]
    data = corpus.data_set([*events, *hostile, *dated], [corpus.actor("molotov")], documents)
    url = corpus.loaded(folder, data)
    served = start_server(folder, "--no-load", database_url=url, public_url="https://timeline.example.org/root")
    with client_of(served.until_ready().base) as client:
        yield client
    served.stop()


CAST = [{"actor": "molotov", "role": "author"}]


def ids(client: httpx.Client, path: str) -> list[str]:
    """The ids of a list in JSON, page after page."""
    found: list[str] = []
    address: str | None = f"{path}{'&' if '?' in path else '?'}limit=500"
    while address:
        body = client.get(address).json()
        found += [item["id"] for item in body["items"]]
        address = body["links"]["next"]
    return found


def file(client: httpx.Client, path: str, **headers: str) -> httpx.Response:
    answer = client.get(path, headers=headers)
    assert answer.status_code == 200, answer.text
    return answer


def lines(answer: httpx.Response) -> list[Json]:
    return [orjson.loads(line) for line in answer.content.split(b"\n") if line]


@pytest.mark.parametrize("of", RECORD_LISTS)
def test_every_list_is_sent_in_each_of_its_formats(client: httpx.Client, of: RecordType) -> None:
    total = client.get(f"/v1/{of.plural}?limit=1").json()["total"]
    for format_ in of_list(of):
        answer = file(client, f"/v1/{of.plural}?format={format_.alias}")
        assert answer.headers["content-type"] == format_.content_type
        assert answer.headers["x-total-count"] == str(total)
        assert answer.headers["content-disposition"] == f'inline; filename="{of.plural}.{format_.extension}"'
        assert answer.headers["etag"]
        assert answer.content


@pytest.mark.parametrize("of", RECORDS)
def test_a_single_record_is_sent_in_each_of_its_formats(client: httpx.Client, of: RecordType) -> None:
    for format_ in of_record(of):
        answer = file(client, f"/v1/{of.plural}/{RECORDS[of]}", accept=format_.media_type)
        assert answer.headers["content-type"] == format_.content_type
        assert answer.headers["x-omitted-count"] == "0"
        assert answer.headers["content-disposition"] == f'inline; filename="{RECORDS[of]}.{format_.extension}"'
        assert answer.content == file(client, f"/v1/{of.plural}/{RECORDS[of]}?format={format_.alias}").content


def test_the_format_that_is_named_wins_over_accept(client: httpx.Client) -> None:
    assert (
        file(client, "/v1/events?format=csv&limit=1", accept="application/json")
        .headers["content-type"]
        .startswith("text/csv")
    )
    assert "items" in file(client, "/v1/events?format=json&limit=1", accept="text/csv").json()
    assert file(client, "/v1/actors/molotov?format=json", accept="text/csv").json()["id"] == "molotov"


@pytest.mark.parametrize("alias", [alias for alias in FORMATS if alias != "cmif"])
def test_accept_chooses_a_format_by_its_media_type(client: httpx.Client, alias: str) -> None:
    answer = file(client, "/v1/events?limit=2", accept=f"{FORMATS[alias].media_type}, application/json;q=0.5")
    assert answer.headers["content-type"] == FORMATS[alias].content_type
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html,application/xml;q=0.9,*/*;q=0.8"])
def test_json_is_what_is_sent_to_those_who_do_not_mind(client: httpx.Client, accept: str) -> None:
    assert file(client, "/v1/events?limit=1", accept=accept).headers["content-type"] == "application/json"


def test_a_format_that_there_is_not_is_refused(client: httpx.Client) -> None:
    refused = client.get("/v1/actors?limit=1", headers={"accept": "text/calendar"})
    assert refused.status_code == 406
    assert "application/ld+json" in refused.json()["errors"][0]["expected"]
    for path, meant in (
        ("/v1/events?format=geo-json", "geojson"),
        ("/v1/events/berlin-conference-1954?format=icss", "ics"),
    ):
        error = client.get(path).json()["errors"][0]
        assert (error["parameter"], error["did_you_mean"]) == ("format", meant)
    assert client.get("/v1/actors?format=cmif").status_code == 422


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("format=csv&cursor=abc", "cursor"),
        ("format=csv&facet=kind", "facet"),
        ("format=geojson&fields=id", "fields"),
        ("format=ics&include=documents", "include"),
        ("format=ndjson&bom=true", "bom"),
        ("bom=true", "bom"),
        ("format=csv&bom=perhaps", "bom"),
        ("format=csv&limit=501", "limit"),
    ],
)
def test_what_does_not_go_with_a_format_is_refused(client: httpx.Client, query: str, parameter: str) -> None:
    refused = client.get(f"/v1/events?{query}")
    assert refused.status_code == 422
    assert [error["parameter"] for error in refused.json()["errors"]] == [parameter]


@pytest.mark.parametrize(
    "query",
    [
        "actor=molotov&actor=dulles,eden",
        "date=1954-02&date_match=within",
        "actor=ussr&actor_scope=representatives&kind=note",
        "bbox=13,52,14,53",
        "sort=title",
        "sort=-date",
        "q=north+atlantic",
        "q=nato&sort=date&topic=nato-membership",
        "part_of=berlin-conference-1954",
        "document=doc-molotov-memorandum-1954-03-26",
    ],
)
def test_files_obey_all_filters_and_orders(client: httpx.Client, query: str) -> None:
    expected = ids(client, f"/v1/events?{query}")
    assert expected
    assert [item["id"] for item in lines(file(client, f"/v1/events?{query}&format=ndjson"))] == expected
    rows = csv.DictReader(io.StringIO(file(client, f"/v1/events?{query}&format=csv").text))
    assert [row["id"] for row in rows] == expected


def test_the_lists_of_an_actor_are_files_too(client: httpx.Client) -> None:
    for of in ("events", "documents"):
        answer = file(client, f"/v1/actors/molotov/{of}?format=ndjson")
        assert [item["id"] for item in lines(answer)] == ids(client, f"/v1/actors/molotov/{of}")


def test_what_a_search_found_is_a_file_too(client: httpx.Client) -> None:
    expected = client.get("/v1/search?q=nato&limit=500").json()["items"]
    assert lines(file(client, "/v1/search?q=nato&format=ndjson")) == expected
    rows = list(csv.DictReader(io.StringIO(file(client, "/v1/search?q=nato&format=csv").text)))
    assert [row["id"] for row in rows] == [item["id"] for item in expected]
    assert rows[0]["snippet"].removeprefix("'") == "".join(piece["text"] for piece in expected[0]["snippet"])


def test_an_item_is_that_of_json_with_what_is_included(client: httpx.Client) -> None:
    query = "date=1954-03&include=documents,citations"
    expected = client.get(f"/v1/events?{query}&limit=500").json()["items"]
    assert lines(file(client, f"/v1/events?{query}&format=ndjson")) == expected
    rows = list(csv.DictReader(io.StringIO(file(client, f"/v1/events?{query}&format=csv").text)))
    assert rows[0]["documents"] == "|".join(f"{each['id']}:{each['relation']}" for each in expected[0]["documents"])
    assert "documents" not in file(client, "/v1/events?format=csv&limit=1").text.partition("\r\n")[0].split(",")


def test_fields_choose_columns(client: httpx.Client) -> None:
    header = file(client, "/v1/events?format=csv&fields=title,place&limit=1").text.partition("\r\n")[0]
    assert header == "id,title,place,place_name,place_country,lat,lon,place_precision"


def test_a_file_has_every_match_and_with_a_limit_the_first_ones(many: httpx.Client) -> None:
    everything = ids(many, "/v1/events")
    answer = file(many, "/v1/events?format=ndjson")
    assert [item["id"] for item in lines(answer)] == everything
    assert int(answer.headers["x-total-count"]) == len(everything) > MANY
    first = file(many, "/v1/events?format=ndjson&limit=50")
    assert [item["id"] for item in lines(first)] == everything[:50]
    assert first.headers["x-total-count"] == answer.headers["x-total-count"]


@pytest.mark.parametrize(
    "query", ["sort=title", "sort=-date", "q=something", "q=something&sort=title", "actor=molotov"]
)
def test_long_files_obey_every_order(many: httpx.Client, query: str) -> None:
    expected = ids(many, f"/v1/events?{query}")
    assert len(expected) >= MANY
    assert [item["id"] for item in lines(file(many, f"/v1/events?{query}&format=ndjson"))] == expected


@pytest.mark.parametrize("format_", of_list(RecordType.EVENT), ids=lambda format_: format_.alias)
def test_a_long_file_is_streamed_and_equal_requests_have_equal_bytes(many: httpx.Client, format_: Any) -> None:
    first = file(many, f"/v1/events?format={format_.alias}", **{"accept-encoding": "identity"})
    assert first.headers["transfer-encoding"] == "chunked"
    second = file(many, f"/v1/events?format={format_.alias}", **{"accept-encoding": "gzip"})
    assert first.content == second.content
    head = many.head(f"/v1/events?format={format_.alias}", headers={"accept-encoding": "identity"})
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "x-total-count", "x-omitted-count", "content-type"):
        assert head.headers[name] == first.headers[name]
    again = many.get(
        f"/v1/events?format={format_.alias}",
        headers={"if-none-match": first.headers["etag"], "accept-encoding": "identity"},
    )
    assert (again.status_code, again.content) == (304, b"")


def test_a_short_file_is_not_modified_either(client: httpx.Client) -> None:
    answer = file(client, "/v1/actors?format=csv&limit=3")
    assert "transfer-encoding" not in answer.headers
    again = client.get("/v1/actors?format=csv&limit=3", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


def test_what_a_format_cannot_hold_is_left_out_and_counted(many: httpx.Client) -> None:
    answer = file(many, "/v1/documents?format=ics")
    assert (answer.headers["x-total-count"], answer.headers["x-omitted-count"]) == ("2", "1")
    assert [str(event["UID"]) for event in icalendar.Calendar.from_ical(answer.content).events] == [
        "dated@timeline.example.org"
    ]
    events = file(many, "/v1/events?format=ics")
    left_out = int(events.headers["x-omitted-count"])
    assert left_out > 0
    found = icalendar.Calendar.from_ical(events.content).events
    assert len(found) == int(events.headers["x-total-count"]) - left_out
    alone = file(many, "/v1/documents/undated?format=ics")
    assert alone.headers["x-omitted-count"] == "1"
    assert icalendar.Calendar.from_ical(alone.content).events == []


def test_full_addresses_are_the_public_ones_whatever_host_is_asked_for(many: httpx.Client) -> None:
    for path in ("/v1/events?format=atom&limit=3", "/v1/events?format=jsonld&limit=3"):
        text = file(many, path, host="evil.example").text
        assert "evil.example" not in text
        assert "127.0.0.1" not in text
        assert "https://timeline.example.org/root/v1/events/" in text or "https://timeline.example.org/root/" in text
    parsed = feedparser.parse(file(many, "/v1/events?format=atom&limit=3").content)
    assert parsed.feed.links[0].href == "https://timeline.example.org/root/v1/events?format=atom&limit=3"


def test_citations_of_a_list_are_those_of_its_records(client: httpx.Client) -> None:
    for alias in ("bibtex", "ris", "csl-json"):
        whole = file(client, f"/v1/documents?format={alias}&actor=molotov").text
        for name in ids(client, "/v1/documents?actor=molotov")[:5]:
            one = file(client, f"/v1/documents/{name}/citation?format={alias}").text
            assert one.strip().removeprefix("[").removesuffix("]") in whole
    found = rispy.loads(file(client, "/v1/documents?format=ris").text)
    assert len(found) == client.get("/v1/documents?limit=1").json()["total"]


def test_hostile_texts_come_back_through_the_whole_service(many: httpx.Client) -> None:
    found = {item["id"]: item["summary"] for item in lines(file(many, "/v1/events?format=ndjson&date=1955"))}
    assert [found[f"h-{number}"] for number in range(len(HOSTILE))] == list(HOSTILE)


def test_the_description_names_every_format_with_an_example(client: httpx.Client) -> None:
    description = client.get("/openapi.json").json()
    for of in RECORD_LISTS:
        operation = description["paths"][f"/v1/{of.plural}"]["get"]
        content = operation["responses"]["200"]["content"]
        assert set(content) == {"application/json", *(each.media_type for each in of_list(of))}
        (parameter,) = [each for each in operation["parameters"] if each["name"] == "format"]
        assert parameter["schema"]["enum"] == ["json", *(each.alias for each in of_list(of))]
        for each in of_list(of):
            assert content[each.media_type]["example"]
            assert content[each.media_type]["schema"]["description"] == each.description


def test_a_format_without_records_is_an_empty_file_of_its_kind(client: httpx.Client) -> None:
    for format_ in of_list(RecordType.DOCUMENT):
        answer = file(client, f"/v1/documents?date=1000&format={format_.alias}")
        assert (answer.headers["x-total-count"], answer.headers["x-omitted-count"]) == ("0", "0")
        assert answer.headers["content-type"] == format_.content_type
        assert b"doc-" not in answer.content


def test_the_database_is_closed_for_a_client_that_goes(many: httpx.Client) -> None:
    for _ in range(40):  # more than may be under way at once
        with many.stream("GET", "/v1/events?format=jsonld") as answer:
            next(answer.iter_raw(1_000))
    assert file(many, "/v1/events?format=csv").content
