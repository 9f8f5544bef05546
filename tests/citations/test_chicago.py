"""Citations as a note in Chicago style."""

import pytest

from app.citations import chicago
from app.timeline.date_parts import date_parts
from tests.citations.examples import (
    CAST,
    actor,
    cited_claim,
    cited_document,
    cited_event,
    each_hostile,
    hostile,
)


def test_a_paper_in_an_archive_with_its_edition() -> None:
    assert chicago.text(cited_document()) == (
        "Vyacheslav Molotov, “Memorandum on the question of the USSR joining NATO,” No. 7, trans. Geoffrey Roberts, "
        "March 26, 1954, f. 6, op. 13, pap. 2, d. 9, ll. 56-59, AVP RF; CWIHP e-Dossier No. 27, "
        "Cold War International History Project, http://archive.example.org/document/113924."
    )


def test_a_day_written_as_an_interval_is_a_day() -> None:
    assert chicago.date_text(date_parts("1954-02-10/1954-02-10")) == "February 10, 1954"
    assert chicago.date_text(date_parts("1954-02-10~/1954-02-10~")) == "[ca. February 10, 1954]"


def test_a_telegram_names_who_sent_it_to_whom() -> None:
    sent = [actor("dulles", "John Foster Dulles", "author"), actor("eden", "Anthony Eden", "recipient")]
    text = chicago.text(cited_document(kind="telegram", title="Secto 17", actors=sent))
    assert text.startswith("John Foster Dulles to Anthony Eden, “Secto 17,” ")


def test_an_event_is_cited_with_data_set_release_and_address() -> None:
    assert chicago.text(cited_event()) == (
        "“Berlin Conference,” January 25–February 18, 1954, in Moscow and the Treaty (data set), release 12, "
        "The authors, https://timeline.example.org/events/berlin-conference-1954."
    )


def test_a_claim_is_cited_by_its_statement_without_a_second_stop() -> None:
    assert chicago.text(cited_claim()).startswith("“The move was sardonic propaganda,” March 31, 2016, in ")


def test_of_more_than_two_authors_the_first_stands_for_all() -> None:
    three = [actor(name, name, "author", "state") for name in ("France", "Italy", "Belgium")]
    assert chicago.text(cited_document(actors=three[:2])).startswith("France and Italy, “")
    assert chicago.text(cited_document(actors=three)).startswith("France et al., “")


def test_what_is_not_known_leaves_no_trace_but_the_missing_date() -> None:
    bare = cited_document(
        actors=[], date=None, repository=None, signature=None, number=None, published_in=None, url=None
    )
    assert chicago.text(bare) == "“Memorandum on the question of the USSR joining NATO,” n.d."


def test_a_publisher_is_not_named_twice() -> None:
    as_author = [CAST[5] | {"role": "author"}, CAST[5]]
    assert chicago.text(cited_document(actors=as_author)).count("Cold War International History Project") == 1
    printed = "Wilson Center, Cold War International History Project"
    assert chicago.text(cited_document(published_in=printed)).count("Cold War International History Project") == 1


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ('Extract headed "Molotov\'s blunders"', "“Extract headed ‘Molotov's blunders,’”"),
        ("Essay “Diplomacy” posted", "“Essay ‘Diplomacy’ posted,”"),
        ("April Fool?", "“April Fool?,”"),
        ("Treaty with the U.S.", "“Treaty with the U.S.,”"),
        ('A lone " sign', '“A lone " sign,”'),
        ("Talks of the ministers’", "“Talks of the ministers’,”"),
    ],
)
def test_a_title_stands_in_quotation_marks_and_what_it_quotes_in_single_ones(title: str, written: str) -> None:
    assert f"Molotov, {written} No. 7" in chicago.text(cited_document(title=title))


@each_hostile
def test_a_citation_is_one_line_whatever_the_record_says(text: str) -> None:
    assert len(chicago.text(hostile(text)).splitlines()) == 1


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1954-03-26", "March 26, 1954"),
        ("1954-03", "March 1954"),
        ("1954", "1954"),
        ("1954~", "[ca. 1954]"),
        ("2011?", "[2011?]"),
        ("1954-03-05%", "[ca. March 5, 1954?]"),
        ("1954-01-25/1954-02-18", "January 25–February 18, 1954"),
        ("1954-04-23/1954-04-24", "April 23–24, 1954"),
        ("1953-12-30/1954-01-02", "December 30, 1953–January 2, 1954"),
        ("1953-05/1953-07", "May–July 1953"),
        ("1939/1945", "1939–1945"),
        ("1925-12~/1926-02-06", "[ca. December 1925–February 6, 1926]"),
        ("../1954-05-07", "until 7 May 1954"),
        ("1954-03-31/..", "since 31 March 1954"),
        ("[1954-02-10..1954-03-26]", "between 10 February and 26 March 1954"),
        ("1954-22", "summer 1954"),
        ("-0044-03-15", "March 15, 45 BC"),
        ("0033-04", "April AD 33"),
    ],
)
def test_chicago_style_writes_dates_in_american_order(edtf: str, words: str) -> None:
    assert chicago.date_text(date_parts(edtf)) == words
