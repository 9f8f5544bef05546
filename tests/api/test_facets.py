"""Over HTTP, for every list: a facet's count is the total of the list with that value added."""

import asyncio
import random
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.catalogue.facets import count_facet
from app.main import create_app
from app.settings import Settings
from tests.waiting import SECONDS_TO_WAIT

Json = dict[str, Any]  # decoded JSON
FILTERS = {
    "/v1/events": [
        "",
        "actor=molotov",
        "actor=ussr&actor_scope=representatives",
        "topic=edc&date=1954",
        "role=chair",
        "actor=dulles,eden&role=participant",
        "date=1954-02&date_match=within",
        "q=soviet",
        "q=conference&actor=molotov&role=participant",
        "q=note&date=1954-03/1954-05",
        "part_of=berlin-conference-1954",
    ],
    "/v1/documents": ["", "actor=molotov", "date=1954-03", "kind=note,telegram", "q=treaty", "role=author&q=soviet"],
    "/v1/actors": ["", "kind=person", "date=1954", "q=molotov", "q=foreign&kind=ministry"],
    "/v1/claims": ["", "status=contradicted,disputed", "kind=essay-thesis", "q=nato", "date=1954"],
    "/v1/tenures": ["", "of=ussr&on=1954-03-26", "date=1954"],
    "/v1/memberships": ["", "group=nato", "on=1954-04-01"],
    "/v1/places": ["", "bbox=13,52,14,53", "q=berlin"],
    "/v1/topics": ["", "q=europe"],
}
FACETS = {
    "/v1/events": "actor,role,kind,topic,place,confidence,collection,year,month",
    "/v1/documents": "actor,role,kind,topic,place,confidence,collection,year,month",
    "/v1/actors": "kind,collection",
    "/v1/claims": "kind,status,collection,year",
    "/v1/tenures": "collection",
    "/v1/memberships": "kind,collection",
    "/v1/places": "collection",
    "/v1/topics": "collection",
}  # fmt: skip
DATES = {"year", "month", "day"}
TRIED_OF_EACH = 6


def answer(client: httpx.Client, path: str, *parts: str) -> Json:
    got = client.get(f"{path}?{'&'.join(part for part in (*parts, 'limit=1') if part)}")
    assert got.status_code == 200, got.text
    found: Json = got.json()
    return found


def narrowed(asked: str, name: str, value: str) -> str | None:
    """The filter with a value added; None where the counts speak of something that no single filter asks."""
    given = dict(part.split("=", 1) for part in asked.split("&") if part)
    if name == "role":
        return "&".join(
            [*(part for part in asked.split("&") if part and not part.startswith("role=")), f"role={value}"]
        )
    if name in DATES:
        if "date" in given and value != "undated":
            return None if given.get("date_match") or "/" in given["date"] else f"{asked}&{name}-in-span"
        return f"{asked}&date={value}"
    if name == "kind" and "kind" in given and "," not in given["kind"]:
        return asked
    return f"{asked}&{name}={value}"


@pytest.mark.parametrize(("path", "asked"), [(path, asked) for path, found in FILTERS.items() for asked in found])
def test_a_count_is_the_total_of_adding_the_value(client: httpx.Client, path: str, asked: str) -> None:
    body = answer(client, path, asked, f"facet={FACETS[path]}")
    chosen = random.Random(asked)
    assert list(body["facets"]) == FACETS[path].split(",")
    for name, counts in body["facets"].items():
        assert len({count["value"] for count in counts}) == len(counts)
        for count in chosen.sample(counts, min(TRIED_OF_EACH, len(counts))):
            added = narrowed(asked, name, count["value"])
            if added is None or added.endswith("-in-span"):
                continue
            if name == "kind" and path == "/v1/memberships":
                added = f"{asked}&kind={count['value']}"
            assert answer(client, path, added)["total"] == count["count"], (added, count)
        if name not in DATES:
            order = [(-count["count"], count["value"]) for count in counts]
            assert order == sorted(order)
            assert body["facet_distinct"][name] == len(counts)


