"""Reading tables of delimited text (CSV, TSV) row by row."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from app.importing.xml import UnreadableFile, plain
from app.loading.characters import shown

ENCODINGS = ("utf-8", "windows-1250", "windows-1251", "windows-1252", "iso-8859-1", "iso-8859-2", "koi8-r", "cp866")
"""What a table may be encoded in. Lines end with the same bytes in all of them, so that a wrong one can be named."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: the line on which it begins, from 1, and its cells by column, each on one line.

    `problem` says what keeps the row from being read; it has no cells then.
    """

    line: int
    cells: dict[str, str]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """A table: its columns in their order, and its rows, which can be read once."""

    path: Path
    columns: tuple[str, ...]
    rows: Iterator[Row]

    def require(self, names: Iterable[str], format_: str) -> None:
        """Make sure that it has the columns that a format requires.

        Raises:
            UnreadableFile: it lacks one.
        """
        for name in names:
            if name not in self.columns:
                message = f"has no column '{name}', which {format_} requires; it has {', '.join(self.columns)}"
                raise UnreadableFile(f"{shown(self.path)}:1: {message}.")


def read_table(path: Path, delimiter: str = ",", encoding: str = "utf-8") -> Table:
    """The table in a file whose first line names its columns. Blank lines are left out.

    Raises:
        UnreadableFile: the file cannot be opened, has no columns, or names one twice. While rows are read: a line is
            not in the encoding, or quotation marks do not match.
    """
    rows = _records(path, delimiter, encoding)
    line, header = next(rows, (1, []))
    columns = tuple(plain(name) for name in header)
    where = f"{shown(path)}:{line}"
    if not any(columns):
        raise UnreadableFile(f"{where}: has no table: expected the names of columns on the first line.")
    for place, name in enumerate(columns):
        if not name:
            raise UnreadableFile(f"{where}: column {place + 1} has no name.")
        if name in columns[:place]:
            raise UnreadableFile(f"{where}: two columns have the name '{name}'.")
    return Table(path, columns, _rows(columns, rows))


def _rows(columns: tuple[str, ...], records: Iterator[tuple[int, list[str]]]) -> Iterator[Row]:
    for line, cells in records:
        if len(cells) == len(columns):
            yield Row(line, dict(zip(columns, map(plain, cells), strict=True)))
        else:
            yield Row(line, {}, f"has {len(cells)} cells, expected {len(columns)}, one for each column")


def _records(path: Path, delimiter: str, encoding: str) -> Iterator[tuple[int, list[str]]]:
    """The cells of each row that has any text, with the line on which it begins."""
    try:
        with path.open("rb") as file:
            reader = csv.reader(_lines(file, shown(path), encoding), delimiter=delimiter, strict=True)
            first = 1
            while True:
                try:
                    cells = next(reader)
                except StopIteration:
                    return
                except csv.Error as error:
                    message = f"{shown(path)}:{first}: is not a table of delimited text: {error}"
                    raise UnreadableFile(f"{message} (read to line {reader.line_num}).") from error
                if any(cell.strip() for cell in cells):
                    yield first, cells
                first = reader.line_num + 1
    except OSError as error:
        raise UnreadableFile(f"{shown(path)}: cannot be read: {error.strerror or error}.") from error


def _lines(file: BinaryIO, name: str, encoding: str) -> Iterator[str]:
    codec = "utf-8-sig" if encoding == "utf-8" else encoding
    for number, line in enumerate(file, 1):
        if b"\0" in line:
            message = "has NUL bytes, so it may be UTF-16: expected a file saved as UTF-8"
            raise UnreadableFile(f"{name}:{number}: {message}.")
        try:
            yield line.decode(codec if number == 1 else encoding)
        except UnicodeDecodeError as error:
            expected = "expected a file saved as UTF-8, or its encoding in the map under table:"
            message = f"{name}:{number}:{error.start + 1}: is not {encoding}: {error.reason}"
            raise UnreadableFile(f"{message}; {expected}.") from error
