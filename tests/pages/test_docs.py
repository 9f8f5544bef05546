"""The pages of the description, opened by a person in a browser without the internet."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from app.pages.docs import ASSETS, asset_address


@dataclass
class Opened:
    """A page, with what it asked of other hosts and what its console complained about."""

    page: Page
    base: str
    outside: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def note_request(self, request: Request) -> None:
        if not request.url.startswith((f"{self.base}/", "data:")):
            self.outside.append(request.url)

    def note_message(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.complaints.append(message.text)


@pytest.fixture
def opened(browser: Browser, server: str) -> Iterator[Opened]:
    page = browser.new_page()
    opened = Opened(page, server)
    page.on("request", opened.note_request)
    page.on("console", opened.note_message)
    page.on("pageerror", lambda error: opened.complaints.append(str(error)))
    yield opened
    page.close()


@pytest.mark.browser
def test_a_request_can_be_tried_out_in_the_docs(opened: Opened) -> None:
    page = opened.page
    page.goto(f"{opened.base}/docs")
    operation = page.locator("#operations-events-list_events, [id$='-list_events']").first
    operation.locator(".opblock-summary-control").click()
    operation.get_by_role("button", name="Try it out").click()
    operation.locator("tr[data-param-name='q'] input").fill("Berlin Conference")
    operation.get_by_role("button", name="Execute").click()
    answer = operation.locator(".live-responses-table")
    expect(answer.locator(".response-col_status").nth(1)).to_have_text(re.compile("200"))
    expect(answer).to_contain_text("berlin-conference-1954")
    assert (opened.outside, opened.complaints) == ([], [])


@pytest.mark.browser
def test_the_reference_shows_every_operation(opened: Opened) -> None:
    page = opened.page
    page.goto(f"{opened.base}/redoc")
    expect(page.get_by_role("menu").first).to_be_visible()
    schema = httpx.get(f"{opened.base}/openapi.json").json()
    operations = [operation["operationId"] for path in schema["paths"].values() for operation in path.values()]
    for operation in operations:
        expect(page.locator(f"[id='operation/{operation}'], [id$='/operation/{operation}']").first).to_be_attached()
    assert (opened.outside, opened.complaints) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/docs", "/redoc"])
def test_without_scripts_a_page_says_where_the_description_is(browser: Browser, server: str, path: str) -> None:
    page = browser.new_page(java_script_enabled=False)
    page.goto(f"{server}{path}")
    expect(page.get_by_role("link", name="openapi.json")).to_be_visible()
    page.close()


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


@pytest.mark.parametrize("name", ["../docs.py", "..%2Fdocs.py", "swagger-ui", ""])
def test_only_files_of_the_assets_are_sent(client: httpx.Client, name: str) -> None:
    digest = asset_address("docs.js").split("/")[1]
    assert client.get(f"/assets/{digest}/{name}").status_code in {308, 404}


@pytest.mark.parametrize("folder", ["swagger-ui", "redoc"])
def test_what_others_made_comes_with_its_licence(folder: str) -> None:
    assert (ASSETS / folder / "LICENSE").is_file()
