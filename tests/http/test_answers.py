from __future__ import annotations

import zlib
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import brotli
import httpx
import pytest
import zstandard

from app.http.cached_app import CachedApp
from app.http.etags import last_modified

if TYPE_CHECKING:
    from tests.http.conftest import Connect, Inside

pytestmark = pytest.mark.anyio


async def test_a_200_has_the_headers_of_the_contract(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/v1/small")
    assert answer.status_code == 200
    assert answer.json() == {"small": True}
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-length"] == "15"
    assert answer.headers["etag"].startswith('"')
    assert answer.headers["last-modified"] == "Wed, 25 Nov 2026 12:30:15 GMT"
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["vary"] == "Accept, Accept-Encoding"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-expose-headers"] == (
        "ETag, Link, X-Total-Count, X-Omitted-Count, Retry-After, "
        "Content-Range, Accept-Ranges, Content-Disposition, Repr-Digest, Last-Modified"
    )
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["x-total-count"] == "87"


async def test_the_time_an_answer_may_be_kept_is_configurable(inside: Inside, connect: Connect) -> None:
    async with connect(CachedApp(inside.app, version="1.0.0", max_age=5)) as client:
        assert (await client.get("/v1/small")).headers["cache-control"] == "public, max-age=5"


async def test_an_answer_is_made_once(inside: Inside, connect: Connect) -> None:
    async with connect() as client:
        first = await client.get("/v1/events?actor=molotov")
        second = await client.get("/v1/events?actor=molotov")
    assert inside.calls == 1
    assert first.content == second.content
    assert first.headers == second.headers


async def test_every_order_of_parameters_gives_the_same_bytes_and_tag(connect: Connect) -> None:
    spellings = [
        "actor=molotov&actor=dulles&limit=5",
        "limit=5&actor=dulles&actor=molotov",
        "limit=5&&actor=%64ulles&actor=molotov",
    ]
    async with connect() as client:
        answers = [await client.get(f"/v1/events?{spelling}") for spelling in spellings]
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1


async def test_a_path_has_one_tag_however_it_is_encoded(connect: Connect) -> None:
    async with connect() as client:
        plain = await client.get("/v1/fleeting")
        encoded = await client.get("/v1/fl%65eting")
    assert plain.headers["etag"] == encoded.headers["etag"]


@pytest.mark.parametrize("other", ["/v1/events?limit=6", "/v1/small"])
async def test_another_request_has_another_tag(connect: Connect, other: str) -> None:
    async with connect() as client:
        assert (await client.get("/v1/events?limit=5")).headers["etag"] != (await client.get(other)).headers["etag"]


async def test_another_format_has_another_tag(connect: Connect) -> None:
    async with connect() as client:
        as_json = await client.get("/v1/events", headers={"Accept": "application/json"})
        as_csv = await client.get("/v1/events", headers={"Accept": "text/csv"})
    assert as_csv.headers["content-type"] == "text/csv; charset=utf-8"
    assert as_json.headers["etag"] != as_csv.headers["etag"]


async def test_accept_headers_that_choose_the_same_format_share_a_tag(connect: Connect) -> None:
    async with connect() as client:
        one = await client.get("/v1/events", headers={"Accept": "*/*"})
        other = await client.get("/v1/events", headers={"Accept": "application/json"})
    assert one.headers["etag"] == other.headers["etag"]


async def test_another_version_of_the_software_has_another_tag(inside: Inside, connect: Connect) -> None:
    async with connect() as client, connect(CachedApp(inside.app, version="1.0.1")) as newer:
        assert (await client.get("/v1/small")).headers["etag"] != (await newer.get("/v1/small")).headers["etag"]


async def test_a_new_release_empties_the_cache_and_changes_the_tags(
    inside: Inside, cached_app: CachedApp, connect: Connect
) -> None:
    async with connect() as client:
        before = await client.get("/v1/events")
        inside.release = 13
        still_kept = await client.get("/v1/events")
        cached_app.cache.use(13)
        after = await client.get("/v1/events")
        await client.get("/v1/events")
    assert before.headers["etag"] == still_kept.headers["etag"] != after.headers["etag"]
    assert inside.calls == 2


