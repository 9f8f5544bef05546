"""Checked records -> rows of the plain tables."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert
from sqlmodel import SQLModel

from app.loading.data_files import FORMATS
from app.loading.data_set import DataSet
from app.loading.record_formats import Rows
from app.resources.dataset.models import AliasRow, CollectionRow, KindRow
from app.resources.faces import Values, column_values


def write_data_set(connection: Connection, data: DataSet) -> None:
    """Replace the plain rows by those of `data`, in the caller's transaction."""
    # A whole may come after its parts, an answer before what it answers; SQLite then checks at the commit.
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    rows: dict[str, list[Iterable[Values]]] = defaultdict(list)
    for found in (_own_rows(data), *(each.rows(data) for each in FORMATS.values())):
        for model, values in found.items():
            rows[str(model.__tablename__)].append(values)
    tables = [table for table in SQLModel.metadata.sorted_tables if table.name in rows]
    for table in reversed(tables):
        connection.execute(delete(table))
    for table in tables:
        same = {"collection": data.collection.id} if "collection" in table.columns else {}
        made = [row | same for values in rows[table.name] for row in values]
        if made:
            connection.execute(insert(table), made)


def _own_rows(data: DataSet) -> Rows:
    """The rows that are not of one type of record."""
    licence = data.collection.licence
    columns = {"licence": licence.spdx or licence.name, "licence_name": licence.name, "licence_url": licence.url}
    return {
        CollectionRow: [column_values(data.collection, CollectionRow) | columns],
        KindRow: (
            {"type": type_, "slug": slug, "label": label}
            for type_, labels in data.kinds.items()
            for slug, label in labels.items()
        ),
        AliasRow: (
            {"space": type_.id_space, "id": alias, "type": type_.value, "record": record.id}
            for type_, records in data.records.items()
            for record in records
            for alias in record.aliases
        ),
    }
