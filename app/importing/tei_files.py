"""TEI files: letters with `correspDesc` (CMIF too, which has no text), and essays in sections."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from app.importing.cast import Cast, Named
from app.importing.heads import Options, head, one_licence
from app.importing.letters import Letter, Person, abstract, cast_of, letter, note, person, title
from app.importing.licences import SourceLicence
from app.importing.records import Imported, Origin, Records, slug
from app.importing.sources import origin_of
from app.importing.tei import CORRECTED, XML_ID, XML_LANG, name_of, stated_licence, tei, words
from app.importing.tei_text import TextReader
from app.importing.xml import elements
from app.loading.characters import shown
from app.loading.values import Value

_LONGEST_LINE = 1_000
_SECTIONS = frozenset({"section", "essay", "article", "chapter"})
_UNKNOWN_LANGUAGE = "und"
_AROUND_NAMES = re.compile(r"(’s|'s|[,;:]|(?<=[a-z]{3})\.)$")
"""What belongs to the sentence and is marked with a name all the same."""


@dataclass(slots=True)
class _Essay:
    """A section of a file that is a text of its own."""

    origin: Origin
    own_id: str
    title: str
    paragraphs: tuple[Value, ...]
    names: tuple[str, ...]
    """Names of persons that are marked in it, those of a single word left out: several may bear them."""


@dataclass(slots=True)
class _File:
    """What one file has, as far as a collection needs it."""

    path: Path
    id: str = ""
    title: str = ""
    series: str = ""
    publisher: str = ""
    editors: tuple[str, ...] = ()
    address: str = ""
    language: str = ""
    archive: tuple[str, str] = ("", "")
    licence: SourceLicence | None = None
    sources: dict[str, tuple[str, str]] = field(default_factory=dict)
    """The title and address of each source, by its id."""
    letters: list[Letter] = field(default_factory=list)
    essays: list[_Essay] = field(default_factory=list)
    persons: dict[str, Person] = field(default_factory=dict)
    texts: dict[str, tuple[Value, ...]] = field(default_factory=dict)
    """The paragraphs of each letter by its id in the file; under an empty one those of the whole text."""


def import_tei(paths: Sequence[Path], options: Options) -> Imported:
    """The letters and essays of TEI files as one collection.

    Texts are taken where the licence of a file lets everybody use them, or the options tell the rights in them.

    Raises:
        UnreadableFile: a file cannot be read or is no XML.
        IncompleteCollection: neither the files nor the options tell what a collection needs.
    """
    files = [_read(path) for path in paths]
    stated = one_licence({file.path: file.licence for file in files}, options)
    first = files[0]
    # Titles of letters are made here, in English, where the files have none.
    found: dict[str, Value] = {"language": first.language or ("en" if first.letters else "")}
    found |= {"publisher": first.publisher, "attribution": "; ".join(first.editors)}
    found["title"] = first.series or (first.title if len(files) == 1 else "")
    found |= {"licence": dict(stated.record())} if stated else {}
    importer = _Importer(options, head(options, found, paths))
    for file in files:
        importer.add(file)
    return importer.records.checked()


class _Importer:
    """Adds the records of files to a collection."""

    def __init__(self, options: Options, collection: dict[str, Value]) -> None:
        self._options = options
        self._prefix = options.collection
        kinds: dict[str, Value] = {"document": {"letter": "Letter", "essay": "Essay"}}
        kinds["actor"] = {"person": "Person", "body": "Body"}
        self.records = Records(collection, kinds)
        self._cast = Cast(self.records, self._prefix, "Named in the texts of the collection.")
        self._title = str(collection["title"])

    def add(self, file: _File) -> None:
        """Add what a file has; report it if that is nothing."""
        for place, found in enumerate(file.letters, 1):
            self._letter(file, found, place)
        for essay in file.essays:
            self._essay(file, essay)
        if not file.letters and not file.essays:
            message = "has neither a correspDesc nor sections with a heading"
            self.records.leave_out(Origin(shown(file.path), 1), None, message)

    def _topic(self, name: str, what: str, origin: Origin) -> str:
        id_ = f"{self._prefix}-{slug(name) or 'texts'}"
        if not self.records.has("topics", id_):
            self.records.add("topics", {"id": id_, "name": name, "description": what}, origin)
        return id_

    def _letter(self, file: _File, found: Letter, place: int) -> None:
        single = len(file.letters) == 1
        own = found.own_id or ("" if single else str(place))
        record = self._document(file, own, "letter")
        for unread in found.unread:
            self.records.leave_out(found.origin, str(record["id"]), unread)
        source, address = file.sources.get(found.source, ("", ""))
        record["title"] = file.title if single and file.texts else title(found)
        record["date"] = found.date
        record["actors"] = list(cast_of(found, self._cast, file.persons))
        record["abstract"] = abstract(found)
        record["note"] = note(found)
        record["confidence"] = "low" if found.low else "medium"
        record["topics"] = [self._topic("Letters", f"Letters of the collection: {self._title}.", found.origin)]
        record["published_in"] = source[:_LONGEST_LINE] or file.series
        record["url"] = found.address if _is_address(found.address) else file.address if single else ""
        if single and all(file.archive):
            record["repository"], record["signature"] = file.archive
        cited = {"title": source[:_LONGEST_LINE] or file.title or self._title, "url": address or file.address}
        record["sources"] = [{key: value for key, value in cited.items() if value}]
        texts = file.texts
        self._add(record, texts.get(found.xml_id) or (texts.get("", ()) if single else ()), file, found.origin)

    def _essay(self, file: _File, essay: _Essay) -> None:
        record = self._document(file, essay.own_id, "essay")
        record |= {"title": essay.title, "published_in": file.title, "confidence": "medium"}
        record["abstract"] = f"Essay in {file.title or self._title}."
        record["topics"] = [self._topic(file.title or self._title, "Essays on the subject.", essay.origin)]
        record["sources"] = [{"title": f"{file.title or self._title}: {essay.title}"[:_LONGEST_LINE]}]
        mentioned = dict.fromkeys(self._cast.actor(Named(name), essay.origin) for name in essay.names)
        record["actors"] = [{"actor": actor, "role": "mentioned"} for actor in mentioned]
        self._add(record, essay.paragraphs, file, essay.origin)

    def _document(self, file: _File, own: str, kind: str) -> dict[str, Value]:
        """What letters and essays have in common."""
        id_ = "-".join(part for part in (self._prefix, file.id, own) if part)
        language = file.language or (self._options.language if kind == "essay" else "") or _UNKNOWN_LANGUAGE
        return {"id": id_, "kind": kind, "language": language, "languages": [language], "rights": self._rights(file)}

    def _rights(self, file: _File) -> str:
        if self._options.rights:
            return self._options.rights
        if file.licence is None:
            return "Not stated by the source."
        return f"{file.licence.name}{f' ({file.licence.url})' if file.licence.url else ''}, as the source states."

    def _add(self, record: dict[str, Value], texts: Iterable[Value], file: _File, origin: Origin) -> None:
        id_ = str(record["id"])
        if self.records.has("documents", id_):
            self.records.leave_out(origin, id_, "has the same id as another document of the import")
            return
        if self._options.rights or (file.licence is not None and file.licence.free_texts):
            record["paragraphs"] = list(texts)
        self.records.add("documents", record, origin)


def _paragraphs(element: etree._Element, *without: str) -> tuple[Value, ...]:
    """The paragraphs of an element with their footnotes; elements of the names in `without` are left out."""
    reader = TextReader(without=CORRECTED.union(without))
    reader.read(element)
    return tuple(paragraph.record(n) for n, paragraph in enumerate(reader.paragraphs, 1))


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://")) and " " not in text


def _read(path: Path) -> _File:
    file = _File(path, slug(path.stem))
    tags = {tei(tag) for tag in ("fileDesc", "language", "correspDesc", "person", "front", "body")}
    for element in elements(path, tags):
        origin = origin_of(path, element)
        match name_of(element):
            case "fileDesc":
                _describe(file, element)
            case "language":
                file.language = file.language or _language(element.get("ident", ""))
            case "correspDesc":
                file.letters.append(letter(element, origin))
            case "person" if (found := person(element)) is not None:
                file.persons.setdefault(*found)
            case "front" | "body":
                _take_text(file, element)
    return file


def _describe(file: _File, element: etree._Element) -> None:
    """Take what the header says of the file as a whole."""
    root = element.getroottree().getroot()
    file.language = _language(root.get(XML_LANG, ""))
    titles = list(element.iterfind(f"{tei('titleStmt')}/{tei('title')}"))
    by_level = {each.get("level") or each.get("type") or "": words(each) for each in reversed(titles)}
    file.title = by_level.get("a") or by_level.get("complete") or (words(titles[0]) if titles else "")
    file.series = by_level.get("s", "")
    file.publisher = words(element.find(tei("publicationStmt/publisher")))
    file.editors = tuple(dict.fromkeys(_editors(element)))
    idnos = [words(idno) for idno in element.iterfind(tei("publicationStmt/idno"))]
    file.address = next(filter(_is_address, idnos), "")
    file.licence = stated_licence(element)
    for bibl in element.iterfind(f"{tei('sourceDesc')}/{tei('bibl')}"):
        ref = bibl.find(f".//{tei('ref')}")
        address = "" if ref is None else ref.get("target", "")
        file.sources[bibl.get(XML_ID, "")] = (words(bibl), address if _is_address(address) else "")
    kept = element.find(f".//{tei('msIdentifier')}")
    if kept is not None:
        where = [words(kept.find(tei(step))) for step in ("settlement", "repository")]
        file.archive = (", ".join(filter(None, where)), words(kept.find(tei("idno"))))


def _editors(element: etree._Element) -> Iterator[str]:
    for editor in element.iterfind(tei("titleStmt/editor")):
        names = [words(name) for name in editor.iterfind(tei("name"))]
        yield from names or [words(editor).partition(" <")[0] if editor.find(tei("email")) is None else _own(editor)]


def _own(element: etree._Element) -> str:
    """The text of an element alone, without those inside it."""
    return " ".join((element.text or "").split())


def _take_text(file: _File, element: etree._Element) -> None:
    """Take the texts of the letters that the header describes, else the sections of essays."""
    if file.letters:
        for div in element.iter(tei("div")):
            if decls := div.get("decls", "").lstrip("#"):
                file.texts[decls] = _paragraphs(div)
        if name_of(element) == "body":
            file.texts[""] = _paragraphs(element)
        return
    for div in element.iterchildren(tei("div")):
        heading = div.find(tei("head"))
        if heading is not None and div.get("type") in _SECTIONS:
            origin = origin_of(file.path, div)
            own = slug(div.get(XML_ID, "")) or str(len(file.essays) + 1)
            text = _paragraphs(div, "head")
            names = dict.fromkeys(_AROUND_NAMES.sub("", words(name)) for name in div.iter(tei("persName")))
            full = tuple(name for name in names if " " in name)
            file.essays.append(_Essay(origin, own, words(heading), text, full))


def _language(code: str) -> str:
    short = code.partition("-")[0].lower()
    return short if short.isalpha() and len(short) in {2, 3} else ""
