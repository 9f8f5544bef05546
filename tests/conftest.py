"""What tests of several folders share: a real server process, a loaded database, a browser."""

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app import cli
from app.database.migrating import migrate
from app.loading.check import check
from app.loading.release import load
from app.settings import PREFIX
from tests import databases
from tests.commands import Ended, Run
from tests.serving import ROOT, client_of, start_server
from tests.waiting import SECONDS_TO_WAIT

MILLISECONDS_TO_WAIT = SECONDS_TO_WAIT * 1000
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)

# A single example may take long on a busy machine.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that chooses the database."""
    parser.addoption(
        "--database", choices=databases.NAMES, default="sqlite", help="what the tests run on; without it SQLite files"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is about files of SQLite where the tests run on another database."""
    if config.getoption("database") == "sqlite":
        return
    left_out = [item for item in items if item.get_closest_marker("sqlite")]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if item not in left_out]


@pytest.fixture(scope="session", autouse=True)
def _database(request: pytest.FixtureRequest) -> Iterator[None]:
    """The database that was chosen, for all tests of this process."""
    with databases.engine(request.config.getoption("database")):
        yield


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real `timeline serve` with the seed loaded; for tests that only read."""
    folder = tmp_path_factory.mktemp("server")
    served = start_server(folder, **databases.settings_of_server(folder)).until_ready()
    yield served.base
    served.stop()


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of that server: `client.get("/v1/events")`."""
    with client_of(server) as client:
        yield client


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder whose database has the seed; for tests that only read."""
    folder = tmp_path_factory.mktemp("database")
    url = databases.database_url(folder)
    checked = check(ROOT / "seed")
    assert checked.data, checked.findings
    migrate(url, ROOT / "migrations")
    load(url, checked.data)
    return folder


@pytest.fixture(scope="session")
def database(seeded: Path) -> Path:
    """An SQLite file with the seed loaded. Tests that use it are marked `sqlite`; those that write take a copy."""
    return seeded / databases.FILE


@pytest.fixture
def timeline(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs the command in an empty folder: `timeline("load", "seed", port="8001")`. Not in a process, to be quick."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, **settings: str) -> Ended:
        with monkeypatch.context() as patch:
            for name in [name for name in os.environ if name.startswith(PREFIX)]:
                patch.delenv(name)
            for name, value in settings.items():
                patch.setenv(f"{PREFIX}{name.upper()}", value)
            patch.setattr(sys, "argv", ["timeline", *arguments])
            with pytest.raises(SystemExit) as ended:
                cli.main()
        said = capsys.readouterr()
        return Ended(code=ended.value.code or 0, out=said.out, err=said.err)

    return run


@pytest.fixture
def loaded(tmp_path: Path, database: Path) -> None:
    """The folder has a database with the seed in it, its search index beside it."""
    (tmp_path / "var").mkdir()
    shutil.copy(database, tmp_path / "var" / "timeline.sqlite")
    shutil.copytree(f"{database}.search", tmp_path / "var" / "timeline.sqlite.search")


# Of the module, not the session: Playwright keeps an event loop in the thread, which tests of other modules need.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A headless Chromium. Tests open pages with `new_page`."""
    program = os.environ.get("TIMELINE_TEST_CHROMIUM") or shutil.which("chromium")
    if not program:
        pytest.skip("needs a Chromium: apt-get install chromium, or set TIMELINE_TEST_CHROMIUM to one")
    expect.set_options(timeout=MILLISECONDS_TO_WAIT)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=list(CHROMIUM_FLAGS), timeout=MILLISECONDS_TO_WAIT
        )
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens pages, with the options of Playwright's `Browser.new_page`. They are closed after the test."""
    pages: list[Page] = []

    def open_page(**options: Any) -> Page:  # of many types
        page = browser.new_page(**options)
        page.set_default_timeout(MILLISECONDS_TO_WAIT)
        pages.append(page)
        return page

    yield open_page
    for page in pages:
        page.close()
