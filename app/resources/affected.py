"""Which events, documents and claims a release may show otherwise than the one before it.

Records show something of others: their titles, the names and offices of actors, the claims about them. So a change
reaches further than the record that is changed. What is found here is more than what really differs, never less: the
records that refer to each other in the plain tables, in two steps from a change.
"""

from collections import defaultdict, deque
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import itemgetter
from typing import Any

from sqlalchemy import Column, Connection, Table, Text, delete, func, or_, select, type_coerce

from app.database.bulk import batches, insert_rows, temporary, temporary_table
from app.database.statements import table
from app.resources.identities import joined_ids
from app.resources.lookups import KEYS_AT_ONCE, grouped
from app.resources.registry import metadata
from app.resources.snapshot import labels_of_kinds
from app.timeline.record_types import IN_ONE_SPACE, RecordType

FOUND = (RecordType.EVENT, RecordType.DOCUMENT, RecordType.CLAIM)
"""The types whose records are found; those of other types are few, and taken to be affected."""
STEPS = 2
"""The longest way from a record to one that it shows something of: a document is found by what its events answer."""
MOST = 1 / 3
"""The share of all records up to which it is worth while to tell them apart."""
ROWS_AT_ONCE = 1_000
Ids = dict[RecordType, set[str]]
_REACHED = temporary_table("reached", Column("type", Text), Column("id", Text))


class TooMany(Exception):
    """So much differs, or something that all records share, that all of them are taken to be affected."""


@dataclass(frozen=True, slots=True)
class _Shared:
    """What records show that belongs to no other record."""

    joined: Mapping[str, str]
    licences: Mapping[str, str]
    """By collection."""
    kinds: Mapping[tuple[str, str], str]
    leading: frozenset[str]
    """The collections whose offices count for the records of all."""


class Affected:
    """The records that a release affects.

    Create it before the rows of the release are written, and call `ids` after that. The ledger must have the changes of
    the release both times.
    """

    def __init__(self, connection: Connection, release: int) -> None:
        """Look at the tables of the release before.

        Raises:
            TooMany: more than a third of the records are changed.
        """
        ledger, record = table("ledger"), table("record")
        differs = or_(ledger.c.changed == release, ledger.c.removed == release)
        self._most = MOST * _number(connection, select(func.count()).select_from(record))
        if _number(connection, select(func.count()).select_from(ledger).where(differs)) > self._most:
            raise TooMany
        self._changed: Ids = defaultdict(set)
        for type_, id_ in connection.execute(select(ledger.c.type, ledger.c.id).where(differs)):
            self._changed[RecordType(type_)].add(id_)
        self._shared = _shared(connection)
        self._found: Ids = {type_: set() for type_ in FOUND}
        self._spread(connection)

    def ids(self, connection: Connection) -> Mapping[RecordType, Collection[str]]:
        """The ids of affected records by type, once the rows of the release are written and it is decided who is who.

        Some of them may be gone.

        Raises:
            TooMany: they are more than a third of all.
        """
        before, now = self._shared, _shared(connection)
        if before.leading != now.leading:
            raise TooMany
        pairs = set(before.joined.items()) ^ set(now.joined.items())
        self._changed[RecordType.ACTOR].update(actor for pair in pairs for actor in pair)
        for collection in _differing(before.licences, now.licences):
            self._add(connection, "collection", {collection})
        for type_, kind in _differing(before.kinds, now.kinds):
            self._add(connection, "kind", {kind}, [RecordType(type_)])
        self._spread(connection)
        return self._found

    def _add(
        self, connection: Connection, column: str, values: Collection[str], types: Iterable[RecordType] = FOUND
    ) -> None:
        """Add the records with one of these values in a column of theirs."""
        for type_ in {*types} & {*FOUND}:
            columns = table(type_.value).c
            found = connection.execute(select(columns.id).where(columns[column].in_(values)))
            self._found[type_].update(found.scalars())
        self._check()

    def _check(self) -> None:
        if sum(map(len, self._found.values())) > self._most:
            raise TooMany

    def _spread(self, connection: Connection) -> None:
        """Add what changed records are connected with in the tables as they are now."""
        changed, events = self._changed, self._changed[RecordType.EVENT]
        found: Ids = {type_: set(changed[type_]) for type_ in FOUND}
        reached = changed | {RecordType.ACTOR: _showing(connection, changed[RecordType.ACTOR])}
        with temporary(connection, _REACHED):
            for _ in range(STEPS):
                neighbours = _neighbours(connection, reached)
                reached = {type_: neighbours[type_] - found[type_] for type_ in FOUND}
                for type_ in FOUND:
                    found[type_] |= reached[type_]
        found[RecordType.EVENT] |= _wholes_and_parts(connection, events) | _exchanges(connection, events)
        for type_ in FOUND:
            self._found[type_] |= found[type_]
        self._check()


def _number(connection: Connection, statement: Any) -> int:
    number: int = connection.execute(statement).scalar_one()
    return number


def _differing(before: Mapping[Any, str], now: Mapping[Any, str]) -> set[Any]:
    """The keys whose values differ, or are there in one of both."""
    return {key for key in {*before, *now} if before.get(key) != now.get(key)}


def _shared(connection: Connection) -> _Shared:
    joined, actor, collection = joined_ids(connection), table("actor"), table("collection")
    collections = dict(connection.execute(select(actor.c.id, actor.c.collection)).all()) if joined else {}
    return _Shared(
        joined=joined,
        licences=dict(connection.execute(select(collection.c.id, collection.c.licence)).all()),
        kinds=labels_of_kinds(connection),
        leading=frozenset(collections[each] for each in joined.values()),
    )


