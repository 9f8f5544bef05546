"""The explorer, built once and served from an origin of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.explorer.building import EXPLORER, file_server, install, run, tool
from tests.explorer.visiting import DESKTOP, Visit


@pytest.fixture(scope="session")
def packages() -> Path:
    """The explorer's installed npm packages."""
    install()
    return EXPLORER / "node_modules"


@pytest.fixture(scope="session")
def explorer(packages: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The origin of the explorer, built from its sources."""
    folder = tmp_path_factory.mktemp("explorer") / "dist"
    built = run(tool("vite"), "build", "--outDir", folder)
    assert built.returncode == 0, built.stdout
    with file_server(folder) as origin:
        yield origin


@pytest.fixture
def visit(browser: Browser, explorer: str, server: str) -> Iterator[Callable[..., Visit]]:
    """Makes pages: `visit(viewport=PHONE)`. At the end none may have complained, or asked a third party."""
    made: list[Visit] = []

    def make(api: str = server, **options: Any) -> Visit:  # options of Playwright's new_page, of many types
        page = browser.new_page(**({"viewport": DESKTOP, "reduced_motion": "reduce"} | options))
        visit = Visit(page, explorer, api)
        made.append(visit)
        return visit

    yield make
    for visit in made:
        visit.page.close()
        assert visit.outside == []
        assert visit.unexpected() == []
