"""Taking over the content of a former release, in the transaction of a load."""

from pathlib import Path

from sqlalchemy import Connection, Engine, event, text
from sqlmodel import SQLModel

from app.catalogue.tables import TABLES
from app.database.dialects import writing

FORMER = "former"
"""The name of the former database in statements."""


def attach(engine: Engine, former: Path) -> str:
    """Let statements of an engine, which has no connection yet, read the database file `former`.

    Returns what statements call it.
    """

    @event.listens_for(engine, "connect")
    def attach_it(connection: object, _record: object) -> None:
        connection.execute(f"ATTACH ? AS {FORMER}", (str(former.absolute()),))  # type: ignore[attr-defined]

    return FORMER


def take_over(connection: Connection, former: str) -> None:
    """Make the plain rows those of a former release, which statements find in the database or schema `former`.

    The ledger is left as it is: it goes on (`ledger.keep`). What the service had loaded counts as loaded by hand, so
    that its next start does not load its files again.
    """
    writing(connection).defer_references(connection)
    tables = [each for each in SQLModel.metadata.sorted_tables if each.name not in _kept()]
    for each in reversed(tables):
        connection.execute(each.delete())
    for each in tables:
        columns = ", ".join(f'"{column.name}"' for column in each.columns)
        connection.exec_driver_sql(
            f'INSERT INTO "{each.name}" ({columns}) SELECT {columns} FROM "{former}"."{each.name}"'  # noqa: S608 - names of ours
        )
    connection.execute(text("UPDATE collection SET loaded_by = 'load' WHERE loaded_by = 'serve'"))


def _kept() -> set[str]:
    """Tables that are not taken over: the history, and what is derived."""
    return {"release", "ledger", *(str(each.__tablename__) for each in TABLES)}
