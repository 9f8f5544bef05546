"""One load: checked records become the next release, in one transaction, or nothing changes."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Column, Connection, Engine, func, insert, select, update
from sqlalchemy.exc import DatabaseError
from sqlmodel import Session
from sqlmodel import select as select_rows

from app.catalogue.building import derive
from app.catalogue.fingerprint import fingerprint
from app.catalogue.tables import TABLES
from app.catalogue.words.building import KEPT_RELEASES, Builder, locked
from app.catalogue.words.folders import ReleaseKey
from app.database.addresses import local_path
from app.database.dialects import database_of, writing
from app.database.engine import ReleaseHead, writing_engine
from app.database.statements import table
from app.loading import ledger
from app.loading.changes import Changes
from app.loading.checksums import Checksums, Content, checksums, release_checksum
from app.loading.data_set import DataSet
from app.loading.identities import Judgement, decide, effective_judgements, keep_judgements, stored_judgements
from app.loading.rollback import attach, take_over
from app.loading.writing import remove_collection, replace_collection
from app.memory import collection_paused
from app.progress import Progress, silent
from app.resources.dataset.models import CollectionRow, ReleaseRow, collection_rank
from app.resources.registry import indexings
from app.resources.snapshot import Snapshot
from app.timeline.record_types import RecordType


class CannotRemove(ValueError):
    """A collection is not there, or is the only one."""


@dataclass(frozen=True, slots=True)
class LoadResult:
    """What a load did. `changed` is False where the content was the served one already.

    `counts` are the records that it loaded, `checksum` is that of the release. `changes` are the records that differ
    from the release before; nothing for the first one.
    """

    number: int
    changed: bool
    checksum: str
    counts: dict[str, int]
    changes: Changes = field(default_factory=Changes)


DERIVED_TABLES = frozenset(str(each.__tablename__) for each in TABLES)
"""The tables that `derive` makes anew."""
BeforeChange = Callable[[], object]
"""Called before a release is replaced by the next, to keep it."""


def keep_nothing() -> None:
    """Keep nothing."""


LoadedBy = Literal["serve", "load", "import"]
"""What loaded a collection: the start of the service, `timeline load` or `timeline import`."""


@dataclass(frozen=True, slots=True)
class _Incoming:
    """A collection to be loaded, with its checksums."""

    data: DataSet
    sums: Checksums

    @property
    def id(self) -> str:
        return self.data.collection.id


@collection_paused()
def load(  # noqa: PLR0913 - the last ones are options
    url: str,
    data: DataSet | Sequence[DataSet],
    search: Path | None = None,
    *,
    by: LoadedBy = "load",
    judgements: Collection[Judgement] | None = None,
    progress: Progress = silent,
    before_change: BeforeChange = keep_nothing,
) -> LoadResult:
    """Load one collection or several as the next release. Each replaces the collection of its id, and no other.

    All or nothing; the same content again changes nothing. `judgements` on who is who replace those given before; None:
    these stay. `before_change` is called when there is something to change; what it raises ends the load before
    anything was changed.

    The search indexes are built below `search` (default: beside the database) before the transaction commits, which
    is the one moment at which the release is there, rows and indexes. A load that dies leaves what the next removes.

    Raises:
        IdReused: an id would change its type; nothing was changed.
        IdTaken: an id is that of a record in another collection; nothing was changed.
        OSError: the search folder cannot be written.
        sqlalchemy.exc.OperationalError: the database cannot be written, or is locked for longer than 30 seconds.
    """
    incoming = [_Incoming(each, checksums(each)) for each in ([data] if isinstance(data, DataSet) else data)]
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            unchanged = _unchanged(connection, incoming, judgements)
        if unchanged is not None:
            return unchanged
        before_change()
        with _building(engine, search or search_folder(url)) as builder, engine.begin() as connection:
            unchanged = _unchanged(connection, incoming, judgements)
            if unchanged is not None:
                return unchanged
            if judgements is not None:
                keep_judgements(connection, judgements)
            return _load(connection, incoming, builder, by, progress)
    finally:
        engine.dispose()


@collection_paused()
def remove(
    url: str,
    collection: str,
    search: Path | None = None,
    progress: Progress = silent,
    before_change: BeforeChange = keep_nothing,
) -> LoadResult:
    """Remove a collection with all its records, as the next release. `search` and `before_change` are as in `load`.

    Raises:
        CannotRemove: there is no such collection, or it is the only one; nothing was changed.
        OSError, sqlalchemy.exc.OperationalError: as in `load`.
    """
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            _refuse_removal(connection, collection)
        before_change()
        with _building(engine, search or search_folder(url)) as builder, engine.begin() as connection:
            _refuse_removal(connection, collection)
            release = _next_release(connection, "remove")
            with ledger.incoming(connection, ()):
                removed = ledger.changes(connection, [collection], same=True)
            ledger.remove(connection, [collection], release.number)
            remove_collection(connection, collection)
            _finish(connection, release, builder, progress)
            return LoadResult(release.number, changed=True, checksum=release.checksum, counts={}, changes=removed)
    finally:
        engine.dispose()


@collection_paused()
def roll_back(
    url: str,
    former: Path | str,
    search: Path | None = None,
    progress: Progress = silent,
    before_change: BeforeChange = keep_nothing,
) -> LoadResult:
    """Make the content of a former release the next one.

    `former` is a database file that holds it, or the name of a schema of the same database; at the newest revision.

    `search` and `before_change` are as in `load`. Ids that the former release did not have are removed ones then.

    Raises:
        OSError, sqlalchemy.exc.OperationalError: as in `load`.
    """
    engine = writing_engine(url)
    source = former if isinstance(former, str) else attach(engine, former)
    try:
        before_change()
        with _building(engine, search or search_folder(url)) as builder, engine.begin() as connection:
            collections_before = served_collections(connection)
            release = _next_release(connection, "rollback")
            take_over(connection, source)
            collections = served_collections(connection)
            ids = sorted({*collections_before, *collections})
            checksums_before = {id_: each.checksum for id_, each in collections_before.items()}
            same = checksums_before == {id_: each.checksum for id_, each in collections.items()}
            with ledger.incoming_of_former(connection, source):
                changed = ledger.changes(connection, ids, same=same)
                ledger.keep(connection, ids, release.number)
            release = _finish(connection, release, builder, progress)
            return LoadResult(
                release.number,
                changed=True,
                checksum=release.checksum,
                counts=json.loads(release.counts),
                changes=changed,
            )
    finally:
        engine.dispose()


@contextlib.contextmanager
def _building(engine: Engine, search: Path) -> Iterator[Builder]:
    """The sole right to build in a search folder, without what interrupted runs left.

    At the end of the block what was built and not committed is removed, as are releases that nobody reads.
    """
    with locked(search) as builder:
        with engine.begin() as connection:
            builder.keep(kept_releases(connection))
        try:
            yield builder
        finally:
            # The release is there or not, whatever happens here; the next run tidies up too.
            with contextlib.suppress(OSError, DatabaseError), engine.begin() as connection:
                builder.keep(kept_releases(connection))
            with contextlib.suppress(DatabaseError), engine.begin() as connection:
                writing(connection).remove_former(connection)
            _settle(engine)


def _settle(engine: Engine) -> None:
    """Make the newest release quick to read."""
    with contextlib.suppress(DatabaseError), engine.connect() as connection:
        writing(connection).settle(connection)


def _refuse_removal(connection: Connection, collection: str) -> None:
    served = served_collections(connection)
    if collection not in served:
        raise CannotRemove(f"There is no collection {collection!r}; there are: {', '.join(served) or 'none'}")
    if len(served) == 1:
        raise CannotRemove(f"{collection!r} is the only collection, and there must be one")


def _unchanged(
    connection: Connection, incoming: Sequence[_Incoming], judgements: Collection[Judgement] | None
) -> LoadResult | None:
    """The result of loading what is served already; None where a collection is something else."""
    if judgements is not None and set(judgements) != stored_judgements(connection):
        return None
    return _unchanged_load(connection, _contents(incoming))


def unchanged_load(url: str, content: Content) -> LoadResult | None:
    """The result of loading a collection that is served with this content already; None where it is not.

    Raises:
        sqlalchemy.exc.OperationalError: as in `load`.
    """
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            return _unchanged_load(connection, [content])
    finally:
        engine.dispose()


def _unchanged_load(connection: Connection, contents: Collection[Content]) -> LoadResult | None:
    """The result of loading collections that are served already, as this code derives them; None where one is not."""
    writing(connection).use_derived_by(connection, fingerprint())
    current = current_release(connection)
    if current is None or current.fingerprint != fingerprint() or not _same(connection, contents):
        return None
    counts = _counts(connection, [each.collection for each in contents])
    return LoadResult(current.number, changed=False, checksum=current.checksum, counts=counts)


def _load(
    connection: Connection,
    incoming: Sequence[_Incoming],
    builder: Builder,
    by: LoadedBy,
    progress: Progress,
) -> LoadResult:
    """Write the next release, all but the commit."""
    ids = [each.id for each in incoming]
    with ledger.incoming(connection, [(each.data, each.sums) for each in incoming]):
        first = current_release(connection) is None
        changed = Changes() if first else ledger.changes(connection, ids, same=_same(connection, _contents(incoming)))
        ledger.refuse(connection, ids)
        release = _next_release(connection, by)
        ledger.keep(connection, ids, release.number)
    for each in incoming:
        replace_collection(connection, each.data, each.sums.data_set, by, progress)
    release = _finish(connection, release, builder, progress)
    counts = _counts(connection, ids)
    return LoadResult(release.number, changed=True, checksum=release.checksum, counts=counts, changes=changed)


def _next_release(connection: Connection, by: str) -> ReleaseRow:
    """The next release, entered before its rows, which refer to it; `_finish` says what it holds."""
    current = current_release(connection)
    writing(connection).begin_release(connection, DERIVED_TABLES)
    release = ReleaseRow(
        number=1 if current is None else current.number + 1,
        checksum="",
        version="",
        loaded_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
        loaded_by=by,
        fingerprint=fingerprint(),
        counts="{}",
    )
    connection.execute(insert(table("release")), release.model_dump())
    return release


def _finish(
    connection: Connection,
    release: ReleaseRow,
    builder: Builder,
    progress: Progress,
) -> ReleaseRow:
    """Decide who is who, enter what the release holds now that its plain rows are written, and derive the catalogue."""
    served = served_collections(connection)
    release.counts = _decided(connection, served)
    given = effective_judgements(connection)
    release.checksum = release_checksum({id_: each.checksum for id_, each in served.items()}, given)
    release.version = main_collection(served.values()).version
    connection.execute(update(ReleaseRow).where(_number() == release.number).values(release.model_dump()))
    _derive(connection, builder, release_key(release), progress)
    writing(connection).finish_release(connection, _head(release))
    return release


def _decided(connection: Connection, served: Mapping[str, CollectionRow]) -> str:
    """Decide who is who. Returns the counts of the release: of several actors who are one, one counts."""
    main = main_collection(served.values())
    joined = decide(connection, main.id if main.loaded_by != "import" else None)
    counts: Counter[str] = Counter()
    for each in served.values():
        counts.update(json.loads(each.counts))
    if joined:
        counts[RecordType.ACTOR.plural] -= joined
    return json.dumps(counts)


def _counts(connection: Connection, collections: Iterable[str]) -> dict[str, int]:
    """The records of collections that are loaded, by type, as they were counted when they were written."""
    rows = served_collections(connection)
    counts: Counter[str] = Counter()
    for each in collections:
        counts.update(json.loads(rows[each].counts))
    return dict(counts)


def served_collections(connection: Connection) -> dict[str, CollectionRow]:
    """The collections of the served release by id, in the order of ids."""
    collection = table("collection")
    rows = connection.execute(select(collection).order_by(collection.c.id)).mappings()
    return {row["id"]: CollectionRow.model_validate(dict(row)) for row in rows}


def main_collection(collections: Iterable[CollectionRow]) -> CollectionRow:
    """The first collection, whose version is the release's."""
    return min(collections, key=lambda row: collection_rank(row.loaded_by, row.id))


