"""Reads what a client of the reconciliation service sends: queries and data extensions, as JSON in a parameter."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, Field, TypeAdapter, ValidationError

from app.http.problems import INVALID_PARAMETER, ParameterError, Problem
from app.resources.reconcile.properties import PROPERTIES, TYPES

MOST_QUERIES = 50
"""Queries in one batch; the manifest says so."""
MOST_IDS = 500
MOST_CANDIDATES = 50
_YEAR = re.compile(r"-?\d{3,4}")


def _as_list(value: object) -> object:
    values = value if isinstance(value, list) else [] if value is None else [value]
    return [each.get("id") if isinstance(each, dict) else each for each in values]


class PropertyValue(BaseModel):
    """A property that a candidate should have; `v` is a text, a number, an entity, or a list of these."""

    pid: str
    v: Any = None  # of any shape, as the specification says


class ReconciliationQuery(BaseModel):
    """One query of a batch. Keys of later versions of the specification are ignored."""

    query: Annotated[str, Field(max_length=1_000)] = ""
    type: Annotated[list[str], BeforeValidator(_as_list)] = []
    limit: Annotated[int, Field(ge=1)] = 10
    properties: list[PropertyValue] = []

    def texts(self, pid: str) -> list[str]:
        """The values of a property as texts."""
        values = [value for each in self.properties if each.pid == pid for value in _flat(each.v)]
        return [value for value in values if value]

    def year(self, pid: str) -> int | None:
        """The year that the first value of a property begins with."""
        found = [_YEAR.match(text) for text in self.texts(pid)]
        return int(found[0][0]) if found and found[0] else None


class PropertyName(BaseModel):
    """A property that is wanted."""

    id: str


class Extension(BaseModel):
    """Which properties of which entities are wanted."""

    ids: Annotated[list[str], Field(max_length=MOST_IDS)]
    properties: list[PropertyName]


_BATCH = TypeAdapter(Annotated[dict[str, ReconciliationQuery], Field(max_length=MOST_QUERIES)])


def read_queries(text: str) -> dict[str, ReconciliationQuery]:
    """The queries in the parameter `queries`.

    Raises:
        Problem: 422, it is no JSON of this shape, or names an unknown type.
    """
    try:
        batch = _BATCH.validate_json(text.encode("utf-8", "replace"))
    except ValidationError as error:
        raise _refused("queries", text, error) from None
    errors = [
        ParameterError(f"queries.{key}.type", name, f"one of {', '.join(TYPES)}")
        for key, query in batch.items()
        for name in query.type
        if name not in TYPES
    ]
    if errors:
        raise Problem(INVALID_PARAMETER, errors=errors)
    return batch


def read_extension(text: str) -> Extension:
    """The request in the parameter `extend`.

    Raises:
        Problem: 422, it is no JSON of this shape, or names an unknown property.
    """
    try:
        extension = Extension.model_validate_json(text.encode("utf-8", "replace"))
    except ValidationError as error:
        raise _refused("extend", text, error) from None
    unknown = [each.id for each in extension.properties if each.id not in PROPERTIES]
    if unknown:
        expected = f"one of {', '.join(PROPERTIES)}"
        raise Problem(
            INVALID_PARAMETER, errors=[ParameterError("extend.properties", name, expected) for name in unknown]
        )
    return extension


def _refused(parameter: str, text: str, error: ValidationError) -> Problem:
    errors = []
    for each in error.errors(include_url=False, include_context=False):
        place = ".".join((parameter, *map(str, each["loc"])))
        value = text if each["type"] == "json_invalid" else str(each["input"])
        message = each["msg"]
        errors.append(ParameterError(place, value[:100], "JSON as the specification describes it", reason=message))
    return Problem(INVALID_PARAMETER, errors=errors)


def _flat(value: object) -> list[str]:
    if isinstance(value, list):
        return [text for each in value for text in _flat(each)]
    if isinstance(value, dict):
        return _flat(value.get("name") or value.get("id"))
    return [] if value is None else [str(value)]
