"""Dates as people write them, read as EDTF."""

import json

import pytest

from app.timeline.dates import parse
from app.timeline.written_dates import as_edtf
from tests.serving import ROOT


@pytest.mark.parametrize(
    ("written", "edtf"),
    [
        ("1954", "1954"),
        ("1954-02", "1954-02"),
        ("1954-2", "1954-02"),
        ("1954-2-5", "1954-02-05"),
        ("1954-01-25/1954-02-18", "1954-01-25/1954-02-18"),
        ("../1950", "../1950"),
        ("February 1954", "1954-02"),
        ("february, 1954", "1954-02"),
        ("  FEBRUARY   1954 ", "1954-02"),
        ("Feb 1954", "1954-02"),
        ("Feb. 1954", "1954-02"),
        ("Sept 1954", "1954-09"),
        ("1954 February", "1954-02"),
        ("02/1954", "1954-02"),
        ("02.1954", "1954-02"),
        ("26 March 1954", "1954-03-26"),
        ("26th of March 1954", "1954-03-26"),
        ("March 26, 1954", "1954-03-26"),
        ("March 26th 1954", "1954-03-26"),
        ("1954 March 26", "1954-03-26"),
        ("26.03.1954", "1954-03-26"),
        ("26.3.1954", "1954-03-26"),
        ("5. 3. 1954", "1954-03-05"),
        ("26/03/1954", "1954-03-26"),
        ("03/26/1954", "1954-03-26"),
        ("05/05/1954", "1954-05-05"),
        ("31 марта 1954", "1954-03-31"),
        ("31. März 1954", "1954-03-31"),
        ("1er mars 1954", "1954-03-01"),
        ("août 1954", "1954-08"),
        ("spring 1954", "1954-21"),
        ("1950s", "195X"),
        ("about 1954", "1954~"),
        ("c. March 1954", "1954-03~"),
        ("44 BC", "-0043"),
        ("15 March 44 BC", "-0043-03-15"),
        ("1 BC", "0000"),
        ("AD 33", "0033"),
        ("33 AD", "0033"),
        ("5 April AD 33", "0033-04-05"),
        ("4 CE", "0004"),
        ("476", "0476"),
        ("1950-1954", "1950/1954"),
        ("1950 to 1954", "1950/1954"),
        ("from March 1954 to May 1954", "1954-03/1954-05"),
        ("between 1950 and 1954", "1950/1954"),
        ("January - May 1954", "1954-01/1954-05"),
        ("25 January – 18 February 1954", "1954-01-25/1954-02-18"),
        ("26-31 March 1954", "1954-03-26/1954-03-31"),
        ("26 March 1954 - 7 May 1954", "1954-03-26/1954-05-07"),
        ("26.03.1954 - 07.05.1954", "1954-03-26/1954-05-07"),
        ("since May 1953", "1953-05/.."),
        ("from 1953 on", "1953/.."),
        ("until 7 May 1954", "../1954-05-07"),
    ],
)
def test_a_date_as_people_write_it_is_read(written: str, edtf: str) -> None:
    assert as_edtf(written) == edtf


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "nonsense",
        "31 February 1954",
        "1954-13",
        "5 March",
        "14 Feb",
        "March 5",
        "5 March 54",
        "autumn 54",
        "54",
        "3.54",
        "32.03.1954",
        "May 1954 - March 1954",
        "03/04/1954",
        "Marchy 1954",
        "tomorrow",
        "1954 " * 100,
        "- 1954",
        "to",
        "\x00",
    ],
)
def test_what_is_no_date_or_could_be_two_is_not_read(written: str) -> None:
    assert as_edtf(written) is None


def test_the_site_reads_the_dates_that_it_writes() -> None:
    dates = {date for date in _dates_of_examples() if all(sign not in date for sign in "?~%X[]{}")}
    assert len(dates) > 20
    assert {as_edtf(parse(date).label) for date in dates} == dates


def _dates_of_examples() -> set[str]:
    """The EDTF texts of days, months, years and closed spans among the published examples."""
    found: set[str] = set()

    def look(value: object) -> None:
        if isinstance(value, dict):
            if isinstance(value.get("edtf"), str):
                found.add(value["edtf"])
            for each in value.values():
                look(each)
        elif isinstance(value, list):
            for each in value:
                look(each)

    look(json.loads((ROOT / "app" / "http" / "examples.json").read_text(encoding="utf-8")))
    return {date for date in found if not date.startswith("/") and not date.endswith("/")}
