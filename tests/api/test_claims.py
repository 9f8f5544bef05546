"""`/v1/claims`: what was asserted, by whom and where, and what speaks for and against it."""

from typing import Any

import httpx
import pytest

Json = dict[str, Any]  # decoded JSON
MEMORANDUM = "doc-molotov-memorandum-1954-03-26"


@pytest.fixture(scope="module")
def details(client: httpx.Client) -> dict[str, Json]:
    """Every claim with its evidence, by id in the order of the list."""
    listed = client.get("/v1/claims?limit=500").json()
    assert listed["total"] == len(listed["items"]) > 50
    return {item["id"]: client.get(item["links"]["self"]).json() for item in listed["items"]}


def ids(client: httpx.Client, query: str) -> list[str]:
    answer = client.get(f"/v1/claims?limit=500&{query}")
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


def about(claim: Json) -> set[str]:
    return {each["id"] for each in claim["about"]}


def stances(claim: Json) -> set[str]:
    return {each["stance"] for each in claim["evidence"]}


def evidenced(claim: Json) -> set[str]:
    return {each["document"]["id"] for each in claim["evidence"]}


MATCHES = {
    "status=contradicted": lambda claim: claim["status"] == "contradicted",
    "status=contradicted,disputed": lambda claim: claim["status"] in {"contradicted", "disputed"},
    "stance=disputes": lambda claim: "disputes" in stances(claim),
    "stance=disputes,qualifies": lambda claim: bool({"disputes", "qualifies"} & stances(claim)),
    "stance=disputes&stance=qualifies": lambda claim: {"disputes", "qualifies"} <= stances(claim),
    "about=molotov": lambda claim: "molotov" in about(claim),
    "about=soviet-note-1954-03-31,nato": lambda claim: bool({"soviet-note-1954-03-31", "nato"} & about(claim)),
    "about=soviet-note-1954-03-31&about=nato": lambda claim: {"soviet-note-1954-03-31", "nato"} <= about(claim),
    "event=soviet-note-1954-03-31": lambda claim: "soviet-note-1954-03-31" in about(claim),
    "asserted_by=molotov": lambda claim: "molotov" in claim["asserted_by"],
    "asserted_by=dulles,eden": lambda claim: bool({"dulles", "eden"} & set(claim["asserted_by"])),
    f"asserted_in={MEMORANDUM}": lambda claim: claim["asserted_in"]["document"] == MEMORANDUM,
    f"document={MEMORANDUM}": lambda claim: (
        MEMORANDUM in {claim["asserted_in"]["document"]} | about(claim) | evidenced(claim)
    ),
    "topic=edc": lambda claim: "edc" in claim["topics"],
    "topic=edc&topic=nato-membership": lambda claim: {"edc", "nato-membership"} <= set(claim["topics"]),
    "topic=edc,disarmament": lambda claim: bool({"edc", "disarmament"} & set(claim["topics"])),
    "kind=essay-thesis": lambda claim: claim["kind"] == "essay-thesis",
    "date=1954-03": lambda claim: (claim["date"] or {}).get("earliest", "")[:7] == "1954-03",
    "date=undated": lambda claim: claim["date"] is None,
}


@pytest.mark.parametrize("query", MATCHES)
def test_a_filter_finds_what_a_plain_reading_of_all_claims_finds(
    client: httpx.Client, details: dict[str, Json], query: str
) -> None:
    expected = [claim for claim, detail in details.items() if MATCHES[query](detail)]
    assert ids(client, query) == expected != []


@pytest.mark.parametrize("query", ["collection=curated", "updated_since=2000-01-01"])
def test_a_filter_that_all_fulfil_leaves_out_none(client: httpx.Client, details: dict[str, Json], query: str) -> None:
    assert ids(client, query) == list(details)


@pytest.mark.parametrize(
    "query",
    [
        "status=contradicted&stance=supports&kind=historical-interpretation",
        "about=essay-thesis-6",
        "updated_since=9999-01-01",
    ],
)
def test_a_filter_that_none_can_fulfil_finds_nothing(client: httpx.Client, query: str) -> None:
    assert ids(client, query) == []


