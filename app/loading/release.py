"""One load: checked records become the next release, in one transaction, or nothing changes."""

import contextlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, NamedTuple

from sqlalchemy import Column, Connection, bindparam, func, insert, select, update
from sqlmodel import Session
from sqlmodel import select as select_rows

from app.catalogue.building import derive
from app.catalogue.fingerprint import fingerprint
from app.catalogue.words.building import KEPT_RELEASES, Builder, locked
from app.catalogue.words.folders import ReleaseKey
from app.database.engine import database_path, writing_engine
from app.database.statements import table
from app.loading.changes import Changes, changes, served_checksums
from app.loading.checksums import Checksums, checksums
from app.loading.data_files import FORMATS
from app.loading.data_set import DataSet
from app.loading.garbage import collection_paused
from app.loading.writing import write_data_set
from app.resources.dataset.models import ReleaseRow
from app.resources.registry import indexings
from app.resources.snapshot import Snapshot
from app.timeline.record_types import RecordType
from app.timeline.words import with_article


class IdReused(ValueError):
    """An id that once was a record of one type would become one of another."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did. `changed` is False where the content was the served one already.

    `changes` are the records that differ from the release before; nothing for the first one.
    """

    number: int
    changed: bool
    checksum: str
    counts: dict[str, int]
    changes: Changes = field(default_factory=Changes)


LoadedBy = Literal["serve", "load"]


@collection_paused()
def load(url: str, data: DataSet, search: Path | None = None, *, by: LoadedBy = "load") -> LoadResult:
    """Make `data` the release that is served. All or nothing; the same content again changes nothing.

    The search indexes are built below `search` (default: beside the database) before the transaction commits, which
    is the one moment at which the release is there, rows and indexes. A load that dies leaves what the next removes.

    Raises:
        IdReused: an id would change its type; nothing was changed.
        OSError: the search folder cannot be written.
        sqlalchemy.exc.OperationalError: the database cannot be written, or is locked for longer than 30 seconds.
    """
    engine = writing_engine(url)
    sums = checksums(data)
    try:
        with engine.begin() as connection:
            unchanged = _unchanged(connection, data, sums.data_set)
        if unchanged is not None:
            return unchanged
        with locked(search or search_folder(url)) as builder:
            with engine.begin() as connection:
                builder.keep(kept_releases(connection))
                done = _unchanged(connection, data, sums.data_set) or _load(connection, data, sums, builder, by)
            with engine.begin() as connection:
                builder.keep(kept_releases(connection))
            return done
    finally:
        engine.dispose()


def _unchanged(connection: Connection, data: DataSet, checksum: str) -> LoadResult | None:
    """The result of loading what is served already; None where `data` is something else."""
    current = current_release(connection)
    if current is None or current.checksum != checksum or current.fingerprint != fingerprint():
        return None
    return LoadResult(current.number, changed=False, checksum=checksum, counts=count(data))


def _load(connection: Connection, data: DataSet, sums: Checksums, builder: Builder, by: LoadedBy) -> LoadResult:
    """Write the next release, all but the commit."""
    current = current_release(connection)
    changed = Changes() if current is None else _changes(connection, current, sums)
    counts = count(data)
    release = ReleaseRow(
        number=1 if current is None else current.number + 1,
        checksum=sums.data_set,
        version=data.collection.version,
        loaded_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        loaded_by=by,
        fingerprint=fingerprint(),
        counts=json.dumps(counts),
    )
    connection.execute(insert(table("release")), release.model_dump())
    _keep_ledger(connection, _ledger_entries(data, sums, release.number), release.number)
    write_data_set(connection, data)
    _derive(connection, builder, release_key(release))
    return LoadResult(release.number, changed=True, checksum=sums.data_set, counts=counts, changes=changed)


def changes_of(connection: Connection, data: DataSet) -> Changes:
    """What loading `data` would change in the served release. Nothing is written."""
    return _changes(connection, current_release(connection), checksums(data))


def _changes(connection: Connection, current: ReleaseRow | None, sums: Checksums) -> Changes:
    return changes(served_checksums(connection), sums, served=None if current is None else current.checksum)


@collection_paused()
def derive_anew(url: str, search: Path | None) -> bool:
    """Make the catalogue anew, in the same release, where other code derived it or its indexes are missing.

    `search` is the folder of the search indexes; None: the tables alone, without indexes. Returns whether there was
    anything to do.

    Raises:
        OSError, ValueError: the search folder cannot be written; nothing was changed.
    """
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            if _is_derived(connection, None if search is None else Builder(search)):
                return False
        with contextlib.nullcontext() if search is None else locked(search) as builder, engine.begin() as connection:
            if _is_derived(connection, builder):
                return False
            current = current_release(connection)
            assert current is not None  # noqa: S101 - without a release there is nothing to derive
            current.fingerprint = fingerprint()
            values = {"fingerprint": current.fingerprint}
            connection.execute(update(ReleaseRow).where(_number() == current.number).values(values))
            if builder is not None:
                builder.keep(kept_releases(connection))
            _derive(connection, builder, release_key(current))
            return True
    finally:
        engine.dispose()