def changes_of(connection: Connection, data: DataSet) -> Changes:
    """What loading `data` would change in the served release. Nothing is written."""
    incoming = _Incoming(data, checksums(data))
    with ledger.incoming(connection, [(data, incoming.sums)]):
        return ledger.changes(connection, [incoming.id], same=_same(connection, _contents([incoming])))


def _contents(incoming: Iterable[_Incoming]) -> list[Content]:
    return [Content(each.id, each.sums.data_set) for each in incoming]


def _same(connection: Connection, contents: Iterable[Content]) -> bool:
    """Whether collections are served with the same content."""
    rows = served_collections(connection)
    return all(each.collection in rows and rows[each.collection].checksum == each.checksum for each in contents)


@collection_paused()
def derive_anew(url: str, search: Path | None, progress: Progress = silent, *, others_stay: bool = False) -> bool:
    """Make the catalogue anew, in the same release, where other code derived it or its indexes are missing or damaged.

    `search` is the folder of the search indexes; None: the tables alone, without indexes. `others_stay`: the indexes
    in it of releases of another database stay. Returns whether there was anything to do.

    The tables stay as they are where this code has derived them. Interrupted at any moment it leaves what was there.

    Raises:
        OSError, ValueError: the search folder cannot be written; nothing was changed.
    """
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            if _release_to_derive(connection, None if search is None else Builder(search)) is None:
                return False
            tables_stay = _release_to_derive(connection, None) is None
        with contextlib.nullcontext() if search is None else locked(search) as builder:
            if builder is not None and tables_stay:
                _build_indexes(url, builder, progress)
            else:
                _derive_current(engine, builder, progress)
            if builder is not None and not others_stay:
                with engine.begin() as connection:
                    builder.keep(kept_releases(connection))
        return True
    finally:
        engine.dispose()


