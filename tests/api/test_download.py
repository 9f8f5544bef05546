"""The whole data set in one file: its parts, its digest, and that it is of one release."""

import hashlib
import os
import re
import shutil
import sqlite3
from base64 import b64decode
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest

from app.loading.release import load
from app.resources.download.routes import MOST_KEPT, Downloads
from app.timeline.record_types import RecordType
from tests.catalogue import corpus
from tests.databases import beside
from tests.node.programs import run
from tests.serving import TIMELINE, client_of, start_server
from tests.waiting import wait_until

pytestmark = pytest.mark.slow

Json = dict[str, Any]  # decoded JSON
PATH = "/v1/dataset/download"


def lines(answer: httpx.Response) -> list[Json]:
    assert answer.status_code == 200, answer.text
    return [orjson.loads(line) for line in answer.content.split(b"\n") if line]


def digest(answer: httpx.Response) -> bytes:
    name, _, value = answer.headers["repr-digest"].partition("=")
    assert name == "sha-256"
    assert value[0] == value[-1] == ":"
    return b64decode(value[1:-1])


def database_of(answer: httpx.Response, folder: Path) -> sqlite3.Connection:
    path = folder / "copy.sqlite"
    path.write_bytes(answer.content)
    return sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)


def test_every_record_is_a_line_as_its_own_address_shows_it(client: httpx.Client) -> None:
    dataset, *records = lines(client.get(PATH))
    assert dataset == {"type": "dataset", **client.get("/v1/dataset").json()}
    counts = Counter(RecordType(record["type"]).plural for record in records)
    assert counts == {name: number for name, number in dataset["counts"].items() if name != "paragraphs"}
    for wanted in ("event", "actor", "document", "claim", "place", "topic", "story"):
        record = next(record for record in records if record["type"] == wanted)
        detail = client.get(record["links"]["self"]).json()
        assert record == {"type": wanted, **detail}


def test_ids_are_in_order_within_their_type(client: httpx.Client) -> None:
    keys = [(record["type"], record["id"]) for record in lines(client.get(PATH)) if "id" in record]
    types = {type_ for type_, _ in keys}
    assert {"event", "document", "actor", "claim"} <= types
    for type_ in types:
        ids = [id_ for each, id_ in keys if each == type_]
        assert ids == sorted(ids)


def test_the_digest_is_that_of_the_whole_file(client: httpx.Client) -> None:
    for format_ in ("ndjson", "sqlite"):
        answer = client.get(f"{PATH}?format={format_}")
        assert digest(answer) == hashlib.sha256(answer.content).digest()
        assert answer.headers["content-length"] == str(len(answer.content))
        assert answer.headers["content-disposition"] == f'attachment; filename="release-1.{format_}"'
        assert answer.headers["cache-control"] == "public, max-age=60"


def test_parts_make_the_whole(client: httpx.Client) -> None:
    whole = client.get(PATH)
    assert whole.headers["accept-ranges"] == "bytes"
    half = len(whole.content) // 2
    headers = {"if-range": whole.headers["etag"]}
    first = client.get(PATH, headers={**headers, "range": f"bytes=0-{half - 1}"})
    rest = client.get(PATH, headers={**headers, "range": f"bytes={half}-"})
    assert (first.status_code, rest.status_code) == (206, 206)
    assert first.content + rest.content == whole.content
    assert rest.headers["content-range"] == f"bytes {half}-{len(whole.content) - 1}/{len(whole.content)}"
    assert digest(rest) == digest(whole)
    tail = client.get(PATH, headers={"range": "bytes=-100"})
    assert tail.content == whole.content[-100:]


def test_a_part_of_another_release_is_not_sent(client: httpx.Client) -> None:
    answer = client.get(PATH, headers={"range": "bytes=0-9", "if-range": '"another"'})
    assert answer.status_code == 200


@pytest.mark.parametrize("asked", ["items=0-5", "bytes=abc", "bytes=5-2", "bytes", "bytes=0-1;2-3"])
def test_what_is_no_range_of_bytes_is_ignored(client: httpx.Client, asked: str) -> None:
    assert client.get(PATH, headers={"range": asked}).status_code == 200


