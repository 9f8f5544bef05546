"""Actors of an import: found again by the number of an authority file, else by name, else made."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.importing.records import Origin, Records, slug
from app.loading.values import Value
from app.timeline.romanization import romanized
from app.timeline.titles import title_key

Identifier = tuple[str, str]
"""The scheme of an authority file, and the number of somebody there."""

_ADDRESSES = (
    ("gnd", re.compile(r"d-nb\.info/gnd/([0-9X-]+)")),
    ("viaf", re.compile(r"viaf\.org/viaf/([0-9]+)")),
    ("wikidata", re.compile(r"wikidata\.org/(?:entity|wiki)/(Q[0-9]+)")),
    ("geonames", re.compile(r"geonames\.org/([0-9]+)")),
    ("lc", re.compile(r"id\.loc\.gov/authorities/names/([a-z]+[0-9]+)")),
    ("bnf", re.compile(r"data\.bnf\.fr/ark:/12148/([a-z0-9]+)")),
)


def identifier_of(address: str) -> Identifier | None:
    """The number in an authority file that an address has; None for other addresses."""
    for scheme, pattern in _ADDRESSES:
        if found := pattern.search(address):
            return scheme, found[1]
    return None


def in_order(name: str) -> tuple[str, str]:
    """A name as it is read, and as it is sorted: `Weber, Carl von` is `Carl von Weber`; others stay, unsorted."""
    parts = [part.strip() for part in name.split(",")]
    if len(parts) == 2 and all(parts):
        return f"{parts[1]} {parts[0]}", name
    return name, ""


def name_slug(name: str) -> str:
    """A part of an id that is made of a name; of a checksum where the name has no letters of the Latin script."""
    latin = romanized(name)
    made = slug(latin[0] if latin else name)
    return made or hashlib.sha256(name.encode()).hexdigest()[:12]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody as a source names them.

    `key` is the source's own id, which comes before identifiers and name. `inverted`: a name with one comma has the
    family name first. `life` are further keys of the record, if it is made.
    """

    name: str
    kind: str = "person"
    identifiers: tuple[Identifier, ...] = ()
    key: str = ""
    inverted: bool = False
    life: Mapping[str, Value] = field(default_factory=dict)


class Cast:
    """The actors that an import makes. Two names without a number are one actor if they are the same.

    The same name with and without a number, or with two, is two actors: each says that it may be the other.
    """

    def __init__(self, records: Records, prefix: str, summary: str) -> None:
        self._records = records
        self._prefix = prefix
        self._summary = summary
        self._by_key: dict[tuple[str, Identifier | str], str] = {}
        self._by_name: dict[tuple[str, str], list[str]] = {}
        self._names: dict[str, set[str]] = {}

    def actor(self, named: Named, origin: Origin) -> str:
        """The id of the actor that is named, who is made if it is new."""
        shown, sort_name = in_order(named.name) if named.inverted else (named.name, "")
        own: Identifier | str = title_key(shown)
        if named.key or named.identifiers:
            own = ("", named.key) if named.key else named.identifiers[0]
        known = self._by_key.get((named.kind, own))
        if known is None:
            actor: dict[str, Value] = {"kind": named.kind, "name": shown, "sort_name": sort_name, **named.life}
            actor["identifiers"] = [{"scheme": scheme, "id": number} for scheme, number in named.identifiers]
            part = name_slug(shown) if isinstance(own, str) else "-".join(slug(each) for each in own if each)
            known = self._by_key[named.kind, own] = self._add(actor, part, origin)
        elif shown not in self._names[known]:
            self._names[known].add(shown)
            self._records.add_part("actors", known, "other_names", {"name": shown}, origin)
        return known

    def _add(self, actor: dict[str, Value], part: str, origin: Origin) -> str:
        """Add an actor whose id ends with a part that is made of its key. Returns the id."""
        kind, name = str(actor["kind"]), str(actor["name"])
        id_ = f"{self._prefix}-{kind}-{part}"
        if self._records.has("actors", id_):
            id_ += f"-{hashlib.sha256(name.encode()).hexdigest()[:6]}"
        same = self._by_name.setdefault((kind, title_key(name)), [])
        actor |= {"id": id_, "summary": self._summary, "verification": "unchecked", "maybe_same_as": list(same)}
        self._records.add("actors", actor, origin)
        same.append(id_)
        self._names[id_] = {name}
        return id_
