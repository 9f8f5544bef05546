"""Lists to leaf through and to filter."""

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import html5lib
import httpx
import pytest

from app.http.page_parameters import ListParameters
from app.pages.filters import parameter_names
from app.pages.lists import LIST_PAGES
from app.pages.query_params import SHAPES
from app.pages.routers import page_routers
from tests.pages.crawling import XHTML, texts
from tests.serving import start_server
from tests.waiting import wait_until

page_routers()  # registers the pages of lists
JSON = {"Accept": "application/json"}


def paths(html: str, kind: str) -> list[str]:
    """The records of a kind that a page lists, in order."""
    return re.findall(rf'<span class="what(?: alone)?"><a href="(/{kind}/[^"]+)"', html)


def total(html: str) -> int:
    """The number of records that a page says its list has."""
    found = re.search(r"([\d,]+) in all\.", texts(html))
    assert found
    return int(found[1].replace(",", ""))


def chip_links(html: str) -> list[str]:
    """The addresses of the chips, in order, the one that removes all left out."""
    found = re.search(r'<ul class="chips".*?</ul>', html, re.DOTALL)
    return [
        link.replace("&amp;", "&")
        for link in re.findall(r'<a href="([^"]+)"><span class="unseen">Remove the filter', found[0] if found else "")
    ]


def pairs(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query, keep_blank_values=True)


def form_values(html: str) -> list[tuple[str, str]]:
    """What a browser sends of the form of filters as it stands."""
    sent: list[tuple[str, str]] = []
    for form in html5lib.parse(html).iter(f"{XHTML}form"):
        if form.get("class") != "filters":
            continue
        for element in form.iter():
            if element.tag == f"{XHTML}input":
                sent.append((element.get("name"), element.get("value") or ""))
            if element.tag == f"{XHTML}select":
                options = list(element.iter(f"{XHTML}option"))
                chosen = [option.get("value") for option in options if option.get("selected") is not None]
                sent.append((element.get("name"), (chosen or [options[0].get("value")])[0]))
    return sent


def counted_choices(html: str) -> Iterator[tuple[str, str, int]]:
    """Name, value and count of each counted choice of the form."""
    for element in html5lib.parse(html).iter():
        if element.tag in {f"{XHTML}select", f"{XHTML}datalist"}:
            name = element.get("name") or element.get("id").removeprefix("suggested-")
            for option in element.iter(f"{XHTML}option"):
                count = re.search(r"\(([\d,]+)\)$", "".join(option.itertext()).strip())
                if count:
                    yield name, option.get("value"), int(count[1].replace(",", ""))


@pytest.mark.parametrize("kind", ["events", "documents", "actors", "claims", "stories", "topics", "places"])
def test_leafing_to_the_end_shows_every_record_once_in_the_order_of_the_api(client: httpx.Client, kind: str) -> None:
    found: list[str] = []
    address: str | None = f"/{kind}"
    while address:
        html = client.get(address).text
        found += paths(html, kind)
        further = re.search(r'rel="next" href="([^"]+)"', html)
        address = further[1].replace("&amp;", "&") if further else None
    listed = client.get(f"/v1/{kind}?limit=500").json()["items"]
    assert found == [record["links"]["html"] for record in listed]


def test_leafing_back_leads_where_one_came_from(client: httpx.Client) -> None:
    first = client.get("/events").text
    further = re.search(r'rel="next" href="([^"]+)"', first)
    assert further
    back = re.search(r'rel="prev" href="([^"]+)"', client.get(further[1]).text)
    assert back
    assert paths(client.get(back[1].replace("&amp;", "&")).text, "events") == paths(first, "events")


@pytest.mark.parametrize("date", ["1954-02", "1954-01-25/1954-02-18", "../1950", "[1954-02-10..1954-03-26]", "undated"])
def test_a_date_narrows_the_list_as_it_does_in_the_api(client: httpx.Client, date: str) -> None:
    html = client.get("/documents", params={"date": date}).text
    listed = client.get("/v1/documents", params={"date": date, "limit": 100}).json()
    assert paths(html, "documents") == [record["links"]["html"] for record in listed["items"]]
    assert total(html) == listed["total"]


