"""The public data of the Office of the Historian, U.S. Department of State (https://history.state.gov).

Three collections: visits of foreign leaders, travels of the Presidents, principal officers and chiefs of mission. All
are works of the United States Government, dedicated to the public domain worldwide (CC0 1.0). Nobody is joined with
the persons of other collections here. What tells who they are is in the records: years of life, the ids of the source
(`identifiers`), and the days on which it names somebody in an office (`seen_in_office`).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from app.importing.errors import CannotImport
from app.importing.pocom import principal_officers
from app.importing.records import Imported, Origin, Records, slug
from app.importing.sources import SITE, actor_kinds, collection, origin_of
from app.importing.xml import elements, text
from app.loading.values import Value
from app.timeline.dates import is_edtf

NOT_STATES = {"french-polynesia", "new-caledonia", "palestinian-authority", "west-bank"}
"""What the source lists among countries, but is no state."""

_PRIVATE = re.compile(r"\b(private|vacation(ed|ing)?|medical)\b", re.IGNORECASE)
"""Words of a description, or of a visitor's title, that leave open whether somebody acted for the state."""

_TITLE_OUT_OF_OFFICE = re.compile(r"\b(elect|former)\b", re.IGNORECASE)
"""The same in a visitor's title alone: a description may name the President-elect of another state."""

_OFFICE = re.compile(
    r"(Prime Minister|Premier|(Federal )?Chancellor|President|Foreign (Minister|Secretary)|King|Queen|Emperor|Shah)\b"
    r"(?!-)"
)
"""An office at the beginning of the text that is title and name of a visitor."""

_MADE_OUT_OF_OFFICE = re.compile(r"\b(as|former)\s+(the\s+)?(former\s+)?President(-elect)?\b", re.IGNORECASE)
"""What the remarks on a travel say if it was made before or after the office."""


class NothingToImport(CannotImport):
    """A folder has none of the data; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the data: its folder, and what reads it."""

    folder: str
    read: Callable[[Path], Records]


def import_histstate(folder: Path) -> Iterator[Imported]:
    """The collections of the parts that a folder holds, one after the other.

    Raises:
        NothingToImport: it holds none of them.
        UnreadableFile: a file cannot be read or is no XML.
    """
    parts = [part for part in PARTS if (folder / part.folder).is_dir()]
    if not parts:
        names = ", ".join(part.folder for part in PARTS)
        raise NothingToImport(f"{folder} has none of the folders {names}.")
    for part in parts:
        yield part.read(folder / part.folder).checked()


def visits(folder: Path) -> Records:
    """Visits to the United States by foreign leaders.

    The source gives a title and a name as one text: who bears the same in the same country is one actor here.
    """
    records = Records(
        collection("histstate-visits", "Visits by Foreign Leaders", "visits to the United States by foreign leaders"),
        {"event": {"visit": "Visit"}, "actor": actor_kinds("person", "state", "body")},
    )
    host, topic = "visits-united-states", "visits-by-foreign-leaders"
    first = Origin(folder.as_posix(), 1)
    records.add("actors", _state(host, "United States", ""), first)
    records.add("places", _united_states("visits-usa"), first)
    heading = {"id": topic, "name": "Visits by foreign leaders", "description": "Visits to the United States."}
    records.add("topics", heading, first)
    for path in sorted(folder.rglob("*.xml")):
        for element in elements(path, {"visit"}):
            origin = origin_of(path, element)
            visitor, country, said = text(element, "visitor"), text(element, "from"), text(element, "description")
            id_ = f"visit-{text(element, 'id')}"
            if not visitor or not country:
                records.leave_out(origin, id_, "names no visitor or no country")
                continue
            key = element.find("from")
            source_id = "" if key is None else key.get("id", "")
            state = _add_country(records, "visits", country, source_id, origin)
            actor = f"visitor-{slug(country, 40)}-{slug(visitor, 50)}"
            if not records.has("actors", actor):
                summary = f"Visitor to the United States from {country}, under the title and name of the source."
                person = {"id": actor, "kind": "person", "name": visitor, "summary": summary}
                records.add("actors", person | {"verification": "unchecked"}, origin)
            office, event = _OFFICE.match(visitor), _event(id_, element, topic)
            if office is not None:
                _add_day(records, actor, office[0], event, origin)
            role: dict[str, Value] = {"actor": actor, "role": "participant"}
            if not _PRIVATE.search(f"{visitor} {said}") and not _TITLE_OUT_OF_OFFICE.search(visitor):
                role["on_behalf_of"] = state
            event["title"] = f"Visit of {visitor} ({country}) to the United States"
            event["summary"] = said or f"{visitor} of {country} visits the United States."
            event["place"] = "visits-usa"
            event["actors"] = [role, {"actor": host, "role": "host"}]
            event["sources"] = [_source("Visits by Foreign Leaders", f"visits/{source_id}" if source_id else "visits")]
            records.add("events", event, origin)
    return records


