"""Pages that explain: problem types, dates, filters, formats."""

from pathlib import Path

import httpx
import pytest

from app.formats.context import list_name
from app.formats.registry import FORMATS
from app.http.problems import PROBLEM_TYPES
from app.timeline.dates import parse
from app.timeline.vocabulary import VERDICTS, ClaimStatus, Confidence
from tests.pages.crawling import texts
from tests.serving import start_server


@pytest.mark.parametrize(
    "path", ["/v1/events?date=1954-13", "/v1/events/nothing", "/nothing", "/v1/events?actor=%ff", "/v1/actors/nato?x=1"]
)
def test_the_type_of_a_problem_is_a_page_that_explains_it(client: httpx.Client, path: str) -> None:
    problem = client.get(path).json()
    page = client.get(problem["type"])
    assert page.status_code == 200
    assert problem["title"] in texts(page.text)
    assert str(problem["status"]) in texts(page.text)


@pytest.mark.parametrize("slug", PROBLEM_TYPES)
def test_every_type_of_problem_has_a_page(client: httpx.Client, slug: str) -> None:
    page = texts(client.get(f"/problems/{slug}").text)
    assert PROBLEM_TYPES[slug].explanation.replace("`", "") in page
    assert f'href="/problems/{slug}"' in client.get("/problems").text


@pytest.mark.slow
def test_problems_are_explained_where_nothing_is_loaded(tmp_path: Path) -> None:
    served = start_server(tmp_path, "--no-load").until_live()
    try:
        assert served.get("/problems/busy").status_code == 200
        assert served.get("/help/dates").status_code == 200
        assert served.get("/").status_code == 503
    finally:
        served.stop()


def test_the_dates_page_gives_each_form_with_its_bounds(client: httpx.Client) -> None:
    page = texts(client.get("/help/dates").text)
    assert all(words in page for words in ("1953-05/1954-07", "From some day of a month to", "May 1953 - July 1954"))
    assert "1953-05-01 to 1954-07-31" in page
    assert "1953-05-31 to 1954-07-01" in page
    assert all(word in page for word in ("overlaps", "within", "covers", "undated"))


def test_the_reading_page_explains_every_status_confidence_and_uncertain_date(client: httpx.Client) -> None:
    html = client.get("/help/reading").text
    page = texts(html)
    assert all(f"{status.label}{VERDICTS[status]}" in page for status in ClaimStatus)
    assert all(f"{confidence.label}." in page for confidence in Confidence)
    assert "[1954-02-10..1954-03-26]" not in page
    assert parse("[1954-02-10..1954-03-26]").label in page
    assert 'href="/help/reading"' in client.get("/help").text
    for status in ClaimStatus:
        assert client.get(f"/claims?status={status}").status_code == 200


def test_the_filters_page_names_every_parameter_of_the_description(client: httpx.Client) -> None:
    page = texts(client.get("/help/filters").text)
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        for parameter in operations["get"].get("parameters", []):
            if parameter["in"] == "query":
                assert f"{parameter['name']} " in page, path


def test_the_formats_page_names_every_format_with_what_it_is_of(client: httpx.Client) -> None:
    html = client.get("/help/formats").text
    page = texts(html)
    for format_ in FORMATS.values():
        assert f"{format_.alias} {format_.description.replace('`', '')}" in page
        assert format_.media_type in page
        assert all(f"/v1/{name}?format={format_.alias}&amp;" in html for name in map(list_name, format_.lists))


@pytest.mark.parametrize("coding", ["br", "gzip", "zstd"])
def test_a_page_that_explains_may_be_had_compressed(client: httpx.Client, coding: str) -> None:
    answer = client.get("/help/dates", headers={"Accept-Encoding": coding})
    assert answer.headers["Content-Encoding"] == coding
    assert "Dates" in answer.text
    assert client.head("/help/dates").content == b""
