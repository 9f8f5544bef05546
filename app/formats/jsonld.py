"""JSON-LD in the terms of schema.org, with the context inside the file: it expands without a network.

Dates are `startDate`, `endDate` and the like only where a date of schema.org says it all: ISO 8601, years from 1 on,
nothing uncertain. Every date stands as EDTF beside it, under a term of our own.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import orjson

from app.formats.dating import FIRST_YEAR, LAST_YEAR, Dating, Moment, dating
from app.formats.format import Edition, Format, ListOf
from app.formats.web_addresses import is_web_address
from app.resources import models as m
from app.timeline.dates import day_of
from app.timeline.vocabulary import DocumentRole, ParticipationRole

Node = dict[str, Any]  # a node of the graph: its values are of any kind

_FIRST, _LAST = day_of(FIRST_YEAR, 1, 1), day_of(LAST_YEAR, 12, 31)
_LISTS = frozenset((ListOf.EVENTS, ListOf.DOCUMENTS, ListOf.ACTORS))
EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
ACTOR_TYPES = {
    "person": "Person",
    "state": "Country",
    "ministry": "GovernmentOrganization",
    "body": "Organization",
    "press": "NewsMediaOrganization",
}
"""By kind of actor; any other is an Organization."""
_AUTHORITIES = {
    "wikidata": "http://www.wikidata.org/entity/",
    "viaf": "http://viaf.org/viaf/",
    "gnd": "https://d-nb.info/gnd/",
    "lc": "http://id.loc.gov/authorities/names/",
    "bnf": "http://data.bnf.fr/ark:/12148/",
}
"""Where the numbers of authority files are addresses; numbers of other files are told as they are."""
_DOCUMENT_TERMS = {
    DocumentRole.AUTHOR: "author",
    DocumentRole.SENDER: "sender",
    DocumentRole.RECIPIENT: "recipient",
    DocumentRole.TRANSLATOR: "translator",
    DocumentRole.PUBLISHER: "publisher",
    DocumentRole.MENTIONED: "mentions",
}
_EVENT_TERMS = {
    ParticipationRole.HOST: "organizer",
    ParticipationRole.SPONSOR: "sponsor",
    ParticipationRole.SUBJECT: "about",
    ParticipationRole.TARGET: "about",
}


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """A graph with a node a record, or the one node of a single record."""
    head = orjson.dumps(context(edition))
    if edition.alone:
        for record in records:
            yield orjson.dumps({"@context": context(edition), **node(record, edition)}) + b"\n"
        return
    yield b'{"@context":%b,"@graph":[' % head
    for place, record in enumerate(records):
        yield (b",\n" if place else b"\n") + orjson.dumps(node(record, edition))
    yield b"\n]}\n"


def context(edition: Edition) -> Node:
    """The context: schema.org's terms, `id` and `type` as in most JSON, and the EDTF date."""
    return {
        "@vocab": "https://schema.org/",
        "id": "@id",
        "type": "@type",
        "edtf": {"@id": edition.link("/ns#edtf"), "@type": EDTF},
    }


def node(record: bytes, edition: Edition) -> Node:
    """A record of a list as a node; keys without a value are left out."""
    found = _NODES[edition.of](record, edition)
    return {key: value for key, value in found.items() if value not in (None, [])}


def _event(record: bytes, edition: Edition) -> Node:
    event = m.Event.model_validate_json(record)
    cast = _cast(event.actors, _EVENT_TERMS, "attendee", edition)
    return {
        "id": edition.link(event.links.self),
        "type": "Event",
        "name": event.title,
        "description": event.summary,
        "keywords": edition.kinds["event"].get(event.kind, event.kind),
        **_dates(dating(event.date.edtf), "startDate", "endDate"),
        "location": None if event.place is None else _place(event.place, edition),
        "superEvent": None if event.part_of is None else {"id": edition.link(f"/v1/events/{event.part_of}")},
        **cast,
        "about": [*cast.get("about", []), *_topics(event, edition)],
        "sdLicense": _licence(event.collection, edition),
    }


def _document(record: bytes, edition: Edition) -> Node:
    document = m.Document.model_validate_json(record)
    cast = _cast(document.actors, _DOCUMENT_TERMS, "contributor", edition)
    types = ["ArchiveComponent" if document.repository else "CreativeWork"]
    if cast.keys() & {"sender", "recipient"}:
        types.append("Message")
    url = document.url if document.url is not None and is_web_address(document.url) else None
    return {
        "id": edition.link(document.links.self),
        "type": types if len(types) > 1 else types[0],
        "name": document.title,
        "abstract": document.abstract,
        "genre": edition.kinds["document"].get(document.kind, document.kind),
        **({} if document.date is None else _dates(dating(document.date.edtf), "dateCreated")),
        "locationCreated": None if document.place is None else _place(document.place, edition),
        "inLanguage": document.language,
        **cast,
        "holdingArchive": None
        if document.repository is None
        else {"type": "ArchiveOrganization", "name": document.repository},
        "itemLocation": document.signature,
        "identifier": document.number,
        "isPartOf": None if document.published_in is None else {"type": "CreativeWork", "name": document.published_in},
        "url": None if url is None else {"id": url},
        "about": _topics(document, edition),
        "sdLicense": _licence(document.collection, edition),
    }


