"""The ready-made pages: what they show is what the API holds, and they ask nobody else."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

PAGES = Path(__file__).resolve().parents[2] / "examples" / "pages"

pytestmark = pytest.mark.browser


class Quiet(SimpleHTTPRequestHandler):
    """Serves files and says nothing."""

    def log_message(self, *_args: object) -> None:
        pass


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address at which the pages and their programs are served."""
    if not (PAGES / "node_modules").is_dir():
        pytest.skip("needs packages: npm ci --prefix examples/pages")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=PAGES)) as files:
        thread = threading.Thread(target=files.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{files.server_port}"
        files.shutdown()
        thread.join()


class Watched:
    """A page, with what it asked of others and what its console complained about."""

    def __init__(self, browser: Browser, *own: str) -> None:
        self.page: Page = browser.new_page(viewport={"width": 1200, "height": 800})
        self.outside: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self._note(request.url, own))
        self.page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _note(self, address: str, own: tuple[str, ...]) -> None:
        if not address.startswith((*(f"{base}/" for base in own), "data:", "blob:")):
            self.outside.append(address)


@pytest.fixture
def watched(browser: Browser, site: str, server: str) -> Iterator[Watched]:
    watched = Watched(browser, site, server)
    yield watched
    assert (watched.outside, watched.complaints) == ([], [])
    watched.page.close()


@pytest.mark.parametrize("events", ["date=1954-01/1954-06&part_of=none", "actor=molotov"])
def test_timelinejs_shows_every_event_of_the_feed(
    watched: Watched, site: str, server: str, client: httpx.Client, events: str
) -> None:
    feed = client.get(f"/v1/events?{events}&format=timelinejs")
    total = int(feed.headers["X-Total-Count"]) - int(feed.headers["X-Omitted-Count"])
    watched.page.goto(f"{site}/timeline.html?api={quote(server)}&events={quote(events)}")
    watched.page.wait_for_function("window.timeline && window.timeline.ready")
    assert total > 20
    assert watched.page.locator(".tl-timemarker").count() == total == len(feed.json()["events"])
    assert watched.page.evaluate("window.timeline.config.messages.errors") == []


def test_timelinejs_opens_at_the_event_that_the_address_names(watched: Watched, site: str, server: str) -> None:
    watched.page.goto(f"{site}/timeline.html?api={quote(server)}#event-soviet-note-1954-03-31")
    watched.page.wait_for_function("window.timeline && window.timeline.ready")
    slide = watched.page.get_by_role("heading", name="Soviet note on collective security and NATO")
    expect(slide.first).to_be_in_viewport()


def test_the_map_has_every_place_of_the_events(watched: Watched, site: str, server: str, client: httpx.Client) -> None:
    features = client.get("/v1/events?date=1954&format=geojson").json()["features"]
    places = {tuple(each["geometry"]["coordinates"]) for each in features if each["geometry"]}
    watched.page.goto(f"{site}/map.html?api={quote(server)}")
    watched.page.wait_for_function("window.drawn")
    assert watched.page.evaluate("window.drawn") == {"events": len(features), "places": len(places)}
    assert watched.page.locator("path.leaflet-interactive").count() == len(places)


def test_a_place_on_the_map_lists_its_events_as_texts(watched: Watched, site: str, server: str) -> None:
    watched.page.goto(f"{site}/map.html?api={quote(server)}&events={quote('place=moscow')}")
    watched.page.wait_for_function("window.drawn")
    watched.page.locator("path.leaflet-interactive").first.click(force=True)
    expect(watched.page.locator(".leaflet-popup li").first).to_contain_text("(")


def test_a_map_that_cannot_be_drawn_says_so(browser: Browser, site: str, server: str) -> None:
    page = browser.new_page()
    page.goto(f"{site}/map.html?api={quote(server)}&events=actor%3Dmoltov")
    expect(page.locator("body")).to_contain_text("The map cannot be drawn")
    page.close()
