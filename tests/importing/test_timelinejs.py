"""The import of timelines of TimelineJS, as JSON and as a table."""

import json
from pathlib import Path

import pytest

from app.importing.heads import Options
from app.importing.records import Imported
from app.importing.timelinejs import import_timelinejs
from app.importing.xml import UnreadableFile
from app.resources.events.models import EventRecord
from app.timeline.record_types import RecordType
from tests.serving import ROOT

DATA = ROOT / "tests" / "data" / "timelinejs"
TOLD = Options("talks", licence="CC0", language="en")


def events(imported: Imported) -> dict[str, EventRecord]:
    return {event.id: event for event in imported.data.of(RecordType.EVENT)}


def test_a_slide_is_an_event_about_the_subject_of_the_timeline() -> None:
    imported = import_timelinejs(DATA / "talks.json", TOLD)
    found = events(imported)
    talk = found["talks-1954-talk-on-treaties"]
    assert (talk.title, talk.date, talk.summary) == (
        "Talk on treaties",
        "1954-03-26/1954-04-02",
        "Both sides spoke & parted.",
    )
    assert talk.sources[0].url == "https://example.org/talk.jpg"
    assert [(each.actor, each.role.value) for each in talk.actors] == [("talks-subject", "subject")]
    assert talk.topics == ("talks-talks",)
    old = found["talks-old-talk"]
    assert (old.date, old.summary, old.sources[0].url) == ("-0043", "An old talk", None)
    assert imported.data.collection.title == "Talks of Utopia"
    assert set(found) == {"talks-1954-talk-on-treaties", "talks-old-talk"}


def test_slides_that_cannot_be_read_are_reported_with_their_line() -> None:
    imported = import_timelinejs(DATA / "talks.json", TOLD)
    assert [(each.line, each.message) for each in imported.left_out] == [
        (18, "column 'Year, Month, Day': '1954-13' cannot be read; expected a day, month or year that exists"),
        (19, "column 'Year' is empty; 'No date' has no date"),
        (20, "column 'Headline' is empty; expected a headline"),
        (21, "column 'Headline' is empty; expected a headline"),
        (22, "has the same year and headline as another slide"),
    ]


def test_a_table_gives_the_same_as_json_without_title_and_eras() -> None:
    imported = import_timelinejs(DATA / "talks.csv", TOLD)
    assert {id_: event.date for id_, event in events(imported).items()} == {
        "talks-1954-talk-on-treaties": "1954-03-26/1954-04-02",
        "talks-1954-a-talk-in-may": "1954-05",
    }
    assert imported.data.collection.title == "Talks of Utopia"
    assert imported.left_out == ()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b'{"events": [\n{]}', r":2: is no JSON: "),
        (b'{"slides": []}', r":1: is no timeline: expected a table with a list under \"events\""),
        (b"[1]", r"is no timeline"),
        (b'{"events":\n"\xe9"}', r":2: is not UTF-8"),
        (b"[" * 200_000, r"is no JSON: it is nested too deeply"),
    ],
)
def test_what_is_no_timeline_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "talks.json"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=message):
        import_timelinejs(path, TOLD)


def test_a_table_without_the_columns_of_a_timeline_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "talks.csv"
    path.write_text("title,count\na,1\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"has no column 'Year'.*it has title, count"):
        import_timelinejs(path, TOLD)


def test_json_on_one_line_is_read(tmp_path: Path) -> None:
    path = tmp_path / "talks.json"
    path.write_text(json.dumps(json.loads((DATA / "talks.json").read_text(encoding="utf-8"))), encoding="utf-8")
    again = import_timelinejs(path, TOLD)
    assert set(events(again)) == {"talks-1954-talk-on-treaties", "talks-old-talk"}
    assert {each.line for each in again.left_out} == {1}
