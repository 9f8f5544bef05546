"""The catalogue of one release: what is looked up once and then remembered, and the word index beside it."""

import difflib
from collections.abc import Callable
from typing import NamedTuple

from app.catalogue.collections import KIND_LABELS, labels_of
from app.catalogue.queries import EVERYTHING, Box, TermKey
from app.catalogue.words.folders import Indexes
from app.database.dialects.protocol import Statements
from app.database.engine import Reader, ReleaseHead
from app.database.errors import stored_values
from app.timeline.record_types import RecordType

MOST_CANDIDATES = 5_000
MOST_SUGGESTED = 500
LETTERS_ALIKE = 2
ALIKE = 0.5
"""How alike an id must be to be offered among others."""
SURE = 0.75
"""How alike an id must be where not even its beginning is (`difflib` ratio)."""

_RECORDS = f"SELECT n, type, key FROM record UNION ALL SELECT 0, {RecordType.COLLECTION.number}, id FROM collection"  # noqa: S608
"""Everything that has an id."""

_NUMBER = f"SELECT n FROM ({_RECORDS}) records WHERE type = ? AND key = ?"  # noqa: S608 - a text of ours

_CURRENT = """
SELECT coalesce((SELECT actor FROM decision WHERE imported = record AND verdict = 'same'), record)
FROM alias WHERE id = :name AND type = :type
UNION ALL SELECT actor FROM decision WHERE imported = :name AND verdict = 'same' AND :type = 'actor'
"""
"""The id of the record that an alias means, or of the actor with whom one of an import is joined."""


class KnownTerm(NamedTuple):
    """A term as stored, with the number of records that have it."""

    id: int
    axis: str
    records: int


