"""Small data sets made for one test, loaded into a real database."""

import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.catalogue.catalogue import Catalogue
from app.catalogue.paging import Page
from app.catalogue.words.folders import IndexCache, ReleaseKey
from app.database.dialects import database_of
from app.database.engine import Reader, ReleaseHead
from app.database.migrating import migrate
from app.loading.data_set import DataSet
from app.loading.release import load
from app.resources.actors.models import ActorRecord
from app.resources.dataset.models import CollectionRecord, LicenceRecord
from app.resources.documents.models import DocumentRecord
from app.resources.events.models import EventRecord
from app.resources.places.models import PlaceRecord
from app.resources.topics.models import TopicRecord
from app.timeline.record_types import RecordType
from tests.databases import database_url
from tests.serving import ROOT
from tests.waiting import SECONDS_TO_WAIT

COLLECTION = CollectionRecord(
    id="curated",
    title="A test",
    language="en",
    version="1",
    source="made for a test",
    licence=LicenceRecord(name="Creative Commons Zero", spdx="CC0-1.0"),
    attribution="Nobody",
    cite_as="A test.",
)
KINDS = {
    "event": {"note": "Note", "visit": "Visit"},
    "actor": {"person": "Person", "state": "State", "ministry": "Ministry"},
    "document": {"note": "Note"},
    "claim": {"thesis": "Thesis"},
}
SOURCE = {"title": "A source"}
TOPICS = tuple(TopicRecord(id=name, name=name.title(), description="A topic.") for name in ("peace", "war"))
PLACES = tuple(
    PlaceRecord(id=name, name=name.title(), country="DE", lat=lat, lon=lon, precision="city")
    for name, lat, lon in (("berlin", 52.5, 13.4), ("suva", -18.1, 178.4), ("apia", -13.8, -171.8))
)


def actor(id_: str, kind: str = "person", **more: object) -> ActorRecord:
    """An actor with what must be there."""
    return ActorRecord.model_validate(
        {"id": id_, "kind": kind, "name": id_.title(), "summary": "Somebody.", "verification": "unchecked", **more}
    )


def event(name: str, date: str, **more: object) -> EventRecord:
    """An event with what must be there."""
    given: dict[str, object] = {
        "id": name,
        "title": name.title(),
        "kind": "note",
        "date": date,
        "topics": ["peace"],
        "summary": "Something.",
        "actors": [],
        "responds_to": [],
        "documents": [],
        "sources": [SOURCE],
        "confidence": "high",
    }
    return EventRecord.model_validate(given | more)


def document(name: str, date: str | None, **more: object) -> DocumentRecord:
    """A document with what must be there."""
    given: dict[str, object] = {
        "id": name,
        "title": name.title(),
        "kind": "note",
        "language": "en",
        "languages": ["en"],
        "actors": [],
        "rights": "None.",
        "topics": ["peace"],
        "abstract": "Something.",
        "confidence": "high",
        "sources": [SOURCE],
    }
    return DocumentRecord.model_validate(given | ({} if date is None else {"date": date}) | more)


def data_set(
    events: Iterable[EventRecord] = (), actors: Iterable[ActorRecord] = (), documents: Iterable[DocumentRecord] = ()
) -> DataSet:
    """A data set of these records, with two topics and three places."""
    return DataSet(
        collection=COLLECTION,
        kinds=KINDS,
        records={
            RecordType.EVENT: tuple(sorted(events, key=lambda record: record.id)),
            RecordType.ACTOR: tuple(sorted(actors, key=lambda record: record.id)),
            RecordType.DOCUMENT: tuple(sorted(documents, key=lambda record: record.id)),
            RecordType.TOPIC: TOPICS,
            RecordType.PLACE: PLACES,
        },
    )


def loaded(folder: Path, data: DataSet) -> str:
    """The address of a database in `folder` at the newest schema, with `data` loaded."""
    url = database_url(folder)
    migrate(url, ROOT / "migrations")
    load(url, data)
    return url


def reader_of(folder: Path) -> Reader:
    """A reader of that database."""
    return Reader(database_of(database_url(folder)), deadline_seconds=SECONDS_TO_WAIT)


@contextmanager
def open_catalogue(folder: Path) -> Iterator[Catalogue]:
    """The catalogue of the database of a folder, in one release, for as long as it takes."""
    reader = Reader(database_of(database_url(folder)), deadline_seconds=math.inf)
    try:
        with reader.answer() as release:
            yield catalogue_at(reader, release)
    finally:
        reader.close()


def catalogue_at(reader: Reader, release: ReleaseHead) -> Catalogue:
    """The catalogue of a release that is being read, with the search indexes beside its database."""
    cache = IndexCache(Path(f"{reader.path}.search"))
    return Catalogue(reader, release, lambda head: cache.of(release_key(head)))


def release_key(release: ReleaseHead) -> ReleaseKey:
    """What the indexes of a release are known by."""
    return ReleaseKey(release.number, release.checksum, release.loaded_at, release.fingerprint)


def keys_of(catalogue: Catalogue, page: Page) -> list[str]:
    """The tie keys of the records on a page: their ids, where they have one."""
    text = "SELECT key FROM record WHERE n = ?"
    return [catalogue.reader.connection.execute(text, (row.n,)).fetchone()[0] for row in page.rows]
