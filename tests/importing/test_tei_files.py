"""The import of CMIF and TEI: small files of our own with each structure of the real ones."""

from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from app.importing.heads import IncompleteCollection, Options
from app.importing.licences import licence
from app.importing.records import Imported
from app.importing.tei_dates import UnreadDate, edtf
from app.importing.tei_files import import_tei
from app.importing.xml import UnreadableFile
from app.timeline.record_types import RecordType
from tests.serving import ROOT

DATA = ROOT / "tests" / "data" / "tei"


@pytest.fixture(scope="module")
def listed() -> Imported:
    return import_tei([DATA / "list.xml"], Options("utopia"))


@pytest.fixture(scope="module")
def letter() -> Imported:
    return import_tei([DATA / "letter.xml"], Options("alpha"))


def of(imported: Imported, type_: RecordType) -> dict[str, Any]:
    return {record.id: record for record in imported.data.of(type_)}


def cast(document: Any) -> list[tuple[str, str]]:
    return [(each.actor, each.role.value) for each in document.actors]


def copy_with(tmp_path: Path, name: str, old: str, new: str) -> Path:
    """A copy of a file of the tests in which one text is another."""
    text = (DATA / name).read_text(encoding="utf-8")
    assert old in text
    copy = tmp_path / name
    copy.write_text(text.replace(old, new), encoding="utf-8")
    return copy


def test_a_letter_of_a_list_has_its_correspondents_date_and_address(listed: Imported) -> None:
    found = of(listed, RecordType.DOCUMENT)["utopia-list-1"]
    assert (found.kind, found.title, found.date) == (
        "letter",
        "Letter of Ada Alpha to Ben Beta and Cyril Gamma",
        "1954-03-26",
    )
    assert cast(found) == [
        ("utopia-person-gnd-100000001", "sender"),
        ("utopia-person-ben-beta", "recipient"),
        ("utopia-person-viaf-77", "recipient"),
    ]
    assert (found.url, found.published_in) == (
        "https://example.org/letters/1",
        "Letters of Utopia, vol. 1, online",
    )
    assert found.abstract == (
        "Letter of Ada Alpha to Ben Beta and Cyril Gamma, sent from Utopia, received in Thule (2 April 1954)."
    )
    assert found.note == "Inferred or uncertain in the source: place Thule."
    assert found.sources[0].url == "https://example.org/1"
    assert found.paragraphs == ()


def test_the_collection_is_described_by_the_file(listed: Imported) -> None:
    collection = listed.data.collection
    assert (collection.id, collection.title, collection.publisher, collection.language) == (
        "utopia",
        "Letters of Utopia",
        "Press of Utopia",
        "en",
    )
    assert (collection.licence.spdx, collection.attribution) == ("CC-BY-4.0", "Edith Editor")


def test_dates_of_letters_keep_bounds_and_doubt(listed: Imported) -> None:
    documents = of(listed, RecordType.DOCUMENT)
    second = documents["utopia-list-2"]
    assert (second.date, second.confidence.value) == ("[1954-03-01?..1954-03-31?]", "low")
    assert "forwarded in Ultima" in second.abstract
    assert cast(second)[1] == ("utopia-body-ministry-thule", "recipient")
    assert of(listed, RecordType.ACTOR)["utopia-body-ministry-thule"].name == "Ministry, Thule"
    assert documents["utopia-list-6"].date == "1954-05?"


def test_what_cannot_be_read_is_reported_and_no_date_is_guessed(listed: Imported) -> None:
    documents = of(listed, RecordType.DOCUMENT)
    assert [documents[f"utopia-list-{n}"].date for n in (3, 4, 5)] == [None, None, None]
    assert cast(documents["utopia-list-3"]) == [("utopia-person-ben-beta", "recipient")]
    assert [(each.line, each.record, each.message.partition(";")[0]) for each in listed.left_out] == [
        (42, "utopia-list-2", "has the same id as another document of the import"),
        (45, "utopia-list-3", "sent: the date 'in the rainy season' cannot be read"),
        (49, "utopia-list-4", "sent: the date when='1954-03-26' is written '27 March 1954'"),
        (52, "utopia-list-5", "sent: the date when='1954-13' is none"),
    ]


