"""What the rows of several types of records have in common."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlmodel import SQLModel

from app.resources.faces import Values, column_values
from app.resources.shared import CitationRow
from app.timeline.dates import EdtfDate, parse


def dated(date: EdtfDate | str | None) -> Values:
    """The columns of a date (see `DatedRow`), given as EDTF or parsed; None: without a date."""
    if isinstance(date, str):
        date = parse(date)
    inner = None if date is None else date.inner
    return {
        "edtf": None if date is None else date.text,
        "earliest": None if date is None else date.outer.first,
        "latest": None if date is None else date.outer.last,
        "certain_from": None if inner is None else inner.first,
        "certain_to": None if inner is None else inner.last,
        "has_certain": inner is not None,
    }


def entry_rows(
    owner: str,
    records: Iterable[Any],
    key: str,
    table: type[SQLModel],
    own: Callable[[Any], Values] = lambda _entry: {},
) -> Iterator[Values]:
    """A row for each entry that records list under `key`.

    It has the entry's columns, its record's id as `owner`, its position in the list, and the columns that `own` makes.
    """
    for record in records:
        for position, entry in enumerate(getattr(record, key)):
            yield column_values(entry, table) | {owner: record.id, "position": position} | own(entry)


def id_rows(owner: str, records: Iterable[Any], key: str, column: str) -> Iterator[Values]:
    """The same where the entries are ids, which go into `column`."""
    for record in records:
        for position, entry in enumerate(getattr(record, key)):
            yield {owner: record.id, "position": position, column: entry}


def source_rows(owner_type: str, owners: Iterable[tuple[object, Any]]) -> Iterator[Values]:
    """The rows of the sources of records or of their entries, each given with its id or key."""
    for owner, record in owners:
        for position, source in enumerate(record.sources):
            own = {"owner_type": owner_type, "owner": str(owner), "position": position}
            yield column_values(source, CitationRow) | own
