"""What a citation is, and how it is made from a record as lists show it.

A citation of a document is of the source; one of an event or claim is of our record of it, in a release of the data
set. There is no day of access: the release says what was read, and equal requests give equal bytes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto

from app.citations.dates import CitedDate, cited
from app.citations.names import Name, name_of
from app.resources import models as m
from app.timeline.dates import parse
from app.timeline.vocabulary import DocumentRole

_BREAKS = re.compile(r"[\x00-\x20\x7f-\x9f\u2028\u2029]+")

_CORRESPONDENCE = frozenset(("letter", "note", "telegram"))
_REPORTS = frozenset(("edition", "essay", "report", "study"))
_PRESS = "press-article"


class Form(Enum):
    """What sort of thing is cited; each format has its own word for it."""

    LETTER = auto()
    MANUSCRIPT = auto()
    ARTICLE = auto()
    REPORT = auto()
    PAPER = auto()
    """Any other document."""
    RECORD = auto()
    """An event or claim of the data set."""


@dataclass(frozen=True, slots=True)
class DataSet:
    """What citations of events and claims say of the data set.

    `title` and `publisher` are those of the record's collection. `public_url` is the address the public knows, without
    a slash at its end; where none is configured, citations give the path alone, below `root_path`.
    """

    title: str
    publisher: str | None
    release: int
    public_url: str | None = None
    root_path: str = ""


@dataclass(frozen=True, slots=True)
class Citation:
    """A record as it is cited. Every text is on one line, without control characters.

    `genre` is the label of its kind. `authors` are its authors, else its senders. `signature` is the call number in
    `archive`, `number` what the paper itself bears. `url` is a full address. `data_set`, `release` and `path` (the
    record's address without a host, where `url` is None) stand with events and claims alone.
    """

    id: str
    form: Form
    genre: str
    title: str
    date: CitedDate | None
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


def of_document(item: m.Document, kinds: Mapping[str, str]) -> Citation:
    """The citation of a document; `kinds` has the labels of document kinds."""
    recipients = _names(item.actors, DocumentRole.RECIPIENT)
    translators = _names(item.actors, DocumentRole.TRANSLATOR)
    authors = _names(item.actors, DocumentRole.AUTHOR) or _names(item.actors, DocumentRole.SENDER)
    return Citation(
        id=item.id,
        form=_form(item, is_sent=bool(recipients), is_translated=bool(translators)),
        genre=_genre(item.kind, kinds),
        title=one_line(item.title),
        date=_date(item.date),
        language=_optional(item.language),
        authors=authors,
        recipients=recipients,
        translators=translators,
        publishers=_names(item.actors, DocumentRole.PUBLISHER),
        number=_optional(item.number),
        archive=_optional(item.repository),
        signature=_optional(item.signature),
        published_in=_optional(item.published_in),
        url=_optional(item.url),
    )


def of_event(item: m.Event, kinds: Mapping[str, str], data_set: DataSet) -> Citation:
    """The citation of our record of an event; `kinds` has the labels of event kinds."""
    return _of_record(item, item.title, kinds, data_set)


def of_claim(item: m.Claim, kinds: Mapping[str, str], data_set: DataSet) -> Citation:
    """The citation of our record of a claim; `kinds` has the labels of claim kinds.

    Its title is the statement without the full stop, since formats go on behind a title.
    """
    return _of_record(item, item.statement.strip().removesuffix("."), kinds, data_set)


def _of_record(item: m.Event | m.Claim, title: str, kinds: Mapping[str, str], data_set: DataSet) -> Citation:
    public = data_set.public_url
    return Citation(
        id=item.id,
        form=Form.RECORD,
        genre=_genre(item.kind, kinds),
        title=one_line(title),
        date=_date(item.date),
        publishers=() if data_set.publisher is None else (Name(one_line(data_set.publisher)),),
        url=None if public is None else f"{public}{item.links.self}",
        data_set=one_line(data_set.title),
        release=data_set.release,
        path=f"{data_set.root_path}{item.links.self}" if public is None else None,
    )


def _form(item: m.Document, *, is_sent: bool, is_translated: bool) -> Form:
    """The form that loses least in reference managers: letters there have no translator, reports no archive."""
    if item.kind in _CORRESPONDENCE and is_sent and not is_translated:
        return Form.LETTER
    if item.kind == _PRESS:
        return Form.ARTICLE
    if item.repository or item.signature:
        return Form.MANUSCRIPT
    return Form.REPORT if item.kind in _REPORTS else Form.PAPER


def _names(actors: Iterable[m.DocumentActor], role: DocumentRole) -> tuple[Name, ...]:
    return tuple(name_of(actor.id, one_line(actor.name), actor.kind) for actor in actors if actor.role is role)


def _genre(kind: str, kinds: Mapping[str, str]) -> str:
    return one_line(kinds.get(kind) or kind.replace("-", " ").capitalize())


def _date(date: m.Date | None) -> CitedDate | None:
    return None if date is None else cited(parse(date.edtf))


def _optional(text: str | None) -> str | None:
    return (one_line(text) or None) if text is not None else None


def one_line(text: str) -> str:
    """The text with each run of blanks, line ends and control characters as one blank."""
    return _BREAKS.sub(" ", text).strip()
