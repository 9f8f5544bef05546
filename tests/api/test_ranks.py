"""The places of expected records in the results of questions as people type them, over a real server with the seed."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import httpx
import pytest
import yaml

from tests.serving import DATA

LEAST_IN_THREE, LEAST_IN_FIVE = 0.80, 0.92
SHOWN = 10


@dataclass(frozen=True)
class Rank:
    """The place of the first expected record, None where it is not among the first ten, and the number of results."""

    query: str
    place: int | None
    total: int

    def within(self, most: int) -> bool:
        return self.place is not None and self.place <= most


def rank(client: httpx.Client, question: Mapping[str, object]) -> Rank:
    query, expected = str(question["query"]), question["expected"]
    assert isinstance(expected, list)
    answer = client.get("/v1/search", params={"q": query, "limit": SHOWN}).json()
    ids = [item["id"] for item in answer["items"]]
    place = next((place for place, found in enumerate(ids, 1) if found in expected), None)
    return Rank(query, place, answer["total"])


def table(ranks: Sequence[Rank]) -> str:
    """A table for people."""
    lines = [f"{each.place or '-':>5} {each.total:>7}  {each.query}" for each in ranks]
    shares = [f"{share(ranks, most):.0%} in the first {most}" for most in (1, 3, 5)]
    return "\n".join(["place results  question", *lines, ", ".join(shares)])


def share(ranks: Sequence[Rank], most: int) -> float:
    return sum(each.within(most) for each in ranks) / len(ranks)


@pytest.mark.parametrize("name", ["queries.yaml", "more-queries.yaml"])
def test_questions_find_what_is_expected(client: httpx.Client, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    questions = yaml.safe_load((DATA / "search" / name).read_text(encoding="utf-8"))
    ranks = [rank(client, each) for each in questions]
    with capsys.disabled():
        sys.stdout.write(f"\n{name}\n{table(ranks)}\n")
    assert share(ranks, 3) >= LEAST_IN_THREE, table(ranks)
    assert share(ranks, 5) >= LEAST_IN_FIVE, table(ranks)
    assert [each.query for each in ranks if not each.total] == []
