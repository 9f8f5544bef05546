"""The routers of all pages: those of this package, and `router` of every `app/resources/*/pages.py`."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from fastapi import APIRouter

from app.pages import asset_files, discovery, docs
from app.pages import help as help_pages

RESOURCES = Path(__file__).resolve().parent.parent / "resources"


def resource_routers() -> Iterator[APIRouter]:
    """The routers of the resources' pages, in the order of the folders' names."""
    for path in sorted(RESOURCES.glob("*/pages.py")):
        router = import_module(f"app.resources.{path.parent.name}.pages").router
        assert isinstance(router, APIRouter)  # noqa: S101 - for the type checker
        yield router


ROUTERS = (*resource_routers(), help_pages.router, discovery.router, docs.router, asset_files.router)
