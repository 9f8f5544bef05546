"""What the explorer looks like: to axe, on a desk and on a phone, and how it draws dates that are not plain days."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.explorer.building import ARTEFACTS
from tests.explorer.visiting import DESKTOP, PHONE, Visit
from tests.loading.small_set import FILES, written
from tests.serving import start_server

pytestmark = pytest.mark.browser

MEMORANDUM = "event=molotov-memorandum-1954-03-26"
DOCUMENT = "document=doc-molotov-memorandum-1954-03-26&paragraph=6"
SPRING = "date_from=1954-02&date_to=1954-03&actor=molotov"
LIGHT: dict[str, Any] = {"viewport": DESKTOP}
DARK: dict[str, Any] = {"viewport": DESKTOP, "color_scheme": "dark"}
HAND: dict[str, Any] = {"viewport": PHONE, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
Visits = Callable[..., Visit]


@pytest.fixture(scope="module")
def axe(packages: Path) -> str:
    return (packages / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("query", "screen"),
    [
        ("", LIGHT),
        (f"{SPRING}&lanes=actor&{MEMORANDUM}", LIGHT),
        (DOCUMENT, LIGHT),
        ("claim=essay-thesis-6", LIGHT),
        ("q=treaty", LIGHT),
        ("date_from=1800&date_to=1801", LIGHT),
        (f"{SPRING}&{MEMORANDUM}", DARK),
        (DOCUMENT, DARK),
        ("claim=essay-thesis-6&q=treaty", DARK),
        (f"{SPRING}&{MEMORANDUM}", HAND),
    ],
)
def test_axe_finds_nothing(visit: Visits, axe: str, query: str, screen: dict[str, Any]) -> None:
    page = visit(**screen).open(query)
    page.page.evaluate(axe)
    found = page.page.evaluate("axe.run()")
    assert len(found["passes"]) > 20
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []


def test_axe_finds_nothing_in_open_suggestions(visit: Visits, axe: str) -> None:
    page = visit().open()
    page.page.get_by_role("combobox", name="Actor").focus()
    page.page.keyboard.press("ArrowDown")
    expect(page.page.get_by_role("option")).to_have_count(10)
    page.page.keyboard.press("ArrowDown")
    page.page.evaluate(axe)
    found = page.page.evaluate("axe.run()")
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []


@pytest.mark.parametrize(
    ("name", "screen", "query"),
    [
        ("desktop", LIGHT, f"{SPRING}&{MEMORANDUM}"),
        ("desktop-dark", DARK, f"{SPRING}&lanes=actor&{DOCUMENT}"),
        ("phone", HAND, f"{SPRING}&{MEMORANDUM}"),
        ("phone-start", HAND, ""),
    ],
)
def test_nothing_sticks_out_of_the_screen(visit: Visits, name: str, screen: dict[str, Any], query: str) -> None:
    """And keeps what was seen, for people to look at."""
    page = visit(**screen).open(query)
    ARTEFACTS.mkdir(parents=True, exist_ok=True)
    page.page.screenshot(path=ARTEFACTS / f"{name}.png")
    page.page.screenshot(path=ARTEFACTS / f"{name}-whole.png", full_page=True)
    width = screen["viewport"]["width"]
    assert page.page.evaluate("document.documentElement.scrollWidth") == width
    sticking_out = """width => [...document.querySelectorAll('h1, h2, p, dl, ul, ol, table, input, button')]
        .filter(element => element.checkVisibility() && !element.closest('.skip, .unseen'))
        .filter(element => element.getBoundingClientRect().right > width)
        .map(element => element.outerHTML.slice(0, 80))"""
    assert page.page.evaluate(sticking_out, width) == []


HOSTILE = "<img src=x onerror=\"document.title='taken'\">"
DATES = {
    "day": "1954-03-10",
    "days": "1954-03-10/1954-03-20",
    "month": "1954-03",
    "one-of": "[1954-03-10..1954-03-20]",
    "unsure": "1954-03-26?",
    "goes-on": "1954-03-31/..",
    "end-unknown": "1954-03-31/",
    "beginning-open": "../1954-03-05",
    "ides": "-0043-03-15",
}
EVENT = """- id: {id}
  title: '{title}'
  kind: note
  date: '{date}'
  topics: [german-question]
  summary: 'A summary with {title}.'
  actors:
  - actor: molotov
    role: sender
  responds_to: []
  documents: []
  sources:
  - title: An edition
    url: https://example.org/edition
  confidence: high
