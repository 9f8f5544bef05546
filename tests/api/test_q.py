"""`q` on lists, over a real server with the seed."""

import json
from typing import Any

import httpx
import pytest


def found(client: httpx.Client, path: str, **parameters: object) -> dict[str, Any]:
    """The answer of a list."""
    # httpx drops the query of an address that is given parameters, even none.
    answer = client.get(path, params={name: str(value) for name, value in parameters.items()} or None)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def ids(answer: dict[str, Any]) -> list[str]:
    return [item["id"] for item in answer["items"]]


def test_every_word_must_occur_in_any_english_form(client: httpx.Client) -> None:
    for word in ("treaties", "TREATY"):
        answer = found(client, "/v1/topics", q=f"{word} security", limit=500)
        assert answer["total"] == len(answer["items"]) > 0
        for item in answer["items"]:
            text = f"{item['name']} {item['description']}".casefold()
            assert "treat" in text
            assert "secur" in text


MOST = "soviet note march treaty"


def test_most_words_are_half_of_them_and_all_come_first(client: httpx.Client) -> None:
    """Each word alone says which records have it."""
    having = [set(ids(found(client, "/v1/events", q=word, limit=500))) for word in MOST.split()]
    number = {event: sum(event in each for each in having) for event in set().union(*having)}
    every = found(client, "/v1/events", q=MOST, limit=500)
    most = found(client, "/v1/events", q=MOST, match="most", limit=500)
    assert {event for event, words in number.items() if words == 4} == set(ids(every))
    assert {event for event, words in number.items() if words >= 2} == set(ids(most))
    assert ids(most)[: every["total"]] == ids(every)
    assert every["matched"] == most["matched"] == {"all": every["total"], "most": most["total"]}
    assert 0 < every["total"] < most["total"]


@pytest.mark.parametrize(
    "further", [{}, {"kind": "note"}, {"kind": "session"}, {"actor": "dulles"}, {"date": "1954-03"}]
)
@pytest.mark.parametrize("binding", ["", ' "foreign ministers"', " -berlin", " molot*"])
def test_most_of_two_words_is_one_of_them_whatever_else_is_filtered(
    client: httpx.Client, binding: str, further: dict[str, str]
) -> None:
    """The counts of a word are remembered for each filter apart."""
    one, other, both, either = (
        found(client, "/v1/events", q=f"{words}{binding}", match=match, limit=500, **further)
        for words, match in (("soviet", "all"), ("treaty", "all"), ("soviet treaty", "all"), ("soviet treaty", "most"))
    )
    assert set(ids(either)) == set(ids(one)) | set(ids(other))
    assert both["matched"] == {"all": both["total"], "most": either["total"]}
    assert both["total"] == one["total"] + other["total"] - either["total"]


def test_phrases_prefixes_and_exclusions_bind_whatever_matches(client: httpx.Client) -> None:
    for binding in ('"north atlantic"', "molot*", "-berlin"):
        alone = set(ids(found(client, "/v1/events", q=binding, limit=500)))
        most = set(ids(found(client, "/v1/events", q=f"{MOST} {binding}", match="most", limit=500)))
        assert most == alone & set(ids(found(client, "/v1/events", q=MOST, match="most", limit=500)))


def test_counts_are_of_what_is_listed(client: httpx.Client) -> None:
    for match in ("all", "most"):
        answer = found(client, "/v1/events", q=MOST, match=match, facet="kind", limit=1)
        assert sum(each["count"] for each in answer["facets"]["kind"]) == answer["total"] == answer["matched"][match]
        for each in answer["facets"]["kind"]:
            narrowed = found(client, "/v1/events", q=MOST, match=match, kind=each["value"])
            assert narrowed["total"] == each["count"]


def test_match_needs_words_and_is_all_or_most(client: httpx.Client) -> None:
    for parameters in ({"match": "most"}, {"match": "some", "q": "nato"}, {"match": "", "q": "nato"}):
        answer = client.get("/v1/events", params=parameters)
        assert answer.status_code == 422
        assert [error["parameter"] for error in answer.json()["errors"]] == ["match"]


