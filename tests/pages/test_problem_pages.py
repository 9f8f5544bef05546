"""A mistake on a page's address gives a page with a way on; programs get the problem document."""

import re
from pathlib import Path

import html5lib
import httpx
import pytest

from app.pages.lists import LIST_PAGES
from app.pages.routers import page_routers
from tests.http.sockets import exchange, parts, request
from tests.pages.crawling import XHTML, links, parsed, texts
from tests.serving import start_server

page_routers()  # registers the pages of lists
BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"
MISTAKES = (
    "/events?date=Febtember+1954",
    "/events?actor=nobody-at-all&kind=nots",
    "/events?date=1954&date_from=1955",
    "/events?date_from=May+1954&date_to=March+1954",
    "/documents?date_match=within",
    "/claims?status=wrong",
    "/documents?cursor=x",
    "/actors?no-such-filter=1",
    "/places?bbox=1,2",
    "/search?type=nothing&q=x",
    "/events/nonsense",
    "/events/molotov",
    "/topics/nothing",
    "/stories/nothing",
    "/problems/nothing",
)


@pytest.mark.parametrize("path", MISTAKES)
def test_a_page_has_the_status_and_text_of_the_problem_document(client: httpx.Client, path: str) -> None:
    document = client.get(path, headers={"Accept": "application/json"})
    problem = document.json()
    assert document.headers["Content-Type"] == "application/problem+json"
    for accept in (BROWSER, "*/*", "text/html", "image/png"):
        answer = client.get(path, headers={"Accept": accept})
        assert (answer.status_code, answer.headers["Content-Type"]) == (problem["status"], "text/html; charset=utf-8")
        assert answer.headers["Cache-Control"] == document.headers["Cache-Control"] == "no-store"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        page = texts(answer.text)
        assert problem["title"] in page
        assert f"status {problem['status']}" in page
        assert all(sentence in page for sentence in problem["detail"].split("\n"))
        parsed(answer.text)


@pytest.mark.parametrize(
    "accept", ["application/json", "application/problem+json", "application/json, text/html;q=0.5"]
)
def test_whoever_prefers_json_gets_the_document(client: httpx.Client, accept: str) -> None:
    answer = client.get("/events/nonsense", headers={"Accept": accept})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/v1/events?date=x", "/v1/events/nonsense", "/v1/nonsense", "/health/nonsense"])
def test_the_api_answers_a_browser_with_the_document_too(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": BROWSER})
    assert answer.headers["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/nonsense", "/events/x/y", "/events?q=%FF", "/events/%FF"])
def test_a_browser_gets_a_page_where_nothing_is_served(client: httpx.Client, path: str) -> None:
    page = client.get(path, headers={"Accept": BROWSER})
    document = client.get(path)
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"
    assert document.headers["Content-Type"] == "application/problem+json"
    assert page.status_code == document.status_code == document.json()["status"]
    assert document.json()["detail"] in texts(page.text)


@pytest.mark.parametrize(("line", "status"), [(b"GET *", 404), (b"POST *", 405)])
def test_the_server_as_a_whole_is_no_page(client: httpx.Client, line: bytes, status: int) -> None:
    assert client.base_url.port is not None
    got, headers, _ = parts(exchange(client.base_url.port, request(line, b"Accept: text/html")))
    assert (got, headers["content-type"]) == (status, "text/html; charset=utf-8")


def test_a_method_that_is_not_allowed_has_a_page_with_those_that_are(client: httpx.Client) -> None:
    answer = client.post("/events", headers={"Accept": BROWSER})
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD, OPTIONS")
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"


