"""What tests of several folders share: a real server process, a loaded database, a browser."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, expect, sync_playwright

from app.database.migrating import migrate
from app.loading.check import check
from app.loading.release import load
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


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a real `timeline serve` with the seed loaded; for tests that only read."""
    served = start_server(tmp_path_factory.mktemp("server")).until_ready()
    yield served.base
    served.stop()


@pytest.fixture(scope="session")
def client(server: str) -> Iterator[httpx.Client]:
    """A client of that server: `client.get("/v1/events")`."""
    with client_of(server) as client:
        yield client


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file at the newest schema with the seed loaded. Tests that write take a copy."""
    path = tmp_path_factory.mktemp("database") / "timeline.sqlite"
    checked = check(ROOT / "seed")
    assert checked.data, checked.findings
    migrate(f"sqlite:///{path}", ROOT / "migrations")
    load(f"sqlite:///{path}", checked.data)
    return path


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
