from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.http.negotiation import negotiate
from app.http.problems import Problem

if TYPE_CHECKING:
    from tests.http.conftest import Connect

OFFERED = (
    ("json", "application/json"),
    ("ndjson", "application/x-ndjson"),
    ("csv", "text/csv; charset=utf-8"),
    ("ics", "text/calendar"),
    ("atom", "application/atom+xml"),
)
FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "alias"),
    [
        (None, "json"),
        ("", "json"),
        ("*/*", "json"),
        (FIREFOX, "json"),
        ("text/html, application/atom+xml, */*;q=0.1", "json"),
        ("application/json", "json"),
        ("application/json, text/plain, */*", "json"),
        ("text/csv", "csv"),
        ("TEXT/CSV", "csv"),
        ("text/csv;charset=utf-8", "csv"),
        ("text/csv, */*", "csv"),
        ("text/csv;q=0.5, application/json", "json"),
        ("text/csv, application/json", "json"),
        ("text/*", "csv"),
        ("text/*, text/csv;q=0.1", "ics"),
        ("text/*;q=0.5, */*;q=0.1", "csv"),
        ("application/*", "json"),
        ("*/*, application/json;q=0", "ndjson"),
        ("text/calendar, text/html", "ics"),
        ("text/turtle, application/atom+xml;q=0.2", "atom"),
        ("nonsense, text/csv", "csv"),
        ("text/csv;q=nan, text/calendar;q=0.1", "ics"),
    ],
)
def test_the_format_wished_for_most_is_chosen(accept: str | None, alias: str) -> None:
    assert negotiate(accept, OFFERED) == alias


@pytest.mark.parametrize("accept", ["text/turtle", "text/html", "image/*", "application/json;q=0", "nonsense"])
def test_what_cannot_be_served_is_a_problem_that_lists_what_can(accept: str) -> None:
    with pytest.raises(Problem) as caught:
        negotiate(accept, OFFERED)
    assert caught.value.problem_type.status == 406
    [error] = caught.value.errors
    assert error.parameter == "Accept"
    assert "text/calendar" in error.expected
    assert "text/calendar" in caught.value.detail


@pytest.mark.anyio
async def test_a_406_has_the_shape_of_every_problem(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/v1/events", headers={"Accept": "text/turtle"})
    assert (answer.status_code, answer.json()["type"]) == (406, "/problems/not-acceptable")
    assert answer.headers["content-type"] == "application/problem+json"