def _neighbours(connection: Connection, reached: Ids) -> Ids:
    """The records that stand in a row together with one of those `reached`."""
    connection.execute(delete(_REACHED))
    rows = ((type_.value, id_) for type_, ids in reached.items() for id_ in ids)
    for batch in batches(rows, ROWS_AT_ONCE):
        insert_rows(connection, _REACHED, batch)
    found: Ids = {type_: set() for type_ in FOUND}
    for rows_of, references in _references():
        for source, types in references.items():
            there = [type_.value for type_ in types if reached.get(type_)]
            if not there:
                continue
            ids = select(_REACHED.c.id).where(_REACHED.c.type.in_(there))
            for target, named in references.items():
                for type_ in {*FOUND} & {*named} if target != source else ():
                    column = rows_of.c[target]
                    of_type = column.in_(select(table(type_.value).c.id)) if len(named) > 1 else column.is_not(None)
                    statement = select(column).where(rows_of.c[source].in_(ids), of_type).distinct()
                    found[type_].update(connection.execute(statement).scalars())
    found[RecordType.DOCUMENT] |= _naming(connection, reached.get(RecordType.ACTOR, ()))
    found[RecordType.DOCUMENT] |= _cross_references(connection, reached.get(RecordType.DOCUMENT, ()))
    return found


@lru_cache(1)
def _references() -> Sequence[tuple[Table, Mapping[str, Collection[RecordType]]]]:
    """The tables whose rows name records, with the types that each such column may name."""
    types = {type_.value: type_ for type_ in RecordType}
    found = []
    for rows_of in metadata().sorted_tables:
        columns: dict[str, Collection[RecordType]] = {
            column.name: (types[key.column.table.name],)
            for column in rows_of.columns
            for key in column.foreign_keys
            if key.column.name == "id" and key.column.table.name in types
        }
        if rows_of.name in types:
            columns["id"] = (types[rows_of.name],)
        if rows_of.name == "claim_about":
            columns["record"] = IN_ONE_SPACE
        found.append((rows_of, columns))
    return found


def _naming(connection: Connection, actors: Collection[str]) -> set[str]:
    """The documents with paragraphs that mention one of the actors."""
    return (
        _documents_with(connection, "paragraph", "document", "mentions", lambda actor: actor in actors)
        if actors
        else set()
    )


def _cross_references(connection: Connection, documents: Collection[str]) -> set[str]:
    """The documents to which one of these refers, or which refer to one of these: by the addresses of texts."""
    document = table("document").c
    read_at: set[str | None] = set()
    referred_to: set[str] = set()
    for ids in batches(documents, KEYS_AT_ONCE):
        for url, references in connection.execute(
            select(document.url, document.cross_references).where(document.id.in_(ids))
        ):
            read_at.add(url)
            referred_to.update(each["url"] for each in references)
    found = set()
    if read_at - {None}:
        found |= _documents_with(connection, "document", "id", "cross_references", lambda each: each["url"] in read_at)
    for urls in batches(referred_to, KEYS_AT_ONCE):
        found.update(connection.execute(select(document.id).where(document.url.in_(urls))).scalars())
    return found


def _documents_with(
    connection: Connection, name: str, owner: str, column: str, is_one: Callable[[Any], bool]
) -> set[str]:
    """The documents in whose list in a column one of the entries is one that is looked for."""
    columns = table(name).c
    statement = select(columns[owner], columns[column]).where(type_coerce(columns[column], Text) != "[]")
    rows = connection.execute(statement.execution_options(yield_per=ROWS_AT_ONCE))
    return {document for document, entries in rows if any(map(is_one, entries))}


def _showing(connection: Connection, actors: Collection[str]) -> set[str]:
    """The actors at whom something of these is shown: by offices, as their organs, as one with them, at any depth.

    With these themselves. Of joined actors the ids of all collections are among them.
    """
    if not actors:
        return set()
    tenure, membership = table("tenure").c, table("membership").c
    ties = [*connection.execute(select(tenure.of, tenure.holder))]
    ties += connection.execute(select(membership.group, membership.member))
    for pair in joined_ids(connection).items():
        ties += [pair, pair[::-1]]
    return _reachable(actors, ties)


def _wholes_and_parts(connection: Connection, events: Collection[str]) -> set[str]:
    """The events that these are parts of, and the parts of these, at any depth: they say so, or count them."""
    event = table("event").c
    pairs = (
        connection.execute(select(event.id, event.part_of).where(event.part_of.is_not(None))).all() if events else []
    )
    return _reachable(events, pairs) | _reachable(events, [(whole, part) for part, whole in pairs])


def _exchanges(connection: Connection, events: Collection[str]) -> set[str]:
    """The events in an exchange with these: each shows the outline of the whole."""
    response = table("response").c
    pairs = connection.execute(select(response.event, response.responds_to)).all() if events else []
    return _reachable(events, [*pairs, *((to, event) for event, to in pairs)])


def _reachable(starts: Iterable[str], ties: Iterable[tuple[str, str]]) -> set[str]:
    """What the directed ties lead to from some starts, with these."""
    targets = grouped(ties, itemgetter(0))
    found, waiting = set(starts), deque(starts)
    while waiting:
        new = {target for _, target in targets.get(waiting.popleft(), ())} - found
        found |= new
        waiting.extend(new)
    return found