def test_months_of_a_list_follow_each_other_with_the_empty_ones_between(client: httpx.Client) -> None:
    counts = answer(client, "/v1/events", "facet=month", "date=1953/1955")["facets"]["month"]
    months = [count["value"] for count in counts]
    assert all(
        (int(later[:4]) * 12 + int(later[5:])) - (int(earlier[:4]) * 12 + int(earlier[5:])) == 1
        for earlier, later in pairwise(months)
    )
    assert 0 in [
        count["count"] for count in answer(client, "/v1/events", "facet=month", "topic=edc")["facets"]["month"]
    ]


def test_values_have_labels(client: httpx.Client) -> None:
    facets = answer(client, "/v1/events", "actor=molotov", "facet=actor,kind,topic,place,role,month")["facets"]
    labels = {name: {count["value"]: count["label"] for count in counts} for name, counts in facets.items()}
    assert labels["actor"]["molotov"] == "Vyacheslav Molotov"
    assert labels["kind"]["memorandum"] == "Memorandum"
    assert labels["topic"]["edc"] == "European Defence Community"
    assert labels["place"]["berlin"] == "Berlin"
    assert labels["role"]["chair"] == "Chair"
    assert labels["month"]["1954-02"] == "February 1954"


def test_the_same_facets_with_words_and_without(client: httpx.Client) -> None:
    """Words that every event has: the index must count what the tables count."""
    for facet in ("actor", "role", "kind", "topic", "place", "year", "month", "confidence", "collection"):
        plain = answer(client, "/v1/events", "date=1954", f"facet={facet}")
        worded = answer(client, "/v1/events", "date=1954", "q=-zzzzzz", f"facet={facet}")
        assert worded["total"] == plain["total"]
        assert worded["facets"] == plain["facets"]
        assert worded["facet_distinct"] == plain["facet_distinct"]


@pytest.mark.parametrize(
    ("query", "hint"),
    [("facet=kinds", "kind"), ("facet=day", "month"), ("facet=status", None), ("facet=kind,,topic", None)],
)
def test_what_cannot_be_counted_is_refused(client: httpx.Client, query: str, hint: str | None) -> None:
    got = client.get(f"/v1/events?{query}")
    assert got.status_code == 422
    assert got.json()["errors"][0]["parameter"] == "facet"
    assert got.json()["errors"][0]["did_you_mean"] == hint


def test_facets_are_for_json_only(client: httpx.Client) -> None:
    assert client.get("/v1/events?facet=kind&format=csv").status_code == 422


@pytest.mark.sqlite
@pytest.mark.parametrize("path", ["/v1/search?q=note", "/v1/events?q=note&actor=molotov", "/v1/events?actor=molotov"])
def test_nothing_else_waits_while_facets_are_counted(
    database: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    begun, let = threading.Event(), threading.Event()

    def held(*given: Any) -> Any:
        begun.set()
        assert let.wait(SECONDS_TO_WAIT), "the other request was not answered"
        return count_facet(*given)

    async def ask() -> list[int]:
        app = create_app(Settings(database_url=f"sqlite:///{database}"))
        transport = httpx.ASGITransport(app)
        async with (
            app.router.lifespan_context(app),
            httpx.AsyncClient(transport=transport, base_url="http://a") as client,
        ):
            counted = asyncio.create_task(client.get("/v1/events?actor=molotov&facet=kind"))
            assert await asyncio.to_thread(begun.wait, SECONDS_TO_WAIT), "nothing is counted"
            other = await client.get(path)
            assert not counted.done()
            let.set()
            return [other.status_code, (await counted).status_code]

    monkeypatch.setattr("app.http.lists.count_facet", held)
    assert asyncio.run(ask()) == [200, 200]
