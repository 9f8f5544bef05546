"""Documents with full text: in the API, in search, and as a page that reads like the printed document."""

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import html5lib
import pytest
from playwright.sync_api import Page
from starlette.testclient import TestClient

from app.database.migrating import migrate
from app.importing.frus import import_frus
from app.loading.check import check
from app.loading.release import load
from app.main import create_app
from app.settings import Settings
from tests.databases import database_url
from tests.pages.crawling import XHTML, ids, parsed, texts
from tests.serving import ROOT

DATA = ROOT / "tests" / "data" / "frus"
TELEGRAM = "/documents/frus1950v01-d1"


@pytest.fixture(scope="module")
def volumes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The service with two small volumes, and no curated collection."""
    url = database_url(tmp_path_factory.mktemp("volumes"))
    migrate(url, ROOT / "migrations")
    sets = [each.data for each in import_frus(sorted(DATA.glob("*.xml")))]
    load(url, sets, by="import")
    with TestClient(create_app(Settings(database_url=url))) as client:
        yield client


def read(client: TestClient, path: str) -> Any:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_document_has_its_source_note_and_paragraphs_with_notes(volumes: TestClient) -> None:
    document = read(volumes, f"/v1{TELEGRAM}")
    assert document["source_note"].startswith("Source: Department of State, Central Files, 1.23.")
    assert document["dateline"] == "Capital, March 1, 1950—11 p.m."
    assert document["footnotes"] == [{"label": "2", "at": None, "text": "Received on March 2."}]
    first = document["paragraphs"][0]
    assert (first["abstract"], first["page"], first["layout"]) == (None, "1", None)
    assert [note["label"] for note in first["footnotes"]] == ["3", "4"]
    assert first["mentions"] == [{"id": "frus1950v01-p-bb1", "name": "Bob Brown"}]


def test_cross_references_lead_to_documents_that_are_here_and_back(volumes: TestClient) -> None:
    first, second = (read(volumes, f"/v1/documents/frus1950v01-{key}") for key in ("d1", "d2"))
    assert [(each["document"], each["title"]) for each in first["cross_references"]] == [
        ("frus1950v01-d2", "Editorial Note"),
        (None, "frus1949v05p1, document 252"),
        (None, "Page 1"),
    ]
    assert [each["id"] for each in second["referred_to_by"]] == ["frus1950v01-d1"]
    assert [each["id"] for each in first["referred_to_by"]] == ["frus1950v01-d2"]


@pytest.mark.parametrize(
    ("words", "found", "hits"),
    [
        ("minister harvest", "frus1950v01-d1/1", ["Minister", "harvest"]),
        ("footnote estimated", "frus1950v01-d1/7", ["Estimated"]),
        ("inclosed paper", "frus1890v02-d1/9", ["inclosed", "paper"]),
    ],
)
def test_search_finds_and_marks_words_of_texts_and_notes(
    volumes: TestClient, words: str, found: str, hits: list[str]
) -> None:
    items = read(volumes, f"/v1/search?type=paragraph&q={words}")["items"]
    item = next(each for each in items if each["id"] == found)
    assert [piece["text"] for piece in item["snippet"] if piece["hit"]] == hits


def test_search_finds_words_of_a_source_note(volumes: TestClient) -> None:
    item = read(volumes, "/v1/search?q=central+files")["items"][0]
    assert item["id"] == "frus1950v01-d1"
    assert [piece["text"] for piece in item["snippet"] if piece["hit"]] == ["Central", "Files"]


def test_who_signed_in_a_month_of_a_volume(volumes: TestClient) -> None:
    path = "/v1/documents?collection=frus1950v01&actor=frus1950v01-p-aa1:signatory&date=1950-03"
    assert [each["id"] for each in read(volumes, path)["items"]] == ["frus1950v01-d1"]


@pytest.mark.parametrize("path", [TELEGRAM, "/documents/frus1950v01-d2", "/documents/frus1890v02-d1"])
def test_a_page_is_sound_html_whose_links_within_it_lead_somewhere(volumes: TestClient, path: str) -> None:
    page = volumes.get(path).text
    parsed(page)
    assert [name for name, times in Counter(ids(page)).items() if times > 1] == []
    for element in html5lib.parse(page).iter(f"{XHTML}a"):
        address = element.get("href") or ""
        assert not address.startswith("#") or address[1:] in ids(page), address


def test_a_page_reads_like_the_printed_document(volumes: TestClient) -> None:
    page = volumes.get(TELEGRAM).text
    shown = texts(page)
    assert "the Minister spoke of harvest. Brown agreed,4 and Smith did not." in shown
    assert "Source: Department of State, Central Files, 1.23." in shown
    assert re.search(r"</span> UN 11, Document 2\.\s*<p>A second part\.</p>", page)
    assert "Summary by the editors" not in shown
    assert re.search(r'<li id="p4">First point</li>\s*<li id="p5">Second point', page)
    assert re.search(r'<tr id="p7"><td>Ships</td><td>12<sup', page)
    assert '<p id="p9" class="closing">Ann Adams</p>' in page
    assert shown.count("[p. 1]") == 1
    assert shown.count("[p. 2]") == 1


def test_numbers_link_to_notes_and_back(volumes: TestClient) -> None:
    page = volumes.get(TELEGRAM).text
    marks = re.findall(r'<a id="mark-(\d)" href="#note-(\d)" role="doc-noteref" aria-label="Note (\d)">', page)
    assert marks == [(str(n), str(n), str(n + 1)) for n in range(1, 6)]
    assert re.findall(r'<a href="#mark-(\d)" role="doc-backlink"', page) == ["1", "2", "3", "4", "5"]


@pytest.mark.browser
def test_a_phone_shows_a_document_without_scrolling_sideways(
    volumes: TestClient, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page(viewport={"width": 390, "height": 844})
    style = re.search(r'href="(/assets/[^"]+/pages\.css)"', text := volumes.get(TELEGRAM).text)
    assert style
    styled = text.replace("</head>", f"<style>{volumes.get(style[1]).text}</style></head>")
    (tmp_path / "page.html").write_text(styled, encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#mark-2").click()
    assert page.evaluate("location.hash") == "#note-2"
    page.locator("#note-2 [role=doc-backlink]").click()
    assert page.evaluate("location.hash") == "#mark-2"


SMALL = json.loads((ROOT / "tests" / "data" / "frus" / "small.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"text": None}, "neither abstract nor text"),
        ({"footnotes": [{"label": "1", "text": "A note."}]}, "note 1 has no place in the text"),
        ({"footnotes": [{"label": "1", "at": "9", "text": "A note."}]}, "at 9 is outside the text"),
        ({"mentions": ["nobody"]}, "mentions 'nobody' is not a known actor"),
        ({"layout": "poem"}, "layout 'poem' is not known"),
    ],
)
def test_rules_of_paragraphs_with_text(tmp_path: Path, changed: dict[str, Any], message: str) -> None:
    data = json.loads(json.dumps(SMALL))
    paragraph = data["documents"][0]["paragraphs"][0]
    for key, value in changed.items():
        if value is None:
            del paragraph[key]
        else:
            paragraph[key] = value
    (tmp_path / "small.yaml").write_text(json.dumps(data), encoding="utf-8")
    assert [one.message for one in check(tmp_path).findings] == [message]


def test_the_data_file_of_that_test_is_right(tmp_path: Path) -> None:
    (tmp_path / "small.yaml").write_text(json.dumps(SMALL), encoding="utf-8")
    assert check(tmp_path).findings == ()
