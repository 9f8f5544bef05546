"""The registry of file formats: every module of this folder that has a `FORMAT`. A new format is one new file."""

from importlib import import_module
from pkgutil import iter_modules

import app.formats
from app.formats.context import ListType
from app.formats.format import Format


def _formats() -> dict[str, Format]:
    names = [each.name for each in iter_modules(app.formats.__path__) if each.name != "registry"]
    modules = [import_module(f"app.formats.{name}") for name in names]
    formats: list[Format] = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {each.alias: each for each in sorted(formats, key=lambda each: each.alias)}


FORMATS = _formats()
"""All formats but JSON by alias, in alphabetical order."""


def of_list(list_type: ListType) -> tuple[Format, ...]:
    """The formats of a list."""
    return tuple(each for each in FORMATS.values() if list_type in each.lists)


def of_record(record_type: ListType) -> tuple[Format, ...]:
    """The formats of a single record."""
    return tuple(each for each in FORMATS.values() if record_type in each.records)
