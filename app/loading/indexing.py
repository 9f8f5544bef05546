"""The search indexes of the releases in a database: built with a load, and built again where they are missing."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from app.database.engine import database_path, writing_engine
from app.database.schema import table
from app.loading.derive.search import entries, names
from app.loading.derive.snapshot import Facts
from app.search.building import KEPT_RELEASES, Builder, locked
from app.search.folders import ReleaseKey
from app.store import tables as t
from app.store.derived import FORMAT


def search_folder(url: str) -> Path:
    """The folder of the search indexes where none is set: the database's path and `.search`."""
    return Path(f"{database_path(url)}.search")


def release_key(release: t.Release) -> ReleaseKey:
    """What the indexes of a release are known by."""
    loaded_at = datetime.fromisoformat(release.loaded_at)
    return ReleaseKey(release.number, release.checksum, loaded_at, release.derived_format)


def kept_releases(connection: Connection) -> list[ReleaseKey]:
    """The releases whose indexes are kept, the one served first: readers may still be at the one before it."""
    release = table("release")
    newest = select(release).order_by(release.c.number.desc()).limit(KEPT_RELEASES)
    return [release_key(t.Release.model_validate(dict(row))) for row in connection.execute(newest).mappings()]


def build_index(builder: Builder, release: ReleaseKey, facts: Facts) -> None:
    """Build the indexes of a release from the rows that `facts` were read from."""
    builder.build(release, lambda kind: entries(facts, kind), names(facts))


def build_missing(url: str, search: Path | None = None) -> bool:
    """Build the indexes of the release served where they are missing: a restored database, other software.

    Returns whether there was anything to build.

    Raises:
        OSError, ValueError: the search folder cannot be written.
    """
    root = search or search_folder(url)
    engine = writing_engine(url)
    try:
        with engine.begin() as connection:
            if not _missing(connection, Builder(root)):
                return False
        with locked(root) as builder, engine.begin() as connection:
            kept = kept_releases(connection)
            builder.keep(kept)
            if not _missing(connection, builder):
                return False
            build_index(builder, kept[0], Facts(connection))
            return True
    finally:
        engine.dispose()


def _missing(connection: Connection, builder: Builder) -> bool:
    kept = kept_releases(connection)
    # Another version's derived tables are made anew first, by `derive_anew`.
    return bool(kept) and kept[0].derived == FORMAT and not builder.has(kept[0])
