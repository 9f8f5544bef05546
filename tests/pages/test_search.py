"""The page of search results."""

import re
from html import unescape

import httpx
import pytest

from tests.pages.crawling import parsed, texts


def results(html: str) -> list[str]:
    """The pages that the results lead to, in order."""
    return re.findall(r'<span class="kind">\w+</span>\s*<a href="([^"]+)"', html)


@pytest.mark.parametrize("q", ["conditional nato", '"north atlantic" -soviet', "molot*", "Молотов"])
def test_the_page_has_the_results_of_the_api_in_their_order(client: httpx.Client, q: str) -> None:
    html = client.get("/search", params={"q": q}).text
    parsed(html)
    found = client.get("/v1/search", params={"q": q}).json()
    assert found["items"]
    assert results(html) == [item["links"]["html"] for item in found["items"]]
    assert f"{found['total']} result" in texts(html)


def test_hits_are_marked_in_the_passage(client: httpx.Client) -> None:
    found = client.get("/v1/search?q=conditional nato").json()["items"][0]
    html = client.get("/search?q=conditional nato").text
    hits = [piece["text"] for piece in found["snippet"] if piece["hit"]]
    assert hits
    assert all(f"<mark>{hit}</mark>" in html for hit in hits)


def test_a_paragraph_is_led_to_in_its_document(client: httpx.Client) -> None:
    html = client.get("/search?q=conditional&type=paragraph").text
    assert "/documents/doc-molotov-memorandum-1954-03-26#p8" in results(html)


def test_leafing_shows_every_result_once(client: httpx.Client) -> None:
    found: list[str] = []
    address: str | None = "/search?q=treaty"
    while address:
        html = client.get(address).text
        found += results(html)
        further = re.search(r'rel="next" href="([^"]+)"', html)
        address = further[1].replace("&amp;", "&") if further else None
    assert len(found) == client.get("/v1/search?q=treaty").json()["total"]
    assert len(found) > 50


@pytest.mark.parametrize("path", ["/search", "/search?q=", "/search?q=%20"])
def test_without_words_there_is_the_form_alone(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    parsed(answer.text)
    assert 'name="q"' in answer.text
    assert "results" not in texts(answer.text)


def test_what_is_searched_for_stays_a_text(client: httpx.Client) -> None:
    html = client.get("/search", params={"q": '"><script>alert(1)</script>'}).text
    parsed(html)
    assert "<script>alert" not in html
    assert "Nothing has enough of these words" in html


def test_what_has_all_words_stands_apart_from_what_has_most(client: httpx.Client) -> None:
    typed = "soviet security draft berlin treaty"
    found = client.get("/v1/search", params={"q": typed}).json()["matched"]
    assert 0 < found["all"] < found["most"]
    address: str | None = f"/search?q={typed.replace(' ', '+')}"
    before, after, with_heading = 0, 0, 0
    while address:
        html = client.get(address).text
        parsed(html)
        assert f"{found['all']} with all words, {found['most'] - found['all']} more" in texts(html)
        if ">With most of the words<" in html:
            own, others = html.split(">With most of the words<")
            with_heading += 1
        else:
            own, others = html, ""
        before, after = before + len(results(own)), after + len(results(others))
        if "/search?" in html and (further := re.search(r'rel="next" href="([^"]+)"', html)) and not others:
            address = further[1].replace("&amp;", "&")
        else:
            address = None
    assert with_heading == 1
    assert before == found["all"]
    assert after > 0


def test_all_words_may_be_asked_for_on_the_page(client: httpx.Client) -> None:
    html = client.get("/search?q=soviet+security+draft&match=all").text
    found = client.get("/v1/search?q=soviet security draft&match=all").json()
    assert results(html) == [item["links"]["html"] for item in found["items"]]
    assert "With most of the words" not in html
    assert 'href="/search?match=most&amp;q=soviet' in html.replace("&amp;amp;", "&amp;")


def test_the_page_says_what_was_taken_for_a_word(client: httpx.Client) -> None:
    html = client.get("/search?q=Krushchev+zzzzzz").text
    assert "“krushchev” occurs nowhere; shown is what has khrushchev." in texts(html)
    assert "“zzzzzz” occurs nowhere." in texts(html)


@pytest.mark.parametrize("accept", ["text/html", "text/html,application/xhtml+xml", "*/*"])
def test_any_browser_gets_the_page(client: httpx.Client, accept: str) -> None:
    assert client.get("/search?q=nato", headers={"Accept": accept}).status_code == 200


@pytest.mark.parametrize("asked", [{"q": "x" * 1001}, {"q": "x", "type": "nothing"}, {"q": "x", "cursor": "y"}])
def test_what_cannot_be_asked_is_a_problem(client: httpx.Client, asked: dict[str, str]) -> None:
    answer = client.get("/search", params=asked, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")
    assert answer.json()["errors"][0]["parameter"] == list(asked)[-1]


@pytest.mark.parametrize(
    ("page", "api"),
    [
        ("q=nato&actor=molotov&date=1954-03", "q=nato&actor=molotov&date=1954-03"),
        ("q=nato&actor=Molotov&date=March+1954", "q=nato&actor=molotov&date=1954-03"),
        ("q=nato&actor=molotov&actor=dulles&type=event", "q=nato&actor=molotov&actor=dulles&type=event"),
        ("q=treaty&date_from=26.03.1954&date_to=&match=all", "q=treaty&date_from=1954-03-26&match=all"),
    ],
)
def test_the_page_takes_the_filters_of_the_search(client: httpx.Client, page: str, api: str) -> None:
    html = client.get(f"/search?{page}").text
    found = client.get(f"/v1/search?{api}").json()
    assert 0 < found["total"] < client.get("/v1/search?q=nato").json()["total"] + 200
    assert f"<h2>{found['total']:,} result" in html
    (json_address,) = re.findall(r'href="(/v1/search\?[^"]+)">JSON', html)
    assert client.get(unescape(json_address)).json()["total"] == found["total"]
    (events,) = re.findall(r'href="(/search\?[^"]+)"[^>]*>Events<', html)
    narrowed = client.get(f"/v1/search?{api.replace('&type=event', '')}&type=event").json()["total"]
    assert f"<h2>{narrowed:,} result" in client.get(unescape(events)).text


def test_a_mistake_in_a_filter_of_the_search_gives_a_page(client: httpx.Client) -> None:
    answer = client.get("/search?q=nato&actor=molotow-x&date=Febber", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (422, "text/html")
