"""The main job: events of spring 1954, by date and by actor, and from there to documents and actors."""

from typing import Any

import httpx
import pytest

Json = dict[str, Any]  # decoded JSON


def items(client: httpx.Client, path: str) -> list[Json]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["items"]
    return found


def ids(client: httpx.Client, path: str) -> list[str]:
    return [item["id"] for item in items(client, path)]


def test_events_of_february_with_molotov_lead_to_their_documents_and_actors(client: httpx.Client) -> None:
    found = items(client, "/v1/events?date=1954-02&actor=molotov&limit=500")
    assert found
    assert found[0]["id"] == "berlin-conference-1954"
    for event in found:
        assert event["date"]["earliest"] <= "1954-02-28"
        assert event["date"]["latest"] >= "1954-02-01"
        assert "molotov" in {actor["id"] for actor in event["actors"]}
    draft = client.get(found[0]["links"]["self"]).json()
    assert draft["documents"]
    document = client.get(f"/v1/documents/{draft['documents'][0]['id']}").json()
    assert draft["id"] in {event["id"] for event in document["events"]}
    actor = client.get("/v1/actors/molotov").json()
    assert "Вячеслав Михайлович Молотов" in {name["name"] for name in actor["other_names"]}


def test_items_come_by_first_possible_day_and_then_by_id(client: httpx.Client) -> None:
    found = items(client, "/v1/events?limit=500")
    keys = [(item["date"]["earliest"] or "", item["id"]) for item in found]
    assert keys == sorted(keys)
    assert len(found) == client.get("/v1/events?limit=1").json()["total"]


def test_repeated_actors_are_all_there_and_comma_means_any(client: httpx.Client) -> None:
    both = ids(client, "/v1/events?actor=molotov&actor=dulles,eden&limit=500")
    with_dulles = set(ids(client, "/v1/events?actor=molotov&actor=dulles&limit=500"))
    with_eden = set(ids(client, "/v1/events?actor=molotov&actor=eden&limit=500"))
    assert set(both) == with_dulles | with_eden
    assert with_dulles != with_eden


def test_molotov_acts_for_the_soviet_union_while_he_is_minister_and_not_after(client: httpx.Client) -> None:
    path = "/v1/events?actor=ussr&actor_scope=representatives&limit=500"
    represented = set(ids(client, path))
    assert "molotov-memorandum-1954-03-26" in represented
    event = client.get("/v1/events/molotov-memorandum-1954-03-26").json()
    author = next(actor for actor in event["actors"] if actor["id"] == "molotov")
    assert {"id": "ussr", "certainty": "certain"} in author["represents"]
    assert {"office": "Minister of Foreign Affairs", "of": "mid-ussr", "certainty": "certain"} in author["offices"]
    alone = set(ids(client, "/v1/events?actor=ussr&limit=500"))
    assert alone < represented


def test_before_and_after_his_ministries_molotov_is_not_counted_as_the_foreign_ministry(client: httpx.Client) -> None:
    counted = items(client, "/v1/events?actor=mid-ussr&actor=molotov&actor_scope=representatives&limit=500")
    days = [event["date"]["earliest"] for event in counted]
    assert days
    assert all("1939-05-03" <= day <= "1949-03-04" or "1953-03-05" <= day <= "1956-06-01" for day in days)


def test_what_the_united_states_does_is_not_done_by_nato(client: httpx.Client) -> None:
    scope = "actor_scope=representatives&limit=500"
    nato = set(ids(client, f"/v1/events?actor=nato&{scope}"))
    usa = set(ids(client, f"/v1/events?actor=usa&{scope}"))
    assert "us-statement-1954-03-31" in usa
    assert "us-statement-1954-03-31" not in nato
    ismay = set(ids(client, "/v1/events?actor=ismay&limit=500&date=1954"))
    assert ismay <= nato


def test_marshal_juins_speech_is_no_act_of_nato(client: httpx.Client) -> None:
    found = ids(client, "/v1/events?actor=nato&actor_scope=representatives&limit=500")
    assert "juin-speech-1954-03-27" not in found


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("actor=molotov:author&date=1954-03-26", ["molotov-memorandum-1954-03-26"]),
        ("actor=molotov&role=author&date=1954-03-26", ["molotov-memorandum-1954-03-26"]),
        ("actor=molotov:signatory&date=1954-03-26", []),
        (
            "document=doc-molotov-memorandum-1954-03-26&date=1954-03-26&date_match=within",
            ["molotov-memorandum-1954-03-26"],
        ),
        ("actor=vyacheslav-molotov:author&date=1954-03-26", ["molotov-memorandum-1954-03-26"]),
    ],
)
def test_an_actor_may_be_asked_for_in_a_role(client: httpx.Client, query: str, expected: list[str]) -> None:
    assert ids(client, f"/v1/events?{query}") == expected


def test_part_of_lists_what_lies_below_a_whole(client: httpx.Client) -> None:
    conference = client.get("/v1/events/berlin-conference-1954").json()
    below = items(client, f"{conference['links']['parts']}&limit=500")
    assert len(below) == conference["parts"]
    top = set(ids(client, "/v1/events?part_of=none&limit=500"))
    assert "berlin-conference-1954" in top
    assert not top & {event["id"] for event in below}


