"""The three faces of a record: what the record of a data file, the row and the response take from their base."""

from typing import Annotated

import pytest
from pydantic import Field, ValidationError
from sqlmodel import SQLModel

from app.resources import models
from app.resources.events.models import EventBase, EventRecord, EventRow
from app.resources.faces import FileRecord, ResponseModel, column_values, shared_fields
from app.resources.fields import Line, Slug


class ShipBase(SQLModel):
    id: Annotated[Slug, Field(description="Id of the ship.")]
    flag: Annotated[Line | None, Field(description="Flag under which it sails.")] = None
    ports: Annotated[tuple[Slug, ...], Field(min_length=1)]


class ShipRecord(ShipBase, FileRecord):
    """A ship."""

    captain: Line


class Ship(ShipBase, ResponseModel):
    """A ship."""

    key_order = "id captain"

    captain: str
    tonnage: int | None = None


class ShipDetail(Ship):
    """A ship with its crew."""

    crew: list[str]


def test_keys_stand_in_the_order_of_the_response() -> None:
    assert list(Ship.model_fields) == ["id", "captain", "flag", "ports", "tonnage"]
    assert list(ShipDetail.model_fields) == ["id", "captain", "flag", "ports", "tonnage", "crew"]
    ship = ShipDetail(id="potemkin", captain="Golikov", flag=None, ports=("odessa",), crew=[])
    written = b'{"id":"potemkin","captain":"Golikov","flag":null,"ports":["odessa"],"tonnage":null,"crew":[]}'
    assert ship.model_dump_json().encode() == written
    assert ShipDetail.model_validate_json(written) == ship
    schema = ShipDetail.model_json_schema(mode="serialization")
    assert list(schema["properties"]) == schema["required"] == list(ShipDetail.model_fields)


def test_constraints_hold_for_data_files_alone() -> None:
    with pytest.raises(ValidationError, match="ports"):
        ShipRecord.model_validate({"id": "potemkin", "captain": "Golikov", "ports": []})
    with pytest.raises(ValidationError, match="id"):
        ShipRecord.model_validate({"id": "The Potemkin", "captain": "Golikov", "ports": ["odessa"]})
    assert Ship(id="The Potemkin", captain="Golikov", flag="two\nlines", ports=()).id == "The Potemkin"
    assert "pattern" in ShipRecord.model_json_schema()["properties"]["id"]
    assert Ship.model_json_schema(mode="serialization")["properties"]["id"] == {
        "description": "Id of the ship.",
        "title": "Id",
        "type": "string",
    }


def test_what_a_file_may_leave_out_a_response_may_not() -> None:
    assert ShipRecord.model_validate({"id": "potemkin", "captain": "Golikov", "ports": ["odessa"]}).flag is None
    with pytest.raises(ValidationError, match="flag"):
        Ship.model_validate({"id": "potemkin", "captain": "Golikov", "ports": ["odessa"]})


def test_neither_a_record_nor_a_response_changes() -> None:
    record = ShipRecord.model_validate({"id": "potemkin", "captain": "Golikov", "ports": ["odessa"]})
    response = Ship(id="potemkin", captain="Golikov", flag=None, ports=("odessa",))
    for face in (record, response):
        with pytest.raises(ValidationError, match="frozen"):
            face.flag = "red"


def test_a_key_order_names_fields_of_the_response() -> None:
    with pytest.raises(KeyError, match="sails"):

        class Boat(ShipBase, ResponseModel):
            """A boat."""

            key_order = "id sails"


def test_a_record_gives_its_table_what_they_call_alike() -> None:
    record = EventRecord.model_validate(
        {
            "id": "first-note",
            "title": "First note",
            "kind": "note",
            "date": "1954-03-31",
            "topics": ["peace"],
            "summary": "Something.",
            "actors": [],
            "responds_to": [],
            "documents": [],
            "sources": [{"title": "A source"}],
            "confidence": "high",
        }
    )
    values = column_values(record, EventRow)
    assert values.keys() == {"id", "kind", "title", "summary", "place", "part_of", "confidence", "note"}
    assert shared_fields(EventRow(**values), EventBase) == {k: v for k, v in values.items() if k != "place"}


@pytest.mark.parametrize("name", models.__all__)
def test_no_response_shows_a_constraint(name: str) -> None:
    model = getattr(models, name)
    if not isinstance(model, type) or not issubclass(model, ResponseModel):
        return
    schema = str(model.model_json_schema(mode="serialization"))
    assert not any(f"'{word}'" in schema for word in ("pattern", "minLength", "maxLength", "minItems", "minimum"))
