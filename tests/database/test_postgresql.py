"""PostgreSQL instead of SQLite: only the address of the database changes, and no byte of the answers."""

import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from app.database.migrating import migrate
from app.loading.data_set import DataSet
from app.loading.release import load, roll_back
from bench.engines import Told, read, serving, told
from tests.database.addresses import addresses
from tests.postgres_server import Server, server
from tests.serving import ROOT, run_timeline, start_server

MIGRATIONS = ROOT / "migrations"
WITHOUT_SIGNS = "LOCALE_PROVIDER icu ICU_LOCALE 'en-u-ka-shifted-ks-level1' LOCALE 'C.UTF-8'"
"""Options of a database that sorts without blanks, hyphens, accents and case, unless it is told otherwise."""


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with server() as made:
        yield made


@pytest.fixture(scope="module")
def seed() -> DataSet:
    return read(ROOT / "seed")


@pytest.fixture(scope="module")
def from_sqlite(tmp_path_factory: pytest.TempPathFactory, seed: DataSet) -> dict[str, Told]:
    """What the service answers on SQLite, by address."""
    folder = tmp_path_factory.mktemp("sqlite")
    with serving(f"sqlite:///{folder / 'timeline.sqlite'}", seed, folder / "search") as client:
        return {each: told(client, each) for each in addresses(client) if "format=sqlite" not in each}


@pytest.mark.slow
def test_the_address_is_all_that_changes(postgres: Server, tmp_path: Path) -> None:
    url = postgres.create("walk")
    done = run_timeline("migrate", folder=tmp_path, database_url=url)
    assert done.returncode == 0, done.stderr
    done = run_timeline("load", str(ROOT / "seed"), folder=tmp_path, database_url=url)
    assert "Loaded release 1" in done.stdout, done.stderr
    assert ", the newest" in run_timeline("status", folder=tmp_path, database_url=url).stdout
    served = start_server(tmp_path, database_url=url).until_ready()
    try:
        assert served.get("/v1/events?actor=molotov&date=1954-02").json()["total"] > 0
        assert served.get("/v1/search?q=nato").json()["total"] > 0
        assert served.get("/v1/dataset/download").status_code == 200
        assert "Release 1 " not in served.output(), "the same files are not loaded again"
    finally:
        served.stop()


def rows_of(answer: httpx.Response, path: Path) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables of an SQLite file that was sent, each by the names of its columns."""
    assert answer.status_code == 200, answer.text
    path.write_bytes(answer.content)
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True)) as connection:
        connection.row_factory = sqlite3.Row
        assert connection.execute("PRAGMA integrity_check").fetchall()[0][0] == "ok"
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        indexes = connection.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL")
        rows: dict[str, list[dict[str, object]]] = {"the indexes": [dict(row) for row in indexes]}
        for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows[name] = [dict(row) for row in connection.execute(f'SELECT * FROM "{name}"')]
    return {name: sorted(some, key=lambda row: repr(sorted(row.items()))) for name, some in rows.items()}


@pytest.mark.slow
def test_the_sqlite_file_for_download_has_the_same_rows(postgres: Server, seed: DataSet, tmp_path: Path) -> None:
    found = []
    for name, url in (("one", f"sqlite:///{tmp_path / 'timeline.sqlite'}"), ("two", postgres.create("download"))):
        (tmp_path / name).mkdir()
        with serving(url, seed, tmp_path / name / "search") as client:
            found.append(rows_of(client.get("/v1/dataset/download?format=sqlite"), tmp_path / f"{name}.sqlite"))
    one, two = found
    assert one.keys() == two.keys()
    for name, rows in one.items():
        assert two[name] == rows, name


@pytest.mark.slow
@pytest.mark.parametrize("options", ["", WITHOUT_SIGNS], ids=["code points", "without signs"])
def test_every_answer_is_the_same_as_with_sqlite(
    postgres: Server, seed: DataSet, from_sqlite: dict[str, Told], tmp_path: Path, options: str
) -> None:
    name = "same" if not options else "shifted"
    with serving(postgres.create(name, options), seed, tmp_path / "search") as client:
        other = [address for address, answer in from_sqlite.items() if told(client, address) != answer]
    assert other == [], f"{len(other)} of {len(from_sqlite)} differ"
    assert len(from_sqlite) > 3_000


def keys_of(postgres: Server, database: str, schema: str) -> list[str]:
    """The keys and indexes of the tables in a schema, without their names."""
    found = postgres.run(f"SELECT indexdef FROM pg_indexes WHERE schemaname = '{schema}'", database)
    return sorted(re.sub(r"INDEX \w+", "INDEX", str(text)).replace(f" ON {schema}.", " ON ") for (text,) in found)


def test_the_places_of_titles_get_room_and_stay(postgres: Server, tmp_path: Path) -> None:
    url = postgres.create("room")
    shutil.copytree(MIGRATIONS, tmp_path / "0008", ignore=shutil.ignore_patterns("0009*"))
    migrate(url, tmp_path / "0008")
    newest = "SELECT schema FROM timeline.served ORDER BY id DESC LIMIT 1"
    ((before,),) = postgres.run(newest, "room")
    columns = "(n, type, key, title_key, title_rank, has_certain)"
    postgres.run(f"INSERT INTO {before}.record {columns} VALUES (7, 1, 'a', 'a', 3, false)", "room")
    migrate(url, MIGRATIONS)
    ((schema,),) = postgres.run(newest, "room")
    postgres.run(f"INSERT INTO {schema}.record {columns} VALUES (8, 1, 'b', 'b', {1 << 40}, false)", "room")
    assert postgres.run(f"SELECT n, title_rank FROM {schema}.record ORDER BY n", "room") == [(7, 3), (8, 1 << 40)]


def test_a_release_has_all_keys_and_lists_are_read_from_them_alone(
    postgres: Server, seed: DataSet, tmp_path: Path
) -> None:
    url = postgres.create("keys")
    migrate(url, MIGRATIONS)
    load(url, seed, tmp_path / "search")
    made = "SELECT schema FROM timeline.served ORDER BY id"
    *_, (first,) = postgres.run(made, "keys")
    roll_back(url, str(first), tmp_path / "search")  # a release that is made of another
    migrated, *releases = [str(name) for (name,) in postgres.run(made, "keys")]
    key = "CREATE UNIQUE INDEX ON posting USING btree (term, class, n)"
    expected = [f"{key} INCLUDE (latest)" if each == key else each for each in keys_of(postgres, "keys", migrated)]
    assert [keys_of(postgres, "keys", each) for each in releases] == [expected, expected]

    question = f"SELECT n FROM {releases[-1]}.posting WHERE term = 1 AND class = 0 AND n > 0 AND latest > 0 LIMIT 9"
    plan = postgres.run(f"EXPLAIN (ANALYZE) {question}", "keys")
    text = "\n".join(str(line) for (line,) in plan)
    assert "Index Only Scan" in text
    assert "Heap Fetches: 0" in text, "the rows were not seen by VACUUM"
