"""The examples of the README and of `docs/` run exactly as printed, and give what is printed."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.serving import ROOT, get
from tests.waiting import SECONDS_TO_RUN

DOCUMENTS = (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")))
PRINTED_BASE = "http://127.0.0.1:8000"
EXAMPLES = [
    example
    for document in DOCUMENTS
    for example in re.findall(r"```console\n\$ ([^\n]+)\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
]
CUT = "..."


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
    given, expected = done.stdout.rstrip("\n"), printed.replace(PRINTED_BASE, server).rstrip("\n")
    if not expected.startswith("{\n"):
        assert given == expected
        return
    laid_out = json.dumps(json.loads(given), indent=2, ensure_ascii=False)
    pattern = "".join(r"(?:.*\n)*?" if line.strip() == CUT else f"{re.escape(line)}\n" for line in expected.split("\n"))
    assert re.fullmatch(pattern, f"{laid_out}\n"), laid_out


def test_there_are_examples() -> None:
    assert len(EXAMPLES) >= 10
    assert sum(printed.startswith("{\n") for _, printed in EXAMPLES) == 3
    assert all(PRINTED_BASE in command for command, _ in EXAMPLES)


def test_every_local_link_leads_to_a_file() -> None:
    others = (ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", ROOT / "seed" / "README.md")
    for document in (*DOCUMENTS, *others):
        for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", document.read_text(encoding="utf-8")):
            assert Path(document.parent, target).exists(), f"{document.name}: {target}"


def test_the_readme_is_short_and_begins_with_a_picture() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(readme.splitlines()) < 170
    assert re.match(r"# [^\n]+\n\n!\[[^\]]{20,}\]\(docs/\w+\.png\)\n", readme)


def test_the_client_of_the_readme_is_that_of_the_description(server: str) -> None:
    described = get(f"{server}/openapi.json").json()["info"]["description"]
    (lines,) = re.findall(r"```ts\n.*?```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert lines in described


def test_the_figures_of_the_data_set_are_those_of_the_seed(server: str) -> None:
    counts = get(f"{server}/v1/dataset").json()["counts"]
    told = re.search(r"(\d+) events, (\d+) actors, (\d+) documents, (\d+) claims", (ROOT / "CHANGELOG.md").read_text())
    assert told is not None
    assert [int(number) for number in told.groups()] == [
        counts[name] for name in ("events", "actors", "documents", "claims")
    ]
    assert f"{counts['events']} events" in (ROOT / "README.md").read_text(encoding="utf-8")