def test_the_contradicted_thesis_of_the_essay(client: httpx.Client) -> None:
    assert "essay-thesis-6" in ids(client, "kind=essay-thesis&status=contradicted&stance=disputes")
    thesis = client.get("/v1/claims/essay-thesis-6").json()
    assert thesis["asserted_in"] == {"document": "doc-essay-diplomacy-with-a-smile", "n": 6, "locator": None}
    counted = {stance: sum(each["stance"] == stance for each in thesis["evidence"]) for stance in thesis["stances"]}
    assert thesis["stances"] == counted
    assert counted["disputes"] > counted["supports"]
    assert list(thesis["evidence"][0]) == ["document", "n", "locator", "stance", "note"]


def test_claims_stand_by_the_date_of_their_assertion_and_those_without_one_last(details: dict[str, Json]) -> None:
    keys = [(claim["date"] is None, (claim["date"] or {}).get("earliest"), claim["id"]) for claim in details.values()]
    assert keys == sorted(keys, key=lambda key: (key[0], key[1] or "", key[2]))
    assert sum(key[0] for key in keys) == 2


def test_claims_of_an_event_a_document_and_a_list_are_the_same_records(client: httpx.Client) -> None:
    listed = client.get("/v1/claims?about=soviet-note-1954-03-31&limit=500").json()["items"]
    assert client.get("/v1/events/soviet-note-1954-03-31").json()["claims"] == listed


@pytest.mark.parametrize("query", ["", "&sort=-date", "&sort=title", "&status=supported&sort=-date"])
def test_pages_give_each_claim_once(client: httpx.Client, query: str) -> None:
    every = ids(client, query)
    page = client.get(f"/v1/claims?limit=9{query}").json()
    found = list(page["items"])
    while page["links"]["next"]:
        page = client.get(page["links"]["next"]).json()
        found += page["items"]
    assert [item["id"] for item in found] == every
    assert len(set(every)) == len(every) == page["total"]


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("status=contradict", {"status": "contradicted"}),
        ("stance=support", {"stance": "supports"}),
        ("kind=essay-thesi&about=molotof", {"kind": "essay-thesis", "about": "molotov"}),
        ("about=essay-thesis-66", {"about": "essay-thesis-6"}),
        ("asserted_by=berlin-conference-1954", {"asserted_by": None}),
        ("asserted_in=molotov&limit=0", {"asserted_in": None, "limit": None}),
        ("document=", {"document": None}),
        ("actor=molotov", {"actor": None}),
    ],
)
def test_bad_input_is_told_all_at_once(client: httpx.Client, query: str, wrong: dict[str, str | None]) -> None:
    answer = client.get(f"/v1/claims?{query}")
    assert answer.status_code == 422
    told = {error["parameter"]: error["did_you_mean"] for error in answer.json()["errors"]}
    assert told.keys() == wrong.keys()
    assert all(told[name] == guess for name, guess in wrong.items() if guess)


def test_an_unknown_claim_is_not_found_with_a_guess(client: httpx.Client) -> None:
    answer = client.get("/v1/claims/essay-thesis-66")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["did_you_mean"] == "essay-thesis-6"


def test_a_paragraph_has_the_claims_made_in_it_and_the_evidence_that_rests_on_it(
    client: httpx.Client, details: dict[str, Json]
) -> None:
    with_evidence = 0
    for n in range(1, 14):
        paragraph = client.get(f"/v1/documents/{MEMORANDUM}/paragraphs/{n}").json()
        made = [
            claim
            for claim, detail in details.items()
            if (detail["asserted_in"]["document"], detail["asserted_in"]["n"]) == (MEMORANDUM, n)
        ]
        resting = [
            (claim, each["stance"], each["note"])
            for claim, detail in details.items()
            for each in detail["evidence"]
            if (each["document"]["id"], each["n"]) == (MEMORANDUM, n)
        ]
        assert [claim["id"] for claim in paragraph["claims"]] == made
        assert [(each["claim"], each["stance"], each["note"]) for each in paragraph["evidence"]] == resting
        assert (paragraph["document"], paragraph["n"]) == (MEMORANDUM, n)
        with_evidence += bool(resting)
    assert with_evidence > 1


def test_american_participation_must_not_be_conditional_says_paragraph_six(client: httpx.Client) -> None:
    paragraph = client.get(f"/v1/documents/{MEMORANDUM}/paragraphs/6").json()
    assert "conditional" in " ".join([paragraph["abstract"], *paragraph["key_phrases"]])
    assert paragraph["text"] is None
    for number in ("0", "06", "14", "six", "-1", "9" * 30):
        answer = client.get(f"/v1/documents/{MEMORANDUM}/paragraphs/{number}")
        assert answer.status_code == 404, number