def _actor(record: bytes, edition: Edition) -> Node:
    actor = m.Actor.model_validate_json(record)
    type_ = actor_type(actor.kind)
    terms = ("birthDate", "deathDate") if type_ == "Person" else ("foundingDate", "dissolutionDate")
    dates: Node = {}
    if actor.date is not None:
        date = dating(actor.date.edtf)
        dates = _dates(date, *terms) if type_ != "Country" else {"edtf": date.edtf}
    addresses = [_AUTHORITIES[each.scheme] + each.id for each in actor.identifiers if each.scheme in _AUTHORITIES]
    return {
        "id": edition.link(actor.links.self),
        "type": type_,
        "name": actor.name,
        "alternateName": [_name(each) for each in actor.other_names],
        "description": actor.summary,
        **dates,
        "sameAs": [{"id": address} for address in addresses if is_web_address(address)],
        "identifier": [f"{each.scheme}:{each.id}" for each in actor.identifiers],
        "sdLicense": _licence(actor.collection, edition),
    }


def actor_type(kind: str) -> str:
    """The type of schema.org for a kind of actor."""
    return ACTOR_TYPES.get(kind, "Organization")


def _name(name: m.OtherName) -> Node | str:
    return name.name if name.language is None else {"@value": name.name, "@language": name.language}


def _topics(record: m.Event | m.Document, edition: Edition) -> list[Node]:
    return [{"id": edition.link(f"/v1/topics/{topic}")} for topic in record.topics]


def _licence(collection: str, edition: Edition) -> Node | str:
    source = edition.collections[collection]
    return source.licence_name if source.licence_url is None else {"id": source.licence_url}


def _place(place: m.PlaceName, edition: Edition) -> Node:
    return {
        "id": edition.link(f"/v1/places/{place.id}"),
        "type": "Place",
        "name": place.name,
        "address": {"type": "PostalAddress", "addressCountry": place.country},
        "geo": {"type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon},
    }


def _dates(date: Dating, begin_term: str, end_term: str | None = None) -> Node:
    """The EDTF date, and what of it a date of schema.org can say. Without an end term an interval has no such date."""
    told: Node = {"edtf": date.edtf}
    moments = (date.begin, date.end)
    is_point = date.begin is date.end
    if date.is_marked or any(moment is not None and not _ordinary(moment) for moment in moments):
        return told
    if date.begin is not None and (is_point or end_term is not None):
        told[begin_term] = date.begin.iso
    if date.end is not None and end_term is not None and not is_point:
        told[end_term] = date.end.iso
    return told


def _ordinary(moment: Moment) -> bool:
    return moment.iso is not None and _FIRST <= moment.first <= moment.last <= _LAST


def _cast(
    actors: Iterable[m.Participant] | Iterable[m.DocumentActor], terms: dict[Any, str], default: str, edition: Edition
) -> Node:
    """The actors by the terms of their roles, each once under a term."""
    cast: dict[str, dict[str, Node]] = {}
    for actor in actors:
        found = {"id": edition.link(f"/v1/actors/{actor.id}"), "type": actor_type(actor.kind), "name": actor.name}
        cast.setdefault(terms.get(actor.role, default), {})[actor.id] = found
    return {term: list(found.values()) for term, found in cast.items()}


_NODES: dict[ListOf, Callable[[bytes, Edition], Node]] = {
    ListOf.EVENTS: _event,
    ListOf.DOCUMENTS: _document,
    ListOf.ACTORS: _actor,
}

FORMAT = Format(
    alias="jsonld",
    media_type="application/ld+json",
    content_type="application/ld+json",
    extension="jsonld",
    description="JSON-LD in schema.org's terms, context included; dates as EDTF too.",
    example={
        "@context": {"@vocab": "https://schema.org/", "id": "@id", "type": "@type"},
        "@graph": [
            {
                "id": "https://timeline.example.org/v1/events/berlin-conference-1954",
                "type": "Event",
                "name": "Berlin Conference",
                "startDate": "1954-01-25",
                "endDate": "1954-02-18",
            }
        ],
    },
    lists=_LISTS,
    records=_LISTS,
    write=write,
)
