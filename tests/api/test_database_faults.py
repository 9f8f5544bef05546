"""What happens to the database file while it is served: 503 or the new content, never a 500, never stale answers."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from app.main import create_app
from app.settings import Settings
from tests.catalogue.corpus import data_set, document, event, loaded
from tests.serving import client_of, run_timeline, start_server
from tests.waiting import wait_until

pytestmark = [pytest.mark.slow, pytest.mark.sqlite]


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[httpx.Client, Path]]:
    loaded(tmp_path, data_set([event("before", "1954")]))
    url = f"sqlite:///{tmp_path / 'timeline.sqlite'}"
    server = start_server(tmp_path, "--no-load", database_url=url).until_ready()
    with client_of(server.base) as client:
        yield client, tmp_path / "timeline.sqlite"
    assert server.stop() == 0
    assert "Traceback" not in server.output()


def test_another_database_of_the_same_release_number_is_no_reason_to_answer_304(
    served: tuple[httpx.Client, Path], tmp_path: Path
) -> None:
    client, path = served
    first = client.get("/v1/events")
    assert [item["id"] for item in first.json()["items"]] == ["before"]
    (tmp_path / "other").mkdir()
    loaded(tmp_path / "other", data_set([event("after", "1954")], documents=[document("paper", None)]))
    assert (
        run_timeline(
            "status", folder=tmp_path, database_url=f"sqlite:///{tmp_path / 'other' / 'timeline.sqlite'}"
        ).returncode
        == 0
    )
    for name in ("timeline.sqlite-wal", "timeline.sqlite-shm"):
        (tmp_path / name).unlink(missing_ok=True)
    (tmp_path / "other" / "timeline.sqlite").replace(path)
    wait_until(
        lambda: client.get("/v1/events").json().get("items", [{}])[0].get("id") == "after",
        "the other database is not noticed",
    )
    again = client.get("/v1/events", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert again.json()["release"] == first.json()["release"]


@pytest.mark.parametrize("fault", ["removed", "damaged"])
def test_an_unreadable_database_is_told_as_503(served: tuple[httpx.Client, Path], fault: str) -> None:
    client, path = served
    for name in (f"{path}-wal", f"{path}-shm"):
        Path(name).unlink(missing_ok=True)
    if fault == "removed":
        path.unlink()
    else:
        broken = path.with_name("broken")
        broken.write_bytes(b"this is no database at all" * 1000)
        broken.replace(path)
    wait_until(lambda: client.get("/v1/events?limit=7").status_code == 503, "the fault is not noticed")
    answer = client.get("/v1/dataset")
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.get("/health/ready").status_code == 503
    assert client.get("/health/live").status_code == 200


PATHS = {
    "text": ("/v1/dataset", "/v1/events?topic=edc&date=1954", "/v1/dataset/download", "/events/berlin-conference-1954"),
    "json": ("/v1/events?limit=500&format=csv", "/events/berlin-conference-1954", "/v1/events?fields=id&limit=500"),
    "keys": ("/v1/events?format=csv", "/v1/events?actor=molotov&format=xlsx"),
    "record": ("/v1/search?q=nato", "/v1/events?q=nato", "/search?q=nato"),
    "length": ("/v1/tenures?on=1954-01-01", "/v1/tenures", "/v1/actors/molotov"),
    "term": ("/v1/tenures?on=1954-01-01", "/v1/events", "/v1/actors/molotov"),
    "kind": ("/v1/dataset", "/v1/events?format=jsonld", "/"),
    "ties": ("/v1/events?limit=2", "/v1/events?sort=title&limit=2", "/v1/documents?limit=2"),
    "items": ("/", "/events/berlin-conference-1954", "/v1/events/berlin-conference-1954"),
    "matches": ("/search?q=nato", "/v1/search?q=nato"),
    "types": ("/v1/events", "/v1/events?sort=title", "/v1/events/berlin-conference-1954", "/v1/actors", "/"),
    "nulls": ("/v1/events", "/v1/events?sort=title", "/v1/events/berlin-conference-1954", "/v1/search?q=nato"),
    "collection": ("/v1/dataset", "/"),
    "references": ("/events/berlin-conference-1954", "/actors/molotov", "/v1/events"),
    "counts": ("/", "/v1/events"),
    "release": ("/v1/dataset", "/v1/events", "/v1/search?q=nato", "/"),
    "page": (
        "/v1/dataset/download?format=sqlite",
        "/v1/dataset/download",
        "/v1/documents?include=paragraphs&limit=500",
    ),
}
"""Paths that read what is damaged, and others beside it."""


DAMAGES = {
    "text": (
        "UPDATE collection SET title = CAST(x'ff41' AS TEXT)",
        "UPDATE record SET key = CAST(x'ff' || key AS TEXT) WHERE n % 7 = 1",
    ),
    "json": ("UPDATE item SET item = substr(item, 1, 100)",),
    "keys": ("UPDATE item SET item = CAST(replace(item, '\"latest\":', '\"lAtest\":') AS BLOB)",),
    "record": ("DELETE FROM item WHERE n % 2 = 0",),
    "length": ("DELETE FROM length",),
    "term": ("UPDATE term SET axis = 'aml' WHERE axis = 'all'",),
    "kind": ("UPDATE kind SET collection = 'curbted'",),
    "ties": ("UPDATE record SET n = -n",),
    "items": ("DELETE FROM item",),
    "matches": ("UPDATE item SET item = CAST(replace(item, '\"title\":', '\"tItle\":') AS BLOB)",),
    "types": ("UPDATE item SET item = CAST(item AS TEXT)",),
    "nulls": ("UPDATE item SET item = NULL WHERE n % 3 = 0",),
    "references": ("UPDATE collection SET id = 'other'",),
    "counts": ("UPDATE term SET type = type + 4611686018427387904",),
    "release": ("UPDATE release SET checksum = NULL",),
    "collection": ("UPDATE collection SET title = CAST(title AS BLOB)",),
}
"""Statements that leave texts that are not UTF-8, JSON cut short or with other keys, rows that are missing, and values
that their columns do not take."""


@contextmanager
def anything_taken(connection: sqlite3.Connection) -> Iterator[None]:
    """The columns of these tables take values of any type, and none; afterwards they are as they were."""
    tables = "name IN ('item', 'collection', 'release')"
    before = connection.execute(f"SELECT sql, name FROM sqlite_schema WHERE {tables}").fetchall()
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute(
        f"UPDATE sqlite_schema SET sql = replace(replace(sql, 'NOT NULL', ''), ' STRICT', '') WHERE {tables}"
    )
    connection.execute("PRAGMA writable_schema = RESET")
    yield
    connection.execute("PRAGMA writable_schema = ON")
    connection.executemany("UPDATE sqlite_schema SET sql = ? WHERE name = ?", before)
    connection.execute("PRAGMA writable_schema = RESET")


def damage(path: Path, kind: str) -> None:
    """Damage a database so that it opens still: by its `DAMAGES`, or with pages overwritten."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with anything_taken(connection):
            for statement in DAMAGES.get(kind, ()):
                connection.execute(statement)
    if kind == "page":
        content = bytearray(path.read_bytes())
        for start in range(4096 * 150, len(content) - 4096, 4096 * 20):
            content[start : start + 4096] = b"\x2a" * 4096
        path.write_bytes(content)


@pytest.mark.anyio
@pytest.mark.parametrize("kind", PATHS)
async def test_damaged_values_are_told_as_503(
    database: Path, tmp_path: Path, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "timeline.sqlite"
    shutil.copy(database, path)
    shutil.copytree(f"{database}.search", f"{path}.search")
    damage(path, kind)
    app = create_app(Settings(database_url=f"sqlite:///{path}"))
    seen = {}
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver") as client:
            for each in PATHS[kind]:
                seen[each] = (await client.get(each)).status_code
    assert set(seen.values()) <= {200, 503}, caplog.text
    assert 503 in seen.values()
