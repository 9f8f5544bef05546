"""The explorer as the service shows it at `/explore`: its opening view, clusters, steps, stories, frames, files."""

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
import pytest
from playwright.sync_api import Locator, Page, expect

from tests.explorer.visiting import DESKTOP, PHONE, Visit
from tests.serving import serve_files, start_server

pytestmark = pytest.mark.browser

MEMORANDUM = "molotov-memorandum-1954-03-26"
NOTE = "soviet-note-1954-03-31"
REPLY = "western-reply-1954-05-07"
STORY = "did-moscow-want-to-join-nato"
Explore = Callable[..., Visit]


class Served(Visit):
    """The explorer at `/explore` of the service, whose API it takes."""

    def open(self, query: str = "") -> "Served":
        self.page.goto(f"{self.api}/explore?{query}".rstrip("?"))
        self.settled()
        return self

    def mark(self, event: str) -> Locator:
        """What is drawn for an event in any lane."""
        return self.page.locator(f"svg.lanes g.event[data-key$='/{event}']")

    def clusters(self) -> Locator:
        return self.page.locator("svg.lanes g.cluster")

    def strip(self) -> Locator:
        return self.page.locator(".strip")


@pytest.fixture
def explore(new_page: Callable[..., Page], server: str) -> Iterator[Explore]:
    """Makes pages of the real service: `explore(viewport=PHONE)`. None may complain, or ask another origin."""
    made: list[Served] = []

    def make(api: str = server, **options: Any) -> Served:  # options of Playwright's new_page, of many types
        page = new_page(**({"viewport": DESKTOP, "reduced_motion": "reduce"} | options))
        made.append(Served(page, (api,) * 2))
        return made[-1]

    yield make
    for page in made:
        assert page.outside == []
        assert page.unexpected() == []


OPENING = "1 January 1954 to 31 May 1954"
"""The shortest run of months that holds most of the weight of the data."""


def lane_of(mark: Locator) -> str:
    return (mark.get_attribute("data-key") or "").partition("/")[0]


def test_it_opens_on_moves_and_answers_with_the_three_that_matter_named(explore: Explore) -> None:
    page = explore().open()
    expect(page.page.get_by_role("heading", name="Moves and answers between sides")).to_be_visible()
    expect(page.page.locator("#timeline .span")).to_have_text(OPENING)
    for event, lane, words in (
        (MEMORANDUM, "ussr", "Molotov's memorandum"),
        (NOTE, "ussr", "Soviet note on collective"),
        (REPLY, "west", "Western reply"),
    ):
        mark = page.mark(event)
        expect(mark.locator("text").first).to_contain_text(words)
        assert lane_of(mark) == lane
    sign = page.page.locator(f"path.answers.rejects[data-from='west/{REPLY}'][data-to='ussr/{NOTE}']")
    expect(sign).to_have_attribute("marker-end", "url(#head-rejects)")


def test_each_answer_in_sight_has_an_arrow_with_its_manner(explore: Explore, client: httpx.Client) -> None:
    page = explore().open("view=1952-03-01/1952-10-31")
    inside = [
        (event["id"], answer["id"], answer["manner"])
        for event in client.get("/v1/events?date=1952-03/1952-10&limit=500").json()["items"]
        for answer in event["responds_to"]
    ]
    assert len(inside) > 4
    for later, earlier, manner in inside:
        if page.mark(later).count() and page.mark(earlier).count():
            arrow = page.page.locator(f"path.answers.{manner}[data-from$='/{later}'][data-to$='/{earlier}']")
            expect(arrow).to_have_count(1)
    unanswered = page.mark("western-reply-1952-09-23")
    expect(unanswered.locator(".unanswered")).to_have_count(1)
    expect(unanswered).to_have_accessible_name(re.compile("no answer"))


def test_a_cluster_says_how_many_it_holds_and_zooms_until_all_are_drawn(explore: Explore) -> None:
    page = explore().open()
    cluster = page.clusters().first
    count = int(cluster.locator("text").text_content() or "")
    expect(cluster).to_have_accessible_name(re.compile(f"^{count} events of "))
    cluster.click()
    page.page.wait_for_url(re.compile("view="))
    expect(page.page.locator("#timeline .span")).not_to_have_text(OPENING)
    for _ in range(8):
        if not page.clusters().count():
            break
        view = page.page.url
        page.clusters().first.click()
        page.page.wait_for_function("old => location.href !== old", arg=view)
    assert page.clusters().count() == 0
    assert page.page.locator("svg.lanes g.event").count() > 1


