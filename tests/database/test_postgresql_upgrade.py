"""Two versions of the software on one PostgreSQL database, while machines are upgraded one by one."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.catalogue.fingerprint import fingerprint
from app.database.migrating import migrate
from app.loading.data_set import DataSet
from app.loading.release import load
from tests.catalogue import corpus
from tests.postgres_server import Server, server
from tests.serving import ROOT, Served, start_server
from tests.waiting import wait_until

pytestmark = pytest.mark.slow
EVENTS = 30
OTHER = "other-code"
PATCH = f"import app.catalogue.fingerprint\napp.catalogue.fingerprint.fingerprint = lambda: {OTHER!r}\n"
"""Python runs it at the start of each process that has it on its path as `sitecustomize`."""


def data(word: str) -> DataSet:
    return corpus.data_set([corpus.event(f"e-{number:03}", "1954", title=word) for number in range(EVENTS)])


@pytest.fixture
def postgres() -> Iterator[Server]:
    with server() as running:
        yield running


def start(url: str, folder: Path, *, other_code: bool = False) -> Served:
    """A machine: a server process with a folder of its own."""
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        if other_code:
            (folder / "sitecustomize.py").write_text(PATCH, "utf-8")
            patch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", str(ROOT))]))
        return start_server(folder, "--no-load", database_url=url, cache_bytes="0")


def shown(machine: Served) -> tuple[int, set[str], set[str]]:
    """The release that a machine serves, and the titles of its events: in a list and found by a word of all."""
    listed, found = (machine.get(f"/v1/events?limit=50{query}").json() for query in ("", "&q=title"))
    titles = [{item["title"] for item in answer["items"]} for answer in (listed, found)]
    assert len(listed["items"]) == len(found["items"]) == EVENTS, (listed, found)
    assert listed["release"] == found["release"] or titles[0] != titles[1]
    return listed["release"], titles[0], titles[1]


def derived(postgres: Server) -> list[tuple[object, ...]]:
    """Number and fingerprint of what is in the database, the oldest first."""
    return postgres.run("SELECT number, fingerprint FROM timeline.served WHERE number > 0 ORDER BY id", "app")


def test_each_version_reads_what_its_own_code_derived(postgres: Server, tmp_path: Path) -> None:
    url = postgres.create("app")
    migrate(url, ROOT / "migrations")
    load(url, data("title one"), tmp_path / "search")
    old = start(url, tmp_path / "old").until_ready()
    new = start(url, tmp_path / "new", other_code=True).until_ready()
    try:
        assert derived(postgres) == [(1, fingerprint()), (1, OTHER)]
        (schema,) = postgres.run(f"SELECT schema FROM timeline.served WHERE fingerprint = '{OTHER}'", "app")[0]
        postgres.run(
            f"UPDATE {schema}.item SET item = convert_to("
            "replace(convert_from(item, 'UTF8'), 'title one', 'title of other code'), 'UTF8')",
            "app",
        )
        # What was read a moment ago may be read once more.
        wait_until(lambda: "title of other code" in shown(new)[1], new.output)
        assert shown(new) == (1, {"title of other code"}, {"title of other code"})
        assert shown(old) == (1, {"title one"}, {"title one"})

        old.stop()
        old = start(url, tmp_path / "old").until_ready()
        assert shown(old) == (1, {"title one"}, {"title one"})
        assert len(derived(postgres)) == 2, "nothing is derived again at a start"
        assert not load(url, data("title one"), tmp_path / "search").changed

        load(url, data("title two"), tmp_path / "search")
        for machine in (old, new):
            wait_until(lambda machine=machine: shown(machine)[0] == 2, machine.output)
            assert shown(machine) == (2, {"title two"}, {"title two"})
        assert derived(postgres)[2:] == [(2, fingerprint()), (2, OTHER)]
    finally:
        old.stop()
        new.stop()

    for word in ("title three", "title four", "title five"):
        postgres.run("UPDATE timeline.served SET entered_at = entered_at - interval '1 hour'", "app")
        load(url, data(word), tmp_path / "search")
    assert [fingerprint_ for _, fingerprint_ in derived(postgres)] == [fingerprint()] * len(derived(postgres))
    schemas = postgres.run("SELECT nspname FROM pg_namespace WHERE nspname LIKE 'timeline\\_%'", "app")
    assert len(schemas) == len(derived(postgres))
