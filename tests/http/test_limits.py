from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.http.problems import BadValue, Problem
from app.http.request_checks import LONGEST_URL, MOST_PARAMETERS, canonical_query, path_without_slash
from app.http.values import MOST_VALUES, Groups

if TYPE_CHECKING:
    from tests.http.conftest import Connect

pytestmark = pytest.mark.anyio


def scope(raw_path: bytes, query: bytes = b"", root_path: str = "") -> dict[str, object]:
    return {"path": raw_path.decode(), "raw_path": raw_path, "query_string": query, "root_path": root_path}


@pytest.mark.parametrize(("excess", "status"), [(0, 200), (1, 414)])
async def test_path_and_query_may_be_8000_bytes(connect: Connect, excess: int, status: int) -> None:
    address = "/v1/events?q="
    address += "a" * (LONGEST_URL - len(address) + excess)
    async with connect() as client:
        assert (await client.get(address)).status_code == status


async def test_a_query_of_20000_characters_is_too_long(connect: Connect) -> None:
    async with connect() as client:
        answer = await client.get("/v1/events?q=" + "a" * 20_000)
    assert answer.status_code == 414
    assert answer.json()["detail"] == "Path and query are 20,013 bytes long; 8,000 are allowed."


@pytest.mark.parametrize(("number", "status"), [(MOST_PARAMETERS, 200), (MOST_PARAMETERS + 1, 422)])
async def test_a_query_may_have_1000_parameters(connect: Connect, number: int, status: int) -> None:
    async with connect() as client:
        answer = await client.get("/v1/events?" + "a=1&" * number)
    assert answer.status_code == status
    if status == 422:
        assert answer.json()["detail"] == "The query has 1,001 parameters; 1,000 are allowed."


@pytest.mark.parametrize(("number", "allowed"), [(MOST_VALUES, True), (MOST_VALUES + 1, False)])
def test_a_parameter_may_have_500_values_between_commas(number: int, *, allowed: bool) -> None:
    values = ",".join(map(str, range(number)))
    if allowed:
        assert len(Groups.parse([values])[0]) == number
    else:
        with pytest.raises(BadValue, match="has 501 values between commas: at most 500 are allowed"):
            Groups.parse([values])


@pytest.mark.parametrize(
    ("value", "fault"),
    [
        ("%FF", "is not UTF-8"),
        ("%C3", "is not UTF-8"),
        ("%C0%80", "is not UTF-8"),
        ("%ED%A0%80", "is not UTF-8"),
        ("%F4%90%80%80", "is not UTF-8"),
        ("a%00b", "has a NUL"),
        ("1954%", "has a % without two hexadecimal digits"),
        ("%zz", "has a % without two hexadecimal digits"),
    ],
)
async def test_a_value_that_is_not_encoded_text_is_named(connect: Connect, value: str, fault: str) -> None:
    # As bytes: the client would mend some of these addresses.
    async with connect() as client:
        url = client.base_url.copy_with(raw_path=b"/v1/events?limit=5&date=" + value.encode())
        answer = await client.send(client.build_request("GET", url))
    document = answer.json()
    assert (answer.status_code, document["type"]) == (422, "/problems/invalid-encoding")
    assert document["detail"].startswith(f"date: the value {fault}")
    assert [(error["parameter"], error["value"]) for error in document["errors"]] == [("date", value)]


@pytest.mark.parametrize("path", [b"/v1/%FF", b"/v1/%ED%A0%80", b"/v1/a%00", b"/v1/50%"])
async def test_a_path_that_is_not_encoded_text_is_refused(connect: Connect, path: bytes) -> None:
    async with connect() as client:
        url = client.base_url.copy_with(raw_path=path)
        answer = await client.send(client.build_request("GET", url))
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-encoding")
    assert answer.json()["instance"] == path.decode().replace("50%", "50%25")


