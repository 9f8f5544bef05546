"""Principal officers of the Department of State and chiefs of mission, as actors with tenures.

Who was named for a post but did not take it up ("other nominees", "other appointees") holds no tenure.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from lxml import etree

from app.importing.records import Origin, Records, slug
from app.importing.sources import SITE, actor_kinds, collection, origin_of
from app.importing.xml import elements, text
from app.loading import rules
from app.loading.values import Value
from app.timeline.days import Span
from app.timeline.titles import title_key

COUNTRY = "pocom-united-states"
DEPARTMENT = "pocom-department-of-state"

_ABOUT = re.compile(r"\b(about|on or (before|after)|(or )?(soon|shortly)|before|after)\b", re.IGNORECASE)
_MAYBE = re.compile(r"\b(probably|presumably|possibly|apparently)\b", re.IGNORECASE)
_DAY = re.compile(r"\d{4}(-\d\d(-\d\d)?)?")
_TERRITORIES = {
    "congo-brazzaville": "Congo (Brazzaville)",
    "congo-kinshasa": "Congo (Kinshasa)",
    "cote-divoire": "Côte d’Ivoire",
    "guinea-bissau": "Guinea-Bissau",
    "holy-see": "the Holy See",
    "joseon-dynasty": "Korea (Joseon dynasty)",
    "kingdom-of-two-sicilies": "the Kingdom of the Two Sicilies",
    "micronesia-federated-states-of": "Micronesia",
    "sao-tome-and-principe": "São Tomé and Príncipe",
    "south-vietnam": "South Vietnam",
    "timor-leste": "Timor-Leste",
}
"""Names of territories that do not follow from their ids; the source has no list of them."""


@dataclass(slots=True)
class _Tenure:
    """A tenure as the source has it."""

    person: str
    office: str
    of: str
    begin: str
    end: str
    note: str
    origin: Origin
    jointly: bool = False


def principal_officers(folder: Path) -> Records:
    """Persons with the offices that they held as principal officers and chiefs of mission."""
    records = Records(
        collection(
            "pocom", "Principal Officers and Chiefs of Mission", "principal officers and chiefs of mission since 1778"
        ),
        {"actor": actor_kinds("person", "state", "body", "ministry")},
    )
    first = Origin(folder.as_posix(), 1)
    records.add("actors", _body(COUNTRY, "state", "United States of America", "State."), first)
    department = _body(DEPARTMENT, "ministry", "United States Department of State", "Foreign ministry.")
    records.add("actors", _organ(department, COUNTRY), first)
    for path in sorted((folder / "people").rglob("*.xml")):
        for element in elements(path, {"person"}):
            records.add("actors", _person(element), origin_of(path, element))
    tenures = [*_of_principals(folder, records), *_of_chiefs(folder, records)]
    _mark_overlaps(tenures)
    for tenure in sorted(tenures, key=lambda each: (each.begin or "9", each.office)):
        if not records.has("actors", tenure.person):
            records.leave_out(tenure.origin, tenure.person, f"'{tenure.person}' is no person of the source")
            continue
        office: dict[str, Value] = {"office": tenure.office, "of": tenure.of, "capacity": "state"}
        office |= {"from": tenure.begin, "to": tenure.end, "note": tenure.note}
        office |= {"jointly": "true"} if tenure.jointly else {}
        records.add_part("actors", tenure.person, "offices", office, tenure.origin)
    return records


def _body(id_: str, kind: str, name: str, summary: str) -> dict[str, Value]:
    return {"id": id_, "kind": kind, "name": name, "summary": summary, "verification": "unchecked"}


def _organ(body: dict[str, Value], group: str) -> dict[str, Value]:
    return {**body, "member_of": [{"group": group, "kind": "organ"}]}


def _person(element: etree._Element) -> dict[str, Value]:
    id_ = text(element, "id")
    surname, forename = text(element, "persName/surname"), text(element, "persName/forename")
    generation = text(element, "persName/genName")
    name = " ".join(part for part in (forename, surname) if part) + (f", {generation}" if generation else "")
    others = [plain for other in element.iterfind("persName/altname") if (plain := text(other)) and plain != name]
    summary = "Principal officer of the Department of State of the United States, or chief of one of its missions."
    sort_name = f"{surname}, {forename}" + (f", {generation}" if generation else "") if forename else ""
    title, url = (
        "Office of the Historian, Principal Officers and Chiefs of Mission",
        f"{SITE}/departmenthistory/people/{id_}",
    )
    return {
        "id": f"pocom-{id_}",
        "kind": "person",
        "name": name,
        "sort_name": sort_name,
        "other_names": [{"name": other} for other in dict.fromkeys(others)],
        "born": text(element, "birth"),
        "died": text(element, "death"),
        "summary": summary,
        "identifiers": [{"scheme": "histstate", "id": id_}],
        "sources": [{"title": title, "url": url}],
        "verification": "unchecked",
    }


def _of_principals(folder: Path, records: Records) -> Iterator[_Tenure]:
    for path in sorted((folder / "positions-principals").glob("*.xml")):
        for position in elements(path, {"principal-position"}):
            title = text(position, "names/singular")
            for holder in position.iterfind("principals/principal"):
                yield from _tenure(records, holder, origin_of(path, holder), title, DEPARTMENT)


def _of_chiefs(folder: Path, records: Records) -> Iterator[_Tenure]:
    titles = {
        text(role, "id"): text(role, "names/singular")
        for path in sorted((folder / "roles-country-chiefs").glob("*.xml"))
        for role in elements(path, {"role"})
    }
    for path in sorted((folder / "missions-countries").glob("*.xml")):
        for mission in elements(path, {"country-mission"}):
            for chief in mission.iterfind("chiefs/chief"):
                origin = origin_of(path, chief)
                territory = _territory(text(chief, "contemporary-territory-id") or text(mission, "territory-id"))
                role = text(chief, "role-title-id")
                of = _mission(records, f"the mission to {territory}", slug(territory), origin)
                title = titles.get(role) or role.replace("-", " ").capitalize()
                yield from _tenure(records, chief, origin, f"{title} to {territory}", of)
    for path in sorted((folder / "missions-orgs").glob("*.xml")):
        for mission in elements(path, {"org-mission"}):
            title = text(mission, "names/singular")
            of = ""
            for chief in mission.iterfind("chiefs/chief"):
                origin = origin_of(path, chief)
                of = of or _mission(records, f"the office {title}", slug(text(mission, "id")), origin)
                role = text(chief, "role-title-id")
                acting = titles.get(role, "")
                yield from _tenure(records, chief, origin, f"{acting}: {title}" if acting else title, of)


def _mission(records: Records, what: str, name: str, origin: Origin) -> str:
    """The body that a mission is, an organ of the Department; it is added where it is new. Returns its id."""
    id_ = f"pocom-mission-{name}"
    if not records.has("actors", id_):
        said = what.removeprefix("the ")
        body = _body(id_, "body", f"United States {said}", "A diplomatic mission of the United States.")
        records.add("actors", _organ(body, DEPARTMENT), origin)
    return id_


def _territory(id_: str) -> str:
    """The name of a territory; a year at the end of an id says when it ceased to exist."""
    known = re.sub(r"-\d{4}$", "", id_)
    small = {"and", "of", "the"}
    words = (word if word in small else word.capitalize() for word in known.split("-"))
    return _TERRITORIES.get(known) or " ".join(words)


def _tenure(records: Records, element: etree._Element, origin: Origin, office: str, of: str) -> Iterator[_Tenure]:
    """The tenure that an element describes; none, and a report, if its dates cannot be read.

    It begins when the office was taken up. Where only the appointment or the arrival is known, that day is uncertain.
    """
    notes: list[str] = []
    ends: list[str] = []
    for steps in (("started", "arrived", "appointed"), ("ended",)):
        step = next((step for step in steps if text(element, f"{step}/date")), steps[0])
        date, note = text(element, f"{step}/date"), text(element, f"{step}/note")
        if date and not _DAY.fullmatch(date):
            records.leave_out(origin, text(element, "id"), f"{step} '{date}' is no day, month or year")
            return
        about, maybe = bool(_ABOUT.search(note)), bool(_MAYBE.search(note)) or step != steps[0]
        sign = {(True, True): "%", (True, False): "~", (False, True): "?"}.get((about, maybe), "")
        ends.append(f"{date}{sign}" if date else "")
        words = {"started": "Began", "arrived": "Arrived", "appointed": "Appointed", "ended": "Ended"}[step]
        if note and date:
            notes.append(f"{words} {date}: {note.rstrip('.')}.")
        elif note:
            notes.append(f"{words}: {note.rstrip('.')}.")
        elif date and step != steps[0]:
            notes.append(f"{words} {date}; the source has no day on which the office was taken up.")
    notes.append(text(element, "note"))
    person = f"pocom-{text(element, 'person-id')}"
    yield _Tenure(person, office, of, ends[0], ends[1], " ".join(each for each in notes if each), origin)


def _mark_overlaps(tenures: list[_Tenure]) -> None:
    """Mark tenures of one office `jointly` that two persons held on the same day by the dates of the source."""
    by_office: dict[tuple[str, str], list[tuple[_Tenure, Span]]] = defaultdict(list)
    for tenure in tenures:
        dates = rules.interval(tenure.begin or None, tenure.end or None)
        if dates is not None and dates.inner is not None:
            by_office[tenure.of, title_key(tenure.office)].append((tenure, dates.inner))
    for same in by_office.values():
        _mark_overlaps_in(same)


def _mark_overlaps_in(same: list[tuple[_Tenure, Span]]) -> None:
    """Mark tenures of one office, gone through in the order of their days beside those that last until then.

    Of those that are marked already the longest of each person is enough. So the work is in proportion to their number.
    """
    unmarked: dict[str, list[tuple[_Tenure, Span]]] = defaultdict(list)
    marked: dict[str, Span] = {}
    for one, days in sorted(same, key=lambda each: each[1].order()):
        for person in [person for person in unmarked if person != one.person]:
            for other, others in unmarked.pop(person):
                if not others.ends_by(days):
                    one.jointly = other.jointly = True
                    _keep_longest(marked, other.person, others)
        ended = []
        for person, others in marked.items():
            if others.ends_by(days):
                ended.append(person)
            elif person != one.person:
                one.jointly = True
                break
        for person in ended:
            del marked[person]
        if one.jointly:
            _keep_longest(marked, one.person, days)
        else:
            unmarked[one.person].append((one, days))


def _keep_longest(marked: dict[str, Span], person: str, days: Span) -> None:
    if person not in marked or marked[person].order()[2:] < days.order()[2:]:
        marked[person] = days
