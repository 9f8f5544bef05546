"""The registry of file formats: every module of this folder with a `FORMAT`. A new format is a new file here."""

from importlib import import_module
from pkgutil import iter_modules

import app.formats
from app.formats.format import Format, ListOf


def _formats() -> dict[str, Format]:
    names = [each.name for each in iter_modules(app.formats.__path__) if each.name != "registry"]
    modules = [import_module(f"app.formats.{name}") for name in names]
    formats: list[Format] = [module.FORMAT for module in modules if hasattr(module, "FORMAT")]
    return {each.alias: each for each in sorted(formats, key=lambda each: each.alias)}


FORMATS = _formats()
"""All formats by alias, in alphabetical order. JSON is not one of them: it is what lists are made of."""


def of_list(of: ListOf) -> tuple[Format, ...]:
    """The formats that a list can be had in."""
    return tuple(each for each in FORMATS.values() if of in each.lists)


def of_record(of: ListOf) -> tuple[Format, ...]:
    """The formats that a single record can be had in."""
    return tuple(each for each in FORMATS.values() if of in each.records)
