"""Every record of the seed, written to a file of each format and read back by others' programs."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import bibtexparser
import jsonschema
import pytest
import rispy
from pybtex.database import parse_string

from app.citations import bibtex, chicago, csl_json, ris
from app.citations.citation import Citation, DataSet, of_document, of_record
from app.resources import models as m
from app.timeline.record_types import RecordType

WRITERS = {"bibtex": bibtex.write, "csl-json": csl_json.write, "ris": ris.write}
DATA_SET = DataSet("Moscow and the North Atlantic Treaty, 1954", "The editors", 1, "https://timeline.example.org")


@pytest.fixture(scope="module")
def citations(database: Path) -> list[Citation]:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:

        def items(type_: RecordType) -> Iterator[bytes]:
            statement = "SELECT item FROM item JOIN record USING (n) WHERE type = ? ORDER BY key"
            return (item + b"}" for (item,) in connection.execute(statement, (type_.number,)))

        sort_names = dict(connection.execute("SELECT id, sort_name FROM actor").fetchall()).get
        return [
            *(of_document(m.Document.model_validate_json(item), {}, sort_names) for item in items(RecordType.DOCUMENT)),
            *(of_record(m.Event.model_validate_json(item), {}, DATA_SET) for item in items(RecordType.EVENT)),
            *(of_record(m.Claim.model_validate_json(item), {}, DATA_SET) for item in items(RecordType.CLAIM)),
        ]


def written(name: str, citations: list[Citation]) -> str:
    return b"".join(WRITERS[name](citations)).decode()


def test_the_seed_has_what_there_is_to_lose(citations: list[Citation]) -> None:
    assert len(citations) > 300
    for wanted in ("archive", "signature", "number", "published_in", "translators", "recipients", "data_set"):
        assert any(getattr(each, wanted) for each in citations), wanted


def test_every_person_has_a_sort_name(database: Path) -> None:
    with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro", uri=True)) as connection:
        query = "SELECT id FROM actor WHERE kind = 'person' AND sort_name IS NULL"
        assert connection.execute(query).fetchall() == []


def test_csl_json_keeps_all(citations: list[Citation]) -> None:
    found = json.loads(written("csl-json", citations))
    schema = Path(__file__).parents[1] / "vendor" / "csl" / "csl-data.json"
    jsonschema.validate(found, json.loads(schema.read_text(encoding="utf-8")))
    for citation, item in zip(citations, found, strict=True):
        assert item["title"] == citation.title
        assert item.get("archive") == citation.archive
        assert item.get("archive_location") == citation.signature
        assert len(item.get("translator", [])) == len(citation.translators)
        assert item.get("custom", {}).get("edtf") == (citation.date and citation.date.edtf)


def test_ris_keeps_all(citations: list[Citation]) -> None:
    for citation, record in zip(citations, rispy.loads(written("ris", citations)), strict=True):
        assert record["title"] == citation.title
        assert record.get("name_of_database") == citation.archive
        assert record.get("accession_number") == citation.signature
        assert len(record.get("subsidiary_authors", [])) == len(citation.translators)
        told = record.get("date", "") + "".join(record.get("notes", []))
        assert citation.date is None or citation.date.edtf.replace("-", "/") in told.replace("-", "/"), record


def test_bibtex_keeps_all(citations: list[Citation]) -> None:
    text = written("bibtex", citations)
    assert bibtexparser.parse_string(text).failed_blocks == []
    entries = parse_string(text, "bibtex").entries
    assert list(entries) == [citation.id for citation in citations]
    for citation, entry in zip(citations, entries.values(), strict=True):
        kept = entry.fields.get("howpublished", "")
        assert (citation.archive or "") in kept
        assert (citation.signature or "") in kept.replace("\\", "")
        assert ("translator" in entry.fields) == bool(citation.translators)
        told = entry.fields.get("date", "") + entry.fields.get("note", "").replace("\\", "")
        assert citation.date is None or citation.date.edtf.replace("~", "") in told.replace("textasciitilde{}", "")


def test_every_citation_reads_as_one_sentence(citations: list[Citation]) -> None:
    for citation in citations:
        text = chicago.text(citation)
        assert text.endswith(".")
        assert not any(fault in text for fault in (", ,", ",,", "  ", "None", "..", "“,", "()", "\n")), text


def test_equal_records_give_equal_bytes(citations: list[Citation]) -> None:
    for name in WRITERS:
        assert written(name, citations) == written(name, list(citations))
