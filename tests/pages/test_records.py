"""The pages of records show the same facts as the records' JSON."""

import html as markup

import httpx
import pytest

from tests.pages.crawling import RECORDS, texts

BERLIN = "/events/berlin-conference-1954"
MEMORANDUM = "/documents/doc-molotov-memorandum-1954-03-26"


def section(html: str, begin: str, end: str) -> str:
    """The text of a page between two places in its markup."""
    return texts(html[html.index(begin) : html.index(end, html.index(begin))])


@pytest.mark.parametrize("path", RECORDS)
def test_a_record_links_to_its_page_and_the_page_to_the_record(client: httpx.Client, path: str) -> None:
    record = client.get(f"/v1{path}").json()
    assert record["links"]["html"] == path
    assert f'href="{record["links"]["self"]}"' in client.get(path).text


def test_a_paragraph_links_to_its_place_in_the_page(client: httpx.Client) -> None:
    record = client.get(f"/v1{MEMORANDUM}/paragraphs/6").json()
    assert record["links"]["html"] == f"{MEMORANDUM}#p6"
    assert 'id="p6"' in client.get(MEMORANDUM).text


def test_an_event_shows_its_date_in_words_and_as_written(client: httpx.Client) -> None:
    page = texts(client.get(BERLIN).text)
    assert "Berlin Conference of the four foreign ministers" in page
    assert "25 January - 18 February 1954" in page
    assert "1954-01-25/1954-02-18" in page


def test_an_event_shows_who_was_there_in_which_office_that_day(client: httpx.Client) -> None:
    page = client.get(BERLIN).text
    record = client.get(f"/v1{BERLIN}").json()
    actors = section(page, 'id="actors"', "</section>")
    for actor in record["actors"]:
        assert actor["name"] in actors
        assert all(office["office"] in actors for office in actor["offices"])
    assert "Minister of Foreign Affairs, Ministry of Foreign Affairs of the USSR" in actors


def test_an_event_shows_the_claims_about_it_with_passages_for_and_against(client: httpx.Client) -> None:
    page = client.get("/events/soviet-note-1954-03-31").text
    claims = texts(page[page.index('id="claims"') :])
    for claim in client.get("/v1/claims?about=soviet-note-1954-03-31&limit=500").json()["items"]:
        assert claim["statement"] in claims
        assert claim["assessment"] in claims
    assert "Acceptance of American participation was expressly not to depend on Soviet entry." in claims
    assert f'href="{MEMORANDUM}#p6"' in page


def test_an_event_shows_its_exchange_in_order_with_the_days_between(client: httpx.Client) -> None:
    page = client.get("/events/western-reply-1954-05-07").text
    chain = section(page, 'aria-labelledby="exchange"', "</section>")
    moves = client.get("/v1/events/western-reply-1954-05-07/exchange").json()["moves"]
    places = [chain.index(move["title"]) for move in moves[:3]]
    assert places == sorted(places)
    assert all(move["title"] in chain for move in moves)
    assert "Rejects Soviet note on collective security and NATO, 37 days later" in chain


def test_an_uncertain_date_says_what_it_can_mean(client: httpx.Client) -> None:
    page = texts(client.get("/events/vinogradov-palewski-talk-1954").text)
    assert "between 10 February and 26 March 1954" in page
    assert "Can mean any day from 10 February 1954 to 26 March 1954; no single day is certain." in page


def test_a_document_shows_each_paragraph_with_the_claims_that_rest_on_it(client: httpx.Client) -> None:
    page = client.get(MEMORANDUM).text
    sixth = section(page, 'id="p6"', 'id="p7"')
    record = client.get(f"/v1{MEMORANDUM}/paragraphs/6").json()
    assert record["abstract"] in sixth
    assert record["claims"]
    assert all(claim["statement"] in sixth for claim in record["claims"])
    assert all(piece["statement"] in sixth and piece["note"] in sixth for piece in record["evidence"])
    assert "Disputes After the rejection Moscow replied that it might join NATO" in sixth


def test_a_document_shows_where_it_is_kept_and_how_it_is_cited(client: httpx.Client) -> None:
    page = client.get(MEMORANDUM).text
    record = client.get(f"/v1{MEMORANDUM}").json()
    assert record["citation"] in texts(page)
    assert record["signature"] in texts(page)
    assert f'href="/v1{MEMORANDUM}/citation?format=bibtex"' in page


def test_the_sixth_thesis_of_the_essay_is_contradicted_by_six_passages(client: httpx.Client) -> None:
    page = client.get("/claims/essay-thesis-6").text
    assert "Contradicted" in texts(page)
    against = section(page, 'class="stance disputes"', "</div>")
    assert "Against 6" in against
    for piece in client.get("/v1/claims/essay-thesis-6").json()["evidence"]:
        assert (piece["note"] in against) == (piece["stance"] == "disputes")


def test_a_claim_without_a_date_has_a_page(client: httpx.Client) -> None:
    assert "The note of 31 March proposed that the Soviet Union join NATO." in texts(
        client.get("/claims/frus-proposed-to-join").text
    )


def test_an_actor_shows_names_in_their_scripts_offices_events_and_documents(client: httpx.Client) -> None:
    page = client.get("/actors/molotov").text
    record = client.get("/v1/actors/molotov").json()
    assert '<bdi lang="ru-Cyrl">Вячеслав Михайлович Молотов</bdi>' in page
    shown = texts(page)
    for tenure in record["tenures"]:
        assert f"{tenure['office']}, {tenure['of']['name']}" in shown
    assert f"Events {record['counts']['events']}" in shown
    assert f"Documents {record['counts']['documents']}" in shown


@pytest.mark.parametrize("kind", ["events", "documents", "claims", "actors", "places", "topics"])
def test_every_record_has_a_page_with_its_title(client: httpx.Client, kind: str) -> None:
    records = client.get(f"/v1/{kind}?limit=500").json()["items"][::7]
    assert len(records) > 1
    for record in records:
        page = client.get(record["links"]["html"])
        title = record.get("title") or record.get("name") or record["statement"]
        assert page.status_code == 200
        assert (
            f"<h1>{markup.escape(title, quote=True).replace('&#x27;', '&#39;').replace('&quot;', '&#34;')}</h1>"
            in page.text
        )


@pytest.mark.parametrize("path", ["/actors/soviet-union", "/v1/actors/soviet-union"])
def test_a_former_id_leads_to_the_page_of_the_current_one(client: httpx.Client, path: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (308, path.replace("soviet-union", "ussr"))


@pytest.mark.parametrize("path", ["/events/berlin-conference-1945", "/claims/nothing", "/places/nowhere", "/help/x"])
def test_what_is_not_there_is_a_problem_like_any_other(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