async def test_the_same_release_told_again_empties_nothing(
    inside: Inside, cached_app: CachedApp, connect: Connect
) -> None:
    async with connect() as client:
        await client.get("/v1/events")
        cached_app.cache.use(inside.release)
        await client.get("/v1/events")
    assert inside.calls == 1


async def test_an_answer_of_an_earlier_release_is_not_kept(
    inside: Inside, cached_app: CachedApp, connect: Connect
) -> None:
    cached_app.cache.use(13)
    async with connect() as client:
        await client.get("/v1/events")
        await client.get("/v1/events")
    assert inside.calls == 2


@pytest.mark.parametrize("path", ["/v1/fleeting", "/v1/huge"])
async def test_answers_that_are_fleeting_or_too_large_are_not_kept(inside: Inside, connect: Connect, path: str) -> None:
    async with connect() as client:
        await client.get(path)
        await client.get(path)
    assert inside.calls == 2


async def test_problems_are_not_kept(cached_app: CachedApp, connect: Connect) -> None:
    async with connect() as client:
        await client.get("/v1/nothing")
        await client.get("/plain?limit=0")
    assert len(cached_app.cache) == 0


# HEAD


@pytest.mark.parametrize("path", ["/v1/events", "/v1/small", "/download", "/page", "/v1/nothing", "/plain?limit=0"])
@pytest.mark.parametrize("coding", ["identity", "gzip"])
async def test_head_is_get_without_the_body(connect: Connect, path: str, coding: str) -> None:
    async with connect() as client:
        head = await client.head(path, headers={"Accept-Encoding": coding})
        got = await client.get(path, headers={"Accept-Encoding": coding})
        head_again = await client.head(path, headers={"Accept-Encoding": coding})
    assert head.status_code == head_again.status_code == got.status_code
    assert head.content == head_again.content == b""
    assert head.headers == head_again.headers == got.headers
    assert "content-length" in head.headers


async def test_head_and_get_share_what_is_kept(inside: Inside, connect: Connect) -> None:
    async with connect() as client:
        await client.head("/v1/events")
        assert '"method": "GET"' in (await client.get("/v1/events")).text
    assert inside.calls == 1


async def test_a_range_does_not_change_what_head_answers(connect: Connect) -> None:
    async with connect() as client:
        head = await client.head("/download", headers={"Range": "bytes=0-9"})
    assert (head.status_code, head.headers["content-length"]) == (200, "256000")


async def test_head_of_a_stream_stops_making_it(inside: Inside, connect: Connect) -> None:
    async with connect() as client:
        head = await client.head("/v1/stream?lines=100000")
    assert head.status_code == 200
    assert "etag" in head.headers
    assert inside.made < 1_000
    assert inside.closed == 1


# Codings


async def test_each_coding_has_its_own_tag(connect: Connect) -> None:
    tags = {}
    async with connect() as client:
        for coding in ("identity", "zstd", "br", "gzip"):
            answer = await client.get("/v1/events", headers={"Accept-Encoding": coding})
            assert answer.headers.get("content-encoding", "identity") == coding
            tags[coding] = answer.headers["etag"]
    base = tags["identity"][:-1]
    assert tags == {"identity": f'{base}"', "zstd": f'{base}-zstd"', "br": f'{base}-br"', "gzip": f'{base}-gzip"'}


async def test_every_coding_holds_the_same_body(connect: Connect) -> None:
    decoders = {
        "zstd": lambda body: zstandard.ZstdDecompressor().decompress(body),
        "br": brotli.decompress,
        "gzip": lambda body: zlib.decompress(body, wbits=31),
    }
    async with connect() as client:
        plain = await client.get("/v1/events")
        for coding, decode in decoders.items():
            async with client.stream("GET", "/v1/events", headers={"Accept-Encoding": coding}) as answer:
                sent = b"".join([chunk async for chunk in answer.aiter_raw()])
            assert int(answer.headers["content-length"]) == len(sent) < len(plain.content)
            assert decode(sent) == plain.content


