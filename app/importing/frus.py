"""Volumes of Foreign Relations of the United States in TEI, as the Office of the Historian publishes them.

Each volume is a collection. Works of the United States Government are in the public domain, so documents have their
full text. Both today's encoding and that of 2015 are read; see docs/importing.md for what becomes of what.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from app.importing import frus_persons
from app.importing.errors import CannotImport
from app.importing.records import Imported, Origin, Records, slug
from app.importing.sources import SITE, VERSION, actor_kinds, origin_of
from app.importing.tei import NAMESPACE, XML_ID, name_of
from app.importing.tei_dates import UnreadDate, day_of, edtf, one_day_of
from app.importing.tei_text import Paragraph, TextReader, line_of, note_of, outside_notes
from app.importing.xml import UnreadableFile, parsed, plain
from app.loading.characters import shown
from app.loading.values import Value
from app.timeline.dates import is_edtf

LICENCE: Value = {
    "name": "Public domain: works of the United States Government",
    "spdx": "CC-PDM-1.0",
    "url": "https://creativecommons.org/publicdomain/mark/1.0/",
}
RIGHTS = "Public domain: a work of the United States Government."
_FRUS = ("{http://history.state.gov/frus/ns/1.0}", "{http://history.state.gov/ns/1.0}")
"""The namespace of the series today, and that of older files."""
_PARTS = frozenset({"compilation", "chapter", "subchapter"})
_NOT_DOCUMENTS = frozenset({"index", "errata_document-numbering-error"})
_KINDS = {
    "editorial-note": ("Editorial note", r"editorial note"),
    "record": (
        "Record of a meeting",
        r"memorand\w+ of .*?(?:conversation|conference|discussion|meeting|interview)|minutes|record",
    ),
    "telegram": ("Telegram", r"telegram|cable"),
    "airgram": ("Airgram", r"airgram"),
    "despatch": ("Despatch", r"d[ei]spatch"),
    "memorandum": ("Memorandum", r"memorand\w+"),
    "letter": ("Letter", r"letter"),
    "message": ("Message", r"message"),
    "report": ("Report", r"report|estimate"),
    "paper": ("Paper", r"paper"),
    "note": ("Note", r"note"),
    "document": ("Document", r""),
}
"""Kinds of documents: label, and the words of a title that say so. The word that comes first counts."""
_NUMBER = re.compile(r"^\s*(?:No\.\s*)?\[?(\d+)[a-z]?\]?\s*\.?\s*(?=\D|$)")


class DuplicateVolume(CannotImport):
    """Two files are of one volume; the message is a sentence."""


@dataclass(frozen=True, slots=True)
class _Reference:
    """A reference of a document, as its target is written."""

    document: str
    target: str
    title: str
    origin: Origin


@dataclass(slots=True)
class _Volume:
    """A volume while it is read."""

    name: str
    id: str
    title: str
    records: Records
    ids: set[str] = field(default_factory=set)
    """Every `xml:id` so far."""
    persons: dict[str, str] = field(default_factory=dict)
    """Actors by the `xml:id` of the list of persons."""
    unlisted: set[str] = field(default_factory=set)
    """Ids that persons are marked with though the list does not have them."""
    documents: dict[str, str] = field(default_factory=dict)
    """Documents by their `xml:id`."""
    notes: set[str] = field(default_factory=set)
    references: list[_Reference] = field(default_factory=list)
    page: str = ""
    topics: list[str] = field(default_factory=list)
    """The topics of the volume and of each part that is open, the outermost first.

    A part has that of the part around it, until its title is read.
    """


def import_frus(paths: Iterable[Path]) -> Iterator[Imported]:
    """The collections of volumes, one after the other.

    Raises:
        UnreadableFile: a file cannot be read, is no XML, or no volume with documents.
        DuplicateVolume: two files are of one volume.
    """
    files: dict[str, Path] = {}
    for path in paths:
        records = read_volume(path)
        if records.id in files:
            raise DuplicateVolume(f"{shown(files[records.id])} and {shown(path)} are both of the volume {records.id}.")
        files[records.id] = path
        yield records.checked()


def read_volume(path: Path) -> Records:
    """The records of a volume.

    Raises:
        UnreadableFile: the file cannot be read, is no XML, or no volume with documents.
    """
    volume: _Volume | None = None
    inside: list[etree._Element] = []
    """The divisions that are open."""
    for event, element in parsed(path):
        if event == "start":
            if element.getparent() is None and element.tag != f"{NAMESPACE}TEI":
                raise UnreadableFile(
                    f"{shown(path)}:{element.sourceline}: is no TEI: it begins with <{name_of(element)}>."
                )
            if name_of(element) == "div":
                if volume is not None and element.get("type") in _PARTS and not _in_document(inside):
                    volume.topics.append(volume.topics[-1])
                inside.append(element)
        elif name_of(element) == "teiHeader":
            volume = _begun(element, path)
            element.clear()
        elif volume is not None:
            if name_of(element) == "div":
                inside.pop()
            _read(volume, element, inside, path)
    if volume is None or not volume.documents:
        raise UnreadableFile(f"{shown(path)}: is no volume of Foreign Relations: it has no header or no documents.")
    _refer(volume)
    return volume.records


def _read(volume: _Volume, element: etree._Element, inside: list[etree._Element], path: Path) -> None:
    """Take what an element tells when it is complete. Documents are read, and emptied, as a whole."""
    name, around = name_of(element), inside[-1] if inside else None
    if own := element.get(XML_ID):
        if own in volume.ids:
            message = f"xml:id '{own}' stands twice; the first counts"
            volume.records.leave_out(origin_of(path, element), own, message)
        volume.ids.add(own)
    if _in_document(inside):
        return
    if name == "div":
        if element.get("type") == "document":
            _add_document(volume, element, path)
        elif element.get("type") in _PARTS and volume.topics[1:]:
            volume.topics.pop()
        element.clear()
    elif name == "pb":
        volume.page = element.get("n") or volume.page
    elif name == "head" and around is not None and around.get("type") in _PARTS and element.getparent() is around:
        _add_topic(volume, around, element, path)
    elif name == "item" and any(each.get(XML_ID) == "persons" for each in inside):
        _add_person(volume, element, path)
        element.clear()


def _in_document(inside: Iterable[etree._Element]) -> bool:
    """Whether one of the divisions that are open is a document."""
    return any(each.get("type") == "document" for each in inside)


def _begun(header: etree._Element, path: Path) -> _Volume:
    """The volume of a header. Its name is the id of the file, else the number of the series, else the file's name."""
    titles = {each.get("type"): plain("".join(each.itertext())) for each in header.iter(f"{NAMESPACE}title")}
    idno = next((each.text or "" for each in header.iter(f"{NAMESPACE}idno") if each.get("type") == "frus"), "")
    root = header.getparent()
    name = (root.get(XML_ID) if root is not None else None) or idno.strip() or path.stem
    title = titles.get("complete") or next(iter(titles.values()), "") or name
    id_ = slug(name)
    collection: dict[str, Value] = {
        "id": id_,
        "title": title,
        "description": f"Documents of the volume {name}, with its list of persons, notes and cross-references.",
        "language": "en",
        "version": VERSION,
        "publisher": "Office of the Historian, U.S. Department of State",
        "source": f"Imported from the TEI file of the volume ({SITE}/historicaldocuments/{name}).",
        "licence": LICENCE,
        "attribution": "Office of the Historian, U.S. Department of State",
        "cite_as": f"{title}, {SITE}/historicaldocuments/{name}.",
    }
    kinds: dict[str, Value] = {
        "document": {kind: label for kind, (label, _) in _KINDS.items()},
        "actor": actor_kinds("person", "state", "body"),
    }
    volume = _Volume(name, id_, title, Records(collection, kinds))
    heading = {"id": id_, "name": titles.get("volume") or title, "description": f"Documents of {title}."}
    volume.records.add("topics", heading, Origin(shown(path), 1))
    volume.topics.append(id_)
    return volume


