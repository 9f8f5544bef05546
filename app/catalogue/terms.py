"""The terms of the catalogue while its tables are filled: their ids, and how many records have each."""

from array import array

from sqlalchemy import Connection, bindparam, delete, func, select, update

from app.catalogue.queries import TermKey
from app.catalogue.tables import TERM
from app.database.bulk import batches, insert_rows
from app.timeline.record_types import RecordType

ROWS_AT_ONCE = 1_000


class Terms:
    """The terms of a catalogue. There may be one for each record."""

    def __init__(self, connection: Connection) -> None:
        """Terms whose rows are there keep the ids that rows and indexes know them by."""
        self._connection = connection
        self._ids: dict[tuple[int, str, str], dict[str, int]] = {}
        """Known ids by type, axis and role, then by value."""
        last: int = connection.execute(select(func.coalesce(func.max(TERM.c.id), 0))).scalar_one()
        self._first_new = last + 1
        self._counts = array("q", bytes(8 * self._first_new))
        """By id: how many records more have a term than its row says."""

    def read(self, type_: RecordType) -> None:
        """Read the ids of all terms of a type at once, where many will be asked for."""
        term = TERM.c
        statement = select(term.id, term.axis, term.role, term.value).where(term.type == type_.number)
        for id_, axis, role, value in self._connection.execute(statement):
            self._ids.setdefault((type_.number, axis, role), {})[value] = id_

    def id_of(self, type_: RecordType, key: TermKey) -> int:
        """The id of a term, a new one where it is not known yet."""
        known = self._ids.setdefault((type_.number, key.axis, key.role), {})
        found = known.get(key.value)
        if found is None:
            found = known[key.value] = self._stored(type_, key) or self._next()
        return found

    def count(self, id_: int, records: int) -> None:
        """Count records that have a term, or negative: that have it no longer."""
        self._counts[id_] += records

    def _stored(self, type_: RecordType, key: TermKey) -> int | None:
        if self._first_new == 1:
            return None
        columns = TERM.c
        statement = select(columns.id).where(
            columns.axis == key.axis,
            columns.value == key.value,
            columns.role == key.role,
            columns.type == type_.number,
        )
        found: int | None = self._connection.execute(statement).scalar()
        return found

    def _next(self) -> int:
        self._counts.append(0)
        return len(self._counts) - 1

    def close(self, type_: RecordType) -> None:
        """Write the new terms of a type whose records are all counted, and forget them: there are many."""
        for key in [each for each in self._ids if each[0] == type_.number]:
            number, axis, role = key
            new = ((value, id_) for value, id_ in self._ids.pop(key).items() if id_ >= self._first_new)
            rows = ((id_, number, axis, value, role, self._counts[id_]) for value, id_ in new)
            for batch in batches(rows, ROWS_AT_ONCE):
                insert_rows(self._connection, TERM, batch)

    def write(self) -> None:
        """Write what is known of the terms at the end."""
        counts = enumerate(self._counts[: self._first_new])
        changed = [{"term": id_, "more": more} for id_, more in counts if more]
        statement = (
            update(TERM).where(TERM.c.id == bindparam("term")).values(records=TERM.c.records + bindparam("more"))
        )
        for batch in batches(changed, ROWS_AT_ONCE):
            self._connection.execute(statement, batch)
        self._connection.execute(delete(TERM).where(TERM.c.records == 0))
        for type_ in RecordType:
            self.close(type_)
