"""One load: checked records become the next release, in one transaction, or nothing changes."""

import contextlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from sqlalchemy import Connection, Engine, insert
from sqlalchemy.exc import DatabaseError

from app.catalogue.fingerprint import derived_here, fingerprint
from app.catalogue.words.building import Builder, locked
from app.database.addresses import local_path
from app.database.dialects import writing
from app.database.engine import writing_engine
from app.database.statements import table
from app.loading import ledger
from app.loading.changes import Changes
from app.loading.checksums import Checksums, Content, checksums, release_checksum
from app.loading.data_set import DataSet
from app.loading.deriving import DERIVED_TABLES, Reusable, decided, derive_release, settle
from app.loading.identities import Judgement, effective_judgements, keep_judgements, stored_judgements
from app.loading.rollback import attach, take_over
from app.loading.served import (
    current_release,
    head_of,
    kept_releases,
    main_collection,
    served_collections,
)
from app.loading.writing import ToWrite, most_alone, remove_collection, write_collections
from app.memory import collection_paused
from app.progress import Progress, silent
from app.resources.dataset.models import ReleaseRow


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
        CannotReplace: an import has the id of a collection of other records that is no import; nothing was changed.
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
            former = current_release(connection)
            release = _next_release(connection, "remove")
            with ledger.incoming(connection, ()):
                removed = ledger.changes(connection, [collection], same=True)
            ledger.remove(connection, [collection], release.number)
            reusable = Reusable.of(connection, builder, former, release.number)
            remove_collection(connection, collection)
            _finish(connection, release, builder, progress, reusable)
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
            settle(engine)


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
    if current is None or not derived_here(current.fingerprint) or not _same(connection, contents):
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
        former = current_release(connection)
        changed = (
            Changes()
            if former is None
            else ledger.changes(connection, ids, same=_same(connection, _contents(incoming)))
        )
        ledger.refuse(connection, ids)
        if by == "import":
            served = served_collections(connection)
            ledger.refuse_to_replace(
                connection, [id_ for id_ in ids if id_ in served and served[id_].loaded_by != "import"]
            )
        to_write = [
            ToWrite(each.data, each.sums.data_set, ledger.changed_ids(connection, each.id, most_alone(each.data)))
            for each in incoming
        ]
        release = _next_release(connection, by)
        ledger.keep(connection, ids, release.number)
    reusable = Reusable.of(connection, builder, former, release.number)
    write_collections(connection, to_write, by, progress)
    release = _finish(connection, release, builder, progress, reusable)
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
    reusable: Reusable | None = None,
) -> ReleaseRow:
    """Decide who is who, enter what the release holds now that its plain rows are written, and derive the catalogue.

    `reusable` is the catalogue of the release before, of which some may stay.
    """
    served = served_collections(connection)
    release.counts = decided(connection, served)
    given = effective_judgements(connection)
    release.checksum = release_checksum({id_: each.checksum for id_, each in served.items()}, given)
    release.version = main_collection(served.values()).version
    former = None if reusable is None else reusable.former(connection)
    derive_release(connection, builder, release, progress, former)
    writing(connection).finish_release(connection, head_of(release))
    return release


def _counts(connection: Connection, collections: Iterable[str]) -> dict[str, int]:
    """The records of collections that are loaded, by type, as they were counted when they were written."""
    rows = served_collections(connection)
    counts: Counter[str] = Counter()
    for each in collections:
        counts.update(json.loads(rows[each].counts))
    return dict(counts)


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


def search_folder(url: str) -> Path:
    """The folder of the search indexes where none is set: `.search` after the path of the files beside the database."""
    return Path(f"{local_path(url)}.search")
