"""How tenures get into the catalogue: their terms, words and encoded items."""

from collections.abc import Iterator, Sequence

from app.catalogue.indexing import Head, IndexedRecord, Indexing, bounds_of, first_day
from app.catalogue.queries import TermKey
from app.catalogue.words.index import Words
from app.resources import models as m
from app.resources import representation as parts
from app.resources.faces import shared_fields
from app.resources.snapshot import Snapshot, as_date
from app.resources.tenures.models import TenureBase, TenureRow
from app.timeline.record_types import RecordType


def tenure(snapshot: Snapshot, row: TenureRow) -> m.Tenure:
    """A tenure; its citations are its own, else those that its collection has for the holder."""
    holder = snapshot.stated_actors.get(("tenure", row.key), row.holder)
    return m.Tenure(
        **shared_fields(row, TenureBase),
        holder=parts.named(snapshot, row.holder),
        of=parts.named(snapshot, row.of),
        date=parts.optional_date(row.edtf),
        citations=parts.sources(snapshot, "tenure", str(row.key)) or parts.sources(snapshot, "actor", holder),
    )


def _record(snapshot: Snapshot, row: TenureRow) -> IndexedRecord:
    dates = as_date(row.edtf)
    return IndexedRecord(
        item=tenure(snapshot, row),
        terms=(
            TermKey("holder", row.holder),
            TermKey("of", row.of),
            TermKey("office", row.office),
            TermKey("collection", row.collection),
        ),
        dates=bounds_of(dates),
        valid=parts.validity(snapshot, dates, row.holder, row.of),
        words=Words(row.office),
    )


def _key(snapshot: Snapshot, row: TenureRow) -> str:
    return parts.joined_key(row.holder, row.of, row.office, f"{snapshot.tenure_places.get(row.key, row.position):06}")


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    return (Head(_key(snapshot, row), first_day(as_date(row.edtf)), row.office) for row in snapshot.tenures)


def _rows(snapshot: Snapshot, keys: Sequence[str]) -> Iterator[TenureRow]:
    wanted = set(keys)
    rows = {key: row for row in snapshot.tenures if (key := _key(snapshot, row)) in wanted}
    snapshot.load_spans("tenure", {row.key: row.holder for row in rows.values()})
    return (rows[key] for key in keys)


INDEXING = Indexing(RecordType.TENURE, _heads, _rows, _record)
