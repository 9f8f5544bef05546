"""The page `/explore` without a browser: its files, its headers, the links to it, and that its build is up to date."""

import json
import re
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from app.pages.asset_files import ASSETS
from tests.explorer.building import EXPLORER, SOURCES, run, tool

BUILT = ASSETS / "explorer"
OTHER_PAGES = ("/", "/events", "/events/soviet-note-1954-03-31", "/search", "/docs", "/redoc", "/help", "/no-such-page")


def test_the_page_and_its_files_are_served(client: httpx.Client) -> None:
    page = client.get("/explore")
    assert page.status_code == 200
    assert page.headers["Content-Type"].startswith("text/html")
    files = re.findall(r'(?:src|href)="(assets/[^"]+)"', page.text)
    assert len(files) == 3
    for file in files:
        assert client.get(f"/{file}").status_code == 200
    assert 'href="events"' in page.text.partition("<noscript>")[2]


def test_the_page_alone_may_be_shown_in_a_frame(client: httpx.Client) -> None:
    assert "frame-ancestors *" in client.get("/explore").headers["Content-Security-Policy"]
    for path in OTHER_PAGES:
        answer = client.get(path, headers={"Accept": "text/html"})
        if answer.headers["Content-Type"].startswith("text/html"):
            assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"], path


def test_the_page_runs_and_asks_nothing_from_elsewhere(client: httpx.Client) -> None:
    policy = client.get("/explore").headers["Content-Security-Policy"]
    directives = {name: rest for name, _, rest in (part.strip().partition(" ") for part in policy.split(";"))}
    assert directives.pop("frame-ancestors") == "*"
    assert directives["connect-src"] == directives["script-src"] == directives["style-src"] == "'self'"
    assert not re.search(r"unsafe|https?:|\*", " ".join(directives.values()))


@pytest.mark.parametrize(
    ("page", "link"),
    [
        ("/", "/explore"),
        ("/documents", "/explore"),
        ("/events/soviet-note-1954-03-31", "/explore?event=soviet-note-1954-03-31"),
    ],
)
def test_other_pages_link_to_it(client: httpx.Client, page: str, link: str) -> None:
    assert f'href="{link}"' in client.get(page).text


def test_the_build_was_made_from_these_sources() -> None:
    """Needs no Node.js. The types of the API are left out: nothing of them is in the build."""
    noted = json.loads((BUILT / "sources.json").read_text(encoding="utf-8"))
    present = {f"src/{file.name}" for file in SOURCES.iterdir()} - {"src/schema.d.ts"}
    assert {name for name in noted if name.startswith("src/")} == present
    changed = [name for name, digest in noted.items() if digest != sha256((EXPLORER / name).read_bytes()).hexdigest()]
    assert changed == [], "run `npm run service` in examples/explorer"


@pytest.mark.slow
def test_a_build_gives_the_same_bytes(packages: Path, tmp_path: Path) -> None:
    done = run(tool("vite"), "build", "--mode", "service", "--outDir", tmp_path / "built")
    assert done.returncode == 0, done.stdout
    made = {file.name: file.read_bytes() for file in (tmp_path / "built").iterdir()}
    kept = {file.name: file.read_bytes() for file in BUILT.iterdir()}
    assert sorted(made) == sorted(kept)
    assert [name for name in made if made[name] != kept[name]] == [], "run `npm run service` in examples/explorer"
