"""Identifiers, sort names and names of actors."""

from collections.abc import Iterable

from app.database.engine import Reader
from app.resources.identities import JOINED
from app.timeline.titles import title_key


def identifiers(reader: Reader, actor: str) -> list[tuple[str, str]]:
    """The scheme (`viaf`, `gnd`...) and number of each, in the curators' order."""

    def find() -> list[tuple[str, str]]:
        rows = reader.connection.execute(_IDENTIFIERS, {"actor": actor})
        return list(dict.fromkeys((scheme, value) for scheme, value in rows))

    return reader.remembered(("identifiers", actor), find)


_IDENTIFIERS = f"""
SELECT scheme, value FROM actor_identifier
WHERE actor = :actor OR actor IN (SELECT imported FROM ({JOINED}) joined WHERE actor = :actor)
ORDER BY actor <> :actor, actor, position
"""  # noqa: S608 - a text of ours
"""The identifiers of an actor, then those of the actors that are joined with it."""


def sort_name(reader: Reader, actor: str) -> str | None:
    """The sort name of an actor (`Dulles, John Foster`), or None."""

    def find() -> str | None:
        row = reader.connection.execute("SELECT sort_name FROM actor WHERE id = ?", (actor,)).fetchone()
        return None if row is None else row[0]

    return reader.remembered(("sort name", actor), find)


def ids_by_name(reader: Reader) -> dict[str, str]:
    """The ids of actors by their names, sort names and family names, as `title_key` writes them.

    A name that several actors have is left out; a full name counts before a family name.
    """

    def find() -> dict[str, str]:
        rows = reader.connection.execute(_NAMES).fetchall()
        families = [(sort_name.partition(",")[0], actor) for actor, _, sort_name in rows if sort_name]
        names = [(name, actor) for actor, name, sort_name in rows for name in (name, sort_name) if name]
        return _of_one(families) | _of_one(names)

    return reader.remembered("ids by name", find)


_NAMES = f"""
SELECT coalesce(j.actor, n.id), n.name, n.sort_name
FROM (SELECT id, name, sort_name FROM actor UNION SELECT actor, name, NULL FROM actor_name) n
LEFT JOIN ({JOINED}) j ON j.imported = n.id
"""  # noqa: S608 - a text of ours


def _of_one(names: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The names that one actor alone has."""
    actors: dict[str, set[str]] = {}
    for name, actor in names:
        actors.setdefault(title_key(name), set()).add(actor)
    return {name: having.pop() for name, having in actors.items() if len(having) == 1}
