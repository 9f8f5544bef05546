"""The import of volumes of Foreign Relations: small files of our own with each structure of the real ones."""

import shutil
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from app.cli import cli
from app.importing.frus import DuplicateVolume, import_frus
from app.importing.frus_persons import Office, name_of, offices_of
from app.importing.records import Imported
from app.importing.xml import UnreadableFile
from app.loading.release import load
from app.resources.actors.models import ActorRecord
from app.resources.documents.models import DocumentRecord, ParagraphRecord
from app.timeline.record_types import RecordType
from tests.loading.test_collections import listed
from tests.serving import ROOT

DATA = ROOT / "tests" / "data" / "frus"
FILES = (DATA / "frus1950v01.xml", DATA / "frus1890v02.xml")
SITE = "https://history.state.gov/historicaldocuments"


@pytest.fixture(scope="module")
def imported() -> dict[str, Imported]:
    return {each.data.collection.id: each for each in import_frus(FILES)}


def document(imported: dict[str, Imported], id_: str) -> DocumentRecord:
    found = imported[id_.rpartition("-")[0]].data.of(RecordType.DOCUMENT)
    return next(each for each in found if each.id == id_)


def actor(imported: dict[str, Imported], key: str) -> ActorRecord:
    return next(each for each in imported["frus1950v01"].data.of(RecordType.ACTOR) if each.id == f"frus1950v01-{key}")


def roles(found: DocumentRecord) -> list[tuple[str, str]]:
    return [(each.actor.partition("-")[2], each.role.value) for each in found.actors]


def read(paragraph: ParagraphRecord) -> tuple[Any, ...]:
    notes = [(each.label, each.at, each.text) for each in paragraph.footnotes]
    return paragraph.layout and paragraph.layout.value, paragraph.page, paragraph.text, notes


def test_each_volume_is_a_collection_in_the_public_domain(imported: dict[str, Imported]) -> None:
    assert list(imported) == ["frus1950v01", "frus1890v02"]
    collection = imported["frus1950v01"].data.collection
    assert (collection.title, collection.licence.spdx) == (
        "Foreign Relations of the United States, 1950, Utopia, Volume I",
        "CC-PDM-1.0",
    )
    topics = [each.id for each in imported["frus1950v01"].data.of(RecordType.TOPIC)]
    assert topics == ["frus1950v01", "frus1950v01-ch1", "frus1950v01-comp1"]


def test_a_part_without_a_title_and_one_with_two_leave_the_topics_of_others(tmp_path: Path) -> None:
    text = FILES[0].read_text(encoding="utf-8")
    text = text.replace("<head>The Talks</head>", "", 1)
    text = text.replace("A note to the compilation.</note></head>", "A note.</note></head><head>Further</head>", 1)
    # The chapter ends behind the first document.
    before, mark, after = text.partition('<div type="document" xml:id="d2"')
    after = after.replace("</div>\n            </div>", "</div>", 1)
    (tmp_path / "frus1950v01.xml").write_text(f"{before}</div>{mark}{after}", encoding="utf-8")
    (volume,) = import_frus([tmp_path / "frus1950v01.xml"])
    topics = {each.topics for each in volume.data.of(RecordType.DOCUMENT)}
    assert topics == {("frus1950v01-comp1", "frus1950v01")}
    assert [each.id for each in volume.data.of(RecordType.TOPIC)] == ["frus1950v01", "frus1950v01-comp1"]


def test_a_document_has_title_number_local_day_dateline_and_source_note(imported: dict[str, Imported]) -> None:
    found = document(imported, "frus1950v01-d1")
    assert (found.kind, found.title) == ("telegram", "Telegram From the Mission in UN to the Department of State")
    assert (found.date, found.dateline) == ("1950-03-01", "Capital, March 1, 1950—11 p.m.")
    assert found.source_note == "Source: Department of State, Central Files, 1.23. Secret. Drafted by Adams."
    assert found.frus is not None
    assert (found.frus.volume, found.frus.document, found.frus.page) == ("frus1950v01", 1, "1")
    assert found.topics == ("frus1950v01-ch1", "frus1950v01-comp1", "frus1950v01")
    assert (found.url, found.rights) == (
        f"{SITE}/frus1950v01/d1",
        "Public domain: a work of the United States Government.",
    )


