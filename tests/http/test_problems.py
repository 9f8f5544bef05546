from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import httpx
import pytest

from app.http.problems import (
    GONE,
    INVALID_PARAMETER,
    PROBLEM_TYPES,
    UNKNOWN_RECORD,
    ParameterError,
    Problem,
    nearest,
    problem_response,
)

if TYPE_CHECKING:
    from tests.http.conftest import Connect

pytestmark = pytest.mark.anyio

KEYS = {"type", "title", "status", "instance", "detail", "errors"}
SCOPE = {"type": "http", "method": "GET", "path": "/v1/events", "raw_path": b"/v1/events", "root_path": ""}


def shape_is_right(answer: httpx.Response, slug: str) -> None:
    document = answer.json()
    kind = PROBLEM_TYPES[slug]
    assert answer.status_code == document["status"] == kind.status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert set(document) == KEYS
    assert document["type"] == f"/problems/{slug}"
    assert document["title"] == kind.title
    assert document["instance"] == answer.request.url.raw_path.decode().partition("?")[0]
    assert document["detail"].endswith((".", "?"))
    assert all(set(error) == {"parameter", "value", "expected", "did_you_mean"} for error in document["errors"])


@pytest.mark.parametrize(
    ("path", "slug"),
    [
        ("/v1/nothing", "not-found"),
        ("/plain?limit=0", "invalid-parameter"),
        ("/plain?limit=%FF", "invalid-encoding"),
        ("/limited", "rate-limited"),
        ("/fail", "internal"),
        ("/raise/400", "bad-request"),
        ("/raise/404", "not-found"),
        ("/raise/406", "not-acceptable"),
        ("/raise/409", "bad-request"),
        ("/raise/410", "gone"),
        ("/raise/413", "payload-too-large"),
        ("/raise/416", "range-not-satisfiable"),
        ("/raise/500", "internal"),
        ("/raise/503", "busy"),
        ("/v1/events?q=" + "a" * 8_000, "uri-too-long"),
    ],
)
async def test_every_error_has_one_shape(connect: Connect, path: str, slug: str) -> None:
    async with connect() as client:
        answer = await client.get(path)
    shape_is_right(answer, slug)


@pytest.mark.parametrize(
    ("wanted", "slug"), [("bytes=900000-", "range-not-satisfiable"), ("bytes=nonsense", "bad-request")]
)
async def test_what_the_framework_says_in_plain_text_becomes_a_problem(
    connect: Connect, wanted: str, slug: str
) -> None:
    async with connect() as client:
        answer = await client.get("/download", headers={"Range": wanted})
        head = await client.head("/raise/416")
    shape_is_right(answer, slug)
    assert ("content-range" in answer.headers) == (slug == "range-not-satisfiable")
    assert (head.status_code, head.content) == (416, b"")


async def test_a_problem_tells_when_to_come_back(connect: Connect) -> None:
    async with connect() as client:
        assert (await client.get("/limited")).headers["retry-after"] == "7"
        assert int((await client.get("/raise/503")).headers["retry-after"]) > 0


async def test_a_failure_tells_nothing_but_the_id_it_is_logged_under(
    connect: Connect, caplog: pytest.LogCaptureFixture
) -> None:
    async with connect() as client:
        with caplog.at_level(logging.ERROR):
            answer = await client.get("/fail")
    shape_is_right(answer, "internal")
    request_id = answer.headers["x-request-id"]
    assert answer.json()["detail"] == f"The service failed. The request id is {request_id}."
    assert "secret" not in answer.text
    assert "ZeroDivisionError" not in answer.text
    [record] = caplog.records
    assert request_id in record.getMessage()
    assert record.exc_info
    assert str(record.exc_info[1]) == "the secret of the house"


async def test_two_failures_have_two_ids(connect: Connect) -> None:
    async with connect() as client:
        ids = {(await client.get("/fail")).headers["x-request-id"] for _ in range(2)}
    assert len(ids) == 2


async def test_addresses_in_a_problem_begin_with_the_root_path(connect: Connect) -> None:
    async with connect(root_path="/atlas") as client:
        document = (await client.get("/atlas/v1/nothing?q=1")).json()
    assert document["type"] == "/atlas/problems/not-found"
    assert document["instance"] == "/atlas/v1/nothing"


def test_the_instance_stays_percent_encoded() -> None:
    scope = SCOPE | {"path": "/v1/é", "raw_path": b"/v1/%C3%A9"}
    assert b'"instance":"/v1/%C3%A9"' in problem_response(Problem(GONE), scope).body


def test_the_detail_names_parameter_value_and_reason() -> None:
    reason = "'1954-13' is not an EDTF date: month 13 does not exist"
    error = ParameterError("date_from", "1954-13", "an EDTF date such as 1954-02", reason=reason)
    assert Problem(INVALID_PARAMETER, errors=[error]).detail == f"date_from: {reason}."


def test_without_a_reason_the_detail_says_what_was_expected_and_meant() -> None:
    error = ParameterError("actor", "molotof", "the id of an actor", "molotov")
    problem = Problem(UNKNOWN_RECORD, errors=[error])
    assert problem.detail == "actor: 'molotof' is not the id of an actor; did you mean 'molotov'?"


def test_the_detail_mentions_several_errors_and_counts_the_rest() -> None:
    errors = [ParameterError(f"p{number}", "x", "a number") for number in range(60)]
    problem = Problem(INVALID_PARAMETER, errors=errors)
    assert problem.detail.startswith("p0: 'x' is not a number. p1: 'x' is not a number.")
    assert problem.detail.endswith("And 55 more.")
    assert len(problem.errors) == 50


def test_long_values_are_echoed_in_part() -> None:
    error = ParameterError("q", "a" * 5_000, "less")
    body = bytes(problem_response(Problem(INVALID_PARAMETER, errors=[error]), SCOPE).body)
    assert len(body) < 600
    assert "…" in body.decode()


def test_half_a_surrogate_pair_does_not_break_the_document() -> None:
    error = ParameterError("q", "\ud800", "text")
    assert b'"value":"?"' in problem_response(Problem(INVALID_PARAMETER, errors=[error]), SCOPE).body


def test_the_nearest_name_is_guessed() -> None:
    known = ["actor", "actor_scope", "date", "date_from"]
    assert nearest("actors", known) == "actor"
    assert nearest("Date_From", known) == "date_from"
    assert nearest("zzz", known) is None


def test_every_problem_type_explains_itself() -> None:
    for slug, kind in PROBLEM_TYPES.items():
        assert kind.slug == slug
        assert kind.explanation.endswith(".")
        assert 400 <= kind.status <= 503
