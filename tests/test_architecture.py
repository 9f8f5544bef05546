"""What may import what, so that each layer can be read, tested and changed without those above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parent.parent / "app"

MAY_IMPORT = {
    "timeline": set(),
    "database": {"timeline", "search", "store"},
    "store": {"timeline", "database"},
    "search": {"timeline"},
    "resources": {"timeline", "database", "store", "search", "citations", "formats", "http"},
    "citations": {"timeline", "resources", "formats"},
    "formats": {"timeline", "resources", "citations"},
    "loading": {"timeline", "database", "store", "search", "resources", "citations"},
    "http": {"timeline", "database", "store", "search", "resources", "formats", "settings"},
    "pages": {"timeline", "database", "store", "search", "resources", "citations", "formats", "http"},
    "settings": set(),
    "main": {"timeline", "database", "store", "search", "resources", "http", "pages", "settings"},
    "cli": {"timeline", "database", "store", "search", "resources", "loading", "settings"},
}
HTTP = {"fastapi", "starlette", "uvicorn", "httptools"}
SQL = {"sqlalchemy", "sqlmodel", "sqlite3", "alembic"}
FILES = sorted(APP.rglob("*.py"))


def imported(path: Path, source: str | None = None) -> Iterator[str]:
    """The dotted names that the module at `path` imports, wherever in it the import stands."""
    package = ("app", *path.relative_to(APP).parent.parts)
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8") if source is None else source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = ".".join(package[: len(package) - node.level + 1]) if node.level else ""
            module = ".".join(part for part in (start, node.module) if part)
            # `from app import store` imports a layer as `from app.store import x` does.
            yield from (f"{module}.{alias.name}" for alias in node.names)


def layer(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def of_ours(path: Path) -> set[str]:
    """The layers that a module imports, its own left out."""
    names = (name.split(".") for name in imported(path))
    return {parts[1] for parts in names if parts[0] == "app" and len(parts) > 1} - {layer(path)}


def foreign(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(APP).as_posix())
def test_a_module_imports_only_from_layers_below_its_own(path: Path) -> None:
    assert of_ours(path) <= MAY_IMPORT.get(layer(path), set())


@pytest.mark.parametrize("name", ["timeline", "store", "search", "formats", "citations", "loading"])
def test_what_lies_below_the_api_knows_no_http(name: str) -> None:
    assert [path for path in (APP / name).rglob("*.py") if foreign(path) & HTTP] == []


@pytest.mark.parametrize("name", ["timeline", "formats", "citations", "http", "pages"])
def test_only_the_store_and_what_fills_it_know_sql(name: str) -> None:
    assert [path for path in (APP / name).rglob("*.py") if foreign(path) & SQL] == []


def test_every_layer_is_one_of_those_named_here() -> None:
    assert {layer(path) for path in FILES} - {"__init__"} <= MAY_IMPORT.keys()


def test_every_way_of_importing_is_seen() -> None:
    source = "import app.api.x\nfrom app import pages\ndef f():\n    from ..search import y\n    from . import engine\n"
    seen = set(imported(APP / "store" / "some.py", source))
    assert seen == {"app.api.x", "app.pages", "app.search.y", "app.store.engine"}
