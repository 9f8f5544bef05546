"""CSV (RFC 4180): a header, then one row for each record, for spreadsheets and data frames."""

import csv
import io
from collections.abc import Iterable, Iterator

from app.formats.context import ExportContext
from app.formats.format import EVERY_LIST, Format
from app.formats.tabular import Cell, Columns

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_RUN_AS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠'")
"""First characters of text that some spreadsheet runs, even quoted, and the `'` that is put before such text."""


def write(records: Iterable[bytes], context: ExportContext) -> Iterator[bytes]:
    """The header, then a row for each record. UTF-8, lines end with CR LF."""
    columns = Columns(context)
    # In a spreadsheet a date before year 0 is a subtraction. For data frames the `'` would be part of the date.
    bare = [is_date and not context.byte_order_mark for is_date in columns.are_dates]
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(columns.names)
    yield (_BYTE_ORDER_MARK if context.byte_order_mark else b"") + line.getvalue().encode()
    for record in records:
        line.seek(0)
        line.truncate()
        writer.writerow(map(_written, columns.row(record), bare))
        yield line.getvalue().encode()


def _written(cell: Cell, bare: bool) -> Cell:
    return cell if bare else harmless(cell)


def harmless(cell: Cell) -> Cell:
    """The cell with `'` before text that a spreadsheet would run. Removing one `'` restores the text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _RUN_AS_FORMULA else cell


FORMAT = Format(
    alias="csv",
    name="CSV",
    media_type="text/csv",
    content_type="text/csv; charset=utf-8; header=present",
    extension="csv",
    description="A table (RFC 4180), one row for each record: dates as EDTF and as bounds, lists joined by a bar. "
    "Text that a spreadsheet would run as a formula has `'` before it: remove one `'` from the beginning of a cell to "
    "restore it. Dates have it only with `bom=true`. `fields` selects columns, `include` adds some; `bom=true` is for "
    "spreadsheets: the file begins with the mark by which they recognise UTF-8.",
    example="id,kind,title,date,date_earliest,date_latest\r\n"
    "berlin-conference-1954,conference,Berlin Conference,1954-01-25/1954-02-18,1954-01-25,1954-02-18\r\n",
    lists=EVERY_LIST,
    write=write,
    shaped_by_request=True,
)
