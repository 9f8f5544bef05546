"""XLSX, read by openpyxl."""

import io
import tempfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.worksheet import Worksheet

from app.formats.registry import FORMATS
from app.timeline.record_types import RecordType
from tests.formats.making import (
    EVERY_DATE,
    HOSTILE,
    dated_events,
    event,
    export_context,
    hostile_documents,
    hostile_events,
    written,
)


def sheet(file: bytes) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(file))
    assert len(book.worksheets) == 1
    return book.worksheets[0]


def column(found: Worksheet, name: str) -> list[object]:
    names = [cell.value for cell in found[1]]
    return [row[names.index(name)].value for row in found.iter_rows(min_row=2)]


def test_dates_and_all_other_texts_stay_as_they_are() -> None:
    found = sheet(written("xlsx", [*dated_events(), *hostile_events()]))
    assert column(found, "date")[: len(EVERY_DATE)] == list(EVERY_DATE)
    # openpyxl leaves signs escaped that the format escapes
    assert [unescape(text) for text in column(found, "title")[len(EVERY_DATE) :]] == list(HOSTILE)


def test_no_cell_is_a_formula_or_a_link_and_numbers_are_numbers() -> None:
    found = sheet(written("xlsx", hostile_documents(), export_context(RecordType.DOCUMENT)))
    cells = [cell for row in found.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s", "n"}
    assert not any(cell.hyperlink for cell in cells)
    assert column(found, "lat") == [52.52] * len(HOSTILE)


def test_equal_requests_have_equal_bytes() -> None:
    assert written("xlsx", [event("a")]) == written("xlsx", [event("a")])


def test_an_empty_list_is_a_sheet_with_its_header_alone() -> None:
    assert sheet(written("xlsx", [])).max_row == 1


def test_a_file_broken_off_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    records = [event(f"e-{number}") for number in range(1_200)]
    pieces = FORMATS["xlsx"].pieces(lambda: records, export_context())
    assert next(pieces) == b""
    assert list(tmp_path.iterdir())
    pieces.close()  # type: ignore[attr-defined]  # a generator, as every writer is
    assert list(tmp_path.iterdir()) == []
