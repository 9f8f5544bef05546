"""CSV, read by Python's csv, pandas, and LibreOffice where there is one."""

import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import orjson
import pandas as pd
import pytest

from app.timeline.record_types import RecordType
from tests.formats.making import (
    EVERY_DATE,
    HOSTILE,
    dated_events,
    document,
    event,
    export_context,
    hostile_documents,
    hostile_events,
    person,
    written,
)
from tests.waiting import SECONDS_TO_RUN

RUN = tuple("=+-@\t\r\n＝＋－＠")


def rows(file: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.decode(), newline="")))


def test_every_record_is_one_row_and_every_line_ends_with_cr_lf() -> None:
    file = written("csv", [event("a"), event("b")])
    assert [row["id"] for row in rows(file)] == ["a", "b"]
    assert file.count(b"\r\n") == file.count(b"\n") == 3


def test_a_date_is_its_edtf_text_and_all_the_rest_of_it() -> None:
    for record, row in zip(dated_events(), rows(written("csv", dated_events())), strict=True):
        date = orjson.loads(record)["date"]
        assert row["date"] == date["edtf"]
        for name, value in date.items():
            if name != "edtf":
                told = {True: "true", False: "false", None: ""}.get(value, value)
                assert row[f"date_{name}"] == told


@pytest.mark.parametrize("edtf", ["-0043-03-15", "Y17E3", "Y-17E3"])
def test_dates_have_a_quote_for_spreadsheets_alone(edtf: str) -> None:
    record = event("a", edtf)
    date = orjson.loads(record)["date"]
    (plain,) = rows(written("csv", [record]))
    (marked,) = rows(written("csv", [record], export_context(byte_order_mark=True))[len("\ufeff".encode()) :])
    for name in ("earliest", "latest", "certain_from", "certain_to"):
        assert plain[f"date_{name}"] == (date[name] or "")
        assert not marked[f"date_{name}"].startswith(RUN)
    assert (plain["date"], marked["date"].removeprefix("'")) == (edtf, edtf)
    assert not marked["date"].startswith(RUN)


def test_no_cell_begins_as_a_formula_does_and_taking_one_quote_off_gives_the_text_back() -> None:
    found = rows(written("csv", hostile_events()))
    for text, row in zip(HOSTILE, found, strict=True):
        assert not any(value.startswith(RUN) for value in row.values())
        assert row["title"].removeprefix("'") == text
        assert row["title"].startswith("'") == text.startswith((*RUN, "'"))


def test_numbers_stay_numbers() -> None:
    south = event("a", place={"id": "suva", "name": "Suva", "country": "FJ", "lat": -18.1, "lon": -0.1,
                              "precision": "city"})  # fmt: skip
    (row,) = rows(written("csv", [south]))
    assert (row["lat"], row["lon"], row["parts"]) == ("-18.1", "-0.1", "0")


def test_lists_are_joined_by_a_bar_which_is_escaped_inside_a_value() -> None:
    (row,) = rows(
        written("csv", [document("d", key_phrases=["one|two", "three"])], export_context(RecordType.DOCUMENT))
    )
    assert row["key_phrases"] == "one\\|two|three"
    assert row["actors"] == "molotov:sender|usa:recipient"
    assert row["languages"] == "ru|en"


def test_pandas_reads_the_same_texts() -> None:
    records = [*dated_events(), *hostile_events()]
    frame = pd.read_csv(io.BytesIO(written("csv", records)), dtype=str, keep_default_na=False)
    assert list(frame["date"][: len(EVERY_DATE)]) == list(EVERY_DATE)
    # pandas makes a plain \n of every line end inside a cell
    assert [text.removeprefix("'") for text in frame["title"][len(EVERY_DATE) :]] == list(HOSTILE)


def test_a_byte_order_mark_stands_only_where_it_is_asked_for() -> None:
    plain, marked = written("csv", [event("a")]), written("csv", [event("a")], export_context(byte_order_mark=True))
    assert marked == b"\xef\xbb\xbf" + plain
    assert pd.read_csv(io.BytesIO(marked), dtype=str).columns[0] == "id"


def test_an_actor_has_its_names_and_counts_in_columns() -> None:
    (row,) = rows(written("csv", [person("molotov")], export_context(RecordType.ACTOR)))
    assert row["other_names"] == "Молотов"
    assert row["counts_by_role"] == "author:4"
    assert row["link"] == "https://timeline.example.org/root/v1/actors/molotov"


def test_only_the_keys_that_are_asked_for_are_columns() -> None:
    file = written("csv", [event("a")], export_context(keys=("id", "title"), narrowed=True))
    assert file == b"id,title\r\na,A\r\n"


@pytest.mark.slow
def test_libreoffice_runs_nothing(tmp_path: Path) -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("needs LibreOffice Calc: apt-get install libreoffice-calc")
    table = tmp_path / "events.csv"
    table.write_bytes(written("csv", hostile_documents(), export_context(RecordType.DOCUMENT)))
    reading = "Text - txt - csv (StarCalc):44,34,76,1"
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", f"--infilter={reading}",
         "--convert-to", "fods", "--outdir", tmp_path, table],
        check=True, capture_output=True, timeout=SECONDS_TO_RUN,
    )  # fmt: skip
    sheet = (tmp_path / "events.fods").read_text(encoding="utf-8")
    assert "HYPERLINK" in sheet
    assert not re.search("table:formula", sheet)
