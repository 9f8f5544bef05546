"""`/v1/search` and `/v1/suggest`, over a real server with the seed."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

TYPES = ["event", "actor", "document", "paragraph", "claim"]
LISTS = {"event": "events", "actor": "actors", "document": "documents", "claim": "claims"}


def found(client: httpx.Client, path: str, **parameters: object) -> dict[str, Any]:
    answer = client.get(path, params={name: str(value) for name, value in parameters.items()} or None)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def keys(answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(item["type"], item["id"]) for item in answer["items"]]


def texts(value: object) -> Iterator[str]:
    """All texts in a decoded answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)


def test_results_of_all_types_stand_in_one_list(client: httpx.Client) -> None:
    answer = found(client, "/v1/search", q="soviet", limit=500)
    assert answer["total"] == len(answer["items"])
    assert {item["type"] for item in answer["items"]} == set(TYPES)
    for item in answer["items"]:
        assert list(item) == ["type", "id", "title", "date", "snippet", "links"]


def test_a_word_of_a_title_in_another_language_is_marked(client: httpx.Client) -> None:
    document = next(each for each in found(client, "/v1/documents", limit=500)["items"] if each["other_titles"])
    (word, *_) = document["other_titles"][0]["title"].split()
    items = found(client, "/v1/search", q=word, type="document", limit=500)["items"]
    snippet = next(item["snippet"] for item in items if item["id"] == document["id"])
    assert any(piece["hit"] for piece in snippet)


def test_totals_are_those_of_the_lists(client: httpx.Client) -> None:
    counted = found(client, "/v1/search", q="soviet", facet="type", limit=1)
    for each in counted["facets"]["type"]:
        narrowed = found(client, "/v1/search", q="soviet", type=each["value"])
        assert narrowed["total"] == each["count"]
        if each["value"] in LISTS:
            assert found(client, f"/v1/{LISTS[each['value']]}", q="soviet")["total"] == each["count"]
    assert counted["total"] == sum(each["count"] for each in counted["facets"]["type"])


@pytest.mark.parametrize("type_", LISTS)
def test_the_order_of_a_type_is_that_of_its_list(client: httpx.Client, type_: str) -> None:
    alone = [name for _, name in keys(found(client, "/v1/search", q="soviet union", type=type_, limit=500))]
    listed = [
        item["id"] for item in found(client, f"/v1/{LISTS[type_]}", q="soviet union", match="most", limit=500)["items"]
    ]
    assert alone == listed
    merged = keys(found(client, "/v1/search", q="soviet union", limit=500))
    assert [name for kind, name in merged if kind == type_] == alone


def test_most_words_are_the_default_and_all_may_be_asked_for(client: httpx.Client) -> None:
    typed = "why did the west reject the soviet note"
    every, most = found(client, "/v1/search", q=typed, match="all"), found(client, "/v1/search", q=typed)
    assert most == found(client, "/v1/search", q=typed, match="most") | {"links": most["links"]}
    assert every["matched"] == most["matched"] == {"all": every["total"], "most": most["total"]}
    assert keys(most)[: every["total"]] == keys(every)[: len(most["items"])]


def test_pages_lead_through_all_results_and_back(client: httpx.Client) -> None:
    whole = keys(found(client, "/v1/search", q="treaty", limit=500))
    page = found(client, "/v1/search", q="treaty", limit=7)
    pages = [page]
    while page["links"]["next"]:
        page = found(client, page["links"]["next"])
        pages.append(page)
    assert [key for page in pages for key in keys(page)] == whole
    back = [page]
    while page["links"]["prev"]:
        page = found(client, page["links"]["prev"])
        back.append(page)
    assert [keys(page) for page in reversed(back)] == [keys(page) for page in pages]


def test_a_snippet_shows_the_words_in_the_record_itself(client: httpx.Client) -> None:
    items = found(client, "/v1/search", q="conditional nato", limit=50)["items"]
    assert len({item["type"] for item in items}) > 2
    for item in items:
        text = "".join(piece["text"] for piece in item["snippet"])
        assert any(piece["hit"] for piece in item["snippet"]), item
        assert any(text in whole for whole in texts(client.get(item["links"]["self"]).json())), item


def test_a_paragraph_has_the_title_and_date_of_its_document(client: httpx.Client) -> None:
    item = found(client, "/v1/search", q="conditional", type="paragraph")["items"][0]
    document, n = item["id"].split("/")
    whole = found(client, f"/v1/documents/{document}")
    assert (item["title"], item["date"]) == (whole["title"], whole["date"])
    assert item["links"]["self"] == f"/v1/documents/{document}/paragraphs/{n}"
    assert client.get(item["links"]["self"]).status_code == 200


def test_an_actor_narrows_to_events_documents_and_their_paragraphs(client: httpx.Client) -> None:
    answer = found(client, "/v1/search", q="soviet", actor="molotov", facet="type", limit=500)
    assert {item["type"] for item in answer["items"]} == {"event", "document", "paragraph"}
    events = {item["id"] for item in found(client, "/v1/events", q="soviet", actor="molotov", limit=500)["items"]}
    assert {name for kind, name in keys(answer) if kind == "event"} == events
    in_role = found(client, "/v1/search", q="soviet", actor="molotov:mentioned", limit=500)
    assert 0 < in_role["total"] < answer["total"]


