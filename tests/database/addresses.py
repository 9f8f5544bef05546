"""Many addresses of the service, so that the answers of two databases can be held against each other."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import yaml

from bench.engines import own
from bench.engines import walked as pages_of
from tests.pages.crawling import MISTAKES, PAGES
from tests.serving import ROOT

Json = Any  # decoded JSON
LISTS = {
    "/v1/events": ("date", "-date", "title"),
    "/v1/documents": ("date", "-date", "title"),
    "/v1/actors": ("date", "-date", "title"),
    "/v1/claims": ("date", "-date", "title"),
    "/v1/tenures": ("date", "-date"),
    "/v1/memberships": ("date", "-date"),
    "/v1/places": ("title",),
    "/v1/topics": ("title",),
    "/v1/stories": ("title",),
}
"""The lists and their orders."""
OTHER = {"cursor", "bom"}
"""Parameters that have no example of their own here."""
PAIRED = ("/v1/events", "/v1/network")
"""Where every two parameters are also combined."""
DAYS = ("1954-03-26", "1949", "1953-03-05/1953-09-07", "1800", "2100")
WORDS = ("soviet", "nato treaty", '"north atlantic" -soviet', "molot*", "молотов", "zzzz", "note berlin conference")
FORGED = (
    "/v1/events?cursor=AAAA",
    "/v1/events?cursor=o5XCEFgGW2ZhbHNlLDcwMzA2MSwxLCJzaHVsZ2luLXZpc2l0Il0",
    "/v1/events?limit=0",
    "/v1/events?date=9999999999999",
    "/v1/events/no-such-event",
    "/v1/actors/Molotow",
)


def described(client: httpx.Client) -> Iterator[str]:
    """Each GET of the description with its examples: without parameters, with each, with each format and facet."""
    for path, methods in client.get("/openapi.json").json()["paths"].items():
        if "get" not in methods or path.startswith("/health"):
            continue
        parameters = methods["get"].get("parameters", [])
        base = path
        for each in parameters:
            if each["in"] == "path":
                base = base.replace(f"{{{each['name']}}}", quote(str(each["example"])))
        always = {each["name"]: each["example"] for each in parameters if each["in"] == "query" and each["required"]}
        queries = [always, *({**always, **query} for query in _queries(path, parameters))]
        yield from dict.fromkeys(_address(base, query) for query in queries)


def _queries(path: str, parameters: Json) -> Iterator[dict[str, Any]]:
    given: list[dict[str, Any]] = []
    for each in parameters:
        name = each["name"]
        if each["in"] != "query" or name in OTHER:
            continue
        examples = [*each["schema"].get("examples", []), *([each["example"]] if "example" in each else [])]
        given += [{name: example} for example in examples]
        if name in {"format", "facet"}:
            words = each["schema"].get("enum") or each["schema"].get("items", {}).get("enum") or []
            yield from ({name: word} for word in words)
    yield from given
    if path in PAIRED:
        yield from (one | other for one, other in combinations(given, 2) if not one.keys() & other.keys())


def _address(path: str, query: dict[str, Any]) -> str:
    parts = {name: ",".join(map(str, value)) if isinstance(value, list) else value for name, value in query.items()}
    return f"{path}?{urlencode(parts)}" if parts else path


def walked(client: httpx.Client) -> Iterator[str]:
    """All pages of all lists in all their orders, forwards and back."""
    for path, orders in LISTS.items():
        for order in orders:
            for query in ("limit=37", "limit=100&collection=curated"):
                yield from pages_of(client, f"{path}?sort={order}&{query}")


def records(client: httpx.Client) -> Iterator[str]:
    """Each record that has an address, its page, its citation, its exchange."""
    for path in ("/v1/events", "/v1/documents", "/v1/actors", "/v1/claims", "/v1/places", "/v1/topics", "/v1/stories"):
        address: str | None = f"{path}?limit=100"
        while address is not None:
            page = client.get(address)
            for item in page.json()["items"]:
                yield f"{path}/{item['id']}"
                yield f"{path.removeprefix('/v1')}/{item['id']}"
                if path == "/v1/events":
                    yield from (f"{path}/{item['id']}/exchange?scope={scope}" for scope in ("line", "whole"))
            address = own(page.links["next"]["url"]) if "next" in page.links else None


def asked() -> Iterator[str]:
    """Questions, searches, days, pages for people, and mistakes."""
    questions = (ROOT / "tests" / "questions.yaml").read_text(encoding="utf-8")
    yield from (each["url"] for each in yaml.safe_load(questions))
    for words in WORDS:
        yield from (
            f"{path}?{urlencode({'q': words})}" for path in ("/v1/search", "/v1/events", "/v1/documents", "/search")
        )
        yield f"/v1/search?{urlencode({'q': words, 'facet': 'type,collection'})}"
        yield f"/v1/suggest?{urlencode({'q': words})}"
    for day in DAYS:
        yield from (f"{path}?on={day}" for path in ("/v1/tenures", "/v1/memberships"))
        for match in ("overlaps", "within", "covers"):
            yield from (f"{path}?date={day}&date_match={match}" for path in ("/v1/events", "/v1/actors", "/v1/network"))
    yield from PAGES
    yield from MISTAKES
    yield from FORGED


def addresses(client: httpx.Client) -> list[str]:
    """All of them, each once."""
    return list(dict.fromkeys((*described(client), *walked(client), *records(client), *asked())))