def test_notes_stay_out_of_the_text_and_know_their_place(imported: dict[str, Imported]) -> None:
    found = document(imported, "frus1950v01-d1")
    assert [(each.label, each.at, each.text) for each in found.footnotes] == [("2", None, "Received on March 2.")]
    first = found.paragraphs[0]
    assert first.text == "12. Following is summary: the Minister spoke of harvest. Brown agreed, and Smith did not."
    assert [(each.label, each.text) for each in first.footnotes] == [
        ("3", "UN 11, Document 2.\n\nA second part."),
        ("4", "Not printed; see Foreign Relations, 1949 and page 1."),
    ]
    ends = [first.text[: each.at] for each in first.footnotes]
    assert ends == [
        "12. Following is summary:",
        "12. Following is summary: the Minister spoke of harvest. Brown agreed,",
    ]


def test_lists_tables_and_signatures_keep_their_layout_and_page(imported: dict[str, Imported]) -> None:
    assert [read(each) for each in document(imported, "frus1950v01-d1").paragraphs[1:]] == [
        (None, "2", "Points:", []),
        ("heading", "2", "POINTS", []),
        ("item", "2", "First point", []),
        ("item", "2", "Second point", [("5", 12, "See footnote 3 above.")]),
        (None, "2", "and no more.", []),
        ("row", "2", "Ships | 12", [("6", 10, "Estimated.")]),
        ("row", "2", "Planes | 3", []),
        ("closing", "2", "Ann Adams", []),
    ]
    old = document(imported, "frus1890v02-d1")
    assert [(each.layout and each.layout.value, each.text) for each in old.paragraphs] == [
        ("opening", "Sir:"),
        (None, "I have the honor to write."),
        ("quotation", "Words of another."),
        ("closing", "I have, etc.,"),
        ("closing", "Gray."),
        (None, "P.S. Rain."),
        ("heading", "[Inclosure]"),
        ("opening", "Berlin, December 24, 1889."),
        (None, "An inclosed paper."),
    ]


def test_who_sent_received_signed_and_is_mentioned(imported: dict[str, Imported]) -> None:
    assert roles(document(imported, "frus1950v01-d1")) == [
        ("body-mission-in-un", "sender"),
        ("body-department-of-state", "recipient"),
        ("p-aa1", "signatory"),
        ("p-bb1", "mentioned"),
    ]
    assert document(imported, "frus1950v01-d1").paragraphs[0].mentions == ("frus1950v01-p-bb1",)
    assert roles(document(imported, "frus1950v01-d3")) == [
        ("p-aa1", "sender"),
        ("person-dillon", "recipient"),
        ("person-stranger", "mentioned"),
    ]


def test_references_to_documents_pages_and_other_volumes_are_addresses(imported: dict[str, Imported]) -> None:
    first, second = (document(imported, f"frus1950v01-{key}") for key in ("d1", "d2"))
    assert [(each.title, each.url) for each in first.cross_references] == [
        ("Document 2", f"{SITE}/frus1950v01/d2"),
        ("frus1949v05p1, document 252", f"{SITE}/frus1949v05p1/d252"),
        ("Page 1", f"{SITE}/frus1950v01/pg_1"),
    ]
    assert [each.url for each in second.cross_references] == [
        f"{SITE}/frus1950v01/d1",
        f"{SITE}/frus1949v05p1",
        "https://history.state.gov/",
    ]


@pytest.mark.parametrize(
    ("id_", "kind", "date"),
    [
        ("frus1950v01-d2", "editorial-note", None),
        ("frus1950v01-d3", "record", "1950-03-05"),
        ("frus1950v01-d4", "letter", None),
        ("frus1950v01-d5", "paper", "1950-04-01/1950-04-03"),
        ("frus1950v01-d6", "report", None),
        ("frus1890v02-d1", "document", "1890-05-01"),
        ("frus1890v02-d2", "document", "[1890-06-01..1890-06-30]"),
        ("frus1890v02-d3", "editorial-note", "1890-06-01/1890-06-30"),
        ("frus1890v02-d6", "document", "[1890-07-01..1890-07-09]"),
        ("frus1890v02-d7", "memorandum", "1890-08~"),
    ],
)
def test_dates_carry_doubt_in_edtf_and_are_never_guessed(
    imported: dict[str, Imported], id_: str, kind: str, date: str | None
) -> None:
    found = document(imported, id_)
    assert (found.kind, found.date) == (kind, date)


def test_numbers_in_brackets_and_in_heads_are_read(imported: dict[str, Imported]) -> None:
    numbers = [document(imported, f"frus1890v02-{key}").frus for key in ("d1", "d2", "d6")]
    assert [each and each.document for each in numbers] == [7, 8, 12]
    assert document(imported, "frus1890v02-d1").title == "Mr. Gray to Mr. Green, May 1, 1890."


def test_without_a_list_of_persons_names_that_are_marked_are_actors(imported: dict[str, Imported]) -> None:
    assert roles(document(imported, "frus1890v02-d1")) == [
        ("person-gray", "signatory"),
        ("person-mr-gray", "mentioned"),
    ]


