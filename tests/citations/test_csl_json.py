"""CSL-JSON, held against the schema of the Citation Style Language."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from app.citations.citation import Citation
from app.citations.csl_json import item, write
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

Json = dict[str, Any]  # as the json module reads it

SCHEMA = json.loads((Path(__file__).parents[1] / "vendor" / "csl" / "csl-data.json").read_text(encoding="utf-8"))
VALID = jsonschema.Draft7Validator(SCHEMA)


def read(*citations: Citation) -> list[Json]:
    """What a strict reader finds in a file of these citations."""
    found: list[Json] = json.loads(b"".join(write(citations)))
    VALID.validate(found)
    return found


def one(citation: Citation) -> Json:
    (found,) = read(citation)
    return found


def test_a_document_keeps_archive_signature_translator_recipient_and_date() -> None:
    found = one(cited_document())
    assert found["type"] == "manuscript"
    assert found["archive"] == "AVP RF"
    assert found["archive_location"] == "f. 6, op. 13, pap. 2, d. 9, ll. 56-59"
    assert found["author"] == [{"family": "Molotov", "given": "Vyacheslav"}]
    assert found["translator"] == [{"family": "Roberts", "given": "Geoffrey"}]
    assert found["recipient"][1] == {"literal": "Presidium of the Central Committee"}
    assert found["issued"] == {"date-parts": [[1954, 3, 26]]}
    assert found["language"] == "ru"
    assert found["custom"] == {"edtf": "1954-03-26"}


def test_an_event_and_a_claim_say_data_set_release_and_address() -> None:
    event, claim = read(cited_event(), cited_claim())
    assert (event["container-title"], event["edition"]) == ("Moscow and the Treaty", "release 12")
    assert event["URL"] == "https://timeline.example.org/events/berlin-conference-1954"
    assert claim["URL"] == "https://timeline.example.org/v1/claims/essay-thesis-7"


@pytest.mark.parametrize(
    ("edtf", "issued"),
    [
        ("1954-03", {"date-parts": [[1954, 3]]}),
        ("1954-01-25/1954-02-18", {"date-parts": [[1954, 1, 25], [1954, 2, 18]]}),
        ("1954-03-05?", {"date-parts": [[1954, 3, 5]], "circa": True}),
        ("1954~", {"date-parts": [[1954]], "circa": True}),
        ("1954-22", {"date-parts": [[1954]], "season": 2}),
        ("[1954-02-10..1954-03-26]", {"literal": "between 10 February and 26 March 1954"}),
        ("../1954-05-07", {"literal": "until 7 May 1954"}),
        ("1954-03-31/..", {"literal": "since 31 March 1954"}),
        ("195X", {"literal": "1950s"}),
        ("-0044-03-15", {"date-parts": [[-45, 3, 15]]}),
        ("0000", {"date-parts": [[-1]]}),
    ],
)
def test_dates_are_numbers_where_numbers_say_it_all(edtf: str, issued: Json) -> None:
    assert one(dated(edtf))["issued"] == issued


def test_an_interval_of_unequal_ends_is_told_in_words_since_processors_fail_on_it() -> None:
    assert one(dated("1925-12/1926-02-06"))["issued"] == {"literal": "December 1925 - 6 February 1926"}


def test_names_are_parted_as_processors_sort_them() -> None:
    cast = [
        actor("de-gaulle", "Charles de Gaulle", "author"),
        actor("ribbentrop", "Joachim von Ribbentrop", "author"),
        actor("zhou-enlai", "Zhou Enlai", "author"),
        actor("macarthur-douglas", "Douglas MacArthur II", "author"),
    ]
    assert one(cited_document(actors=cast))["author"] == [
        {"family": "Gaulle", "given": "Charles", "non-dropping-particle": "de"},
        {"family": "Ribbentrop", "given": "Joachim", "dropping-particle": "von"},
        {"family": "Zhou", "given": "Enlai", "static-ordering": True},
        {"family": "MacArthur", "given": "Douglas", "suffix": "II"},
    ]


def test_keys_without_value_are_left_out() -> None:
    bare = cited_document(
        actors=[], date=None, repository=None, signature=None, number=None, published_in=None, url=None
    )
    assert one(bare).keys() == {"id", "type", "title", "genre", "language"}
    assert b"null" not in item(bare)


def test_a_file_of_none_is_an_empty_array() -> None:
    assert read() == []


@each_hostile
def test_hostile_texts_stay_texts(text: str) -> None:
    assert one(hostile(text))["title"] == hostile(text).title


@given(ANY_TEXT)
def test_any_text_keeps_the_schema(text: str) -> None:
    assert one(hostile(text)).get("title", "") == hostile(text).title
