"""Timelines of TimelineJS 3, as JSON or as the table that it reads: each slide with a date is an event.

A timeline does not say who took part. Its events have one actor, what the timeline is about, as their subject.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.importing.heads import Options, head
from app.importing.map_values import Parts, WrongCell, without_tags
from app.importing.records import Imported, Origin, Records, slug
from app.importing.tables import Row, read_table
from app.importing.xml import UnreadableFile, plain
from app.loading.characters import shown
from app.loading.values import Value

_COLUMNS = ("Year", "Month", "Day", "End Year", "End Month", "End Day", "Headline", "Text", "Media", "Type", "Group")
_DATE = Parts(_COLUMNS[:3], _COLUMNS[3:6], ())
_NEEDED = ("Year", "Headline")
_ADDRESS = re.compile(r"https?://[^\s/<>\"]+(/[^\s<>\"]*)?")
_EVENTS = re.compile(r'"events"\s*:\s*\[')
_LARGEST = 64 * 1024 * 1024
"""Bytes of a JSON file that are read; a timeline is a few hundred slides."""


@dataclass(frozen=True, slots=True)
class _Slides:
    """A timeline: its title, and its slides as rows with the columns of the table."""

    title: str
    rows: tuple[Row, ...]


def import_timelinejs(path: Path, options: Options) -> Imported:
    """The slides of a timeline as events of a collection.

    Raises:
        UnreadableFile: the file cannot be read, or is no timeline.
        IncompleteCollection: the options do not tell what a collection needs.
    """
    slides = _of_table(path) if path.suffix.lower() in {".csv", ".tsv"} else _of_json(path)
    collection = head(options, {"title": slides.title}, [path])
    title, prefix = str(collection["title"]), options.collection
    records = Records(collection, {"event": {"slide": "Slide of a timeline"}, "actor": {"subject": "Subject"}})
    first = Origin(shown(path), 1)
    subject: dict[str, Value] = {"id": f"{prefix}-subject", "kind": "subject", "name": title}
    records.add("actors", subject | {"summary": "What the timeline is about.", "verification": "unchecked"}, first)
    for row in slides.rows:
        origin = Origin(shown(path), row.line, {"title": "Headline", "summary": "Text", "date": "Year"})
        if row.problem or not row.cells["Headline"]:
            records.leave_out(origin, None, row.problem or "column 'Headline' is empty; expected a headline")
            continue
        try:
            _add(records, prefix, title, row.cells, origin)
        except WrongCell as error:
            records.leave_out(origin, None, str(error))
    return records.checked()


def _add(records: Records, prefix: str, title: str, cells: Mapping[str, str], origin: Origin) -> None:
    date = str(_DATE.value(cells))
    headline = without_tags(cells["Headline"])
    if not date:
        records.leave_out(origin, None, f"column 'Year' is empty; '{headline}' has no date")
        return
    id_ = f"{prefix}-{slug(cells['Id']) or slug(f'{date[:4]} {headline}')}"
    if records.has("events", id_):
        records.leave_out(origin, id_, "has the same year and headline as another slide")
        return
    group = cells["Group"] or title
    topic = f"{prefix}-{slug(group) or 'timeline'}"
    if not records.has("topics", topic):
        records.add("topics", {"id": topic, "name": group, "description": f"Slides of {title}."}, origin)
    source: dict[str, Value] = {"title": title}
    source |= {"url": cells["Media"]} if _ADDRESS.fullmatch(cells["Media"]) else {}
    event: dict[str, Value] = {"id": id_, "kind": "slide", "title": headline, "date": date, "topics": [topic]}
    event["summary"] = without_tags(cells["Text"]) or headline
    event |= {"actors": [{"actor": f"{prefix}-subject", "role": "subject"}], "confidence": "low", "sources": [source]}
    records.add("events", event, origin)


def _of_table(path: Path) -> _Slides:
    table = read_table(path, "\t" if path.suffix.lower() == ".tsv" else ",")
    table.require(_NEEDED, "TimelineJS")
    given = [Row(row.line, {**dict.fromkeys(_COLUMNS, ""), "Id": "", **row.cells}, row.problem) for row in table.rows]
    titles = [row.cells["Headline"] for row in given if row.cells["Type"] == "title"]
    return _Slides(without_tags(titles[0]) if titles else "", tuple(row for row in given if not _is_no_event(row)))


def _is_no_event(row: Row) -> bool:
    """Whether a row is the title, or an era, which is the background of events."""
    return row.cells["Type"] in {"title", "era"}


def _of_json(path: Path) -> _Slides:
    text = _text(path)
    try:
        timeline = json.loads(text)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 1
        reason = error.msg if isinstance(error, json.JSONDecodeError) else "it is nested too deeply"
        raise UnreadableFile(f"{shown(path)}:{line}: is no JSON: {reason}.") from error
    events = timeline.get("events") if isinstance(timeline, dict) else None
    if not isinstance(events, list):
        raise UnreadableFile(f'{shown(path)}:1: is no timeline: expected a table with a list under "events".')
    lines = list(_lines(text))
    lines += [1] * (len(events) - len(lines))
    rows = (Row(line, _cells(event)) for line, event in zip(lines, events, strict=False))
    title = timeline.get("title")
    return _Slides(without_tags(_said(title, "text", "headline")), tuple(rows))


def _text(path: Path) -> str:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise UnreadableFile(f"{shown(path)}: cannot be read: {error.strerror or error}.") from error
    if len(content) > _LARGEST:
        raise UnreadableFile(f"{shown(path)}: is larger than {_LARGEST:,} bytes.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableFile(f"{shown(path)}:{line}: is not UTF-8: {error.reason}.") from error


def _lines(text: str) -> Iterator[int]:
    """The line on which each entry of the list of events begins."""
    found = _EVENTS.search(text)
    decoder, place = json.JSONDecoder(), found.end() if found else len(text)
    line, counted = 1, 0
    while (begin := re.compile(r"[\s,]*").match(text, place)) and text[begin.end() : begin.end() + 1] not in {"", "]"}:
        line += text.count("\n", counted, begin.end())
        counted = begin.end()
        yield line
        _, place = decoder.raw_decode(text, begin.end())


def _cells(event: object) -> dict[str, str]:
    cells = dict.fromkeys(_COLUMNS, "")
    for prefix, key in (("", "start_date"), ("End ", "end_date")):
        for part in ("Year", "Month", "Day"):
            cells[prefix + part] = _said(event, key, part.lower())
    cells |= {"Headline": _said(event, "text", "headline"), "Text": _said(event, "text", "text")}
    return cells | {
        "Media": _said(event, "media", "url"),
        "Group": _said(event, "group"),
        "Id": _said(event, "unique_id"),
    }


def _said(value: Any, *keys: str) -> str:
    """The text or number at keys that lead into tables; empty where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return plain(str(value)) if isinstance(value, (str, int)) else ""
