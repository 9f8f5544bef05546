"""Atom (RFC 4287): a feed with an entry a record, for feed readers. All text is plain text.

`updated` of an entry is the day on which the release that last changed the record was loaded. `published` is the day
of the record itself, where it is a certain day after 1 BC; every date stands as EDTF in `dcterms:date`.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from app.formats.dating import FIRST_YEAR, LAST_YEAR, Dating, dating
from app.formats.format import Edition, Format, ListOf
from app.formats.xml import attribute, text
from app.resources import models as m
from app.timeline.dates import day_of

_MINTED = 2026
"""The year in which the `tag:` addresses begin: part of them for good (RFC 4151)."""
_FIRST, _LAST = day_of(FIRST_YEAR, 1, 1), day_of(LAST_YEAR, 12, 31)
_NAMES = 'xmlns="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/"'
_DATED = frozenset((ListOf.EVENTS, ListOf.DOCUMENTS))


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """The feed."""
    source = edition.source
    address = edition.address.removeprefix(edition.base)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed {_NAMES} xml:lang="{attribute(edition.language)}">',
        f"<id>{text(_tag(edition, address))}</id>",
        f'<title type="text">{text(source.title)}</title>',
        f"<updated>{edition.loaded_at:%Y-%m-%dT%H:%M:%SZ}</updated>",
        f"<author><name>{text(source.publisher or source.title)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{attribute(edition.address)}"/>',
        f'<rights type="text">{text(f"{source.attribution} ({source.licence_name})")}</rights>',
    ]
    yield "\n".join(head).encode() + b"\n"
    for record in records:
        yield "\n".join(("<entry>", *_entry(record, edition), "</entry>\n")).encode()
    yield b"</feed>\n"


def _entry(record: bytes, edition: Edition) -> Iterator[str]:
    kind = m.Event if edition.of is ListOf.EVENTS else m.Document
    item = kind.model_validate_json(record)
    date = None if item.date is None else dating(item.date.edtf)
    summary = item.summary if isinstance(item, m.Event) else item.abstract
    labels = edition.kinds["event" if isinstance(item, m.Event) else "document"]
    page = item.links.html
    yield f"<id>{text(_tag(edition, f'{edition.of}/{item.id}'))}</id>"
    yield f'<title type="text">{text(item.title)}</title>'
    yield f"<updated>{_updated(item, edition)}</updated>"
    if date is not None:
        yield from _dated(date)
    yield f'<summary type="text">{text(summary if date is None else f"{date.label}: {summary}")}</summary>'
    yield (
        f'<link rel="alternate" type="{"application/json" if page is None else "text/html"}"'
        f' href="{attribute(edition.link(page or item.links.self))}"/>'
    )
    yield f'<category term="{attribute(item.kind)}" label="{attribute(labels.get(item.kind, item.kind))}"/>'


def _dated(date: Dating) -> Iterator[str]:
    begin = date.begin
    if begin is not None and begin.is_day and _FIRST <= begin.first <= _LAST:
        yield f"<published>{begin.iso}T00:00:00Z</published>"
    yield f"<dcterms:date>{text(date.edtf)}</dcterms:date>"


def _updated(item: m.Event | m.Document, edition: Edition) -> str:
    return f"{edition.loaded_at:%Y-%m-%dT%H:%M:%SZ}" if item.updated is None else f"{item.updated}T00:00:00Z"


def _tag(edition: Edition, path: str) -> str:
    return f"tag:{urlsplit(edition.base).hostname},{_MINTED}:{path}"


FORMAT = Format(
    alias="atom",
    media_type="application/atom+xml",
    content_type="application/atom+xml; charset=utf-8",
    extension="atom",
    description="A feed (RFC 4287) with an entry a record; the date as EDTF stands in `dcterms:date`.",
    example='<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    "<id>tag:timeline.example.org,2026:/v1/events?format=atom</id>\n<title>Moscow and the North Atlantic Treaty</title>"
    "\n<updated>2026-11-25T12:00:00Z</updated>\n</feed>\n",
    lists=_DATED,
    write=write,
)
