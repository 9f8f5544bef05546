"""A spreadsheet (Office Open XML): the table of CSV on one sheet, every cell as text but numbers.

Its rows are written to a file as they come, so memory stays small; the bytes can leave only once the last is there.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from app.formats.cells import Columns
from app.formats.format import EVERY_LIST, Edition, Format

_ROWS_AT_ONCE = 500
_BYTES_AT_ONCE = 64_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """The sheet, once all its rows are written; an empty piece after each five hundred."""
    columns = Columns(edition)
    with ExitStack() as closed_at_the_end:
        folder = closed_at_the_end.enter_context(tempfile.TemporaryDirectory())
        file = closed_at_the_end.enter_context(tempfile.TemporaryFile())
        book = Workbook(file, {**_OPTIONS, "tmpdir": folder})
        book.set_properties({"title": edition.source.title, "created": edition.loaded_at.replace(tzinfo=None)})
        sheet = book.add_worksheet(edition.of.value)
        # A file that is broken off is not finished first, as the library would do of itself.
        closed_at_the_end.callback(setattr, book, "fileclosed", 1)
        closed_at_the_end.callback(sheet.row_data_fh.close)
        sheet.freeze_panes(1, 0)
        for place, name in enumerate(columns.names):
            sheet.write_string(0, place, name)
        rows = enumerate((columns.row(record) for record in records), start=1)
        while batch := list(islice(rows, _ROWS_AT_ONCE)):
            for number, row in batch:
                for place, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(number, place, cell)
                    elif cell is not None:
                        sheet.write_number(number, place, cell)
            yield b""
        book.close()
        file.seek(0)
        while piece := file.read(_BYTES_AT_ONCE):
            yield piece


FORMAT = Format(
    alias="xlsx",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extension="xlsx",
    description="The table of `csv` as a spreadsheet of one sheet: every cell is text but numbers, so nothing is taken "
    "for a date or run as a formula. `fields` chooses columns, `include` adds some.",
    example="PK...",
    lists=EVERY_LIST,
    write=write,
    shaped_by_request=True,
)