def test_a_part_that_is_not_there_is_refused(client: httpx.Client) -> None:
    answer = client.get(PATH, headers={"range": "bytes=999999999-"})
    assert answer.status_code == 416
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-range"].startswith("bytes */")


def test_head_and_conditions(client: httpx.Client) -> None:
    answer = client.get(PATH)
    head = client.head(PATH)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "repr-digest", "content-length", "last-modified"):
        assert head.headers[name] == answer.headers[name]
    for condition in (
        {"if-none-match": answer.headers["etag"]},
        {"if-modified-since": answer.headers["last-modified"]},
    ):
        unchanged = client.get(PATH, headers=condition)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert unchanged.headers["etag"] == answer.headers["etag"]
    assert client.get(PATH, headers={"if-none-match": '"another"'}).status_code == 200


def test_the_database_is_whole_and_needs_no_file_beside_it(client: httpx.Client, tmp_path: Path) -> None:
    copy = database_of(client.get(PATH, headers={"accept": "application/vnd.sqlite3"}), tmp_path)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    (events,) = copy.execute("SELECT count(*) FROM event").fetchone()
    assert events == client.get("/v1/dataset").json()["counts"]["events"]
    copy.close()
    assert [path.name for path in tmp_path.iterdir()] == ["copy.sqlite"]


def test_no_table_needs_a_newer_sqlite_than_other_programs_have(client: httpx.Client, tmp_path: Path) -> None:
    """By the text of the schema: STRICT is of 3.37, generated columns of 3.31, `->` of 3.38."""
    copy = database_of(client.get(f"{PATH}?format=sqlite"), tmp_path)
    schema = [text for (text,) in copy.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")]
    copy.close()
    assert len(schema) > 40
    for text in schema:
        assert not re.search(r"\bSTRICT\b|\bGENERATED\b|->|\bUNIXEPOCH\b|\bDISTINCT\b", text, re.IGNORECASE)


def test_an_older_sqlite_reads_every_table(client: httpx.Client, tmp_path: Path) -> None:
    answer = client.get(f"{PATH}?format=sqlite")
    done = run("sqlite.mjs", answer.content)
    assert done.returncode == 0, done.stderr.decode()
    found = orjson.loads(done.stdout)
    copy = database_of(answer, tmp_path)
    names = [name for (name,) in copy.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    counts = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}
    copy.close()
    assert found["version"] < "3.37"
    assert found["counts"] == counts
    assert found["check"] == "ok"


def test_one_collection(client: httpx.Client) -> None:
    whole, curated = lines(client.get(PATH)), lines(client.get(f"{PATH}?collection=curated"))
    assert curated == whole


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ("collection=nothing", "collection"),
        ("format=csv", "format"),
        ("format=sqlite&collection=curated", "collection"),
    ],
)
def test_what_there_is_not_is_refused(client: httpx.Client, query: str, parameter: str) -> None:
    refused = client.get(f"{PATH}?{query}")
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["parameter"] == parameter


def test_a_format_that_accept_does_not_name_is_refused(client: httpx.Client) -> None:
    assert client.get(PATH, headers={"accept": "text/csv"}).status_code == 406
    browser = client.head(PATH, headers={"accept": "text/html,application/xml;q=0.9,*/*;q=0.8"})
    assert browser.headers["content-type"] == "application/x-ndjson"


@dataclass(frozen=True)
class Loaded:
    """A server of its own, and its database for loading into it."""

    client: httpx.Client
    url: str
    kept: Path

    def load(self, event: str) -> None:
        """Load a data set of one event, and wait until the readers of the server have seen the new release."""
        load(self.url, corpus.data_set([corpus.event(event, "1954")]))
        wait_until(lambda: self.client.get(f"/v1/events/{event}").status_code == 200, f"{event} is not served")


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    folder = tmp_path_factory.mktemp("loaded")
    url = corpus.loaded(folder, corpus.data_set([corpus.event("first", "1954")]))
    served = start_server(folder, "--no-load", database_url=url, root_path="/root")
    with client_of(served.until_ready().base) as client:
        yield Loaded(client, url, Path(f"{beside(folder)}.downloads"))
    served.stop()


