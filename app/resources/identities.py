"""Which actors of imports are one with an actor of the leading collection: their ids, and rows read with these.

The plain tables keep the ids that their collections use. Whoever reads them for answers replaces the id of a joined
actor by that of the actor it is one with; this module is the one place that says how.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Connection, Select, Table, func, select

from app.database.statements import table
from app.timeline.vocabulary import Verdict

JOINED = "SELECT imported, actor FROM decision WHERE verdict = 'same'"
"""The ids of joined actors, each with that of the actor it is one with, as SQL."""


def joined_ids(connection: Connection) -> Mapping[str, str]:
    """The ids of joined actors of imports, each with that of the actor it is one with."""
    rows = connection.exec_driver_sql(f"{JOINED} ORDER BY imported")
    return {imported: actor for imported, actor in rows}  # noqa: C416 - rows are no pairs to mypy


def with_joined_ids(source: Table) -> Select[Any]:
    """All rows of a table, with the current ids of actors in the columns that refer to them.

    What an actor itself lists, such as its names, stays with the id that it has in its collection.
    """
    return select(*(_current(column) if _refers_to_actor(column) else column for column in source.columns))


def _refers_to_actor(column: Column[Any]) -> bool:
    if column.table.name == "claim_about":  # any record; no id of another type is that of an actor
        return column.name == "record"
    return not column.primary_key and any(key.column.table.name == "actor" for key in column.foreign_keys)


def _current(column: Column[Any]) -> Any:
    decision = table("decision").alias()
    joined = select(decision.c.actor).where(decision.c.imported == column, decision.c.verdict == Verdict.SAME)
    return func.coalesce(joined.scalar_subquery(), column).label(column.name)