@pytest.mark.parametrize("path", [b"/v1%2Fthings", b"/v1/things%2f1", b"/%2F%2Fevil.example/x"])
async def test_an_encoded_slash_is_no_separator(connect: Connect, path: bytes) -> None:
    async with connect() as client:
        answer = await client.send(client.build_request("GET", client.base_url.copy_with(raw_path=path)))
    assert (answer.status_code, answer.json()["type"]) == (404, "/problems/not-found")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"a=1&b=2", b"b=2&a=1"),
        (b"a=2&a=1", b"a=1&a=2"),
        (b"a=x+y", b"a=x%20y"),
        (b"a=%7e%2F", b"a=~/"),
        (b"%61=1", b"a=1"),
        ("a=é".encode(), b"a=%C3%A9"),
        (b"&a=1&&", b"a=1"),
        (b"a=1954-01-25/1954-02-18", b"a=1954-01-25%2f1954-02-18"),
        (b"a=b=c", b"a=b%3Dc"),
        (b"a-b=1&a=1", b"a=%31&a-b=%31"),
    ],
)
def test_equal_requests_have_one_canonical_query(one: bytes, other: bytes) -> None:
    assert canonical_query(one) == canonical_query(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (b"a=1", b"a=2"),
        (b"a=1%262", b"a=1&2"),
        (b"a=%2B", b"a=+"),
        (b"a=%2525", b"a=%25"),
        (b"a%3D=1", b"a==1"),
    ],
)
def test_different_requests_have_different_canonical_queries(one: bytes, other: bytes) -> None:
    assert canonical_query(one) != canonical_query(other)


def test_every_parameter_at_fault_is_named() -> None:
    with pytest.raises(Problem) as caught:
        canonical_query(b"a=%FF&b=1&c=%00")
    assert [error.parameter for error in caught.value.errors] == ["a", "c"]


@pytest.mark.parametrize(
    ("path", "query", "root_path", "location"),
    [
        (b"/v1/events/", b"", "", "/v1/events"),
        (b"/v1/events/", b"actor=molotov&date=1954%25", "", "/v1/events?actor=molotov&date=1954%25"),
        (b"/v1/events///", b"", "", "/v1/events"),
        (b"/v1/%C3%A9/", b"", "", "/v1/%C3%A9"),
        (b"/atlas/v1/events/", b"", "/atlas", "/atlas/v1/events"),
        (b"/v1/events/", b"", "/atlas", "/atlas/v1/events"),
        (b"//evil.example/", b"", "", "/evil.example"),
        (b"///evil.example//", b"", "", "/evil.example"),
        (b"/\\evil.example/", b"", "", "/%5Cevil.example"),
        (b"//evil.example/", b"", "/atlas", "/atlas/evil.example"),
        (b"//", b"", "", "/"),
        (b"/a/", b"x=\r\nSet-Cookie: a=b", "", "/a?x=%0D%0ASet-Cookie:%20a=b"),
    ],
)
def test_a_trailing_slash_leads_to_the_path_without(path: bytes, query: bytes, root_path: str, location: str) -> None:
    assert path_without_slash(scope(path, query, root_path)) == location


@pytest.mark.parametrize(
    ("path", "root_path"), [(b"/", ""), (b"/v1/events", ""), (b"/atlas/", "/atlas"), (b"/a//b", "")]
)
def test_the_start_page_and_other_paths_stay(path: bytes, root_path: str) -> None:
    assert path_without_slash(scope(path, b"q=/", root_path)) is None


async def test_the_redirect_is_permanent_keeps_the_method_and_names_no_host(connect: Connect) -> None:
    async with connect() as client:
        for method in ("GET", "HEAD"):
            answer = await client.request(method, "/v1/events/?limit=5", headers={"Host": "evil.example"})
            assert (answer.status_code, answer.headers["location"]) == (308, "/v1/events?limit=5")
            assert answer.headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
@pytest.mark.parametrize("path", ["/v1/events", "/v1/nothing", "/"])
async def test_other_methods_are_not_allowed_anywhere(connect: Connect, method: str, path: str) -> None:
    async with connect() as client:
        answer = await client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, OPTIONS"
    assert answer.json()["type"] == "/problems/method-not-allowed"
    assert answer.json()["detail"] == f"'{method}' is not one of GET, HEAD, OPTIONS."