def _add_topic(volume: _Volume, part: etree._Element, head: etree._Element, path: Path) -> None:
    """A compilation or chapter, as the topic of its documents."""
    # It has a title already, or began before the header.
    if len(volume.topics) == 1 or volume.topics[-1] != volume.topics[-2]:
        return
    title = line_of(head).text
    id_ = f"{volume.id}-{slug(part.get(XML_ID) or title or 'part', 30)}"
    if title and not volume.records.has("topics", id_):
        kind = part.get("type", "part").capitalize()
        topic = {"id": id_, "name": title[:1000], "description": f"{kind} of {volume.title}."}
        volume.records.add("topics", topic, origin_of(path, part))
    if volume.records.has("topics", id_):
        volume.topics[-1] = id_


def _add_person(volume: _Volume, item: etree._Element, path: Path) -> None:
    """An entry of the list of persons."""
    origin, marked = origin_of(path, item), next(iter(item.iter(f"{NAMESPACE}persName")), None)
    key = None if marked is None else marked.get(XML_ID)
    if marked is None or key is None:
        said = line_of(item).text
        if marked is not None:
            volume.records.leave_out(origin, None, f"a person without xml:id: '{said[:60]}'")
        return
    name = frus_persons.name_of(line_of(marked).text)
    id_ = f"{volume.id}-{slug(key)}"
    if not name.shown or volume.records.has("actors", id_):
        volume.records.leave_out(origin, id_, f"a person without a name, or with the xml:id '{key}' of another")
        return
    whole = line_of(item)
    said = whole.text.removeprefix(line_of(marked).text).lstrip(" ,").removesuffix(".")
    person: dict[str, Value] = {"id": id_, "kind": "person", "name": name.shown, "verification": "unchecked"}
    person["sort_name"] = name.sorted if name.sorted != name.shown else ""
    person["summary"] = f"{said[:1].upper()}{said[1:]}." if said else f"In the list of persons of {volume.title}."
    person["other_names"] = [{"name": each, "note": "In brackets in the list of persons."} for each in name.others]
    person["identifiers"] = [{"scheme": "frus", "id": f"{volume.name}#{key}"}]
    url = f"{SITE}/historicaldocuments/{volume.name}/persons#{key}"
    person["sources"] = [{"title": volume.title, "locator": "List of persons", "url": url}]
    volume.records.add("actors", person, origin)
    volume.persons[key] = id_
    for office in frus_persons.offices_of(said):
        kind = "body" if office.of == frus_persons.DEPARTMENT_OF_STATE else "state"
        of = _add_actor(volume, kind, office.of, origin)
        volume.records.add_part("actors", id_, "offices", frus_persons.office_keys(office, of), origin)