def test_lists_without_words_say_nothing_of_them(client: httpx.Client) -> None:
    assert not {"matched", "did_you_mean"} & found(client, "/v1/events").keys()


def test_stop_words_count_in_phrases_alone(client: httpx.Client) -> None:
    assert ids(found(client, "/v1/events", q="did the soviet note")) == ids(
        found(client, "/v1/events", q="soviet note")
    )
    assert found(client, "/v1/events", q='"the note"')["total"] < found(client, "/v1/events", q="the note")["total"]
    assert found(client, "/v1/events", q="the")["total"] > 0


@pytest.mark.parametrize("word", ["x" * 1_000, "ж" * 1_000, "华" * 600, "ß" * 1_000, "x" * 150])
@pytest.mark.parametrize("form", ["{}", "-{}", "{}*", '"nato {}"', "nato {}"])
def test_a_word_may_be_as_long_as_a_search(client: httpx.Client, word: str, form: str) -> None:
    typed = form.format(word[: 1_000 - len(form)])
    for path in ("/v1/search", "/v1/events", "/search", "/events"):
        assert client.get(path, params={"q": typed}).status_code == 200


def test_stop_words_exclude_nothing(client: httpx.Client) -> None:
    assert ids(found(client, "/v1/events", q="soviet note -the")) == ids(found(client, "/v1/events", q="soviet note"))


def test_french_words_are_found_without_what_is_before_their_apostrophe(client: httpx.Client) -> None:
    for elided, word in (("l'URSS", "URSS"), ("d’OTAN", "OTAN")):
        expected = found(client, "/v1/search", q=word, match="all")["total"]
        assert found(client, "/v1/search", q=elided, match="all")["total"] == expected > 0


@pytest.mark.parametrize(
    "typed",
    [
        *("26 March 1954", "March 26, 1954", "1954-03-26", "26.03.1954", "26 mars 1954", "26. März 1954"),
        *("26 марта 1954", "26 марта", "march 26", "Maerz 26 1954"),
    ],
)
def test_a_day_finds_its_records_however_it_is_written(client: httpx.Client, typed: str) -> None:
    assert "molotov-memorandum-1954-03-26" in ids(found(client, "/v1/events", q=typed, match="most", limit=500))


@pytest.mark.parametrize("typed", ["January 1954", "1954-01", "janvier 1954", "Januar 1954", "январь 1954"])
def test_a_month_finds_what_lies_in_it(client: httpx.Client, typed: str) -> None:
    every = ids(found(client, "/v1/events", q=typed, limit=500))
    assert set(ids(found(client, "/v1/events", date="1954-01", limit=500))) <= set(every)


@pytest.mark.parametrize(
    ("typed", "actor"),
    [
        *[("Krushchev", "khrushchev"), ("Khrushchov", "khrushchev"), ("Chruschtschow", "khrushchev")],
        *[("Khrouchtchev", "khrushchev"), ("Хрущев", "khrushchev"), ("Hruščëv", "khrushchev")],
        *[("Vyshinskii", "vyshinsky"), ("Wyschinski", "vyshinsky"), ("Vychinski", "vyshinsky")],
        *[("Malenkow", "malenkov"), ("Molotow", "molotov"), ("Молотова", "molotov"), ("Semenov", "semyonov")],
        *[("USSR", "ussr"), ("США", "usa"), ("Britain", "uk"), ("West Germany", "frg"), ("DDR", "gdr")],
        *[
            ("EDC", "edc"),
            ("CED", "edc"),
            ("European army", "edc"),
            ("OTAN", "nato"),
            ("Warsaw Pact", "warsaw-treaty-organisation"),
        ],
    ],
)
def test_actors_are_found_by_the_names_that_people_use(client: httpx.Client, typed: str, actor: str) -> None:
    assert ids(found(client, "/v1/actors", q=typed))[0] == actor


