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


NEEDS = {"date_match": "date=1954", "bom": "format=csv", "certainty": "on=1954-03-26", "match": "q=nato"}
"""What some parameters need beside them."""


def _examples(parameter: Json) -> list[Any]:
    """The example of a parameter, then all others that its schema has."""
    further = [each for each in parameter["schema"].get("examples", []) if each != parameter["example"]]
    return [parameter["example"], *further]


def _query(parameter: Json, example: Any) -> str:
    """An example as it is sent: the style of the parameter says how a list is written."""
    values = example if isinstance(example, list) else [example]
    texts = [str(value).lower() if isinstance(value, bool) else str(value) for value in values]
    if not parameter.get("explode", True):
        texts = [",".join(texts)]
    return "&".join(f"{parameter['name']}={quote(text)}" for text in texts)


def _address(path: str, operation: Json) -> str:
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            path = path.replace(f"{{{parameter['name']}}}", str(_examples(parameter)[0]))
    return path


def _required(operation: Json) -> str:
    needed = [parameter for parameter in operation.get("parameters", []) if parameter["in"] == "query"]
    return "&".join(_query(parameter, parameter["example"]) for parameter in needed if parameter["required"])


def test_programs_of_other_origins_may_read_and_send_every_header_that_is_described(
    description: Json, client: httpx.Client
) -> None:
    origin = {"origin": "https://atlas.example"}
    preflight = client.options("/v1/events", headers=origin | {"access-control-request-method": "GET"})
    answer = client.get("/v1/dataset", headers=origin)
    readable = {name.strip().lower() for name in answer.headers["access-control-expose-headers"].split(",")}
    sendable = {name.strip().lower() for name in preflight.headers["access-control-allow-headers"].split(",")}
    described = {
        name.lower()
        for _, operation in operations(description)
        for status, response in operation["responses"].items()
        if status == "304" or not status.startswith("3")  # redirects are followed before a program sees them
        for name in response.get("headers", {})
    }
    named = {
        name.lower()
        for _, operation in operations(description)
        for name in re.findall(r"\bIf-[A-Z][\w-]+|`(?:Accept|Range)`", str(operation))
    }
    assert described >= {"content-range", "repr-digest", "etag", "link"}
    assert described <= readable
    assert {name.strip("`") for name in named} <= sendable


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
            assert value.get("description"), (name, key)


def test_every_parameter_has_an_example(description: Json) -> None:
    for path, operation in operations(description):
        answer = operation["responses"]["200"].get("content", {}).get("application/json", {}).get("example", {})
        one_page = isinstance(answer, dict) and answer.get("links", {}).get("next") is None
        for parameter in operation.get("parameters", []):
            if parameter["name"] == "cursor" and one_page:  # there is no cursor to show
                continue
            assert parameter.get("example") not in (None, "", []), (path, parameter["name"])


def test_a_list_is_an_array_of_known_words_between_commas(description: Json) -> None:
    events = {each["name"]: each for each in description["paths"]["/v1/events"]["get"]["parameters"]}
    for name in ("role", "include", "fields", "facet"):
        assert (events[name]["style"], events[name]["explode"]) == ("form", False), name
        assert len(events[name]["schema"]["items"]["enum"]) > 3, name
    for name in ("actor", "topic", "document"):
        assert events[name]["schema"]["type"] == "array"
        assert events[name].get("explode", True), name
    claims = {each["name"]: each for each in description["paths"]["/v1/claims"]["get"]["parameters"]}
    assert claims["event"].get("explode", True)


def test_no_reference_has_anything_beside_it(description: Json) -> None:
    def references(value: Any) -> Iterator[Json]:
        if isinstance(value, dict):
            if "$ref" in value:
                yield value
            for each in value.values():
                yield from references(each)
        elif isinstance(value, list):
            for each in value:
                yield from references(each)

    found = list(references({**description, "info": None}))
    assert len(found) > 100
    assert [value for value in found if len(value) > 1] == []


def test_files_that_are_not_text_are_binary(description: Json) -> None:
    binary = {
        media_type
        for _, operation in operations(description)
        for media_type, content in operation["responses"]["200"].get("content", {}).items()
        if content["schema"].get("format") == "binary"
    }
    xlsx = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    assert binary == {xlsx, "application/vnd.sqlite3", "application/x-ndjson"}
    csv = description["paths"]["/v1/events"]["get"]["responses"]["200"]["content"]["text/csv"]["schema"]
    assert "format" not in csv


