"""The parts of dates that formats and citations write."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.timeline.date_parts import Form, date_parts, has_ordinary_year, iso_of_day
from app.timeline.dates import day_of
from tests.formats.making import EVERY_DATE


@pytest.mark.parametrize(
    ("edtf", "begin", "end"),
    [
        ("1954-03-26", "1954-03-26", "1954-03-26"),
        ("1954-03?", "1954-03", "1954-03"),
        ("-0044-03-15", "-0044-03-15", "-0044-03-15"),
        ("0000", "0000", "0000"),
        ("Y17000002", "17000002", "17000002"),
        ("1954-01-25/1954-02", "1954-01-25", "1954-02"),
        ("1954-03-31/..", "1954-03-31", None),
        ("/1954-05-07", None, "1954-05-07"),
        ("[1954,1956]", None, None),
    ],
)
def test_the_ends_of_a_date_in_iso_8601(edtf: str, begin: str | None, end: str | None) -> None:
    found = date_parts(edtf)
    assert (found.begin and found.begin.iso, found.end and found.end.iso) == (begin, end)


@pytest.mark.parametrize("edtf", ["195X", "1954-22", "1954-XX-05", "1950S2", "1954-1X"])
def test_what_iso_8601_cannot_say_has_days_alone(edtf: str) -> None:
    begin = date_parts(edtf).begin
    assert begin is not None
    assert begin.iso is None
    assert begin.first < begin.last


@pytest.mark.parametrize("edtf", ["1954-03-26", "1954-01-25/1954-02-18"])
def test_certain_days_are_exact(edtf: str) -> None:
    assert date_parts(edtf).is_exact


@pytest.mark.parametrize(
    "edtf", ["1954-03", "1954-03-26?", "1954-03-26/..", "{1954-02-10,1954-02-15}", "1954-01/1954-02"]
)
def test_nothing_else_is_exact(edtf: str) -> None:
    assert not date_parts(edtf).is_exact


def test_sets_keep_their_members() -> None:
    found = date_parts("{1954-01..1954-03,1955}")
    assert found.form is Form.EACH_OF
    assert [(first and first.iso, last and last.iso) for first, last in found.members] == [
        ("1954-01", "1954-03"),
        ("1955", "1955"),
    ]


def test_days_are_written_as_xml_schema_reads_them() -> None:
    written = [iso_of_day(day_of(year, 3, 5)) for year in (-17000, -44, 0, 33, 1954, 12345)]
    assert written == ["-17000-03-05", "-0044-03-05", "0000-03-05", "0033-03-05", "1954-03-05", "12345-03-05"]


@pytest.mark.parametrize("edtf", EVERY_DATE)
def test_every_date_can_be_seen(edtf: str) -> None:
    found = date_parts(edtf)
    assert found.edtf == edtf
    assert found.label


@pytest.mark.parametrize(
    "edtf", ["195X", "1954-1X", "1954-03-1X", "1954-XX-15", "../1954", "1954/", "{1954,1955}", "1950S2"]
)
def test_what_is_not_known_is_not_made_up_in_numbers(edtf: str) -> None:
    assert date_parts(edtf).numbers == ()


@pytest.mark.parametrize(
    ("edtf", "numbers"),
    [
        ("1954-03", (1954, 3)),
        ("1954-03/1955", (1954, 3)),
        ("[1954-02-10..1954-03-26]", (1954,)),
        ("1953-12/1954-01", (1953, 12)),
        ("[1953-12..1954-01]", ()),
        ("1954-03-XX", (1954, 3)),
        ("1954-03-1X", (1954, 3)),
        ("[1954-03-10..1954-03-20]", (1954, 3)),
        ("1954-XX", (1954,)),
        ("1954-XX-15", (1954,)),
        ("1954-1X", (1954,)),
        ("../1954", ()),
        ("195X", ()),
        ("1954-03-31/..", (1954, 3, 31)),
        ("1954-03?/", (1954, 3)),
        ("1954/1955-22", (1954,)),
        ("1954-22/..", ()),
    ],
)
def test_the_first_numbers_are_those_of_the_beginning_or_the_only_year_or_month(
    edtf: str, numbers: tuple[int, ...]
) -> None:
    assert date_parts(edtf).first_numbers == numbers


@pytest.mark.parametrize(
    ("masked", "plain"),
    [("1954-03-XX", "1954-03"), ("1954-XX", "1954"), ("1954-XX-XX", "1954"), ("1954-03-XX/1955-XX", "1954-03/1955")],
)
def test_an_unknown_day_or_month_is_as_if_it_were_not_written(masked: str, plain: str) -> None:
    one, other = date_parts(masked), date_parts(plain)
    assert (one.numbers, one.is_plain) == (other.numbers, other.is_plain)
    assert one.begin is not None
    assert other.begin is not None
    assert one.begin.iso == other.begin.iso


def test_a_season_has_the_number_of_its_year() -> None:
    summer = date_parts("1954-22")
    assert (summer.numbers, summer.season, summer.is_plain, summer.is_known) == (((1954,),), 2, False, False)
    assert date_parts("1954-34").season is None


def test_a_single_day_with_unknown_digits_has_no_numbers() -> None:
    begin = date_parts("1954-X2-30").begin
    assert begin is not None
    assert (begin.is_day, begin.is_ordinary) == (True, False)


@given(st.dates())
def test_every_day_of_four_digit_years_is_plain(day: object) -> None:
    assert date_parts(str(day)).is_plain
    assert has_ordinary_year(date_parts(str(day)).first_numbers)
