"""The ledger: which ids and aliases there are and ever were, what they mean, and which release changed them last.

What is to be loaded is compared with it in the database, so that memory does not grow with the number of records.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from sqlalchemy import Column, ColumnElement, Connection, MetaData, Text, and_, func, literal, or_, select, update

from app.database.bulk import batches, insert_rows, temporary, temporary_table
from app.database.statements import table
from app.loading.changes import MOST_KEPT, Changes, RecordKey
from app.loading.checksums import Checksums
from app.loading.data_set import DataSet
from app.timeline.record_types import RecordType
from app.timeline.words import with_article

ROWS_AT_ONCE = 1_000


class ChangedIds(NamedTuple):
    """The ids of records by type: of those that are there and differ from before, and of those that are gone."""

    there: Mapping[RecordType, set[str]]
    gone: Mapping[RecordType, set[str]]

    @property
    def all(self) -> Mapping[RecordType, set[str]]:
        """Both."""
        empty: set[str] = set()
        types = {*self.there, *self.gone}
        return {type_: self.there.get(type_, empty) | self.gone.get(type_, empty) for type_ in types}


_INCOMING = temporary_table(
    "incoming",
    *(Column(name, Text) for name in ("space", "id", "type", "collection", "checksum", "alias_of")),
)
"""The ids and aliases that are to be loaded. An alias has the id of its record in `alias_of`, and no checksum."""


class IdReused(ValueError):
    """An id that once was a record of one type would become one of another."""


class CannotReplace(ValueError):
    """An import would replace a collection of other records, which was not imported."""


class IdTaken(ValueError):
    """An id or alias of a record is one of a record in another collection."""


@contextmanager
def incoming(connection: Connection, sets: Sequence[tuple[DataSet, Checksums]]) -> Iterator[None]:
    """Let the database know the ids, aliases and checksums of these data sets until the end of the block."""
    with temporary(connection, _INCOMING):
        for data, sums in sets:
            for batch in batches(_rows(data, sums), ROWS_AT_ONCE):
                insert_rows(connection, _INCOMING, batch)
        _index(connection)
        yield


@contextmanager
def incoming_of_former(connection: Connection, schema: str) -> Iterator[None]:
    """The same with the ids and aliases of a former release, in the attached database `schema`."""
    ledger = table("ledger")
    former = ledger.to_metadata(MetaData(), schema=schema).c
    columns = [column.name for column in _INCOMING.columns]
    with temporary(connection, _INCOMING):
        there = select(*(former[name] for name in columns)).where(former.removed.is_(None))
        connection.execute(_INCOMING.insert().from_select(columns, there))
        _index(connection)
        yield


def _index(connection: Connection) -> None:
    connection.exec_driver_sql("CREATE INDEX incoming_id ON incoming (space, id)")


def _rows(data: DataSet, sums: Checksums) -> Iterator[tuple[str | None, ...]]:
    collection = data.collection.id
    for type_ in data.records:
        space, name = type_.id_space, type_.value
        for (id_, aliases), checksum in zip(data.names(type_), sums.of(type_), strict=True):
            yield space, id_, name, collection, checksum, None
            for alias in aliases:
                yield space, alias, name, collection, "", id_


def changes(connection: Connection, collections: Collection[str], *, same: bool) -> Changes:
    """What loading the `incoming` records in place of these collections would change.

    `same`: the content of the collections is the served one, in all but maybe the records.
    """
    new, old = _INCOMING.c, table("ledger").c
    served = and_(old.removed.is_(None), old.alias_of.is_(None), old.collection.in_(collections))
    record = new.alias_of.is_(None)
    both = and_(new.space == old.space, new.id == old.id, new.type == old.type)
    same_id = select(literal(1)).where(both, served).correlate(_INCOMING).exists()
    still_there = select(literal(1)).where(both, record).correlate(table("ledger")).exists()
    found = {
        "added": select(new.type, new.id).where(record, ~same_id),
        "changed": select(new.type, new.id).where(record, served, both, new.checksum != old.checksum),
        "removed": select(old.type, old.id).where(served, ~still_there),
    }
    keys: dict[str, tuple[RecordKey, ...]] = {}
    more: dict[str, int] = {}
    for name, statement in found.items():
        type_, id_ = statement.selected_columns
        first = connection.execute(statement.order_by(type_, id_).limit(MOST_KEPT))
        keys[name] = tuple((RecordType(row[0]), row[1]) for row in first)
        if len(keys[name]) == MOST_KEPT:
            number = connection.execute(select(func.count()).select_from(statement.subquery())).scalar_one()
            more[name] = number - MOST_KEPT
    return Changes(**keys, others=not any(keys.values()) and not same, more=more)


def refuse(connection: Connection, collections: Collection[str]) -> None:
    """Refuse the `incoming` ids and aliases of `collections` if one of them cannot be what it would be.

    Raises:
        IdReused: one of them would mean something else than before.
        IdTaken: one of them is that of a record in another collection.
    """
    _refuse_taken(connection, collections)
    _refuse_reused(connection, collections)


def refuse_to_replace(connection: Connection, collections: Collection[str]) -> None:
    """Refuse to replace `collections` by `incoming` ones of the same ids with which they have no record in common.

    Raises:
        CannotReplace: one of them has none.
    """
    new, old = _INCOMING.c, table("ledger").c
    same = and_(new.space == old.space, new.id == old.id, new.collection == old.collection, old.removed.is_(None))
    common = set(connection.execute(select(new.collection).where(same).distinct()).scalars())
    if others := sorted({*collections} - common):
        raise CannotReplace(f"{others[0]!r} is a collection of other records, which was not imported: name another one")


def keep(connection: Connection, collections: Collection[str], number: int) -> None:
    """Note which ids and aliases of `collections` are new, changed, removed or back in release `number`.

    The `incoming` ones are those there are now.
    """
    ledger = table("ledger")
    new, old = _INCOMING.c, ledger.c
    same_key = and_(new.space == old.space, new.id == old.id)
    names = ("type", "collection", "checksum", "alias_of")
    differs = or_(old.removed.is_not(None), *(_differ(new[name], old[name]) for name in names))
    values = {name: select(new[name]).where(same_key).scalar_subquery() for name in names}
    is_back_or_changed = select(literal(1)).where(same_key, differs).correlate(ledger).exists()
    connection.execute(update(ledger).where(is_back_or_changed).values(**values, changed=number, removed=None))
    remove(connection, collections, number, kept=select(literal(1)).where(same_key).correlate(ledger).exists())
    unknown = ~select(literal(1)).where(same_key).correlate(_INCOMING).exists()
    columns = ["space", "id", *names, "changed"]
    added = select(new.space, new.id, *(new[name] for name in names), literal(number)).where(unknown)
    connection.execute(ledger.insert().from_select(columns, added))


def changed_ids(connection: Connection, collection: str, most: int) -> ChangedIds | None:
    """The ids of the records of a collection that the `incoming` ones make new, other or gone.

    A record that moves from one collection to another is gone in the one and new in the other. None: there are more
    than `most` that are there and differ, or that are gone. Call it before `keep`.
    """
    new, old = _INCOMING.c, table("ledger").c
    there = and_(old.removed.is_(None), old.alias_of.is_(None), old.collection == collection)
    comes = and_(new.alias_of.is_(None), new.collection == collection)
    both = and_(new.space == old.space, new.id == old.id, new.type == old.type)
    same = select(literal(1)).where(there, both, new.checksum == old.checksum).correlate(_INCOMING)
    stays = select(literal(1)).where(comes, both).correlate(table("ledger"))
    found = ChangedIds(defaultdict(set), defaultdict(set))
    for ids, statement in (
        (found.there, select(new.type, new.id).where(comes, ~same.exists())),
        (found.gone, select(old.type, old.id).where(there, ~stays.exists())),
    ):
        rows = connection.execute(statement.limit(most + 1)).all()
        if len(rows) > most:
            return None
        for type_, id_ in rows:
            ids[RecordType(type_)].add(id_)
    return found


def remove(
    connection: Connection, collections: Collection[str], number: int, kept: ColumnElement[bool] | None = None
) -> None:
    """Note that the ids and aliases of `collections` are gone in release `number`, but for those that are `kept`."""
    ledger = table("ledger")
    gone = and_(ledger.c.removed.is_(None), ledger.c.collection.in_(collections))
    condition = gone if kept is None else and_(gone, ~kept)
    connection.execute(update(ledger).where(condition).values(removed=number))


def _differ(one: ColumnElement[str], other: ColumnElement[str]) -> ColumnElement[bool]:
    return one.is_distinct_from(other)


def _refuse_taken(connection: Connection, collections: Collection[str]) -> None:
    """Raises IdTaken where an id that comes is one of another collection, or comes in two."""
    ledger = table("ledger")
    new, old = _INCOMING.c, ledger.c
    other = _INCOMING.alias("other")
    same_key = and_(new.space == old.space, new.id == old.id)
    there = and_(old.removed.is_(None), old.collection.not_in(collections))
    again = and_(new.space == other.c.space, new.id == other.c.id, new.collection > other.c.collection)
    for statement in (
        select(new.id, new.collection, old.collection).where(same_key, there),
        select(new.id, new.collection, other.c.collection).where(again),
    ):
        found = connection.execute(statement.order_by(new.id).limit(1)).first()
        if found is not None:
            message = f"{found[0]!r} in the collection {found[1]!r} is an id or alias of the collection "
            raise IdTaken(f"{message}{found[2]!r} too: ids are unique across collections")


def _refuse_reused(connection: Connection, collections: Collection[str]) -> None:
    """Raises IdReused where an id comes to mean another record, and the one it meant is still a record.

    That one may have been renamed, or joined with another: then it is an alias, or gone.
    """
    ledger = table("ledger")
    new, old = _INCOMING.c, ledger.c
    same_key = and_(new.space == old.space, new.id == old.id)
    other_type = select(new.id, old.type, new.type).where(same_key, new.type != old.type)
    if found := connection.execute(other_type.order_by(new.id).limit(1)).first():
        message = f"{found[0]!r} was the id of {with_article(found[1])} and cannot become that of "
        raise IdReused(message + with_article(found[2]))
    meant, means = func.coalesce(old.alias_of, old.id), func.coalesce(new.alias_of, new.id)
    other_meaning = select(new.id, meant, means).where(same_key, meant != means, _there(meant, collections))
    if found := connection.execute(other_meaning.order_by(new.id).limit(1)).first():
        raise IdReused(f"{found[0]!r} meant {found[1]!r}, which is still there, and cannot come to mean {found[2]!r}")


def _there(id_: ColumnElement[str], collections: Collection[str]) -> ColumnElement[bool]:
    """Whether an id of the same space is that of a record, no alias, when the `incoming` ones are there."""
    new, other = _INCOMING.alias("there"), table("ledger").alias("elsewhere")
    space = _INCOMING.c.space
    comes = select(literal(1)).where(new.c.space == space, new.c.id == id_, new.c.alias_of.is_(None))
    stays = select(literal(1)).where(
        other.c.space == space,
        other.c.id == id_,
        other.c.alias_of.is_(None),
        other.c.removed.is_(None),
        other.c.collection.not_in(collections),
    )
    return or_(
        comes.correlate(_INCOMING, table("ledger")).exists(), stays.correlate(_INCOMING, table("ledger")).exists()
    )
