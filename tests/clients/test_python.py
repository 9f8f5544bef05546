"""A client in Python that openapi-python-client makes from the description reads the real service."""

import json
import subprocess
from pathlib import Path

import httpx
import pytest

from tests.serving import clean_environment
from tests.waiting import SECONDS_TO_RUN

HERE = Path(__file__).with_name("python")
PROGRAMS = HERE / ".venv" / "bin"
"""An environment of its own: the generator needs older packages than the project does."""
CONFIG = {
    "project_name_override": "timeline-client",
    "package_name_override": "timeline_client",
    "content_type_overrides": {
        "application/vnd.sqlite3": "application/octet-stream",
        "application/x-ndjson": "application/octet-stream",
    },
    "post_hooks": [],
}

pytestmark = pytest.mark.slow


def run(folder: Path, *command: str | Path) -> str:
    """What a command prints in a folder.

    Raises:
        AssertionError: it fails.
    """
    done = subprocess.run(
        command,
        cwd=folder,
        env=clean_environment() | {"PYTHONPATH": str(folder)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout + done.stderr


def test_a_python_client_reads_what_the_service_answers(tmp_path: Path, server: str, client: httpx.Client) -> None:
    generator = PROGRAMS / "openapi-python-client"
    if not generator.exists():
        pytest.skip(
            "needs packages: python3 -m venv tests/clients/python/.venv && tests/clients/python/.venv/bin/pip install "
            "--require-hashes -r tests/clients/python/requirements.txt"
        )
    (tmp_path / "openapi.json").write_text(client.get("/openapi.json").text, encoding="utf-8")
    (tmp_path / "config.yaml").write_text(json.dumps(CONFIG), encoding="utf-8")
    made = tmp_path / "timeline_client"
    command = ("generate", "--path", "openapi.json", "--config", "config.yaml", "--meta", "none")
    said = run(tmp_path, generator, *command, "--output-path", made)
    assert "warning" not in said.lower(), said
    read = json.loads(run(tmp_path, PROGRAMS / "python", HERE / "read.py", server))

    query = "date=1954-02&actor=molotov&actor=dulles,eden&facet=day,kind&include=documents"
    expected = client.get(f"/v1/events?{query}&actor_scope=representatives&date_match=within&sort=-date").json()
    assert read["total"] == expected["total"]
    assert read["items"] == [
        [item["id"], item["date"]["label"], [actor["name"] for actor in item["actors"]]] for item in expected["items"]
    ]
    assert read["documents"] == [len(item["documents"]) for item in expected["items"]]
    assert read["days"] == len(expected["facets"]["day"])
    assert read["kinds"] == expected["facet_distinct"]["kind"]
    exchange = client.get("/v1/events/soviet-note-1954-03-31/exchange").json()
    assert read["moves"] == [move["id"] for move in exchange["moves"]]
    found = client.get("/v1/search?q=conditional+nato").json()
    assert read["found"] == [item["title"] for item in found["items"]]
    assert read["guess"] == "molotov"
    file = client.get("/v1/dataset/download?format=sqlite").content
    assert (read["bytes"], read["begins"]) == (len(file), "SQLite format 3")