EXAMPLES = {
    "q": "note",
    "actor": "molotov",
    "role": "author",
    "actor_scope": "representatives",
    "date": "1954-02",
    "date_from": "1954",
    "date_to": "1954-06",
    "date_match": "within",
    "kind": {"events": "note", "documents": "memorandum", "actors": "person", "claims": "essay-thesis"},
    "topic": "edc",
    "place": "berlin",
    "confidence": "high,medium",
    "collection": "curated",
    "updated_since": "2020-01-01",
    "bbox": "13,52,14,53",
    "document": "doc-molotov-memorandum-1954-03-26",
    "event": "soviet-note-1954-03-31",
    "part_of": "berlin-conference-1954",
    "language": "ru",
    "about": "soviet-note-1954-03-31",
    "asserted_by": "molotov",
    "asserted_in": "doc-molotov-memorandum-1954-03-26",
    "stance": "supports",
    "status": "contradicted",
    "sort": {"events": "-date", "documents": "title", "actors": "date", "claims": "-date"},
}
NEEDED = {"actor_scope": {"actor": "ussr"}, "date_match": {"date": "1954"}, "match": {"q": "soviet note"}}
CASES = [
    (path, name)
    for path, (_, parameters) in LIST_PAGES.items()
    for name in parameters.model_fields
    if name not in SHAPES | {"limit", "cursor"}
]


@pytest.mark.parametrize(("path", "name"), CASES)
def test_every_list_page_takes_every_filter_of_its_list(client: httpx.Client, path: str, name: str) -> None:
    kind = path[1:]
    example = EXAMPLES.get(name, "all")
    value = example if isinstance(example, str) else example.get(kind, "title")
    params = {name: value, **NEEDED.get(name, {})}
    listed = client.get(f"/v1{path}", params=params | {"limit": 500}).json()
    answer = client.get(path, params=params | {"limit": 500})
    assert answer.status_code == 200
    assert paths(answer.text, kind) == [record["links"]["html"] for record in listed["items"]]
    assert total(answer.text) == listed["total"]
    # The form sends the same again: nothing of it is lost by pressing its button.
    again = client.get(path, params=form_values(answer.text))
    assert total(again.text) == listed["total"]


@pytest.mark.parametrize("path", LIST_PAGES)
def test_every_parameter_but_the_shape_of_answers_has_a_field(client: httpx.Client, path: str) -> None:
    parameters: type[ListParameters] = LIST_PAGES[path][1]
    sent = {name for name, _ in form_values(client.get(path).text)}
    assert sent == set(parameter_names(parameters))
    assert sent == parameters.model_fields.keys() - SHAPES - {"limit", "cursor"}


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("February 1954", "1954-02"),
        ("Feb 1954", "1954-02"),
        ("1954-2", "1954-02"),
        ("26.03.1954", "1954-03-26"),
        ("26 March 1954", "1954-03-26"),
        ("March 1954", "1954-03"),
        ("1954", "1954"),
        ("25 January - 18 February 1954", "1954-01-25/1954-02-18"),
    ],
)
def test_a_date_as_people_write_it_is_shown_as_what_it_became(client: httpx.Client, written: str, edtf: str) -> None:
    html = client.get("/events", params={"date": written}).text
    assert total(html) == client.get("/v1/events", params={"date": edtf, "limit": 1}).json()["total"]
    assert ("date", edtf) in form_values(html)
    assert (f"“{written}” was read as {edtf}" in texts(html)) == (written != edtf)


@pytest.mark.parametrize("written", ["Molotov", "Vyacheslav Molotov", "MOLOTOV", "Molotov, Vyacheslav", "Молотов"])
def test_an_actor_can_be_named_by_a_name(client: httpx.Client, written: str) -> None:
    names = client.get("/v1/actors/molotov").json()["other_names"]
    if written == "Молотов":
        written = next(name["name"] for name in names if name["script"] == "Cyrl")
    html = client.get("/events", params={"actor": written}).text
    assert total(html) == client.get("/v1/events?actor=molotov&limit=1").json()["total"]
    assert "Actor: Vyacheslav Molotov" in texts(html)


def test_an_actor_in_the_form_is_added_to_those_in_force(client: httpx.Client) -> None:
    html = client.get("/events?actor=molotov").text
    added = [*form_values(html), ("actor", "Dulles, John Foster")]
    both = client.get("/v1/events?actor=molotov&actor=dulles&limit=1").json()["total"]
    assert 0 < both < total(html)
    assert total(client.get("/events", params=added).text) == both


FILTERED = (
    "/events?actor=molotov&actor=dulles,eden&date=1954-02&date_match=overlaps&topic=edc&kind=session,proposal",
    "/events?q=note&sort=relevance&place=moscow",
    "/events?date_from=1954-01&date_to=1954-03&date_match=within&role=author,sender",
    "/documents?language=ru&confidence=high&topic=edc&topic=german-question",
    "/claims?status=contradicted,disputed&stance=disputes&asserted_by=molotov",
    "/actors?kind=person,state&date=1954",
    "/places?bbox=13,52,14,53&q=berlin",
    "/topics?q=europe*&collection=curated",
)