def travels(folder: Path) -> Records:
    """Travels abroad of the Presidents and Presidents-elect of the United States."""
    records = Records(
        collection(
            "histstate-travels", "Travels of the President", "travels abroad of the Presidents of the United States"
        ),
        {"event": {"visit": "Visit"}, "actor": actor_kinds("person", "state", "body")},
    )
    home, topic = "travels-united-states", "travels-of-presidents"
    first = Origin(folder.as_posix(), 1)
    records.add("actors", _state(home, "United States", ""), first)
    heading = {"id": topic, "name": "Travels of the Presidents", "description": "Travels abroad of the Presidents."}
    records.add("topics", heading, first)
    for path in sorted(folder.rglob("*.xml")):
        for element in elements(path, {"trip"}):
            origin = origin_of(path, element)
            name, country, locale = text(element, "name"), text(element, "country"), text(element, "locale")
            said, who = text(element, "remarks"), element.get("who", "")
            id_ = f"trip-{text(element, 'id')}"
            if not name or not country or not who:
                records.leave_out(origin, id_, "names no President or no country")
                continue
            key = element.find("country")
            host = _add_country(records, "travels", country, "" if key is None else key.get("id", ""), origin)
            actor = f"travels-{slug(who)}"
            if not records.has("actors", actor):
                person: dict[str, Value] = {"id": actor, "kind": "person", "name": name, "verification": "unchecked"}
                person["summary"] = "President of the United States."
                person["identifiers"] = [{"scheme": "histstate", "id": who}]
                records.add("actors", person, origin)
            role: dict[str, Value] = {"actor": actor, "role": "participant"}
            if not _PRIVATE.search(said) and not _MADE_OUT_OF_OFFICE.search(said):
                role["on_behalf_of"] = home
            where = f"{locale}, {country}" if locale else country
            event = _event(id_, element, topic)
            if not _MADE_OUT_OF_OFFICE.search(said):
                _add_day(records, actor, "President", event, origin)
            event["title"] = f"Travel of {name} to {where}"
            event["summary"] = said or f"{name} travels to {where}."
            event["actors"] = [role, {"actor": host, "role": "host"}]
            event["sources"] = [_source("Presidents Travels Abroad", f"travels/president/{who}")]
            records.add("events", event, origin)
    return records


def _event(id_: str, element: etree._Element, topic: str) -> dict[str, Value]:
    """What visits and travels have in common; from and to are one day or two."""
    begin, end = text(element, "start-date"), text(element, "end-date")
    event: dict[str, Value] = {"id": id_, "kind": "visit", "topics": [topic], "confidence": "high"}
    event["date"] = begin if begin == end or not end else f"{begin}/{end}"
    return event


def _add_day(records: Records, actor: str, office: str, event: Mapping[str, Value], origin: Origin) -> None:
    """Add the days of an event as days on which somebody is named in an office. A wrong date is told with the event."""
    if is_edtf(str(event["date"])):
        records.add_part("actors", actor, "seen_in_office", {"office": office, "date": event["date"]}, origin)


def _add_country(records: Records, prefix: str, name: str, source_id: str, origin: Origin) -> str:
    """The actor that a country is, by its name of the time; it is added where it is new. Returns its id."""
    id_ = f"{prefix}-{slug(name)}"
    if not records.has("actors", id_):
        records.add("actors", _state(id_, name, source_id), origin)
    return id_


def _state(id_: str, name: str, source_id: str) -> dict[str, Value]:
    state: dict[str, Value] = {"id": id_, "name": name, "verification": "unchecked"}
    state["kind"] = "body" if source_id in NOT_STATES else "state"
    state["summary"] = f"{name}, under the name that the source gives it."
    state["identifiers"] = [{"scheme": "histstate", "id": source_id}] if source_id else []
    return state


def _united_states(id_: str) -> dict[str, Value]:
    place: dict[str, Value] = {"id": id_, "name": "United States", "country": "US", "precision": "country"}
    return place | {"lat": "39.8", "lon": "-98.6"}


def _source(title: str, path: str) -> Value:
    return {"title": f"Office of the Historian, {title}", "url": f"{SITE}/departmenthistory/{path}"}


PARTS = (
    Part("visits/data", visits),
    Part("travels/president-travels", travels),
    Part("pocom", principal_officers),
)
"""The parts of the data, each a collection."""
