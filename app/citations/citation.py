"""Citations, and how they are made from a record in the form of a list item.

The citation of a document is of the source. The citation of any other record is of our record of it in a release of
the data set. It has no date of access: the release says what was read, and equal requests give equal bytes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from app.citations.names import Name, name_of
from app.resources import models as m
from app.timeline.date_parts import DateParts, date_parts
from app.timeline.vocabulary import DocumentRole

SortNames = Callable[[str], str | None]
"""Returns the sort name of an actor, by id: `Family, Given, Suffix`; None where the record has none."""

_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")

_CORRESPONDENCE = frozenset(("letter", "note", "telegram"))
_REPORTS = frozenset(("edition", "essay", "report", "study"))
_PRESS = "press-article"
_PERSON = "person"


class Form(Enum):
    """The type of what is cited. Each format has its own name for it."""

    LETTER = auto()
    MANUSCRIPT = auto()
    ARTICLE = auto()
    REPORT = auto()
    PAPER = auto()
    """Any other document."""
    RECORD = auto()
    """A record of the data set: an event, claim or actor."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """The data set as the citation of a record names it.

    `title` and `publisher` are those of the record's collection. `public_url` is the configured address of the
    service, without a slash at its end. Without one a citation has the path of the record's page, below `root_path`.
    """

    title: str
    publisher: str | None
    release: int
    public_url: str | None = None
    root_path: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """The facts of a citation. Every text is on one line, without control characters.

    `genre` is the label of its kind. `authors` are its authors, else its senders. `signature` is the call number in
    `archive`, `number` is printed on the paper itself. `url` is a full address. Only `Form.RECORD` has `data_set`,
    `release` and `path` (the address of the record's page without a host, where `url` is None).
    """

    id: str
    form: Form
    genre: str
    title: str
    date: DateParts | None
    language: str | None = None
    authors: tuple[Name, ...] = ()
    recipients: tuple[Name, ...] = ()
    translators: tuple[Name, ...] = ()
    publishers: tuple[Name, ...] = ()
    number: str | None = None
    archive: str | None = None
    signature: str | None = None
    published_in: str | None = None
    url: str | None = None
    data_set: str | None = None
    release: int | None = None
    path: str | None = None


def of_document(item: m.Document, kinds: Mapping[str, str], sort_names: SortNames = lambda _actor: None) -> Citation:
    """The citation of a document. `kinds` are the labels of document kinds.

    Chicago style uses neither `kinds` nor `sort_names`.
    """

    def names(role: DocumentRole) -> tuple[Name, ...]:
        return tuple(_name(actor, sort_names) for actor in item.actors if actor.role is role)

    recipients, translators = names(DocumentRole.RECIPIENT), names(DocumentRole.TRANSLATOR)
    return Citation(
        id=item.id,
        form=_form(item, is_sent=bool(recipients), is_translated=bool(translators)),
        genre=_genre(item.kind, kinds),
        title=one_line(item.title),
        date=_date(item.date),
        language=_optional(item.language),
        authors=names(DocumentRole.AUTHOR) or names(DocumentRole.SENDER),
        recipients=recipients,
        translators=translators,
        publishers=names(DocumentRole.PUBLISHER),
        number=_optional(item.number),
        archive=_optional(item.repository),
        signature=_optional(item.signature),
        published_in=_optional(item.published_in),
        url=_optional(item.url),
    )


def of_record(item: m.Event | m.Claim | m.Actor, kinds: Mapping[str, str], data_set: DataSet) -> Citation:
    """The citation of our record of an event, claim or actor. `kinds` are the labels of kinds of its record type.

    Its address is that of the record's page, which a reader of the citation can read, not that of the JSON.
    """
    public = data_set.public_url
    page = item.links.html or item.links.self
    return Citation(
        id=item.id,
        form=Form.RECORD,
        genre=_genre(item.kind, kinds),
        title=one_line(_title(item)),
        date=None if isinstance(item, m.Actor) else _date(item.date),
        publishers=() if data_set.publisher is None else (Name(one_line(data_set.publisher)),),
        url=None if public is None else f"{public}{page}",
        data_set=one_line(data_set.title),
        release=data_set.release,
        path=f"{data_set.root_path}{page}" if public is None else None,
    )


def _title(item: m.Event | m.Claim | m.Actor) -> str:
    match item:
        case m.Event():
            return item.title
        case m.Actor():
            return item.name
        case m.Claim():
            # Formats continue after the title, so the statement loses its full stop.
            return item.statement.strip().removesuffix(".")


def _form(item: m.Document, *, is_sent: bool, is_translated: bool) -> Form:
    """The form that keeps most in reference managers: there letters have no translator and reports no archive."""
    if item.kind in _CORRESPONDENCE and is_sent and not is_translated:
        return Form.LETTER
    if item.kind == _PRESS:
        return Form.ARTICLE
    if item.repository or item.signature:
        return Form.MANUSCRIPT
    return Form.REPORT if item.kind in _REPORTS else Form.PAPER


def _name(actor: m.DocumentActor, sort_names: SortNames) -> Name:
    sort_name = sort_names(actor.id) if actor.kind == _PERSON else None
    return name_of(one_line(actor.name), None if sort_name is None else one_line(sort_name))


def _genre(kind: str, kinds: Mapping[str, str]) -> str:
    return one_line(kinds.get(kind) or kind.replace("-", " ").capitalize())


def _date(date: m.Date | None) -> DateParts | None:
    return None if date is None else date_parts(date.edtf)


def _optional(text: str | None) -> str | None:
    return (one_line(text) or None) if text is not None else None


def one_line(text: str) -> str:
    """The text with each run of spaces, line ends and control characters as one space."""
    return _BREAKS.sub(" ", text).strip()