@pytest.mark.parametrize("lanes", ["side", "kind", "actor"])
@pytest.mark.parametrize("screen", [DESKTOP, PHONE])
def test_what_is_pointed_at_is_at_least_24_pixels_and_hides_no_other(
    explore: Explore, lanes: str, screen: dict[str, int]
) -> None:
    page = explore(viewport=screen).open(f"lanes={lanes}")
    boxes = page.page.locator("svg.lanes .event .hit").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(({x, y, width, height}) => [x, y, width, height])"
    )
    assert len(boxes) > 15
    assert [box for box in boxes if box[2] < 23.9 or box[3] < 23.9] == []


@pytest.mark.parametrize("lanes", ["side", "kind", "actor"])
@pytest.mark.parametrize("event", [NOTE, MEMORANDUM, "shulgin-visit-1926"])
def test_the_opened_event_is_named_and_never_among_others(explore: Explore, lanes: str, event: str) -> None:
    page = explore().open(f"lanes={lanes}&event={event}")
    mark = page.mark(event).first
    expect(mark).to_have_attribute("aria-current", "true")
    assert mark.locator("text").first.text_content()
    if lanes != "side":
        assert lane_of(mark) != "others"


def test_other_lanes_have_arrows_of_the_opened_event_alone(explore: Explore) -> None:
    page = explore().open("lanes=kind")
    expect(page.page.locator("svg.lanes path.answers")).to_have_count(0)
    page.mark(NOTE).click()
    page.settled()
    arrows = page.page.locator("svg.lanes path.answers")
    assert arrows.count() > 3
    ends = arrows.evaluate_all(
        "all => all.map(one => [one.dataset.from, one.dataset.to, one.getAttribute('marker-end')])"
    )
    for start, end, head in ends:
        assert f"note/{NOTE}" in (start, end)
        assert head.startswith("url(#head-")


def test_the_exchange_is_stepped_through(explore: Explore, client: httpx.Client) -> None:
    moves = client.get(f"/v1/events/{NOTE}/exchange").json()["moves"]
    ids = [move["id"] for move in moves]
    at = ids.index(NOTE)
    page = explore().open(f"event={NOTE}")
    expect(page.strip()).to_contain_text(f"Move {at + 1} of {len(ids)}")
    page.page.get_by_role("button", name="Next move").click()
    page.settled()
    assert page.asked()["event"] == [ids[at + 1]]
    expect(page.heading()).to_have_text(moves[at + 1]["title"])
    expect(page.focused()).to_have_text("Next move ▸")
    expect(page.strip()).to_contain_text(f"Move {at + 2} of {len(ids)}")
    page.page.get_by_role("button", name="Previous move").click()
    page.settled()
    assert page.asked()["event"] == [NOTE]


def test_stepping_brings_a_far_move_into_sight(explore: Explore) -> None:
    page = explore().open("event=stalin-note-1952-03-10&view=1954-01-01/1954-03-31")
    expect(page.mark("stalin-note-1952-03-10")).to_have_count(1)


def test_a_story_is_played_step_by_step(explore: Explore, client: httpx.Client) -> None:
    steps = client.get(f"/v1/stories/{STORY}").json()["steps"]
    page = explore().open()
    page.strip().get_by_role("button", name="Did Moscow want to join NATO?").click()
    page.page.wait_for_url("**step=1*")
    page.settled()
    expect(page.strip()).to_contain_text(steps[0]["heading"])
    expect(page.strip()).to_contain_text(steps[0]["text"])
    for step in steps[1:]:
        page.page.get_by_role("button", name="Next step").click()
        page.page.wait_for_url(f"**step={step['n']}*")
        page.settled()
        expect(page.strip()).to_contain_text(step["heading"])
        record = step["record"]
        key = {"paragraph": "document", "exchange": "event"}.get(record["type"], record["type"])
        assert page.asked()[key] == [record["id"].partition("/")[0]]
    page.page.get_by_role("button", name="End the story").click()
    page.settled()
    assert page.asked() == {}


def test_a_story_plays_by_itself_until_it_is_paused(explore: Explore) -> None:
    page = explore()
    page.page.clock.install()
    page.open()
    page.strip().get_by_role("button", name="Did Moscow want to join NATO?").click()
    page.page.wait_for_url("**step=1*")
    page.strip().get_by_role("button", name="Play").click()
    page.page.clock.run_for(12_500)
    page.page.wait_for_url("**step=2*")
    page.strip().get_by_role("button", name="Pause").click()
    page.page.clock.run_for(60_000)
    assert page.asked()["step"] == ["2"]