def test_a_word_that_occurs_nowhere_is_taken_for_the_nearest(client: httpx.Client) -> None:
    answer = found(client, "/v1/actors", q="Krushchev zzzzzz", match="most")
    assert answer["did_you_mean"] == [
        {"word": "krushchev", "taken": ["khrushchev"]},
        {"word": "zzzzzz", "taken": []},
    ]
    assert ids(answer) == ids(found(client, "/v1/actors", q="khrushchev"))
    assert answer["matched"] == {"all": 0, "most": answer["total"]}
    assert found(client, "/v1/actors", q="Krushchev zzzzzz")["total"] == 0
    assert found(client, "/v1/actors", q="khrushchev")["did_you_mean"] == []


def test_an_exact_title_comes_first(client: httpx.Client) -> None:
    for item in found(client, "/v1/events", limit=20)["items"]:
        assert ids(found(client, "/v1/search", q=item["title"], type="event"))[0] == item["id"]


def test_relevance_is_the_order_where_words_are_asked_for(client: httpx.Client) -> None:
    by_default = found(client, "/v1/events", q="collective security")
    assert ids(by_default) == ids(found(client, "/v1/events", q="collective security", sort="relevance"))
    assert ids(by_default)[0] == "soviet-note-1954-03-31"


def test_relevance_needs_words(client: httpx.Client) -> None:
    answer = client.get("/v1/events", params={"sort": "relevance"})
    assert answer.status_code == 422
    assert [error["parameter"] for error in answer.json()["errors"]] == ["sort"]


@pytest.mark.parametrize("nothing", ["*", "-", '""', "' — …", '"*'])
def test_where_nothing_is_left_the_list_is_empty(client: httpx.Client, nothing: str) -> None:
    assert found(client, "/v1/events", q=nothing)["total"] == 0


@pytest.mark.parametrize(("text", "part"), [("a" * 1001, "1,000"), ("a " * 65, "64"), ("ab* cd* " * 5, "8")])
def test_more_than_a_search_may_have_is_refused(client: httpx.Client, text: str, part: str) -> None:
    answer = client.get("/v1/events", params={"q": text})
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert error["parameter"] == "q"
    assert part in error["expected"]


LISTS = ["/v1/events", "/v1/documents", "/v1/actors", "/v1/claims", "/v1/places", "/v1/topics"]


@pytest.mark.parametrize("path", LISTS)
def test_every_list_takes_words(client: httpx.Client, path: str) -> None:
    every = found(client, path, limit=500)
    some, others = (found(client, path, q=text, limit=500) for text in ("soviet", "-soviet"))
    assert 0 < some["total"] < every["total"]
    assert sorted(ids(some) + ids(others)) == sorted(ids(every))


@pytest.mark.parametrize("sort", ["date", "-date", "title", "relevance"])
@pytest.mark.parametrize("path", LISTS[:4])
def test_pages_lead_through_all_that_was_found_and_back(client: httpx.Client, path: str, sort: str) -> None:
    whole = ids(found(client, path, q="soviet", sort=sort, limit=500))
    page = found(client, path, q="soviet", sort=sort, limit=3)
    pages = [page]
    while page["links"]["next"]:
        page = found(client, page["links"]["next"])
        pages.append(page)
    assert [name for page in pages for name in ids(page)] == whole
    assert {page["total"] for page in pages} == {len(whole)}
    back = [page]
    while page["links"]["prev"]:
        page = found(client, page["links"]["prev"])
        back.append(page)
    assert [ids(page) for page in reversed(back)] == [ids(page) for page in pages]


@pytest.mark.parametrize("sort", ["date", "-date", "title"])
@pytest.mark.parametrize("path", LISTS[:4])
def test_the_orders_are_those_of_the_list_without_words(client: httpx.Client, path: str, sort: str) -> None:
    every = ids(found(client, path, sort=sort, limit=500))
    some = ids(found(client, path, q="soviet", sort=sort, limit=500))
    assert some == [name for name in every if name in some]


def test_names_are_found_in_all_their_scripts(client: httpx.Client) -> None:
    for name in ("Молотов", "МОЛОТОВ", "Мо\u0301лотов", "molotov vyacheslav", "молот*"):
        assert "molotov" in ids(found(client, "/v1/actors", q=name)), name