def _is_derived(connection: Connection, builder: Builder | None) -> bool:
    """Whether the catalogue of the current release is as this code makes it, with its indexes if they are in use."""
    current = current_release(connection)
    if current is None:
        return True
    return current.fingerprint == fingerprint() and (builder is None or builder.has(release_key(current)))


def _derive(connection: Connection, builder: Builder | None, release: ReleaseKey) -> None:
    """Make the catalogue from the plain tables, in the caller's transaction, and its indexes unless they are there."""
    snapshot = Snapshot(connection)
    if builder is None or builder.has(release):
        derive(connection, snapshot, indexings(), None)
    else:
        builder.build(release, lambda folder: derive(connection, snapshot, indexings(), folder))


def search_folder(url: str) -> Path:
    """The folder of the search indexes where none is set: the database's path and `.search`."""
    return Path(f"{database_path(url)}.search")


def release_key(release: ReleaseRow) -> ReleaseKey:
    """What the indexes of a release are known by."""
    loaded_at = datetime.fromisoformat(release.loaded_at)
    return ReleaseKey(release.number, release.checksum, loaded_at, release.fingerprint)


def kept_releases(connection: Connection) -> list[ReleaseKey]:
    """The releases whose indexes are kept, the current one first: readers may still be at the one before it."""
    release = table("release")
    newest = select(release).order_by(release.c.number.desc()).limit(KEPT_RELEASES)
    return [release_key(ReleaseRow.model_validate(dict(row))) for row in connection.execute(newest).mappings()]


def current_release(connection: Connection) -> ReleaseRow | None:
    """The release served, or None where nothing was loaded."""
    newest = select(func.max(_number())).scalar_subquery()
    with Session(bind=connection) as session:
        found = session.exec(select_rows(ReleaseRow).where(_number() == newest)).first()
        return None if found is None else ReleaseRow.model_validate(found.model_dump())


def _number() -> Column[int]:
    return table("release").c.number


def count(data: DataSet) -> dict[str, int]:
    """Records by type, those that others contain (paragraphs, tenures, memberships) included."""
    counts: dict[RecordType, int] = {}
    for type_, form in FORMATS.items():
        counts[type_] = len(data.of(type_))
        for part, key in form.counted.items():
            counts[part] = sum(len(getattr(record, key)) for record in data.of(type_))
    return {type_.plural: counts[type_] for type_ in RecordType if type_ in counts}


class _LedgerEntry(NamedTuple):
    """What the ledger says of an id or alias; the fields are its columns."""

    space: str
    id: str
    type: str
    checksum: str
    changed: int
    removed: int | None = None
    alias_of: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """Its primary key."""
        return self.space, self.id


def _keep_ledger(connection: Connection, entries: Iterable[_LedgerEntry], number: int) -> None:
    """Note which ids and aliases are new, changed, removed or back in release `number`.

    Raises:
        IdReused: one of them would mean something else than before.
    """
    ledger = table("ledger")
    rows = connection.execute(select(*(ledger.c[name] for name in _LedgerEntry._fields)))
    before = {entry.key: entry for entry in map(_LedgerEntry._make, rows)}
    now = {entry.key: entry for entry in entries}
    added, changed = [], []
    for entry in now.values():
        known = before.get(entry.key)
        if known is None:
            added.append(entry._asdict())
            continue
        _refuse_reuse(known, entry, now)
        if known._replace(changed=number) != entry:
            changed.append(entry)
    gone = (known for key, known in before.items() if key not in now and known.removed is None)
    changed += [known._replace(removed=number) for known in gone]
    if added:
        connection.execute(insert(ledger), added)
    if changed:
        its_key = (ledger.c.space == bindparam("its_space"), ledger.c.id == bindparam("its_id"))
        values = [entry._asdict() | {"its_space": entry.space, "its_id": entry.id} for entry in changed]
        connection.execute(update(ledger).where(*its_key), values)


def _ledger_entries(data: DataSet, sums: Checksums, number: int) -> Iterator[_LedgerEntry]:
    """What the ledger says of each id and alias of a data set."""
    for type_, records in data.records.items():
        space, name = type_.id_space, type_.value
        for record in records:
            yield _LedgerEntry(space, record.id, name, sums.records[type_, record.id], number)
            for alias in record.aliases:
                yield _LedgerEntry(space, alias, name, "", number, alias_of=record.id)


def _refuse_reuse(before: _LedgerEntry, after: _LedgerEntry, now: Mapping[tuple[str, str], _LedgerEntry]) -> None:
    """An id may come to mean another record only if the one it meant is no longer a record: renamed, or joined."""
    if before.type != after.type:
        message = f"{after.id!r} was the id of {with_article(before.type)} and cannot become that of "
        raise IdReused(message + with_article(after.type))
    meant, means = before.alias_of or before.id, after.alias_of or after.id
    still_there = now.get((after.space, meant))
    if meant != means and still_there is not None and still_there.alias_of is None:
        raise IdReused(f"{after.id!r} meant {meant!r}, which is still there, and cannot come to mean {means!r}")
