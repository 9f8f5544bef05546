"""RIS, read back by rispy."""

from typing import Any

import pytest
import rispy
from hypothesis import given

from app.citations.citation import Citation, DataSet
from app.citations.ris import write
from tests.citations.examples import (
    ANY_TEXT,
    actor,
    cited_claim,
    cited_document,
    cited_event,
    dated,
    each_hostile,
    hostile,
)

Json = dict[str, Any]  # rispy's records hold texts and lists of them


def read(*citations: Citation) -> list[Json]:
    found: list[Json] = rispy.loads(b"".join(write(citations)).decode())
    return found


def one(citation: Citation) -> Json:
    (found,) = read(citation)
    return found


def test_a_document_keeps_archive_signature_translator_and_date() -> None:
    found = one(cited_document())
    assert found["type_of_reference"] == "MANSCPT"
    assert found["name_of_database"] == "AVP RF"
    assert found["accession_number"] == "f. 6, op. 13, pap. 2, d. 9, ll. 56-59"
    assert found["authors"] == ["Molotov,Vyacheslav"]
    assert found["subsidiary_authors"] == ["Roberts,Geoffrey"]
    assert (found["date"], found["year"]) == ("1954/03/26/", "1954")
    assert (found["type_of_work"], found["language"]) == ("Memorandum", "ru")
    assert found["urls"] == ["http://archive.example.org/document/113924"]


def test_what_a_manuscript_has_no_field_for_stands_in_the_note() -> None:
    (note,) = one(cited_document())["notes"]
    for told in ("Georgy Malenkov", "No. 7", "CWIHP e-Dossier No. 27", "Cold War International History Project"):
        assert told in note


def test_a_letter_has_its_recipients() -> None:
    cast = [actor("dulles", "John Foster Dulles", "author"), actor("eden", "Anthony Eden", "recipient")]
    found = one(cited_document(kind="letter", actors=cast))
    assert (found["type_of_reference"], found["secondary_authors"]) == ("PCOMM", ["Eden,Anthony"])


def test_a_report_has_its_number_and_a_title_around_it() -> None:
    found = one(cited_document(kind="report", repository=None, signature=None))
    assert (found["type_of_reference"], found["issn"]) == ("RPRT", "No. 7")
    assert found["secondary_title"] == "CWIHP e-Dossier No. 27"
    assert found["publisher"] == "Cold War International History Project"


def test_an_event_says_data_set_release_and_address() -> None:
    found = one(cited_event())
    assert (found["type_of_reference"], found["secondary_title"]) == ("DATA", "Moscow and the Treaty")
    assert found["edition"] == "release 12"
    assert found["urls"] == ["https://timeline.example.org/events/berlin-conference-1954"]


def test_a_path_that_is_no_address_stands_in_the_note() -> None:
    found = one(cited_event(DataSet("T", None, 1)))
    assert "urls" not in found
    assert "Address: /events/berlin-conference-1954" in found["notes"][0]


@pytest.mark.parametrize(
    ("edtf", "written", "noted"),
    [
        ("1954-03-26", "1954/03/26/", None),
        ("1954-03", "1954/03//", None),
        ("1954", "1954///", None),
        ("1954-03-05?", "1954/03/05/", "1954-03-05?"),
        ("1954-01-25/1954-02-18", "1954/01/25/", "1954-01-25/1954-02-18"),
        ("[1954-02-10..1954-03-26]", "1954///", "[1954-02-10..1954-03-26]"),
        ("../1954-05-07", None, "../1954-05-07"),
        ("195X", None, "195X"),
        ("-0044-03-15", None, "-0044-03-15"),
    ],
)
def test_a_date_that_the_field_cannot_hold_is_told_in_the_note(
    edtf: str, written: str | None, noted: str | None
) -> None:
    found = one(dated(edtf))
    assert found.get("date") == written
    assert found.get("year") == (None if written is None else "1954")
    assert (f"(EDTF {noted})" in found["notes"][0]) if noted else ("EDTF" not in found["notes"][0])


def test_names_are_family_given_suffix() -> None:
    cast = [
        actor("de-gaulle", "Charles de Gaulle", "author"),
        actor("ribbentrop", "Joachim von Ribbentrop", "author"),
        actor("macarthur-douglas", "Douglas MacArthur II", "author"),
        actor("dos", "Department of State, Washington", "author", "ministry"),
    ]
    assert one(cited_document(actors=cast))["authors"] == [
        "de Gaulle,Charles",
        "Ribbentrop,Joachim von",
        "MacArthur,Douglas,II",
        "Department of State (Washington)",
    ]


def test_a_file_holds_many_records_or_none() -> None:
    assert [record["id"] for record in read(cited_document(), cited_event(), cited_claim())] == [
        "doc-memorandum",
        "berlin-conference-1954",
        "essay-thesis-7",
    ]
    assert read() == []


@each_hostile
def test_no_text_forges_a_record(text: str) -> None:
    before, found, after = read(cited_event(), hostile(text), cited_event())
    assert before == after
    assert found["title"] == hostile(text).title
    assert found["type_of_reference"] == "MANSCPT"


@given(ANY_TEXT)
def test_any_text_comes_back_as_it_was(text: str) -> None:
    found = one(hostile(text))
    assert found.get("title", "") == hostile(text).title
    assert found.get("name_of_database") == hostile(text).archive
