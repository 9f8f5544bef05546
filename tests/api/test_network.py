"""`/v1/network`: who had to do with whom in the events that match."""

from typing import Any

import httpx
import pytest

Json = dict[str, Any]  # decoded JSON


def network(client: httpx.Client, query: str = "") -> Json:
    answer = client.get(f"/v1/network?{query}")
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def total(client: httpx.Client, path: str) -> int:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return int(answer.json()["total"])


def test_the_four_ministers_met_most_in_february(client: httpx.Client) -> None:
    found = network(client, "date=1954-02&limit=4")
    assert {node["id"] for node in found["nodes"]} == {"dulles", "molotov", "bidault", "eden"}
    assert {edge["kind"] for edge in found["edges"][:6]} == {"met"}
    assert found["total"] > len(found["nodes"])
    assert found["links"] == {"self": "/v1/network?date=1954-02&limit=4", "events": "/v1/events?date=1954-02"}
    assert list(found) == ["nodes", "edges", "total", "release", "links"]


@pytest.mark.parametrize(
    "query",
    [
        "",
        "date=1954-03&kind=note,reply",
        "actor=ussr&role=sender",
        "role=opponent&limit=30",
        "actor=molotov,dulles:chair",
    ],
)
def test_the_link_of_an_edge_finds_as_many_events_as_its_weight_says(client: httpx.Client, query: str) -> None:
    found = network(client, query)
    assert found["edges"]
    by_kind = {edge["kind"]: edge for edge in found["edges"]}
    for edge in (*found["edges"][:5], *found["edges"][-5:], *by_kind.values()):
        assert total(client, edge["links"]["events"]) == edge["weight"], edge


def test_nodes_count_the_events_with_the_actor(client: httpx.Client) -> None:
    found = network(client, "topic=edc&limit=1000")
    assert len(found["nodes"]) == found["total"]
    for node in found["nodes"][:10]:
        assert total(client, f"/v1/events?topic=edc&actor={node['id']}") == node["events"]
        assert client.get(node["links"]["self"]).json()["name"] == node["name"]
    keys = [(-node["events"], node["id"]) for node in found["nodes"]]
    assert keys == sorted(keys)


def test_the_note_was_written_by_the_soviet_union_to_the_three_powers(client: httpx.Client) -> None:
    found = network(client, "document=doc-soviet-note-1954-03-31&actor=ussr:sender")
    wrote = {(edge["source"], edge["target"]) for edge in found["edges"] if edge["kind"] == "wrote"}
    assert {("ussr", "usa"), ("ussr", "uk"), ("ussr", "france")} <= wrote


def test_an_edge_without_a_list_of_its_own_has_no_link(client: httpx.Client) -> None:
    found = network(client, "actor=ussr&actor_scope=representatives")
    linked = [edge for edge in found["edges"] if edge["links"]["events"]]
    assert 0 < len(linked) < len(found["edges"])
    for edge in (*linked[:8], *linked[-8:]):
        assert total(client, edge["links"]["events"]) == edge["weight"], edge


def test_an_empty_network_is_no_problem(client: httpx.Client) -> None:
    found = network(client, "date=1700")
    assert (found["nodes"], found["edges"], found["total"]) == ([], [], 0)


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("limit=1001", {"limit"}),
        ("limit=0&actor=molotof", {"limit", "actor"}),
        ("sort=date", {"sort"}),
        ("cursor=x", {"cursor"}),
        ("include=documents", {"include"}),
        ("date=1954&date_from=1953", {"date_from"}),
    ],
)
def test_bad_input_is_told_all_at_once(client: httpx.Client, query: str, wrong: set[str]) -> None:
    answer = client.get(f"/v1/network?{query}")
    assert answer.status_code == 422
    assert {error["parameter"] for error in answer.json()["errors"]} == wrong
