"""What a citation holds, and which form keeps it in reference managers."""

import pytest

from app.citations.citation import DataSet, Form, of_document, one_line
from tests.citations.examples import (
    CAST,
    cited_claim,
    cited_document,
    cited_event,
    document,
    each_hostile,
    hostile,
)


def test_a_document_is_cited_with_its_archive_its_translator_and_where_it_was_printed() -> None:
    found = cited_document()
    assert [name.full for name in found.authors] == ["Vyacheslav Molotov"]
    assert [name.full for name in found.recipients] == ["Georgy Malenkov", "Presidium of the Central Committee"]
    assert [name.full for name in found.translators] == ["Geoffrey Roberts"]
    assert (found.archive, found.signature) == ("AVP RF", "f. 6, op. 13, pap. 2, d. 9, ll. 56-59")
    assert (found.published_in, found.number, found.genre) == ("CWIHP e-Dossier No. 27", "No. 7", "Memorandum")


def test_a_document_without_author_is_cited_under_its_sender() -> None:
    found = cited_document(actors=[each for each in CAST if each["role"] != "author"])
    assert [name.full for name in found.authors] == ["Ministry of Foreign Affairs of the USSR"]


def test_an_event_is_cited_as_a_record_of_a_release() -> None:
    found = cited_event()
    assert (found.data_set, found.release) == ("Moscow and the Treaty", 12)
    assert (found.url, found.path) == ("https://timeline.example.org/events/berlin-conference-1954", None)


def test_without_a_public_address_the_path_alone_is_cited() -> None:
    found = cited_event(DataSet("T", None, 1, root_path="/timeline"))
    assert (found.url, found.path) == (None, "/timeline/events/berlin-conference-1954")


def test_a_claim_is_cited_by_its_statement() -> None:
    assert cited_claim().title == "The move was sardonic propaganda"


@pytest.mark.parametrize(
    ("changes", "form"),
    [
        ({}, Form.MANUSCRIPT),
        ({"kind": "telegram"}, Form.MANUSCRIPT),  # a letter would lose the translator
        ({"kind": "telegram", "actors": CAST[:4]}, Form.LETTER),
        ({"kind": "telegram", "actors": CAST[:1]}, Form.MANUSCRIPT),
        ({"kind": "report"}, Form.MANUSCRIPT),  # a report has no place in an archive
        ({"kind": "report", "repository": None, "signature": None}, Form.REPORT),
        ({"kind": "treaty", "repository": None, "signature": None}, Form.PAPER),
        ({"kind": "press-article"}, Form.ARTICLE),
    ],
)
def test_the_form_is_the_one_that_loses_least(changes: dict[str, object], form: Form) -> None:
    assert cited_document(**changes).form is form


def test_a_kind_without_label_is_told_in_words() -> None:
    assert of_document(document(kind="draft-treaty"), {}).genre == "Draft treaty"


@each_hostile
def test_every_text_is_on_one_line(text: str) -> None:
    found = hostile(text)
    names = [name.full for name in (*found.authors, *found.recipients, *found.translators)]
    for line in (
        found.title,
        found.archive,
        found.signature,
        found.number,
        found.published_in,
        found.url,
        found.language,
        *names,
    ):
        assert line is not None
        assert line == one_line(line)
        assert len(line.splitlines()) == 1
        assert not any(sign < " " or "\x7f" <= sign < "\xa0" for sign in line)


def test_an_empty_text_is_as_good_as_none() -> None:
    assert cited_document(repository=" \n").archive is None
