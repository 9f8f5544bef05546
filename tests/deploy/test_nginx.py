"""The service behind a real nginx with the file of `deploy/`: under a path, with TLS and a cache."""

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin

import httpx
import pytest

from bench.proxy import MAIN
from tests.serving import ROOT, Served, start_server
from tests.waiting import SECONDS_TO_WAIT, wait_until

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
OPENSSL = shutil.which("openssl")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(NGINX is None or OPENSSL is None, reason="needs: apt-get install nginx openssl"),
]

PAGES = ("/", "/events", "/events/soviet-note-1954-03-31", "/search?q=molotov", "/explore", "/docs", "/help/dates")


@dataclass
class Proxied:
    """The service, and a client of the nginx before it."""

    served: Served
    client: httpx.Client
    folder: Path


def free_ports(number: int) -> list[int]:
    sockets = [socket.socket() for _ in range(number)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def configured(folder: Path, service: int, plain: int, tls: int) -> str:
    """The file of `deploy/` with the ports and paths of a test."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    for old, new in (
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{service};"),
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl", f"listen 127.0.0.1:{tls} ssl"),
        ("/var/cache/nginx/timeline", f"{folder}/cache"),
        ("/etc/ssl/timeline/", f"{folder}/"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture(scope="module")
def proxied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proxied]:
    assert NGINX is not None
    assert OPENSSL is not None
    folder = tmp_path_factory.mktemp("nginx")
    plain, tls = free_ports(2)
    served = start_server(
        folder,
        root_path="/timeline",
        public_url="https://timeline.example.org/timeline",
        allowed_hosts="timeline.example.org,127.0.0.1",
        trusted_proxies="127.0.0.1",
        workers="2",
    )
    # With a root path every address is below it.
    wait_until(lambda: "Ctrl-C" in served.output() or served.process.poll() is not None, "the server does not start")
    port = int(served.base.rpartition(":")[2])
    name = ["-subj", "/CN=timeline.example.org", "-days", "2", "-nodes"]
    keys = ["-keyout", "privkey.pem", "-out", "fullchain.pem"]
    subprocess.run(
        [OPENSSL, "req", "-x509", "-newkey", "rsa:2048", *name, *keys], cwd=folder, check=True, capture_output=True
    )
    (folder / "timeline.conf").write_text(configured(folder, port, plain, tls), encoding="utf-8")
    user = "user root;" if Path("/proc/self").stat().st_uid == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    arguments = [NGINX, "-e", f"{folder}/error.log", "-p", str(folder), "-c", f"{folder}/nginx.conf"]
    nginx = subprocess.Popen(arguments)
    try:
        with httpx.Client(
            base_url=f"https://127.0.0.1:{tls}",
            verify=False,
            timeout=SECONDS_TO_WAIT,
            headers={"Host": "timeline.example.org"},
        ) as client:
            wait_until(lambda: ready(client), lambda: (folder / "error.log").read_text() + served.output())
            yield Proxied(served, client, folder)
    finally:
        nginx.terminate()
        nginx.wait(SECONDS_TO_WAIT)
        if served.process.poll() is None:
            served.stop()


def ready(client: httpx.Client) -> bool:
    try:
        return client.get("/timeline/health/ready").status_code == 200
    except httpx.TransportError:
        return False


@pytest.mark.parametrize("page", PAGES)
def test_pages_and_all_that_they_name_are_there(proxied: Proxied, page: str) -> None:
    address = f"/timeline{page}"
    answer = proxied.client.get(address, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    own = {
        urljoin(address, each)
        for each in re.findall(r'(?:href|src|action)="([^"#]*)', answer.text)
        if not re.match(r"[a-z]+:", each)
    }
    assert own
    assert [each for each in own if not each.startswith("/timeline/")] == []
    parts = [each for each in own if re.search(r"\.(?:css|js|svg|png|woff2)(?:\?|$)", each)]
    assert [each for each in parts if proxied.client.get(each).status_code != 200] == []


def test_links_lead_on_and_full_addresses_are_public(proxied: Proxied) -> None:
    listed = proxied.client.get("/timeline/v1/events?limit=100").json()
    assert listed["links"]["next"].startswith("/timeline/v1/events?")
    assert proxied.client.get(listed["links"]["next"]).json()["items"]
    graph = proxied.client.get("/timeline/v1/events/soviet-note-1954-03-31?format=jsonld").text
    assert "https://timeline.example.org/timeline/events/soviet-note-1954-03-31" in graph
    described = proxied.client.get("/timeline/openapi.json")
    assert described.status_code == 200
    moved = proxied.client.get("/timeline")
    assert (moved.status_code, urljoin("https://x/timeline", moved.headers["location"]).endswith("/timeline/")) == (
        308,
        True,
    )


def test_an_answer_is_kept_and_variants_apart(proxied: Proxied) -> None:
    path = "/timeline/v1/events?kind=note&limit=3"
    first, second = proxied.client.get(path), proxied.client.get(path)
    assert [each.headers["x-cache-status"] for each in (first, second)] == ["MISS", "HIT"]
    assert (first.content, first.headers["etag"]) == (second.content, second.headers["etag"])
    table = proxied.client.get(path, headers={"Accept": "text/csv"})
    assert table.headers["content-type"].startswith("text/csv")
    plain = proxied.client.get(path, headers={"Accept-Encoding": "identity"})
    assert plain.json() == json.loads(first.content)
    assert "content-encoding" not in plain.headers
    unchanged = proxied.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    head = proxied.client.head(path)
    assert (head.status_code, head.content, head.headers["etag"]) == (200, b"", first.headers["etag"])


def test_problems_and_downloads_come_through(proxied: Proxied) -> None:
    wrong = proxied.client.get("/timeline/v1/events?limit=0")
    assert (wrong.status_code, wrong.headers["content-type"]) == (422, "application/problem+json")
    for path in ("/timeline/v1/events?format=ndjson", "/timeline/v1/dataset/download?format=sqlite"):
        assert proxied.client.get(path).status_code == 200
    part = proxied.client.get("/timeline/v1/dataset/download", headers={"Range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)


def test_the_metrics_are_for_the_operator_alone(proxied: Proxied) -> None:
    assert proxied.client.get("/timeline/metrics").status_code == 404
    own = httpx.get(f"{proxied.served.base}/timeline/metrics", timeout=SECONDS_TO_WAIT)
    assert "timeline_requests_total" in own.text


def test_while_the_service_is_away_what_is_kept_is_served(proxied: Proxied) -> None:
    path = "/timeline/v1/events?kind=note&limit=4"
    before = proxied.client.get(path)
    assert proxied.served.stop() == 0
    after = proxied.client.get(path)
    assert (after.status_code, after.content) == (200, before.content)
    assert after.headers["x-cache-status"] in {"HIT", "STALE"}
    assert proxied.client.get("/timeline/v1/events?kind=note&limit=5").status_code == 502