def _derive_current(engine: Engine, builder: Builder | None, progress: Progress) -> None:
    """Make the catalogue of the current release anew, unless another process has done so meanwhile."""
    with engine.begin() as connection:
        current = _release_to_derive(connection, builder)
        if current is None:
            return
        writing(connection).begin_release(connection, DERIVED_TABLES)
        current.fingerprint = fingerprint()
        values = {
            "fingerprint": current.fingerprint,
            "counts": _decided(connection, served_collections(connection)),
        }
        connection.execute(update(ReleaseRow).where(_number() == current.number).values(values))
        _derive(connection, builder, release_key(current), progress)
        writing(connection).finish_release(connection, _head(current))
    _settle(engine)


def _release_to_derive(connection: Connection, builder: Builder | None) -> ReleaseRow | None:
    """The current release, if its catalogue is not as this code makes it, or its indexes are missing or damaged.

    None where all is there, and where nothing is loaded. Indexes are looked at with a `builder` alone.

    From here on the transaction uses the release as this code has derived it, if it has.
    """
    writing(connection).use_derived_by(connection, fingerprint())
    current = current_release(connection)
    if current is None or current.fingerprint != fingerprint():
        return current
    return None if builder is None or builder.has(release_key(current)) else current


def _build_indexes(url: str, builder: Builder, progress: Progress) -> None:
    """Build the search indexes of the current release, whose tables are derived, unless they are there by now.

    Nothing is locked in the database meanwhile, since the tables of a release do not change.
    """
    engine = database_of(url).read_only_engine()
    try:
        with engine.connect() as connection:
            current = _release_to_derive(connection, builder)
            if current is None:
                return
            snapshot = Snapshot(connection)
            builder.build(
                release_key(current),
                lambda folder: derive(connection, snapshot, indexings(), folder, progress, indexes_alone=True),
            )
            connection.rollback()
    finally:
        engine.dispose()


