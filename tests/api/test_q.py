"""`q` on lists, over a real server with the seed."""

from typing import Any

import httpx
import pytest


def found(client: httpx.Client, path: str, **parameters: object) -> dict[str, Any]:
    """The answer of a list."""
    answer = client.get(path, params={name: str(value) for name, value in parameters.items()})
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["items"]]


def test_every_word_must_occur_in_any_english_form(client: httpx.Client) -> None:
    for word in ("treaties", "TREATY"):
        answer = found(client, "/v1/events", q=f"{word} security", limit=500)
        assert answer["total"] == len(answer["items"]) > 0
        for item in answer["items"]:
            text = f"{item['title']} {item['summary']} {item['note']}".casefold()
            assert "treat" in text
            assert "secur" in text


def test_relevance_is_the_order_where_words_are_asked_for(client: httpx.Client) -> None:
    by_default = found(client, "/v1/events", q="collective security")
    assert ids(by_default) == ids(found(client, "/v1/events", q="collective security", sort="relevance"))
    assert ids(by_default)[0] == "soviet-note-1954-03-31"


def test_relevance_needs_words(client: httpx.Client) -> None:
    answer = client.get("/v1/events", params={"sort": "relevance"})
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == ["sort"]


@pytest.mark.parametrize("nothing", ["*", "-", '""', "' — …", '"*'])
def test_where_nothing_is_left_the_list_is_empty(client: httpx.Client, nothing: str) -> None:
    assert found(client, "/v1/events", q=nothing)["total"] == 0


@pytest.mark.parametrize(("text", "part"), [("a" * 1001, "1,000"), ("a " * 65, "64"), ("ab* cd* " * 5, "8")])
def test_more_than_a_search_may_have_is_refused(client: httpx.Client, text: str, part: str) -> None:
    answer = client.get("/v1/events", params={"q": text})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "q"
    assert part in error["expected"]
