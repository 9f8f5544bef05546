"""What a load changes: the records that are added, changed and removed, by the checksums of the ledger."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.database.statements import table
from app.timeline.record_types import RecordType

RecordKey = tuple[RecordType, str]
"""The type and id of a record."""

MOST_NAMED = 20
"""Records that are named in each of the three lists of a rendering."""


@dataclass(frozen=True, slots=True)
class Changes:
    """The records that differ between the served release and what is loaded, in the order of types and ids.

    `others`: something that is no record differs, such as the collection, a label of a kind or an identity.
    """

    added: tuple[RecordKey, ...] = ()
    changed: tuple[RecordKey, ...] = ()
    removed: tuple[RecordKey, ...] = ()
    others: bool = False

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.others)


def served_checksums(connection: Connection, collections: Iterable[str]) -> dict[RecordKey, str]:
    """The checksums of the records of collections in the served release; none of a collection that is not in it."""
    ledger = table("ledger")
    columns = (ledger.c.type, ledger.c.id, ledger.c.checksum)
    served = (ledger.c.removed.is_(None), ledger.c.alias_of.is_(None), ledger.c.collection.in_(list(collections)))
    rows = connection.execute(select(*columns).where(*served))
    return {(RecordType(type_), id_): checksum for type_, id_, checksum in rows}


def changes(before: Mapping[RecordKey, str], after: Mapping[RecordKey, str], *, same: bool) -> Changes:
    """What differs between the checksums of records `before` and `after`. `same`: nothing else differs either."""
    found = Changes(
        added=tuple(sorted(after.keys() - before.keys())),
        changed=tuple(sorted(key for key in after.keys() & before.keys() if after[key] != before[key])),
        removed=tuple(sorted(before.keys() - after.keys())),
    )
    others = not found and not same
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
