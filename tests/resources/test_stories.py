"""Stories: guided readings, from their data files to the API, the formats and the pages."""

import csv
import io
import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.database.migrating import migrate, pending_differences
from app.loading.check import check, rendered
from app.loading.checksums import checksums
from app.loading.data_set import DataSet
from app.loading.release import load
from app.resources.registry import in_order_of_reference
from app.resources.stories.models import StoryRecord
from app.timeline.record_types import RecordType
from tests.databases import database_url
from tests.loading.small_set import FILES, changed, checked
from tests.serving import ROOT, start_server

Json = dict[str, Any]  # decoded JSON

STORY = "did-moscow-want-to-join-nato"
MEMORANDUM = "doc-molotov-memorandum-1954-03-26"
FILE = """\
stories:
- id: tale
  title: A tale
  summary: What was said.
  steps:
  - heading: A note is sent
    text: First one. Then another! Was that all?
    shows: {event: note}
  - heading: It is read
    text: It has a paragraph.
    shows: {document: doc-note, paragraph: 1}
  - heading: It is answered
    text: Mr. A. Smith of the U.S. Senate wrote on p. 5 that it was. That is all.
    shows: {exchange: reply}
  - heading: It is kept
    text: So it was
    shows: {claim: thesis-1}
"""
WITH_STORY = FILES | {"stories/tale.yaml": FILE}


def with_story(old: str = "", new: str = "") -> dict[str, str]:
    assert old in FILE
    return FILES | {"stories/tale.yaml": FILE.replace(old, new, 1)}


