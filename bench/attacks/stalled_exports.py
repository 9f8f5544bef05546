"""Clients that ask for a whole export and take nothing of it; then whether others still get theirs."""

import tempfile
import time
from pathlib import Path

import httpx

from bench import corpus, seed_files
from bench.attacks.attacking import Victim, arguments, measured, victim

EXPORT = "/v1/events?format=ndjson"


def status(server: Victim) -> int:
    """The status of an export that is not read to its end."""
    with httpx.stream("GET", server.base + EXPORT, timeout=120) as answer:
        return answer.status_code


def main() -> None:
    """Hold the places for exports, and ask for one every few seconds."""
    given = arguments(__doc__, events=5_000, clients=32, seconds=90)
    with tempfile.TemporaryDirectory() as folder:
        corpus.write(Path(folder, "corpus"), given.events)
        seed_files.write(Path(folder, "corpus"), Path(folder, "files"))
        with victim(given.tree, seed=f"{folder}/files") as server, measured(server, "stalled exports") as added:
            stalled = [server.connect(2_048) for _ in range(given.clients)]
            for connection in stalled:
                connection.sendall(f"GET {EXPORT} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            begun = time.monotonic()
            while time.monotonic() < begun + given.seconds:
                time.sleep(given.seconds / 6)
                added.append(f"after {time.monotonic() - begun:.0f} s an export is {status(server)}")
            for connection in stalled:
                connection.close()


if __name__ == "__main__":
    main()
