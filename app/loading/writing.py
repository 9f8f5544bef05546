"""Checked records -> rows of the plain tables."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, delete, func, select, update
from sqlmodel import SQLModel

from app.database.bulk import batches
from app.database.dialects import writing
from app.database.statements import table as table_of
from app.loading.data_files import FORMATS
from app.loading.data_set import DataSet
from app.loading.ledger import ChangedIds
from app.loading.record_formats import Rows
from app.loading.software import software
from app.progress import Progress, silent
from app.resources.actors.models import IdentityRow
from app.resources.dataset.models import AliasRow, CollectionRow, KindRow
from app.resources.faces import Values, column_values
from app.resources.lookups import KEYS_AT_ONCE
from app.timeline.record_types import RecordType

RECORDS_AT_ONCE = 500

NUMBERED = (RecordType.TENURE, RecordType.MEMBERSHIP)
"""The types whose rows have numbers (`key`), by which their sources refer to them: numbers across all collections."""
RECORD_BY_RECORD = frozenset(FORMATS) - {RecordType.ACTOR}
"""The types of records whose rows can be replaced alone: those of an actor have numbers, and refer to other actors."""
MOST_ALONE = 1 / 10
"""The share of the records of a collection up to which the rows of changed ones are replaced alone."""


@dataclass(frozen=True, slots=True)
class ToWrite:
    """A collection that is to be written, with the checksum of its data set.

    `changed` are the records that differ from before; None: more than `most_alone`.
    """

    data: DataSet
    checksum: str
    changed: ChangedIds | None

    @property
    def id(self) -> str:
        """The id of the collection."""
        return self.data.collection.id


def write_collections(
    connection: Connection, collections: Sequence[ToWrite], loaded_by: str, progress: Progress = silent
) -> None:
    """Make the plain rows of collections those of their data sets, in the caller's transaction.

    Where this software wrote the rows of a collection and few of its records differ, the rows of all others stay.
    """
    alone = {each.id: _replaced_alone(connection, each) for each in collections}
    # All are removed first: a record may move from one of the collections to another.
    for id_, changed in alone.items():
        if changed is None:
            remove_collection(connection, id_)
        else:
            _remove_records(connection, changed)
    for each in collections:
        own, changed = _own_rows(each.data, each.checksum, loaded_by), alone[each.id]
        if changed is None:
            last = {type_.value: _last_number(connection, table_of(type_)) for type_ in NUMBERED}
            _insert(connection, each.id, own, last)
            _insert_records(connection, each.data, each.data.records, last, progress)
        else:
            _replace_own_rows(connection, each.id, own)
            chosen = {type_: each.data.named(type_, ids) for type_, ids in changed.there.items()}
            _insert_records(connection, each.data, chosen, {}, progress)


def most_alone(data: DataSet) -> int:
    """The number of records of a data set whose rows are replaced alone at most."""
    return int(MOST_ALONE * sum(map(len, data.records.values())))


def _replaced_alone(connection: Connection, collection: ToWrite) -> ChangedIds | None:
    """The records whose rows are replaced, where all others stay; None: all rows are to be written."""
    if collection.changed is None or not collection.changed.all.keys() <= RECORD_BY_RECORD:
        return None
    columns = table_of("collection").c
    by = connection.execute(select(columns.software).where(columns.id == collection.id)).scalar_one_or_none()
    return collection.changed if by == software() else None


def _remove_records(connection: Connection, changed: ChangedIds) -> None:
    """Remove the rows of records, with all that they list."""
    writing(connection).defer_references(connection)
    for type_, ids in changed.all.items():
        for some in batches(sorted(ids), KEYS_AT_ONCE):
            for table in reversed(_plain_tables()):
                condition = _of_records(table, type_, some)
                if condition is not None:
                    connection.execute(delete(table).where(condition))


def _of_records(table: Table, type_: RecordType, ids: Collection[str]) -> ColumnElement[bool] | None:
    """The condition that a row belongs to one of these records; None where no row of the table does."""
    if table.name == type_.value:
        return table.c.id.in_(ids)
    if table.name == "alias":
        return and_(table.c.type == type_.value, table.c.record.in_(ids))
    if table.name == "citation":
        return and_(table.c.owner_type == type_.value, table.c.owner.in_(ids))
    for column in table.primary_key:
        if any(key.column.table.name == type_.value for key in column.foreign_keys):
            return column.in_(ids)
    return None


def _replace_own_rows(connection: Connection, collection: str, own: Rows) -> None:
    """Replace the rows of a collection that are of no record. Its first one is updated: all others refer to it."""
    first = table_of("collection")
    for model, rows in own.items():
        if model is CollectionRow:
            (values,) = rows
            connection.execute(update(first).where(first.c.id == collection).values(**values))
        else:
            others = table_of(str(model.__tablename__))
            connection.execute(delete(others).where(others.c.collection == collection))
            _insert(connection, collection, {model: rows}, {})


def _insert_records(
    connection: Connection,
    data: DataSet,
    chosen: Mapping[RecordType, Sequence[Any]],
    last: dict[str, int],
    progress: Progress,
) -> None:
    """Insert the rows of records of a data set, which are given by type. `last` are the numbers used so far."""
    collection = data.collection.id
    for type_ in _in_order():
        form, records = FORMATS[type_], chosen.get(type_, ())
        stage, number, done = f"writing {type_.plural} of {collection}", len(records), 0
        if number:
            progress(stage, 0, number)
        # Actors name each other as maybe the same, so that all are needed at once; they are few.
        size = number if type_ is RecordType.ACTOR else RECORDS_AT_ONCE
        for batch in batches(records, max(size, 1)):
            written = _insert(connection, collection, form.rows(data, batch), last)
            _insert(connection, collection, {AliasRow: _alias_rows(type_, batch)}, last)
            for name in last:
                last[name] += written[name]
            done += len(batch)
            progress(stage, done, number)


def _in_order() -> list[RecordType]:
    """The types of records, those that are referred to first."""
    order = {table.name: place for place, table in enumerate(SQLModel.metadata.sorted_tables)}
    return sorted(FORMATS, key=lambda type_: order[str(FORMATS[type_].table.__tablename__)])


def _insert(connection: Connection, collection: str, rows: Rows, last: Mapping[str, int]) -> Counter[str]:
    """Write rows of a collection; returns their number by table."""
    found = {str(model.__tablename__): values for model, values in rows.items()}
    written: Counter[str] = Counter()
    for table in SQLModel.metadata.sorted_tables:
        same = {"collection": collection} if "collection" in table.columns else {}
        made = [row | same for row in _renumbered(table, found.get(table.name, ()), last)]
        if made:
            writing(connection).insert_values(connection, table, made)
            written[table.name] = len(made)
    return written


def remove_collection(connection: Connection, collection: str) -> None:
    """Remove the plain rows of a collection, in the caller's transaction. One that is not there changes nothing."""
    # A whole may come after its parts, an answer before what it answers.
    writing(connection).defer_references(connection)
    for table in reversed(_plain_tables()):
        connection.execute(delete(table).where(_of_collection(table, collection)))


