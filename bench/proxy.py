"""Measure what a cache in front of the service takes from it: a real nginx with the file of `deploy/`.

    python -m bench.proxy [--events 30000] [--addresses 20000] [--exponents 0.8,1.0] [--seconds 60]

Addresses are drawn from Q1, Q1w, Q2 and Q3 (see README.md), as many of each. How often one is asked follows a Zipf law
with the exponent: the more, the more often the same ones. The cache begins empty. Answers may be kept for 60 seconds;
after that nginx asks whether they are still right, and the service says so without sending them again (304). nginx
speaks plain HTTP here, since TLS is no part of what is measured. The service, nginx and the load generator share all
cores, and the service has one worker with its own cache of answers.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path

from bench import corpus, measure
from bench.cache import CACHE, ROOT, corpus_folder
from bench.database import database
from bench.measure import Load, finished, path_file
from bench.questions import PATHS
from bench.run import print_surroundings
from bench.serve import HOST, Program, Server, free_port, timeline
from bench.versions import Unusable, source_tree

PREFIX = "/timeline"
REQUESTS = 200_000
CONNECTIONS = 16
WINDOWS = (1_000, 10_000, 100_000)
MAIN = """
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
{user}
events {{ worker_connections 256; }}
http {{
    log_format status $upstream_cache_status;
    access_log {folder}/statuses status;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/timeline.conf;
}}
"""


def main() -> None:
    """Measure as the command line says. A fault ends with one sentence and exit code 1."""
    parser = argparse.ArgumentParser(description="Measure the hit rate of an nginx in front of the service.")
    parser.add_argument("--events", type=int, default=30_000, help="events in the corpus; default: 30000")
    parser.add_argument("--file", type=Path, help="an SQLite database with the corpus; default: it is loaded")
    parser.add_argument("--addresses", type=int, default=20_000, help="different addresses; default: 20000")
    parser.add_argument("--exponents", default="0.8,1.0", help="exponents of the Zipf law; default: 0.8,1.0")
    parser.add_argument("--seconds", type=float, default=60, help="length of a run; default: 60")
    given = parser.parse_args()
    try:
        measure.check_tools()
        CACHE.mkdir(parents=True, exist_ok=True)
        print_surroundings()
        file = given.file.absolute() if given.file else database(source_tree(), given.events, ndjson=True)[0]
        known = addresses(corpus_folder(given.events) / "corpus.sqlite", given.addresses)
        for exponent in given.exponents.split(","):
            _measure(file, drawn(known, float(exponent)), exponent, given.seconds)
    except Unusable as fault:
        sys.exit(str(fault))


def addresses(corpus_file: Path, number: int) -> list[str]:
    """So many different addresses, or as many as the corpus has, in a random order."""
    found = corpus.questions(corpus_file, number // len(PATHS) + 1, seed=3)
    unique = list(dict.fromkeys(PATHS[name](given) for name, every in found.items() for given in every))
    random.Random(4).shuffle(unique)
    return unique[:number]


def drawn(known: list[str], exponent: float, number: int = REQUESTS) -> list[str]:
    """Addresses as they are asked for: the first is the most frequent one."""
    weights = list(accumulate((rank + 1) ** -exponent for rank in range(len(known))))
    return random.Random(5).choices(known, cum_weights=weights, k=number)


def _measure(file: Path, asked: list[str], exponent: str, seconds: float) -> None:
    with tempfile.TemporaryDirectory() as made, contextlib.ExitStack() as stack:
        folder = Path(made)
        below = path_file(folder, [PREFIX + each for each in asked])

        def served() -> Server:
            return stack.enter_context(Server(_below_a_path(file), CACHE / "server-proxied.log", core=None))

        alone, proxied = served(), served()
        proxy = stack.enter_context(_nginx(folder, proxied.port))
        load = Load(below, CONNECTIONS, seconds, core=None)
        direct = finished(load.start(alone))
        used, begun = proxied.cpu_seconds(), time.monotonic()
        behind = finished(load.start_at(proxy))
        used, elapsed = proxied.cpu_seconds() - used, time.monotonic() - begun
        statuses = _statuses(folder)
        print(
            f"\nexponent {exponent}: {len(set(asked)):,} addresses; the service alone {direct['per_second']:,.0f} "
            f"requests/s, p99 {direct['p99']:.1f} ms; with nginx {behind['per_second']:,.0f}, p99 {behind['p99']:.1f}, "
            f"the service uses {100 * used / elapsed:.0f} % of a core; {direct['bad'] + behind['bad']} bad answers; "
            f"load average {os.getloadavg()[0]:.1f}"
        )
        first = 0
        for last in (*(each for each in WINDOWS if each < len(statuses)), len(statuses)):
            counts = Counter(statuses[first:last])
            shares = ", ".join(f"{name} {100 * number / (last - first):.1f} %" for name, number in counts.most_common())
            print(f"requests {first + 1:,} to {last:,}: {shares}", flush=True)
            first = last


def _below_a_path(file: Path) -> Program:
    plain = timeline(source_tree(), file)
    return Program(
        plain.name,
        plain.command,
        lambda port: plain.environment(port) | {"TIMELINE_ROOT_PATH": PREFIX},
        plain.folder,
        f"{PREFIX}{plain.ready}",
    )


def _statuses(folder: Path) -> list[str]:
    """What the cache did with each request, in their order."""
    return (folder / "statuses").read_text(encoding="ascii").split()


@contextlib.contextmanager
def _nginx(folder: Path, service: int) -> Iterator[str]:
    """The address of an nginx before the service on a port."""
    program = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if program is None:
        raise Unusable("nginx is missing: on Debian `apt-get install nginx`.")
    port = free_port()
    (folder / "timeline.conf").write_text(configured(folder, service, port), encoding="utf-8")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), encoding="utf-8")
    command = [program, "-e", f"{folder}/error.log", "-p", str(folder), "-c", f"{folder}/nginx.conf"]
    with subprocess.Popen(command) as process:
        try:
            until = time.monotonic() + 30
            while not (folder / "nginx.pid").is_file() and process.poll() is None and time.monotonic() < until:
                time.sleep(0.02)
            if not (folder / "nginx.pid").is_file():
                raise Unusable(f"nginx does not start: {(folder / 'error.log').read_text(encoding='utf-8')}")
            yield f"http://{HOST}:{port}"
        finally:
            process.terminate()


def configured(folder: Path, service: int, port: int) -> str:
    """The file of `deploy/` for a service and a port of this machine, without TLS."""
    text = (ROOT / "deploy" / "nginx.conf").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.strip().startswith(("ssl_", "listen 80"))]
    made = "\n".join(lines)
    for old, new in (
        ("server 127.0.0.1:8000;", f"server {HOST}:{service};"),
        ("    return 308 https://$host$request_uri;", f"    listen {HOST}:{free_port()};\n    return 404;"),
        ("listen 443 ssl http2;", f"listen {HOST}:{port};"),
        ("/var/cache/nginx/timeline", f"{folder}/cache"),
    ):
        if old not in made:
            raise Unusable(f"deploy/nginx.conf has no line with `{old.strip()}` any more.")
        made = made.replace(old, new)
    return made


if __name__ == "__main__":
    main()
