"""The files in `deploy/` name settings, addresses and metrics that exist."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from app.main import served_app
from app.settings import PREFIX, Settings
from tests.serving import ROOT

DEPLOY = ROOT / "deploy"
FILES = sorted(path for path in DEPLOY.rglob("*") if path.is_file())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_setting_that_is_named_exists(path: Path) -> None:
    named = set(re.findall(rf"{PREFIX}[A-Z_]+", path.read_text(encoding="utf-8")))
    assert named <= {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}


def test_the_settings_of_the_example_can_be_used() -> None:
    lines = (DEPLOY / "timeline.env").read_text(encoding="utf-8").splitlines()
    given = dict(line.removeprefix(PREFIX).split("=", 1) for line in lines if line and not line.startswith("#"))
    settings = Settings(**{name.lower(): value for name, value in given.items()})
    assert settings.base_url == "https://timeline.example.org/timeline"


def test_every_file_has_its_line_in_the_list() -> None:
    listed = set(re.findall(r"`([\w.-]+)/?`", (DEPLOY / "README.md").read_text(encoding="utf-8")))
    assert {path.relative_to(DEPLOY).parts[0] for path in FILES} - {"README.md", "timeline-backup.timer"} <= listed


def test_every_metric_that_is_named_is_given(database: Path) -> None:
    with TestClient(served_app(Settings(database_url=f"sqlite:///{database}"))) as client:
        client.get("/v1/search?q=note")
        given = set(re.findall(r"^(\w+)", client.get("/metrics").text, re.MULTILINE))
    expressions = [
        rule["expr"]
        for group in yaml.safe_load((DEPLOY / "prometheus" / "alerts.yaml").read_text(encoding="utf-8"))["groups"]
        for rule in group["rules"]
    ]
    dashboard = json.loads((DEPLOY / "prometheus" / "dashboard.json").read_text(encoding="utf-8"))
    expressions += [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    named = {name for text in expressions for name in re.findall(r"\btimeline_\w+", text)}
    assert named
    assert named <= given
    routes = {route for text in expressions for route in re.findall(r'route="([^"]+)"', text)}
    assert routes == {"/v1/search"}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd-analyze")
@pytest.mark.parametrize("name", ["timeline.service", "timeline-backup.service", "timeline-backup.timer"])
def test_systemd_understands_the_units(name: str, tmp_path: Path) -> None:
    for path in DEPLOY.glob("timeline*"):
        text = path.read_text(encoding="utf-8").replace("/opt/timeline/bin/timeline", "/bin/true")
        (tmp_path / path.name).write_text(text, encoding="utf-8")
    done = subprocess.run(
        ["systemd-analyze", "verify", str(tmp_path / name)], capture_output=True, text=True, timeout=60, check=False
    )
    assert [line for line in done.stderr.splitlines() if "timeline" in line] == []