def _add_actor(volume: _Volume, kind: str, name: str, origin: Origin) -> str:
    """An actor that is known by a name of the volume alone. Returns its id."""
    id_ = f"{volume.id}-{kind}-{slug(name, 50) or 'unnamed'}"
    if not volume.records.has("actors", id_):
        what = {
            "person": "Person of this name in the volume; whether all mentions are of one person is not said.",
            "body": "Office or body, under the name that the volume gives it.",
            "state": "State, under the name that the volume gives it.",
        }
        actor: dict[str, Value] = {"id": id_, "kind": kind, "name": name[:1000], "summary": what[kind]}
        volume.records.add("actors", actor | {"verification": "unchecked"}, origin)
    return id_


def _add_document(volume: _Volume, div: etree._Element, path: Path) -> None:
    origin, key, subtype = origin_of(path, div), div.get(XML_ID, ""), div.get("subtype", "")
    id_ = f"{volume.id}-{slug(key)}"
    for note in div.iter(f"{NAMESPACE}note"):
        if own := note.get(XML_ID):
            volume.notes.add(own)
    page, volume.page = volume.page, next((each.get("n") or "" for each in _breaks(div)), "") or volume.page
    if subtype in _NOT_DOCUMENTS or not key or volume.records.has("documents", id_):
        why = f"is of the subtype {subtype}" if subtype in _NOT_DOCUMENTS else f"has no xml:id of its own ('{key}')"
        volume.records.leave_out(origin, id_ if key else None, f"a document that {why}")
        return
    head = div.find(f"{NAMESPACE}head")
    dateline = _dateline(div)
    reader = TextReader(page)
    for child in div:
        if child.get("n") and name_of(child) == "pb":
            reader.page = child.get("n", "")
        elif child is not head and child is not dateline and name_of(child):
            reader.read(child)
    first_page = _first_page(div, page)
    titled = line_of(head)
    dated = line_of(dateline)
    title, number = _title_and_number(titled.text, div, key)
    kind = "editorial-note" if subtype == "editorial-note" else _kind(title)
    source_note, heading_notes = _source_note(head, titled)
    document: dict[str, Value] = {"id": id_, "kind": kind, "title": title[:1000], "language": "en", "languages": ["en"]}
    document["date"] = _date(volume, div, dateline, origin)
    document["dateline"] = re.sub(r"(?<![ap]\.m)\.$", "", dated.text)[:1000]
    document["source_note"] = source_note
    document["footnotes"] = [_without_place(each) for each in (*heading_notes, *dated.footnotes)]
    document["abstract"] = _abstract(kind, number, volume.title)
    document["topics"] = list(dict.fromkeys(reversed(volume.topics)))
    url = f"{SITE}/historicaldocuments/{volume.name}/{key}"
    document["published_in"] = volume.title[:1000]
    document["url"] = url
    document["rights"] = RIGHTS
    document["confidence"] = "high"
    document["sources"] = [{"title": volume.title, "locator": f"document {number or key}", "url": url}]
    if number:
        place: dict[str, Value] = {"volume": volume.name, "document": number}
        document["frus"] = place | ({"page": first_page} if first_page else {})
    roles = _roles(volume, div, head, origin)
    document["paragraphs"] = [
        _paragraph(volume, n, each, origin, first_page) for n, each in enumerate(reader.paragraphs, 1)
    ]
    every = [titled, dated, *reader.paragraphs]
    acting = {actor for actor, _ in roles}
    mentioned = dict.fromkeys(_mentions(volume, (person for each in every for person in each.persons), origin))
    roles += [(actor, "mentioned") for actor in mentioned if actor not in acting]
    document["actors"] = [{"actor": actor, "role": role} for actor, role in dict.fromkeys(roles)]
    volume.records.add("documents", document, origin)
    volume.documents[key] = id_
    for each in every:
        for reference in each.references:
            target, said = reference.get("target", ""), line_of(reference).text
            volume.references.append(_Reference(key, target, said, origin_of(path, reference)))


