"""Numbers of actors in authority files."""

from app.database.engine import Reader


def identifiers(reader: Reader, actor: str) -> list[tuple[str, str]]:
    """The scheme (`viaf`, `gnd`...) and number of each, in the curators' order."""

    def find() -> list[tuple[str, str]]:
        statement = "SELECT scheme, value FROM actor_identifier WHERE actor = ? ORDER BY position"
        return [(scheme, value) for scheme, value in reader.connection.execute(statement, (actor,))]

    return reader.remembered(("identifiers", actor), find)
