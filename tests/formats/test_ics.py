"""iCalendar, read by ical.js (strict), vobject and icalendar."""

from datetime import date
from typing import Any

import icalendar
import orjson
import pytest
import vobject

from app.timeline.record_types import RecordType
from tests.formats.making import (
    COARSE,
    EVERY_DATE,
    EXACT,
    HOSTILE,
    MARKED,
    OPEN,
    SETS,
    dated_events,
    document,
    event,
    export_context,
    hostile_documents,
    hostile_events,
    written,
)
from tests.node.programs import run

pytestmark = pytest.mark.slow

Json = dict[str, Any]  # decoded JSON
LEFT_OUT = {"0033-04-03", "-0044-03-15", "0000", "-0500/-0400", "9999-12-31", "9998/9999", "Y17000002", "Y-500000",
            "../..", "Y17000002~"}  # fmt: skip


def events(file: bytes) -> list[Json]:
    """The events as ical.js reads them, provided that the others find as many and no fault."""
    done = run("calendar.mjs", file)
    assert done.returncode == 0, done.stderr.decode()
    found: list[Json] = orjson.loads(done.stdout)
    calendar = vobject.readOne(file.decode())
    if found:
        calendar.validate(raiseException=True)
        assert len(calendar.vevent_list) == len(found)
    assert len(icalendar.Calendar.from_ical(file).events) == len(found)
    return found


def one(edtf: str, title: str = "A") -> Json:
    (found,) = events(written("ics", [event("a", edtf, title=title)]))
    return found


def test_every_date_that_a_calendar_knows_is_there_and_the_others_are_counted() -> None:
    made = export_context()
    found = events(written("ics", dated_events(), made))
    kept = [edtf for edtf in EVERY_DATE if edtf not in LEFT_OUT]
    assert [each["uid"] for each in found] == [f"e-{EVERY_DATE.index(edtf)}@timeline.example.org" for edtf in kept]
    assert made.survey.omitted == len(LEFT_OUT)
    assert all(each["allDay"] for each in found)


@pytest.mark.parametrize(
    ("edtf", "first", "after"),
    [
        ("1954-03-26", "1954-03-26", "1954-03-27"),
        ("1954-01-25/1954-02-18", "1954-01-25", "1954-02-19"),
        ("1954-02", "1954-02-01", "1954-03-01"),
        ("[1954-02-10..1954-03-26]", "1954-02-10", "1954-03-27"),
        ("1954-03-31/..", "1954-03-31", "1954-04-01"),
        ("../1954-05-07", "1954-05-07", "1954-05-08"),
        ("1580-10-31", "1580-10-31", "1580-11-01"),
        ("0100-01-01", "0100-01-01", "0100-01-02"),
    ],
)
def test_events_are_all_day_and_end_the_day_after(edtf: str, first: str, after: str) -> None:
    found = one(edtf)
    assert (found["start"], found["end"]) == (first, after)


@pytest.mark.parametrize("edtf", ["0046-03-15", "0099-12-31", "0099-12-31/0100-01-01"])
def test_years_that_readers_take_for_19xx_are_left_out_and_counted(edtf: str) -> None:
    made = export_context()
    assert events(written("ics", [event("a", edtf)], made)) == []
    assert made.survey.omitted == 1


def test_a_day_has_no_end_of_its_own() -> None:
    assert b"DTEND" not in written("ics", [event("a")])


@pytest.mark.parametrize("edtf", [*COARSE, *(date for date in MARKED if date not in LEFT_OUT), *OPEN, *SETS])
def test_what_is_no_certain_day_is_tentative_and_told_in_words(edtf: str) -> None:
    found = one(edtf)
    assert found["status"] == "TENTATIVE"
    assert found["summary"].startswith("A (")
    assert f"EDTF {edtf})" in found["description"]


@pytest.mark.parametrize("edtf", [date for date in EXACT if date not in LEFT_OUT])
def test_certain_days_are_confirmed(edtf: str) -> None:
    assert (one(edtf)["status"], one(edtf)["summary"]) == ("CONFIRMED", "A")


def test_texts_come_back_and_forge_no_event() -> None:
    found = events(written("ics", hostile_events()))
    assert len(found) == len(HOSTILE)
    for text, each in zip(HOSTILE, found, strict=True):
        told = text.replace("\r", "")
        for sign in "\u0085\u2028\u2029":
            told = told.replace(sign, "\n")
        assert each["summary"] == told


def test_lines_are_folded_by_octets_and_never_inside_a_character() -> None:
    file = written("ics", [event("a", title="é" * 300, summary="🕊️" * 300)])
    lines = file.split(b"\r\n")
    assert max(map(len, lines)) <= 75
    for line in lines:
        line.decode()
    assert one("1954-03-26", "é" * 300)["summary"] == "é" * 300


def test_the_readers_for_python_find_the_same_days() -> None:
    (found,) = icalendar.Calendar.from_ical(written("ics", [event("a", "1954-01-25/1954-02-18")])).events
    assert (found.start, found.end) == (date(1954, 1, 25), date(1954, 2, 19))


def test_documents_are_there_and_the_undated_are_not() -> None:
    made = export_context(RecordType.DOCUMENT)
    assert len(events(written("ics", [*hostile_documents(), document("undated", None)], made))) == len(HOSTILE)
    assert made.survey.omitted == 1


def test_commas_part_categories_and_not_their_words() -> None:
    made = export_context(kinds={"event": {"note": "Note, verbal"}})
    (found,) = events(written("ics", [event("a", topics=["war", "peace"])], made))
    assert found["categories"] == ["Note, verbal", "war", "peace"]


def test_an_empty_calendar_can_be_read() -> None:
    assert events(written("ics", [])) == []
