"""Other code derives the catalogue anew at the next start, and no number is raised by hand."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest

from app.catalogue.fingerprint import covered
from app.catalogue.pages import read_page
from app.catalogue.paging import PageRequest, Sort
from app.catalogue.queries import RecordQuery, TermKey
from app.resources.registry import indexings, modules
from app.timeline.record_types import RecordType
from tests.catalogue.corpus import open_catalogue
from tests.serving import ROOT, clean_environment, start_server
from tests.waiting import SECONDS_TO_WAIT

EXCEPTIONS = {
    "app.database.addresses": "where the database is",
    "app.database.bulk": "how rows are written, not which",
    "app.database.dialects": "how statements are written, not which rows they hold",
    "app.database.dialects.binding": "how rows are written, not which",
    "app.database.dialects.protocol": "how statements are written, not which rows they hold",
    "app.database.dialects.sqlite": "how statements are written, not which rows they hold",
    "app.database.errors": "what is told of faults",
    "app.database.turns": "which command may write when",
    "app.database.columns": "options of tables; a change of a table comes with a migration",
    "app.database.statements": "how statements are written, not which rows they hold",
    "app.memory": "how much memory is held",
    "app.progress": "what is told while it runs",
}
"""Modules that deriving imports, and whose changes leave the catalogue as it is."""


# Which modules are covered


def file_of(module: str) -> Path | None:
    """The source file of a module, or None where there is no such module: a name may be that of a function."""
    try:
        spec = find_spec(module)
    except ModuleNotFoundError:
        return None
    return Path(spec.origin) if spec is not None and spec.origin is not None else None


def imports_of(file: Path, module: str) -> Iterator[str]:
    """The modules that a source file imports, and the packages they are in."""
    package = module if file.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            source = ".".join([*above, *([node.module] if node.module else [])])
            yield source
            yield from (f"{source}.{each.name}" for each in node.names)


def reached(start: Iterable[str]) -> dict[str, Path]:
    """All modules of the software that some of them import, step by step, with their files."""
    found: dict[str, Path] = {}
    waiting = list(start)
    while waiting:
        module = waiting.pop()
        if module in found or module.split(".")[0] != "app" or (file := file_of(module)) is None:
            continue
        found[module] = file
        waiting += [module.rpartition(".")[0], *imports_of(file, module)]
    return found


def deriving() -> dict[str, Path]:
    """All modules that deriving the catalogue imports."""
    start = [module.__name__ for module in modules("indexing")]
    return reached([*start, "app.catalogue.building", "app.resources.snapshot"])


def is_empty(file: Path) -> bool:
    """Whether a module has nothing but a docstring."""
    return all(isinstance(node, ast.Expr) for node in ast.parse(file.read_text(encoding="utf-8")).body)


def test_every_module_that_deriving_imports_is_covered_or_an_exception() -> None:
    files = set(covered())
    missing = {module for module, file in deriving().items() if file.resolve() not in files and not is_empty(file)}
    assert missing == set(EXCEPTIONS)


def test_the_walk_over_imports_reaches_what_decides_the_catalogue() -> None:
    found = deriving()
    assert len(indexings()) >= len({each.type for each in indexings()}) > 8
    assert {
        *(module.__name__ for module in modules("indexing")),
        "app.catalogue.words.text",
        "app.citations.chicago",
        "app.resources.events.models",
        "app.resources.representation",
        "app.timeline.edtf",
        "app.timeline.offices",
    } <= found.keys()


# Starting other code


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the software and its data that a test may change, with the data loaded; `timeline` runs it."""
    folder = tmp_path / "copy"
    for name in ("app", "migrations", "seed"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    script = folder / "timeline"
    script.write_text(f"#!{sys.executable}\nfrom app.cli import main\n\nmain()\n")
    script.chmod(0o755)
    monkeypatch.setenv("PYTHONPATH", str(folder))
    where = subprocess.run(
        [sys.executable, "-c", "import app.cli; print(app.cli.__file__)"],
        cwd=folder,
        env=clean_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert Path(where.stdout.strip()) == folder / "app" / "cli" / "__init__.py"
    run(folder, "load", "seed")
    return folder


def run(folder: Path, *arguments: str) -> str:
    """What the copy's command wrote."""
    done = subprocess.run(
        [folder / "timeline", *arguments],
        cwd=folder,
        env=clean_environment(**SETTINGS),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


SETTINGS = {"database_url": "sqlite:///timeline.sqlite", "migrations": "migrations", "seed": "seed"}


CHANGE = """

from dataclasses import replace


def _changed(snapshot, row):
    record = _record(snapshot, row)
    terms = [key for key in record.terms if key.axis != "confidence"]
    return replace(
        record,
        item=record.item.model_copy(update={"title": f"Changed {row.title}"}),
        terms=[*terms, TermKey("confidence", "low")],
        words=Words(f"changedword {row.title}"),
    )


INDEXING = replace(INDEXING, record=_changed)
"""
"""Lets every event be of low confidence, be listed with another title, and be found by another word."""


def change_indexing(copy: Path) -> None:
    """Change how events get into the catalogue."""
    with (copy / "app" / "resources" / "events" / "indexing.py").open("a", encoding="utf-8") as file:
        file.write(CHANGE)


LOW = RecordQuery((RecordType.EVENT,), ((TermKey("confidence", "low"),),))


def listed(copy: Path) -> tuple[int, int, set[bytes], str, int]:
    """Of the copy's database: events of low confidence, all events, how titles begin, fingerprint and release."""
    with open_catalogue(copy) as catalogue:
        request = PageRequest(Sort.DATE, 500)
        low = read_page(catalogue, LOW, request)
        events = read_page(catalogue, RecordQuery((RecordType.EVENT,)), request)
        begins = {row.value.partition(b'"title":"')[2][:8] for row in events.rows}
        return low.total, events.total, begins, catalogue.release.fingerprint, catalogue.release.number


@pytest.mark.slow
def test_a_changed_indexing_module_is_seen_by_migrate(copy: Path) -> None:
    few, everything, titles, fingerprint, number = listed(copy)
    assert 0 < few < everything
    assert "Built the search index" not in run(copy, "migrate")
    assert listed(copy) == (few, everything, titles, fingerprint, number)
    change_indexing(copy)
    assert "Built the search index" in run(copy, "migrate")
    low, total, begins, other, same = listed(copy)
    assert (low, total, begins, same) == (everything, everything, {b"Changed "}, number)
    assert other != fingerprint
    assert "Built the search index" not in run(copy, "migrate")


@pytest.mark.slow
@pytest.mark.parametrize("arguments", [(), ("--no-load",)])
def test_a_changed_indexing_module_is_seen_by_serve(copy: Path, arguments: tuple[str, ...]) -> None:
    _, everything, _, _, _ = listed(copy)
    change_indexing(copy)
    served = start_server(copy, *arguments, command=copy / "timeline", **SETTINGS).until_ready()
    try:
        body = httpx.get(
            f"{served.base}/v1/events?confidence=low&facet=confidence&limit=500", timeout=SECONDS_TO_WAIT
        ).json()
        assert body["total"] == len(body["items"]) == everything
        assert [(each["value"], each["count"]) for each in body["facets"]["confidence"]] == [("low", everything)]
        assert all(item["title"].startswith("Changed ") for item in body["items"])
        found = httpx.get(f"{served.base}/v1/events?q=changedword&confidence=low", timeout=SECONDS_TO_WAIT).json()
        assert (found["total"], found["release"]) == (everything, 1)
    finally:
        served.stop()
