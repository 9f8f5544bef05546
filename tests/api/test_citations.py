"""Citations over HTTP: which record, in which format, and what is refused."""

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import bibtexparser
import httpx
import pytest
import rispy

from tests.serving import client_of, start_server

DOCUMENT = "/v1/documents/doc-molotov-memorandum-1954-03-26/citation"
EVENT = "/v1/events/berlin-conference-1954/citation"
CLAIM = "/v1/claims/essay-thesis-6/citation"
CSL, BIBTEX, RIS = (
    "application/vnd.citationstyles.csl+json",
    "application/x-bibtex",
    "application/x-research-info-systems",
)


def media_type(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return answer.headers["content-type"].partition(";")[0]


def test_a_document_is_cited_as_the_source(client: httpx.Client) -> None:
    answer = client.get(DOCUMENT)
    assert media_type(answer) == "text/plain"
    assert answer.text.startswith("Vyacheslav Molotov, “Memorandum of V. M. Molotov")
    for told in ("trans. Geoffrey Roberts, March 26, 1954, f. 6, op. 13, pap. 2, d. 9, ll. 56-59, AVP RF",
                 "CWIHP e-Dossier No. 27", "http://digitalarchive.wilsoncenter.org/document/113924.\n"):  # fmt: skip
        assert told in answer.text
    assert "release" not in answer.text


def test_the_detail_of_a_document_holds_the_same_text(client: httpx.Client) -> None:
    detail = client.get(DOCUMENT.removesuffix("/citation")).json()
    assert f"{detail['citation']}\n" == client.get(detail["links"]["citation"]).text


@pytest.mark.parametrize(
    ("path", "told"),
    [
        (EVENT, "“Berlin Conference of the four foreign ministers,” January 25–February 18, 1954, in "),
        (CLAIM, "March 31, 2016, in "),
    ],
)
def test_an_event_or_claim_is_cited_as_our_record(client: httpx.Client, path: str, told: str) -> None:
    dataset = client.get("/v1/dataset").json()
    text = client.get(path).text
    assert told in text
    assert f"{dataset['title']} (data set), release {dataset['release']}, " in text
    page = path.removesuffix("/citation").removeprefix("/v1")
    assert text.endswith(f" {page}.\n")
    assert client.get(page).headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(("name", "type_"), [("csl-json", CSL), ("bibtex", BIBTEX), ("ris", RIS)])
@pytest.mark.parametrize("path", [DOCUMENT, EVENT, CLAIM])
def test_each_format_is_asked_for_by_name_or_media_type(client: httpx.Client, path: str, name: str, type_: str) -> None:
    by_name = client.get(path, params={"format": name}, headers={"Accept": "text/plain"})
    by_type = client.get(path, headers={"Accept": type_})
    assert media_type(by_name) == media_type(by_type) == type_
    assert by_name.content == by_type.content
    identifier = path.split("/")[3]
    assert by_name.headers["content-disposition"].startswith(f'inline; filename="{identifier}.')
    ids = {
        "csl-json": lambda text: [item["id"] for item in json.loads(text)],
        "bibtex": lambda text: [entry.key for entry in bibtexparser.parse_string(text).entries],
        "ris": lambda text: [record["id"] for record in rispy.loads(text)],
    }
    assert ids[name](by_name.content.decode()) == [identifier]


def test_persons_are_cited_by_their_sort_names_which_no_answer_shows(client: httpx.Client) -> None:
    (item,) = client.get(DOCUMENT, params={"format": "csl-json"}).json()
    assert item in client.get("/v1/documents?format=csl-json").json()
    assert item["author"] == [{"family": "Molotov", "given": "Vyacheslav"}]
    assert item["translator"] == [{"family": "Roberts", "given": "Geoffrey"}]
    assert "sort_name" not in client.get("/v1/actors/molotov").json()


@pytest.mark.parametrize("accept", ["*/*", "text/*", "text/html,application/xhtml+xml,*/*;q=0.8", f"{RIS};q=0.1, */*"])
def test_text_is_the_default(client: httpx.Client, accept: str) -> None:
    assert media_type(client.get(DOCUMENT, headers={"Accept": accept})) == "text/plain"


def test_a_style_by_name_wins_over_accept(client: httpx.Client) -> None:
    assert media_type(client.get(DOCUMENT, params={"style": "chicago"}, headers={"Accept": RIS})) == "text/plain"


@pytest.mark.parametrize(
    ("query", "parameter", "meant"),
    [
        ("style=chicago&format=ris", "style", None),
        ("style=chicgo", "style", "chicago"),
        ("format=bibtx", "format", "bibtex"),
        ("format=json", "format", "csl-json"),
        ("format=", "format", None),
        ("format=ris&format=ris", "format", None),
        ("styl=chicago", "styl", "style"),
    ],
)
@pytest.mark.parametrize("path", [DOCUMENT, EVENT, CLAIM])
def test_what_makes_no_sense_is_told(
    client: httpx.Client, path: str, query: str, parameter: str, meant: str | None
) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code == 422
    (error,) = answer.json()["errors"]
    assert (error["parameter"], error["did_you_mean"]) == (parameter, meant)


def test_what_cannot_be_served_is_refused(client: httpx.Client) -> None:
    answer = client.get(DOCUMENT, headers={"Accept": "application/pdf"})
    assert answer.status_code == 406
    for offered in ("text/plain", CSL, BIBTEX, RIS):
        assert offered in answer.json()["errors"][0]["expected"]


@pytest.mark.parametrize(
    ("path", "meant"),
    [
        ("/v1/documents/doc-molotov-memorandum-1954-03-25/citation", "doc-molotov-memorandum-1954-03-26"),
        ("/v1/events/berlin-conference-1945/citation", "berlin-conference-1954"),
        ("/v1/claims/essay-thesis-66/citation", "essay-thesis-6"),
    ],
)
def test_an_unknown_record_is_not_found(client: httpx.Client, path: str, meant: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["did_you_mean"] == meant


def test_equal_requests_give_equal_bytes_under_one_tag(client: httpx.Client) -> None:
    first, second = client.get(EVENT), client.get(EVENT)
    assert first.content == second.content
    assert first.headers["etag"] == second.headers["etag"]
    again = client.get(EVENT, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_head_has_the_headers_of_get(client: httpx.Client) -> None:
    head, get = client.head(EVENT), client.get(EVENT)
    assert (head.headers["content-length"], head.content) == (get.headers["content-length"], b"")


def test_the_description_names_every_media_type(client: httpx.Client) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for record in ("events/{event}", "documents/{document}", "claims/{claim}"):
        operation = paths[f"/v1/{record}/citation"]["get"]
        assert set(operation["responses"]["200"]["content"]) == {"text/plain", CSL, BIBTEX, RIS}
        assert {"308", "404", "406", "410", "422"} <= set(operation["responses"])


@pytest.fixture(scope="module")
def elsewhere(database: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service with a public address, an alias of each type of record and a record of each that was removed."""
    folder = tmp_path_factory.mktemp("public")
    copy = shutil.copy(database, folder / "copy.sqlite")
    with closing(sqlite3.connect(copy)) as connection, connection:
        for type_, record in (
            ("event", "berlin-conference-1954"),
            ("document", "doc-e-dossier-27"),
            ("claim", "essay-thesis-6"),
        ):
            connection.execute(
                "INSERT INTO alias (space, id, type, record, collection) VALUES ('record', ?, ?, ?, 'curated')",
                (f"old-{type_}", type_, record),
            )
            connection.execute(
                "INSERT INTO ledger (space, id, type, checksum, changed, removed) VALUES ('record', ?, ?, '', 1, 1)",
                (f"gone-{type_}", type_),
            )
    served = start_server(
        folder,
        "--no-load",
        database_url=f"sqlite:///{copy}",
        public_url="https://timeline.example.org/1954/",
        root_path="/1954",
    )
    with client_of(served.until_ready().base) as client:
        yield client
    served.stop()


@pytest.mark.sqlite
@pytest.mark.slow
def test_the_full_address_is_cited_where_one_is_configured(elsewhere: httpx.Client) -> None:
    address = "https://timeline.example.org/1954/events/berlin-conference-1954"
    assert elsewhere.get(EVENT).text.endswith(f" {address}.\n")
    (item,) = elsewhere.get(EVENT, params={"format": "csl-json"}, headers={"Host": "evil.example"}).json()
    assert item["URL"] == address
    page = elsewhere.get("/events/berlin-conference-1954")
    assert f'<{address}>; rel="cite-as"' in page.headers["Link"]
    assert f", {address}.</p>" in page.text
    assert "has not set its public address" not in page.text


@pytest.mark.sqlite
@pytest.mark.slow
@pytest.mark.parametrize(
    ("type_", "current"),
    [("event", "berlin-conference-1954"), ("document", "doc-e-dossier-27"), ("claim", "essay-thesis-6")],
)
def test_an_alias_leads_on_and_a_removed_record_is_gone(elsewhere: httpx.Client, type_: str, current: str) -> None:
    moved = elsewhere.get(f"/v1/{type_}s/old-{type_}/citation?format=ris")
    assert (moved.status_code, moved.headers["location"]) == (308, f"/1954/v1/{type_}s/{current}/citation?format=ris")
    assert elsewhere.get(f"/v1/{type_}s/gone-{type_}/citation").status_code == 410