class TestFiles:
    def test_a_story_without_a_fault_is_loaded_with_its_steps(self, tmp_path: Path) -> None:
        found = checked(tmp_path, WITH_STORY)
        assert list(rendered(found.findings)) == []
        assert found.data is not None
        (story,) = found.data.of(RecordType.STORY)
        assert [step.heading for step in story.steps][:2] == ["A note is sent", "It is read"]

    @pytest.mark.parametrize(
        ("old", "new", "finding"),
        [
            ("{event: note}", "{event: nope}", "8:20: tale: event 'nope' is not a known event"),
            ("{event: note}", "{event: doc-note}", "tale: event 'doc-note' is a document, not an event"),
            ("{event: note}", "{claim: nope}", "tale: claim 'nope' is not a known claim"),
            ("{exchange: reply}", "{exchange: nope}", "tale: exchange 'nope' is not a known event"),
            ("{document: doc-note, paragraph: 1}", "{document: nope}", "tale: document 'nope' is not a known document"),
            ("{event: note}", "{event: note, document: doc-note}", "tale: shows event and document; expected one of"),
            ("{event: note}", "{}", "tale: shows no record; expected one of event, document, claim, exchange"),
            ("{event: note}", "{paragraph: 1}", "8:24: tale: a paragraph without its document"),
            ("{event: note}", "{event: note, paragraph: 1}", "tale: a paragraph without its document"),
            ("{event: note}", "{actor: molotov}", "tale: 'actor' is not a known key"),
            ("paragraph: 1", "paragraph: 99", "tale: 'doc-note' has no paragraph 99; expected 1 to"),
            ("{exchange: reply}", "{exchange: first-session}", "tale: 'first-session' has no exchange"),
            ("Was that all?", "So? That is all.", "7:11: tale: text has 4 sentences; expected one to three sentences"),
            ("It has a paragraph.", "x" * 1_001, "expected at most 1,000 characters"),
            ("It has a paragraph.", 'It says "' + "w " * 13 + '".', "tale: quotes 13 words: w w w w"),
            ("What was said.", 'It says "one two three four five six seven eight nine ten eleven twelve thirteen".',
             "tale: quotes 13 words: one two three four...; expected at most 12"),
            ("    shows: {event: note}\n", "", "tale: 'shows' is missing"),
            ("id: tale", "id: Tale", "id 'Tale' does not fit"),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_found(self, tmp_path: Path, old: str, new: str, finding: str) -> None:
        found = list(rendered(checked(tmp_path, with_story(old, new)).findings))
        assert any(finding in line for line in found), found
        assert all("tale.yaml" in line for line in found)

    def test_a_story_without_steps_is_refused(self, tmp_path: Path) -> None:
        file = "stories:\n- {id: tale, title: A tale, summary: Nothing., steps: []}\n"
        found = list(rendered(checked(tmp_path, FILES | {"tale.yaml": file}).findings))
        assert len(found) == 1
        assert found[0].endswith("tale: steps is an empty list; expected at least one")

    def test_ids_are_a_name_space_of_their_own(self, tmp_path: Path) -> None:
        assert checked(tmp_path / "a", with_story("id: tale", "id: note")).findings == ()
        twice = FILE + FILE.removeprefix("stories:\n")
        assert "id 'tale' is taken by story 'tale'" in "\n".join(
            rendered(checked(tmp_path / "b", FILES | {"tale.yaml": twice}).findings)
        )

    def test_other_faults_are_still_found_beside_one_in_a_story(self, tmp_path: Path) -> None:
        files = with_story("{event: note}", "{event: nope}") | {
            "deep/events.yml": changed("deep/events.yml", "title: A note", "titel: A note")["deep/events.yml"]
        }
        found = "\n".join(rendered(checked(tmp_path, files).findings))
        assert "'titel' is not a known key" in found
        assert "event 'nope' is not a known event" in found

    def test_a_data_set_without_stories_has_the_checksum_it_always_had(self, tmp_path: Path) -> None:
        before, after = (checked(tmp_path / name, files).data for name, files in (("a", FILES), ("b", WITH_STORY)))
        assert before is not None
        assert after is not None
        without = replace(after, records={**after.records, RecordType.STORY: ()})
        assert checksums(without) == checksums(before)
        assert checksums(before).data_set != checksums(after).data_set

    def test_the_story_of_the_seed_is_the_only_one_and_clean(self) -> None:
        data = check(ROOT / "seed").data
        assert data is not None
        assert [(story.id, len(story.steps)) for story in data.of(RecordType.STORY)] == [(STORY, 13)]

    def test_in_a_download_stories_come_after_all_that_they_show(self) -> None:
        order = in_order_of_reference()
        assert order.index(RecordType.STORY) > max(
            map(order.index, (RecordType.EVENT, RecordType.DOCUMENT, RecordType.CLAIM))
        )


class TestMigration:
    def test_it_comes_up_from_empty_and_agrees_with_the_models(self, tmp_path: Path) -> None:
        url = f"sqlite:///{tmp_path / 'a.sqlite'}"
        assert migrate(url, ROOT / "migrations")
        assert pending_differences(url) == []

    def test_it_keeps_the_data_of_0002(self, tmp_path: Path) -> None:
        path = tmp_path / "a.sqlite"
        migrate(f"sqlite:///{path}", ROOT / "migrations", "0002")
        connection = sqlite3.connect(path)
        connection.execute(
            "INSERT INTO collection (id, title, language, version, licence, licence_name, attribution, cite_as) "
            "VALUES ('c', 'T', 'en', '1', 'CC0-1.0', 'CC Zero', 'Nobody', 'T')"
        )
        connection.execute("INSERT INTO topic (id, name, description, collection) VALUES ('peace', 'Peace', 'P', 'c')")
        connection.commit()
        connection.close()
        assert migrate(f"sqlite:///{path}", ROOT / "migrations")
        connection = sqlite3.connect(path)
        assert connection.execute("SELECT id, name FROM topic").fetchall() == [("peace", "Peace")]
        assert connection.execute("SELECT count(*) FROM story_step").fetchone() == (0,)
        connection.close()
        assert pending_differences(f"sqlite:///{path}") == []


class TestList:
    def test_an_item_has_the_number_of_steps_in_place_of_the_steps(self, client: httpx.Client) -> None:
        found = client.get("/v1/stories").json()
        assert found["total"] == 1
        (item,) = found["items"]
        assert item.keys() == {"id", "title", "summary", "collection", "updated", "licence", "links", "step_count"}
        assert (item["id"], item["step_count"], item["collection"]) == (STORY, 13, "curated")
        assert item["links"] == {"self": f"/v1/stories/{STORY}", "html": f"/stories/{STORY}"}
        assert "facets" not in found

    @pytest.mark.parametrize(
        ("query", "total"),
        [
            ("q=moscow", 1),
            ("q=bidault", 1),
            ("q=elephants", 0),
            ("collection=curated", 1),
            ("updated_since=2020-01-01", 1),
            ("updated_since=2999-01-01", 0),
            ("sort=title&limit=1", 1),
            ("q=nato&sort=relevance", 1),
        ],
    )
    def test_it_is_filtered(self, client: httpx.Client, query: str, total: int) -> None:
        answer = client.get(f"/v1/stories?{query}")
        assert answer.status_code == 200, answer.text
        assert (answer.json()["total"], len(answer.json()["items"])) == (total, total)
        assert all(item["step_count"] == 13 for item in answer.json()["items"])

    def test_fields_select_keys(self, client: httpx.Client) -> None:
        items = client.get("/v1/stories?fields=title,step_count").json()["items"]
        assert items == [{"id": STORY, "title": "Did Moscow want to join NATO?", "step_count": 13}]

    @pytest.mark.parametrize(
        "query", ["sort=date", "facet=kind", "collection=nope", "kind=x", "include=steps", "fields=steps", "date=1954"]
    )
    def test_what_it_does_not_take_is_refused(self, client: httpx.Client, query: str) -> None:
        assert client.get(f"/v1/stories?{query}").status_code == 422

    def test_its_files_have_the_same(self, client: httpx.Client) -> None:
        (row,) = csv.DictReader(io.StringIO(client.get("/v1/stories?format=csv").text))
        assert (row["id"], row["step_count"], row["link"]) == (STORY, "13", row["link"])
        assert row["link"].endswith(f"/v1/stories/{STORY}")
        (line,) = client.get("/v1/stories?format=ndjson").text.splitlines()
        assert json.loads(line)["step_count"] == 13
        assert client.get("/v1/stories?format=xlsx").content.startswith(b"PK")
        assert client.get("/v1/stories?format=timelinejs").status_code == 422

    def test_the_search_over_everything_leaves_stories_out(self, client: httpx.Client) -> None:
        found = client.get("/v1/search?q=%22did+moscow+want%22").json()
        assert all(item["type"] != "story" for item in found["items"])
        assert client.get("/v1/search?q=moscow&type=story").status_code == 422

    def test_the_download_has_stories_as_their_details(self, client: httpx.Client) -> None:
        lines = [json.loads(line) for line in client.get("/v1/dataset/download").text.splitlines()]
        (story,) = (line for line in lines if line["type"] == "story")
        assert {"type": "story", **client.get(f"/v1/stories/{STORY}").json()} == story
        types = list(dict.fromkeys(line["type"] for line in lines))
        assert types == [
            *("dataset", "topic", "place", "actor", "document", "event", "claim", "story", "tenure", "membership")
        ]

    def test_the_dataset_counts_them(self, client: httpx.Client) -> None:
        dataset = client.get("/v1/dataset").json()
        assert dataset["counts"]["stories"] == 1
        assert dataset["collections"][0]["counts"]["stories"] == 1


@pytest.fixture(scope="module")
def story(client: httpx.Client) -> Json:
    answer = client.get(f"/v1/stories/{STORY}")
    assert answer.status_code == 200
    found: Json = answer.json()
    return found


class TestDetail:
    def test_it_has_the_keys_of_the_contract(self, story: Json) -> None:
        assert story.keys() == {"id", "title", "summary", "collection", "updated", "licence", "steps", "links"}
        assert [step["n"] for step in story["steps"]] == list(range(1, 14))
        for step in story["steps"]:
            assert step.keys() == {"n", "heading", "text", "record"}
            assert step["record"].keys() == {"type", "id", "title", "date", "links"}

    def test_each_step_has_the_record_it_shows(self, client: httpx.Client, story: Json) -> None:
        titles = {"claim": "statement", "event": "title", "document": "title"}
        types = set()
        for step in story["steps"]:
            record = step["record"]
            types.add(record["type"])
            shown = client.get(record["links"]["self"])
            assert shown.status_code == 200, record
            if record["type"] in titles:
                assert record["title"] == shown.json()[titles[record["type"]]]
                assert record["date"] == shown.json()["date"]
                assert record["id"] == shown.json()["id"]
            assert client.get(record["links"]["html"].partition("#")[0]).status_code == 200
        assert types == {"claim", "event", "document", "paragraph", "exchange"}

    def test_a_paragraph_and_an_exchange_lead_to_their_own_addresses(self, story: Json) -> None:
        paragraph, exchange = story["steps"][3]["record"], story["steps"][10]["record"]
        assert (paragraph["type"], paragraph["id"]) == ("paragraph", f"{MEMORANDUM}/5")
        assert paragraph["links"]["self"] == f"/v1/documents/{MEMORANDUM}/paragraphs/5"
        assert paragraph["links"]["html"] == f"/documents/{MEMORANDUM}#p5"
        assert paragraph["date"]["edtf"] == "1954-03-26"
        assert (exchange["type"], exchange["id"]) == ("exchange", "warsaw-treaty-1955-05-14")
        assert exchange["links"]["self"] == "/v1/events/warsaw-treaty-1955-05-14/exchange"

    def test_an_unknown_id_is_a_problem_that_suggests_the_known_one(self, client: httpx.Client) -> None:
        answer = client.get("/v1/stories/did-moscow-want-to-join")
        assert answer.status_code == 404
        assert STORY in answer.text

    def test_timelinejs_has_a_slide_for_each_dated_step(self, client: httpx.Client, story: Json) -> None:
        answer = client.get(f"/v1/stories/{STORY}?format=timelinejs")
        assert answer.status_code == 200
        dated = [step for step in story["steps"] if step["record"]["date"] is not None]
        timeline = answer.json()
        assert timeline["title"]["text"]["headline"] == story["title"]
        assert [slide["text"]["headline"] for slide in timeline["events"]] == [step["heading"] for step in dated]
        assert answer.headers["x-omitted-count"] == str(13 - len(dated))
        assert timeline["events"][0]["start_date"] == {"year": 1954, "month": 2, "day": 10}
        by_accept = client.get(f"/v1/stories/{STORY}", headers={"accept": "application/vnd.timelinejs+json"})
        assert by_accept.content == answer.content

    def test_other_formats_are_refused(self, client: httpx.Client) -> None:
        assert client.get(f"/v1/stories/{STORY}?format=csv").status_code == 422
        assert client.get(f"/v1/stories/{STORY}", headers={"accept": "text/csv"}).status_code == 406


class TestPages:
    def test_a_story_is_read_step_by_step(self, client: httpx.Client) -> None:
        page = client.get(f"/stories/{STORY}").text
        assert "1. A treaty for all European states" in page
        assert f'href="/documents/{MEMORANDUM}#p5"' in page
        assert 'href="/events/warsaw-treaty-1955-05-14#exchange"' in page
        assert f'href="/v1/stories/{STORY}?format=timelinejs"' in page

    def test_the_list_the_front_page_and_the_navigation_lead_to_it(self, client: httpx.Client) -> None:
        listing = client.get("/stories")
        assert listing.status_code == 200
        assert f'href="/stories/{STORY}"' in listing.text
        assert "undated" not in listing.text
        assert client.get("/").text.count('href="/stories"') == 2


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("stories")
    data = checked(folder / "files", WITH_STORY).data
    assert data is not None
    (tale,) = data.of(RecordType.STORY)
    gone = tale.model_copy(update={"id": "old-tale"})
    renamed = tale.model_copy(update={"id": "new-tale", "aliases": ("tale",)})
    url = database_url(folder)
    migrate(url, ROOT / "migrations")
    for stories in ((gone, tale), (renamed,)):
        load(url, _with(data, stories))
    served = start_server(folder, "--no-load", database_url=url, root_path="/root").until_ready()
    with httpx.Client(base_url=served.base) as client:
        yield client
    served.stop()


@pytest.mark.slow
class TestMovedAndRemoved:
    def test_an_alias_leads_to_the_current_id(self, small: httpx.Client) -> None:
        answer = small.get("/v1/stories/tale")
        assert (answer.status_code, answer.headers["location"]) == (308, "/root/v1/stories/new-tale")
        assert small.get("/stories/tale").headers["location"] == "/root/stories/new-tale"

    def test_a_removed_story_is_gone(self, small: httpx.Client) -> None:
        assert small.get("/v1/stories/old-tale").status_code == 410
        assert small.get("/stories/old-tale").status_code == 410

    def test_undated_steps_are_left_out_of_a_timeline_and_counted(self, small: httpx.Client) -> None:
        steps = small.get("/v1/stories/new-tale").json()["steps"]
        undated = [step for step in steps if step["record"]["date"] is None]
        answer = small.get("/v1/stories/new-tale?format=timelinejs")
        assert len(undated) > 0
        assert answer.headers["x-omitted-count"] == str(len(undated))
        assert len(answer.json()["events"]) == len(steps) - len(undated)
        assert steps[0]["record"]["links"]["self"] == "/root/v1/events/note"


def _with(data: DataSet, stories: tuple[StoryRecord, ...]) -> DataSet:
    return replace(data, records={**data.records, RecordType.STORY: stories})
