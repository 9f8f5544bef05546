"""JSON-LD in the terms of schema.org, with the context in the file, so that it expands without a network.

Search engines and other readers of pages do not expand contexts: they look for `@type` and for the names of schema.org
as they are. So the context has no other names for keywords, and addresses are plain strings.

`startDate`, `endDate` and similar terms have only dates that schema.org can express in full: ISO 8601, years 1 to 9999,
without marks. A term of our own has every date as EDTF.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

import orjson

from app.formats.authority_files import ADDRESSES
from app.formats.context import ExportContext, ListType
from app.formats.event_or_document import EventOrDocument
from app.formats.format import Format, JsonObject, json_array_items
from app.formats.web_addresses import is_web_address
from app.resources import models as m
from app.timeline.date_parts import DateParts, date_parts
from app.timeline.record_types import RecordType
from app.timeline.vocabulary import DocumentRole, ParticipationRole

EDTF = "http://id.loc.gov/datatypes/edtf/EDTF"
ACTOR_TYPES = {
    "person": ("Person",),
    "state": ("Country", "Organization"),
    "ministry": ("GovernmentOrganization",),
    "body": ("Organization",),
    "press": ("NewsMediaOrganization",),
}
"""By kind of actor; any other kind is an Organization.

A Country is a Place, but those who act are persons or organizations, so a state is both.
"""
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


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """A graph with one node for each record, or only the node of a single record."""
    terms = json_ld_context(context)
    nodes = (node(record, context) for record in records)
    if context.alone:
        yield from (orjson.dumps({"@context": terms, **each}) + b"\n" for each in nodes)
        return
    yield b'{"@context":%b,"@graph":[' % orjson.dumps(terms)
    yield from json_array_items(nodes)
    yield b"\n]}\n"


def json_ld_context(context: ExportContext) -> JsonObject:
    """The JSON-LD context: the terms of schema.org, which of them have addresses as values, and the EDTF date."""
    return {
        "@vocab": "https://schema.org/",
        **{term: {"@type": "@id"} for term in ("license", "sameAs", "url")},
        "edtf": {"@id": context.link("/ns#edtf"), "@type": EDTF},
    }


def node(record: bytes, context: ExportContext) -> JsonObject:
    """A record of a list as a node; keys without a value are left out."""
    keys = _NODES[context.list_type](record, context)
    return {key: value for key, value in keys.items() if value not in (None, [])}


def _event(record: bytes, context: ExportContext) -> JsonObject:
    event = m.Event.model_validate_json(record)
    cast = _cast(event.actors, _EVENT_TERMS, "attendee", context)
    return {
        "@id": context.link(event.links.self),
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "keywords": context.kind_label(RecordType.EVENT, event.kind),
        **_dates(date_parts(event.date.edtf), "startDate", "endDate"),
        "location": None if event.place is None else _place(event.place, context),
        "superEvent": None if event.part_of is None else {"@id": context.link(f"/v1/events/{event.part_of}")},
        **cast,
        "about": [*cast.get("about", []), *_topics(event, context)],
        "subjectOf": _page(event, context),
    }


def _document(record: bytes, context: ExportContext) -> JsonObject:
    document = m.Document.model_validate_json(record)
    cast = _cast(document.actors, _DOCUMENT_TERMS, "contributor", context)
    types = document_types(document)
    url = document.url if document.url is not None and is_web_address(document.url) else None
    return {
        "@id": context.link(document.links.self),
        "@type": one_or_all(types),
        "name": document.title,
        "abstract": document.abstract,
        "genre": context.kind_label(RecordType.DOCUMENT, document.kind),
        **({} if document.date is None else _dates(date_parts(document.date.edtf), "dateCreated")),
        "locationCreated": None if document.place is None else _place(document.place, context),
        "inLanguage": document.language,
        **cast,
        "holdingArchive": None
        if document.repository is None
        else {"@type": "ArchiveOrganization", "name": document.repository},
        "itemLocation": document.signature if document.repository else None,
        "identifier": [
            each for each in (document.number, None if document.repository else document.signature) if each is not None
        ],
        "isPartOf": None if document.published_in is None else {"@type": "CreativeWork", "name": document.published_in},
        "url": url,
        "about": _topics(document, context),
        "subjectOf": _page(document, context),
    }


def _actor(record: bytes, context: ExportContext) -> JsonObject:
    actor = m.Actor.model_validate_json(record)
    types = actor_types(actor.kind)
    terms = ("birthDate", "deathDate") if "Person" in types else ("foundingDate", "dissolutionDate")
    dates = {} if actor.date is None else _dates(date_parts(actor.date.edtf), *terms)
    addresses = [ADDRESSES[each.scheme] + each.id for each in actor.identifiers if each.scheme in ADDRESSES]
    return {
        "@id": context.link(actor.links.self),
        "@type": one_or_all(types),
        "name": actor.name,
        "alternateName": [_name(each) for each in actor.other_names],
        "description": actor.summary,
        **dates,
        "sameAs": [address for address in addresses if is_web_address(address)],
        "identifier": [f"{each.scheme}:{each.id}" for each in actor.identifiers],
        "subjectOf": _page(actor, context),
    }


def actor_types(kind: str) -> tuple[str, ...]:
    """The types of schema.org for a kind of actor."""
    return ACTOR_TYPES.get(kind, ("Organization",))


def document_types(document: m.Document) -> tuple[str, ...]:
    """The types of schema.org for a document. What is kept in an archive is a component of it."""
    is_sent = any(actor.role in {DocumentRole.SENDER, DocumentRole.RECIPIENT} for actor in document.actors)
    return ("ArchiveComponent" if document.repository else "CreativeWork", *(("Message",) if is_sent else ()))


def one_or_all(types: Sequence[str]) -> str | list[str]:
    """The value of `@type`: one type alone, several as a list."""
    return types[0] if len(types) == 1 else list(types)


def _name(name: m.OtherName) -> JsonObject | str:
    return name.name if name.language is None else {"@value": name.name, "@language": name.language}


def _topics(record: EventOrDocument, context: ExportContext) -> list[JsonObject]:
    return [{"@id": context.link(f"/v1/topics/{topic}")} for topic in record.topics]


def _page(record: EventOrDocument | m.Actor, context: ExportContext) -> JsonObject:
    """The page about a record, with the licence of the data: an event or a person has none, a page has."""
    address = context.link(record.links.html or record.links.self)
    return {"@id": address, "@type": "WebPage", "url": address, "license": licence(record.collection, context)}


def licence(collection: str, context: ExportContext) -> JsonObject | str:
    """The value of `license` for the records of a collection: its address, or its name if it has none."""
    licensed = context.collections[collection]
    if licensed.licence_url is None:
        return {"@type": "CreativeWork", "name": licensed.licence_name}
    return licensed.licence_url


def _place(place: m.PlaceName, context: ExportContext) -> JsonObject:
    return {
        "@id": context.link(f"/v1/places/{place.id}"),
        "@type": "Place",
        "name": place.name,
        "address": {"@type": "PostalAddress", "addressCountry": place.country},
        "geo": {"@type": "GeoCoordinates", "latitude": place.lat, "longitude": place.lon},
    }


def _dates(date: DateParts, begin_term: str, end_term: str | None = None) -> JsonObject:
    """The EDTF date, and dates of schema.org that express it. Without an end term an interval has none of them."""
    dates: JsonObject = {"edtf": date.edtf}
    is_point = date.begin is date.end
    if any(moment is not None and not moment.is_ordinary for moment in (date.begin, date.end)):
        return dates
    if date.begin is not None and not date.begin.marked and (is_point or end_term is not None):
        dates[begin_term] = date.begin.iso
    if date.end is not None and not date.end.marked and end_term is not None and not is_point:
        dates[end_term] = date.end.iso
    return dates


def _cast(
    actors: Iterable[m.Participant | m.DocumentActor],
    terms: dict[Any, str],
    default: str,
    context: ExportContext,
) -> JsonObject:
    """The actors by the term of their role. Under each term an actor is listed once."""
    cast: dict[str, dict[str, JsonObject]] = {}
    for actor in actors:
        listed = {
            "@id": context.link(f"/v1/actors/{actor.id}"),
            "@type": one_or_all(actor_types(actor.kind)),
            "name": actor.name,
        }
        cast.setdefault(terms.get(actor.role, default), {})[actor.id] = listed
    return {term: list(by_id.values()) for term, by_id in cast.items()}


_NODES: dict[ListType, Callable[[bytes, ExportContext], JsonObject]] = {
    RecordType.EVENT: _event,
    RecordType.DOCUMENT: _document,
    RecordType.ACTOR: _actor,
}

FORMAT = Format(
    alias="jsonld",
    name="JSON-LD",
    media_type="application/ld+json",
    content_type="application/ld+json",
    extension="jsonld",
    description="JSON-LD in the terms of schema.org, with its context; every date is also given as EDTF.",
    example={
        "@context": {"@vocab": "https://schema.org/"},
        "@graph": [
            {
                "@id": "https://timeline.example.org/v1/events/berlin-conference-1954",
                "@type": "Event",
                "name": "Berlin Conference",
                "startDate": "1954-01-25",
                "endDate": "1954-02-18",
            }
        ],
    },
    lists=frozenset(_NODES),
    records=frozenset(_NODES),
    write=write,
)
