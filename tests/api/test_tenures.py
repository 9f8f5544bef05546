"""`/v1/tenures` and `/v1/memberships`: who held which office and belonged to what, on a day of 1954."""

from typing import Any

import httpx
import pytest

Json = dict[str, Any]  # decoded JSON


def items(client: httpx.Client, path: str) -> list[Json]:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    found: list[Json] = answer.json()["items"]
    return found


def holders(client: httpx.Client, query: str) -> list[str]:
    return [item["holder"]["id"] for item in items(client, f"/v1/tenures?{query}")]


def test_who_headed_the_soviet_government_on_the_day_of_the_memorandum(client: httpx.Client) -> None:
    found = items(client, "/v1/tenures?on=1954-03-26&of=ussr&office=Chairman+of+the+Council+of+Ministers")
    chairmen = [item for item in found if item["office"] == "Chairman of the Council of Ministers"]
    assert [(item["holder"]["id"], item["of"]["id"], item["certainty"]) for item in chairmen] == [
        ("malenkov", "council-of-ministers-ussr", "certain")
    ]
    assert list(found[0]) == [
        "holder", "office", "of", "date", "represents", "capacity", "sole", "jointly", "note", "certainty", "citations",
    ]  # fmt: skip


def test_the_first_secretary_of_the_party_counts_for_the_state_that_it_is_an_organ_of(client: httpx.Client) -> None:
    assert holders(client, "on=1954-03-26&of=cpsu&office=first+secretary") == ["khrushchev"]
    assert holders(client, "on=1954-03-26&of=ussr&office=first+secretary") == ["khrushchev"]


def test_the_secretary_general_of_nato_on_the_first_of_april(client: httpx.Client) -> None:
    found = items(client, "/v1/tenures?on=1954-04-01&of=nato&office=SECRETARY-GENERAL&holder=ismay")
    assert [(item["holder"]["id"], item["date"]["certain_from"]) for item in found] == [("ismay", "1952-04-04")]


def test_offices_of_members_are_none_of_the_alliance(client: httpx.Client) -> None:
    assert "dulles" not in holders(client, "of=nato&limit=500")
    assert "dulles" in holders(client, "of=usa&limit=500")


def test_the_day_of_a_handover_belongs_to_both(client: httpx.Client) -> None:
    query = "of=council-of-ministers-ussr&office=chairman+council+ministers&certainty=certain"
    assert {"malenkov", "bulganin"} <= set(holders(client, f"{query}&on=1955-02-08"))
    assert "malenkov" not in holders(client, f"{query}&on=1955-02-09")


def test_a_day_that_a_tenure_may_not_yet_cover_is_possible(client: httpx.Client) -> None:
    dengin = "holder=dengin"
    [found] = items(client, f"/v1/tenures?{dengin}&on=1954-03-26")
    assert (found["date"]["edtf"], found["certainty"]) == ("1953-05~/1956~", "possible")
    assert holders(client, f"{dengin}&on=1954-03-26&certainty=possible") == ["dengin"]
    assert holders(client, f"{dengin}&on=1954-03-26&certainty=certain") == []
    assert holders(client, f"{dengin}&on=1954-03-26&certainty=certain,possible") == ["dengin"]


def test_without_a_day_certainty_is_null(client: httpx.Client) -> None:
    assert {item["certainty"] for item in items(client, "/v1/tenures?limit=500")} == {None}
    assert {item["certainty"] for item in items(client, "/v1/memberships?limit=500")} == {None}


def test_tenures_stand_by_first_possible_day_then_holder_body_and_office(client: httpx.Client) -> None:
    found = items(client, "/v1/tenures?limit=500")
    keys = [
        (
            item["date"] is None,
            (item["date"] or {}).get("earliest") or "",
            *(item[key]["id"] for key in ("holder", "of")),
        )
        for item in found
    ]
    assert keys == sorted(keys)
    dated = [item for item in found if item["date"]]
    turned = items(client, "/v1/tenures?limit=500&sort=-date")
    assert turned[: len(dated)] == dated[::-1]


