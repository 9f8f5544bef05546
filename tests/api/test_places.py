"""`/v1/places` and `/v1/topics`: the vocabularies, with counts."""

from typing import Any

import httpx
import pytest

Json = dict[str, Any]  # decoded JSON


def items(client: httpx.Client, path: str) -> list[Json]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["items"]
    return found


@pytest.mark.parametrize("path", ["/v1/places", "/v1/topics"])
def test_they_stand_by_name_and_each_is_found_by_its_link(client: httpx.Client, path: str) -> None:
    found = items(client, f"{path}?limit=500")
    names = [item["name"].casefold() for item in found]
    assert names == sorted(names)
    for item in found:
        assert client.get(item["links"]["self"]).json() == item


@pytest.mark.parametrize(("path", "filter_"), [("/v1/places", "place"), ("/v1/topics", "topic")])
def test_counts_are_the_totals_of_the_lists(client: httpx.Client, path: str, filter_: str) -> None:
    found = items(client, f"{path}?limit=500")
    assert any(item["counts"]["events"] for item in found)
    for item in found:
        for type_ in ("events", "documents"):
            total = client.get(f"/v1/{type_}?{filter_}={item['id']}&limit=1").json()["total"]
            assert item["counts"][type_] == total, (item["id"], type_)
        assert client.get(item["links"]["events"]).json()["total"] == item["counts"]["events"]


def test_a_box_finds_the_places_in_it_and_may_cross_the_date_line(client: httpx.Client) -> None:
    berlin = items(client, "/v1/places?bbox=13,52,14,53")
    assert "berlin" in {item["id"] for item in berlin}
    assert all(13 <= item["lon"] <= 14 and 52 <= item["lat"] <= 53 for item in berlin)
    every = {item["id"] for item in items(client, "/v1/places?limit=500")}
    outside = {item["id"] for item in items(client, "/v1/places?bbox=14.0001,-90,12.9999,90&limit=500")}
    between = {item["id"] for item in items(client, "/v1/places?bbox=12.9999,-90,14.0001,90&limit=500")}
    assert outside | between == every
    assert not outside & between


def test_pages_lead_on_and_back(client: httpx.Client) -> None:
    every = items(client, "/v1/places?limit=500")
    first = client.get("/v1/places?limit=10").json()
    second = client.get(first["links"]["next"]).json()
    assert first["items"] + second["items"] == every[:20]
    assert client.get(second["links"]["prev"]).json()["items"] == first["items"]
    assert first["total"] == len(every)


@pytest.mark.parametrize(
    ("path", "status", "guess"),
    [
        ("/v1/places/berlim", 404, "berlin"),
        ("/v1/topics/edcc", 404, "edc"),
        ("/v1/topics/Edc", 404, "edc"),
        ("/v1/places?bbox=1,2,3", 422, None),
        ("/v1/places?sort=date", 422, None),
        ("/v1/topics?bbox=13,52,14,53", 422, None),
        ("/v1/topics?collection=curate", 422, "curated"),
        ("/v1/places?updated_since=2024-01-01", 422, None),
    ],
)
def test_bad_requests_are_refused(client: httpx.Client, path: str, status: int, guess: str | None) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    [error] = answer.json()["errors"]
    assert guess is None or error["did_you_mean"] == guess


def test_places_name_their_number_in_geonames(client: httpx.Client) -> None:
    places = client.get("/v1/places?limit=500").json()["items"]
    numbers = {place["id"]: {each["scheme"]: each["id"] for each in place["identifiers"]} for place in places}
    assert numbers["berlin"] == {"geonames": "2950159"}
    assert numbers["east-berlin"] == {}
    known = [each["geonames"] for each in numbers.values() if each]
    assert len(known) == len(set(known)) >= 10
    assert "https://www.geonames.org/2950159" in client.get("/places/berlin").text
