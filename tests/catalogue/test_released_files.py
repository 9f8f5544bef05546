"""What a release needed is let go when others have followed: its files are neither open nor mapped any more."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.catalogue.loading import load_variant, migrated
from tests.serving import Served, client_of, start_server
from tests.waiting import wait_until

pytestmark = [
    pytest.mark.slow,
    pytest.mark.sqlite,
    pytest.mark.skipif(sys.platform != "linux", reason="looks at /proc of the server"),
]

RELEASES = 8
SETTLED = 3
"""Releases after which two search indexes are open, as ever after."""
ADDRESSES = (
    "/v1/events",
    "/v1/events?facet=kind",
    "/v1/events?format=csv",
    "/v1/events?q=common&sort=-date",
    "/v1/search?q=common",
    "/v1/suggest?q=act",
    "/v1/dataset/download",
    "/v1/dataset/download?format=sqlite",
    "/reconcile?queries=%7B%22q%22%3A%7B%22query%22%3A%22actor%22%7D%7D",
    "/events",
    "/metrics",
)


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    url = migrated(tmp_path)
    load_variant(url, 1)
    server = start_server(tmp_path, "--no-load", database_url=url).until_ready()
    yield server
    assert server.stop() == 0


def handles(server: Served) -> int:
    """The number of files and connections that the process has open."""
    return len(list(Path("/proc", str(server.process.pid), "fd").iterdir()))


def mapped_indexes(server: Served) -> set[str]:
    """The folders of search indexes of which the process has files in memory; those that are removed too."""
    maps = Path("/proc", str(server.process.pid), "maps").read_text(encoding="utf-8")
    return set(re.findall(r"\.search/([^/\n]+)/", maps))


def ask(client: httpx.Client, release: int) -> None:
    """Ask for everything, as soon as this release is served."""
    wait_until(lambda: client.get("/v1/dataset").json()["release"] == release, f"release {release} is not served")
    for address in ADDRESSES:
        assert client.get(address).status_code == 200, address


def test_of_former_releases_no_file_stays_open_or_mapped(tmp_path: Path, served: Served) -> None:
    url = f"sqlite:///{tmp_path / 'timeline.sqlite'}"
    settled = 0
    with client_of(served.base) as client:
        for release in range(1, RELEASES + 1):
            if release > 1:
                load_variant(url, release)
            ask(client, release)
            if release == SETTLED:
                settled = handles(served)
        wait_until(
            lambda: handles(served) <= settled,
            lambda: f"{handles(served)} file handles, {settled} after {SETTLED} releases",
        )
    mapped = mapped_indexes(served)
    assert 1 <= len(mapped) <= 2, mapped
    there = {path.name for path in (tmp_path / "timeline.sqlite.search").iterdir()}
    assert mapped <= there, "indexes that are removed are still in memory"
