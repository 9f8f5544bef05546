"""The explorer in a browser, as somebody would use it who follows Molotov's memorandum to the Western reply."""

import re
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import expect

from tests.explorer.visiting import Visit
from tests.serving import start_server

pytestmark = pytest.mark.browser

MEMORANDUM = "molotov-memorandum-1954-03-26"
DOCUMENT = "doc-molotov-memorandum-1954-03-26"
REPLY = "western-reply-1954-05-07"
SPRING = "date_from=1954-02&date_to=1954-03"
Visits = Callable[..., Visit]


def test_it_shows_the_events_of_an_api_at_another_origin(visit: Visits, client: httpx.Client) -> None:
    page = visit().open()
    assert urlsplit(page.origin).netloc != urlsplit(page.api).netloc
    assert page.titles() == [event["title"] for event in client.get("/v1/events?limit=500").json()["items"]]
    crossed = [answer for answer in page.answers if answer.url.startswith(page.api)]
    assert crossed
    for answer in crossed:
        assert answer.request.header_value("origin") == page.origin
        assert answer.header_value("access-control-allow-origin") == "*"


def test_what_the_api_keeps_from_other_origins_is_told(visit: Visits, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Which shows that the browser, not a proxy, stands between the explorer and the API."""
    closed = start_server(tmp_path_factory.mktemp("closed"), cors_origins="https://example.org").until_ready()
    page = visit(api=closed.base)
    page.expected = ("blocked by CORS policy", "net::ERR_FAILED")
    page.open()
    expect(page.page.get_by_role("alert")).to_contain_text(f"No answer from {closed.base}")
    closed.stop()
    assert any("blocked by CORS policy" in complaint for complaint in page.complaints)


def test_brushing_february_and_march_asks_for_these_months(visit: Visits, client: httpx.Client) -> None:
    page = visit().open()
    bars = page.page.locator(".histogram .bin")
    february = bars.filter(has_text="February 1954").bounding_box()
    march = bars.filter(has_text="March 1954").bounding_box()
    assert february
    assert march
    mouse = page.page.mouse
    mouse.move(february["x"] + 2, february["y"] + 5)
    mouse.down()
    mouse.move(march["x"], february["y"] + 5, steps=5)
    mouse.move(march["x"] + march["width"] - 2, february["y"] + 5, steps=5)
    mouse.up()
    page.settled()
    assert page.asked() == {"date_from": ["1954-02"], "date_to": ["1954-03"]}
    total = client.get(f"/v1/events?{SPRING}").json()["total"]
    expect(page.page.locator("#table-title")).to_have_text(f"{total} events")
    expect(page.page.get_by_label("From", exact=True)).to_have_value("1954-02")
    page.page.go_back()
    page.settled()
    assert page.asked() == {}


def test_the_way_from_the_memorandum_to_the_western_reply(visit: Visits) -> None:
    page = visit().open(SPRING)
    page.page.get_by_role("combobox", name="Actor").type("molot")
    page.page.get_by_role("option", name="Vyacheslav Molotov").click()
    page.settled()
    page.event("Molotov's memorandum").click()
    page.settled()
    expect(page.heading()).to_have_text("Molotov's memorandum on raising Soviet entry into NATO")
    author = page.panel().locator("dt:text-is('author') + dd")
    expect(author).to_contain_text("Vyacheslav Molotov")
    expect(author).to_contain_text("Minister of Foreign Affairs")

    page.panel().get_by_role("button", name="Memorandum of V. M. Molotov").click()
    page.panel().get_by_role("button", name="Paragraph 6", exact=True).click()
    page.settled()
    opened = page.panel().locator(".paragraphs .chosen")
    expect(opened).to_contain_text("should not be conditional")
    expect(opened).to_contain_text("After the rejection Moscow replied that it might join NATO")
    assert page.asked()["paragraph"] == ["6"]

    page.panel().get_by_role("button", name="Event").click()
    page.panel().get_by_role("button", name="Western reply rejecting the Soviet proposals").click()
    page.settled()
    assert page.asked()["event"] == [REPLY]
    expect(page.panel().locator(".chain [aria-current]")).to_contain_text("37 days later")


def test_the_way_by_keyboard_alone(visit: Visits) -> None:
    page = visit().open("lanes=kind")
    keys = page.page.keyboard
    tab_to(page, "#date_from")
    keys.type("1954-02")
    keys.press("Tab")
    keys.type("1954-03")
    keys.press("Tab")
    page.settled()
    assert page.asked() == {"date_from": ["1954-02"], "date_to": ["1954-03"], "lanes": ["kind"]}

    keys.type("молот")
    expect(page.page.get_by_role("option")).not_to_have_count(0)
    keys.press("ArrowDown")
    keys.press("Enter")
    page.settled()
    assert page.asked()["actor"] == ["molotov"]

    tab_to(page, "#timeline g.event")
    walk_to(page, "memorandum")
    keys.press("Home")
    for _ in range(20):
        if MEMORANDUM in (page.focused().get_attribute("data-key") or ""):
            break
        keys.press("ArrowRight")
    keys.press("Enter")
    page.settled()
    expect(page.heading()).to_be_focused()
    assert page.asked()["event"] == [MEMORANDUM]

    tab_to(page, f"[data-key='document {DOCUMENT}']")
    keys.press("Enter")
    page.settled()
    tab_to(page, "[data-key='paragraph 6']")
    keys.press("Enter")
    page.settled()
    expect(page.focused()).to_have_text("Paragraph 6")
    expect(page.focused()).to_have_attribute("aria-expanded", "true")

    tab_to(page, "#panel button:text-is('◂ Event')", "Shift+Tab")
    keys.press("Enter")
    page.settled()
    tab_to(page, f"[data-key='move {REPLY}']")
    keys.press("Enter")
    page.settled()
    expect(page.heading()).to_be_focused()
    assert page.asked()["event"] == [REPLY]
    keys.press("Escape")
    page.settled()
    assert "event" not in page.asked()
    expect(page.focused()).to_have_attribute(
        "aria-label", re.compile("^26 March 1954: Molotov's memorandum on raising Soviet entry into NATO \\(Memorandum")
    )


def tab_to(page: Visit, selector: str, key: str = "Tab") -> None:
    """Press the key until what the selector finds has the focus. Fails after 150 times: the focus is trapped."""
    for _ in range(150):
        if page.page.locator(selector).and_(page.focused()).count():
            return
        page.page.keyboard.press(key)
    pytest.fail(f"{key} does not lead to {selector}")


def walk_to(page: Visit, lane: str) -> None:
    """Walk down from lane to lane."""
    for _ in range(20):
        if (page.focused().get_attribute("data-key") or "").startswith(f"{lane}/"):
            return
        page.page.keyboard.press("ArrowDown")
    pytest.fail(f"no arrow key leads to the lane {lane}")


def test_the_timeline_is_one_tab_stop_and_arrows_walk_in_it(visit: Visits) -> None:
    page = visit().open(f"{SPRING}&kind=session&lanes=kind")
    expect(page.page.locator("g.event[tabindex='0']")).to_have_count(1)
    tab_to(page, "#timeline g.event")
    seen = [page.focused().get_attribute("data-key")]
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "End", "Home"):
        page.page.keyboard.press(key)
        seen.append(page.focused().get_attribute("data-key"))
    assert len(set(seen)) == 4
    assert seen[1] == seen[3]
    assert seen[0] == seen[5]
    expect(page.page.locator("g.event[tabindex='0']")).to_have_count(1)


def test_an_arrow_leads_to_events_out_of_sight(visit: Visits) -> None:
    page = visit().open("lanes=kind&kind=reply&view=1952-03-01/1952-04-30")
    expect(page.page.locator("g.event")).to_have_count(1)
    tab_to(page, "#timeline g.event")
    page.page.keyboard.press("End")
    page.settled()
    expect(page.focused()).to_have_attribute("data-key", "reply/uk-note-1955-01-26")


def test_an_address_gives_its_view_back(visit: Visits) -> None:
    query = f"{SPRING}&actor=molotov&kind=memorandum,note&topic=edc&lanes=actor"
    query += f"&event={MEMORANDUM}&document={DOCUMENT}&paragraph=6"
    page = visit().open(query)
    before = page.page.locator("main").inner_text()
    assert "should not be conditional" in before
    again = visit().open(page.page.url.split("&", 1)[1])
    assert again.page.locator("main").inner_text() == before
    assert again.page.locator("svg.lanes").inner_html() == page.page.locator("svg.lanes").inner_html()


def test_back_takes_one_choice_back(visit: Visits) -> None:
    page = visit().open()
    page.page.get_by_role("checkbox", name=re.compile(r"^Note \d+$")).check()
    page.settled()
    page.open_table()
    page.page.locator("#table").get_by_role("button", name="Soviet note on collective security and NATO").click()
    page.settled()
    assert page.asked() == {"kind": ["note"], "event": ["soviet-note-1954-03-31"]}
    page.page.go_back()
    page.settled()
    assert page.asked() == {"kind": ["note"]}
    page.page.go_back()
    page.settled()
    assert page.asked() == {}
    expect(page.page.get_by_role("checkbox", name=re.compile(r"^Note \d+$"))).not_to_be_checked()


def test_a_count_beside_a_filter_is_the_number_of_events_it_gives(visit: Visits) -> None:
    page = visit().open(f"{SPRING}&kind=session")
    for name in ("kind", "topic"):
        row = page.page.locator(f"label:has(input[name={name}]:not(:checked))").first
        count = int(row.locator(".count").inner_text())
        before = len(page.titles())
        row.click()
        page.settled()
        assert len(page.titles()) == (before + count if name == "kind" else count)


def test_several_actors_must_all_take_part(visit: Visits, client: httpx.Client) -> None:
    page = visit().open("actor=molotov&actor=dulles,eden:author")
    chips = page.page.get_by_role("list", name="Chosen actors").get_by_role("listitem")
    expect(chips).to_have_text(["Vyacheslav Molotov×", "John Foster Dulles or Anthony Eden as author×"])
    assert len(page.titles()) == client.get("/v1/events?actor=molotov&actor=dulles,eden:author").json()["total"]
    page.page.get_by_role("button", name="Remove John Foster Dulles or Anthony Eden as author").click()
    page.settled()
    assert page.asked() == {"actor": ["molotov"]}


def test_a_search_marks_the_words_it_found_and_leads_to_the_paragraph(visit: Visits) -> None:
    page = visit().open()
    page.page.get_by_role("searchbox", name="Search").fill("conditional")
    page.page.keyboard.press("Enter")
    page.settled()
    assert page.asked() == {"q": ["conditional"]}
    hits = page.panel().get_by_role("listitem")
    assert hits.count() > 1
    expect(hits.locator("mark").first).to_contain_text("condition", ignore_case=True)
    hits.filter(has=page.page.locator(".badge:text-is('paragraph')")).get_by_role("button").first.click()
    page.settled()
    assert page.asked()["paragraph"]
    page.panel().get_by_role("button", name="Search").click()
    page.settled()
    assert page.asked() == {"q": ["conditional"]}


def test_a_claim_shows_what_speaks_for_it_and_against_it(visit: Visits, client: httpx.Client) -> None:
    page = visit().open("claim=essay-thesis-6")
    stances = client.get("/v1/claims/essay-thesis-6").json()["stances"]
    for title, stance in (("For", "supports"), ("Against", "disputes"), ("Qualifying", "qualifies")):
        part = page.panel().locator(
            "section", has=page.page.get_by_role("heading", name=f"{title} ({stances[stance]})")
        )
        expect(part.get_by_role("listitem")).to_have_count(stances[stance])
    page.panel().get_by_role("button", name="Memorandum of V. M. Molotov").first.click()
    page.settled()
    assert page.asked()["document"] == [DOCUMENT]


def test_the_exchange_is_drawn_as_its_moves_and_answers(visit: Visits, client: httpx.Client) -> None:
    page = visit().open(f"event={MEMORANDUM}")
    moves = client.get(f"/v1/events/{MEMORANDUM}/exchange").json()["moves"]
    inside = [answer for move in moves for answer in move["answers"] if answer["in_exchange"]]
    chain = page.panel().locator(".exchange")
    expect(chain.locator(".chain > li")).to_have_count(len(moves))
    expect(chain.locator(".edge")).to_have_count(len(inside))
    expect(chain.locator(".edge.here")).to_have_count(5)
    page.panel().get_by_role("radio", name="all that is connected").check()
    page.settled()
    assert page.asked()["scope"] == ["whole"]
    assert chain.locator(".chain > li").count() > len(moves)


@pytest.mark.parametrize(
    "query", [SPRING, f"event={MEMORANDUM}", f"document={DOCUMENT}&paragraph=6", "claim=essay-thesis-6", "q=treaty"]
)
def test_each_view_shows_the_addresses_behind_it(visit: Visits, query: str) -> None:
    page = visit().open(query)
    asked = {answer.url.replace("%2C", ",") for answer in page.answers if answer.url.startswith(page.api)}
    shown = [link.get_attribute("href") or "" for link in page.page.locator(".address a:not(.page)").all()]
    assert len(shown) >= 3
    assert set(shown) <= asked


def test_the_address_of_a_view_can_be_copied(visit: Visits) -> None:
    page = visit(permissions=["clipboard-read", "clipboard-write"]).open(f"event={MEMORANDUM}")
    expect(page.page.locator(".address").first).to_be_hidden()
    page.page.get_by_role("button", name="API addresses").click()
    page.panel().get_by_role("button", name="Copy the API address").first.click()
    expect(page.page.get_by_role("status")).to_have_text("The API address is copied.")
    assert page.page.evaluate("navigator.clipboard.readText()") == f"{page.api}/v1/events/{MEMORANDUM}"


def test_what_the_api_refuses_is_told_in_its_words(visit: Visits) -> None:
    page = visit().open()
    page.expected = ("status of 422",)
    page.page.get_by_label("From", exact=True).fill("1954-13")
    page.page.keyboard.press("Enter")
    page.settled()
    expect(page.page.get_by_role("alert")).to_contain_text("month 13 does not exist")
    page.page.get_by_label("From", exact=True).fill("1954-12")
    page.page.keyboard.press("Enter")
    page.settled()
    expect(page.page.get_by_role("alert")).to_have_count(0)


def test_an_unknown_record_is_told(visit: Visits) -> None:
    page = visit()
    page.expected = ("status of 404",)
    page.open("event=no-such-event")
    expect(page.panel().get_by_role("alert")).to_contain_text("no-such-event")
    page.panel().get_by_role("button", name="Close").click()
    page.settled()
    expect(page.heading()).to_have_text("About this data set")


def test_no_event_at_all_is_told(visit: Visits) -> None:
    page = visit().open("date_from=1800&date_to=1801")
    expect(page.page.get_by_text("No event fits all these filters.")).to_be_visible()
    page.page.get_by_role("button", name="Clear all filters").click()
    page.settled()
    expect(page.page.get_by_text("No event fits all these filters.")).to_have_count(0)


def test_an_api_that_does_not_answer_is_told(visit: Visits) -> None:
    with socket.socket() as taken:  # bound, but nobody listens
        taken.bind(("127.0.0.1", 0))
        api = f"http://127.0.0.1:{taken.getsockname()[1]}"
        page = visit(api=api)
        page.expected = ("net::ERR_CONNECTION_REFUSED",)
        page.open()
        alert = page.page.get_by_role("alert")
        expect(alert).to_have_text(f'No answer from {api}. Is the API running? "make serve" starts it.')


def test_buttons_and_the_wheel_with_ctrl_zoom_and_dragging_moves(visit: Visits) -> None:
    page = visit().open(SPRING)
    span = page.page.locator("#timeline .span")
    expect(span).to_have_text("1 February 1954 to 31 March 1954")
    page.page.get_by_role("button", name="Zoom in").click()
    page.settled()
    expect(span).to_have_text("15 February 1954 to 17 March 1954")
    page.page.wait_for_url("**view=1954-02-15/1954-03-17*")
    page.page.get_by_role("button", name="Fit all days").click()
    box = page.page.locator("svg.lanes").bounding_box()
    assert box
    page.page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 150)
    page.page.mouse.wheel(0, 120)
    expect(span).to_have_text("1 February 1954 to 31 March 1954")
    page.page.keyboard.down("Control")
    page.page.mouse.move(box["x"] + box["width"] / 2, 400)
    page.page.mouse.wheel(0, -120)
    page.page.keyboard.up("Control")
    expect(span).not_to_have_text("1 February 1954 to 31 March 1954")