def _breaks(div: etree._Element) -> list[etree._Element]:
    """The page breaks in a document, the last first."""
    return list(div.iter(f"{NAMESPACE}pb"))[::-1]


def _first_page(div: etree._Element, page: str) -> str:
    """The page on which the document begins: a break before its heading counts."""
    for child in div:
        if name_of(child) == "pb":
            page = child.get("n") or page
        elif name_of(child):
            break
    return page


def _dateline(div: etree._Element) -> etree._Element | None:
    """The dateline of a document, where it is alone at its beginning or in its opener."""
    for path in ("dateline", "opener/dateline"):
        found = div.find("/".join(f"{NAMESPACE}{name}" for name in path.split("/")))
        around = None if found is None else found.getparent()
        if around is not None and (around is div or len(around) == 1):
            return found
    return None


def _title_and_number(said: str, div: etree._Element, key: str) -> tuple[str, str]:
    """The title without its number, and the number: that of the attribute, else of the heading, else of the id."""
    found = _NUMBER.match(said)
    title = said[found.end() :] if found else said
    written = re.search(r"\d+", div.get("n") or "") or (found and re.search(r"\d+", found[1])) or re.search(r"\d+", key)
    number = str(int(written[0])) if written and 0 < int(written[0]) < 1_000_000 else ""
    return title.strip() or f"Document {number or key}", number


def _kind(title: str) -> str:
    """The kind of which the title's first telling words speak."""
    found = ((match.start(), kind) for kind, (_, words) in _KINDS.items() if words and (match := _word(words, title)))
    return min(found, default=(0, "document"), key=lambda each: each[0])[1]


def _word(words: str, title: str) -> re.Match[str] | None:
    return re.search(rf"\b(?:{words})\b", title.partition(" From ")[0], re.IGNORECASE)


def _abstract(kind: str, number: str, volume: str) -> str:
    label = _KINDS[kind][0]
    return f"{label}, document {number} of {volume}." if number else f"{label} in {volume}."


def _source_note(head: etree._Element | None, titled: Paragraph) -> tuple[str, list[dict[str, Value]]]:
    """The note that names the source of a document, and the other notes to its heading."""
    for note in () if head is None else head.iter(f"{NAMESPACE}note"):
        text, _, _ = note_of(note)
        if text and (note.get("type") == "source" or text.startswith("Source:")):
            return text, [each for each in titled.footnotes if each["text"] != text]
    return "", titled.footnotes


def _without_place(footnote: dict[str, Value]) -> Value:
    return {key: value for key, value in footnote.items() if key != "at"}


def _paragraph(volume: _Volume, n: int, read: Paragraph, origin: Origin, first_page: str) -> Value:
    mentions: list[Value] = list(dict.fromkeys(_mentions(volume, read.persons, origin)))
    keys = {"page": first_page} | read.record(n) | {"mentions": mentions}
    return {key: value for key, value in keys.items() if value not in ("", [])}


def _roles(volume: _Volume, div: etree._Element, head: etree._Element | None, origin: Origin) -> list[tuple[str, str]]:
    """Who sent, received and signed a document, as the volume marks it."""
    roles: list[tuple[str, str]] = []
    for element in () if head is None else outside_notes(head, "persName", "gloss"):
        role = {"from": "sender", "to": "recipient"}.get(element.get("type", ""))
        if role is None:
            continue
        name = line_of(element).text.strip(" ,")
        if name_of(element) == "persName":
            roles += [(actor, role) for actor in [_person(volume, element, origin)] if actor]
        elif name:
            roles.append((_add_actor(volume, "body", name, origin), role))
    for signed in outside_notes(div, "signed"):
        for element in outside_notes(signed, "persName"):
            roles += [(actor, "signatory") for actor in [_person(volume, element, origin)] if actor]
    return roles


