"""Bad input gets a problem document that names the parameter, the value and what was expected."""

from itertools import pairwise
from typing import Any
from urllib.parse import quote

import httpx
import pytest

BAD = [
    ("actors=molotov", "actors", "actor"),
    ("actor=moltov", "actor", "molotov"),
    ("actor=molotov&actor=dules", "actor", "dulles"),
    ("actor=berlin-conference-1954", "actor", None),
    ("actor=molotov:autor", "actor", "author"),
    ("actor=molotov:", "actor", None),
    ("actor=", "actor", None),
    ("actor=molotov,,dulles", "actor", None),
    ("role=atuhor", "role", "author"),
    ("actor_scope=other", "actor_scope", None),
    ("kind=nots", "kind", "note"),
    ("topic=edcc", "topic", "edc"),
    ("place=berlim", "place", "berlin"),
    ("confidence=hgih", "confidence", "high"),
    ("collection=curatd", "collection", "curated"),
    ("document=doc-essay-diplomacy-with-a-smil", "document", "doc-essay-diplomacy-with-a-smile"),
    ("part_of=berlin-conference-195", "part_of", "berlin-conference-1954"),
    ("date=1954-13", "date", None),
    ("date=1955/1954", "date", None),
    ("date=1954-02-30", "date", None),
    ("date=spring", "date", None),
    ("date=1954-02-01T10:00:00Z", "date", "1954-02-01"),
    ("date_from=1954-13", "date_from", None),
    ("date_from=1954-03/1954-04", "date_from", None),
    ("date_from=1954-03&date_to=1954-02", "date_from", None),
    ("date=1954&date_from=1953", "date_from", None),
    ("date=1954&date_to=1953", "date_to", None),
    ("date_match=within", "date_match", None),
    ("date=undated&date_match=within", "date_match", None),
    ("date=1954&date_match=inside", "date_match", None),
    ("updated_since=1954", "updated_since", None),
    ("bbox=1,2,3", "bbox", None),
    ("bbox=1,2,3,nan", "bbox", None),
    ("bbox=0,50,10,40", "bbox", None),
    ("bbox=0,0,999,1", "bbox", None),
    ("limit=-1", "limit", None),
    ("limit=0", "limit", None),
    ("limit=501", "limit", None),
    ("limit=ten", "limit", None),
    ("limit=1.0", "limit", None),
    ("limit=1_0", "limit", None),
    ("limit=%205", "limit", None),
    ("limit=005", "limit", None),
    ("fields=documents", "fields", None),
    (f"limit={'9' * 40}", "limit", None),
    ("limit=5&limit=6", "limit", None),
    ("sort=dates", "sort", "date"),
    ("cursor=abc", "cursor", None),
    ("cursor=%F0%9F%98%80", "cursor", None),
    (f"cursor={'A' * 5000}", "cursor", None),
    ("fields=titel", "fields", "title"),
    ("date=1985-04-12/open", "date", "1985-04-12/.."),
    ("date=195u", "date", "195X"),
    ("date=15+March+1954", "date", "1954-03-15"),
    ("date=1954/55", "date", "1954/1955"),
    ("date_from=26.03.1954", "date_from", "1954-03-26"),
    ("date_from=1954/55", "date_from", None),
    ("updated_since=26.11.2026", "updated_since", "2026-11-26"),
    ("include=document", "include", "documents"),
    ("role=author&role=sender", "role", None),
]