async def test_a_short_body_is_sent_as_it_is(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/v1/small", headers={"Accept-Encoding": "br"})
    assert "content-encoding" not in answer.headers
    assert "-" not in answer.headers["etag"]


async def test_a_short_body_is_coded_for_who_refuses_it_plain(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/v1/small", headers={"Accept-Encoding": "gzip, identity;q=0"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json() == {"small": True}


async def test_a_large_body_is_coded_too(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/v1/huge", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert len(answer.content) == 2_000_000


# Conditions


async def test_the_tag_of_any_coding_gives_304_under_the_tag_the_client_knows(connect: Connect) -> None:
    async with connect() as client:
        known = (await client.get("/v1/events", headers={"Accept-Encoding": "br"})).headers["etag"]
        answer = await client.get("/v1/events", headers={"Accept-Encoding": "gzip", "If-None-Match": known})
    assert answer.status_code == 304
    assert answer.headers["etag"] == known


async def test_a_304_says_what_the_200_would_but_nothing_of_the_body(connect: Connect) -> None:
    async with connect() as client:
        full = await client.get("/v1/events")
        answer = await client.get("/v1/events", headers={"If-None-Match": full.headers["etag"]})
    assert answer.content == b""
    shared = {
        "etag",
        "last-modified",
        "cache-control",
        "vary",
        "access-control-allow-origin",
        "access-control-expose-headers",
        "x-content-type-options",
    }
    assert set(answer.headers) == shared
    assert {name: answer.headers[name] for name in shared} == {name: full.headers[name] for name in shared}


@pytest.mark.parametrize("form", ["{}", "W/{}", '"other", {}', '"other",W/{}, "more"', "*"])
async def test_a_known_tag_alone_weak_or_in_a_list_gives_304(connect: Connect, form: str) -> None:
    async with connect() as client:
        known = (await client.get("/v1/small")).headers["etag"]
        answer = await client.get("/v1/small", headers={"If-None-Match": form.format(known)})
    assert (answer.status_code, answer.headers["etag"]) == (304, known)


@pytest.mark.parametrize("form", ['"other"', '"{}x"', '"{}-lzma"', "", "nonsense", '"x{}"'])
async def test_another_tag_gives_the_answer(connect: Connect, form: str) -> None:
    async with connect() as client:
        known = (await client.get("/v1/small")).headers["etag"].strip('"')
        answer = await client.get("/v1/small", headers={"If-None-Match": form.format(known)})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("since", "status"),
    [
        ("Wed, 25 Nov 2026 12:30:15 GMT", 304),
        ("Wed, 25 Nov 2026 12:30:14 GMT", 200),
        ("Wed, 25 Nov 2026 13:30:15 +0100", 304),
        ("Wednesday, 25-Nov-26 12:30:16 GMT", 304),
        ("Wed Nov 25 12:30:16 2026", 304),
        ("yesterday", 200),
        ("", 200),
        ("Wed, 99 Nov 2026 12:30:15 GMT", 200),
    ],
)
async def test_if_modified_since_compares_whole_seconds(connect: Connect, since: str, status: int) -> None:
    async with connect() as client:
        assert (await client.get("/v1/small", headers={"If-Modified-Since": since})).status_code == status


async def test_if_none_match_wins_over_if_modified_since(connect: Connect) -> None:
    later = "Thu, 26 Nov 2026 00:00:00 GMT"
    earlier = "Tue, 24 Nov 2026 00:00:00 GMT"
    async with connect() as client:
        known = (await client.get("/v1/small")).headers["etag"]
        unknown = await client.get("/v1/small", headers={"If-None-Match": '"x"', "If-Modified-Since": later})
        both = await client.get("/v1/small", headers={"If-None-Match": known, "If-Modified-Since": earlier})
    assert (unknown.status_code, both.status_code) == (200, 304)


async def test_head_may_be_conditional(connect: Connect) -> None:
    async with connect() as client:
        known = (await client.get("/v1/small")).headers["etag"]
        assert (await client.head("/v1/small", headers={"If-None-Match": known})).status_code == 304


async def test_a_bad_request_is_never_not_modified(connect: Connect) -> None:
    async with connect() as client:
        for headers in ({"If-None-Match": "*"}, {"If-Modified-Since": "Thu, 26 Nov 2026 00:00:00 GMT"}):
            assert (await client.get("/plain?limit=0", headers=headers)).status_code == 422


async def test_a_route_can_leave_the_body_unmade_where_nothing_changed(inside: Inside, connect: Connect) -> None:
    async with connect() as client:
        known = (await client.get("/v1/costly", headers={"Accept-Encoding": "gzip"})).headers["etag"]
        answer = await client.get("/v1/costly", headers={"If-None-Match": known})
        changed = await client.get("/v1/costly", headers={"If-None-Match": '"other"'})
    assert (answer.status_code, answer.headers["etag"]) == (304, known)
    assert changed.status_code == 200
    assert inside.made == 2


# Streams


@pytest.mark.parametrize("coding", ["identity", "zstd", "br", "gzip"])
async def test_a_stream_has_the_headers_of_an_answer_and_arrives_whole(connect: Connect, coding: str) -> None:
    async with connect() as client:
        answer = await client.get("/v1/stream?lines=3000", headers={"Accept-Encoding": coding})
        again = await client.get(
            "/v1/stream?lines=3000", headers={"Accept-Encoding": coding, "If-None-Match": answer.headers["etag"]}
        )
    assert answer.headers.get("content-encoding", "identity") == coding
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers.get_list("access-control-allow-origin") == ["*"]
    assert len(answer.text.splitlines()) == 3_000
    assert again.status_code == 304
    assert again.headers["etag"] == answer.headers["etag"]


async def test_a_stream_is_closed_whether_sent_or_not(inside: Inside, connect: Connect) -> None:
    async with connect() as client:
        etag = (await client.get("/v1/stream")).headers["etag"]
        await client.get("/v1/stream", headers={"If-None-Match": etag})
    assert inside.closed == 2


async def test_an_empty_stream_is_an_empty_body(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/v1/stream?lines=0")
    assert (answer.status_code, answer.content) == (200, b"")


async def test_what_fails_before_the_first_chunk_is_a_problem(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/v1/stream?fail_at=0")
    assert answer.status_code == 503
    assert answer.json()["detail"] == "The answer took too long."


# What passes by


async def test_files_pages_and_plain_routes_pass_by_with_the_headers_of_all(
    cached_app: CachedApp, connect: Connect
) -> None:
    async with connect() as client:
        for path in ("/download", "/page", "/plain"):
            answer = await client.get(path)
            assert answer.status_code == 200
            assert answer.headers["access-control-allow-origin"] == "*"
            assert answer.headers["x-content-type-options"] == "nosniff"
    assert len(cached_app.cache) == 0


async def test_ranges_of_a_file_work(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/download", headers={"Range": "bytes=256-259"})
    assert (answer.status_code, answer.content) == (206, bytes([0, 1, 2, 3]))


async def test_a_body_on_get_is_ignored(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.request("GET", "/v1/small", content=b'{"limit": 0}')
    assert answer.json() == {"small": True}


async def test_the_root_path_is_part_of_what_is_kept(inside: Inside, cached_app: CachedApp, connect: Connect) -> None:
    async with connect() as client, connect(root_path="/atlas") as behind_a_proxy:
        plain = await client.get("/v1/events")
        proxied = await behind_a_proxy.get("/atlas/v1/events")
    assert inside.calls == 2
    assert plain.headers["etag"] != proxied.headers["etag"]


async def test_an_answer_sends_itself_where_nothing_delivers_it(inside: Inside) -> None:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(inside.app), base_url="http://testserver") as client:
        answer = await client.get("/v1/small")
        stream = await client.get("/v1/stream?lines=2")
    assert answer.json() == {"small": True}
    assert stream.text.splitlines() == ['{"number": 0}', '{"number": 1}']


def test_last_modified_is_given_in_gmt_wherever_the_server_stands() -> None:
    moment = datetime(2026, 11, 25, 1, 0, tzinfo=timezone(timedelta(hours=2)))
    assert last_modified(moment) == last_modified(moment.astimezone(UTC)) == "Tue, 24 Nov 2026 23:00:00 GMT"
