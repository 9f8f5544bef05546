"""The registry of file formats: every module of this folder holds one, as `FORMAT`. A new format is a new file here."""

from importlib import import_module
from pkgutil import iter_modules

from app.representations.format import Format, ListOf


def _found() -> dict[str, Format]:
    modules = [import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__)]
    formats: list[Format] = [module.FORMAT for module in modules]
    return {each.alias: each for each in sorted(formats, key=lambda each: each.alias)}


FORMATS = _found()
"""All formats by alias, in alphabetical order. JSON is none of them: it is what lists are made of."""


def of_list(of: ListOf) -> tuple[Format, ...]:
    """The formats that a list is to be had in."""
    return tuple(each for each in FORMATS.values() if of in each.lists)


def of_record(of: ListOf) -> tuple[Format, ...]:
    """The formats that a single record is to be had in."""
    return tuple(each for each in FORMATS.values() if of in each.records)
