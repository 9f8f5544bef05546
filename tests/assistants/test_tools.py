"""The tools for assistants, over HTTP and over standard input and output, by the package's own client."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import jsonschema
import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters

from app.assistants.tools import TOOLS
from tests.assistants.asking import Call, Json, answers, refusal
from tests.serving import TIMELINE, clean_environment

NOTE = "soviet-note-1954-03-31"
MEMORANDUM = "doc-molotov-memorandum-1954-03-26"
CALLS: tuple[Call, ...] = (
    ("search", {"q": "nato", "limit": 8}),
    ("get_record", {"type": "event", "id": NOTE}),
    ("get_record", {"type": "paragraph", "id": f"{MEMORANDUM}/6"}),
    ("get_record", {"type": "story", "id": "did-moscow-want-to-join-nato"}),
    ("find_events", {"date": "1954-02-18", "actor": ["molotov", "dulles,eden"]}),
    ("get_exchange", {"event": NOTE}),
    ("who_held_office", {"on": "1954-03-26", "of": "ussr", "office": "first secretary"}),
    ("find_claims", {"status": ["contradicted"], "document": MEMORANDUM}),
)


@pytest.fixture(scope="module")
def address(server: str) -> str:
    return f"{server}/mcp"


def ask(address: str, name: str, **arguments: object) -> Json:
    (answer,) = asyncio.run(answers(address, (name, arguments)))
    return answer


def cited(answer: object) -> Iterator[tuple[str, str]]:
    """Citation and page of everything in an answer that has them."""
    if isinstance(answer, list):
        for each in answer:
            yield from cited(each)
    elif isinstance(answer, dict):
        if "citation" in answer:
            yield answer["citation"], answer["page"]
        yield from cited(list(answer.values()))


def test_there_are_six_tools_that_only_read(address: str) -> None:
    async def listed() -> None:
        async with Client(address) as client:
            tools = (await client.list_tools()).tools
            assert client.instructions
        assert {tool.name for tool in tools} == {name for name, _ in CALLS}
        assert len(tools) == len(TOOLS) <= 6
        for tool in tools:
            assert tool.description
            assert tool.annotations
            assert tool.annotations.read_only_hint
            assert all(each.get("description") for each in tool.input_schema["properties"].values()), tool.name

    asyncio.run(listed())


def test_every_item_has_a_citation_and_a_page_that_is_there(address: str, server: str, client: httpx.Client) -> None:
    for call, answer in zip(CALLS, asyncio.run(answers(address, *CALLS)), strict=True):
        found = list(cited(answer))
        assert found, call
        assert len(found) == len(answer.get("items", answer.get("moves", [answer]))), call
        for citation, page in found:
            assert citation.endswith("."), call
            assert client.get(page.removeprefix(_base(page))).status_code == 200, page
        assert answer["release"] == client.get("/v1/dataset").json()["release"]


def _base(page: str) -> str:
    """The address of the service in that of a page: the tests' server listens on a port that its settings lack."""
    return "/".join(page.split("/")[:3])


def test_answers_are_small_and_fit_their_schemas(address: str) -> None:
    gives = {tool.takes.tool: tool.gives for tool in TOOLS}
    for (name, _), answer in zip(CALLS, asyncio.run(answers(address, *CALLS)), strict=True):
        jsonschema.validate(answer, gives[name].model_json_schema())
        assert len(str(answer)) < 12_000, name


def test_the_citations_are_those_of_the_api(address: str, client: httpx.Client) -> None:
    found = ask(address, "get_record", type="event", id=NOTE)
    assert found["citation"] == client.get(f"/v1/events/{NOTE}/citation").text.rstrip()
    paragraph = ask(address, "get_record", type="paragraph", id=f"{MEMORANDUM}/6")
    of_document = client.get(f"/v1/documents/{MEMORANDUM}/citation").text.rstrip()
    assert paragraph["citation"] == f"{of_document.removesuffix('.')}, para. 6."
    assert paragraph["page"].endswith(f"/documents/{MEMORANDUM}#p6")
    actor = ask(address, "get_record", type="actor", id="molotov")
    assert actor["citation"].startswith(
        "“Vyacheslav Molotov,” in Moscow and the North Atlantic Treaty, 1954 (data set)"
    )
    assert actor["citation"].endswith("/actors/molotov.")


def test_search_finds_what_the_api_finds(address: str, client: httpx.Client) -> None:
    found = ask(address, "search", q="молотов", type="actor", limit=3)
    expected = client.get("/v1/search?q=молотов&type=actor&limit=3").json()
    assert [item["id"] for item in found["items"]] == [item["id"] for item in expected["items"]]
    assert found["total"] == expected["total"]
    assert "Молотов" in found["items"][0]["snippet"]


def test_events_are_those_of_the_api(address: str, client: httpx.Client) -> None:
    found = ask(address, "find_events", date="1954-02-18", actor=["molotov", "dulles,eden"])
    expected = client.get("/v1/events?date=1954-02-18&actor=molotov&actor=dulles,eden").json()
    assert [item["id"] for item in found["items"]] == [item["id"] for item in expected["items"]]
    conference = found["items"][0]
    assert (conference["date"], conference["edtf"]) == ("25 January - 18 February 1954", "1954-01-25/1954-02-18")
    assert "Vyacheslav Molotov (molotov), participant" in conference["actors"]