def test_dates_narrow_results_of_every_type(client: httpx.Client) -> None:
    every = found(client, "/v1/search", q="soviet", limit=500)
    narrowed = found(client, "/v1/search", q="soviet", date="1954-03", limit=500)
    inside = [
        (item["type"], item["id"])
        for item in every["items"]
        if item["date"]
        and (item["date"]["earliest"] or "0") <= "1954-03-31"
        and (item["date"]["latest"] or "9999") >= "1954-03-01"
    ]
    assert sorted(keys(narrowed)) == sorted(inside)
    assert 0 < len(inside) < every["total"]


@pytest.mark.parametrize("facet", ["type", "collection", "year", "month"])
def test_a_count_is_the_total_that_adding_the_value_gives(client: httpx.Client, facet: str) -> None:
    asked = {"q": "nato", "date": "1953/1955"}
    counted = found(client, "/v1/search", facet=facet, **asked)["facets"][facet]
    assert counted
    name = "date" if facet in {"year", "month"} else facet
    for each in counted:
        assert found(client, "/v1/search", **{**asked, name: each["value"]})["total"] == each["count"], each


def test_it_needs_words_and_knows_its_types(client: httpx.Client) -> None:
    answer = client.get("/v1/search", params={"type": "evnet"})
    assert answer.status_code == 422
    assert [(error["parameter"], error["did_you_mean"]) for error in answer.json()["errors"]] == [
        ("q", None),
        ("type", "event"),
    ]
    assert found(client, "/v1/search", q="…")["items"] == []
    assert client.get("/v1/search", params={"q": "nato", "sort": "date"}).status_code == 422


@pytest.mark.parametrize("typed", ["molot", "молот", "МОЛО\u0301Т", "vyach mol"])
def test_names_are_completed_in_any_script(client: httpx.Client, typed: str) -> None:
    first = found(client, "/v1/suggest", q=typed)["items"][0]
    assert (first["type"], first["id"], first["label"]) == ("actor", "molotov", "Vyacheslav Molotov")


def test_suggestions_are_of_the_types_asked_for_each_once(client: httpx.Client) -> None:
    answer = found(client, "/v1/suggest", q="b", type="place,topic", limit=50)
    assert {item["type"] for item in answer["items"]} <= {"place", "topic"}
    every = found(client, "/v1/suggest", q="s", limit=50)["items"]
    assert len(every) == 50
    assert len({(item["type"], item["id"]) for item in every}) == 50
    assert client.get("/v1/suggest", params={"q": "b", "limit": 51}).status_code == 422
    assert client.get("/v1/suggest").status_code == 422
    assert found(client, "/v1/suggest", q="'")["items"] == []


def test_links_of_suggestions_lead_to_the_same(client: httpx.Client) -> None:
    answer = found(client, "/v1/suggest", q="berl conf", limit=3)
    assert found(client, answer["links"]["self"]) == answer


@pytest.mark.parametrize(
    ("typed", "record"),
    [
        *[("USSR", "ussr"), ("usa", "usa"), ("uk", "uk"), ("west germany", "frg"), ("East Ger", "gdr")],
        *[("NATO", "nato"), ("EDC", "edc"), ("Chruschtsch", "khrushchev"), ("Krushchev", "khrushchev")],
        ("Malenkow", "malenkov"),
    ],
)
def test_what_people_call_an_actor_is_completed_first(client: httpx.Client, typed: str, record: str) -> None:
    first = found(client, "/v1/suggest", q=typed, type="actor")["items"][0]
    assert (first["type"], first["id"]) == ("actor", record)


def test_a_whole_name_comes_before_longer_ones_of_every_type(client: httpx.Client) -> None:
    assert found(client, "/v1/suggest", q="NATO")["items"][0]["id"] == "nato"


def test_a_hint_is_the_years_of_a_life_or_the_kind(client: httpx.Client) -> None:
    kinds = {
        type_: {each["value"]: each["label"] for each in labels}
        for type_, labels in found(client, "/v1/dataset")["kinds"].items()
    }
    for item in found(client, "/v1/suggest", q="m", limit=50, type="actor,event,document")["items"]:
        record = found(client, f"/v1/{LISTS[item['type']]}/{item['id']}")
        life = record["date"] if record["kind"] == "person" else None
        if life is not None and life["earliest"] and life["latest"]:
            assert item["hint"] == f"{life['earliest'][:4]}-{life['latest'][:4]}"
        elif life is None:
            assert item["hint"] == kinds[item["type"]][record["kind"]]


@pytest.mark.parametrize(("dotted", "plain"), [("U.S.S.R.", "ussr"), ("U.K.", "uk"), ("N.A.T.O.", "nato")])
@pytest.mark.parametrize("path", ["/v1/search", "/v1/events"])
def test_an_abbreviation_with_dots_finds_what_it_finds_without(
    client: httpx.Client, path: str, dotted: str, plain: str
) -> None:
    answer = found(client, path, q=f"{dotted} 1954", limit=500)
    assert answer["total"] > 0
    assert answer["items"] == found(client, path, q=f"{plain} 1954", limit=500)["items"]


def test_initials_without_blanks_find_whom_they_find_apart(client: httpx.Client) -> None:
    answer = found(client, "/v1/search", q="J.F. Dulles")
    assert keys(answer)[0] == ("actor", "dulles")
    assert keys(answer) == keys(found(client, "/v1/search", q="J. F. Dulles"))