def _mentions(volume: _Volume, persons: Iterable[etree._Element], origin: Origin) -> Iterator[str]:
    """The actors whom elements mark. A mere name counts only where the volume has no list of persons."""
    for element in persons:
        if element.get("corresp") or not volume.persons:
            actor = _person(volume, element, origin)
            if actor:
                yield actor


def _person(volume: _Volume, element: etree._Element, origin: Origin) -> str:
    """The actor whom a name marks: one of the list of persons, else one known by the name alone."""
    key = element.get("corresp", "").removeprefix("#")
    if key in volume.persons:
        return volume.persons[key]
    name = line_of(element).text.strip(" ,")
    if key and volume.persons and key not in volume.unlisted:
        volume.unlisted.add(key)
        volume.records.leave_out(origin, None, f"'{key}' is no person of the list; '{name}' is known by name alone")
    return _add_actor(volume, "person", name, origin) if name else ""


def _date(volume: _Volume, div: etree._Element, dateline: etree._Element | None, origin: Origin) -> str:
    """The date of a document in EDTF; empty where there is none.

    The day of the dateline is local; only without it the bounds count, which are in the time of Washington.
    """
    places = [dateline, *outside_notes(div, "dateline"), div.find(f"{NAMESPACE}head"), div.find(f"{NAMESPACE}opener")]
    found = [date for place in places if place is not None for date in outside_notes(place, "date")]
    for date in dict.fromkeys(found):
        try:
            if made := edtf(date):
                return made
        except UnreadDate as error:
            line = date.sourceline or origin.line
            record = f"{volume.id}-{slug(div.get(XML_ID, ''))}"
            volume.records.leave_out(Origin(origin.file, line), record, str(error))
    return _between(_bound(div, "min"), _bound(div, "max"), is_note=div.get("subtype") == "editorial-note")


def _bound(div: etree._Element, end: str) -> str:
    return next((found for space in _FRUS if (found := day_of(div.get(f"{space}doc-dateTime-{end}", "")))), "")


def _between(first: str, last: str, *, is_note: bool) -> str:
    """A document was written on one day between two bounds; an editorial note is about all of them."""
    if first == last or not (first and last):
        return first or last
    between = f"{first}/{last}" if is_note else one_day_of(first, last)
    return between if is_edtf(between) else ""


def _refer(volume: _Volume) -> None:
    """Give documents what they refer to, now that all ids are known. What points to nothing is reported."""
    seen: set[tuple[str, str]] = set()
    for each in volume.references:
        document, found = volume.documents[each.document], _target(volume, each)
        if found is None:
            volume.records.leave_out(each.origin, document, f"reference '{each.target}' points to nothing")
            continue
        title, url = found
        if url and (each.document, url) not in seen:
            seen.add((each.document, url))
            reference: dict[str, Value] = {"title": title[:1000], "url": url}
            volume.records.add_part("documents", document, "cross_references", reference, each.origin)


def _target(volume: _Volume, reference: _Reference) -> tuple[str, str] | None:
    """Title and address of what a reference points to: empty where that is the document itself, None if nothing is."""
    target = reference.target.strip()
    if re.match(r"https?://[^\s/]+", target):
        return reference.title or target, target.replace(" ", "%20")
    name, hash_, key = target.partition("#")
    if not hash_ and (name in volume.ids or not name.startswith("frus")):
        name, key = "", name  # The sign before an id is left out now and then.
    if name and name != volume.name:
        at = f"{SITE}/historicaldocuments/{name}"
        number = re.fullmatch(r"d(\d+)(fn\w+)?", key)
        place = f"d{number[1]}" if number else key
        what = f"{name}, document {number[1]}" if number else f"{name}, {key}" if key else name
        return (what, f"{at}/{place}" if place else at)
    own = re.fullmatch(r"(.+?)(fn\w+)", key)
    document = own[1] if own and key in volume.notes else key
    if document not in volume.documents and key not in volume.ids:
        return None
    if document == reference.document:
        return "", ""
    title = f"Page {key.removeprefix('pg_')}" if key.startswith("pg_") else reference.title or document
    number = re.fullmatch(r"d(\d+)", document)
    return (f"Document {number[1]}" if number else title), f"{SITE}/historicaldocuments/{volume.name}/{document}"
