"""The properties of records that reconciliation compares and that data extension hands out."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from app.resources.reconcile.queries import Item, entity_id
from app.timeline.record_types import RecordType

Value = dict[str, Any]  # of the specification: {"str": ...}, {"id": ..., "name": ...}
TYPES = {
    "actor": "Person or body",
    "person": "Person",
    "body": "State, ministry, organisation or other body",
    "event": "Event",
    "document": "Document",
    "place": "Place",
    "topic": "Topic",
}
"""The types of entities: `person` and `body` divide `actor`."""
DATED = ("actor", "event", "document")


@dataclass(frozen=True, slots=True)
class Property:
    """A property: of which types of records, and its values in one of them."""

    id: str
    name: str
    types: tuple[str, ...]
    values: Callable[[Item], Iterator[Value]]


def _text(*keys: str) -> Callable[[Item], Iterator[Value]]:
    def values(item: Item) -> Iterator[Value]:
        value: Any = item
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if value is not None:
            yield {"str": str(value)}

    return values


def _day(key: str) -> Callable[[Item], Iterator[Value]]:
    def values(item: Item) -> Iterator[Value]:
        day = (item.get("date") or {}).get(key)
        # A full dateTime, as the specification wants it; days of other years than four digits have no such form.
        if day is not None and len(day) == len("1954-03-26"):
            yield {"date": f"{day}T00:00:00Z"}

    return values


def _number(*keys: str) -> Callable[[Item], Iterator[Value]]:
    def values(item: Item) -> Iterator[Value]:
        value: Any = item
        for key in keys:
            value = value.get(key) if isinstance(value, dict) else None
        if isinstance(value, float):
            yield {"float": value}
        elif isinstance(value, int):
            yield {"int": value}

    return values


def _name(item: Item) -> Iterator[Value]:
    yield {"str": name_of(item)}


def _other_names(item: Item) -> Iterator[Value]:
    return ({"str": each["name"]} for each in item.get("other_names", ()))


def _place(item: Item) -> Iterator[Value]:
    if item.get("place"):
        yield {"id": entity_id("place", item["place"]["id"]), "name": item["place"]["name"]}


def _actors(item: Item) -> Iterator[Value]:
    return ({"id": each["id"], "name": each["name"]} for each in item.get("actors", ()))


def _identifiers(item: Item) -> Iterator[Value]:
    return ({"str": f"{each['scheme']}:{each['id']}"} for each in item.get("identifiers", ()))


def _description(item: Item) -> Iterator[Value]:
    text = description_of(item)
    if text:
        yield {"str": text}


PROPERTIES = {
    each.id: each
    for each in (
        Property("name", "Name or title", ("actor", "event", "document", "place", "topic"), _name),
        Property("other_names", "Other names", ("actor",), _other_names),
        Property("kind", "Kind", DATED, _text("kind")),
        Property("date", "Date, life or existence (EDTF)", DATED, _text("date", "edtf")),
        Property("earliest", "First possible day", DATED, _day("earliest")),
        Property("latest", "Last possible day", DATED, _day("latest")),
        Property("description", "Description", ("actor", "event", "document", "topic"), _description),
        Property("identifiers", "Numbers in authority files", ("actor", "place"), _identifiers),
        Property("place", "Place", ("event", "document"), _place),
        Property("actors", "Actors", ("event", "document"), _actors),
        Property("events", "Number of events", ("actor", "place", "topic"), _number("counts", "events")),
        Property("documents", "Number of documents", ("actor", "place", "topic"), _number("counts", "documents")),
        Property("country", "Country (ISO 3166-1)", ("place",), _text("country")),
        Property("lat", "Latitude", ("place",), _number("lat")),
        Property("lon", "Longitude", ("place",), _number("lon")),
        Property("collection", "Collection", DATED, _text("collection")),
    )
}
COMPARED = {"born": "Year of birth", "died": "Year of death", "office": "Office held", "date": "Date"}
"""Properties that a query may give, to tell namesakes apart."""


def of_type(type_: str) -> list[Property]:
    """The properties of a type of entities."""
    record = "actor" if type_ in {"person", "body"} else type_
    return [each for each in PROPERTIES.values() if record in each.types]


def name_of(item: Item) -> str:
    """The name or title of a record."""
    return str(item.get("title") or item.get("name"))


def description_of(item: Item) -> str:
    """What tells a record apart: date and first words."""
    text = item.get("summary") or item.get("abstract") or item.get("description") or item.get("historical_name") or ""
    date = (item.get("date") or {}).get("label")
    return ". ".join(part for part in (date, text) if part)


def types_of(type_: RecordType, item: Item) -> list[dict[str, str]]:
    """The types of a record, the narrowest first."""
    names = [type_.value]
    if type_ is RecordType.ACTOR:
        names.insert(0, "person" if item["kind"] == "person" else "body")
    return [{"id": name, "name": TYPES[name]} for name in names]
