"""A spreadsheet (Office Open XML): the table of CSV on one sheet. All cells but numbers are text.

Rows are written to a temporary file one by one, which keeps memory small. Bytes can be sent only after the last row.
"""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from itertools import islice

from app.formats.context import ExportContext
from app.formats.format import EVERY_LIST, Format
from app.formats.tabular import Columns

_ROWS_AT_ONCE = 500
_BYTES_AT_ONCE = 64_000
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_numbers": False,
    "strings_to_urls": False,
}


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """The sheet after all its rows are written; before that an empty piece after each five hundred rows."""
    # Few services are asked for one, and it takes 5 MB.
    from xlsxwriter import Workbook  # type: ignore[import-untyped]  # noqa: PLC0415

    columns = Columns(context)
    with ExitStack() as closed_at_the_end:
        folder = closed_at_the_end.enter_context(tempfile.TemporaryDirectory())
        file = closed_at_the_end.enter_context(tempfile.TemporaryFile())
        book = Workbook(file, {**_OPTIONS, "tmpdir": folder})
        book.set_properties({"title": context.main_collection.title, "created": context.loaded_at.replace(tzinfo=None)})
        sheet = book.add_worksheet(context.list_name)
        # If writing stops early, the library would still finish the file; this prevents it.
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
    name="Excel",
    media_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    extension="xlsx",
    description="The table of `csv` as a spreadsheet of one sheet. All cells but numbers are text, so that nothing is "
    "taken for a date or run as a formula. `fields` selects columns, `include` adds some.",
    is_binary=True,
    example="PK...",
    lists=EVERY_LIST,
    write=write,
    shaped_by_request=True,
)
