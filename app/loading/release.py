"""One load: checked records become the next release, in one transaction, or nothing changes."""

import contextlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Column, Connection, func, insert, select, update
from sqlmodel import Session
from sqlmodel import select as select_rows

from app.catalogue.building import derive
from app.catalogue.fingerprint import fingerprint
from app.catalogue.words.building import KEPT_RELEASES, Builder, locked
from app.catalogue.words.folders import ReleaseKey
from app.database.engine import database_path, writing_engine
from app.database.statements import table
from app.loading import records as r
from app.loading.rows import write_data_set
from app.resources.registry import indexings
from app.resources.snapshot import Snapshot
from app.store import tables as t


class IdReused(ValueError):
    """An id that once was a record of one type would become one of another."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did. `changed` is False where the content was the served one already."""

    number: int
    changed: bool
    checksum: str
    counts: dict[str, int]


LoadedBy = Literal["serve", "load"]


def load(url: str, data: r.DataSet, search: Path | None = None, *, by: LoadedBy = "load") -> LoadResult:
    """Make `data` the release that is served. All or nothing; the same content again changes nothing.

    The search indexes are built below `search` (default: beside the database) before the transaction commits, which
    is the one moment at which the release is there, rows and indexes. A load that dies leaves what the next removes.

    Raises:
        IdReused: an id would change its type; nothing was changed.
        OSError: the search folder cannot be written.
        sqlalchemy.exc.OperationalError: the database cannot be written, or is locked for longer than 30 seconds.
    """
    engine = writing_engine(url)
    checksum = data.checksum()
    try:
        with engine.begin() as connection:
            unchanged = _unchanged(connection, data, checksum)
        if unchanged is not None:
            return unchanged
        with locked(search or search_folder(url)) as builder:
            with engine.begin() as connection:
                builder.keep(kept_releases(connection))
                done = _unchanged(connection, data, checksum) or _load(connection, data, builder, by)
            with engine.begin() as connection:
                builder.keep(kept_releases(connection))
            return done
    finally:
        engine.dispose()


def _unchanged(connection: Connection, data: r.DataSet, checksum: str) -> LoadResult | None:
    """The result of loading what is served already; None where `data` is something else."""
    current = current_release(connection)
    if current is None or current.checksum != checksum or current.fingerprint != fingerprint():
        return None
    return LoadResult(current.number, changed=False, checksum=checksum, counts=count(data))


def _load(connection: Connection, data: r.DataSet, builder: Builder, by: LoadedBy) -> LoadResult:
    """Write the next release, all but the commit."""
    current = current_release(connection)
    counts, checksum = count(data), data.checksum()
    release = t.Release(
        number=1 if current is None else current.number + 1,
        checksum=checksum,
        version=data.collection.version,
        loaded_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        loaded_by=by,
        fingerprint=fingerprint(),
        counts=json.dumps(counts),
    )
    connection.execute(insert(table("release")), release.model_dump())
    _keep_ledger(connection, data, release.number)
    write_data_set(connection, data)
    _derive(connection, builder, release_key(release))
    return LoadResult(release.number, changed=True, checksum=checksum, counts=counts)


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
            connection.execute(update(t.Release).where(_number() == current.number).values(values))
            if builder is not None:
                builder.keep(kept_releases(connection))
            _derive(connection, builder, release_key(current))
            return True
    finally:
        engine.dispose()


def _is_derived(connection: Connection, builder: Builder | None) -> bool:
    """Whether the catalogue of the current release is as this code makes it, its indexes there if they are wanted."""
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


def release_key(release: t.Release) -> ReleaseKey:
    """What the indexes of a release are known by."""
    loaded_at = datetime.fromisoformat(release.loaded_at)
    return ReleaseKey(release.number, release.checksum, loaded_at, release.fingerprint)


def kept_releases(connection: Connection) -> list[ReleaseKey]:
    """The releases whose indexes are kept, the current one first: readers may still be at the one before it."""
    release = table("release")
    newest = select(release).order_by(release.c.number.desc()).limit(KEPT_RELEASES)
    return [release_key(t.Release.model_validate(dict(row))) for row in connection.execute(newest).mappings()]


def current_release(connection: Connection) -> t.Release | None:
    """The release served, or None where nothing was loaded."""
    newest = select(func.max(_number())).scalar_subquery()
    with Session(bind=connection) as session:
        found = session.exec(select_rows(t.Release).where(_number() == newest)).first()
        return None if found is None else t.Release.model_validate(found.model_dump())


def _number() -> Column[int]:
    return table("release").c.number


def count(data: r.DataSet) -> dict[str, int]:
    """Records by type."""
    return {
        "events": len(data.events),
        "actors": len(data.actors),
        "documents": len(data.documents),
        "paragraphs": sum(len(document.paragraphs) for document in data.documents),
        "claims": len(data.claims),
        "tenures": sum(len(actor.offices) for actor in data.actors),
        "memberships": sum(len(actor.member_of) for actor in data.actors),
        "places": len(data.places),
        "topics": len(data.topics),
    }


def _spaces(data: r.DataSet) -> Iterable[tuple[str, str, r.Event | r.Actor | r.Document | r.Claim | r.Place | r.Topic]]:
    """Each record with its name space and type."""
    for record in data.events:
        yield "record", "event", record
    for actor in data.actors:
        yield "record", "actor", actor
    for document in data.documents:
        yield "record", "document", document
    for claim in data.claims:
        yield "record", "claim", claim
    for place in data.places:
        yield "place", "place", place
    for topic in data.topics:
        yield "topic", "topic", topic


def _keep_ledger(connection: Connection, data: r.DataSet, number: int) -> None:
    """Note which ids and aliases are new, changed, removed or back in release `number`.

    Raises:
        IdReused: one of them would mean something else than before.
    """
    entries = list(_entries(data, number))
    own = {(entry.space, entry.id) for entry in entries if entry.alias_of is None}
    with Session(bind=connection) as session:
        known = {(entry.space, entry.id): entry for entry in session.exec(select_rows(t.LedgerEntry)).all()}
        for entry in entries:
            before = known.pop((entry.space, entry.id), None)
            if before is None:
                session.add(entry)
                continue
            _refuse_reuse(before, entry, own)
            if (before.checksum, before.alias_of) != (entry.checksum, entry.alias_of) or before.removed is not None:
                before.checksum, before.alias_of = entry.checksum, entry.alias_of
                before.changed, before.removed = number, None
        for gone in known.values():
            if gone.removed is None:
                gone.removed = number
        session.flush()


def _entries(data: r.DataSet, number: int) -> Iterable[t.LedgerEntry]:
    """What the ledger says of each id and alias of a data set."""
    for space, type_, record in _spaces(data):
        checksum = r.record_checksum(record)
        yield t.LedgerEntry(space=space, id=record.id, type=type_, checksum=checksum, changed=number)
        for alias in record.aliases:
            yield t.LedgerEntry(space=space, id=alias, type=type_, checksum="", changed=number, alias_of=record.id)


def _refuse_reuse(before: t.LedgerEntry, after: t.LedgerEntry, own: set[tuple[str, str]]) -> None:
    """An id may come to mean another record only where the one it meant is no record any more: renamed, or joined."""
    if before.type != after.type:
        raise IdReused(f"{after.id!r} was the id of a {before.type} and cannot become that of a {after.type}")
    meant, means = before.alias_of or before.id, after.alias_of or after.id
    if meant != means and (after.space, meant) in own:
        raise IdReused(f"{after.id!r} meant {meant!r}, which is still there, and cannot come to mean {means!r}")
