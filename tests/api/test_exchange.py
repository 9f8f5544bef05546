"""`/v1/events/{event}/exchange`: the note of 31 March 1954, from the draft treaty to the last reply."""

from typing import Any

import httpx
import pytest

pytestmark = pytest.mark.slow

Json = dict[str, Any]  # decoded JSON
NOTE = "soviet-note-1954-03-31"


def exchange(client: httpx.Client, event: str, scope: str = "line") -> Json:
    answer = client.get(f"/v1/events/{event}/exchange", params={"scope": scope})
    assert answer.status_code == 200, answer.text
    found: Json = answer.json()
    return found


def move(found: Json, event: str) -> Json:
    [wanted] = [each for each in found["moves"] if each["id"] == event]
    return dict(wanted)


def test_it_has_the_keys_of_the_contract_and_no_others(client: httpx.Client) -> None:
    found = exchange(client, NOTE)
    assert list(found) == ["event", "scope", "openings", "moves", "unanswered"]
    assert list(found["moves"][0]) == ["id", "title", "kind", "date", "movers", "answers", "answered_by"]
    assert list(move(found, NOTE)["answers"][0]) == ["id", "manner", "days", "in_exchange"]


def test_the_formal_reply_came_thirty_seven_days_after_the_note(client: httpx.Client) -> None:
    found = exchange(client, NOTE)
    reply = move(found, "western-reply-1954-05-07")
    assert [mover["id"] for mover in reply["movers"]] == ["usa", "uk", "france"]
    assert reply["answers"][0] == {
        "id": NOTE,
        "manner": "rejects",
        "days": {"min": 37, "max": 37},
        "in_exchange": True,
    }
    assert "western-reply-1954-05-07" in {each["id"] for each in move(found, NOTE)["answered_by"]}


def test_three_drafts_each_taking_up_the_one_before_led_to_the_memorandum(client: httpx.Client) -> None:
    found = exchange(client, "molotov-memorandum-1954-03-26")
    drafts = [f"gromyko-draft-1954-03-{day}" for day in ("10", "20", "24")]
    order = [each["id"] for each in found["moves"]]
    assert [event for event in order if event in drafts] == drafts
    assert found["openings"] == ["soviet-security-draft-1954-02-10"]
    for before, after in zip(drafts, [*drafts[1:], "molotov-memorandum-1954-03-26"], strict=True):
        assert (before, "takes_up") in {(each["id"], each["manner"]) for each in move(found, after)["answers"]}


def test_an_uncertain_first_day_gives_a_range_of_days(client: httpx.Client) -> None:
    talk = move(exchange(client, NOTE), "vinogradov-palewski-talk-1954")
    assert talk["date"]["edtf"] == "[1954-02-10..1954-03-26]"
    assert talk["answers"][0]["days"] == {"min": 0, "max": 44}


def test_who_rejects_the_treaty_and_what_it_takes_up(client: httpx.Client) -> None:
    found = exchange(client, "edc-treaty-1952-05-27")
    treaty = move(found, "edc-treaty-1952-05-27")
    assert {each["id"] for each in treaty["answered_by"] if each["manner"] == "rejects"} == {
        "soviet-note-1952-08-23",
        "de-gaulle-edc-1953-11-12",
        "anti-edc-conference-1954-03-20",
        "juin-speech-1954-03-27",
        "french-committee-edc-1954-06-09",
        "french-vote-edc-1954-08-30",
    }
    assert [(each["id"], each["manner"]) for each in treaty["answers"]] == [("pleven-plan-1950-10-24", "takes_up")]


def test_a_move_beside_the_line_is_shown_as_outside(client: httpx.Client) -> None:
    draft = move(exchange(client, NOTE), "soviet-security-draft-1954-02-10")
    assert [each["id"] for each in draft["answered_by"] if not each["in_exchange"]] == [
        "dulles-reply-1954-02-10",
        "le-monde-europe-count-1954-02-12",
        "bidault-security-draft-1954-02-14",
        "dulles-collective-security-1954-02-15",
        "anti-edc-conference-1954-03-20",
        "geneva-summit-1955-07",
    ]


def test_an_event_that_answers_nothing_and_is_not_answered_is_an_exchange_of_one(client: httpx.Client) -> None:
    alone = next(
        each["id"]
        for each in client.get("/v1/events?limit=500").json()["items"]
        if not each["responds_to"] and not each["answered_by"]
    )
    found = exchange(client, alone)
    assert [each["id"] for each in found["moves"]] == found["openings"] == [alone]
    assert found["moves"][0]["answers"] == found["moves"][0]["answered_by"] == []


def test_it_agrees_with_its_outline_and_is_mutual_for_every_event(client: httpx.Client) -> None:
    events = client.get("/v1/events?limit=500&include=exchange").json()["items"]
    lines = {event["id"]: exchange(client, event["id"]) for event in events}
    members = {event: {each["id"] for each in found["moves"]} for event, found in lines.items()}
    for event in events:
        found = lines[event["id"]]
        assert event["exchange"] == {
            "openings": found["openings"],
            "moves": len(found["moves"]),
            "unanswered": found["unanswered"],
        }
    assert all(one in members[other] for one in members for other in members[one])


def test_the_whole_is_the_same_from_each_of_its_moves(client: httpx.Client) -> None:
    found = exchange(client, "western-note-1954-01-01", "whole")
    assert found["scope"] == "whole"
    for each in found["moves"]:
        assert exchange(client, each["id"], "whole") == found | {"event": each["id"]}
    assert all(end["in_exchange"] for each in found["moves"] for end in (*each["answers"], *each["answered_by"]))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/v1/events/{NOTE}/exchange?scope=all", 422),
        (f"/v1/events/{NOTE}/exchange?scope=", 422),
        (f"/v1/events/{NOTE}/exchange?limit=3", 422),
        ("/v1/events/soviet-note-1954-03-32/exchange", 404),
        ("/v1/events/molotov/exchange", 404),
    ],
)
def test_bad_requests_are_refused(client: httpx.Client, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["errors"]


def test_it_is_json_alone_and_has_a_tag(client: httpx.Client) -> None:
    path = f"/v1/events/{NOTE}/exchange"
    assert client.get(path, headers={"Accept": "text/csv"}).status_code == 406
    tag = client.head(path).headers["etag"]
    assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
