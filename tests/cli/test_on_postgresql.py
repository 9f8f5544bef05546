"""Going back on PostgreSQL: to former releases, which are kept in the database, and to a backup of its own tools."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.database.migrating import migrate
from app.loading.data_set import DataSet
from app.loading.release import load
from tests.catalogue.corpus import data_set, event
from tests.commands import Run
from tests.postgres_server import Server, call, server
from tests.serving import ROOT

pytestmark = pytest.mark.slow


def data(*names: str) -> DataSet:
    return data_set([event(name, "1954") for name in names])


@pytest.fixture(scope="module")
def postgres() -> Iterator[Server]:
    with server() as running:
        yield running


@pytest.fixture
def url(postgres: Server, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A database with two releases: the second has another event."""
    made = postgres.create(request.node.name[:40])
    migrate(made, ROOT / "migrations")
    load(made, data("always", "first"), tmp_path / "search")
    load(made, data("always", "second"), tmp_path / "search")
    return made


def kept(timeline: Run, url: str) -> list[tuple[str, bool]]:
    """The numbers that `timeline releases` lists, and whether each is the one that is served."""
    lines = timeline("releases", database_url=url).out.splitlines()
    return [(line.split()[0], line.endswith("served")) for line in lines]


def events(postgres: Server, url: str) -> list[object]:
    name = url.rpartition("/")[2]
    (schema,) = postgres.run("SELECT schema FROM timeline.served ORDER BY id DESC LIMIT 1", name)[0]
    return [id_ for (id_,) in postgres.run(f"SELECT id FROM {schema}.event ORDER BY id", name)]


def test_a_former_release_is_listed_and_rolled_back_to(postgres: Server, url: str, timeline: Run) -> None:
    assert kept(timeline, url) == [("2", True), ("1", False)]
    done = timeline("rollback", "1", database_url=url)
    told = ["Release 3 has the content of release 1.", "+ event first", "- event second"]
    assert done.out.splitlines()[-3:] == told, done
    assert events(postgres, url) == ["always", "first"]
    assert kept(timeline, url) == [("3", True), ("2", False), ("1", False)]
    name = url.rpartition("/")[2]
    (schema,) = postgres.run("SELECT schema FROM timeline.served ORDER BY id DESC LIMIT 1", name)[0]
    ledger = postgres.run(
        f"SELECT id, changed, removed FROM {schema}.ledger WHERE id <> 'always' AND type = 'event'", name
    )
    assert sorted(ledger) == [("first", 3, None), ("second", 2, 3)]


def test_what_cannot_be_rolled_back_to_is_told(url: str, timeline: Run) -> None:
    for number, told in (("2", "is the one that is served"), ("7", "is not kept; kept are: 1")):
        done = timeline("rollback", number, database_url=url)
        assert done.code == 1
        assert told in done.err
        assert "Nothing was rolled back." in done.err
    assert kept(timeline, url) == [("2", True), ("1", False)]


def test_a_release_of_an_older_schema_is_not_rolled_back_to(postgres: Server, url: str, timeline: Run) -> None:
    name = url.rpartition("/")[2]
    (schema,) = postgres.run("SELECT schema FROM timeline.served WHERE number = 1", name)[0]
    postgres.run(f"UPDATE {schema}.alembic_version SET version_num = '0001'", name)
    done = timeline("rollback", "1", database_url=url)
    assert "has the schema 0001 of an older version" in done.err


def test_a_backup_is_written_and_put_back_with_the_commands_that_are_told(
    postgres: Server, url: str, timeline: Run, tmp_path: Path
) -> None:
    told = timeline("backup", "anywhere", database_url=url).err
    commands = re.findall(r"`(pg_\w+ [^`]*)`", " ".join(told.split()))
    write, restore = (shlex.split(each.replace("FILE", str(postgres.folder / "backup"))) for each in commands)
    call(postgres.folder, write)
    load(url, data("always", "third"), tmp_path / "search")
    call(postgres.folder, restore)
    assert events(postgres, url) == ["always", "second"]
    assert kept(timeline, url) == [("2", True), ("1", False)]
    assert load(url, data("always", "fourth"), tmp_path / "search").number == 3
    assert events(postgres, url) == ["always", "fourth"]
    name = url.rpartition("/")[2]
    schemas = postgres.run("SELECT count(*) FROM pg_namespace WHERE nspname ~ '^timeline_[0-9]'", name)
    assert schemas == postgres.run("SELECT count(*) FROM timeline.served", name)
