"""The pages of the description, in a browser without the internet."""

import re
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from app.pages.asset_files import ASSETS, asset_address
from tests.browsing import WatchedPage
from tests.serving import start_server


@pytest.fixture
def opened(new_page: Callable[..., Page], server: str) -> WatchedPage:
    return WatchedPage(new_page(), (server,))


def try_out(page: Page, operation: str, **values: str) -> Locator:
    """Open an operation in the docs, fill in `values`, send the request, and return what shows the answer."""
    block = page.locator(f".opblock[id$='-{operation}']").first
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    for name, value in values.items():
        block.locator(f"tr[data-param-name='{name}'] input").fill(value)
    block.get_by_role("button", name="Execute").click()
    return block.locator(".live-responses-table")


@pytest.mark.browser
def test_a_request_can_be_tried_out_in_the_docs(opened: WatchedPage, server: str) -> None:
    opened.page.goto(f"{server}/docs")
    answer = try_out(opened.page, "list_events", date="1954-01-25")
    expect(answer.locator("tbody .response-col_status").first).to_contain_text("200")
    expect(answer).to_contain_text("berlin-conference-1954")
    assert (opened.outside, opened.complaints) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize("operation", ["search", "get_exchange", "get_paragraph"])
def test_an_operation_runs_as_it_stands(opened: WatchedPage, server: str, operation: str) -> None:
    opened.page.goto(f"{server}/docs")
    answer = try_out(opened.page, operation)
    expect(answer.locator("tbody .response-col_status").first).to_contain_text("200")


@pytest.mark.browser
def test_fields_show_examples_and_stay_empty(opened: WatchedPage, server: str) -> None:
    page = opened.page
    page.goto(f"{server}/docs")
    block = page.locator("[id$='-list_events']").first
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    date = block.locator("tr[data-param-name='date'] input")
    expect(date).to_have_attribute("placeholder", "1954-02")
    expect(date).to_have_value("")
    expect(block.locator("tr[data-param-name='facet']")).to_contain_text("Example: ")
    expect(block.get_by_role("button", name="Execute")).to_be_in_viewport()
    block.locator(".opblock-summary-control").click()
    expect(date).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_page_is_dark_where_the_reader_wants_it(new_page: Callable[..., Page], server: str, path: str) -> None:
    backgrounds = {}
    for scheme in ("light", "dark"):
        watched = WatchedPage(new_page(color_scheme=scheme), (server,))
        watched.page.goto(f"{server}{path}")
        expect(watched.page.get_by_text("Start here").first).to_be_visible()
        backgrounds[scheme] = watched.page.evaluate("getComputedStyle(document.body).backgroundColor")
        ink = watched.page.get_by_text("Start here").first.evaluate("each => getComputedStyle(each).color")
        assert (_lightness(ink) > _lightness(backgrounds[scheme])) == (scheme == "dark"), (scheme, ink)
        assert (watched.outside, watched.complaints) == ([], [])
    assert _lightness(backgrounds["dark"]) < 100
    assert _lightness(backgrounds["light"]) > 200


def _lightness(color: str) -> float:
    """The mean of red, green and blue, from 0 to 255."""
    red, green, blue = map(float, re.findall(r"[\d.]+", color)[:3])
    return (red + green + blue) / 3


@pytest.mark.browser
def test_the_docs_fit_on_a_phone(new_page: Callable[..., Page], server: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(f"{server}/docs")
    block = page.locator("[id$='-list_events']").first
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    expect(block.locator("tr[data-param-name='date'] input")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_there_is_a_way_back(client: httpx.Client, path: str) -> None:
    html = client.get(path).text
    for address in ("./", "help", "help/dates", "help/assistants", "openapi.json"):
        assert f'href="{address}"' in html
        assert client.get(f"/{address.removeprefix('./')}").status_code == 200


@pytest.mark.browser
@pytest.mark.slow
def test_both_pages_work_under_a_root_path(new_page: Callable[..., Page], tmp_path: Path) -> None:
    served = start_server(tmp_path, root_path="/timeline").until_ready()
    try:
        base = f"{served.base}/timeline"
        opened = WatchedPage(new_page(), (base,))
        opened.page.goto(f"{base}/docs")
        answer = try_out(opened.page, "list_events", date="1954-01-25")
        expect(answer).to_contain_text("berlin-conference-1954")
        expect(answer.locator("xpath=..").locator(".request-url")).to_contain_text("/timeline/v1/events?")
        opened.page.goto(f"{base}/redoc")
        expect(opened.page.get_by_role("menu").first).to_be_visible()
        assert (opened.outside, opened.complaints) == ([], [])
    finally:
        served.stop()


@pytest.mark.browser
def test_the_reference_shows_every_operation(opened: WatchedPage, server: str, client: httpx.Client) -> None:
    page = opened.page
    page.goto(f"{server}/redoc")
    expect(page.get_by_role("menu").first).to_be_visible()
    schema = client.get("/openapi.json").json()
    operations = [operation["operationId"] for path in schema["paths"].values() for operation in path.values()]
    for operation in operations:
        expect(page.locator(f"[id='operation/{operation}'], [id$='/operation/{operation}']").first).to_be_attached()
    assert (opened.outside, opened.complaints) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_without_scripts_a_page_says_where_the_description_is(
    new_page: Callable[..., Page], server: str, path: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{server}{path}")
    expect(page.get_by_role("link", name="openapi.json")).to_be_visible()
    expect(page.locator("noscript")).to_be_visible()


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_a_page_allows_nothing_inline_and_nothing_from_elsewhere(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert not re.search(r"unsafe|https?:|\*", policy)
    assert not re.search(r"(?:src|href)=\"(?:https?:|/)", answer.text)


@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_every_file_that_a_page_names_is_there_and_may_be_kept(client: httpx.Client, path: str) -> None:
    named = re.findall(r'(?:src|href)="(assets/[^"]+)"', client.get(path).text)
    assert len(named) >= 4
    for address in named:
        answer = client.get(f"/{address}")
        assert (answer.status_code, "immutable" in answer.headers["Cache-Control"]) == (200, True)


def test_an_address_of_other_bytes_is_not_answered(client: httpx.Client) -> None:
    assert client.get("/assets/0000000000000000/docs.js").status_code == 404
    assert client.get(f"/{asset_address('docs.js')}").content == (ASSETS / "docs.js").read_bytes()


@pytest.mark.parametrize("coding", ["gzip", "br", "zstd"])
def test_a_file_may_be_had_compressed(client: httpx.Client, coding: str) -> None:
    address = f"/{asset_address('redoc/redoc.standalone.js')}"
    with client.stream("GET", address, headers={"Accept-Encoding": coding}) as answer:
        sent = sum(len(chunk) for chunk in answer.iter_raw())
    assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == (coding, "Accept-Encoding")
    assert sent < (ASSETS / "redoc" / "redoc.standalone.js").stat().st_size / 2


@pytest.mark.parametrize("name", ["../docs.py", "..%2Fdocs.py", "swagger-ui", ""])
def test_only_files_of_the_assets_are_sent(client: httpx.Client, name: str) -> None:
    digest = asset_address("docs.js").split("/")[1]
    assert client.get(f"/assets/{digest}/{name}").status_code in {308, 404}


@pytest.mark.parametrize("folder", ["swagger-ui", "redoc"])
def test_what_others_made_comes_with_its_licence(folder: str) -> None:
    assert (ASSETS / folder / "LICENSE").is_file()
