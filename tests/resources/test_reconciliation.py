"""`/reconcile` as clients of the Reconciliation Service API 0.2 use it."""

import json
from typing import Any

import httpx
import numpy as np
import pandas as pd
import pytest
import reconciler
from jsonschema import Draft7Validator

from app.resources.reconcile.requests import MOST_QUERIES
from app.resources.reconcile.routes import LARGEST_BODY

Json = dict[str, Any]
FORM = {"Content-Type": "application/x-www-form-urlencoded"}

# Shapes of the specification 0.2 (https://www.w3.org/community/reports/reconciliation/CG-FINAL-specs-0.2-20230410/),
# written down from its text.
TEXT = {"type": "string"}
NAMED = {"type": "object", "properties": {"id": TEXT, "name": TEXT}, "required": ["id", "name"]}
TEMPLATE = {"type": "string", "pattern": r"\{\{id\}\}"}
SERVICE = {"type": "object", "properties": {"service_url": TEXT, "service_path": TEXT}, "additionalProperties": False}
MANIFEST = {
    "type": "object",
    "required": ["versions", "name", "identifierSpace", "schemaSpace"],
    "properties": {
        "versions": {"type": "array", "items": TEXT, "contains": {"const": "0.2"}},
        "name": TEXT,
        "identifierSpace": {"type": "string", "pattern": "^https?://"},
        "schemaSpace": {"type": "string", "pattern": "^https?://"},
        "documentation": TEXT,
        "defaultTypes": {"type": "array", "items": NAMED, "uniqueItems": True},
        "view": {"type": "object", "required": ["url"], "properties": {"url": TEMPLATE}},
        "preview": {
            "type": "object",
            "required": ["url", "width", "height"],
            "properties": {"url": TEMPLATE, "width": {"type": "integer"}, "height": {"type": "integer"}},
        },
        "suggest": {"type": "object", "properties": {"entity": SERVICE, "property": SERVICE, "type": SERVICE}},
        "extend": {"type": "object", "properties": {"propose_properties": SERVICE}},
        "batchSize": {"type": "integer", "minimum": 1},
    },
    "additionalProperties": False,
}
RESULTS = {
    "type": "object",
    "additionalProperties": {
        "type": "object",
        "required": ["result"],
        "properties": {
            "result": {
                "type": "array",
                "items": {
                    "type": "object",
                    "required": ["id", "name", "score"],
                    "properties": {
                        "id": TEXT,
                        "name": TEXT,
                        "description": TEXT,
                        "score": {"type": "number", "minimum": 0, "maximum": 100},
                        "match": {"type": "boolean"},
                        "type": {"type": "array", "items": NAMED},
                    },
                    "additionalProperties": False,
                },
            }
        },
        "additionalProperties": False,
    },
}
VALUE = {
    "oneOf": [
        {"type": "object", "required": ["str"], "properties": {"str": TEXT}, "additionalProperties": False},
        {**NAMED, "additionalProperties": False},
        *(
            {"type": "object", "required": [key], "properties": {key: {"type": type_}}, "additionalProperties": False}
            for key, type_ in (("int", "integer"), ("float", "number"))
        ),
        {
            "type": "object",
            "required": ["date"],
            "properties": {"date": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"}},
            "additionalProperties": False,
        },
    ]
}
EXTENSION = {
    "type": "object",
    "required": ["meta", "rows"],
    "properties": {
        "meta": {"type": "array", "items": NAMED},
        "rows": {
            "type": "object",
            "additionalProperties": {"type": "object", "additionalProperties": {"type": "array", "items": VALUE}},
        },
    },
    "additionalProperties": False,
}
SUGGESTIONS = {
    "type": "object",
    "required": ["result"],
    "properties": {
        "result": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "name"],
                "properties": {"id": TEXT, "name": TEXT, "description": TEXT, "notable": {"type": "array"}},
                "additionalProperties": False,
            },
        }
    },
    "additionalProperties": False,
}


def valid(shape: Json, answer: httpx.Response) -> Json:
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    assert [error.message for error in Draft7Validator(shape).iter_errors(found)] == []
    return found


def reconcile(client: httpx.Client, **queries: Json) -> dict[str, list[Json]]:
    answer = client.post("/reconcile", data={"queries": json.dumps(queries)})
    return {key: result["result"] for key, result in valid(RESULTS, answer).items()}


def one(client: httpx.Client, query: str, **more: Any) -> list[Json]:
    return reconcile(client, q0={"query": query, **more})["q0"]


def extend(client: httpx.Client, ids: list[str], *properties: str) -> Json:
    request = {"ids": ids, "properties": [{"id": each} for each in properties]}
    return valid(EXTENSION, client.post("/reconcile", data={"extend": json.dumps(request)}))