def test_persons_have_names_descriptions_and_the_tenures_that_are_stated(imported: dict[str, Imported]) -> None:
    adams, brown = actor(imported, "p-aa1"), actor(imported, "p-bb1")
    assert (adams.name, adams.sort_name) == ("Ann B. Adams, Jr.", "Adams, Ann B., Jr.")
    assert adams.summary.startswith("Assistant Secretary of State for Utopian Affairs until May 1950; Ambassador")
    assert [(each.office, each.of, each.from_, each.to) for each in adams.offices] == [
        ("Assistant Secretary of State for Utopian Affairs", "frus1950v01-body-department-of-state", None, "1950-05"),
        ("Ambassador to Utopia", "frus1950v01-body-department-of-state", "1950-05-03", None),
    ]
    assert [(each.office, each.of, each.from_, each.to) for each in brown.offices] == [
        ("Minister of Foreign Affairs", "frus1950v01-state-united-kingdom", "1950-01", "1950-03"),
        ("Prime Minister", "frus1950v01-state-united-kingdom", "1950-03", None),
    ]
    assert [each.name for each in brown.other_names] == ["Bob Braun"]


@pytest.mark.parametrize(
    ("listed_name", "shown", "others"),
    [
        ("Molotov, Vlacheslav Mikhailovich", "Vlacheslav Mikhailovich Molotov", ()),
        ("MacArthur, Douglas, II", "Douglas MacArthur, II", ()),
        ("Hussein", "Hussein", ()),
        ("Beyen (Beijen), Johan W.", "Johan W. Beyen", ("Johan W. Beijen",)),
        ("Barnes, Tracy (Playdon, William D.)", "Tracy Barnes", ("William D. Playdon",)),
        ("Cabell, General Charles P. (Ordway)", "General Charles P. Cabell", ("Ordway",)),
    ],
)
def test_names_of_the_list_are_turned(listed_name: str, shown: str, others: tuple[str, ...]) -> None:
    name = name_of(listed_name)
    assert (name.shown, name.others) == (shown, others)


@pytest.mark.parametrize(
    ("description", "offices"),
    [
        ("Ambassador to France until January 1957", [("Ambassador to France", "Department of State", "", "1957-01")]),
        ("Secretary of State", []),
        ("consultant to the Secretary of State until April 1952", []),
        ("Prime Minister of Canada from June 21, 1957", [("Prime Minister of Canada", "Canada", "1957-06-21", "")]),
        ("Danish Minister of Foreign Affairs and from February 1955 Prime Minister", []),
        ("Dutch Minister of Foreign Affairs, concurrently with another, until October 1956", []),
        ("British Ambassador to the United States, October 1955–summer 1957", []),
        (
            "Belgian Minister of Foreign Affairs until May 1957; Secretary General of NATO thereafter",
            [("Minister of Foreign Affairs", "Belgium", "", "1957-05")],
        ),
        ("Deputy Operations Coordinator, Department of State", []),
        (
            "Director of the Executive Secretariat, Department of State, August 1955–May 1956",
            [
                (
                    "Director of the Executive Secretariat, Department of State",
                    "Department of State",
                    "1955-08",
                    "1956-05",
                )
            ],
        ),
    ],
)
def test_only_offices_with_body_and_dates_become_tenures(
    description: str, offices: list[tuple[str, str, str, str]]
) -> None:
    def short(office: Office) -> tuple[str, str, str, str]:
        return office.office, office.of, office.begin, office.end

    assert [short(each) for each in offices_of(description)] == offices


