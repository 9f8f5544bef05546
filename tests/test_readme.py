"""The README's examples run exactly as printed, and give what is printed."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.serving import ROOT, get
from tests.waiting import SECONDS_TO_RUN

README = (ROOT / "README.md").read_text(encoding="utf-8")
PRINTED_BASE = "http://127.0.0.1:8000"
EXAMPLES = re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", README, re.DOTALL)


@pytest.mark.skipif(shutil.which("curl") is None, reason="needs curl: apt-get install curl")
@pytest.mark.parametrize(("command", "printed"), EXAMPLES, ids=[command for command, _ in EXAMPLES])
def test_an_example_gives_what_is_printed(server: str, command: str, printed: str) -> None:
    done = subprocess.run(
        ["bash", "-c", command.replace(PRINTED_BASE, server)],
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_RUN,
        check=True,
    )
    assert done.stdout.rstrip("\n") == printed.replace(PRINTED_BASE, server).rstrip("\n")


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 7
    assert all(PRINTED_BASE in command for command, _ in EXAMPLES)


def test_every_local_link_leads_to_a_file() -> None:
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "seed" / "README.md"):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8")):
            assert Path(document.parent, target).exists(), f"{document.name}: {target}"


def test_the_figures_of_the_data_set_are_those_of_the_seed(server: str) -> None:
    counts = get(f"{server}/v1/dataset").json()["counts"]
    told = re.search(r"(\d+) events, (\d+) actors, (\d+) documents, (\d+) claims", (ROOT / "CHANGELOG.md").read_text())
    assert told is not None
    assert [int(number) for number in told.groups()] == [
        counts[name] for name in ("events", "actors", "documents", "claims")
    ]