def problem(answer: httpx.Response, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["access-control-allow-origin"] == "*"
    body: dict[str, Any] = answer.json()
    assert list(body) == ["type", "title", "status", "instance", "detail", "errors"]
    assert body["status"] == status
    assert body["type"].startswith("/problems/")
    for error in body["errors"]:
        assert list(error) == ["parameter", "value", "expected", "did_you_mean"]
    return body


@pytest.mark.parametrize(("query", "parameter", "meant"), BAD)
def test_a_bad_value_is_named_with_what_was_meant(
    client: httpx.Client, query: str, parameter: str, meant: str | None
) -> None:
    body = problem(client.get(f"/v1/events?{query}"), 422)
    assert [error["parameter"] for error in body["errors"]] == [parameter]
    assert body["errors"][0]["did_you_mean"] == meant
    assert body["errors"][0]["expected"]
    assert body["detail"].startswith(f"{parameter}: ")


GIVEN_TWICE = [
    "/v1/events?kind=note&kind=conference",
    "/v1/events?kind=note&kind=conference,reply",
    "/v1/events?kind=note&kind=note",
    "/v1/events?place=berlin&place=moscow",
    "/v1/events?confidence=high&confidence=low",
    "/v1/events?collection=curated&collection=curated",
    "/v1/actors/molotov/events?kind=note&kind=conference",
    "/v1/network?kind=note&kind=conference",
    "/v1/documents?kind=note&kind=telegram",
    "/v1/documents?language=ru&language=en",
    "/v1/actors?kind=person&kind=state",
    "/v1/claims?kind=essay-thesis&kind=memorandum-argument",
    "/v1/claims?status=disputed&status=supported",
    "/v1/claims?asserted_in=doc-essay-diplomacy-with-a-smile&asserted_in=doc-molotov-memorandum-1954-03-26",
    "/v1/tenures?holder=molotov&holder=dulles",
    "/v1/tenures?on=1954-03-26&certainty=certain&certainty=possible",
    "/v1/memberships?group=nato&group=un",
    "/v1/memberships?member=usa&member=ussr",
    "/v1/memberships?kind=member&kind=organ",
    "/v1/search?q=nato&collection=curated&collection=curated",
]


@pytest.mark.parametrize("address", GIVEN_TWICE)
def test_what_a_record_has_one_of_is_given_once_and_the_comma_form_is_named(client: httpx.Client, address: str) -> None:
    path, _, query = address.partition("?")
    parts = [part.partition("=") for part in query.split("&")]
    name = parts[-1][0]
    given = {value for key, _, values in parts if key == name for value in values.split(",")}
    body = problem(client.get(address), 422)
    (error,) = body["errors"]
    assert error["parameter"] == name
    assert f"a record has one {name}" in body["detail"]
    # The order of parameters never matters, so that it is not kept.
    form, _, words = error["expected"].partition(": ")
    assert words == "a comma between values means any of them"
    assert set(form.removeprefix(f"{name}=").split(",")) == given
    assert error["did_you_mean"] == (form.removeprefix(f"{name}=") if len(given) > 1 else None)
    others = "&".join("".join(part) for part in parts if part[0] != name)
    assert client.get(f"{path}?{others}&{form}".replace("?&", "?")).status_code == 200


def test_a_whole_and_none_are_named_with_the_comma_form(client: httpx.Client) -> None:
    for query in ("part_of=none&part_of=berlin-conference-1954", "part_of=berlin-conference-1954&part_of=none"):
        (error,) = problem(client.get(f"/v1/events?{query}"), 422)["errors"]
        assert (error["parameter"], error["value"]) == ("part_of", "none")
        assert "part_of=" in error["expected"]
        assert "none" in error["expected"]
    assert client.get("/v1/events?part_of=none,berlin-conference-1954").json()["total"] > 0


def test_a_value_of_a_facet_may_be_added_to_its_comma_list(client: httpx.Client) -> None:
    added = client.get("/v1/events?kind=note,conference&kind=note").json()["total"]
    assert added == client.get("/v1/events?kind=note").json()["total"] > 0


def test_all_errors_are_told_at_once(client: httpx.Client) -> None:
    body = problem(client.get("/v1/events?limit=0&actor=moltov&kind=nots&date=1954-13&foo=1"), 422)
    assert {error["parameter"] for error in body["errors"]} == {"limit", "actor", "kind", "date", "foo"}


def test_an_id_of_another_type_is_told_as_such(client: httpx.Client) -> None:
    body = problem(client.get("/v1/events?actor=berlin-conference-1954"), 422)
    assert "is the id of an event, not of an actor" in body["detail"]
    body = problem(client.get("/v1/events/molotov"), 404)
    assert "/v1/actors/molotov" in body["detail"]


def test_a_cursor_that_was_tampered_with_is_refused(client: httpx.Client) -> None:
    link = client.get("/v1/events?limit=2").json()["links"]["next"]
    path, cursor = link.split("cursor=")
    assert len(cursor) > 20
    for place in range(0, len(cursor), 5):
        other = "A" if cursor[place] != "A" else "B"
        answer = client.get(f"{path}cursor={cursor[:place]}{other}{cursor[place + 1 :]}")
        assert problem(answer, 422)["errors"][0]["parameter"] == "cursor"


def test_a_cursor_of_another_list_is_refused(client: httpx.Client) -> None:
    cursor = client.get("/v1/documents?limit=2").json()["links"]["next"].split("cursor=")[1]
    assert problem(client.get(f"/v1/events?cursor={cursor}"), 422)["errors"][0]["parameter"] == "cursor"


def test_a_query_string_of_20000_characters_is_too_long(client: httpx.Client) -> None:
    problem(client.get(f"/v1/events?actor={'a' * 20_000}"), 414)


@pytest.mark.parametrize("text", ["%00", "mol%00otov", "%ED%A0%80", "%FF", "%C3%28", "%"])
@pytest.mark.parametrize("path", ["/v1/events?actor={}", "/v1/events?{}=x", "/v1/actors/{}"])
def test_what_is_no_text_is_refused(client: httpx.Client, path: str, text: str) -> None:
    problem(client.get(path.format(text)), 422)


def test_a_slash_at_the_end_is_taken_away_without_a_host(client: httpx.Client) -> None:
    answer = client.get("/v1/events/?actor=molotov")
    assert (answer.status_code, answer.headers["location"]) == (308, "/v1/events?actor=molotov")
    for path in ("//evil.example/", "/%2F%2Fevil.example/", "/\\evil.example/"):
        location = client.get(path).headers.get("location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods_are_refused_and_told_what_is_allowed(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/v1/events")
    problem(answer, 405)
    assert {part.strip() for part in answer.headers["allow"].split(",")} == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(
    ("path", "guess"),
    [
        ("/v1/events/berlin-conference-195", "berlin-conference-1954"),
        ("/v1/events/Berlin-Conference-1954", "berlin-conference-1954"),
        ("/v1/actors/moltov", "molotov"),
        ("/v1/actors/moltov/events", "molotov"),
        ("/v1/documents/doc-molotov-memorandum-1954-03-2", "doc-molotov-memorandum-1954-03-26"),
    ],
)
def test_an_unknown_record_is_not_found_with_a_guess(client: httpx.Client, path: str, guess: str) -> None:
    body = problem(client.get(path), 404)
    assert body["errors"][0]["did_you_mean"] == guess


@pytest.mark.parametrize("n", ["0", "99", "06", "-1", "six", "9" * 40, quote("６")])
def test_a_paragraph_that_is_not_there_is_not_found(client: httpx.Client, n: str) -> None:
    problem(client.get(f"/v1/documents/doc-molotov-memorandum-1954-03-26/paragraphs/{n}"), 404)


@pytest.mark.parametrize("path", ["/v1", "/v1/nothing", "/v1/events/a/b/c", "/nothing", "/v1/EVENTS"])
def test_an_unknown_path_is_a_problem_too(client: httpx.Client, path: str) -> None:
    assert problem(client.get(path), 404)["type"] == "/problems/not-found"


@pytest.mark.parametrize("parameter", ["actor", "kind"])
def test_all_unknown_values_are_counted_though_fifty_are_named(client: httpx.Client, parameter: str) -> None:
    problem = client.get("/v1/events", params={parameter: ",".join(f"x{number}" for number in range(100))}).json()
    assert len(problem["errors"]) == 50
    assert problem["detail"].endswith("And 95 more.")
    assert len({each["expected"] for each in problem["errors"]}) == 1


def test_an_alias_leads_to_the_current_id(client: httpx.Client) -> None:
    answer = client.get("/v1/actors/soviet-union/events?date=1954")
    assert (answer.status_code, answer.headers["location"]) == (308, "/v1/actors/ussr/events?date=1954")
    assert client.get("/v1/actors/soviet-union").headers["location"] == "/v1/actors/ussr"


def test_what_cannot_be_served_is_not_acceptable(client: httpx.Client) -> None:
    problem(client.get("/v1/events", headers={"Accept": "image/png"}), 406)
    for accept in ("*/*", "application/json", "text/html,application/xhtml+xml,*/*;q=0.8", "application/*"):
        assert client.get("/v1/events?limit=1", headers={"Accept": accept}).status_code == 200


def test_the_same_group_again_costs_nothing(client: httpx.Client) -> None:
    once = client.get("/v1/events?topic=edc&limit=2").json()
    again = client.get(f"/v1/events?{'&'.join(['topic=edc'] * 700)}&limit=2").json()
    assert again["items"] == once["items"]


def test_more_groups_than_can_be_joined_are_refused(client: httpx.Client) -> None:
    actors = [item["id"] for item in client.get("/v1/actors?limit=40&fields=id").json()["items"]]
    asked = "&".join(f"actor={one},{other}" for one, other in pairwise(actors))
    body = problem(client.get(f"/v1/events?{asked}"), 422)
    assert [error["expected"] for error in body["errors"]] == ["at most 10"]
    ten = "&".join(f"{name}={value}" for name in ("actor", "document") for value in _ids(client, f"/v1/{name}s"))
    assert client.get(f"/v1/events?{ten}&actor_scope=representatives").status_code == 200


def _ids(client: httpx.Client, path: str) -> list[str]:
    return [item["id"] for item in client.get(f"{path}?limit=10&fields=id").json()["items"]]


def test_very_many_unknown_ids_are_refused_and_the_first_are_told(client: httpx.Client) -> None:
    unknown = ",".join(f"x{number:03}" for number in range(900))
    assert len(problem(client.get(f"/v1/events?actor={unknown}"), 422)["errors"]) == 50


def test_an_address_in_other_words_gets_the_links_that_all_get(client: httpx.Client) -> None:
    odd = client.get("/v1/%65vents?limit=4&fields=id&kind=note")
    plain = client.get("/v1/events?limit=4&fields=id&kind=note")
    assert odd.json() == plain.json()
    assert plain.json()["links"]["self"] == "/v1/events?fields=id&kind=note&limit=4"


@pytest.mark.parametrize("path", ["/v1/actors%2Fsoviet-union", "/v1/actors/soviet-union%2Fevents", "/v1%2Factors"])
def test_an_encoded_slash_names_nothing(client: httpx.Client, path: str) -> None:
    problem(client.get(path), 404)
