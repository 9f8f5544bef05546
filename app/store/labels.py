"""Labels of values for people: names of actors, places and topics, titles, labels of kinds."""

import json
from collections.abc import Sequence

from app.database.engine import Reader
from app.store.names import RecordType, kinds

_COLUMNS = {"actor": "name", "place": "name", "topic": "name", "collection": "title"}


def labels(reader: Reader, facet: str, type_: RecordType | None, values: Sequence[str]) -> dict[str, str]:
    """The labels of values of a facet of records of `type_`; a value without one is left out."""
    if facet == "kind" and type_ is not None:
        return kinds(reader, type_)
    column = _COLUMNS.get(facet)
    if column is None:
        return {}
    rows = reader.connection.execute(
        f"SELECT id, {column} FROM {facet} WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - names of ours
        (json.dumps(list(values)),),
    )
    return dict(rows.fetchall())