def test_a_whole_letter_has_its_text_and_notes_without_apparatus(letter: Imported) -> None:
    found = of(letter, RecordType.DOCUMENT)["alpha-letter"]
    assert [(paragraph.text, paragraph.layout) for paragraph in found.paragraphs] == [
        ("Herrn B. Beta", "opening"),
        ("Thule", "opening"),
        ("Utopia, 6. Juli", "opening"),
        ("Lieber Freund", "opening"),
        ("Die Gesellschaft tritt morgen zusammen, bald.", None),
        ("Ihre", "closing"),
        ("Ada", "closing"),
        ("Auf Wiedersehen.", None),
    ]
    (note,) = found.paragraphs[4].footnotes
    assert (note.label, note.at, note.text) == ("*", 16, "Which society is unknown.")
    assert (found.title, found.language, found.date) == ("Alpha an Beta, 6. 7. 1954", "de", "1954-07-06")
    assert (found.repository, found.signature) == ("Thule, State Archive", "A 1")
    assert found.rights.startswith("Creative Commons Attribution 4.0")


def test_the_persons_of_a_file_give_names_and_lives(letter: Imported) -> None:
    actors = of(letter, RecordType.ACTOR)
    first = actors["alpha-person-p1"]
    assert (first.name, first.sort_name, first.born, first.died) == ("Ada Alpha", "Alpha, Ada", "1900-01-02", "1970")
    assert [(each.scheme, each.id) for each in first.identifiers] == [("gnd", "100000001")]
    second = actors["alpha-person-p2"]
    assert (second.name, second.sort_name, second.born) == ("Ben Beta", "Beta, Ben", None)
    assert actors["alpha-person-p3"].name == "Cyril Gamma"


def test_each_letter_of_an_anthology_has_its_own_text_if_rights_allow() -> None:
    path = DATA / "anthology.xml"
    kept = import_tei([path], Options("book"))
    assert [each.paragraphs for each in kept.data.of(RecordType.DOCUMENT)] == [(), ()]
    assert kept.data.collection.licence.name == "All rights reserved"
    free = of(import_tei([path], Options("book", rights="Public domain")), RecordType.DOCUMENT)
    texts = {id_: [paragraph.text for paragraph in each.paragraphs] for id_, each in free.items()}
    assert texts == {
        "book-anthology-letter1": ["Berlin", "Mein lieber Sohn"],
        "book-anthology-letter2": ["Wir sind ganz wohlbehalten"],
    }
    assert free["book-anthology-letter2"].date == "1815"
    assert "unknown" not in free["book-anthology-letter1"].abstract


def test_sections_become_essays_with_those_whom_they_name() -> None:
    told = Options("milestones", language="en", licence="Public domain", rights="Public domain")
    essays = of(import_tei([DATA / "essays.xml"], told), RecordType.DOCUMENT)
    assert set(essays) == {"milestones-essays-foreword", "milestones-essays-airlift"}
    airlift = essays["milestones-essays-airlift"]
    assert (airlift.kind, airlift.title, airlift.published_in, airlift.date) == (
        "essay",
        "The Airlift, 1948",
        "Milestones of Utopia: 1945–1952",
        None,
    )
    assert [paragraph.text for paragraph in airlift.paragraphs] == [
        "President Dora Delta’s planes met those of Delta.",
        "They flew.",
        "One",
        "Two",
    ]
    assert cast(airlift) == [("milestones-person-dora-delta", "mentioned")]


def test_a_file_that_states_no_licence_gives_no_text() -> None:
    told = Options("milestones", language="en", licence="CC0")
    essays = of(import_tei([DATA / "essays.xml"], told), RecordType.DOCUMENT)
    assert essays["milestones-essays-airlift"].paragraphs == ()
    assert essays["milestones-essays-airlift"].rights == "Not stated by the source."


def test_files_under_several_licences_are_no_collection() -> None:
    paths = [DATA / "list.xml", DATA / "anthology.xml"]
    with pytest.raises(IncompleteCollection, match=r"list\.xml is under 'CC-BY-4\.0' and anthology\.xml under 'All"):
        import_tei(paths, Options("both", title="Both"))


def test_several_files_need_a_title() -> None:
    with pytest.raises(IncompleteCollection, match="has no title: give --title"):
        import_tei([DATA / "list.xml", DATA / "list.xml"], Options("both"))


def test_a_file_without_letters_and_essays_is_reported(tmp_path: Path) -> None:
    empty = tmp_path / "empty.xml"
    empty.write_text("<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>Text</p></body></text></TEI>")
    imported = import_tei([DATA / "list.xml", empty], Options("utopia", title="Utopia"))
    (found,) = (one for one in imported.left_out if one.file == empty.as_posix())
    assert found.message == "has neither a correspDesc nor sections with a heading"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "<TEI ",
            "<!DOCTYPE TEI [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]><TEI ",
            "has a document type, which could define entities",
        ),
        ("</teiHeader>", "</teiheader>", r"letter\.xml:\d+: is not well-formed XML"),
        ("Herrn B. Beta", "&beta;", r"letter\.xml:\d+: is not well-formed XML: Entity 'beta' not defined"),
    ],
)
def test_xml_that_is_unsafe_or_broken_is_refused(tmp_path: Path, old: str, new: str, message: str) -> None:
    with pytest.raises(UnreadableFile, match=message):
        import_tei([copy_with(tmp_path, "letter.xml", old, new)], Options("alpha"))


