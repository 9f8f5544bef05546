"""The front page."""

import re

import httpx
import pytest

from app.resources.dataset.histogram import histogram
from app.resources.dataset.pages import busiest
from app.resources.exchanges.display import chain
from app.timeline.dates import parse
from app.timeline.days import Day
from tests.pages.crawling import texts


def day(edtf: str) -> Day:
    first = parse(edtf).outer.first
    assert first is not None
    return first


def test_the_front_page_says_what_this_is_and_which_release(client: httpx.Client) -> None:
    page = texts(client.get("/").text)
    dataset = client.get("/v1/dataset").json()
    assert dataset["title"] in page
    assert dataset["collections"][0]["description"] in page
    assert f"Release {dataset['release']}, data version {dataset['version']}" in page
    assert dataset["cite_as"] in page
    assert f"{dataset['counts']['events']} events" in page


def test_the_histogram_counts_as_the_month_facet_does(client: httpx.Client) -> None:
    page = client.get("/").text
    table = dict(re.findall(r'<th scope="row">(?:<a [^>]*>)?([^<]+)(?:</a>)?</th><td class="number">(\d+)</td>', page))
    facet = client.get("/v1/events?facet=month&date_from=1952-03&date_to=1955-07&limit=1").json()["facets"]["month"]
    assert table == {parse(each["value"]).label: str(each["count"]) for each in facet}
    bars = re.findall(r'<rect class="bar"', page)
    assert len(bars) == sum(1 for number in table.values() if number != "0")


def test_each_month_of_the_table_leads_to_its_events(client: httpx.Client) -> None:
    page = client.get("/").text
    assert 'href="/events?date=1954-02"' in page
    assert "50 in all" in texts(client.get("/events?date=1954-02").text)


def test_picture_and_list_of_the_main_exchange_say_the_same(client: httpx.Client) -> None:
    page = client.get("/").text
    moves = client.get("/v1/events/soviet-note-1954-03-31/exchange").json()["moves"]
    picture = page[page.index('class="arcs"') : page.index("</svg>", page.index('class="arcs"'))]
    answers = sum(answer["in_exchange"] for move in moves for answer in move["answers"])
    assert (picture.count("<circle"), picture.count('<path class="arc ') - 3) == (len(moves), answers)
    listed = texts(page[page.index('class="chain"') :])
    assert all(move["title"] in listed and move["date"]["label"] in listed for move in moves)


def test_what_is_offered_to_try_works(client: httpx.Client) -> None:
    page = client.get("/").text
    tried = re.findall(r'<li><a href="([^"]+)"><code>', page)
    assert len(tried) >= 5
    for address in tried:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200
        assert answer.headers.get("X-Total-Count") != "0"


def test_a_gap_of_over_a_year_parts_the_timeline() -> None:
    days = [(day("1949-04-04"), 9), (day("1952-03-10"), 1), (day("1953-03-05"), 5), (day("1954-02-10"), 4)]
    assert busiest(days) == (day("1952-03-10"), day("1954-02-10"))
    assert busiest([*days, (day("2001-06-16"), 11)]) == (day("2001-06-16"), day("2001-06-16"))


def test_bars_are_as_high_as_their_numbers() -> None:
    picture = histogram([("1954-01", 2), ("1954-02", 4), ("1954-03", 0)])
    assert [bar.height for bar in picture.bars] == [75, 150, 0]
    assert [bar.initial for bar in picture.bars] == ["J", "F", "M"]
    assert [year.text for year in picture.years] == ["1954"]


def test_of_many_years_only_some_are_named() -> None:
    picture = histogram([(f"{year:04}", 1) for year in range(1861, 1961)])
    assert not picture.labelled
    assert 10 <= len(picture.years) <= 14
    assert picture.years[0].text == "1861"


@pytest.mark.parametrize(("value", "year"), [("-0043", "-0043"), ("-0043-03", "-0043"), ("1954", "1954")])
def test_a_year_before_1_keeps_its_sign(value: str, year: str) -> None:
    assert [text.text for text in histogram([(value, 1)]).years] == [year]


def test_nothing_to_show_is_no_picture_of_nothing() -> None:
    assert histogram([]).bars == []
    assert chain([]).lines == []