@pytest.mark.parametrize("address", FILTERED)
def test_each_chip_removes_exactly_one_filter(client: httpx.Client, address: str) -> None:
    shape = {"sort", "cursor"}
    active = [pair for pair in pairs(address) if pair[0] not in shape]
    links = chip_links(client.get(address).text)
    assert len(links) == len(active)
    removed = []
    for link in links:
        assert client.get(link).status_code == 200
        left = [pair for pair in pairs(link) if pair[0] not in shape]
        gone = [pair for pair in active if pair not in left]
        # How dates match means nothing without dates.
        dates_left = any(name in {"date", "date_from", "date_to"} for name, _ in left)
        removed.append([pair for pair in gone if pair[0] != "date_match" or dates_left or len(gone) == 1])
        assert len(left) == len(active) - len(gone)
    assert sorted(pair for one in removed for pair in one) == sorted(active)
    assert all(len(one) == 1 for one in removed)


@pytest.mark.parametrize(
    "address", ["/events", "/events?kind=note&date=1954", "/events?actor=molotov&q=berlin", "/claims?status=disputed"]
)
def test_a_count_is_the_total_that_choosing_the_value_gives(client: httpx.Client, address: str) -> None:
    html = client.get(address).text
    path, sent = urlsplit(address).path, form_values(html)
    choices = list(counted_choices(html))
    assert {name for name, _, _ in choices} >= ({"kind", "status"} if path == "/claims" else {"kind", "topic", "actor"})
    by_name: dict[str, list[tuple[str, str, int]]] = {}
    for choice in choices:
        by_name.setdefault(choice[0], []).append(choice)
    for same in by_name.values():
        for name, value, count in same[:: max(len(same) // 4, 1)]:
            rest = [pair for pair in sent if pair[0] != name] if name != "actor" else sent
            assert total(client.get(path, params=[*rest, (name, value)]).text) == count, (name, value)


@pytest.mark.parametrize("address", ["/events", "/events?actor=nato&date=1954", "/documents?topic=edc", "/claims"])
def test_a_link_to_a_period_leads_to_as_many_records_as_it_says(client: httpx.Client, address: str) -> None:
    html = client.get(address).text
    found = re.search(r'aria-label="By time">(.*?)</nav>', html, re.DOTALL)
    assert found
    links = re.findall(r'href="([^"]+)">[^<]+</a> <span class="count">([\d,]+)', found[1])
    assert len(links) > 1
    for link, count in links[:: max(len(links) // 5, 1)]:
        assert total(client.get(link.replace("&amp;", "&")).text) == int(count.replace(",", ""))


@pytest.mark.parametrize("address", [*LIST_PAGES, "/events?actor=molotov&date=February+1954&limit=5", *FILTERED])
def test_the_same_result_is_linked_in_every_format_of_the_list(client: httpx.Client, address: str) -> None:
    html = client.get(address).text
    found = re.search(r'<p class="formats">.*?</p>', html, re.DOTALL)
    assert found
    links = [link.replace("&amp;", "&") for link in re.findall(r'href="([^"]+)"', found[0])]
    if address.startswith("/events"):
        assert all(f">{name}</a>" in found[0] for name in ("JSON", "CSV", "Calendar", "Feed"))
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert int(answer.headers["X-Total-Count"]) == total(html), link


def test_an_order_is_kept_and_has_no_headings_that_are_not_in_order(client: httpx.Client) -> None:
    newest = client.get("/events?sort=-date&limit=50").text
    listed = client.get("/v1/events?sort=-date&limit=50").json()["items"]
    assert paths(newest, "events") == [record["links"]["html"] for record in listed]
    assert '<h2 class="group"' in newest
    assert '<h2 class="group"' not in client.get("/events?sort=title").text


def test_events_stand_under_their_months(client: httpx.Client) -> None:
    html = client.get("/events?date=1954-02/1954-03").text
    headings = re.findall(r'<h2 class="group"[^>]*>([^<]+)', html)
    assert "February 1954" in headings
    assert "March 1954" in headings


def test_persons_are_sorted_by_family_name_with_letters_to_jump_to(client: httpx.Client) -> None:
    html = client.get("/actors").text
    listed = paths(html, "actors")
    assert listed.index("/actors/adenauer") < listed.index("/actors/molotov") < listed.index("/actors/vyshinsky")
    letters = re.search(r'aria-label="By letter">(.*?)</nav>', html, re.DOTALL)
    assert letters
    jumps = re.findall(r'href="#([^"]+)">(\w)<', letters[1])
    assert [letter for _, letter in jumps] == sorted({letter for _, letter in jumps})
    for key, letter in jumps:
        section = html.partition(f'<h2 class="group" id="{key}">{letter}</h2>')[2].partition("<h2")[0]
        assert paths(section, "actors")
    assert "Molotov, Vyacheslav" in html.partition(">M</h2>")[2].partition("<h2")[0]


def test_letters_lead_on_where_a_list_has_several_pages(client: httpx.Client) -> None:
    html = client.get("/actors?limit=20").text
    letters = re.search(r'aria-label="By letter">(.*?)</nav>', html, re.DOTALL)
    assert letters
    link = re.search(r'href="([^"]+)">M<', letters[1])
    assert link
    first = re.search(r'<h2 class="group"[^>]*>(\w)</h2>', client.get(link[1].replace("&amp;", "&")).text)
    assert first
    assert first[1] == "M"


def test_nothing_is_said_of_dates_that_are_not_known(client: httpx.Client) -> None:
    page = texts(client.get("/actors").text)
    assert "without end" not in page
    assert "Albania State" in page
    assert "5 January 1876 - 19 April 1967" in page


def test_each_claim_in_the_list_says_who_asserts_it_and_its_status(client: httpx.Client) -> None:
    html = client.get("/claims").text
    page = texts(html)
    for claim in client.get("/v1/claims?limit=100").json()["items"]:
        entry = texts(html.partition(f'href="/claims/{claim["id"]}"')[2].partition("</li>")[0])
        for actor in claim["asserted_by"]:
            assert client.get(f"/v1/actors/{actor}?format=json").json()["name"] in entry
        assert "Asserted " in entry
    assert "Contradicted" in page


@pytest.mark.slow
def test_a_list_without_words_needs_no_search_index(tmp_path: Path) -> None:
    served = start_server(tmp_path).until_ready()
    try:
        (folder,) = [path for path in tmp_path.rglob("*.search") if path.is_dir()]
        for path in folder.rglob("*"):
            if path.is_file():
                path.write_bytes(b"no index")
        wait_until(lambda: served.get("/health/ready").json()["search"] == "damaged", "the damage is not noticed")
        html = served.get("/events?kind=note").text
        assert total(html) == served.get("/v1/events?kind=note").json()["total"]
        assert ("kind", "note") in form_values(html)
        assert list(counted_choices(html)) == []
        answer = served.get("/events?q=note")
        assert (answer.status_code, answer.headers["Content-Type"]) == (503, "text/html; charset=utf-8")
    finally:
        served.stop()


def test_an_area_may_be_written_with_blanks(client: httpx.Client) -> None:
    html = client.get("/places", params={"bbox": "13, 52, 14, 53"}).text
    assert total(html) == client.get("/v1/places?bbox=13,52,14,53").json()["total"] > 0


def test_a_list_without_a_match_offers_a_way_on(client: httpx.Client) -> None:
    html = client.get("/events?q=xyzzyxyzzy&kind=note").text
    assert total(html) == 0
    assert "Nothing matches." in texts(html)
    assert len(chip_links(html)) == 2


def test_an_empty_field_asks_for_all(client: httpx.Client) -> None:
    html = client.get("/events").text
    sent = form_values(html)
    assert all(value == "" for _, value in sent)
    assert paths(client.get("/events", params=sent).text, "events") == paths(html, "events")


@pytest.mark.parametrize("asked", ["date=1954-13", "cursor=x", "cursor="])
def test_what_cannot_be_meant_is_told_in_a_problem(client: httpx.Client, asked: str) -> None:
    answer = client.get(f"/events?{asked}", headers=JSON)
    assert (answer.status_code, answer.json()["errors"][0]["parameter"]) == (422, asked.split("=", maxsplit=1)[0])


def test_what_a_link_from_elsewhere_adds_does_no_harm(client: httpx.Client) -> None:
    html = client.get("/events?utm_source=x&date=1954-02").text
    assert total(html) == total(client.get("/events?date=1954-02").text)
    assert "utm_source" not in html
    assert client.get("/events?ref=somewhere").status_code == 200
    assert client.get("/events?references=nato").status_code == 422


@pytest.mark.parametrize(
    "path",
    ["/events?status=disputed", "/claims?actor=molotov", "/topics?date=1954", "/search?q=soviet&kind=note"]
    + [f"/events?{name}=csv" for name in sorted(SHAPES)],
)
def test_a_page_never_ignores_what_it_is_asked(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers=JSON)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["parameter"] == path.rpartition("?")[2].rpartition("&")[2].partition("=")[0]


def test_a_filtered_list_has_the_address_of_its_filters_as_its_own(client: httpx.Client) -> None:
    html = client.get("/events?kind=&date=February+1954&actor=Molotov").text
    canonical = re.search(r'rel="canonical" href="[^"]*?(/events[^"]*)"', html)
    assert canonical
    assert canonical[1].replace("&amp;", "&") == f"/events?{urlencode([('actor', 'molotov'), ('date', '1954-02')])}"
