"""The description of the API can be trusted: all of it is there, and its examples run as printed."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from tests import answer_examples

Json = dict[str, Any]  # an OpenAPI document is untyped


@pytest.fixture(scope="module")
def description(client: httpx.Client) -> Json:
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    found: Json = answer.json()
    return found


def operations(description: Json) -> Iterator[tuple[str, Json]]:
    for path, methods in description["paths"].items():
        for operation in methods.values():
            yield path, operation


def _examples(parameter: Json) -> list[Any]:
    found = parameter.get("examples") or parameter["schema"].get("examples") or []
    return [each["value"] for each in found.values()] if isinstance(found, dict) else list(found)


def _address(path: str, operation: Json) -> str:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(_examples(parameter)[0]))
    return path


def _required(operation: Json) -> str:
    needed = [parameter for parameter in operation.get("parameters", []) if parameter["in"] == "query"]
    return "&".join(
        f"{parameter['name']}={quote(str(_examples(parameter)[0]))}" for parameter in needed if parameter["required"]
    )


def test_every_operation_parameter_and_key_is_described(description: Json) -> None:
    for path, operation in operations(description):
        assert operation["summary"], path
        assert operation["description"], path
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", operation["operationId"]), path
        for parameter in operation.get("parameters", []):
            assert parameter.get("description"), (path, parameter["name"])
    for name, schema in description["components"]["schemas"].items():
        assert schema.get("description"), name
        for key, value in schema.get("properties", {}).items():
            told = value.get("description") or "$ref" in value or "allOf" in value or "anyOf" in value
            assert told or "$ref" in str(value.get("items", "")), (name, key)


def test_operation_ids_are_unique(description: Json) -> None:
    ids = [operation["operationId"] for _, operation in operations(description)]
    assert len(set(ids)) == len(ids)
    assert {"list_events", "get_event", "list_actors", "get_document"} <= set(ids)


def test_every_operation_tells_its_problems(description: Json) -> None:
    for path, operation in operations(description):
        problems = {status for status in operation["responses"] if status[0] in "45"}
        assert any(status[0] == "4" for status in problems), path
        for status in problems:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], (path, status)


def test_every_example_runs_as_printed(client: httpx.Client, description: Json) -> None:
    tried = 0
    for path, operation in operations(description):
        address, needed = _address(path, operation), _required(operation)
        assert client.get(f"{address}?{needed}").status_code == 200, (address, needed)
        for parameter in operation.get("parameters", []):
            for example in _examples(parameter) if parameter["in"] == "query" else []:
                values = example if isinstance(example, list) else [example]
                asked = [f"{parameter['name']}={quote(str(value))}" for value in values]
                asked += [needed] if needed and not parameter["required"] else []
                if parameter["name"] == "date_match":
                    asked.append("date=1954")
                if parameter["name"] == "match" and not needed:
                    asked.append("q=nato")
                answer = client.get(f"{address}?{'&'.join(asked)}")
                assert answer.status_code == 200, (answer.url, answer.text)
                tried += 1
    assert tried > 40


def test_the_examples_of_filters_find_something(client: httpx.Client, description: Json) -> None:
    tried = 0
    for path, operation in operations(description):
        if operation["operationId"] not in {"list_events", "list_documents", "list_actors"}:
            continue
        for parameter in operation["parameters"]:
            for example in _examples(parameter):
                values = example if isinstance(example, list) else [example]
                asked = "&".join(f"{parameter['name']}={quote(str(value))}" for value in values)
                extra = {"date_match": "&date=1954", "match": "&q=nato"}.get(parameter["name"], "")
                answer = client.get(f"{path}?{asked}{extra}")
                places = {"place", "bbox"} if path == "/v1/documents" else set()
                assert int(answer.headers["X-Total-Count"]) > 0 or parameter["name"] in places, answer.url
                tried += 1
    assert tried > 30


def test_closed_vocabularies_are_enumerations_and_open_ones_are_not(description: Json) -> None:
    schemas = description["components"]["schemas"]
    assert schemas["Confidence"]["enum"] == ["high", "medium", "low"]
    assert schemas["ActorScope"]["enum"] == ["self", "representatives"]
    kind = schemas["EventDetail"]["properties"]["kind"]
    assert kind["type"] == "string"
    assert "enum" not in kind


def test_query_parameters_are_never_null(description: Json) -> None:
    for path, operation in operations(description):
        for parameter in operation.get("parameters", []):
            assert "null" not in str(parameter["schema"]).lower(), (path, parameter["name"])


def test_dates_and_actors_are_described_first(description: Json) -> None:
    for path, first in (("/v1/events", ["date", "date_from"]), ("/v1/actors", ["date", "date_from"])):
        names = [parameter["name"] for parameter in description["paths"][path]["get"]["parameters"]]
        assert names[:2] == first
        assert names.index("kind") < names.index("limit")


def test_the_answers_shown_are_those_given(client: httpx.Client, description: Json) -> None:
    given = answer_examples.examples(client)
    shown = {
        operation["operationId"]: operation["responses"]["200"]["content"]["application/json"]["example"]
        for _, operation in operations(description)
        if operation["operationId"] in given
    }
    # `python -m tests.answer_examples` writes them anew.
    assert shown == given


def test_limits_are_bounded_in_words_of_json_schema(description: Json) -> None:
    found = [
        (path, parameter["schema"])
        for path, operation in operations(description)
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "limit"
    ]
    assert len(found) > 10
    for path, schema in found:
        assert {"minimum", "maximum"} <= set(schema), path
        assert not {"ge", "le"} & set(schema), path
