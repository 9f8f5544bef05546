"""The example scripts, run as their readers would."""

import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pandas as pd
import pytest

from tests.waiting import SECONDS_TO_RUN

pytestmark = pytest.mark.slow

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"


def run(*command: str | Path, folder: Path) -> str:
    """What a command printed; it must end well."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=SECONDS_TO_RUN, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_frames_count_what_the_facets_count(server: str, client: httpx.Client, tmp_path: Path) -> None:
    printed = run(sys.executable, EXAMPLES / "frames.py", server, folder=tmp_path)
    answer = client.get("/v1/events?date=1954&facet=actor&limit=1").json()
    assert f"{answer['total']} events of 1954" in printed
    first = answer["facets"]["actor"][0]
    assert first["label"] in printed
    assert "1954-02" in printed


def test_the_recipe_leaves_whole_files_and_fetches_nothing_twice(
    server: str, client: httpx.Client, tmp_path: Path
) -> None:
    if shutil.which("curl") is None:
        pytest.skip("needs curl")
    printed = run("sh", EXAMPLES / "recipe.sh", server, folder=tmp_path)
    assert printed == "304\n"
    table = pd.read_csv(tmp_path / "february.csv", dtype=str, keep_default_na=False)
    assert len(table) == client.get("/v1/events?date=1954-02").json()["total"]
    assert (tmp_path / "molotov.ics").read_text(encoding="utf-8").count("BEGIN:VEVENT") > 20
    assert (tmp_path / "sources.bib").read_text(encoding="utf-8").count("\n@") > 20
    assert not (tmp_path / "again.json").exists()


def test_every_example_is_named_in_their_readme() -> None:
    told = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    for path in [*EXAMPLES.glob("*.py"), *EXAMPLES.glob("*.sh"), *(EXAMPLES / "pages").glob("*.html")]:
        assert f"({path.relative_to(EXAMPLES).as_posix()})" in told