def test_an_exchange_is_cut_around_the_event(address: str, client: httpx.Client) -> None:
    expected = client.get(f"/v1/events/{NOTE}/exchange").json()
    ids = [move["id"] for move in expected["moves"]]
    found = ask(address, "get_exchange", event=NOTE, limit=5)
    place = ids.index(NOTE)
    assert [move["id"] for move in found["moves"]] == ids[place - 2 : place + 3]
    assert (found["total"], found["openings"]) == (len(ids), expected["openings"])
    for event, part in ((ids[0], slice(3)), (ids[-1], slice(-3, None))):
        line = [move["id"] for move in client.get(f"/v1/events/{event}/exchange").json()["moves"]]
        cut = ask(address, "get_exchange", event=event, limit=3)
        assert [move["id"] for move in cut["moves"]] == line[part], event
    move = next(move for move in found["moves"] if move["id"] == NOTE)
    assert "molotov-memorandum-1954-03-26 (takes_up)" in move["answers"]


def test_an_office_has_its_holder_of_the_day_with_sources(address: str) -> None:
    (found,) = ask(address, "who_held_office", on="1954-03-26", of="ussr", office="first secretary")["items"]
    assert (found["holder"], found["holder_id"], found["certainty"]) == ("Nikita Khrushchev", "khrushchev", "certain")
    assert found["sources"]


def test_a_claim_comes_with_who_makes_it_and_all_evidence(address: str, client: httpx.Client) -> None:
    found = ask(address, "find_claims", q="observer status", status="contradicted")
    claim = next(item for item in found["items"] if item["id"] == "essay-thesis-6")
    expected = client.get("/v1/claims/essay-thesis-6").json()
    assert claim["asserted_by"] == ["stalin-society"]
    told = [(each["stance"], each["paragraph"], each["note"]) for each in claim["evidence"]]
    assert told == [(each["stance"], each["n"], each["note"]) for each in expected["evidence"]]
    assert claim["evidence"][0]["page"].endswith(f"/documents/{MEMORANDUM}#p3")


def test_an_alias_is_read_as_the_current_record(address: str) -> None:
    assert ask(address, "get_record", type="actor", id="vyacheslav-molotov")["id"] == "molotov"


def test_empty_arguments_count_as_left_out(address: str) -> None:
    given = ask(address, "find_events", date="1954-02-18", actor=[], q="", kind="")
    assert given == ask(address, "find_events", date="1954-02-18")


@pytest.mark.parametrize(
    ("name", "arguments", "said"),
    [
        ("find_events", {"actor": "moltov"}, ["actor: 'moltov'", "the id of an actor", "did you mean 'molotov'?"]),
        ("find_events", {"date": "1954-13"}, ["month 13 does not exist", "Expected an EDTF date such as"]),
        ("find_events", {"limit": 500}, ["limit: '500'", "a whole number from 1 to 20"]),
        (
            "find_events",
            {"actors": ["molotov"]},
            ["actors: no such parameter", "date, actor,", "did you mean 'actor'?"],
        ),
        ("find_events", {"actor": [1]}, ["actor: '1'", "a text"]),
        ("search", {}, ["q: this parameter is required", "Expected what to search for"]),
        ("search", {"q": "nato", "type": "treaty"}, ["type: 'treaty'", "event, actor, document, paragraph, claim"]),
        ("get_record", {"type": "event", "id": "nothing-here"}, ["There is no event 'nothing-here'"]),
        ("get_record", {"type": "event", "id": "molotov"}, ["'molotov' is the id of an actor"]),
        ("get_record", {"type": "event", "id": "../dataset"}, ["served"]),
        ("get_record", {"type": "paragraph", "id": MEMORANDUM}, ["id:", "a slash and the number of a paragraph"]),
        ("who_held_office", {"on": "1954"}, ["on: '1954'", "a day such as"]),
        ("serch", {"q": "nato"}, ["There is no tool 'serch'", "did you mean 'search'?"]),
    ],
)
def test_a_wrong_call_is_told_what_was_expected(address: str, name: str, arguments: Json, said: list[str]) -> None:
    told = asyncio.run(refusal(address, name, arguments))
    assert all(words in told for words in said), told


@pytest.mark.slow
def test_over_standard_input_and_output_the_tools_say_the_same(address: str, server: str, tmp_path: Path) -> None:
    environment = clean_environment(public_url=_served_as(address))
    command = StdioServerParameters(command=str(TIMELINE), args=["mcp"], env=environment, cwd=tmp_path)
    here, there = asyncio.run(answers(command, *CALLS)), asyncio.run(answers(address, *CALLS))
    assert [_without_addresses(each) for each in here] == [_without_addresses(each) for each in there]


def _served_as(address: str) -> str:
    return address.removesuffix("/mcp")


def _without_addresses(answer: Json) -> Json:
    """An answer without what depends on where the service is."""
    if isinstance(answer, list):
        return [_without_addresses(each) for each in answer]
    if isinstance(answer, dict):
        return {key: _without_addresses(value) for key, value in answer.items() if key not in {"citation", "page"}}
    return answer
