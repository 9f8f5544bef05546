"""Screenshots of the main pages on a desktop and a phone, to be looked at: `test-artefacts/pages/`."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.serving import ROOT

ARTEFACTS = ROOT / "test-artefacts" / "pages"
PAGES = {
    "front-page": ("/", "Start here"),
    "event": ("/events/soviet-note-1954-03-31", "Who, and in which office that day"),
    "filtered-list": ("/events?actor=molotov&date=February+1954", "Actor: Vyacheslav Molotov"),
    "problem": ("/events?date=Febuary+1954", "Invalid parameter"),
    "search": ("/search?q=26+March+memo", "results"),
    "places": ("/places", "Where it happened"),
    "docs": ("/docs", "Start here"),
    "explorer": ("/explore", "Berlin Conference"),
}


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_it_is_for_at_first_sight(
    new_page: Callable[..., Page], server: str, name: str, width: int
) -> None:
    path, shown = PAGES[name]
    page = new_page(viewport={"width": width, "height": 900})
    page.goto(f"{server}{path}")
    expect(page.get_by_text(shown).first).to_be_visible()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=ARTEFACTS / f"{name}-{width}.png")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
