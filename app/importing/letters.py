"""Letters as TEI describes them (`correspDesc`): who sent and received them, when and where."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import etree

from app.importing.cast import Cast, Identifier, Named, identifier_of, in_order
from app.importing.records import Origin, slug
from app.importing.tei import XML_ID, name_of, tei, words
from app.importing.tei_dates import NOT_KNOWN, UnreadDate, edtf
from app.loading.values import Value
from app.timeline.dates import parse

_KINDS = {"persName": "person", "name": "person", "rs": "person", "orgName": "body"}
_ROLES = {"sent": "sender", "received": "recipient"}


@dataclass(frozen=True, slots=True)
class Correspondent:
    """A name in a stage of a letter. `key` is the source's own id, without `#`."""

    name: str
    kind: str
    key: str = ""
    identifiers: tuple[Identifier, ...] = ()

    @property
    def is_person(self) -> bool:
        """Whether a comma in the name comes after a family name."""
        return self.kind == "person"

    @property
    def shown(self) -> str:
        """The name as it is read."""
        return in_order(self.name)[0] if self.is_person else self.name


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a letter (`correspAction`): sent, received or another."""

    type: str
    who: tuple[Correspondent, ...]
    where: str
    date: str


@dataclass(slots=True)
class Letter:
    """A letter as the source describes it.

    `own_id` tells it from the others of its file, and is empty where the source has none. `doubts` are facts that the
    source infers, `unread` says which dates could not be read.
    """

    origin: Origin
    own_id: str
    xml_id: str
    address: str
    source: str
    stages: list[Stage] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    low: bool = False

    def of(self, type_: str) -> list[Stage]:
        """The stages of a type."""
        return [stage for stage in self.stages if stage.type == type_]

    @property
    def date(self) -> str:
        """When it was sent, in EDTF; empty where that is unknown."""
        return next((stage.date for stage in self.of("sent") if stage.date), "")

    def names(self, type_: str) -> list[str]:
        """The names of those in the stages of a type, as they are read."""
        return list(dict.fromkeys(each.shown for stage in self.of(type_) for each in stage.who))


@dataclass(frozen=True, slots=True)
class Person:
    """What a file tells of somebody beside a letter: names, life, identifiers."""

    name: str
    sort_name: str
    life: Mapping[str, Value]
    identifiers: tuple[Identifier, ...]


def letter(element: etree._Element, origin: Origin) -> Letter:
    """The letter that a `correspDesc` describes."""
    address = element.get("ref", "")
    xml_id = element.get(XML_ID, "")
    own = element.get("key") or xml_id or address.rstrip("/").rpartition("/")[2]
    found = Letter(origin, slug(own), xml_id, address, element.get("source", "").lstrip("#"))
    for action in element.iterfind(tei("correspAction")):
        found.stages.append(_stage(action, found))
    return found


def _stage(action: etree._Element, found: Letter) -> Stage:
    type_ = action.get("type", "")
    who, where, date = [], "", ""
    for child in action.iter():
        name = name_of(child)
        if name in _KINDS:
            if each := _correspondent(child, name):
                who.append(each)
                _doubt(child, f"{_ROLES.get(type_, type_)} {each.name}", found)
        elif name in {"placeName", "settlement"} and not where:
            where = "" if NOT_KNOWN.fullmatch(words(child)) else words(child)
            _doubt(child, f"place {where}", found)
        elif name == "date" and not date:
            try:
                date = edtf(child)
            except UnreadDate as error:
                found.unread.append(f"{type_}: {error}")
            found.low |= child.get("cert") == "low"
    return Stage(type_, tuple(who), where, date)


def _correspondent(element: etree._Element, name: str) -> Correspondent | None:
    """Who bears a name; None for who is unknown."""
    said = words(element)
    if NOT_KNOWN.fullmatch(said.strip("[]()")):
        return None
    refs = element.get("ref", "").split() or ([f"#{key}"] if (key := element.get("key", "").strip()) else [])
    numbers = tuple(number for ref in refs if (number := identifier_of(ref)))
    own = next((ref.lstrip("#") for ref in refs if "/" not in ref), "")
    return Correspondent(said, _KINDS[name], own, numbers)


def _doubt(element: etree._Element, what: str, found: Letter) -> None:
    if element.get("evidence") in {"conjecture", "inferred"} or element.get("cert", "high") != "high":
        found.doubts.append(what)


def person(element: etree._Element) -> tuple[str, Person] | None:
    """The id and what a `person` tells; None where it has no id or no name."""
    key, name = element.get(XML_ID, ""), element.find(tei("persName"))
    if not key or name is None:
        return None
    surname, forename = words(name.find(tei("surname"))), words(name.find(tei("forename")))
    inverted = f"{surname}, {forename}" if surname and forename else surname or forename or words(name)
    shown, sort_name = in_order(inverted)
    life: dict[str, Value] = {}
    for tag, word in (("birth", "born"), ("death", "died")):
        if day := _day(element.find(tei(tag))):
            life[word] = day
    numbers = [identifier_of(words(idno)) for idno in element.iterfind(f".//{tei('idno')}")]
    return key, Person(shown, sort_name, life, tuple(dict.fromkeys(filter(None, numbers))))


def _day(element: etree._Element | None) -> str:
    """The date of a birth or death; empty where there is none that can be read."""
    if element is None:
        return ""
    date = element.find(tei("date"))
    try:
        made = edtf(element if date is None else date)
    except UnreadDate:
        return ""
    return "" if set(made) & set("/[]{}") else made


def cast_of(found: Letter, cast: Cast, persons: Mapping[str, Person]) -> Iterator[dict[str, Value]]:
    """The senders and recipients of a letter as a data file has them; actors that are new are made."""
    seen: set[tuple[str, str]] = set()
    for stage in found.stages:
        role = _ROLES.get(stage.type)
        for each in stage.who if role else ():
            known = persons.get(each.key)
            name, sort_name = (known.name, known.sort_name) if known else (each.name, "")
            life = {**known.life, "sort_name": sort_name} if known else {}
            numbers = each.identifiers or (known.identifiers if known else ())
            named = Named(name, each.kind, numbers, each.key, inverted=known is None and each.is_person, life=life)
            actor = cast.actor(named, found.origin)
            if role and (actor, role) not in seen:
                seen.add((actor, role))
                yield {"actor": actor, "role": role}


def title(found: Letter) -> str:
    """A title for a letter of which the source has none."""
    return f"Letter of {_listed(found.names('sent'))} to {_listed(found.names('received'))}"


def abstract(found: Letter) -> str:
    """What is known of a letter, as a sentence."""
    parts = [title(found)]
    for stage in found.stages:
        day = parse(stage.date).label if stage.date and stage.type != "sent" else ""
        if (where := stage.where) or day:
            place = f" {'from' if stage.type == 'sent' else 'in'} {where}" if where else ""
            parts.append(f"{stage.type or 'handled'}{place}{f' ({day})' if day else ''}")
    return f"{', '.join(parts)}."


def note(found: Letter) -> str:
    """What the source infers; empty where that is nothing."""
    return f"Inferred or uncertain in the source: {'; '.join(found.doubts)}." if found.doubts else ""


def _listed(names: Sequence[str]) -> str:
    if not names:
        return "somebody unknown"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
