"""The components of the OpenAPI description, as readers and makers of clients need them: every key is described."""

from typing import Any

Json = dict[str, Any]  # an OpenAPI document is untyped

PREFIX = "#/components/schemas/"


def finish_schemas(document: Json) -> None:
    """Finish the components of an OpenAPI document."""
    schemas: dict[str, Json] = document["components"]["schemas"]
    for schema in schemas.values():
        for name, value in schema.get("properties", {}).items():
            schema["properties"][name] = _described(value, schemas)


def _described(value: Json, schemas: dict[str, Json]) -> Json:
    """A key of a schema with a description: its own, or that of the component that it refers to."""
    value = dict(value)
    value.pop("title", None)
    if "description" not in value:
        each = value.get("items", {}).get("$ref")
        component = next(filter(None, [value.get("$ref"), each, *(one.get("$ref") for one in value.get("anyOf", ()))]))
        text = schemas[component.removeprefix(PREFIX)]["description"].split("\n\n")[0]
        value["description"] = f"Each: {text[0].lower()}{text[1:]}" if each else text
    reference = value.pop("$ref", None)
    # Generators of clients lose the type of a reference that has anything beside it.
    return value if reference is None else {"allOf": [{"$ref": reference}], **value}
