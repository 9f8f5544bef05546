"""The wheel, built from this tree and installed alone: it carries all it needs to serve the data set."""

import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from tests.serving import ROOT, start_server

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new virtual environment that holds the wheel; its dependencies are those of this environment."""
    folder = tmp_path_factory.mktemp("environment") / "venv"
    venv.create(folder, symlinks=True)
    python = folder / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-index", "--no-deps", str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    [packages] = folder.glob("lib/python*/site-packages")
    # A line in a .pth file adds the folder, but not the .pth files in it: this tree does not come along.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder


def test_the_wheel_holds_migrations_seed_assets_templates_and_licence_and_no_tests(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {"app/migrations/env.py", "app/seed/collection.yaml", "app/pages/assets/redoc/LICENSE"} <= set(names)
    assert {"app/pages/templates/base.html", "app/resources/events/event.html"} <= set(names)
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in names)
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == {"app"}
    assert not any("__pycache__" in name for name in names)


def test_installed_alone_it_serves_the_data_set_from_an_empty_folder(installed: Path, tmp_path: Path) -> None:
    code = "import app; print(app.__file__)"
    done = subprocess.run(
        [installed / "bin" / "python", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True
    )
    assert Path(done.stdout.strip()).is_relative_to(installed.resolve())
    served = start_server(tmp_path, command=installed / "bin" / "timeline")
    try:
        served.until_ready()
        answer = served.get("/v1/dataset")
        assert answer.status_code == 200
        assert answer.json()["counts"]["events"] > 0
        assert served.get("/docs").status_code == 200
        assert served.get("/").status_code == 200
    finally:
        served.stop()
    assert (tmp_path / "var" / "timeline.sqlite").is_file()
