"""The schema by which editors complete and check the data files: as the models are, and as the files are."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from app.loading import json_schema
from tests.loading.small_set import FILES

SEED = Path(__file__).resolve().parents[2] / "seed"
SEED_FILES = sorted(SEED.rglob("*.yaml"))


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    made: dict[str, Any] = json.loads(json_schema.rendered())
    return made


@pytest.fixture(scope="module")
def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema)


def test_the_committed_schema_is_that_of_the_models() -> None:
    committed = (SEED / "schema.json").read_text(encoding="utf-8")
    assert committed == json_schema.rendered(), "run: python -m app.loading.json_schema seed/schema.json"


def test_it_is_a_schema(schema: dict[str, Any]) -> None:
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    Draft202012Validator.check_schema(schema)


@pytest.mark.parametrize("path", SEED_FILES, ids=lambda path: path.relative_to(SEED).as_posix())
def test_every_file_of_the_seed_follows_it(validator: Draft202012Validator, path: Path) -> None:
    errors = validator.iter_errors(yaml.safe_load(path.read_text(encoding="utf-8")))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


def test_every_key_is_described(schema: dict[str, Any]) -> None:
    tables = {"": schema, **schema["$defs"]}
    undescribed = [
        f"{name}.{key}"
        for name, table in tables.items()
        for key, value in table.get("properties", {}).items()
        if not value.get("description")
    ]
    assert undescribed == []
    assert [name for name, table in tables.items() if not table.get("description")] == []


def test_nothing_is_null(schema: dict[str, Any]) -> None:
    assert "null" not in json.dumps(schema)


@pytest.mark.parametrize(
    ("file", "old", "new", "at"),
    [
        ("deep/events.yml", "summary: Four", "sumary: Four", "$.events[0]"),
        ("deep/events.yml", "role: recipient", "role: recipent", "$.events[3].actors[0].role"),
        ("deep/events.yml", "https://example.org/edition", "ftp://example.org", "$.events[0].sources[0].url"),
        ("documents.yaml", "    locator: p. 3\n", "", "$.claims[0].evidence[0]"),
        ("documents.yaml", "- n: 1", "- n: 0", "$.documents[0].paragraphs[0].n"),
        ("vocabularies.yaml", "lat: 52.52", "lat: 152.52", "$.places[0].lat"),
        ("vocabularies.yaml", "places:", "place: []\nplaces:", "$"),
        ("collection.yaml", "actor: {person:", "actor: {Person A:", "$.kinds.actor"),
    ],
)
def test_an_editor_points_at_faults_as_the_check_does(
    validator: Draft202012Validator, file: str, old: str, new: str, at: str
) -> None:
    assert list(validator.iter_errors(typed(FILES[file]))) == []
    assert FILES[file].count(old) == 1
    errors = validator.iter_errors(typed(FILES[file].replace(old, new)))
    assert {error.json_path for error in errors} == {at}


def typed(text: str) -> object:
    """What editors see of a file: dates are texts in YAML 1.2."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def test_the_command_writes_it(tmp_path: Path) -> None:
    assert json_schema.main([str(tmp_path / "schema.json")]) == 0
    assert (tmp_path / "schema.json").read_text(encoding="utf-8") == json_schema.rendered()


def test_the_command_asks_for_a_file(capsys: pytest.CaptureFixture[str]) -> None:
    assert json_schema.main([]) == 2
    assert capsys.readouterr().err == "usage: python -m app.loading.json_schema FILE\n"
