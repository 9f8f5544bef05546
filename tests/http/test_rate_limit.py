"""The limit of requests by each client: off unless set, told with each response and in `/v1/dataset`."""

from __future__ import annotations

from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from fastapi import FastAPI
from limits import parse

from app.http.rate_limit import HEADERS, RateLimited, client_of
from app.main import app_factory
from app.settings import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from starlette.types import ASGIApp

    from app.http.cached_app import CachedApp

pytestmark = pytest.mark.anyio
CORS = (b"access-control-allow-origin", b"*")


@asynccontextmanager
async def client_at(app: ASGIApp, address: str = "192.0.2.1") -> AsyncIterator[httpx.AsyncClient]:
    transport = httpx.ASGITransport(app, client=(address, 1234))
    async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
        yield client


@pytest.fixture
def limited(cached_app: CachedApp) -> RateLimited:
    return RateLimited(cached_app, parse("3/hour"), [CORS], "/atlas")


async def test_each_response_tells_how_many_more_there_may_be(limited: RateLimited) -> None:
    async with client_at(limited) as client:
        answers = [await client.get("/v1/small") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200] * 3
    assert [answer.headers["ratelimit-remaining"] for answer in answers] == ["2", "1", "0"]
    assert {(each.headers["ratelimit-limit"], each.headers["ratelimit-policy"]) for each in answers} == {
        ("3", "3;w=3600")
    }
    assert all(0 < int(answer.headers["ratelimit-reset"]) <= 3600 for answer in answers)


async def test_more_is_refused_with_the_time_to_wait(limited: RateLimited, cached_app: CachedApp) -> None:
    async with client_at(limited) as client:
        for _ in range(3):
            await client.get("/v1/small")
        refused = await client.get("/v1/small")
    assert (refused.status_code, refused.json()["type"]) == (429, "/atlas/problems/rate-limited")
    assert refused.json()["detail"] == "A client may send 3 requests in 3,600 seconds."
    assert refused.headers["retry-after"] == refused.headers["ratelimit-reset"]
    assert refused.headers["ratelimit-remaining"] == "0"
    assert refused.headers["access-control-allow-origin"] == "*"
    assert refused.headers["cache-control"] == "no-store"


async def test_each_client_has_a_limit_of_its_own(limited: RateLimited) -> None:
    async with client_at(limited) as one, client_at(limited, "192.0.2.2") as other:
        assert [(await one.get("/v1/small")).status_code for _ in range(4)] == [200, 200, 200, 429]
        assert (await other.get("/v1/small")).status_code == 200


async def test_health_is_not_counted(limited: RateLimited) -> None:
    async with client_at(limited) as client:
        for _ in range(5):
            assert "ratelimit-limit" not in (await client.get("/health/live")).headers
            assert "ratelimit-limit" not in (await client.get("/metrics")).headers
        assert (await client.get("/v1/small")).headers["ratelimit-remaining"] == "2"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("", "testclient", False),
    ],
)
def test_whom_an_address_belongs_to(one: str, other: str, *, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same


async def test_it_is_told_in_the_data_set_and_the_description(
    database: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TIMELINE_DATABASE_URL", f"sqlite:///{database}")
    for rate in (None, "50/minute"):
        if rate is not None:
            monkeypatch.setenv("TIMELINE_RATE_LIMIT", rate)
        app = app_factory()
        assert isinstance(app.app, RateLimited) is (rate is not None)
        inner: Any = app
        while not isinstance(inner, FastAPI):
            inner = inner.app
        async with inner.router.lifespan_context(inner), client_at(app) as client:
            answer = await client.get("/v1/dataset")
            described = (await client.get("/openapi.json")).json()["paths"]["/v1/events"]["get"]["responses"]
        assert answer.json()["limits"] == (None if rate is None else {"requests_by_client": rate})
        assert [name for name in HEADERS if name in answer.headers] == ([] if rate is None else list(HEADERS))
        assert ("429" in described) is (rate is not None)
    assert Settings().rate_limit == "50/minute"
