"""Which releases and collections a database holds."""

from collections.abc import Iterable
from datetime import UTC, datetime

from sqlalchemy import Column, Connection, func, select
from sqlmodel import Session
from sqlmodel import select as select_rows

from app.catalogue.collections import collection_rank
from app.catalogue.words.building import KEPT_RELEASES
from app.catalogue.words.folders import ReleaseKey
from app.database.dialects import writing
from app.database.engine import ReleaseHead
from app.database.statements import table
from app.resources.dataset.models import CollectionRow, ReleaseRow


def served_collections(connection: Connection) -> dict[str, CollectionRow]:
    """The collections of the served release by id, in the order of ids."""
    collection = table("collection")
    rows = connection.execute(select(collection).order_by(collection.c.id)).mappings()
    return {row["id"]: CollectionRow.model_validate(dict(row)) for row in rows}


def main_collection(collections: Iterable[CollectionRow]) -> CollectionRow:
    """The first collection, whose version is the release's."""
    return min(collections, key=lambda row: collection_rank(row.loaded_by, row.id))


def release_key(release: ReleaseRow) -> ReleaseKey:
    """What the indexes of a release are known by."""
    loaded_at = datetime.fromisoformat(release.loaded_at)
    return ReleaseKey(release.number, release.checksum, loaded_at, release.fingerprint)


def head_of(release: ReleaseRow) -> ReleaseHead:
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
    newest = select(func.max(number_column())).scalar_subquery()
    with Session(bind=connection) as session:
        found = session.exec(select_rows(ReleaseRow).where(number_column() == newest)).first()
        return None if found is None else ReleaseRow.model_validate(found.model_dump())


def number_column() -> Column[int]:
    return table("release").c.number
