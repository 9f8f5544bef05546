"""The JSON Schema of the data files (draft 2020-12), by which editors complete and check them.

`python -m app.loading.json_schema seed/schema.json` writes it anew after a change of the models.
"""

import json
import sys
from collections.abc import Mapping
from pathlib import Path

from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, JsonSchemaValue
from pydantic_core import core_schema

from app.loading.data_files import DataFile


class _FileSchema(GenerateJsonSchema):
    """What a file may hold: nothing is null in it, as a key without a value is left out."""

    def generate(self, schema: core_schema.CoreSchema, mode: JsonSchemaMode = "validation") -> JsonSchemaValue:
        made = super().generate(schema, mode)
        head = {"$schema": self.schema_dialect, "title": "A data file of diplomatic-timeline"}
        return {**head, **{key: value for key, value in made.items() if key not in head}}

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        return self.generate_inner(schema["schema"])

    def dict_schema(self, schema: core_schema.DictSchema) -> JsonSchemaValue:
        """Keys that have a pattern have to keep to it."""
        made = super().dict_schema(schema)
        return {**made, "additionalProperties": False} if "patternProperties" in made else made

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """Only truth values show their default: that a missing key is null or an empty list goes without saying."""
        made = super().default_schema(schema)
        return made if isinstance(made.get("default"), bool) else {k: v for k, v in made.items() if k != "default"}

    def normalize_name(self, name: str) -> str:
        """Definitions are named for what they describe, without the suffix of the class."""
        return super().normalize_name(name).removesuffix("Record")

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002 - titles would only repeat the keys
        return False


def schema() -> Mapping[str, object]:
    """The schema, ready to be written as JSON."""
    made: Mapping[str, object] = DataFile.model_json_schema(by_alias=True, schema_generator=_FileSchema)
    return made


def rendered() -> str:
    """The text of the schema's file."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: list[str]) -> int:
    """Writes the schema into the one file named; the exit status."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m app.loading.json_schema FILE\n")
        return 2
    Path(arguments[0]).write_text(rendered(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
