"""Where the index is missing it is built at the start; where it cannot be, all but searching and counting works."""

import shutil
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from app.catalogue import fingerprint
from app.catalogue.words.building import BUILDING, LOCK
from app.cli import progress
from app.database.engine import writing_engine
from app.loading import deriving
from app.loading.deriving import derive_anew
from app.loading.release import search_folder
from tests.catalogue.loading import load_variant, migrated, size
from tests.commands import Run
from tests.databases import contents
from tests.serving import run_timeline, start_server
from tests.waiting import SECONDS_TO_WAIT

SEARCH = "timeline.sqlite.search"


@pytest.fixture
def url(tmp_path: Path) -> str:
    found = migrated(tmp_path)
    load_variant(found, 1)
    return found


def build_missing(url: str) -> bool:
    """Build what is missing in the search folder beside the database."""
    return derive_anew(url, search_folder(url))


def get(address: str) -> httpx.Response:
    """The response, however busy the machine."""
    return httpx.get(address, timeout=SECONDS_TO_WAIT)


def folders(root: Path) -> list[str]:
    return sorted(path.name for path in (root / SEARCH).iterdir())


def test_a_missing_index_is_built_once(tmp_path: Path, url: str) -> None:
    before = folders(tmp_path)
    assert not build_missing(url)
    shutil.rmtree(tmp_path / SEARCH)
    assert build_missing(url)
    assert folders(tmp_path) == before
    assert not build_missing(url)


def test_one_of_another_format_is_built_anew_and_what_is_left_over_goes(tmp_path: Path, url: str) -> None:
    before = folders(tmp_path)
    (name,) = set(before) - {LOCK}
    (tmp_path / SEARCH / name).rename(tmp_path / SEARCH / f"{name}0")
    (tmp_path / SEARCH / f"{BUILDING}1-aaaa" / "event").mkdir(parents=True)
    assert build_missing(url)
    assert folders(tmp_path) == before


def test_the_tables_stay_where_only_the_index_is_missing(tmp_path: Path, url: str) -> None:
    before = contents(tmp_path)
    engine = writing_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE item SET item = :marked WHERE n = (SELECT min(n) FROM item)"), {"marked": b"{"})
    engine.dispose()
    marked = contents(tmp_path)
    assert marked != before
    shutil.rmtree(tmp_path / SEARCH)
    assert build_missing(url)
    assert contents(tmp_path) == marked


def test_an_upgrade_that_fails_leaves_the_index_of_the_code_before(
    tmp_path: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = folders(tmp_path)
    for module in (fingerprint, deriving):
        monkeypatch.setattr(module, "fingerprint", lambda: "0123456789ab")
    with monkeypatch.context() as failing:
        failing.setattr(deriving, "derive", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            build_missing(url)
    assert folders(tmp_path) == before
    assert build_missing(url)
    assert len(folders(tmp_path)) == len(before)
    assert folders(tmp_path) != before


@pytest.mark.usefixtures("loaded")
def test_what_takes_long_to_build_shows_its_progress(
    tmp_path: Path, timeline: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(progress, "SECONDS_BETWEEN_LINES", 0)
    shutil.rmtree(tmp_path / "var" / SEARCH)
    done = timeline("migrate")
    assert done.code == 0
    assert "indexing events: " in done.err
    assert "search index" in done.out


def test_nothing_loaded_needs_no_index(tmp_path: Path) -> None:
    assert not build_missing(migrated(tmp_path))
    assert not (tmp_path / SEARCH).exists()


@pytest.mark.slow
@pytest.mark.parametrize("command", ["migrate", "serve"])
def test_the_commands_build_it(tmp_path: Path, url: str, command: str) -> None:
    shutil.rmtree(tmp_path / SEARCH)
    if command == "migrate":
        done = run_timeline("migrate", folder=tmp_path, database_url=url)
        assert done.returncode == 0, done.stderr
        assert "search index" in done.stdout
        assert folders(tmp_path)
    served = start_server(tmp_path, "--no-load", database_url=url).until_ready()
    assert get(f"{served.base}/v1/events?q=common").json()["total"] == size(1)
    assert served.stop() == 0


@pytest.mark.slow
def test_where_it_cannot_be_built_all_but_searching_and_counting_works(tmp_path: Path, url: str) -> None:
    (tmp_path / "file").write_text("in the way")
    search = str(tmp_path / "file" / "search")
    served = start_server(tmp_path, "--no-load", database_url=url, search_dir=search).until_ready()
    assert search in served.output()
    for path in (
        "/v1/events?q=common",
        "/v1/search?q=common",
        "/v1/suggest?q=act",
        "/v1/events?q=common&format=csv",
        "/v1/events?facet=kind",
    ):
        answer = get(f"{served.base}{path}")
        assert answer.status_code == 503, path
        assert int(answer.headers["Retry-After"]) > 0
        assert answer.headers["Content-Type"] == "application/problem+json"
    for path in ("/v1/events", "/v1/events?kind=note", "/v1/actors/a1", "/v1/events?format=csv", "/health/ready"):
        assert get(f"{served.base}{path}").status_code == 200, path
    assert served.stop() == 0


@pytest.mark.slow
def test_a_load_that_cannot_build_an_index_changes_nothing(tmp_path: Path, url: str) -> None:
    (tmp_path / "file").write_text("in the way")
    done = run_timeline("load", "seed", folder=Path.cwd(), database_url=url, search_dir=str(tmp_path / "file" / "x"))
    assert done.returncode == 1
    assert "Nothing was loaded" in done.stderr
    served = start_server(tmp_path, "--no-load", database_url=url).until_ready()
    assert get(f"{served.base}/v1/events?q=common").json()["total"] == size(1)
    assert served.stop() == 0