@pytest.mark.parametrize("path", [path for path in LIST_PAGES if path != "/stories"])
def test_the_form_stands_again_with_its_message_and_what_was_typed(client: httpx.Client, path: str) -> None:
    parameters = LIST_PAGES[path][1].model_fields
    wrong = next(name for name in ("date", "bbox", "collection") if name in parameters)
    html = client.get(path, params={wrong: "Febtember 1954", "q": "a note"}).text
    fields = {
        element.get("name"): element
        for element in html5lib.parse(html).iter()
        if element.tag in {f"{XHTML}input", f"{XHTML}select"} and (element.get("id") or "").startswith("filter-")
    }
    assert (fields[wrong].get("value"), fields[wrong].get("aria-invalid")) == ("Febtember 1954", "true")
    assert fields["q"].get("value") == "a note"
    described = fields[wrong].get("aria-describedby").split()[-1]
    message = re.search(rf'id="{described}">([^<]*)<', html)
    assert message
    assert "Febtember 1954" in message[1]


def test_a_date_in_words_that_is_none_is_answered_in_words(client: httpx.Client) -> None:
    page = texts(client.get("/events?date=Febtember+1954").text)
    assert "'Febtember 1954' is not a date such as 10 February 1954" in page
    assert "EDTF" not in page.partition("Search all records")[0]
    assert "month 13 does not exist" in texts(client.get("/events?date=1954-13").text)


def test_what_was_meant_is_a_link_to_the_list_with_it(client: httpx.Client) -> None:
    sent = {"actor": "dulles,molotow", "date": "March 1954", "kind": "memoradum"}
    html = client.get("/events", params=sent).text
    section = html.partition('id="near"')[2].partition("</ul>")[0]
    link = re.search(r'href="([^"]+)"', section)
    assert link
    corrected = client.get(link[1].replace("&amp;", "&"))
    assert corrected.status_code == 200
    assert "Actor: John Foster Dulles or Vyacheslav Molotov" in texts(corrected.text)
    assert "Kind: Memorandum" in texts(corrected.text)
    assert "Date: March 1954" in texts(corrected.text)


def test_an_unknown_id_leads_to_records_with_similar_ones(client: httpx.Client) -> None:
    html = client.get("/events/soviet-note-1954").text
    section = html.partition('id="near"')[2].partition("</ul>")[0]
    near = re.findall(r'href="(/events/[^"]+)">([^<]+)<', section)
    assert "/events/soviet-note-1954-03-31" in dict(near)
    assert dict(near)["/events/soviet-note-1954-03-31"] == "Soviet note on collective security and NATO"
    assert all(client.get(path).status_code == 200 for path, _ in near)
    assert 'value="soviet note 1954"' in html


@pytest.mark.parametrize(
    ("path", "right"), [("/events/molotov", "/actors/molotov"), ("/actors/Molotov", "/actors/molotov")]
)
def test_an_id_of_another_type_or_case_leads_to_its_page(client: httpx.Client, path: str, right: str) -> None:
    html = client.get(path).text
    assert f'href="{right}"' in html.partition('id="near"')[2].partition("</ul>")[0]


@pytest.mark.parametrize("path", MISTAKES)
def test_every_link_of_a_page_with_a_problem_leads_on(client: httpx.Client, path: str) -> None:
    html = client.get(path).text
    assert 'action="/search"' in html
    for link in links(html, "/elsewhere") - {"/elsewhere"}:
        assert client.get(link).status_code == 200, link


def test_a_hostile_address_stays_a_text(client: httpx.Client) -> None:
    html = client.get("/events", params={"date": '"><script>alert(1)</script>', "kind": "'\"><img src=x>"}).text
    parsed(html)
    tree = html5lib.parse(html)
    assert list(tree.iter(f"{XHTML}script")) == []
    assert all(image.get("src") != "x" for image in tree.iter(f"{XHTML}img"))


@pytest.mark.slow
def test_a_page_says_so_where_nothing_is_loaded(tmp_path: Path) -> None:
    served = start_server(tmp_path, "--no-load", root_path="/time").until_live()
    try:
        for path in ("/time/events", "/time/events?date=x", "/time/"):
            answer = served.get(path)
            assert (answer.status_code, answer.headers["Content-Type"]) == (
                422 if "x" in path else 503,
                "text/html; charset=utf-8",
            )
            assert 'href="/time/search"' in answer.text
    finally:
        served.stop()
