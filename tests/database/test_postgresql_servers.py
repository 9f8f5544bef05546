"""Two PostgreSQL servers, a primary and its standby: what the service does while one of them is away or behind."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient
from sqlalchemy.exc import DatabaseError

from app.database.dialects import database_of
from app.database.engine import QueryTimeout, Reader
from app.database.migrating import migrate
from app.loading.data_set import DataSet
from app.loading.release import load
from app.main import served_app
from app.settings import Settings
from tests.catalogue import corpus
from tests.postgres_server import USER, Server, server, standby_of
from tests.serving import ROOT, run_timeline, start_server
from tests.waiting import SECONDS_TO_WAIT, wait_until

pytestmark = pytest.mark.slow
EVENTS = 40
LIST = "/v1/events?limit=50"


def data(word: str) -> DataSet:
    return corpus.data_set([corpus.event(f"e-{number:03}", "1954", title=word) for number in range(EVENTS)])


class Pair:
    """A primary and its standby, with a database in which release 1 is loaded."""

    def __init__(self, primary: Server, standby: Server, search: Path) -> None:
        self.primary = primary
        self.standby = standby
        self.search = search
        hosts = "&".join(f"host=127.0.0.1:{each.port}" for each in (primary, standby))
        self.url = f"postgresql+psycopg://{USER}@/app?{hosts}"

    def load(self, word: str) -> int:
        """Load other titles; returns the release."""
        return load(self.url, data(word), self.search).number

    @contextmanager
    def client(self) -> Iterator[httpx.Client]:
        settings = Settings(
            database_url=self.url, search_dir=self.search, query_timeout_seconds=SECONDS_TO_WAIT, cache_bytes=0
        )
        with TestClient(served_app(settings)) as made:
            yield made


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    """A pair for a test that changes it."""
    with new_pair(tmp_path) as made:
        yield made


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    """A pair that no test changes."""
    with new_pair(tmp_path_factory.mktemp("quiet")) as made:
        yield made


@contextmanager
def new_pair(tmp_path: Path) -> Iterator[Pair]:
    with server() as primary:
        url = primary.create("app")
        migrate(url, ROOT / "migrations")
        load(url, data("old"), tmp_path / "search")
        with standby_of(primary) as standby:
            yield Pair(primary, standby, tmp_path / "search")


def titles(client: httpx.Client) -> set[str]:
    """The titles of all events, of which there must be `EVENTS`."""
    answer = client.get(LIST)
    assert answer.status_code == 200, answer.text
    items = answer.json()["items"]
    assert len(items) == EVENTS
    return {item["title"] for item in items}


@pytest.mark.parametrize("killed", ["primary", "standby"])
def test_reads_go_on_when_a_server_is_killed(pair: Pair, killed: str) -> None:
    with pair.client() as client:
        assert titles(client) == {"old"}
        assert client.get("/v1/events?q=old").json()["total"] == EVENTS
        getattr(pair, killed).stop("immediate")
        for _ in range(20):
            assert titles(client) == {"old"}
            assert client.get("/v1/events?q=old").json()["total"] == EVENTS


def test_without_any_server_the_answer_is_503_until_one_is_back(pair: Pair) -> None:
    with pair.client() as client:
        assert titles(client) == {"old"}
        pair.standby.stop("immediate")
        pair.primary.stop("immediate")
        answer = client.get(LIST)
        assert answer.status_code == 503
        assert int(answer.headers["retry-after"]) > 0
        pair.primary.start()
        assert titles(client) == {"old"}


def test_a_load_while_the_primary_is_away_changes_nothing_and_says_why(pair: Pair, tmp_path: Path) -> None:
    pair.primary.stop("immediate")
    done = run_timeline("load", str(ROOT / "seed"), folder=tmp_path, database_url=pair.url)
    assert done.returncode == 1
    assert "cannot be used" in done.stderr
    assert "The data are as they were." in done.stderr
    assert "Traceback" not in done.stderr
    with pair.client() as client:
        assert titles(client) == {"old"}


def test_the_service_starts_while_the_primary_is_away_and_takes_the_next_release_when_it_is_back(
    pair: Pair, tmp_path: Path
) -> None:
    search = str(pair.search)
    pair.primary.stop("immediate")
    served = start_server(tmp_path, database_url=pair.url, search_dir=search, cache_bytes="0").until_ready()
    try:
        assert "Release 1 is served as it is; nothing is loaded." in served.output()
        with httpx.Client(base_url=served.base, timeout=SECONDS_TO_WAIT) as client:
            assert titles(client) == {"old"}
            assert client.get("/v1/events?q=old").json()["total"] == EVENTS
            pair.primary.start()
            assert pair.load("new") == 2
            wait_until(lambda: titles(client) == {"new"}, served.output)
    finally:
        served.stop()


def test_without_a_primary_the_service_does_not_start_on_what_other_code_has_derived(
    pair: Pair, tmp_path: Path
) -> None:
    pair.primary.run("UPDATE timeline.served SET fingerprint = 'other'", "app")
    (position,) = pair.primary.run("SELECT pg_current_wal_lsn()::text")[0]
    reached = f"SELECT pg_last_wal_replay_lsn() >= '{position}'::pg_lsn"
    wait_until(lambda: pair.standby.run(reached) == [(True,)], "the standby does not follow")
    pair.primary.stop("immediate")
    done = run_timeline("serve", folder=tmp_path, database_url=pair.url, port="0")
    assert done.returncode == 1
    assert "the primary is away" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_load_on_a_standby_says_that_it_is_one(quiet: Pair, tmp_path: Path) -> None:
    done = run_timeline("load", str(ROOT / "seed"), folder=tmp_path, database_url=quiet.standby.url("app"))
    assert done.returncode == 1
    assert "standby" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_promoted_standby_takes_loads_without_a_restart_of_the_service(pair: Pair) -> None:
    with pair.client() as client:
        assert titles(client) == {"old"}
        pair.primary.stop("immediate")
        with pytest.raises(DatabaseError):
            pair.load("new")
        pair.standby.promote()
        assert pair.load("new") == 2
        wait_until(lambda: titles(client) == {"new"}, "the new release is not served")


def test_a_standby_that_lags_serves_the_old_release_whole(pair: Pair) -> None:
    with pair.client() as client:
        assert titles(client) == {"old"}
        pair.standby.run("SELECT pg_wal_replay_pause()")
        assert pair.load("new") == 2
        assert titles(client) == {"old"}
        assert client.get("/v1/events?q=old").json()["total"] == EVENTS
        assert client.get("/v1/events?q=new").json()["total"] == 0
        pair.standby.run("SELECT pg_wal_replay_resume()")
        wait_until(lambda: titles(client) == {"new"}, "the new release is not served")
        assert client.get("/v1/events?q=new").json()["total"] == EVENTS


# The driver warns of a cursor on the connection that was cut off.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_load_that_is_cut_off_in_the_middle_changes_nothing(pair: Pair) -> None:
    def cut_off(stage: str, _done: int, _all: int) -> None:
        if stage == "indexing events":
            pair.primary.run(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = 'app' AND state LIKE 'idle in transaction%'"
            )

    with pytest.raises(DatabaseError):
        load(pair.url, data("new"), pair.search, progress=cut_off)
    with pair.client() as client:
        assert titles(client) == {"old"}
        assert client.get("/v1/events?q=old").json()["total"] == EVENTS
    schemas = pair.primary.run("SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'timeline\\_%'", "app")
    assert schemas == pair.primary.run("SELECT count(*) FROM timeline.served", "app")
    assert pair.load("new") == 2


def test_a_second_command_waits_for_the_first_and_says_for_which(quiet: Pair) -> None:
    database = database_of(quiet.url)
    told: list[str] = []
    waiting, free = threading.Event(), threading.Event()

    def second() -> None:
        def tell(other: str) -> None:
            told.append(other)
            waiting.set()

        with database.turn("timeline load", tell):
            free.set()

    with database.turn("timeline import", lambda _other: None):
        thread = threading.Thread(target=second)
        thread.start()
        assert waiting.wait(SECONDS_TO_WAIT)
        assert not free.is_set()
    thread.join(SECONDS_TO_WAIT)
    assert free.is_set()
    assert told == ["timeline import"]


def test_a_statement_is_stopped_at_the_deadline(quiet: Pair) -> None:
    reader = Reader(database_of(quiet.url), deadline_seconds=0.3)
    with pytest.raises(QueryTimeout), reader.answer():
        reader.connection.execute("SELECT pg_sleep(?)", (SECONDS_TO_WAIT,))
    with reader.answer() as release:
        assert release.number == 1
    reader.close()


def test_a_reader_cannot_write(quiet: Pair) -> None:
    reader = Reader(database_of(quiet.primary.url("app")), deadline_seconds=SECONDS_TO_WAIT)
    with pytest.raises(reader.faults, match="read-only"), reader.answer():
        reader.connection.execute("DELETE FROM event")
    reader.close()


def test_another_machine_goes_over_to_a_release_once_it_has_the_index(pair: Pair, tmp_path: Path) -> None:
    served = start_server(
        tmp_path, "--no-load", database_url=pair.url, search_dir=str(tmp_path / "other")
    ).until_ready()
    try:
        with httpx.Client(base_url=served.base, timeout=SECONDS_TO_WAIT) as client:
            assert titles(client) == {"old"}
            assert pair.load("new") == 2

            def both() -> bool:
                """Whether the new release is there; until then rows and index are of the old one."""
                found = client.get("/v1/events?q=new&limit=50").json()
                assert found["total"] in {0, EVENTS}
                return bool(found["total"] == EVENTS and titles(client) == {"new"})

            wait_until(both, served.output)
    finally:
        served.stop()


def test_schemas_of_former_releases_go_when_they_were_replaced_some_time_ago(pair: Pair) -> None:
    for word in ("two", "three", "four"):
        pair.load(word)
        pair.primary.run("UPDATE timeline.served SET entered_at = entered_at - interval '1 hour'", "app")
    pair.load("five")
    kept = pair.primary.run("SELECT number FROM timeline.served ORDER BY id", "app")
    assert kept == [(3,), (4,), (5,)]
    with pair.client() as client:
        wait_until(lambda: titles(client) == {"five"}, "the last release is not served")