"""


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An API whose events have dates of every sort, and one a title that would like to be HTML."""
    events = "".join(EVENT.format(id=id_, date=date, title=f"Event {id_}") for id_, date in DATES.items())
    title = HOSTILE.replace("'", "''")
    events += EVENT.format(id="hostile", date="1954-03-12", title=title)
    files = {name: text for name, text in FILES.items() if name not in {"deep/events.yml", "documents.yaml"}}
    seed = written(tmp_path_factory.mktemp("odd"), files | {"events.yaml": f"events:\n{events}"})
    served = start_server(tmp_path_factory.mktemp("server"), seed=str(seed)).until_ready()
    yield served.base
    served.stop()


@pytest.mark.parametrize(
    ("event", "there", "not_there"),
    [
        ("day", ["circle.core"], ["rect.outer", "rect.core", ".arrow", ".unsure"]),
        ("days", ["rect.core"], ["circle", ".arrow"]),
        ("month", ["rect.outer"], ["circle", "rect.core", ".arrow"]),
        ("one-of", ["rect.outer"], ["circle", "rect.core", ".arrow"]),
        ("unsure", [".unsure .outer"], [".mark .core"]),
        ("goes-on", ["rect.core", ".arrow.core"], [".fades-right"]),
        ("end-unknown", [".fades-right", "rect.core", ".arrow.outer"], [".arrow.core"]),
        ("beginning-open", ["rect.core", ".arrow.core"], [".arrow.outer"]),
    ],
)
def test_a_date_is_drawn_as_what_it_means(
    visit: Visits, odd: str, event: str, there: list[str], not_there: list[str]
) -> None:
    page = visit(api=odd).open("view=1953-12-01/1954-06-30")
    mark = page.event(f"Event {event} ")
    for part in there:
        expect(mark.locator(part).first).to_be_attached()
    for part in not_there:
        expect(mark.locator(part)).to_have_count(0)


def test_a_month_is_as_wide_as_the_month(visit: Visits, odd: str) -> None:
    page = visit(api=odd).open("view=1954-03-01/1954-03-31")
    month = page.event("Event month ").locator("rect.outer").bounding_box()
    days = page.event("Event days ").locator("rect.core").bounding_box()
    assert month
    assert days
    assert days["width"] / month["width"] == pytest.approx(11 / 31, rel=0.03)
    assert (days["x"] - month["x"]) / month["width"] == pytest.approx(9 / 31, rel=0.03)


def test_years_before_christ_are_counted_as_historians_do(visit: Visits, odd: str) -> None:
    page = visit(api=odd).open("view=-0043-01-01/-0043-12-31")
    expect(page.page.locator("#timeline .span")).to_have_text("1 January 44 BC to 31 December 44 BC")
    drawing = page.page.locator("svg.lanes").bounding_box()
    ides = page.event("Event ides").locator(".core").bounding_box()
    assert drawing
    assert ides
    gutter = 150
    middle = ides["x"] + ides["width"] / 2 - drawing["x"] - gutter
    assert middle / (drawing["width"] - gutter) == pytest.approx((31 + 28 + 14.5) / 365, abs=0.005)
    expect(page.page.locator("#table tr", has_text="Event ides")).to_contain_text("15 March 44 BC")


def test_text_that_would_like_to_be_html_stays_text(visit: Visits, odd: str) -> None:
    page = visit(api=odd).open("event=hostile")
    assert page.heading().inner_text() == HOSTILE
    assert HOSTILE in page.titles()
    assert page.page.title() == "A small set"
    expect(page.page.locator("img")).to_have_count(0)
