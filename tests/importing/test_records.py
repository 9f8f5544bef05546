"""The records of an import: those that break a rule are left out, with all that refers to them, in few rounds."""

import unicodedata

import pytest

from app.importing import records as importing
from app.importing.records import Origin, Records
from app.importing.xml import visible
from app.loading.values import Value
from app.timeline.record_types import RecordType
from app.timeline.words import LONGEST_RUN_OF_MARKS

COLLECTION: dict[str, Value] = {
    "id": "made",
    "title": "Made up",
    "language": "en",
    "version": "1",
    "source": "Made up",
    "attribution": "Nobody",
    "cite_as": "Made up",
    "licence": {"name": "CC0", "url": "https://example.org/"},
}
KINDS: dict[str, Value] = {"event": {"note": "Note"}, "actor": {"person": "Person", "ministry": "Ministry"}}
ROWS = 60


def made() -> Records:
    records = Records(COLLECTION, KINDS)
    records.add("topics", {"id": "t", "name": "T", "description": "D"}, Origin("f", 1))
    actor = {"kind": "person", "name": "P", "summary": "S", "verification": "unchecked"}
    records.add("actors", {"id": "p", **actor}, Origin("f", 2))
    return records


def add_event(records: Records, n: int, date: str, part_of: str = "") -> None:
    event: dict[str, Value] = {
        "id": f"e{n}",
        "kind": "note",
        "title": "N",
        "date": date,
        "summary": "S",
        "topics": ["t"],
        "actors": [{"actor": "p", "role": "sender"}],
        "confidence": "high",
        "sources": [{"title": "S"}],
        "part_of": part_of,
    }
    records.add("events", event, Origin("f", 10 + n))


@pytest.fixture
def rounds(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Grows by one with each check."""
    done: list[int] = []
    check = importing.check_reading

    def counted(*given: object, **options: object) -> object:
        done.append(1)
        return check(*given, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(importing, "check_reading", counted)
    return done


def test_a_long_way_of_references_to_what_is_left_out_takes_two_rounds(rounds: list[int]) -> None:
    records = made()
    for n in range(ROWS):
        add_event(records, n, "1954-13" if n == ROWS - 1 else "1954-03", f"e{n + 1}" if n < ROWS - 1 else "")
    add_event(records, ROWS, "1954-04")
    imported = records.checked()
    assert len(rounds) == 2
    assert [event.id for event in imported.data.of(RecordType.EVENT)] == [f"e{ROWS}"]
    assert [(one.line, one.record) for one in imported.left_out] == [(10 + n, f"e{n}") for n in range(ROWS)]
    assert imported.left_out[0].message == "part_of 'e1' is not a known event"


def test_a_part_that_refers_to_what_is_left_out_goes_alone(rounds: list[int]) -> None:
    records = made()
    body = {"kind": "ministry", "name": "M", "summary": "S", "verification": "unchecked"}
    records.add("actors", {"id": "m", **body, "founded": "1954-13"}, Origin("f", 3))
    office: dict[str, Value] = {"office": "Minister", "of": "m", "from": "1953", "capacity": "state"}
    records.add_part("actors", "p", "offices", office, Origin("f", 4))
    add_event(records, 1, "1954-03")
    imported = records.checked()
    assert len(rounds) == 2
    assert [actor.id for actor in imported.data.of(RecordType.ACTOR)] == ["p"]
    assert [one.line for one in imported.left_out] == [3, 4]


def test_a_reference_to_an_id_that_stands_twice_stays(rounds: list[int]) -> None:
    records = made()
    add_event(records, 1, "1954-03")
    add_event(records, 1, "1954-03")
    add_event(records, 2, "1954-03", "e1")
    assert [event.id for event in records.checked().data.of(RecordType.EVENT)] == ["e1", "e2"]


def test_accents_without_end_are_not_composed() -> None:
    text = "e" + "\u0301\u0316" * 1000
    assert sum(1 for sign in unicodedata.normalize("NFD", visible(text)) if unicodedata.combining(sign)) == (
        LONGEST_RUN_OF_MARKS
    )
