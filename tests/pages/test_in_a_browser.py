"""Pages in a browser: accessible in light and dark, on a phone, on paper, without scripts."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsing import WatchedPage
from tests.pages.crawling import LISTS, MISTAKES, PAGES, RECORDS

STORY = "/stories/did-moscow-want-to-join-nato"
AXE = Path(__file__).resolve().parents[1] / "node" / "node_modules" / "axe-core" / "axe.min.js"


def faults(page: Page) -> list[tuple[str, list[str]]]:
    """What axe finds wrong with a page: rule and markup."""
    if not AXE.is_file():
        pytest.skip("needs axe-core: npm ci in tests/node")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")
    assert found["passes"], "axe has looked at nothing"
    return [(fault["id"], [node["html"] for node in fault["nodes"]]) for fault in found["violations"]]


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_has_an_accessibility_fault(new_page: Callable[..., Page], server: str, scheme: str) -> None:
    watched = WatchedPage(new_page(color_scheme=scheme), (server,))
    found = {}
    for path in (*PAGES, STORY, *MISTAKES):
        watched.page.goto(f"{server}{path}")
        if wrong := faults(watched.page):
            found[path] = wrong
    assert found == {}
    # That a page has the status of a problem is what a browser complains about there.
    complaints = [each for each in watched.complaints if "the server responded with a status of 4" not in each]
    assert (complaints, watched.outside) == ([], [])


@pytest.mark.browser
@pytest.mark.parametrize(
    "path",
    [*RECORDS, "/", STORY, "/help/dates", "/help/filters", "/help/reading", "/help/assistants", *LISTS, *MISTAKES],
)
def test_a_phone_shows_a_page_without_scrolling_sideways(new_page: Callable[..., Page], server: str, path: str) -> None:
    page = new_page(viewport={"width": 340, "height": 700})
    page.goto(f"{server}{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 340


@pytest.mark.browser
def test_without_scripts_a_reader_gets_from_the_front_page_to_a_paragraph(
    new_page: Callable[..., Page], server: str
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(server)
    page.get_by_role("link", name="Soviet note on collective security and NATO").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Soviet note on collective security and NATO")
    page.locator("summary").first.click()
    page.get_by_role("link", name="on the question of the USSR joining NATO, ¶").first.click()
    assert "#p" in page.url
    expect(page.locator(":target")).to_be_in_viewport()


@pytest.mark.browser
def test_a_form_without_scripts_leads_to_the_list_that_was_meant(new_page: Callable[..., Page], server: str) -> None:
    page = new_page(java_script_enabled=False, viewport={"width": 390, "height": 800})
    page.goto(f"{server}/events")
    page.get_by_label("Actor", exact=True).fill("Molotov")
    page.get_by_label("Date", exact=True).fill("26 Marhc 1954")
    page.get_by_role("button", name="Show").click()
    date = page.get_by_label("Date", exact=True)
    expect(date).to_have_value("26 Marhc 1954")
    expect(date).to_have_attribute("aria-invalid", "true")
    date.fill("26 March 1954")
    page.get_by_label("Kind").select_option("memorandum")
    page.get_by_role("button", name="Show").click()
    expect(page.get_by_role("link", name="Actor: Vyacheslav Molotov")).to_be_visible()
    expect(page.get_by_role("link", name="Date: 26 March 1954")).to_be_visible()
    expect(page.get_by_text("1 in all.")).to_be_visible()
    page.get_by_role("link", name="Kind: ").click()
    expect(page.get_by_role("link", name="Kind: ")).not_to_be_attached()
    expect(page.get_by_role("link", name="Date: 26 March 1954")).to_be_visible()


@pytest.mark.browser
def test_a_dot_on_the_map_leads_to_its_place(new_page: Callable[..., Page], server: str) -> None:
    page = new_page()
    page.goto(f"{server}/places")
    page.get_by_role("link", name="Warsaw, ").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Warsaw")
    expect(page.get_by_role("group", name="Where it is").locator("circle.main")).to_have_count(1)


@pytest.mark.browser
def test_paper_shows_what_is_folded_away_and_no_navigation(new_page: Callable[..., Page], server: str) -> None:
    page = new_page()
    page.goto(f"{server}/events/soviet-note-1954-03-31")
    folded = page.locator("details .stance").first
    expect(folded).not_to_be_visible()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    expect(page.get_by_role("navigation")).not_to_be_visible()


@pytest.mark.browser
def test_paper_shows_the_folded_moves_and_no_contents(new_page: Callable[..., Page], server: str) -> None:
    page = new_page()
    page.goto(f"{server}/events/soviet-note-1954-03-31")
    folded = page.locator("details.folded .chain").first
    expect(folded).not_to_be_visible()
    page.emulate_media(media="print")
    expect(folded).to_be_visible()
    expect(page.locator(".contents")).not_to_be_visible()


@pytest.mark.browser
def test_a_phone_shows_the_exchange_as_a_list_before_the_picture(new_page: Callable[..., Page], server: str) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    page.goto(server)
    moves, picture, hint = (
        page.locator("#main-exchange ~ * .chain").first,
        page.locator("svg.arcs"),
        page.locator(".hint"),
    )
    expect(page.locator(".picture-and-list .here")).to_be_visible()
    expect(hint).to_be_visible()
    listed, drawn = moves.bounding_box(), picture.bounding_box()
    assert listed
    assert drawn
    assert listed["y"] < drawn["y"]
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator(".picture-and-list .here")).not_to_be_visible()
    expect(hint).not_to_be_visible()


@pytest.mark.browser
def test_documents_and_citation_of_an_event_are_near_its_title(new_page: Callable[..., Page], server: str) -> None:
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{server}/events/soviet-note-1954-03-31")
    for name in ("documents", "cite"):
        box = page.locator(f"#{name}").bounding_box()
        assert box
        assert box["y"] < 2 * 900


@pytest.mark.browser
def test_the_keyboard_can_skip_to_the_content(new_page: Callable[..., Page], server: str) -> None:
    page = new_page()
    page.goto(f"{server}/events")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
