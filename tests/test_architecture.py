"""What may import what, so that each layer can be read, tested and changed without those above it."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

APP = Path(__file__).resolve().parent.parent / "app"

MAY_IMPORT = {
    "timeline": set(),
    "matching": {"timeline"},
    "settings": {"database"},
    "progress": set(),
    "memory": set(),
    "logs": set(),
    "database": {"timeline"},
    "catalogue": {"timeline", "database", "progress", "memory"},
    "models": {"timeline", "database", "catalogue"},
    "formats": {"timeline", "models", "citations"},
    "citations": {"timeline", "models", "formats"},
    "indexing": {"timeline", "matching", "database", "catalogue", "models", "citations"},
    "loading": {"timeline", "matching", "database", "catalogue", "models", "indexing", "progress", "memory"},
    "importing": {"timeline", "models", "loading", "progress"},
    "http": {"timeline", "database", "catalogue", "models", "indexing", "formats", "settings", "logs"},
    "routes": {"timeline", "database", "catalogue", "models", "indexing", "citations", "formats", "http"}
    | {"matching"},
    "pages": {"timeline", "database", "catalogue", "models", "indexing", "citations", "formats", "http", "assistants"},
    "resource pages": {"timeline", "database", "catalogue", "models", "indexing", "citations", "formats", "http"}
    | {"routes", "pages"},
    "assistants": {"timeline", "citations", "http"},
    "main": {"assistants", "database", "catalogue", "indexing", "http", "routes", "pages", "settings"},
    "cli": {
        "assistants",
        "database",
        "catalogue",
        "models",
        "indexing",
        "loading",
        "importing",
        "http",
        "settings",
        "timeline",
    }
    | {"progress", "logs"},
    "__main__": {"cli"},
}
"""The layers, the lowest first, and what each may import besides itself."""

OF_RESOURCES = {
    "models.py": "models",
    "loading.py": "loading",
    "indexing.py": "indexing",
    "queries.py": "indexing",
    "properties.py": "indexing",
    "routes.py": "routes",
    "pages.py": "resource pages",
}
"""The layers of the files in the folder of a resource; other files there belong to its routes."""

SHARED_MODELS = {"faces.py", "fields.py", "shared.py", "facets.py", "problems.py", "models.py"}
"""Files in `resources/` itself that belong to the models; the others belong to the indexing."""

OPTIONAL = {"mcp", "mcp_types", "httpx2"}
"""Packages of the extra `mcp`: nothing that is imported without them may import them."""
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
    parts = path.relative_to(APP).parts
    if parts[0] != "resources" or parts[-1] == "__init__.py":
        return parts[0].removesuffix(".py")
    if len(parts) == 2:
        return "models" if parts[1] in SHARED_MODELS else "indexing"
    return OF_RESOURCES.get(parts[2], "routes")


def layer_of_name(name: str) -> str:
    """The layer of a module, or of what is imported from it, by its dotted name."""
    path = APP.joinpath(*name.split(".")[1:])
    while not path.with_suffix(".py").is_file() and not path.is_dir():
        path = path.parent
    return layer(path if path.is_dir() else path.with_suffix(".py"))


def of_ours(path: Path) -> set[str]:
    """The layers that a module imports, its own left out."""
    names = [name for name in imported(path) if name.startswith("app.")]
    return {layer_of_name(name) for name in names} - {layer(path)}


def foreign(path: Path) -> set[str]:
    return {name.split(".")[0] for name in imported(path)}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(APP).as_posix())
def test_a_module_imports_only_from_layers_below_its_own(path: Path) -> None:
    assert of_ours(path) <= MAY_IMPORT.get(layer(path), set())


def test_no_module_imports_the_pages_of_a_resource() -> None:
    imports = {name for path in FILES for name in imported(path) if name.startswith("app.resources.")}
    assert [name for name in imports if name.split(".")[3:4] == ["pages"]] == []


def test_pages_of_resources_know_no_sql() -> None:
    assert [path for path in APP.glob("resources/*/pages.py") if foreign(path) & SQL] == []


@pytest.mark.parametrize(
    "name", ["timeline", "matching", "database", "catalogue", "models", "indexing", "formats", "citations", "loading"]
)
def test_what_lies_below_http_knows_none(name: str) -> None:
    assert [path for path in FILES if layer(path) == name and foreign(path) & HTTP] == []


@pytest.mark.parametrize(
    "name", ["timeline", "matching", "formats", "citations", "http", "routes", "pages", "resource pages"]
)
def test_what_lies_above_the_database_knows_no_sql(name: str) -> None:
    assert [path for path in FILES if layer(path) == name and foreign(path) & SQL] == []


def test_only_the_assistants_import_optional_packages() -> None:
    users = {path for path in FILES if foreign(path) & OPTIONAL}
    assert users == {APP / "assistants" / name for name in ("api.py", "server.py")}
    names = [
        each for name in ("__init__.py", "endpoint.py", "arguments.py") for each in imported(APP / "assistants" / name)
    ]
    assert [name for name in names if name.startswith("app.assistants.")] == []


def test_nothing_that_is_imported_without_postgresql_needs_its_driver() -> None:
    its_own = {APP / "database" / "dialects" / name for name in ("postgresql.py", "postgresql_writing.py")}
    others = {path: set(imported(path)) for path in FILES if path not in its_own}
    assert [path for path, names in others.items() if any(name.startswith("psycopg") for name in names)] == []
    inside = "app.database.dialects.postgresql"
    assert [path for path, names in others.items() if any(name.startswith(inside) for name in names)] == []


def test_every_layer_is_one_of_those_named_here() -> None:
    assert {layer(path) for path in FILES} - {"__init__", "resources"} == MAY_IMPORT.keys()


def test_every_way_of_importing_is_seen() -> None:
    source = "import app.api.x\nfrom app import pages\ndef f():\n    from ..search import y\n    from . import engine\n"
    seen = set(imported(APP / "store" / "some.py", source))
    assert seen == {"app.api.x", "app.pages", "app.search.y", "app.store.engine"}