def test_the_manifest_names_what_there_is(client: httpx.Client) -> None:
    manifest = valid(MANIFEST, client.get("/reconcile"))
    for service in [*manifest["suggest"].values(), manifest["extend"]["propose_properties"]]:
        assert client.get(service["service_url"] + service["service_path"]).status_code == 200
    for template in (manifest["view"]["url"], manifest["preview"]["url"]):
        assert client.get(template.replace("{{id}}", "molotov"), follow_redirects=True).status_code == 200
    assert client.get(manifest["documentation"]).status_code == 200
    assert {"person", "event", "document", "place", "topic"} <= {each["id"] for each in manifest["defaultTypes"]}


@pytest.mark.parametrize(
    ("name", "type_", "id_"),
    [
        ("Molotov, Vyacheslav Mikhailovich", "person", "molotov"),
        ("Dulles, John Foster", "person", "dulles"),
        ("Вячеслав Молотов", "person", "molotov"),
        ("North Atlantic Treaty Organization", "body", "nato"),
    ],
)
def test_persons_and_bodies_are_matched_by_name(client: httpx.Client, name: str, type_: str, id_: str) -> None:
    found = one(client, name, type=type_)
    assert (found[0]["id"], found[0]["match"]) == (id_, True)
    assert [each["id"] for each in found[0]["type"]] == [type_, "actor"]
    assert [each["match"] for each in found[1:]] == [False] * (len(found) - 1)


@pytest.mark.parametrize("path", ["events", "documents", "places", "topics"])
def test_other_records_are_matched_by_title(client: httpx.Client, path: str) -> None:
    type_ = path.removesuffix("s")
    for item in client.get(f"/v1/{path}?limit=20").json()["items"]:
        title = item.get("title") or item["name"]
        ids = [each["id"] for each in one(client, title.upper(), type=type_, limit=50)]
        assert (f"{type_}:{item['id']}" if type_ in {"place", "topic"} else item["id"]) in ids


def test_an_id_finds_its_record(client: httpx.Client) -> None:
    for id_ in ("molotov", "berlin-conference-1954", "place:berlin", "topic:edc"):
        (found,) = one(client, id_)
        assert (found["id"], found["score"], found["match"]) == (id_, 100, True)


def test_a_batch_answers_each_query_by_get_and_by_form_alike(client: httpx.Client) -> None:
    queries = {"a": {"query": "Eden"}, "b": {"query": "xqzwv"}, "c": {"query": "Molotov", "limit": 1}}
    by_form = reconcile(client, **queries)
    by_get = valid(RESULTS, client.get("/reconcile", params={"queries": json.dumps(queries)}))
    assert {key: {"result": value} for key, value in by_form.items()} == by_get
    assert (by_form["b"], len(by_form["c"])) == ([], 1)
    assert by_form["a"]


def test_years_of_life_and_dates_decide(client: httpx.Client) -> None:
    right = one(client, "Molotov", type="person", properties=[{"pid": "born", "v": "1890"}])[0]
    wrong = one(client, "Molotov", type="person", properties=[{"pid": "born", "v": 1790}])[:1]
    assert right["id"] == "molotov"
    assert all(each["score"] < right["score"] and not each["match"] for each in wrong)
    title = client.get("/v1/events/berlin-conference-1954").json()["title"]
    same = one(client, title, type="event", properties=[{"pid": "date", "v": "1954"}])[0]
    other = one(client, title, type="event", properties=[{"pid": "date", "v": "1804"}])[0]
    assert same["score"] > other["score"]


def test_a_type_may_be_a_list_and_narrows(client: httpx.Client) -> None:
    found = one(client, "Berlin", type=["place", {"id": "event"}], limit=50)
    assert found
    assert {each["type"][0]["id"] for each in found} <= {"place", "event"}


def test_properties_of_entities_are_handed_out(client: httpx.Client) -> None:
    names = [each["id"] for each in client.get("/reconcile/properties").json()["properties"]]
    found = extend(client, ["molotov", "berlin-conference-1954", "place:berlin", "nobody-at-all"], *names)
    assert [each["id"] for each in found["meta"]] == names
    assert found["rows"]["molotov"]["date"] == [{"str": "1890-03-09/1986-11-08"}]
    assert found["rows"]["molotov"]["earliest"] == [{"date": "1890-03-09T00:00:00Z"}]
    assert found["rows"]["place:berlin"]["lat"][0]["float"] == pytest.approx(52.5, abs=1)
    assert found["rows"]["berlin-conference-1954"]["actors"]
    assert all(values == [] for values in found["rows"]["nobody-at-all"].values())


def test_properties_are_proposed_for_a_type(client: httpx.Client) -> None:
    proposed = client.get("/reconcile/properties?type=place&limit=2").json()
    assert (proposed["type"], proposed["limit"], len(proposed["properties"])) == ("place", 2, 2)


@pytest.mark.parametrize(
    ("kind", "prefix", "id_"),
    [("entity", "molot", "molotov"), ("type", "pers", "person"), ("property", "year", "born")],
)
def test_what_is_typed_is_completed(client: httpx.Client, kind: str, prefix: str, id_: str) -> None:
    found = valid(SUGGESTIONS, client.get(f"/reconcile/suggest/{kind}", params={"prefix": prefix}))
    assert id_ in [each["id"] for each in found["result"]]