class Catalogue(NamedTuple):
    """One release, read in one transaction. `open_indexes` opens its search indexes and raises NoIndex."""

    reader: Reader
    release: ReleaseHead
    open_indexes: Callable[[ReleaseHead], Indexes]

    @property
    def statements(self) -> Statements:
        """How statements are written for the database."""
        return self.reader.statements

    @property
    def indexes(self) -> Indexes:
        """The search indexes of the release.

        Raises:
            NoIndex: they were removed a moment ago, or are not built yet.
        """
        return self.open_indexes(self.release)

    def terms(self, type_: RecordType, keys: tuple[TermKey, ...]) -> tuple[KnownTerm, ...]:
        """The terms that exist for `keys` on records of a type."""
        known: tuple[KnownTerm, ...] | None = self.reader.cache.get((type_, keys))
        return self.reader.remembered((type_, keys), lambda: self._find_terms(type_, keys)) if known is None else known

    def _find_terms(self, type_: RecordType, keys: tuple[TermKey, ...]) -> tuple[KnownTerm, ...]:
        statement = "SELECT id, axis, records FROM term WHERE axis = ? AND value = ? AND role = ? AND type = ?"
        rows = (
            self.reader.connection.execute(statement, (*key, type_.number)).fetchone() for key in dict.fromkeys(keys)
        )
        return tuple(KnownTerm(*row) for row in rows if row)

    def records(self, type_: RecordType) -> int:
        """The number of records of a type."""
        return sum(term.records for term in self.terms(type_, (EVERYTHING,)))

    def lengths(self, type_: RecordType) -> dict[int, int]:
        """For each length class that has records of a type, the days of its longest one."""
        known: dict[int, int] | None = self.reader.cache.get(("lengths", type_))
        if known is not None:
            return known
        statement = "SELECT class, longest FROM length WHERE type = ?"
        return self.reader.remembered(
            ("lengths", type_), lambda: dict(self.reader.connection.execute(statement, (type_.number,)).fetchall())
        )

    def values(self, axis: str, role: str | None = "") -> dict[int, tuple[str, str]]:
        """Value and role of each term on an axis, by the term's id; `role` None: in every role but the empty one."""
        test = "role = ?" if role is not None else "role <> ?"
        statement = f"SELECT id, value, role FROM term WHERE axis = ? AND {test}"  # noqa: S608 - one of two texts
        return self.reader.remembered(
            ("values", axis, role),
            lambda: {
                term: (value, own) for term, value, own in self.reader.connection.execute(statement, (axis, role or ""))
            },
        )

    def values_of(self, type_: RecordType, axis: str) -> list[str]:
        """The values on an axis that records of a type have, those of most records first."""
        statement = (
            "SELECT value FROM term WHERE axis = ? AND type = ? AND role = '' ORDER BY records DESC, value LIMIT ?"
        )
        return self.reader.remembered(
            ("values of", type_, axis),
            lambda: [
                value for (value,) in self.reader.connection.execute(statement, (axis, type_.number, MOST_SUGGESTED))
            ],
        )

    def places_in(self, box: Box) -> list[str]:
        """Ids of the places inside `box`, its edges included."""
        across = "lon BETWEEN :west AND :east" if box.west <= box.east else "(lon >= :west OR lon <= :east)"
        rows = self.reader.connection.execute(
            f"SELECT id FROM place WHERE lat BETWEEN :south AND :north AND {across} ORDER BY id",  # noqa: S608 - one of two texts
            {"west": box.west, "south": box.south, "east": box.east, "north": box.north},
        )
        return [place for (place,) in rows]

    def current_id(self, type_: RecordType, name: str) -> str | None:
        """The current id of the record that `name` (an id or an alias) means, or None."""
        known: str | None = self.reader.cache.get((type_, name))
        return self._find_id(type_, name) if known is None else known

    def _find_id(self, type_: RecordType, name: str) -> str | None:
        if self.number(type_, name) is not None:
            return self.reader.remembered((type_, name), lambda: name)
        row = self.reader.connection.execute(_CURRENT, {"name": name, "type": type_}).fetchone()
        if row is None:  # not remembered: there are any number of ids that no record has
            return None
        return self.reader.remembered((type_, name), lambda: str(row[0]))

    def number(self, type_: RecordType, key: str) -> int | None:
        """The sort number of the record of a type with this tie key (its id, where it has one), or None."""
        known: int | None = self.reader.cache.get(("number", type_, key))
        return self._find_number(type_, key) if known is None else known

    def _find_number(self, type_: RecordType, key: str) -> int | None:
        row = self.reader.connection.execute(_NUMBER, (type_.number, key)).fetchone()
        if row is None:  # not remembered either
            return None
        return self.reader.remembered(("number", type_, key), lambda: int(row[0]))

    def type_of(self, name: str) -> RecordType | None:
        """The type of the event, actor, document or claim that has this id now, or None."""
        statement = "SELECT type FROM ledger WHERE space = 'record' AND id = ? AND removed IS NULL"
        row = self.reader.connection.execute(statement, (name,)).fetchone()
        return None if row is None else RecordType(row[0])

    def was_removed(self, type_: RecordType, name: str) -> bool:
        """Whether a record of this type and id was served once and is no more."""
        statement = "SELECT 1 FROM ledger WHERE id = ? AND type = ? AND removed IS NOT NULL"
        return self.reader.connection.execute(statement, (name, type_)).fetchone() is not None

    def nearest_id(self, type_: RecordType, name: str) -> str | None:
        """The id or alias that `name` most likely meant: first among those that begin alike, then among some others."""
        text = name[:100].lower()
        begins = "".join(sign for sign in text[:LETTERS_ALIKE] if sign.isalnum() or sign == "-")
        close = difflib.get_close_matches(text, self._ids(type_, begins), n=1)
        close = close or difflib.get_close_matches(text, self._ids(type_, ""), n=1, cutoff=SURE)
        return self.current_id(type_, close[0]) if close else None

    def initials(self, type_: RecordType) -> list[str]:
        """The first signs of the titles of all records of a type as they are sorted, in order."""
        statement = "SELECT DISTINCT substr(title_key, 1, 1) FROM record WHERE type = ? ORDER BY 1"
        return self.reader.remembered(
            ("initials", type_),
            lambda: [sign for (sign,) in self.reader.connection.execute(statement, (type_.number,)) if sign],
        )

    def near_ids(self, type_: RecordType, name: str, most: int) -> list[str]:
        """Up to `most` current ids that resemble `name`, the most alike first."""
        text = name[:100].lower()
        known = self._ids(type_, text[:1]) if text[:1].isalnum() else []
        close = difflib.get_close_matches(text, [*known, *self._ids(type_, "")], n=3 * most, cutoff=ALIKE)
        current = (self.current_id(type_, each) for each in close)
        return [*dict.fromkeys(each for each in current if each is not None)][:most]

    def _ids(self, type_: RecordType, begins: str) -> list[str]:
        """Ids and aliases that begin so, at most as many as one guess may look at."""
        rows = self.reader.connection.execute(
            f"SELECT key FROM ({_RECORDS}) records WHERE type = :number AND key BETWEEN :begins AND :last UNION ALL "  # noqa: S608
            "SELECT id FROM alias WHERE type = :type AND id BETWEEN :begins AND :last ORDER BY 1 LIMIT :most",
            {
                "begins": begins,
                "last": begins + "\U0010ffff",
                "type": type_,
                "number": type_.number,
                "most": MOST_CANDIDATES,
            },
        )
        return [record for (record,) in rows]

    def kinds(self, type_: RecordType) -> dict[str, str]:
        """The kinds of a record type, with their labels."""
        return kind_labels(self.reader).get(type_, {})


def kind_labels(reader: Reader) -> dict[str, dict[str, str]]:
    """The labels of kinds in the release that a reader is in, as `labels_of`. Read once for each release.

    Raises:
        UnreadableDatabase: a stored value is damaged.
    """

    def read() -> dict[str, dict[str, str]]:
        rows = reader.connection.execute(KIND_LABELS).fetchall()
        with stored_values():
            return labels_of(rows)

    return reader.remembered("kinds", read)