def test_every_facet_is_a_key_of_the_counts(description: Json) -> None:
    schemas = description["components"]["schemas"]
    counts, numbers = schemas["FacetCounts"]["properties"], schemas["FacetNumbers"]["properties"]
    assert counts.keys() == numbers.keys()
    named = {
        facet
        for _, operation in operations(description)
        for parameter in operation.get("parameters", [])
        if parameter["name"] == "facet"
        for facet in parameter["schema"]["items"]["enum"]
    }
    assert named == counts.keys()
    assert "required" not in schemas["FacetCounts"]
    assert schemas["EventList"]["properties"]["facets"]["allOf"] == [{"$ref": "#/components/schemas/FacetCounts"}]


def test_operation_ids_are_unique(description: Json) -> None:
    ids = [operation["operationId"] for _, operation in operations(description)]
    assert len(set(ids)) == len(ids)
    assert {"list_events", "get_event", "list_actors", "get_document"} <= set(ids)


def test_every_operation_tells_its_problems(description: Json) -> None:
    for path, operation in operations(description):
        problems = {status for status in operation["responses"] if status[0] in "45"}
        assert {"408", "414", "431", "503"} <= problems, path
        for status in problems:
            assert list(operation["responses"][status]["content"]) == ["application/problem+json"], (path, status)


def test_every_example_runs_as_printed(client: httpx.Client, description: Json) -> None:
    tried = 0
    for path, operation in operations(description):
        address, needed = _address(path, operation), _required(operation)
        assert client.get(f"{address}?{needed}").status_code == 200, (address, needed)
        for parameter in operation.get("parameters", []):
            for example in _examples(parameter) if parameter["in"] == "query" and "example" in parameter else []:
                asked = [_query(parameter, example)]
                asked += [needed] if needed and not parameter["required"] else []
                beside = NEEDS.get(parameter["name"], "")
                asked += [beside] if beside and not needed.startswith(beside[:2]) else []
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
                asked = "&".join([_query(parameter, example), NEEDS.get(parameter["name"], "")])
                answer = client.get(f"{path}?{asked}")
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


def test_parameters_stand_in_the_order_of_use(description: Json) -> None:
    names = [parameter["name"] for parameter in description["paths"]["/v1/events"]["get"]["parameters"]]
    assert names[:9] == ["date", "actor", "q", "kind", "topic", "facet", "include", "fields", "limit"]
    assert names[-4:] == ["collection", "updated_since", "bbox", "bom"]
    for path, operation in operations(description):
        required = [parameter["required"] for parameter in operation.get("parameters", [])]
        assert required == sorted(required, reverse=True), path


def test_the_answers_shown_are_those_given(client: httpx.Client, description: Json) -> None:
    given = answer_examples.examples(client)
    shown = {
        operation["operationId"]: operation["responses"]["200"]["content"]["application/json"]["example"]
        for _, operation in operations(description)
        if operation["operationId"] in given
    }
    # `python -m tests.answer_examples` writes them anew.
    assert shown == given


def test_every_request_that_is_shown_can_be_sent(client: httpx.Client, description: Json) -> None:
    shown = [description["info"]["description"], *(each["description"] for _, each in operations(description))]
    requests = [address for text in shown for address in re.findall(r"\]\((?!https?:)([^)]+)\)", text)]
    assert len(requests) > len(shown)
    for address in requests:
        answer = client.get(f"/{address}")
        assert answer.status_code == 200, address
        if "total" in answer.text[:100_000] and address.startswith("v1/") and "?" in address:
            assert answer.json().get("items", answer.json().get("nodes", answer.json().get("moves"))), address


def test_the_description_begins_with_how_to_start(description: Json) -> None:
    text = description["info"]["description"]
    start = text.partition("**Start here**")[2].split("\n\n", 1)[1]
    assert len(re.findall(r"^- ", start, re.MULTILINE)) <= 10
    told = ("main request", "typed client", "links.next", "problem documents", "contentType.include", "fields")
    assert all(words in start for words in told)


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
