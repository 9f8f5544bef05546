"""CMIF: valid TEI by the schema of all TEI, and what the format asks beyond it by XPath."""

import gzip
from pathlib import Path

import pytest
from lxml import etree

from app.formats.context import ExportContext
from app.timeline.record_types import RecordType
from tests.citations.examples import actor
from tests.formats.making import EVERY_DATE, HOSTILE, document, export_context, hostile_documents, written

SCHEMA = Path(__file__).resolve().parents[1] / "vendor" / "tei" / "tei_all.rng.gz"
NAMES = {"t": "http://www.tei-c.org/ns/1.0", "xml": "http://www.w3.org/XML/1998/namespace"}


def made(**more: object) -> ExportContext:
    return export_context(RecordType.DOCUMENT, **more)


def letters(file: bytes) -> list[etree._Element]:
    """The letters of a file that has what CMIF asks for."""
    root = etree.fromstring(file)

    def count(path: str) -> float:
        number = root.xpath(f"count({path})", namespaces=NAMES)
        assert isinstance(number, float)
        return number

    for needed in (
        "/t:TEI/t:teiHeader/t:fileDesc/t:titleStmt/t:title[text()]",
        "//t:titleStmt/t:editor[text()]",
        "//t:publicationStmt/t:publisher/t:ref[@target][text()]",
        "//t:publicationStmt/t:idno[@type='url'][starts-with(., 'https://')]",
        "//t:publicationStmt/t:date[string-length(@when) = 20]",
        "//t:licence[starts-with(@target, 'https://creativecommons.org/')]",
        "//t:sourceDesc/t:bibl[@type='online'][@xml:id]",
        "/t:TEI/t:text/t:body/t:p",
    ):
        assert count(needed) == 1, needed
    found = root.findall(".//t:correspDesc", NAMES)
    assert count("//t:correspDesc[substring(@source, 2) = //t:bibl/@xml:id]") == len(found)
    assert count("//t:correspDesc[@ref]") == len(found)
    assert count("//t:correspDesc[count(t:correspAction) = 2]") == len(found)
    for stage in ("sent", "received"):
        assert count(f"//t:correspDesc/t:correspAction[@type='{stage}'][t:persName or t:orgName]") == len(found)
    assert count("//@cert[. != 'low']") == 0
    return found


def date_of(edtf: str) -> etree._Element:
    (letter,) = letters(written("cmif", [document("d", edtf)], made()))
    found = letter.find("t:correspAction[@type='sent']/t:date", NAMES)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("edtf", "attributes"),
    [
        ("1954-03-26", {"when": "1954-03-26"}),
        ("1954-03", {"when": "1954-03"}),
        ("1954-01-25/1954-02-18", {"from": "1954-01-25", "to": "1954-02-18"}),
        ("1954-03~", {"when": "1954-03", "cert": "low"}),
        ("[1954-02-10..1954-03-26]", {"notBefore": "1954-02-10", "notAfter": "1954-03-26"}),
        ("[..1954-03-26]", {"notAfter": "1954-03-26"}),
        ("../1954-05-07", {"to": "1954-05-07"}),
        ("1954-03-31/..", {"from": "1954-03-31"}),
        ("195X", {"notBefore": "1950-01-01", "notAfter": "1959-12-31"}),
        ("-0044-03-15", {"when": "-0045-03-15"}),
        ("0000", {"when": "-0001"}),
        ("-004X", {"notBefore": "-0050-01-01", "notAfter": "-0041-12-31"}),
    ],
)
def test_dates(edtf: str, attributes: dict[str, str]) -> None:
    assert dict(date_of(edtf).attrib) == attributes


@pytest.mark.parametrize("edtf", ["1954-03?", "195X", "1954-03-31/..", "[1954,1956]", "1954-22"])
def test_what_the_attributes_cannot_say_stands_in_words(edtf: str) -> None:
    assert date_of(edtf).text


def test_only_letters_are_there_and_the_others_are_counted() -> None:
    author = [actor("molotov", "Molotov", "author")]
    told = made()
    found = letters(written("cmif", [document("a"), document("b", actors=author), document("c", None)], told))
    assert [letter.get("ref", "").rpartition("/")[2] for letter in found] == ["a", "c"]
    assert told.survey.omitted == 1


def test_senders_and_recipients_have_their_authority_files_and_the_unknown_are_unknown() -> None:
    (letter,) = letters(written("cmif", [document("d")], made()))
    person = letter.find("t:correspAction[@type='sent']/t:persName", NAMES)
    organisation = letter.find("t:correspAction[@type='received']/t:orgName", NAMES)
    assert person is not None
    assert organisation is not None
    assert (person.text, person.get("ref")) == ("Vyacheslav Molotov", "https://d-nb.info/gnd/118583549")
    assert (organisation.text, organisation.get("ref")) == ("United States of America", None)
    (letter,) = letters(written("cmif", [document("d", actors=[actor("usa", "USA", "recipient", "state")])], made()))
    assert letter.findtext("t:correspAction[@type='sent']/t:persName", namespaces=NAMES) == "Unknown"


def test_authors_have_sent_what_has_no_sender() -> None:
    cast = [actor("eden", "Anthony Eden", "author"), actor("usa", "USA", "recipient", "state")]
    (letter,) = letters(written("cmif", [document("d", actors=cast)], made()))
    assert letter.findtext("t:correspAction[@type='sent']/t:persName", namespaces=NAMES) == "Anthony Eden"


def test_hostile_names_come_back_as_text() -> None:
    found = letters(written("cmif", hostile_documents(), made()))
    names = [letter.findtext("t:correspAction[@type='sent']/t:persName", namespaces=NAMES) for letter in found]
    assert names == list(HOSTILE)


@pytest.mark.slow
def test_every_file_is_valid_tei() -> None:
    with gzip.open(SCHEMA) as packed:
        schema = etree.RelaxNG(etree.parse(packed))
    dated = [document(f"d-{number}", edtf) for number, edtf in enumerate(EVERY_DATE)]
    for records in ([*dated, *hostile_documents(), document("undated", None)], [document("alone")]):
        valid = schema.validate(etree.fromstring(written("cmif", records, made())))
        assert valid, schema.error_log
    broken = written("cmif", [document("d")], made()).replace(b'type="received"', b'kind="received"')
    assert not schema.validate(etree.fromstring(broken))
