"""What reconciliation reads from the catalogue: the actors as entries of the matcher, and records by their id."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import orjson

from app.catalogue.catalogue import Catalogue
from app.catalogue.pages import rows_of
from app.matching import Entry
from app.resources.identities import JOINED
from app.timeline.record_types import RecordType

Item = dict[str, Any]  # a decoded record: its shape is that of the models

PERSON = "person"
OWN_SPACES = (RecordType.PLACE, RecordType.TOPIC)
"""Types whose ids may be those of other records too, so that the type stands in front: `place:berlin`."""
_YEAR = re.compile(r"-?\d{4}")


_ACTORS = f"""
SELECT id, kind, name, sort_name, edtf FROM actor WHERE id NOT IN (SELECT imported FROM ({JOINED}) joined) ORDER BY id
"""  # noqa: S608 - a text of ours
_NAMES = f"""
SELECT coalesce(j.actor, n.actor), n.name FROM actor_name n LEFT JOIN ({JOINED}) j ON j.imported = n.actor
UNION SELECT j.actor, a.name FROM actor a JOIN ({JOINED}) j ON j.imported = a.id ORDER BY 1, 2
"""  # noqa: S608
_OFFICES = f"""
SELECT DISTINCT coalesce(j.actor, t.holder), t.office FROM tenure t LEFT JOIN ({JOINED}) j ON j.imported = t.holder
ORDER BY 1, 2
"""  # noqa: S608


def actor_rows(catalogue: Catalogue) -> tuple[list[tuple[Any, ...]], ...]:
    """The rows of all actors, of their further names and of their offices."""
    execute = catalogue.reader.connection.execute
    return (
        execute(_ACTORS).fetchall(),
        execute(_NAMES).fetchall(),
        execute(_OFFICES).fetchall(),
    )


def entries(rows: tuple[list[tuple[Any, ...]], ...]) -> Iterator[Entry]:
    """All actors as the matcher takes them."""
    actors, names, tenures = rows
    names_of, offices_of = defaultdict(list), defaultdict(list)
    for actor, name in names:
        names_of[actor].append(name)
    for holder, office in tenures:
        offices_of[holder].append(office)
    for id_, kind, name, sort_name, edtf in actors:
        is_person = kind == PERSON
        known = dict.fromkeys((name, *([sort_name] if sort_name else ()), *names_of.get(id_, ())))
        born, died = years_of(edtf) if is_person else (None, None)
        yield Entry(id_, tuple(known), is_person, born, died, tuple(offices_of.get(id_, ())))


def years_of(edtf: str | None) -> tuple[int | None, int | None]:
    """The years of birth and death in a life as an interval, as far as they are known."""
    if edtf is None:
        return None, None
    first, _, last = edtf.partition("/")
    found = [_YEAR.match(end.lstrip("[{")) for end in (first, last)]
    born, died = (int(year[0]) if year else None for year in found)
    return born, died


def find(catalogue: Catalogue, name: str) -> tuple[RecordType, Item] | None:
    """The record with this id or alias: `molotov`, `place:berlin`, `topic:edc`; None where there is none."""
    prefix, colon, rest = name.partition(":")
    if colon:
        type_ = next((each for each in OWN_SPACES if each == prefix), None)
        id_ = None if type_ is None else catalogue.current_id(type_, rest)
        return None if type_ is None or id_ is None else _read(catalogue, type_, id_)
    for each in (RecordType.ACTOR, RecordType.EVENT, RecordType.DOCUMENT):
        id_ = catalogue.current_id(each, name)
        if id_ is not None:
            return _read(catalogue, each, id_)
    return None


def _read(catalogue: Catalogue, type_: RecordType, id_: str) -> tuple[RecordType, Item] | None:
    n = catalogue.number(type_, id_)
    if n is None:
        return None
    item: Item = orjson.loads(rows_of(catalogue, [n])[0].value + b"}")
    return type_, item


def entity_id(type_: str, id_: str) -> str:
    """The id of a record among all records that are reconciled."""
    return f"{type_}:{id_}" if type_ in OWN_SPACES else id_
