"""Which properties schema.org has for a type, and which types for the values of a property.

Read from the types of the npm package schema-dts, which are made from schema.org. Keywords and values are taken as
they are, as readers do that do not expand contexts.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import pytest

from tests.node.programs import FOLDER

SOURCE = FOLDER / "node_modules" / "schema-dts" / "dist" / "schema.d.ts"
TEXTS = {"Text", "URL", "Date", "DateTime", "Time", "Number", "Integer", "Float", "Boolean", "string"}


@dataclass
class Vocabulary:
    """Superclasses and properties by class, and the classes of the values by class and property."""

    above: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    values: defaultdict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(dict))

    def classes(self, name: str) -> set[str]:
        """The class and all above it."""
        return {name}.union(*(self.classes(each) for each in self.above[name]))

    def expected(self, types: list[str], term: str) -> set[str]:
        """The classes of the values of a property of something of these types; empty if none of them has it."""
        found = (self.values[name].get(term, set()) for each in types for name in self.classes(each))
        return set().union(*found)


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary; skips the test if the package is not installed."""
    if not SOURCE.is_file():
        pytest.skip("needs packages: npm ci --prefix tests/node")
    text = SOURCE.read_text(encoding="utf-8")
    made = Vocabulary()
    for name, bases, body in re.findall(r"^interface (\w+) extends ([^{]+)\{(.*?)^\}", text, re.DOTALL | re.MULTILINE):
        made.above[name] |= {each.strip() for each in bases.split(",")}
        for type_ in re.findall(r'"@type": "(\w+)";', body):
            made.above[type_].add(name)
        for term, values in re.findall(r'"(\w+)"\?: SchemaValue<(.+?), "\w+">;', body):
            made.values[name][term] = {each.strip() for each in values.split("|")}
    return made


def misplaced(node: dict[str, Any]) -> Iterator[str]:
    """What schema.org does not allow in a node: a type or property it lacks, a value of another class."""
    known = vocabulary()
    types = node["@type"] if isinstance(node["@type"], list) else [node["@type"]]
    yield from (f"no type {each}" for each in types if each not in known.above)
    for term, found in node.items():
        if term.startswith("@") or term == "edtf":
            continue
        expected = known.expected(types, term)
        if not expected:
            yield f"{types} has no {term}"
            continue
        for value in found if isinstance(found, list) else [found]:
            yield from (f"{types}.{term}: {fault}" for fault in _faults(value, expected))


def _faults(value: Any, expected: set[str]) -> Iterator[str]:  # decoded JSON
    if not isinstance(value, dict) or "@value" in value:
        if not expected & TEXTS:
            yield f"a text; expected one of {expected}"
    elif "@type" in value:
        types = value["@type"] if isinstance(value["@type"], list) else [value["@type"]]
        above = {name.removesuffix("Base") for each in types for name in vocabulary().classes(each)}
        if not expected & above:
            yield f"{types}; expected one of {expected}"
        yield from misplaced(value)
