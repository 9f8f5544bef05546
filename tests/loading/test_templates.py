"""The records to copy in the README of the data files."""

import re
import shutil
from pathlib import Path

import pytest
import yaml

from app.loading.check import check, rendered
from tests.serving import ROOT

SEED = ROOT / "seed"
(TEMPLATE,) = re.findall(r"```yaml\n(.*?)```", (SEED / "README.md").read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the seed."""
    return Path(shutil.copytree(SEED, tmp_path_factory.mktemp("templates") / "seed"))


def test_the_records_to_copy_are_clean(folder: Path) -> None:
    (folder / "new.yaml").write_text(TEMPLATE, encoding="utf-8")
    done = check(folder)
    assert list(rendered([*done.findings, *done.notes])) == []
    assert done.data is not None


def test_there_is_one_of_each_type_that_curators_add_most() -> None:
    assert {name: len(records) for name, records in yaml.safe_load(TEMPLATE).items()} == {
        "actors": 1,
        "documents": 1,
        "events": 1,
        "claims": 1,
    }


def test_they_are_not_loaded() -> None:
    assert not [path for path in SEED.rglob("*.y*ml") if "template-person" in path.read_text(encoding="utf-8")]