def count(data: DataSet) -> dict[str, int]:
    """Records by type, those that others contain (paragraphs, tenures, memberships) included."""
    counts: dict[RecordType, int] = {}
    for type_, form in FORMATS.items():
        counts[type_] = len(data.of(type_))
        for part, key in form.counted.items():
            counts[part] = data.entries(type_, key)
    return {type_.plural: counts[type_] for type_ in RecordType if type_ in counts}


def _plain_tables() -> list[Table]:
    """The tables that the rows of a collection are in, those that are referred to first."""
    return [
        table for table in SQLModel.metadata.sorted_tables if table.name == "collection" or _owner(table) is not None
    ]


def _owner(table: Table) -> ColumnElement[str] | None:
    """The column that says what the rows belong to: their collection, or else the record that lists them."""
    if table.name == "ledger":  # it remembers what was removed
        return None
    if "collection" in table.columns:
        return table.c.collection
    return next((column for column in table.primary_key if column.foreign_keys), None)


def _of_collection(table: Table, collection: str) -> ColumnElement[bool]:
    """The condition that a row belongs to a collection."""
    if table.name == "collection":
        return table.c.id == collection
    column = _owner(table)
    assert column is not None  # noqa: S101 - see `_plain_tables`
    if column.name == "collection":
        return column == collection
    (reference,) = column.foreign_keys
    owner = reference.column.table
    return column.in_(select(reference.column).where(_of_collection(owner, collection)))


def _last_number(connection: Connection, table: Table) -> int:
    """The highest number of a row of other collections."""
    last: int = connection.execute(select(func.coalesce(func.max(table.c.key), 0))).scalar_one()
    return last


def _renumbered(table: Table, rows: Iterable[Values], last: Mapping[str, int]) -> Iterator[Values]:
    """The rows, with the numbers of tenures and memberships, which start at 1, moved on after those of others."""
    if table.name in last:
        return (row | {"key": row["key"] + last[table.name]} for row in rows)
    if table.name == "citation":
        return (
            row | {"owner": str(int(row["owner"]) + last[row["owner_type"]])} if row["owner_type"] in last else row
            for row in rows
        )
    return iter(rows)


def _own_rows(data: DataSet, checksum: str, loaded_by: str) -> Rows:
    """The rows that are not of one type of record."""
    licence = data.collection.licence
    columns = {"licence": licence.spdx or licence.name, "licence_name": licence.name, "licence_url": licence.url}
    columns |= {"licence_spdx": licence.spdx}
    columns |= {"checksum": checksum, "loaded_by": loaded_by, "counts": json.dumps(count(data))}
    columns |= {"software": software()}
    return {
        CollectionRow: [column_values(data.collection, CollectionRow) | columns],
        KindRow: (
            {"type": type_, "slug": slug, "label": label}
            for type_, labels in data.kinds.items()
            for slug, label in labels.items()
        ),
        IdentityRow: (
            column_values(identity, IdentityRow) | {"position": position}
            for position, identity in enumerate(data.identities)
        ),
    }


def _alias_rows(type_: RecordType, records: Iterable[Any]) -> Iterator[Values]:
    return (
        {"space": type_.id_space, "id": alias, "type": type_.value, "record": record.id, "position": position}
        for record in records
        for position, alias in enumerate(record.aliases)
    )
