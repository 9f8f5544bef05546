"""How memberships get into the catalogue: their terms, words and encoded items."""

from collections.abc import Iterator, Sequence

from app.catalogue.indexing import Head, IndexedRecord, Indexing, bounds_of, first_day
from app.catalogue.queries import TermKey
from app.catalogue.words.index import Words
from app.resources import models as m
from app.resources import representation as parts
from app.resources.faces import shared_fields
from app.resources.memberships.models import MembershipBase, MembershipRow
from app.resources.snapshot import Snapshot, as_date
from app.timeline.record_types import RecordType


def membership(snapshot: Snapshot, row: MembershipRow) -> m.Membership:
    """A membership; its citations are its own, else those that its collection has for the member."""
    member = snapshot.stated_actors.get(("membership", row.key), row.member)
    return m.Membership(
        **shared_fields(row, MembershipBase),
        member=parts.named(snapshot, row.member),
        group=parts.named(snapshot, row.group),
        date=parts.optional_date(row.edtf),
        citations=parts.sources(snapshot, "membership", str(row.key)) or parts.sources(snapshot, "actor", member),
    )


def _record(snapshot: Snapshot, row: MembershipRow) -> IndexedRecord:
    dates = as_date(row.edtf)
    return IndexedRecord(
        item=membership(snapshot, row),
        terms=(
            TermKey("member", row.member),
            TermKey("group", row.group),
            TermKey("kind", row.kind),
            TermKey("collection", row.collection),
        ),
        dates=bounds_of(dates),
        valid=parts.validity(snapshot, dates, row.member, row.group),
        words=Words(),
    )


def _key(snapshot: Snapshot, row: MembershipRow) -> str:
    return parts.joined_key(
        row.member, row.group, row.kind, f"{snapshot.membership_places.get(row.key, row.position):06}"
    )


def _heads(snapshot: Snapshot) -> Iterator[Head]:
    return (Head(_key(snapshot, row), first_day(as_date(row.edtf)), row.kind) for row in snapshot.memberships)


def _rows(snapshot: Snapshot, keys: Sequence[str]) -> Iterator[MembershipRow]:
    wanted = set(keys)
    rows = {key: row for row in snapshot.memberships if (key := _key(snapshot, row)) in wanted}
    snapshot.load_spans("membership", {row.key: row.member for row in rows.values()})
    return (rows[key] for key in keys)


INDEXING = Indexing(RecordType.MEMBERSHIP, _heads, _rows, _record)
