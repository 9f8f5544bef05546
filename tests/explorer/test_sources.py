"""The explorer's sources: strict types against the API as it is, small files, a lock without addresses."""

import json
from pathlib import Path

import pytest

from tests.explorer.building import EXPLORER, SOURCES, run, tool

LONGEST = 200


@pytest.mark.slow
def test_the_types_are_those_that_the_api_describes(packages: Path, server: str, tmp_path: Path) -> None:
    made = tmp_path / "schema.d.ts"
    done = run(tool("openapi-typescript"), f"{server}/openapi.json", "--output", made)
    assert done.returncode == 0, done.stdout
    same = made.read_text(encoding="utf-8") == (SOURCES / "schema.d.ts").read_text(encoding="utf-8")
    assert same, "the API has changed: run `API=http://127.0.0.1:8000 npm run schema` in examples/explorer"


@pytest.mark.slow
def test_the_types_fit_in_strict_mode(packages: Path) -> None:
    done = run(tool("tsc"), "--strict")
    assert done.returncode == 0, done.stdout


@pytest.mark.slow
def test_an_api_that_lacks_what_the_explorer_asks_for_fails_the_types(packages: Path, tmp_path: Path) -> None:
    """A check of the check above: the same sources against a description without exchanges."""
    for source in SOURCES.iterdir():
        text = source.read_text(encoding="utf-8")
        if source.name == "schema.d.ts":
            assert '"/v1/events/{event}/exchange"' in text
            text = text.replace('"/v1/events/{event}/exchange"', '"/v1/events/{event}/quarrel"')
        (tmp_path / source.name).write_text(text, encoding="utf-8")
    config = json.loads((EXPLORER / "tsconfig.json").read_text(encoding="utf-8"))
    config["include"] = ["*.ts"]
    (tmp_path / "node_modules").symlink_to(packages)
    (tmp_path / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    done = run(tool("tsc"), "--project", tmp_path / "tsconfig.json")
    broken = {line.split("(")[0] for line in done.stdout.splitlines() if ": error TS" in line}
    assert {Path(file).name for file in broken} == {"event.ts", "strip.ts"}, done.stdout


def test_the_lock_records_no_address() -> None:
    lock = (EXPLORER / "package-lock.json").read_text(encoding="utf-8")
    assert "://" not in lock
    assert '"resolved"' not in lock


def test_no_source_is_long() -> None:
    lengths = {
        source.name: len(source.read_text(encoding="utf-8").splitlines())
        for source in SOURCES.iterdir()
        if source.name != "schema.d.ts"
    }
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_data_never_becomes_html() -> None:
    sources = list(SOURCES.glob("*.ts"))
    assert sources
    for source in sources:
        text = source.read_text(encoding="utf-8")
        for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", ".html("):
            assert way not in text, f"{way} in {source.name}"
