"""CSV after RFC 4180: a header, then one row a record, for spreadsheets and data frames."""

import csv
import io
from collections.abc import Iterable, Iterator

from app.formats.cells import Cell, Columns
from app.formats.format import EVERY_LIST, Edition, Format

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_RUN_AS_FORMULA = frozenset("=+-@\t\r\n＝＋－＠'")
"""Text that begins so is run by some spreadsheet, quoted or not, or would look like what is put before such text."""


def write(records: Iterable[bytes], edition: Edition) -> Iterator[bytes]:
    """The header, then a row for each record. UTF-8, lines end with CR LF."""
    columns = Columns(edition)
    line = io.StringIO()
    writer = csv.writer(line)
    writer.writerow(columns.names)
    yield (_BYTE_ORDER_MARK if edition.byte_order_mark else b"") + line.getvalue().encode()
    for record in records:
        line.seek(0)
        line.truncate()
        writer.writerow(map(harmless, columns.row(record)))
        yield line.getvalue().encode()


def harmless(cell: Cell) -> Cell:
    """A cell that no spreadsheet runs: `'` stands before text that would be, so taking one off gives all text back."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in _RUN_AS_FORMULA else cell


FORMAT = Format(
    alias="csv",
    media_type="text/csv",
    content_type="text/csv; charset=utf-8; header=present",
    extension="csv",
    description="A table (RFC 4180), one row a record: dates as EDTF and as bounds, lists joined by a bar. `'` stands "
    "before text that a spreadsheet would run as a formula. `fields` chooses columns, `include` adds some; `bom=true` "
    "is for spreadsheets that would not see that it is UTF-8.",
    example="id,kind,title,date,date_earliest,date_latest\r\n"
    "berlin-conference-1954,conference,Berlin Conference,1954-01-25/1954-02-18,1954-01-25,1954-02-18\r\n",
    lists=EVERY_LIST,
    write=write,
    shaped_by_request=True,
)
