"""The parameters of the OpenAPI description, as readers and makers of clients need them.

FastAPI describes each parameter by the type of its field. What is added here: their order, how lists are written, an
example for each, and types that generators understand.
"""

from typing import Any

Json = dict[str, Any]  # an OpenAPI document is untyped

FIRST = ("date", "actor", "q", "kind", "topic", "facet", "include", "fields", "limit")
"""The parameters that most requests need."""
LAST = ("collection", "updated_since", "bbox", "bom")
"""Those that few requests need. All others stand between, in the order in which they are declared."""

WITH_COMMAS = frozenset(
    ("role", "include", "fields", "facet", "type", "kind", "place", "confidence", "collection", "status")
)
"""Lists whose values stand between commas: of the first five the parameter takes one list, and of the others a record
has one value, so that it can never have all of several."""


def finish_parameters(document: Json) -> None:
    """Finish the parameters of all operations of an OpenAPI document."""
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                _finish(parameter)
            if "parameters" in operation:
                operation["parameters"].sort(key=_place)


def _place(parameter: Json) -> tuple[bool, int]:
    """Where a parameter stands: required ones before all others."""
    name = parameter["name"]
    if name in FIRST:
        return not parameter["required"], FIRST.index(name) - len(FIRST)
    return not parameter["required"], LAST.index(name) + 1 if name in LAST else 0


def _finish(parameter: Json) -> None:
    schema = parameter["schema"]
    examples: list[Any] = schema.get("examples", [])
    if schema.get("type") == "array" and parameter["name"] in WITH_COMMAS:
        parameter |= {"style": "form", "explode": False}
        examples = [_split(example) for example in examples]
    if examples:
        parameter["example"] = examples[0]
        schema["examples"] = examples
    # The text stands at the parameter already.
    schema.pop("description", None)
    schema.pop("title", None)
    # Generators of clients lose the type of a reference that has anything beside it.
    if "$ref" in schema:
        parameter["schema"] = {"$ref": schema["$ref"]}


def _split(example: object) -> list[str]:
    """The example of a list as its values: it is declared as it is sent, in one text or several."""
    texts = [example] if isinstance(example, str) else example
    assert isinstance(texts, list)  # noqa: S101 - declared so
    return [value for text in texts for value in str(text).split(",")]
