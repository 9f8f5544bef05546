"""The ready-made pages: they show what the API holds, and send no request to others."""

from collections.abc import Callable, Iterator
from urllib.parse import quote

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.browsing import WatchedPage
from tests.serving import ROOT, serve_files

PAGES = ROOT / "examples" / "pages"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address at which the pages and their programs are served."""
    if not (PAGES / "node_modules").is_dir():
        pytest.skip("needs packages: npm ci --prefix examples/pages")
    with serve_files(PAGES) as origin:
        yield origin


@pytest.fixture
def watched(new_page: Callable[..., Page], site: str, server: str) -> Iterator[WatchedPage]:
    watched = WatchedPage(new_page(viewport={"width": 1200, "height": 800}), (site, server))
    yield watched
    assert (watched.outside, watched.complaints) == ([], [])


@pytest.mark.parametrize("events", ["date=1954-01/1954-06&part_of=none", "actor=molotov"])
def test_timelinejs_shows_every_event_of_the_feed(
    watched: WatchedPage, site: str, server: str, client: httpx.Client, events: str
) -> None:
    feed = client.get(f"/v1/events?{events}&format=timelinejs")
    total = int(feed.headers["X-Total-Count"]) - int(feed.headers["X-Omitted-Count"])
    watched.page.goto(f"{site}/timeline.html?api={quote(server)}&events={quote(events)}")
    watched.page.wait_for_function("window.timeline && window.timeline.ready")
    assert total > 20
    assert watched.page.locator(".tl-timemarker").count() == total == len(feed.json()["events"])
    assert watched.page.evaluate("window.timeline.config.messages.errors") == []


def test_timelinejs_opens_at_the_event_that_the_address_names(watched: WatchedPage, site: str, server: str) -> None:
    watched.page.goto(f"{site}/timeline.html?api={quote(server)}#event-soviet-note-1954-03-31")
    watched.page.wait_for_function("window.timeline && window.timeline.ready")
    slide = watched.page.get_by_role("heading", name="Soviet note on collective security and NATO")
    expect(slide.first).to_be_in_viewport()


def test_the_map_has_every_place_of_the_events(
    watched: WatchedPage, site: str, server: str, client: httpx.Client
) -> None:
    features = client.get("/v1/events?date=1954&format=geojson").json()["features"]
    places = {tuple(each["geometry"]["coordinates"]) for each in features if each["geometry"]}
    watched.page.goto(f"{site}/map.html?api={quote(server)}")
    watched.page.wait_for_function("window.drawn")
    assert watched.page.evaluate("window.drawn") == {"events": len(features), "places": len(places)}
    assert watched.page.locator("path.leaflet-interactive").count() == len(places)


def test_a_place_on_the_map_lists_its_events_as_texts(watched: WatchedPage, site: str, server: str) -> None:
    watched.page.goto(f"{site}/map.html?api={quote(server)}&events={quote('place=moscow')}")
    watched.page.wait_for_function("window.drawn")
    watched.page.locator("path.leaflet-interactive").first.click(force=True)
    expect(watched.page.locator(".leaflet-popup li").first).to_contain_text("(")


def test_a_map_that_cannot_be_drawn_says_so(new_page: Callable[..., Page], site: str, server: str) -> None:
    page = new_page()
    page.goto(f"{site}/map.html?api={quote(server)}&events=actor%3Dmoltov")
    expect(page.locator("body")).to_contain_text("The map cannot be drawn")
