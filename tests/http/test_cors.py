from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.http.cached_app import CachedApp
from app.http.cors import CrossOrigin

if TYPE_CHECKING:
    from tests.http.conftest import Connect, Inside

pytestmark = pytest.mark.anyio

ATLAS = "https://atlas.example"
PREFLIGHT = {"Origin": ATLAS, "Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "if-none-match"}
EVERY_KIND = ["/v1/events", "/v1/events/", "/v1/nothing", "/plain?limit=0", "/fail", "/download", "/v1/stream", "/a%FF"]


@pytest.fixture
def limited(inside: Inside) -> CachedApp:
    outermost = CachedApp(inside.app, version="1", origins=[ATLAS, "https://other.example"])
    outermost.cache.use(inside.release)
    return outermost


@pytest.mark.parametrize("path", EVERY_KIND)
async def test_every_answer_is_open_to_all_once(connect: Connect, path: str) -> None:
    async with connect() as client:
        answer = await client.get(path)
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    exposed = answer.headers["access-control-expose-headers"]
    assert exposed == (
        "ETag, Link, X-Total-Count, X-Omitted-Count, Retry-After, "
        "Content-Range, Accept-Ranges, Content-Disposition, Repr-Digest, Last-Modified"
    )
    assert "origin" not in answer.headers.get("vary", "").lower()


async def test_the_preflight_allows_reading_for_a_day(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.options("/v1/events", headers=PREFLIGHT)
    assert (answer.status_code, answer.content) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["access-control-allow-headers"] == "Accept, If-None-Match, If-Modified-Since, Range, If-Range"
    assert answer.headers["access-control-max-age"] == "86400"
    assert "content-length" not in answer.headers


@pytest.mark.parametrize("path", ["/v1/events", "/plain", "/download"])
async def test_options_tells_the_methods(inside: Inside, connect: Connect, path: str) -> None:
    async with connect() as client:
        answer = await client.options(path)
    assert (answer.status_code, answer.content, answer.headers["allow"]) == (204, b"", "GET, HEAD, OPTIONS")
    assert inside.calls == 0


async def test_options_of_an_unknown_path_is_not_found(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.options("/v1/nothing")
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize("path", EVERY_KIND)
async def test_limited_to_a_list_only_those_origins_are_named(connect: Connect, limited: CachedApp, path: str) -> None:
    async with connect(limited) as client:
        allowed = await client.get(path, headers={"Origin": ATLAS})
        foreign = await client.get(path, headers={"Origin": "https://atlas.example.evil.example"})
        direct = await client.get(path)
    assert allowed.headers["access-control-allow-origin"] == ATLAS
    assert "access-control-allow-origin" not in foreign.headers
    assert "access-control-allow-origin" not in direct.headers
    assert all("Origin" in answer.headers["vary"] for answer in (allowed, foreign, direct))


async def test_a_kept_answer_is_not_given_to_another_origin(connect: Connect, limited: CachedApp) -> None:
    async with connect(limited) as client:
        for origin in (ATLAS, "https://other.example", ATLAS):
            answer = await client.get("/v1/events", headers={"Origin": origin})
            known = await client.get("/v1/events", headers={"Origin": origin, "If-None-Match": answer.headers["etag"]})
            assert answer.headers["access-control-allow-origin"] == origin
            assert (known.status_code, known.headers["access-control-allow-origin"]) == (304, origin)
            assert known.headers["vary"] == "Accept, Accept-Encoding, Origin"


async def test_an_origin_that_no_browser_sends_is_refused_at_once() -> None:
    with pytest.raises(UnicodeEncodeError):
        CrossOrigin(["https://\u00e4.example"])


async def test_a_preflight_from_a_foreign_origin_is_allowed_nothing(connect: Connect, limited: CachedApp) -> None:
    async with connect(limited) as client:
        answer = await client.options("/v1/events", headers=PREFLIGHT | {"Origin": "https://evil.example"})
    assert answer.status_code == 204
    assert not [name for name in answer.headers if name.startswith("access-control")]
