"""Lists to leaf through."""

import re

import httpx
import pytest

from tests.pages.crawling import texts


def paths(html: str, kind: str) -> list[str]:
    """The records of a kind that a page lists, in order."""
    return re.findall(rf'<span class="what"><a href="(/{kind}/[^"]+)"', html)


@pytest.mark.parametrize("kind", ["events", "documents", "actors", "claims"])
def test_leafing_to_the_end_shows_every_record_once_in_the_order_of_the_api(client: httpx.Client, kind: str) -> None:
    found: list[str] = []
    address: str | None = f"/{kind}"
    while address:
        html = client.get(address).text
        found += paths(html, kind)
        further = re.search(r'rel="next" href="([^"]+)"', html)
        address = further[1].replace("&amp;", "&") if further else None
    listed = client.get(f"/v1/{kind}?limit=500").json()["items"]
    assert found == [record["links"]["html"] for record in listed]


def test_leafing_back_leads_where_one_came_from(client: httpx.Client) -> None:
    first = client.get("/events").text
    further = re.search(r'rel="next" href="([^"]+)"', first)
    assert further
    back = re.search(r'rel="prev" href="([^"]+)"', client.get(further[1]).text)
    assert back
    assert paths(client.get(back[1]).text, "events") == paths(first, "events")


@pytest.mark.parametrize("date", ["1954-02", "1954-01-25/1954-02-18", "../1950", "[1954-02-10..1954-03-26]"])
def test_a_date_narrows_the_list_as_it_does_in_the_api(client: httpx.Client, date: str) -> None:
    html = client.get("/events", params={"date": date}).text
    listed = client.get("/v1/events", params={"date": date, "limit": 100}).json()
    assert paths(html, "events") == [record["links"]["html"] for record in listed["items"]]
    assert f"{listed['total']} in all" in texts(html)


def test_an_empty_date_asks_for_all(client: httpx.Client) -> None:
    assert paths(client.get("/events?date=").text, "events") == paths(client.get("/events").text, "events")


@pytest.mark.parametrize("asked", ["date=1954-13", "cursor=x", "cursor="])
def test_what_cannot_be_meant_is_told_in_a_problem(client: httpx.Client, asked: str) -> None:
    answer = client.get(f"/events?{asked}")
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, asked.split("=", maxsplit=1)[0])


def test_what_a_link_from_elsewhere_adds_does_no_harm(client: httpx.Client) -> None:
    assert client.get("/events?utm_source=x&date=1954-02").status_code == 200


@pytest.mark.parametrize(
    "path", ["/events?actor=molotov", "/claims?status=contradicted", "/actors?date=1954", "/search?q=soviet&kind=note"]
)
def test_a_page_never_ignores_what_it_is_asked(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == path.rpartition("?")[2].rpartition("&")[2].partition("=")[0]