def test_an_encoding_error_names_its_line(tmp_path: Path) -> None:
    path = tmp_path / "letter.xml"
    path.write_bytes((DATA / "letter.xml").read_text(encoding="utf-8").encode("iso-8859-1", "replace"))
    with pytest.raises(UnreadableFile, match=r"letter\.xml:14: "):
        import_tei([path], Options("alpha"))


def test_a_byte_order_mark_changes_nothing(tmp_path: Path, listed: Imported) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(b"\xef\xbb\xbf" + (DATA / "list.xml").read_bytes())
    again = import_tei([path], Options("utopia"))
    assert list(of(again, RecordType.DOCUMENT)) == list(of(listed, RecordType.DOCUMENT))


@pytest.mark.parametrize(
    ("date", "expected"),
    [
        ("when='1954-03-26'", "1954-03-26"),
        ("when='1954'", "1954"),
        ("when='1954-03-26T10:00:00Z'", "1954-03-26"),
        ("when-iso='1954-03'", "1954-03"),
        ("when='1954-03' cert='medium'", "1954-03?"),
        ("when='1954-03' cert='high'", "1954-03"),
        ("when='1954' precision='low'", "1954~"),
        ("when='1954' precision='low' evidence='conjecture'", "1954%"),
        ("from='1954-01-25' to='1954-02-18'", "1954-01-25/1954-02-18"),
        ("from='1954'", "1954/"),
        ("to='1954'", "/1954"),
        ("notBefore='1954-03-01' notAfter='1954-03-31'", "[1954-03-01..1954-03-31]"),
        ("notAfter='1954-03-31' cert='low'", "[..1954-03-31?]"),
        ("notBefore='1954' notAfter='1954'", "1954"),
        ("from='1954-03-26' to='1954-03-26'", "1954-03-26"),
    ],
)
def test_a_date_of_tei_becomes_edtf(date: str, expected: str) -> None:
    assert edtf(etree.fromstring(f"<date {date}/>")) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("26 March 1954", "1954-03-26"),
        ("ca. 26 March 1954", "1954-03-26~"),
        ("Probably, about March 26", "1954-03-26%"),
    ],
)
def test_words_make_the_day_of_an_attribute_doubtful(said: str, expected: str) -> None:
    assert edtf(etree.fromstring(f"<date when='1954-03-26'>{said}</date>")) == expected


@pytest.mark.parametrize(
    ("said", "expected"),
    [("7. 7. 1954", "1954-07-07"), ("unbekannt", ""), ("[n.d.]", ""), ("Undated, on the train", "")],
)
def test_a_date_in_words_is_read_where_it_can_mean_one_thing(said: str, expected: str) -> None:
    assert edtf(etree.fromstring(f"<date>{said}</date>")) == expected


@pytest.mark.parametrize(
    "date",
    [
        "<date when='1954' notAfter='1955'/>",
        "<date from='1955' to='1954'/>",
        "<date when='--05-12'/>",
        "<date when='1954-02-30'/>",
        "<date when='1954'>1955</date>",
        "<date>4/5/1954</date>",
    ],
)
def test_a_date_that_cannot_be_read_is_refused(date: str) -> None:
    with pytest.raises(UnreadDate, match="expected"):
        edtf(etree.fromstring(date))


@pytest.mark.parametrize(
    ("stated", "address", "spdx", "free"),
    [
        ("CC-BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.de", "CC-BY-4.0", True),
        ("CC-BY-SA-3.0", "", "CC-BY-SA-3.0", True),
        ("", "https://creativecommons.org/licenses/by-nc/4.0/", "CC-BY-NC-4.0", False),
        ("", "https://creativecommons.org/licenses/by-nd/4.0/", "CC-BY-ND-4.0", False),
        ("CC0", "", "CC0-1.0", True),
        ("Public domain", "", "", True),
        ("All rights reserved", "", "", False),
    ],
)
def test_a_licence_tells_whether_texts_may_be_shown(stated: str, address: str, spdx: str, free: bool) -> None:
    found = licence(stated, address)
    assert (found.spdx, found.free_texts) == (spdx, free)