@pytest.mark.parametrize("query", ["", "date_from=1954-02&date_to=1954-03&actor=molotov&kind=session,note&q=note"])
def test_the_files_hold_the_same_events(explore: Explore, client: httpx.Client, query: str) -> None:
    page = explore().open(query)
    total = len(page.titles())
    assert total == client.get(f"/v1/events?{query}").json()["total"]
    take = page.page.locator("#take")
    address = {link.inner_text(): link.get_attribute("href") or "" for link in take.locator(".files a").all()}
    assert {"JSON", "CSV", "Calendar", "BibTeX", "RIS"} <= address.keys()
    assert len(client.get(address["JSON"]).json()["items"]) == total
    assert len(list(csv.DictReader(client.get(address["CSV"]).text.splitlines()))) >= total
    calendar = client.get(address["Calendar"])
    assert calendar.text.count("BEGIN:VEVENT") + int(calendar.headers["X-Omitted-Count"]) == total
    assert client.get(address["RIS"]).text.count("\nER  -") == total
    assert f"{total} events" in take.locator(".copied").first.inner_text()


def test_the_snippet_shows_the_timeline_alone_in_a_page_of_another_origin(
    explore: Explore, server: str, tmp_path: Path
) -> None:
    page = explore().open(f"event={NOTE}")
    page.page.locator("#take summary").click()
    snippet = page.page.locator("#take details code").inner_text()
    (tmp_path / "index.html").write_text(f"<!doctype html><title>Other</title>{snippet}", encoding="utf-8")
    (tmp_path / "refused.html").write_text(f'<!doctype html><iframe src="{server}/events"></iframe>', encoding="utf-8")
    with serve_files(tmp_path) as origin:
        page.expected = ("frame-ancestors", "net::ERR_BLOCKED_BY_RESPONSE", "404")
        page.own = (server, origin)
        page.page.goto(f"{origin}/index.html")
        frame = page.page.frame_locator("iframe")
        expect(frame.locator("svg.lanes g.event.chosen")).to_be_visible()
        for part in ("#filters", "#panel", "#table", "#histogram", "#take"):
            expect(frame.locator(part)).to_be_hidden()
        frame.get_by_role("button", name="Next move").click()
        expect(frame.locator(f"svg.lanes g.event.chosen:not([data-key$='{NOTE}'])")).to_be_visible()
        expect(frame.get_by_role("link", name="Open in the explorer")).to_have_attribute("href", re.compile("event="))
        page.page.goto(f"{origin}/refused.html")
        expect(page.page.locator("iframe")).to_be_visible()
        expect(page.page.frame_locator("iframe").get_by_role("heading", name="Events")).to_have_count(0)


@pytest.mark.slow
def test_it_works_under_a_root_path(explore: Explore, tmp_path: Path) -> None:
    served = start_server(tmp_path, root_path="/timeline").until_ready()
    try:
        page = explore(api=f"{served.base}/timeline").open(f"event={NOTE}")
        expect(page.heading()).to_have_text("Soviet note on collective security and NATO")
        home = page.page.get_by_role("link", name="Home").get_attribute("href") or ""
        assert urljoin(page.page.url, home) == f"{served.base}/timeline/"
    finally:
        served.stop()


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("Feb 1954", "1954-02"),
        ("february 1954", "1954-02"),
        ("26.03.1954", "1954-03-26"),
        ("26 March 1954", "1954-03-26"),
        ("March 26, 1954", "1954-03-26"),
        ("1954", "1954"),
        ("1954-03", "1954-03"),
    ],
)
def test_dates_are_understood_as_people_write_them(explore: Explore, written: str, means: str) -> None:
    page = explore().open()
    page.page.get_by_label("From", exact=True).fill(written)
    page.page.keyboard.press("Tab")
    page.settled()
    assert page.asked() == {"date_from": [means]}
    expect(page.page.get_by_label("From", exact=True)).to_have_value(means)


def test_a_date_that_is_refused_is_said_at_its_field(explore: Explore) -> None:
    page = explore()
    page.expected = ("status of 422",)
    page.open()
    page.page.get_by_label("To", exact=True).fill("spring")
    page.page.keyboard.press("Enter")
    page.settled()
    field = page.page.get_by_label("To", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("spring"))
    expect(page.page.get_by_label("From", exact=True)).not_to_have_attribute("aria-invalid", "true")


def test_the_table_is_folded_and_names_three_actors(explore: Explore) -> None:
    page = explore().open()
    expect(page.page.locator("#table table")).to_be_hidden()
    page.open_table()
    row = page.page.locator("#table tr", has_text="Berlin Conference of the four foreign ministers")
    expect(row.locator(".actors")).to_have_text(re.compile(r"^([^,+]+, ){2}[^,+]+ \+\d+$"))


def test_a_topic_of_an_event_leads_to_its_events(explore: Explore, client: httpx.Client) -> None:
    page = explore().open(f"event={NOTE}")
    page.panel().locator("button.topic", has_text="European Defence Community").click()
    page.settled()
    assert page.asked()["topic"] == ["edc"]
    assert len(page.titles()) == client.get("/v1/events?topic=edc").json()["total"]