def test_the_path_of_an_actor_fixes_it(client: httpx.Client) -> None:
    assert ids(client, "/v1/actors/molotov/events?date=1954-02&limit=500") == ids(
        client, "/v1/events?actor=molotov&date=1954-02&limit=500"
    )
    assert ids(client, "/v1/actors/molotov/events?actor=dulles&role=chair&limit=500") == ids(
        client, "/v1/events?actor=molotov:chair&actor=dulles&limit=500"
    )
    for_ussr = set(ids(client, "/v1/actors/ussr/events?actor_scope=representatives&limit=500"))
    with_usa = set(ids(client, "/v1/events?actor=usa&limit=500"))
    both = ids(client, "/v1/actors/ussr/events?actor_scope=representatives&actor=usa&limit=500")
    assert set(both) == for_ussr & with_usa
    assert ids(client, "/v1/actors/ussr/documents?actor_scope=representatives&limit=500") == ids(
        client, "/v1/documents?actor=ussr&actor_scope=representatives&limit=500"
    )


def test_include_adds_what_details_have(client: httpx.Client) -> None:
    plain, detail = "/v1/events?date=1954-03-31", client.get("/v1/events/soviet-note-1954-03-31").json()
    includes = ["documents", "citations", "claims", "exchange"]
    assert not set(includes) & set(items(client, plain)[0])
    for include in includes:
        found = next(item for item in items(client, f"{plain}&include={include}") if item["id"] == detail["id"])
        assert found[include] == detail[include]
        assert set(found) & set(includes) == {include}
    everything = items(client, f"{plain}&include=exchange,claims,citations,documents")
    assert detail in everything


def test_fields_keep_the_named_keys_and_the_id(client: httpx.Client) -> None:
    for item in items(client, "/v1/events?fields=title,date&limit=3"):
        assert list(item) == ["id", "title", "date"]
    assert list(items(client, "/v1/events?fields=documents&include=documents&limit=1")[0]) == ["id", "documents"]


def test_a_list_is_followed_by_its_links_without_loss(client: httpx.Client) -> None:
    whole = ids(client, "/v1/events?actor=molotov&limit=500")
    path, found, pages = "/v1/events?actor=molotov&limit=7", [], 0
    while path:
        answer = client.get(path)
        body = answer.json()
        assert body["links"]["self"] == path.replace("%3D", "=")
        assert body["total"] == int(answer.headers["X-Total-Count"]) == len(whole)
        relations = {link["rel"]: link["url"] for link in answer.links.values()}
        assert relations == {name: link for name, link in body["links"].items() if link}
        found += [item["id"] for item in body["items"]]
        previous, path, pages = body["links"]["prev"], body["links"]["next"], pages + 1
    assert found == whole
    assert pages == -(-len(whole) // 7)
    back = client.get(previous).json()
    assert [item["id"] for item in back["items"]] == whole[(pages - 2) * 7 : (pages - 1) * 7]


def test_a_cursor_allows_another_limit_and_refuses_another_request(client: httpx.Client) -> None:
    link = client.get("/v1/events?actor=molotov&limit=2").json()["links"]["next"]
    wider = client.get(link.replace("limit=2", "limit=5")).json()
    assert len(wider["items"]) == 5
    other = client.get(link.replace("actor=molotov", "actor=dulles"))
    assert other.status_code == 422
    assert other.json()["errors"][0]["parameter"] == "cursor"


@pytest.mark.parametrize("sort", ["-date", "title"])
def test_other_orders(client: httpx.Client, sort: str) -> None:
    found = items(client, f"/v1/documents?sort={sort}&limit=500")
    assert len(found) > 50
    if sort == "title":
        titles = [item["title"].casefold() for item in found if item["title"].isascii()]
        assert titles == sorted(titles)
    else:
        days = [item["date"]["earliest"] or "" for item in found if item["date"]]
        assert days == sorted(days, reverse=True)
        undated = [item["date"] is None for item in found]
        assert undated == sorted(undated)


def test_the_essay_is_there_and_the_record_contradicts_its_sixth_thesis(client: httpx.Client) -> None:
    essay = client.get("/v1/documents/doc-essay-diplomacy-with-a-smile").json()
    assert len(essay["paragraphs"]) == 10
    paragraph = client.get(f"/v1/documents/{essay['id']}/paragraphs/6").json()
    assert [(claim["id"], claim["status"]) for claim in paragraph["claims"]] == [("essay-thesis-6", "contradicted")]


def test_a_paragraph_shows_the_evidence_that_rests_on_it(client: httpx.Client) -> None:
    paragraph = client.get("/v1/documents/doc-molotov-memorandum-1954-03-26/paragraphs/6").json()
    assert "should not be conditional" in paragraph["key_phrases"]
    assert paragraph["evidence"]
    assert {piece["document"]["id"] for piece in paragraph["evidence"]} == {paragraph["document"]}
    assert {piece["n"] for piece in paragraph["evidence"]} == {6}


def test_the_data_set_tells_release_licence_and_labels(client: httpx.Client) -> None:
    found = client.get("/v1/dataset").json()
    assert found["release"] == client.get("/v1/events?limit=1").json()["release"]
    assert found["counts"]["events"] == client.get("/v1/events?limit=1").json()["total"]
    assert found["collections"][0]["licence"] == "CC-BY-4.0"
    assert {"value": "note", "label": "Note"} in found["kinds"]["event"]
    assert {"value": "chair", "label": "Chair"} in found["roles"]["event"]


def test_every_key_of_an_item_is_always_there(client: httpx.Client) -> None:
    for path in ("/v1/events", "/v1/documents", "/v1/actors"):
        found = items(client, f"{path}?limit=500")
        keys = [tuple(item) for item in found]
        assert len(set(keys)) == 1
        assert keys[0][:2] == ("id", "kind")
