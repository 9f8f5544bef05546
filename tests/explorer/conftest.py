"""The explorer, built once and served from an origin of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.explorer.building import EXPLORER, install, run, tool
from tests.explorer.visiting import DESKTOP, Visit
from tests.serving import serve_files


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
    with serve_files(folder) as origin:
        yield origin


@pytest.fixture
def visit(new_page: Callable[..., Page], explorer: str, server: str) -> Iterator[Callable[..., Visit]]:
    """Makes pages: `visit(viewport=PHONE)`. At the end none may have complained, or asked a third party."""
    made: list[Visit] = []

    def make(api: str = server, **options: Any) -> Visit:  # options of Playwright's new_page, of many types
        page = new_page(**({"viewport": DESKTOP, "reduced_motion": "reduce"} | options))
        visit = Visit(page, (explorer, api))
        made.append(visit)
        return visit

    yield make
    for visit in made:
        assert visit.outside == []
        assert visit.unexpected() == []
