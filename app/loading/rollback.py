"""Taking over the content of a former release, in the transaction of a load."""

from pathlib import Path

from sqlalchemy import Connection, Engine, event, text
from sqlmodel import SQLModel

from app.catalogue.tables import TABLES

FORMER = "former"
"""The name of the former database in statements."""
_LEDGER = ("type", "collection", "checksum", "alias_of")
"""Columns of the ledger that say what an id is. `changed` and `removed` say since when."""


def attach(engine: Engine, former: Path) -> None:
    """Let statements of an engine, which has no connection yet, read the database file `former`."""

    @event.listens_for(engine, "connect")
    def attach_it(connection: object, _record: object) -> None:
        connection.execute(f"ATTACH ? AS {FORMER}", (str(former.absolute()),))  # type: ignore[attr-defined]


def take_over(connection: Connection, number: int) -> None:
    """Make the plain rows and the ledger those of the attached former release, as release `number`.

    The ledger goes on: what the former release does not have is removed, and what differs in it has changed. What the
    service had loaded counts as loaded by hand, so that its next start does not load its files again.
    """
    connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
    tables = [each for each in SQLModel.metadata.sorted_tables if each.name not in _kept()]
    for each in reversed(tables):
        connection.execute(each.delete())
    for each in tables:
        columns = ", ".join(f'"{column.name}"' for column in each.columns)
        connection.exec_driver_sql(
            f'INSERT INTO main."{each.name}" ({columns}) SELECT {columns} FROM {FORMER}."{each.name}"'  # noqa: S608 - names of ours
        )
    connection.execute(text("UPDATE collection SET loaded_by = 'load' WHERE loaded_by = 'serve'"))
    _go_on_with_ledger(connection, number)


def _kept() -> set[str]:
    """Tables that are not taken over: the history, and what is derived."""
    return {"release", "ledger", *(str(each.__tablename__) for each in TABLES)}


def _go_on_with_ledger(connection: Connection, number: int) -> None:
    values = {"number": number}
    same_id = "former.space = main.ledger.space AND former.id = main.ledger.id AND former.removed IS NULL"
    former = f"{FORMER}.ledger AS former"
    names = ", ".join(_LEDGER)
    ours = ", ".join(f"main.ledger.{name}" for name in _LEDGER)
    theirs = ", ".join(f"former.{name}" for name in _LEDGER)
    connection.execute(
        text(
            "UPDATE main.ledger SET removed = :number WHERE removed IS NULL "  # noqa: S608 - names of ours
            f"AND NOT EXISTS (SELECT 1 FROM {former} WHERE {same_id})"
        ),
        values,
    )
    connection.execute(
        text(
            f"UPDATE main.ledger SET ({names}) = (SELECT {theirs} FROM {former} WHERE {same_id}), "  # noqa: S608
            f"changed = :number, removed = NULL WHERE EXISTS (SELECT 1 FROM {former} WHERE {same_id} "
            f"AND (main.ledger.removed IS NOT NULL OR ({ours}) IS NOT ({theirs})))"
        ),
        values,
    )
    connection.execute(
        text(
            f"INSERT INTO main.ledger (space, id, {names}, changed) SELECT former.space, former.id, {theirs}, :number "  # noqa: S608
            f"FROM {former} WHERE former.removed IS NULL AND NOT EXISTS "
            "(SELECT 1 FROM main.ledger AS known WHERE known.space = former.space AND known.id = former.id)"
        ),
        values,
    )
