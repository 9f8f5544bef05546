"""What a load changes: the records that are added, changed and removed, by the checksums of the ledger."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.database.statements import table
from app.loading.checksums import Checksums
from app.timeline.record_types import RecordType

RecordKey = tuple[RecordType, str]
"""The type and id of a record."""

MOST_NAMED = 20
"""Records that are named in each of the three lists of a rendering."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The records that differ between the served release and a data set, in the order of types and ids.

    `others`: something that is no record differs, such as the collection, a label of a kind or an identity.
    """

    added: tuple[RecordKey, ...] = ()
    changed: tuple[RecordKey, ...] = ()
    removed: tuple[RecordKey, ...] = ()
    others: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.others)


def served_checksums(connection: Connection) -> dict[RecordKey, str]:
    """The checksums of the records of the served release; none before the first load."""
    ledger = table("ledger")
    columns = (ledger.c.type, ledger.c.id, ledger.c.checksum)
    rows = connection.execute(select(*columns).where(ledger.c.removed.is_(None), ledger.c.alias_of.is_(None)))
    return {(RecordType(type_), id_): checksum for type_, id_, checksum in rows}


def changes(before: Mapping[RecordKey, str], now: Checksums, *, served: str | None) -> Changes:
    """What differs between the records `before` and those of a data set. `served` is the checksum of the release."""
    after = now.records
    found = Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(key for key in after.keys() & before.keys() if after[key] != before[key])),
        removed=tuple(sorted(before.keys() - after.keys())),
    )
    others = not found and served != now.data_set
    return Changes(found.added, found.changed, found.removed, others)


def rendered_changes(found: Changes) -> Iterator[str]:
    """A line for each record, the first of many: `+` added, `~` changed, `-` removed."""
    for sign, word, keys in (
        ("+", "added", found.added),
        ("~", "changed", found.changed),
        ("-", "removed", found.removed),
    ):
        yield from (f"{sign} {type_} {id_}" for type_, id_ in keys[:MOST_NAMED])
        if len(keys) > MOST_NAMED:
            yield f"{sign} and {len(keys) - MOST_NAMED} more {word}"
    if found.others:
        yield "~ the collection, the labels of kinds or the identities"