def test_words_and_filters_hold_together(client: httpx.Client) -> None:
    filters = {"actor": "molotov", "date": "1954-02", "kind": "session,speech,proposal", "place": "berlin,east-berlin"}
    every, by_words = (set(ids(found(client, "/v1/events", limit=500, **more))) for more in (filters, {"q": "soviet"}))
    both = found(client, "/v1/events", q="soviet", limit=500, **filters)
    assert set(ids(both)) == every & by_words
    assert both["total"] == len(every & by_words)


def test_the_actor_of_the_path_holds_with_words(client: httpx.Client) -> None:
    within = ids(found(client, "/v1/actors/molotov/events", q="soviet", limit=500))
    assert within == ids(found(client, "/v1/events", q="soviet", actor="molotov", limit=500))
    assert within


def test_a_cursor_by_relevance_serves_its_request_alone(client: httpx.Client) -> None:
    following = found(client, "/v1/events", q="soviet", limit=3)["links"]["next"]
    assert client.get(following.replace("q=soviet", "q=nato")).status_code == 422
    assert client.get(following.replace("limit=3", "limit=4")).status_code == 200


def test_includes_and_fields_work_with_words(client: httpx.Client) -> None:
    answer = found(client, "/v1/events", q="soviet", include="documents", fields="title,documents", limit=2)
    assert [set(item) for item in answer["items"]] == [{"id", "title", "documents"}] * 2


FACETS = ["actor", "role", "kind", "topic", "place", "confidence", "collection", "year", "month"]


@pytest.mark.parametrize("facet", FACETS)
def test_a_count_is_the_total_that_adding_the_value_gives(client: httpx.Client, facet: str) -> None:
    asked = {"q": "soviet -berlin", "date": "1953/1955", "actor": "molotov,dulles,eden"}
    counted = found(client, "/v1/events", facet=facet, limit=1, **asked)["facets"][facet]
    assert counted
    for each in counted:
        narrowed = {facet: each["value"]} if facet not in {"year", "month"} else {"date": each["value"]}
        if facet == "actor":
            answer = client.get("/v1/events", params=[*asked.items(), ("actor", each["value"])]).json()
        else:
            answer = found(client, "/v1/events", **{**asked, **narrowed})
        assert answer["total"] == each["count"], each


@pytest.mark.parametrize("path", ["/v1/events", "/v1/actors", "/v1/search"])
def test_files_have_every_match_in_the_order_of_the_list(client: httpx.Client, path: str) -> None:
    listed = ids(found(client, path, q="soviet", limit=500))
    lines = client.get(path, params={"q": "soviet", "format": "ndjson"}).text.splitlines()
    assert [json.loads(line)["id"] for line in lines] == listed
    first = client.get(path, params={"q": "soviet", "format": "ndjson", "limit": "3"}).text.splitlines()
    assert first == lines[:3]


def test_what_follows_a_phrase_is_no_part_of_it(client: httpx.Client) -> None:
    def total(q: str) -> int:
        return int(client.get("/v1/search", params={"q": q, "limit": 1}).json()["total"])

    for one, other in (
        ('"north atlantic" -soviet', '-soviet "north atlantic"'),
        ('"north atlantic" molot*', 'molot* "north atlantic"'),
        ('"soviet note" reply', 'reply "soviet note"'),
    ):
        assert total(one) == total(other) > 0
    assert total('"soviet note" -"soviet note"') == 0
    assert total('"soviet note" -soviet') == 0


@pytest.mark.parametrize(
    "written",
    ["26 March 1954", "26th March 1954", "26th of March 1954", "26 Mar 1954", "26 марта 1954 года", "26 mars 1954"],
)
def test_a_date_is_searched_as_people_write_it(client: httpx.Client, written: str) -> None:
    found = client.get("/v1/events", params={"q": written}).json()["items"]
    assert found[0]["id"] == "molotov-memorandum-1954-03-26"
