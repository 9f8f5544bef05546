"""Atom (RFC 4287): a feed with one entry for each record, for feed readers. All text is plain text.

`updated` of an entry is the day on which the release that last changed the record was loaded. `dcterms:date` is the
date of the record itself, as EDTF. There is no `published`: it would be the beginning of the entry (RFC 4287, 4.2.9),
and readers drop entries that seem to be decades old.
"""

from collections.abc import Iterable, Iterator

from app.formats.context import ExportContext
from app.formats.event_or_document import EVENTS_AND_DOCUMENTS, abstract_of, date_of, decoded, kind_label
from app.formats.format import Format
from app.formats.xml import attribute, text

_TAG_YEAR = 2026
"""The year in every `tag:` address (RFC 4151). It must never change."""
_NAMES = 'xmlns="http://www.w3.org/2005/Atom" xmlns:dcterms="http://purl.org/dc/terms/"'


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """The feed."""
    collection = context.main_collection
    address = context.address.removeprefix(context.base)
    head = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<feed {_NAMES} xml:lang="{attribute(collection.language)}">',
        f"<id>{text(_tag(context, address))}</id>",
        f'<title type="text">{text(collection.title)}</title>',
        f"<updated>{context.timestamp}</updated>",
        f"<author><name>{text(collection.publisher or collection.title)}</name></author>",
        f'<link rel="self" type="application/atom+xml" href="{attribute(context.address)}"/>',
        f'<rights type="text">{text(f"{collection.attribution} ({collection.licence_name})")}</rights>',
    ]
    yield "\n".join(head).encode() + b"\n"
    for record in records:
        yield "\n".join(("<entry>", *_entry(record, context), "</entry>\n")).encode()
    yield b"</feed>\n"


def _entry(record: bytes, context: ExportContext) -> Iterator[str]:
    item = decoded(record, context)
    date = date_of(item)
    abstract = abstract_of(item)
    page = item.links.html
    yield f"<id>{text(_tag(context, f'{context.list_name}/{item.id}'))}</id>"
    yield f'<title type="text">{text(item.title)}</title>'
    yield f"<updated>{context.timestamp if item.updated is None else f'{item.updated}T00:00:00Z'}</updated>"
    if date is not None:
        yield f"<dcterms:date>{text(date.edtf)}</dcterms:date>"
    yield f'<summary type="text">{text(abstract if date is None else f"{date.label}: {abstract}")}</summary>'
    yield (
        f'<link rel="alternate" type="{"application/json" if page is None else "text/html"}"'
        f' href="{attribute(context.link(page or item.links.self))}"/>'
    )
    yield f'<category term="{attribute(item.kind)}" label="{attribute(kind_label(item, context))}"/>'


def _tag(context: ExportContext, path: str) -> str:
    return f"tag:{context.host},{_TAG_YEAR}:{path}"


FORMAT = Format(
    alias="atom",
    name="Feed",
    media_type="application/atom+xml",
    content_type="application/atom+xml; charset=utf-8",
    extension="atom",
    description="A feed (RFC 4287) with one entry for each record; `dcterms:date` has the date as EDTF.",
    example='<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
    "<id>tag:timeline.example.org,2026:/v1/events?format=atom</id>\n<title>Moscow and the North Atlantic Treaty</title>"
    "\n<updated>2026-11-25T12:00:00Z</updated>\n</feed>\n",
    lists=EVENTS_AND_DOCUMENTS,
    write=write,
)
