"""All records of a release, one after the other."""

from collections.abc import Container, Iterator

from app.database.engine import Reader

_NUMBERED = {
    "document": ("item", "paragraphs", "events", "claims", "citation", "citations"),
    "event": ("item", "documents", "citations", "claims", "exchange"),
}
_ORDER = ("topic", "place", "actor", "document", "event", "claim", "tenure", "membership")
_KEYED = frozenset(("tenure", "membership"))


def every_record(reader: Reader, collections: Container[str] | None) -> Iterator[tuple[str, bytes]]:
    """Type and encoded detail of each record of these collections (None: of all), by type and id.

    What others refer to comes before them: topics, places, actors, documents, events, claims, tenures, memberships.
    """
    for type_ in _ORDER:
        for collection, *parts in reader.connection.execute(_statement(type_)):
            if collections is None or collection in collections:
                yield type_, b"".join((*parts, b"}"))


def _statement(type_: str) -> str:
    if type_ in _NUMBERED:
        columns = ", ".join(f"j.{name}" for name in _NUMBERED[type_])
        return f"SELECT r.collection, {columns} FROM {type_} r JOIN {type_}_json j ON j.n = r.n ORDER BY r.id"  # noqa: S608 - names of ours
    record = "CAST(r.key AS TEXT)" if type_ in _KEYED else "r.id"
    order = "r.key" if type_ in _KEYED else "j.id"
    return (
        f"SELECT r.collection, j.item, j.rest FROM {type_} r "  # noqa: S608 - names of ours
        f"JOIN record_json j ON j.type = '{type_}' AND j.id = {record} ORDER BY {order}"
    )
