"""A historian's questions, each run through the service."""

from typing import Any

import httpx
import pytest
import yaml

from tests.serving import ROOT

Json = Any  # decoded JSON, or what YAML holds
QUESTIONS: list[dict[str, Json]] = yaml.safe_load((ROOT / "tests" / "questions.yaml").read_text(encoding="utf-8"))


def ids_of(answer: Json) -> list[str]:
    """The ids that an answer lists."""
    if "moves" in answer:
        return [move["id"] for move in answer["moves"]]
    items = answer.get("items", [])
    return [item.get("id") or (item.get("holder") or item.get("member"))["id"] for item in items]


def at(answer: Json, path: str) -> Json:
    """The value at a path such as `items/0/date/edtf`."""
    for step in path.split("/"):
        answer = answer[int(step)] if isinstance(answer, list) else answer[step]
    return answer


@pytest.mark.parametrize("asked", QUESTIONS, ids=[asked["question"] for asked in QUESTIONS])
def test_a_question_is_answered(client: httpx.Client, asked: dict[str, Json]) -> None:
    answer = client.get(asked["url"])
    assert answer.status_code == 200, answer.text
    body = answer.json()
    found = ids_of(body)
    if "ids" in asked:
        assert found == asked["ids"]
        assert body["total"] == len(found)
    assert set(asked.get("among", [])) <= set(found)
    assert not set(asked.get("not", [])) & set(found)
    for path, value in asked.get("holds", {}).items():
        assert at(body, path) == value, path


def test_there_are_at_least_forty_questions_and_each_expects_something() -> None:
    assert len(QUESTIONS) >= 40
    assert all(asked.get("ids") or asked.get("among") or asked.get("holds") for asked in QUESTIONS)
    assert len({asked["url"] for asked in QUESTIONS}) == len(QUESTIONS)
