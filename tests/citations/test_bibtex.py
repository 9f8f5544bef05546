"""BibTeX, read back by pybtex (strict) and bibtexparser."""

import re

import bibtexparser
import pytest
from hypothesis import given
from pybtex.database import Entry, parse_string

from app.citations.bibtex import write
from app.citations.citation import Citation
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

COMMANDS = {r"\textbackslash{}": "\\", r"\textasciitilde{}": "~", r"\textasciicircum{}": "^", "{@}": "@"}
COMMAND = re.compile(r"\\text\w+\{\}|\{@\}|\\[&%#_$]")


def read(*citations: Citation) -> list[Entry]:
    """What pybtex finds, provided that bibtexparser finds as many entries and no fault."""
    text = b"".join(write(citations)).decode()
    entries = list(parse_string(text, "bibtex").entries.values())
    library = bibtexparser.parse_string(text)
    assert library.failed_blocks == []
    assert [entry.key for entry in library.entries] == [entry.key for entry in entries]
    return entries


def one(citation: Citation) -> Entry:
    (found,) = read(citation)
    return found


def typeset(value: str) -> str:
    """What TeX sets for a value of ours: commands undone, the braces around a whole text gone."""
    return COMMAND.sub(lambda found: COMMANDS.get(found[0], found[0][1:]), value.removeprefix("{").removesuffix("}"))


def expected(title: str) -> str:
    """A title as TeX sets it: brackets for braces, every blank an ordinary one (pybtex takes NBSP for one too)."""
    return " ".join(title.translate(str.maketrans("{}", "()")).split())


def people(entry: Entry, field: str) -> list[str]:
    return [str(person) for person in entry.persons[field]]


def test_a_document_keeps_archive_signature_translator_and_date() -> None:
    found = one(cited_document())
    assert found.type == "unpublished"
    assert people(found, "author") == ["Molotov, Vyacheslav"]
    assert found.fields["translator"] == "Roberts, Geoffrey"
    assert [found.fields[name] for name in ("date", "year", "month")] == ["1954-03-26", "1954", "March"]
    assert found.fields["howpublished"] == "AVP RF, f. 6, op. 13, pap. 2, d. 9, ll. 56-59"
    assert found.fields["language"] == "ru"
    for told in ("AVP RF", "ll. 56-59", "Georgy Malenkov", "No. 7", "CWIHP e-Dossier No. 27", "Memorandum"):
        assert told in found.fields["note"]


def test_an_event_says_data_set_release_and_address() -> None:
    found = one(cited_event())
    assert "Moscow and the Treaty, release 12" in found.fields["note"]
    assert found.fields["url"] == "https://timeline.example.org/events/berlin-conference-1954"


@pytest.mark.parametrize(
    ("kind", "type_", "field"),
    [("press-article", "article", "journal"), ("report", "techreport", "institution"), ("treaty", "misc", "publisher")],
)
def test_each_form_has_its_type_and_fields(kind: str, type_: str, field: str) -> None:
    found = one(cited_document(kind=kind, repository=None, signature=None))
    assert found.type == type_
    assert field in found.fields


@pytest.mark.parametrize(
    ("edtf", "date", "year", "month", "noted"),
    [
        ("1954-03-26", "1954-03-26", "1954", "March", False),
        ("1954-03", "1954-03", "1954", "March", False),
        ("1954-01-25/1954-02-18", "1954-01-25/1954-02-18", "1954", "January", True),
        ("1954-03-05?", None, "1954", "March", True),
        ("[1954-02-10..1954-03-26]", None, "1954", None, True),
        ("1954-22", None, "1954", None, True),
        ("../1954-05-07", None, None, None, True),
        ("195X", None, None, None, True),
        ("-0044-03-15", None, None, None, True),
        ("0033-04-03", "0033-04-03", "0033", "April", False),
    ],
)
def test_only_ordinary_dates_and_closed_intervals_are_dates(
    edtf: str, date: str | None, year: str | None, month: str | None, noted: bool
) -> None:
    found = one(dated(edtf)).fields
    assert (found.get("date"), found.get("year"), found.get("month")) == (date, year, month)
    assert ("EDTF" in found["note"]) is noted


def test_names_are_parted_and_organisations_stay_whole() -> None:
    cast = [
        actor("de-gaulle", "Charles de Gaulle", "author"),
        actor("macarthur-douglas", "Douglas MacArthur II", "author"),
        actor("bmz", "Ministry of Trade and Industry, Bonn", "author", "ministry"),
    ]
    general, ambassador, ministry = one(cited_document(actors=cast)).persons["author"]
    assert (general.prelast_names, general.last_names, general.first_names) == (["de"], ["Gaulle"], ["Charles"])
    assert (ambassador.lineage_names, ambassador.last_names) == (["II"], ["MacArthur"])
    assert ministry.last_names == ["{Ministry of Trade and Industry, Bonn}"]


def test_an_address_is_not_escaped_but_closes_nothing() -> None:
    url = "https://a.example.org/x_y?a=1&b=%7B#c}\n@misc{forged,"
    assert one(cited_document(url=url)).fields["url"] == "https://a.example.org/x_y?a=1&b=%7B#c%7D%20%40misc%7Bforged,"


def test_a_file_holds_many_entries_or_none() -> None:
    keys = [entry.key for entry in read(cited_document(), cited_event(), cited_claim())]
    assert keys == ["doc-memorandum", "berlin-conference-1954", "essay-thesis-7"]
    assert read() == []


@each_hostile
def test_no_text_forges_an_entry_or_a_command(text: str) -> None:
    before, found, after = read(cited_event(), hostile(text), cited_event(id="other"))
    assert before.fields == after.fields
    assert typeset(found.fields["title"]) == expected(hostile(text).title)


@given(ANY_TEXT)
def test_any_text_is_typeset_as_it_was_but_for_braces(text: str) -> None:
    found = one(hostile(text))
    assert typeset(found.fields["title"]) == expected(hostile(text).title)
