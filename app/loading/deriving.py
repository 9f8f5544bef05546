"""The catalogue of a release: derived when it is loaded, and again where other code derived it or indexes are lost."""

import contextlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, update
from sqlalchemy.exc import DatabaseError

from app.catalogue.building import Former, derive
from app.catalogue.fingerprint import derived_here, derived_in_part, fingerprint
from app.catalogue.kept import CannotTakeOver
from app.catalogue.tables import TABLES
from app.catalogue.words.building import Builder, locked
from app.database.dialects import database_of, writing
from app.database.engine import writing_engine
from app.loading.identities import decide
from app.loading.served import (
    current_release,
    head_of,
    kept_releases,
    main_collection,
    number_column,
    release_key,
    served_collections,
)
from app.memory import collection_paused
from app.progress import Progress, silent
from app.resources.affected import Affected, TooMany
from app.resources.dataset.models import CollectionRow, ReleaseRow
from app.resources.registry import indexings
from app.resources.snapshot import Snapshot
from app.timeline.record_types import RecordType

DERIVED_TABLES = frozenset(str(each.__tablename__) for each in TABLES)
"""The tables that `derive` makes anew."""


def decided(connection: Connection, served: Mapping[str, CollectionRow]) -> str:
    """Decide who is who. Returns the counts of the release: of several actors who are one, one counts."""
    main = main_collection(served.values())
    joined = decide(connection, main.id if main.loaded_by != "import" else None)
    counts: Counter[str] = Counter()
    for each in served.values():
        counts.update(json.loads(each.counts))
    if joined:
        counts[RecordType.ACTOR.plural] -= joined
    return json.dumps(counts)


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
        current.counts = decided(connection, served_collections(connection))
        derive_release(connection, builder, current, progress)
        writing(connection).finish_release(connection, head_of(current))
    settle(engine)


def _release_to_derive(connection: Connection, builder: Builder | None) -> ReleaseRow | None:
    """The current release, if its catalogue is not as this code makes it, or its indexes are missing or damaged.

    None where all is there, and where nothing is loaded. Indexes are looked at with a `builder` alone.

    From here on the transaction uses the release as this code has derived it, if it has.
    """
    writing(connection).use_derived_by(connection, fingerprint())
    current = current_release(connection)
    if current is None or not derived_here(current.fingerprint):
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
            make = partial(derive, indexes_alone=True, keep=writing(connection).derived_stay)
            builder.build(
                release_key(current), lambda folder: make(connection, snapshot, indexings(), folder, progress)
            )
            connection.rollback()
    finally:
        engine.dispose()


def derive_release(
    connection: Connection,
    builder: Builder | None,
    release: ReleaseRow,
    progress: Progress,
    former: Former | None = None,
) -> None:
    """Make the catalogue from the plain tables, in the caller's transaction, and its indexes unless they are there.

    `former` is what stays of the release before. Where that cannot be read, everything is made anew. The row of the
    `release` is written with what it says, and who derived it.
    """
    snapshot = Snapshot(connection)

    def build(by: str, former: Former | None) -> None:
        release.fingerprint = by
        key = release_key(release)
        make = partial(derive, former=former, keep=writing(connection).derived_stay)
        if builder is None or (former is None and builder.has(key)):
            make(connection, snapshot, indexings(), None, progress)
        else:
            builder.build(key, lambda folder: make(connection, snapshot, indexings(), folder, progress))

    try:
        build(fingerprint() if former is None else derived_in_part(), former)
    except CannotTakeOver:
        build(fingerprint(), None)
    connection.execute(update(ReleaseRow).where(number_column() == release.number).values(release.model_dump()))


@dataclass(frozen=True, slots=True)
class Reusable:
    """The catalogue of the release before, while the rows of the next one are written."""

    folder: Path
    affected: Affected

    @classmethod
    def of(cls, connection: Connection, builder: Builder, former: ReleaseRow | None, number: int) -> Self | None:
        """The catalogue of the `former` release, before the rows of release `number` are written.

        The ledger knows its changes already. None: everything is to be derived.
        """
        if former is None or not derived_here(former.fingerprint) or not writing(connection).derived_stay:
            return None
        try:
            return cls(builder.folder(release_key(former)), Affected(connection, number))
        except TooMany:
            return None

    def former(self, connection: Connection) -> Former | None:
        """What can stay, once the rows are written and it is decided who is who. None: everything is to be derived."""
        try:
            return Former(self.folder, self.affected.ids(connection))
        except TooMany:
            return None


def settle(engine: Engine) -> None:
    """Make the newest release quick to read."""
    with contextlib.suppress(DatabaseError), engine.connect() as connection:
        writing(connection).settle(connection)