def test_after_a_load_the_file_is_of_the_new_release(loaded: Loaded, tmp_path: Path) -> None:
    client = loaded.client
    loaded.load("old")
    before = client.get(PATH)
    loaded.load("new")
    after = client.get(PATH)
    assert [line["id"] for line in lines(after) if line["type"] == "event"] == ["new"]
    assert lines(after)[0]["release"] == lines(before)[0]["release"] + 1
    assert after.headers["etag"] != before.headers["etag"]
    resumed = client.get(PATH, headers={"range": "bytes=10-", "if-range": before.headers["etag"]})
    assert resumed.status_code == 200
    copy = database_of(client.get(f"{PATH}?format=sqlite"), tmp_path)
    assert copy.execute("SELECT id FROM event").fetchall() == [("new",)]
    copy.close()


def test_links_lie_below_the_root_path(loaded: Loaded) -> None:
    found = lines(loaded.client.get(PATH))
    assert {line["links"]["self"][:9] for line in found if "links" in line} == {"/root/v1/"}


def test_many_who_ask_at_once_get_one_file(loaded: Loaded) -> None:
    loaded.load("wanted-by-many")
    before = len([*loaded.kept.iterdir()])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _number: loaded.client.get(PATH), range(8)))
    assert len({answer.content for answer in answers}) == 1
    assert len([*loaded.kept.iterdir()]) == before + 1


def test_few_files_are_kept(loaded: Loaded) -> None:
    for number in range(MOST_KEPT):
        loaded.load(f"e-{number}")
        assert loaded.client.get(PATH).status_code == 200
    assert len([*loaded.kept.iterdir()]) == MOST_KEPT


def test_where_nothing_can_be_written_it_is_told_until_it_can_be(loaded: Loaded) -> None:
    loaded.load("last")
    shutil.rmtree(loaded.kept)
    loaded.kept.write_text("in the way", encoding="utf-8")
    answer = loaded.client.get(PATH)
    assert answer.status_code == 503
    assert answer.headers["content-type"] == "application/problem+json"
    loaded.kept.unlink()
    assert loaded.client.get(PATH).status_code == 200


@pytest.mark.sqlite
@pytest.mark.parametrize("format_", ["sqlite", "ndjson"])
def test_where_the_disk_is_full_it_is_told_and_nothing_is_left(database: Path, tmp_path: Path, format_: str) -> None:
    path = tmp_path / "timeline.sqlite"
    shutil.copy(database, path)
    shutil.copytree(f"{database}.search", f"{path}.search")
    small = tmp_path / "small"  # the server, in a process that may write no large file
    small.write_text(f'#!/bin/sh\nulimit -f 100\nexec {TIMELINE} "$@"\n', encoding="utf-8")
    small.chmod(0o755)
    served = start_server(tmp_path, "--no-load", command=small, database_url=f"sqlite:///{path}").until_ready()
    with client_of(served.base) as client:
        answer = client.get(f"{PATH}?format={format_}")
        assert (answer.status_code, answer.headers["content-type"]) == (503, "application/problem+json")
        assert "retry-after" in answer.headers
        assert client.get("/v1/events").status_code == 200
    assert list((tmp_path / "timeline.sqlite.downloads").iterdir()) == []
    served.stop()
    assert "Traceback" not in served.output()


def test_what_a_killed_server_left_is_removed(tmp_path: Path) -> None:
    folder = tmp_path / "timeline.sqlite.downloads"
    folder.mkdir()
    left, written = folder / "0123456789abcdef.part", folder / "fedcba9876543210.part"
    for part in (left, written):
        part.write_bytes(b"x")
    os.utime(left, (1, 1))
    Downloads(tmp_path / "timeline.sqlite")
    assert list(folder.iterdir()) == [written]  # another server may be at it