def _derive(connection: Connection, builder: Builder | None, release: ReleaseKey, progress: Progress) -> None:
    """Make the catalogue from the plain tables, in the caller's transaction, and its indexes unless they are there."""
    snapshot = Snapshot(connection)
    if builder is None or builder.has(release):
        derive(connection, snapshot, indexings(), None, progress)
    else:
        builder.build(release, lambda folder: derive(connection, snapshot, indexings(), folder, progress))


def search_folder(url: str) -> Path:
    """The folder of the search indexes where none is set: `.search` after the path of the files beside the database."""
    return Path(f"{local_path(url)}.search")


def release_key(release: ReleaseRow) -> ReleaseKey:
    """What the indexes of a release are known by."""
    loaded_at = datetime.fromisoformat(release.loaded_at)
    return ReleaseKey(release.number, release.checksum, loaded_at, release.fingerprint)


def _head(release: ReleaseRow) -> ReleaseHead:
    """What readers know of a release."""
    key = release_key(release)
    return ReleaseHead(key.number, key.checksum, key.loaded_at.astimezone(UTC), key.fingerprint)


def kept_releases(connection: Connection) -> list[ReleaseKey]:
    """The releases whose indexes are kept, the current one first: readers may still be at the one before it.

    With those of other code on this machine, where several versions of the software read one database.
    """
    release = table("release")
    newest = select(release).order_by(release.c.number.desc()).limit(KEPT_RELEASES)
    kept = [release_key(ReleaseRow.model_validate(dict(row))) for row in connection.execute(newest).mappings()]
    numbers = {each.number for each in kept}
    by_other_code = [ReleaseKey.of(each) for each in writing(connection).served(connection) if each.number in numbers]
    return [*kept, *(each for each in by_other_code if each not in kept)]


def current_release(connection: Connection) -> ReleaseRow | None:
    """The release served, or None where nothing was loaded."""
    newest = select(func.max(_number())).scalar_subquery()
    with Session(bind=connection) as session:
        found = session.exec(select_rows(ReleaseRow).where(_number() == newest)).first()
        return None if found is None else ReleaseRow.model_validate(found.model_dump())


def _number() -> Column[int]:
    return table("release").c.number
