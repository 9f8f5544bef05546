"""Words that pages make of values."""

import pytest

from app.pages.rendering import Head
from app.pages.template_filters import bounds, days_later, in_words, language, machine_day, marked, number
from app.resources.models import DaysBetween
from app.resources.representation import date


@pytest.mark.parametrize("edtf", ["1954-03-26", "1954-01-25/1954-02-18", "1949-04-04/.."])
def test_a_date_whose_label_says_it_all_gets_no_further_words(edtf: str) -> None:
    assert bounds(date(edtf)) is None


@pytest.mark.parametrize(
    ("edtf", "words"),
    [
        ("1954-03", "Can mean any day from 1 March 1954 to 31 March 1954; no single day is certain."),
        ("1954-03-10?", "Can mean any day on 10 March 1954; no single day is certain."),
        ("1954-03-31/", "Can mean any day from 31 March 1954; certainly under way on 31 March 1954."),
        ("/1954-05-07", "Can mean any day up to 7 May 1954; certainly under way on 7 May 1954."),
        (
            "1953-05/1954-07",
            "Can mean any day from 1 May 1953 to 31 July 1954; certainly under way from 31 May 1953 to 1 July 1954.",
        ),
    ],
)
def test_an_uncertain_date_tells_its_bounds(edtf: str, words: str) -> None:
    assert bounds(date(edtf)) == words


@pytest.mark.parametrize(
    ("edtf", "machine"),
    [
        ("1954-03-26", "1954-03-26"),
        ("1954-03", "1954-03"),
        ("0033", "0033"),
        ("0000", None),
        ("-0043-03-15", None),
        ("1954-03-10?", None),
        ("1954-03-31/..", None),
        ("195X", None),
        ("1954-22", None),
    ],
)
def test_the_time_element_gets_only_what_html_knows(edtf: str, machine: str | None) -> None:
    assert machine_day(date(edtf)) == machine


@pytest.mark.parametrize(
    ("least", "most", "words"),
    [
        (0, 0, "the same day"),
        (1, 1, "a day later"),
        (37, 37, "37 days later"),
        (0, 44, "up to 44 days later"),
        (17207, 17207, "47 years later"),
        (None, 4, None),
    ],
)
def test_days_between_moves_are_told_as_far_as_they_are_known(
    least: int | None, most: int | None, words: str | None
) -> None:
    assert days_later(DaysBetween(min=least, max=most)) == words


@pytest.mark.parametrize(("count", "words"), [(0, "0 events"), (1, "1 event"), (1234, "1,234 events")])
def test_a_number_of_records_reads_as_one(count: int, words: str) -> None:
    assert number(count, "event") == words


def test_a_month_reads_as_one() -> None:
    assert in_words("1954-02") == "February 1954"


def test_marks_of_descriptions_become_elements_and_all_else_stays_text() -> None:
    assert marked("**Not** `a<b` <i>") == "<strong>Not</strong> <code>a&lt;b</code> &lt;i&gt;"


def test_a_description_is_cut_between_words() -> None:
    short = Head("T", "word " * 100, "/").short_description
    assert short.endswith("word …")
    assert len(short) <= 302


def test_json_ld_cannot_end_its_element() -> None:
    script = Head("T", "", "/", json_ld=b'{"name":"</script><!-- & \xd0\x96"}').script()
    assert script == '{"name": "\\u003c/script\\u003e\\u003c!-- \\u0026 Ж"}'


def test_languages_have_names() -> None:
    assert [language(code) for code in ("ru", "und", "sw", "qqq")] == ["Russian", "not known", "Swahili", "qqq"]