def test_a_preview_is_a_small_page_that_other_sites_may_frame(client: httpx.Client) -> None:
    page = client.get("/reconcile/preview/molotov")
    assert page.headers["Content-Type"].startswith("text/html")
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]
    assert "Molotov" in page.text
    view = client.get("/reconcile/view/place%3Aberlin")
    assert (view.status_code, view.headers["Location"]) == (303, "/places/berlin")


def test_what_is_sent_by_form_is_not_kept_and_a_get_is(client: httpx.Client) -> None:
    form = client.post("/reconcile", data={"queries": '{"q0": {"query": "Eden"}}'})
    assert form.headers.get_list("Cache-Control") == ["no-store"]
    assert "ETag" in client.get("/reconcile").headers


def test_a_browser_of_another_origin_may_post(client: httpx.Client) -> None:
    asked = {"Origin": "https://atlas.example", "Access-Control-Request-Method": "POST"}
    preflight = client.options("/reconcile", headers=asked)
    assert {"GET", "POST"} <= set(preflight.headers["Access-Control-Allow-Methods"].split(", "))
    assert "Content-Type" in preflight.headers["Access-Control-Allow-Headers"]
    answer = client.post("/reconcile", data={"queries": "{}"}, headers={"Origin": "https://atlas.example"})
    assert (answer.json(), answer.headers["Access-Control-Allow-Origin"]) == ({}, "*")


def test_parameters_of_older_clients_are_ignored(client: httpx.Client) -> None:
    assert client.get("/reconcile?callback=jsonp&_=1").json()["versions"] == ["0.2"]


@pytest.mark.parametrize(
    ("sent", "parameter"),
    [
        ({"queries": "{"}, "queries"),
        ({"queries": "[]"}, "queries"),
        ({"queries": '{"q0": {"query": 7}}'}, "queries.q0.query"),
        ({"queries": '{"q0": {"query": "x", "limit": 0}}'}, "queries.q0.limit"),
        ({"queries": '{"q0": {"query": "x", "type": "ship"}}'}, "queries.q0.type"),
        ({"queries": json.dumps({f"q{n}": {"query": "x"} for n in range(MOST_QUERIES + 1)})}, "queries"),
        ({"queries": '{"q0": {"query": "\\ud800"}}'}, "queries"),
        ({"extend": "{}"}, "extend.ids"),
        ({"extend": '{"ids": ["molotov"], "properties": [{"id": "shoe"}]}'}, "extend.properties"),
        ({"other": "1"}, "queries"),
    ],
)
def test_what_cannot_be_read_is_named(client: httpx.Client, sent: dict[str, str], parameter: str) -> None:
    answer = client.post("/reconcile", data=sent)
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/invalid-parameter")
    assert answer.json()["errors"][0]["parameter"] == parameter
    assert answer.headers.get_list("Cache-Control") == ["no-store"]


def test_a_form_of_more_than_a_megabyte_is_refused(client: httpx.Client) -> None:
    answer = client.post("/reconcile", content=b"queries=" + b"x" * LARGEST_BODY, headers=FORM)
    assert (answer.status_code, answer.json()["type"]) == (413, "/problems/payload-too-large")


@pytest.mark.parametrize("type_", ["application/json", "multipart/form-data; boundary=x"])
def test_another_body_than_a_form_is_refused(client: httpx.Client, type_: str) -> None:
    answer = client.post("/reconcile", content=b"{}", headers={"Content-Type": type_})
    assert answer.json()["errors"][0]["parameter"] == "Content-Type"


@pytest.mark.parametrize("content", [b"queries=%ff", b"queries=%zz", b"queries=%00", b"queries", b""])
def test_a_broken_form_is_refused(client: httpx.Client, content: bytes) -> None:
    assert client.post("/reconcile", content=content, headers=FORM).status_code == 422


@pytest.mark.parametrize("path", ["preview/nobody", "view/nobody", "view/ship:x", "preview/place:nowhere", "nothing"])
def test_an_unknown_entity_is_a_problem(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/reconcile/{path}", headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("query", ["", "   ", "a" * 1000, '"', "((", "-", "*", "\x01", "🜁", "OR AND NOT"])
def test_no_query_fails(client: httpx.Client, query: str) -> None:
    assert len(one(client, query)) <= 10


def test_the_help_page_tells_the_address(client: httpx.Client) -> None:
    page = client.get("/help/reconciliation").text
    assert "/reconcile</code>" in page
    assert "<code>born</code>" in page


@pytest.mark.filterwarnings("ignore:The inplace keyword")  # in the client
def test_an_independent_client_matches_a_column(client: httpx.Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np, "NaN", np.nan, raising=False)  # the client needs a name that NumPy 2 took away
    names = pd.Series(["Dulles, John Foster", "NATO", "xqzwv"])
    table = reconciler.reconcile(names, reconciliation_endpoint=str(client.base_url.join("/reconcile")))
    matched = table[table["match"]].set_index("input_value")["id"].to_dict()
    assert matched == {"Dulles, John Foster": "dulles", "NATO": "nato"}
