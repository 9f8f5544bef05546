"""The routers of all pages: those of the resources, and those of this package."""

from fastapi import APIRouter

from app.pages import asset_files, discovery, docs, explorer
from app.pages import help as help_pages
from app.resources.registry import modules


def page_routers() -> list[APIRouter]:
    """The routers of all pages."""
    own = (help_pages, discovery, docs, explorer, asset_files)
    return [module.router for module in (*modules("pages"), *own)]
