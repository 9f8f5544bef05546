"""iCalendar (RFC 5545): all-day events in the years 100 to 9999. Some readers take a year below 100 for one of 19xx.

A date that is not a certain day or span of days is tentative, and summary and description have it in words. An interval
with an open end has the one day that is known.
"""

from collections.abc import Iterable, Iterator

from app.formats.context import ExportContext
from app.formats.event_or_document import (
    EVENTS_AND_DOCUMENTS,
    EventOrDocument,
    abstract_of,
    date_of,
    decoded,
    kind_label,
)
from app.formats.format import Format, JsonObject
from app.timeline.date_parts import LAST_YEAR, DateParts, date_parts
from app.timeline.dates import day_of, parts_of
from app.timeline.days import Day, Span

_FIRST_YEAR = 100
_FIRST, _LAST = day_of(_FIRST_YEAR, 1, 1), day_of(LAST_YEAR, 12, 31)
_OCTETS = 75
_ESCAPES = str.maketrans(
    {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r": None} | dict.fromkeys("\n\u0085\u2028\u2029", "\\n")
)


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """One calendar with one event for each record."""
    name = _text(context.main_collection.title)
    yield _lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//diplomatic-timeline//EN", f"NAME:{name}",
                 f"X-WR-CALNAME:{name}")  # fmt: skip
    for record in records:
        yield _lines("BEGIN:VEVENT", *_event(record, context), "END:VEVENT")
    yield _lines("END:VCALENDAR")


def holds(record: JsonObject) -> bool:
    """Whether the record has a date in the years that a calendar can have."""
    days = None if record["date"] is None else _days(date_parts(record["date"]["edtf"]))
    return days is not None and days.first is not None and days.last is not None


def _days(date: DateParts) -> Span | None:
    """The days to show: all that the date can mean, or its one known end; None if a calendar cannot have them."""
    first = date.last if date.first is None else date.first
    last = date.first if date.last is None else date.last
    if first is None or last is None or first < _FIRST or last >= _LAST:
        return None
    return Span(first, last)


def _event(record: bytes, context: ExportContext) -> Iterator[str]:
    item = decoded(record, context)
    date = date_of(item)
    days = None if date is None else _days(date)
    if date is None or days is None or days.first is None or days.last is None:
        return
    yield f"UID:{item.id}@{context.host}"
    yield f"DTSTAMP:{context.loaded_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(days.first)}"
    if days.last > days.first:  # the end is the day after, and left out for a single day
        yield f"DTEND;VALUE=DATE:{_day(Day(days.last + 1))}"
    yield f"SUMMARY:{_text(item.title if date.is_exact else f'{item.title} ({date.label})')}"
    yield f"DESCRIPTION:{_text(_description(item, date))}"
    if item.place is not None:
        yield f"LOCATION:{_text(item.place.name)}"
        yield f"GEO:{item.place.lat:.6f};{item.place.lon:.6f}"
    yield f"CATEGORIES:{','.join(_text(word) for word in (kind_label(item, context), *item.topics))}"
    yield f"URL:{context.link(item.links.self)}"
    yield f"STATUS:{'CONFIRMED' if date.is_exact else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"


def _description(item: EventOrDocument, date: DateParts) -> str:
    names = "; ".join(f"{actor.name} ({actor.role.label.lower()})" for actor in item.actors)
    parts = [abstract_of(item), "" if date.is_exact else f"Date: {date.label} (EDTF {date.edtf})", names]
    return "\n\n".join(part for part in parts if part)


def _day(day: Day) -> str:
    year, month, day_of_month = parts_of(day)
    return f"{year:04}{month:02}{day_of_month:02}"


def _text(text: str) -> str:
    return text.translate(_ESCAPES)


def _lines(*lines: str) -> bytes:
    return b"".join(_folded(line.encode()) for line in lines)


def _folded(line: bytes) -> bytes:
    """A content line in pieces of at most 75 octets, never cut inside a character."""
    pieces: list[bytes] = []
    room = _OCTETS
    while len(line) > room:
        cut = room
        while line[cut] & 0xC0 == 0x80:
            cut -= 1
        pieces.append(line[:cut])
        line = line[cut:]
        room = _OCTETS - 1  # the space before a continued line counts
    return b"\r\n ".join([*pieces, line]) + b"\r\n"


FORMAT = Format(
    alias="ics",
    name="Calendar",
    media_type="text/calendar",
    content_type="text/calendar; charset=utf-8",
    extension="ics",
    description="iCalendar (RFC 5545): all-day events, for any calendar. Dates that are not certain days are tentative "
    "and also in words. Undated records and years outside 100 to 9999 are left out.",
    example="BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//diplomatic-timeline//EN\r\nBEGIN:VEVENT\r\n"
    "UID:berlin-conference-1954@timeline.example.org\r\nDTSTAMP:20261125T120000Z\r\n"
    "DTSTART;VALUE=DATE:19540125\r\nDTEND;VALUE=DATE:19540219\r\nSUMMARY:Berlin Conference\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n",
    lists=EVENTS_AND_DOCUMENTS,
    records=EVENTS_AND_DOCUMENTS,
    write=write,
    holds=holds,
)
