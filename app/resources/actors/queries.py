"""Identifiers and sort names of actors."""

from app.database.engine import Reader


def identifiers(reader: Reader, actor: str) -> list[tuple[str, str]]:
    """The scheme (`viaf`, `gnd`...) and number of each, in the curators' order."""

    def find() -> list[tuple[str, str]]:
        statement = "SELECT scheme, value FROM actor_identifier WHERE actor = ? ORDER BY position"
        return [(scheme, value) for scheme, value in reader.connection.execute(statement, (actor,))]

    return reader.remembered(("identifiers", actor), find)


def sort_name(reader: Reader, actor: str) -> str | None:
    """The sort name of an actor (`Dulles, John Foster`), or None."""

    def find() -> str | None:
        row = reader.connection.execute("SELECT sort_name FROM actor WHERE id = ?", (actor,)).fetchone()
        return None if row is None else row[0]

    return reader.remembered(("sort name", actor), find)
