"""The pages of records show the same facts as the records' JSON."""

import html as markup
import re

import httpx
import pytest

from app.pages.offices import by_relevance
from app.pages.template_filters import verdict
from app.resources import models as m
from app.timeline.vocabulary import ClaimStatus, ParticipationRole
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


def places(page: str, *ids: str) -> list[int]:
    """Where the elements with these ids begin in a page."""
    return [page.index(f'id="{each}"') for each in ids]


@pytest.mark.parametrize(
    ("path", "order"),
    [
        ("/events/soviet-note-1954-03-31", ["actors", "documents", "sources", "cite", "exchange", "claims", "record"]),
        ("/events/berlin-conference-1954", ["actors", "documents", "sources", "cite", "parts", "exchange", "record"]),
        (MEMORANDUM, ["actors", "sources", "cite", "paragraphs", "events", "record"]),
        ("/actors/molotov", ["offices", "memberships", "sources", "cite", "events", "documents", "claims", "record"]),
        ("/claims/essay-thesis-6", ["cite", "evidence", "record"]),
    ],
)
def test_what_is_wanted_comes_first_and_facts_for_programs_last(
    client: httpx.Client, path: str, order: list[str]
) -> None:
    page = client.get(path).text
    found = places(page, *order)
    assert found == sorted(found)
    head, _, foot = page.partition('id="record"')
    assert "EDTF" not in texts(head)
    assert path.rpartition("/")[2] in foot


@pytest.mark.parametrize("path", ["/events/soviet-note-1954-03-31", MEMORANDUM, "/actors/molotov", "/actors/nato"])
def test_the_contents_below_the_title_lead_to_each_section_and_to_the_citation(client: httpx.Client, path: str) -> None:
    page = client.get(path).text
    contents = page[page.index('class="contents"') : page.index("</nav>", page.index('class="contents"'))]
    linked = re.findall(r'href="#([\w-]+)"', contents)
    assert page.index("</h1>") < page.index('class="contents"') < page.index('class="facts"')
    assert linked == [each for each in re.findall(r'<h2 id="([\w-]+)"', page) if each != "record"]
    assert '<a href="#cite">Cite this</a>' in contents


def test_former_ids_and_the_day_of_change_are_in_the_footer_of_the_record(client: httpx.Client) -> None:
    head, _, foot = client.get("/actors/molotov").text.partition('<footer class="machine">')
    assert "<code>vyacheslav-molotov</code>" in foot
    assert "<code>" not in head
    assert "Last changed" in foot
    assert "Last changed" not in head


@pytest.mark.parametrize("path", ["/events/soviet-note-1954-03-31", MEMORANDUM])
def test_the_editors_say_that_a_summary_is_theirs(client: httpx.Client, path: str) -> None:
    head, _, _ = client.get(path).text.partition("</header>\n<dl")
    assert "Summary by the editors" in texts(head)


def test_each_paragraph_says_that_its_summary_is_not_the_text_of_the_document(client: httpx.Client) -> None:
    page = client.get(MEMORANDUM).text
    for paragraph in client.get(f"/v1{MEMORANDUM}").json()["paragraphs"]:
        shown = section(page, f'id="p{paragraph["n"]}"', "</p>")
        assert f"Summary by the editors: {paragraph['abstract']}" in shown
    assert "Text read" not in texts(page)
    assert "The editors have read the text." in texts(page)


def test_a_paragraph_tells_a_claim_once_though_it_also_rests_on_it(client: httpx.Client) -> None:
    record = client.get(f"/v1{MEMORANDUM}/paragraphs/1").json()
    both = {claim["id"] for claim in record["claims"]} & {piece["claim"] for piece in record["evidence"]}
    assert both
    first = client.get(MEMORANDUM).text
    first = first[first.index('id="p1"') : first.index('id="p2"')]
    for claim in {claim["id"] for claim in record["claims"]} | {piece["claim"] for piece in record["evidence"]}:
        assert first.count(f'href="/claims/{claim}"') == 1
    assert all(piece["note"] in texts(first) for piece in record["evidence"])


def test_claims_on_the_page_of_a_record_say_who_asserts_them(client: httpx.Client) -> None:
    page = client.get("/events/soviet-note-1954-03-31").text
    for claim in client.get("/v1/claims?about=soviet-note-1954-03-31&limit=500").json()["items"]:
        shown = section(page, f'<article class="claim" id="{claim["id"]}"', "</h3>")
        names = [client.get(f"/v1/actors/{actor}").json()["name"] for actor in claim["asserted_by"]]
        assert shown.startswith(f"Asserted by {', '.join(names) or 'someone not named'} in ", shown.index("Asserted"))
    paragraph = section(client.get(MEMORANDUM).text, 'id="p6"', 'id="p7"')
    assert "Vyacheslav Molotov, Ministry of Foreign Affairs of the USSR assert: Raising both points" in paragraph
    assert "asserted by Stalin Society" in paragraph


def test_the_page_of_a_claim_names_who_asserts_it_before_the_statement(client: httpx.Client) -> None:
    page = client.get("/claims/essay-thesis-6").text.partition("<article>")[2]
    assert texts(page).index("Asserted by Stalin Society") < texts(page).index("After the rejection Moscow replied")
    assert "<dt>Contradicted</dt><dd>The records speak against it in its main points.</dd>" in page