def test_what_cannot_be_read_is_reported_with_file_and_line(imported: dict[str, Imported]) -> None:
    def left_out(name: str) -> list[tuple[str, int, str]]:
        return [(Path(each.file).name, each.line, each.message) for each in imported[name].left_out]

    assert left_out("frus1950v01") == [
        ("frus1950v01.xml", 46, "a person without xml:id: 'Nameless, Ned, somebody without an id'"),
        ("frus1950v01.xml", 47, "xml:id 'p_BB1' stands twice; the first counts"),
        ("frus1950v01.xml", 47, "a person without a name, or with the xml:id 'p_BB1' of another"),
        ("frus1950v01.xml", 73, "reference '#d1fn77' points to nothing"),
        ("frus1950v01.xml", 75, "'p_XX9' is no person of the list; 'Stranger' is known by name alone"),
        (
            "frus1950v01.xml",
            94,
            "the date when='1950-02-31' is none; expected days that exist, such as 1954-03-26, in their order",
        ),
    ]
    assert left_out("frus1890v02") == [
        ("frus1890v02.xml", 37, "xml:id 'd2' stands twice; the first counts"),
        ("frus1890v02.xml", 37, "a document that has no xml:id of its own ('d2')"),
        ("frus1890v02.xml", 41, "a document that is of the subtype errata_document-numbering-error"),
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<TEI xmlns="http://www.tei-c.org/ns/1.0">\n<text>\n', r"v\.xml:\d: is not well-formed XML: .*"),
        ('<!DOCTYPE TEI [<!ENTITY a "b">]>\n<TEI/>', r"v\.xml: has a document type"),
        ("<TEI>\n<text>\udcff</text></TEI>", r"v\.xml:\d: "),
        ('<TEI xmlns="http://www.tei-c.org/ns/1.0">\n<text>\udcff</text></TEI>', r"v\.xml:2: is not well-formed XML"),
        ("<html/>", r"v\.xml:1: is no TEI: it begins with <html>\."),
        ('<TEI xmlns="http://www.tei-c.org/ns/1.0"><teiHeader/></TEI>', r"v\.xml: is no volume of Foreign Relations"),
    ],
    ids=["truncated", "entities", "no-namespace", "encoding", "other", "empty"],
)
def test_what_is_no_volume_is_refused(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "v.xml").write_bytes(text.encode("utf-8", "surrogateescape"))
    with pytest.raises(UnreadableFile, match=message):
        list(import_frus([tmp_path / "v.xml"]))


def test_an_id_that_stands_twice_does_not_hide_that_a_file_is_cut_off(tmp_path: Path) -> None:
    whole = FILES[1].read_text(encoding="utf-8")
    (tmp_path / "v.xml").write_text(whole[: whole.index("13. Memorandum")], encoding="utf-8")
    with pytest.raises(UnreadableFile, match=r"v\.xml:\d+: is not well-formed XML: (?!ID)"):
        list(import_frus([tmp_path / "v.xml"]))


def test_a_volume_that_is_given_twice_is_refused(tmp_path: Path) -> None:
    shutil.copy(FILES[0], tmp_path / "again.xml")
    with pytest.raises(DuplicateVolume, match=r"again\.xml are both of the volume frus1950v01\."):
        list(import_frus([FILES[0], tmp_path / "again.xml"]))


def test_a_volume_lies_beside_the_curated_data_and_importing_it_again_changes_nothing(
    database: Path, tmp_path: Path
) -> None:
    path = tmp_path / "timeline.sqlite"
    shutil.copy(database, path)
    url, sets = f"sqlite:///{path}", [each.data for each in import_frus(FILES)]
    curated = listed(tmp_path, RecordType.DOCUMENT)
    assert load(url, sets, by="import").number == 2
    assert not load(url, sets, by="import").changed
    assert listed(tmp_path, RecordType.DOCUMENT, "curated") == curated
    assert len(listed(tmp_path, RecordType.DOCUMENT, "frus1890v02")) == 5


def test_the_command_counts_and_a_broken_file_imports_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIMELINE_DATABASE_URL", f"sqlite:///{tmp_path / 'timeline.sqlite'}")
    (tmp_path / "v.xml").write_text("<html/>", encoding="utf-8")
    refused = CliRunner().invoke(cli, ["import", "frus", str(FILES[0]), str(tmp_path / "v.xml")])
    assert str(refused.exception).endswith("v.xml:1: is no TEI: it begins with <html>. Nothing was imported.")
    assert not (tmp_path / "timeline.sqlite").exists()
    done = CliRunner().invoke(cli, ["import", "frus", *map(str, FILES)])
    assert done.exit_code == 0, done.output
    assert "frus1890v02: 2 actors, 5 documents, 14 paragraphs, 2 topics; 3 left out." in done.output
    assert "frus1950v01.xml:47:1: left out: p_BB1: xml:id 'p_BB1' stands twice" in done.output


def test_a_name_with_signs_that_nobody_sees_is_told_with_escapes(tmp_path: Path) -> None:
    path = tmp_path / "volume.xml"
    path.write_text("<\ufeffp>x</p>\n", encoding="utf-8")
    with pytest.raises(UnreadableFile) as refused:
        list(import_frus([path]))
    assert str(refused.value).endswith("it begins with <\\ufeffp>.")


def test_what_is_no_xml_is_told_on_one_line(tmp_path: Path) -> None:
    path = tmp_path / "volume.xml"
    path.write_bytes(b"<\0p>x</p>\n")
    with pytest.raises(UnreadableFile) as refused:
        list(import_frus([path]))
    assert str(refused.value).isprintable()
