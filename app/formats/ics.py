"""iCalendar (RFC 5545): all-day events. A calendar knows the years 1 to 9999 and no doubt but `STATUS:TENTATIVE`.

What is not a certain day or span of days is tentative, and its date stands in words in summary and description. An open
end is the one day that is known of it.
"""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from app.formats.dating import FIRST_YEAR, LAST_YEAR, Dating, dating
from app.formats.format import Edition, Format, ListOf, Record
from app.resources import models as m
from app.timeline.dates import day_of, parts_of
from app.timeline.days import Day, Span

_FIRST, _LAST = day_of(FIRST_YEAR, 1, 1), day_of(LAST_YEAR, 12, 31)
_OCTETS = 75
_ESCAPES = str.maketrans(
    {"\\": "\\\\", ";": "\\;", ",": "\\,", "\r": None} | dict.fromkeys("\n\u0085\u2028\u2029", "\\n")
)
_DATED = frozenset((ListOf.EVENTS, ListOf.DOCUMENTS))


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """One calendar with an event a record."""
    name = _text(edition.source.title)
    yield _lines("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//diplomatic-timeline//EN", f"NAME:{name}",
                 f"X-WR-CALNAME:{name}")  # fmt: skip
    for record in records:
        yield _lines("BEGIN:VEVENT", *_event(record, edition), "END:VEVENT")
    yield _lines("END:VCALENDAR")


def holds(record: Record) -> bool:
    """Whether the record has a date in the years that a calendar knows."""
    days = None if record["date"] is None else _days(dating(record["date"]["edtf"]))
    return days is not None and days.first is not None and days.last is not None


def _days(date: Dating) -> Span | None:
    """The days to show: all it can mean, or the one known end; None where there are none that a calendar can hold."""
    first = date.last if date.first is None else date.first
    last = date.first if date.last is None else date.last
    if first is None or last is None or first < _FIRST or last >= _LAST:
        return None
    return Span(first, last)


def _event(record: bytes, edition: Edition) -> Iterator[str]:
    kind = m.Event if edition.of is ListOf.EVENTS else m.Document
    item = kind.model_validate_json(record)
    if item.date is None:
        return
    date = dating(item.date.edtf)
    days = _days(date)
    if days is None or days.first is None or days.last is None:
        return
    yield f"UID:{item.id}@{urlsplit(edition.base).hostname}"
    yield f"DTSTAMP:{edition.loaded_at:%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{_day(days.first)}"
    if days.last > days.first:  # the end is the day after, and left out for a single day
        yield f"DTEND;VALUE=DATE:{_day(Day(days.last + 1))}"
    yield f"SUMMARY:{_text(item.title if date.is_exact else f'{item.title} ({date.label})')}"
    yield f"DESCRIPTION:{_text(_description(item, date))}"
    if item.place is not None:
        yield f"LOCATION:{_text(item.place.name)}"
        yield f"GEO:{item.place.lat:.6f};{item.place.lon:.6f}"
    labels = edition.kinds["event" if isinstance(item, m.Event) else "document"]
    yield f"CATEGORIES:{','.join(_text(word) for word in (labels.get(item.kind, item.kind), *item.topics))}"
    yield f"URL:{edition.link(item.links.self)}"
    yield f"STATUS:{'CONFIRMED' if date.is_exact else 'TENTATIVE'}"
    yield "TRANSP:TRANSPARENT"


def _description(item: m.Event | m.Document, date: Dating) -> str:
    text = item.summary if isinstance(item, m.Event) else item.abstract
    names = "; ".join(f"{actor.name} ({actor.role.label.lower()})" for actor in item.actors)
    told = [text, "" if date.is_exact else f"Date: {date.label} (EDTF {date.edtf})", names]
    return "\n\n".join(part for part in told if part)


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
    media_type="text/calendar",
    content_type="text/calendar; charset=utf-8",
    extension="ics",
    description="iCalendar (RFC 5545): all-day events, for any calendar. Dates that are no certain days are tentative "
    "and told in words. Undated records and years outside 1 to 9999 are left out.",
    example="BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//diplomatic-timeline//EN\r\nBEGIN:VEVENT\r\n"
    "UID:berlin-conference-1954@timeline.example.org\r\nDTSTAMP:20261125T120000Z\r\n"
    "DTSTART;VALUE=DATE:19540125\r\nDTEND;VALUE=DATE:19540219\r\nSUMMARY:Berlin Conference\r\n"
    "END:VEVENT\r\nEND:VCALENDAR\r\n",
    lists=_DATED,
    records=_DATED,
    write=write,
    holds=holds,
)