@pytest.mark.parametrize(
    ("status", "assessment", "shown"),
    [
        ("supported", "supported", ("supported", "", "")),
        ("contradicted", "contradicted by the record", ("contradicted", "", "by the record")),
        ("supported", "Supported: it was asked", ("Supported", ":", "it was asked")),
        ("supported", "supportedly so", ("Supported", "", "supportedly so")),
        ("partly-supported", "overstated", ("Partly supported", "", "overstated")),
    ],
)
def test_the_badge_of_a_claim_is_not_repeated_by_its_assessment(
    client: httpx.Client, status: str, assessment: str, shown: tuple[str, str, str]
) -> None:
    claim = m.Claim.model_validate(client.get("/v1/claims").json()["items"][0])
    assert verdict(claim.model_copy(update={"status": ClaimStatus(status), "assessment": assessment})) == shown


def test_a_place_is_in_the_state_of_its_time(client: httpx.Client) -> None:
    assert "Moscow, Soviet Union" in texts(client.get("/events/soviet-note-1954-03-31").text)
    assert "(RU)" not in texts(client.get("/events/soviet-note-1954-03-31").text)
    assert "Brdo Castle, near Kranj, Slovenia" in texts(client.get("/events/putin-brdo-2001-06-16").text)
    assert "<dt>State of today</dt><dd>Russia</dd>" in client.get("/places/moscow").text


def test_the_office_in_which_someone_acts_comes_first(client: httpx.Client) -> None:
    actors = section(client.get(BERLIN).text, 'id="actors"', "</section>")
    minister, chairman, deputy = (
        actors.index(each, actors.index("Georges Bidault"))
        for each in ("Minister of Foreign Affairs", "Chairman of the North Atlantic Council", "Deputy for Loire")
    )
    assert minister < deputy < chairman
    molotov = actors[actors.index("Vyacheslav Molotov") :]
    assert molotov.index("Minister of Foreign Affairs") < molotov.index("First Deputy Chairman")


def test_offices_of_whom_one_acts_for_come_first() -> None:
    offices = [("minister", "mfa", "certain"), ("deputy", "assembly", "certain"), ("chairman", "nato", "certain")]
    actor = m.Participant(
        id="a",
        name="A",
        kind="person",
        role="participant",
        on_behalf_of="nato",
        offices=[m.HeldOffice(office=office, of=of, certainty=certainty) for office, of, certainty in offices],
        represents=[m.Represented(id=each, certainty="certain") for each in ("mfa", "nato")],
    )
    (shown,) = by_relevance([actor], {"mfa": "ministry", "nato": "body", "assembly": "body"})
    assert [office.office for office in shown.offices] == ["chairman", "minister", "deputy"]
    again = by_relevance([actor, actor.model_copy(update={"role": ParticipationRole.HOST})], {})
    assert [len(each.offices) for each in again] == [3, 0]
    (shown,) = by_relevance([actor.model_copy(update={"on_behalf_of": None})], {"mfa": "ministry", "nato": "body"})
    assert [office.office for office in shown.offices] == ["minister", "chairman", "deputy"]


def test_a_citation_without_a_host_says_so_and_one_of_the_source_does_not(client: httpx.Client) -> None:
    for path in ("/events/soviet-note-1954-03-31", "/claims/essay-thesis-6", "/actors/molotov"):
        page = texts(client.get(path, headers={"Host": "evil.example"}).text)
        assert f", {path}. The operator of this service has not set its public address" in page
        assert "evil.example" not in page
    assert "public address" not in texts(client.get(MEMORANDUM).text)


def test_pages_link_to_the_explorer_only_where_it_is_served(client: httpx.Client) -> None:
    is_served = client.get("/explore").status_code == 200
    page = client.get("/events/soviet-note-1954-03-31").text
    assert ('href="/explore?event=soviet-note-1954-03-31"' in page) == is_served


def test_the_exchange_shows_five_moves_on_either_side_and_folds_the_others(client: httpx.Client) -> None:
    page = client.get("/events/soviet-note-1954-03-31").text
    shown = page[page.index('id="exchange"') :]
    shown = shown[: shown.index("</section>")]
    moves = client.get("/v1/events/soviet-note-1954-03-31/exchange").json()["moves"]
    here = next(number for number, move in enumerate(moves) if move["id"] == "soviet-note-1954-03-31")
    folded = "".join(re.findall(r'<details class="folded">.*?</details>', shown, re.DOTALL))
    unfolded = re.sub(r'<details class="folded">.*?</details>', "", shown, flags=re.DOTALL)
    for number, move in enumerate(moves):
        near = abs(number - here) <= 5
        assert (f'href="/events/{move["id"]}"' in unfolded) == (near and number != here)
        assert (f'href="/events/{move["id"]}"' in folded) == (not near)
    assert f"{here - 5} earlier moves" in texts(shown)
    assert f"{len(moves) - here - 6} later moves" in texts(shown)


def test_browsers_get_the_icon_at_the_address_that_they_guess(client: httpx.Client) -> None:
    answer = client.get("/favicon.ico")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/x-icon")
    assert answer.content[:4] == b"\x00\x00\x01\x00"