@pytest.mark.parametrize("path", ["/v1/tenures", "/v1/memberships", "/v1/tenures?on=1954-03-26&of=ussr"])
@pytest.mark.parametrize("sort", ["date", "-date"])
def test_pages_give_each_match_once_in_either_direction(client: httpx.Client, path: str, sort: str) -> None:
    every = items(client, f"{path}{'&' if '?' in path else '?'}limit=500&sort={sort}")
    page = client.get(f"{path}{'&' if '?' in path else '?'}limit=7&sort={sort}").json()
    assert page["total"] == len(every)
    forth = [page]
    while page["links"]["next"]:
        page = client.get(page["links"]["next"]).json()
        forth.append(page)
    assert [item for each in forth for item in each["items"]] == every
    back = [page]
    while page["links"]["prev"]:
        page = client.get(page["links"]["prev"]).json()
        back.append(page)
    assert [item for each in reversed(back) for item in each["items"]] == every


def test_a_body_takes_in_its_organs_and_a_group_does_not(client: httpx.Client) -> None:
    assert {item["of"]["id"] for item in items(client, "/v1/tenures?of=ussr&limit=500")} >= {
        "mid-ussr",
        "council-of-ministers-ussr",
        "cpsu",
    }
    assert {item["group"]["id"] for item in items(client, "/v1/memberships?group=ussr&limit=500")} == {"ussr"}


def test_fourteen_states_were_members_of_nato_and_its_council_an_organ(client: httpx.Client) -> None:
    members = items(client, "/v1/memberships?group=nato&on=1954-03-26&kind=member")
    assert len(members) == 14
    assert {item["certainty"] for item in members} == {"certain"}
    assert "frg" not in {item["member"]["id"] for item in members}
    organs = items(client, "/v1/memberships?group=nato&kind=organ")
    assert "north-atlantic-council" in {item["member"]["id"] for item in organs}
    assert list(members[0]) == ["member", "group", "kind", "date", "capacity", "note", "certainty", "citations"]


def test_dates_of_tenures_match_as_those_of_events(client: httpx.Client) -> None:
    covering = holders(client, "office=foreign&of=ussr&date=1954&date_match=covers")
    assert "molotov" in covering
    assert "molotov" not in holders(client, "office=foreign&of=ussr&date=1954&date_match=within")


def test_an_alias_is_as_good_as_the_id_and_fields_keep_what_is_named(client: httpx.Client) -> None:
    found = items(client, "/v1/tenures?of=soviet-union&on=1954-03-26&fields=holder,certainty&limit=500")
    assert len(found) == len(items(client, "/v1/tenures?of=ussr&on=1954-03-26&limit=500")) > 20
    assert {tuple(item) for item in found} == {("holder", "certainty")}


@pytest.mark.parametrize(
    ("path", "wrong"),
    [
        ("/v1/tenures?certainty=certain", {"certainty": None}),
        ("/v1/tenures?on=1954-03-26&certainty=sure", {"certainty": None}),
        ("/v1/tenures?on=1954-03", {"on": None}),
        ("/v1/tenures?on=1954-03-26&on=1954-03-27", {"on": None}),
        ("/v1/tenures?of=usssr&holder=molotof", {"of": "ussr", "holder": "molotov"}),
        ("/v1/tenures?of=usssr&sort=title", {"of": "ussr", "sort": None}),
        ("/v1/tenures?office=...", {"office": None}),
        ("/v1/tenures?office=", {"office": None}),
        ("/v1/tenures?group=nato", {"group": None}),
        ("/v1/tenures?updated_since=2024-01-01", {"updated_since": None}),
        ("/v1/memberships?group=natoo", {"group": "nato"}),
        ("/v1/memberships?member=molotov&kind=organs", {"kind": "organ"}),
        ("/v1/memberships?member=edc-treaty-1952-05-27", {"member": None}),
        ("/v1/memberships?certainty=possible", {"certainty": None}),
        ("/v1/memberships?of=ussr", {"of": None}),
    ],
)
def test_bad_input_is_told_all_at_once(client: httpx.Client, path: str, wrong: dict[str, str | None]) -> None:
    answer = client.get(path)
    assert answer.status_code == 422
    told = {error["parameter"]: error["did_you_mean"] for error in answer.json()["errors"]}
    assert told.keys() == wrong.keys()
    assert all(told[name] == guess for name, guess in wrong.items() if guess)
