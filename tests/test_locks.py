"""The locks: they fit the project, pin by hash, and name no host."""

import re
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.test_architecture import APP, FILES, foreign

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ["requirements.txt", "requirements-test.txt", "tests/fuzz/requirements.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def locked(lock: str) -> dict[str, str]:
    """The version of each package in a lock, the highest where it depends on the platform."""
    lines = re.findall(r"^([\w.\-]+)==([^\s;]+)", (ROOT / lock).read_text(encoding="utf-8"), re.MULTILINE)
    return {canonicalize_name(name): version for name, version in lines}


@pytest.mark.parametrize(
    ("lock", "extras"), [("requirements.txt", ["build"]), ("requirements-test.txt", ["mcp", "test"])]
)
def test_a_lock_holds_what_the_project_asks_for(lock: str, extras: list[str]) -> None:
    versions = locked(lock)
    asked = PROJECT["dependencies"] + [line for extra in extras for line in PROJECT["optional-dependencies"][extra]]
    for requirement in map(Requirement, asked):
        assert versions[canonicalize_name(requirement.name)] in requirement.specifier, f"run `make lock`: {requirement}"


def test_both_locks_agree() -> None:
    assert locked("requirements.txt").items() <= locked("requirements-test.txt").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_names_no_host(lock: str) -> None:
    assert not re.search(r"https?:|index-url|find-links", (ROOT / lock).read_text(encoding="utf-8"))


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_a_hash(lock: str) -> None:
    entries = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines()
    assert [entry for entry in entries if "--hash=sha256:" not in entry] == []


def test_all_that_the_product_imports_is_in_its_lock() -> None:
    distributions = packages_distributions()
    for path in FILES:
        # Their packages are those of extras.
        optional = path.is_relative_to(APP / "assistants") or path.name.startswith("postgresql")
        versions = locked("requirements-test.txt" if optional else "requirements.txt")
        for name in foreign(path) & distributions.keys() - {"app"}:
            assert {canonicalize_name(owner) for owner in distributions[name]} & versions.keys(), f"{path}: {name}"
